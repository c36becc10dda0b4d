"""A method of calibration let loose on known truths."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.analysis.calibration.fit import NOT_READ
from sim.analysis.calibration.free import live_freely
from sim.analysis.calibration.methods import ByReference, ByWaves
from sim.analysis.calibration.ranks import Method, rank_truths
from sim.analysis.calibration.reference import ReferenceTable
from sim.analysis.calibration.training import COUNTRIES, LAST, in_unit_cube, months_before, prior
from sim.errors import LiptakoError, one_of
from sim.experiment.store import source_digest
from sim.scenario import Scenario

METHODS = ("waves", "reference")
TABLE_SEED = 1
"""Seed of the reference table: not that of the truths, which must not stand in it."""


def check_method(
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
        method: one of `METHODS`.
        truths: how many.
        seed: of truths and their histories; not 1, which is the reference table's.
        folder: where draws are kept, under a name made of all that decides them.
        workers: processes.
        progress: as for `sim.simulate`.

    Raises:
        LiptakoError: no such method, or the seed is the reference table's.
    """
    if method not in METHODS:
        raise LiptakoError(f"method: '{method}' is none - {one_of(method, list(METHODS))}")
    if seed == TABLE_SEED:
        raise LiptakoError(f"seed: {seed} is the reference table's - use another")
    months = months_before(history, LAST) + 1
    parameters = prior(truths, seed)
    lived = live_freely(history, parameters, COUNTRIES, months, seed, progress=False)
    found: Method = ByWaves(history, COUNTRIES)
    if method == "reference":
        found = ByReference(
            ReferenceTable.of(
                history, COUNTRIES, months, seed=TABLE_SEED, workers=workers, progress=progress
            )
        )
    key = source_digest(NOT_READ)[:16]
    return rank_truths(
        found,
        in_unit_cube(parameters),
        [lived.observations(row) for row in range(truths)],
        folder / f"{method}-{seed}-{truths}-{key}",
        workers if method == "waves" else 1,
        progress,
    )
