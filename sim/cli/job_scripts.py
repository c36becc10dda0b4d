"""Scripts for the schedulers of clusters: one job a shard, none knows of the others."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from sim.errors import LiptakoError, one_of

SYSTEMS = {
    "slurm": (
        "#SBATCH --job-name=liptako\n#SBATCH --array=1-{shards}\n#SBATCH --cpus-per-task=1\n"
        "#SBATCH --mem=3G\n#SBATCH --time=02:00:00\n#SBATCH --output=liptako-%a.log",
        "$SLURM_ARRAY_TASK_ID",
        "sbatch",
    ),
    "pbs": (
        "#PBS -N liptako\n#PBS -J 1-{shards}\n#PBS -l select=1:ncpus=1:mem=3gb\n"
        '#PBS -l walltime=02:00:00\ncd "$PBS_O_WORKDIR"',
        "$PBS_ARRAY_INDEX",
        "qsub",
    ),
    "lsf": (
        '#BSUB -J "liptako[1-{shards}]"\n#BSUB -n 1\n#BSUB -R "rusage[mem=3G]"\n#BSUB -W 2:00\n'
        "#BSUB -o liptako-%I.log",
        "$LSB_JOBINDEX",
        "bsub <",
    ),
}
"""By system: the head of a script, the number of a job, and how the script is handed in."""


def job_script(system: str, arguments: Sequence[str], shards: int) -> str:
    """A job array that runs a command of Liptako in so many shards.

    Args:
        system: one of `SYSTEMS`.
        arguments: of the command.
        shards: jobs.

    Raises:
        LiptakoError: an unknown system.
    """
    if system not in SYSTEMS:
        raise LiptakoError(f"script: '{system}' is none - {one_of(system, list(SYSTEMS))}")
    head, number, submit = SYSTEMS[system]
    command = shlex.join(["liptako", *arguments])
    return (
        f"#!/bin/bash\n{head.format(shards=shards)}\n\n"
        f"# Hand it in with: {submit} this-file; again, and only what is missing is computed.\n"
        "# Every job writes its own blocks into one folder of results, which all must see.\n"
        f'{command} --shard "{number}/{shards}"'
    )
