"""A method of calibration let loose on known truths."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pandas as pd

from sim.analysis.calibration.free import live_freely
from sim.analysis.calibration.methods import (
    RUNS,
    TABLE_SEED,
    ByReference,
    ByWaves,
    check_method,
)
from sim.analysis.calibration.ranks import Method, rank_truths
from sim.analysis.calibration.reference import ReferenceTable
from sim.analysis.calibration.training import (
    COUNTRIES,
    LAST,
    NOT_READ,
    check_history,
    in_unit_cube,
    months_before,
    prior,
)
from sim.errors import LiptakoError
from sim.experiment.store import source_digest
from sim.scenario import Scenario


def find_truths(
    history: Scenario,
    method: str,
    truths: int,
    seed: int,
    folder: Path,
    workers: int = 1,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Ranks of truths drawn from the prior; see `rank_truths`.

    Args:
        history: the scenario lived.
        method: "reference" or "waves".
        truths: how many.
        seed: of truths and their histories; not 1, which is the reference table's.
        folder: where draws are kept, under a name made of all that decides them.
        workers: processes.
        progress: as for `sim.simulate`.

    Raises:
        LiptakoError: no such method, or the seed is the reference table's.
    """
    check_method(method)
    if method == "reference" and seed == TABLE_SEED:
        raise LiptakoError(f"seed: {seed} is the reference table's - use another")
    check_history(history, COUNTRIES)
    months = months_before(history, LAST) + 1
    parameters = prior(truths, seed)
    lived = live_freely(history, parameters, COUNTRIES, months, seed, progress=False)
    found: Method = ByWaves(history, COUNTRIES)
    if method == "reference":
        found = ByReference(
            ReferenceTable.of(
                history, COUNTRIES, months, RUNS, TABLE_SEED, workers, progress, folder
            )
        )
    key = sha256((history.digest() + source_digest(NOT_READ)).encode()).hexdigest()[:16]
    return rank_truths(
        found,
        in_unit_cube(parameters),
        [lived.observations(row) for row in range(truths)],
        folder / f"check-{method}-{seed}-{truths}-{key}",
        workers if method == "waves" else 1,
        progress,
    )
