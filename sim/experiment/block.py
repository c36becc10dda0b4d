"""A block: about a thousand runs that a model steps side by side, the unit of work and storage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.memory import keep_freed_memory
from sim.experiment.outcomes import outcomes
from sim.experiment.record import Block, Recorder, empty
from sim.model import CrisisModel
from sim.scenario import Scenario

BLOCK_RUNS = 1000
"""Runs in a block: few enough for its arrays to stay in the processor's cache, enough to spread
the cost of a call over them. Results do not depend on it."""


@dataclass(frozen=True)
class Job:
    """What it takes to compute a block anywhere.

    Attributes:
        runs: numbers of the runs, ``(run,)``.
        design: parameters that differ by run, ``(run,)`` by dotted name.
    """

    scenario: Scenario
    seed: int
    runs: NDArray[np.uint32]
    design: dict[str, NDArray[np.float64]]


def run_job(job: Job, room: Block | None = None) -> Block:
    """Compute a block: variables, outcomes and varying parameters by name, run last.

    Args:
        job: what to compute.
        room: where to put the variables; made if not given.
    """
    keep_freed_memory()
    model = CrisisModel.start(job.scenario, job.seed, job.runs, job.design)
    recorder = Recorder(
        job.scenario.data.record.fighters_every,
        empty(job.scenario, len(job.runs)) if room is None else room,
    )
    for _ in range(job.scenario.months):
        model.step()
        recorder.keep(model)
    block = recorder.block
    return block | outcomes(block) | model.parameters.varying()
