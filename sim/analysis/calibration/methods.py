"""The two methods of calibration: from observations to a posterior."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis.calibration.fit import Fit, draw, posterior
from sim.analysis.calibration.ranks import DRAWS
from sim.analysis.calibration.reference import ReferenceTable
from sim.analysis.calibration.training import (
    COUNTRIES,
    Observations,
    check_history,
    in_ranges,
)
from sim.errors import LiptakoError, one_of
from sim.scenario import Scenario
from sim.world.calibrated import Posterior
from sim.world.state import Array

METHODS = ("reference", "waves")
"""The one shipped, and the other."""
RUNS = 100_000
"""Histories of the reference table."""
TABLE_SEED = 1
"""Seed of the reference table."""
FIRST_SEED = 10_000
"""Seeds of fits start here: a truth must not share its random numbers with the fit."""
TRIED = 2**17
"""Points of the prior among which the draws of a small fit are chosen."""


@dataclass(frozen=True)
class ByWaves:
    """The shipped method at a smaller cost.

    Attributes:
        scenario, countries: as for `Fit`.
        rows: evaluated in each of two waves.
        histories: under each row.
    """

    scenario: Scenario
    countries: list[str]
    rows: int = 160
    histories: int = 48

    def __call__(self, observed: Observations, seed: int) -> Array:
        """Draws of the posterior, ``(draw, parameter)``."""
        fit = Fit(
            self.scenario,
            self.countries,
            observed,
            self.rows,
            self.histories,
            waves=2,
            seed=FIRST_SEED + seed,
        )
        return draw(fit.run(None, progress=False), DRAWS, seed, among=TRIED)


@dataclass(frozen=True)
class ByReference:
    """Approximate Bayesian computation from one table of free histories."""

    table: ReferenceTable

    def __call__(self, observed: Observations, seed: int) -> Array:  # noqa: ARG002
        """Draws of the posterior, ``(draw, parameter)``; the seed has nothing to decide."""
        return self.table.posterior(observed)


def posterior_by(
    method: str,
    history: Scenario,
    observed: Observations,
    runs: int = RUNS,
    seed: int = TABLE_SEED,
    folder: Path | None = None,
    workers: int = 1,
    progress: bool | None = None,
) -> Posterior:
    """The posterior of the war's parameters.

    Args:
        method: one of `METHODS`.
        history: the scenario lived.
        observed: what it is fitted to.
        runs: histories of the reference table.
        seed: of every random number.
        folder: where what is done is kept; a second call goes on. None keeps nothing.
        workers: processes.
        progress: as for `sim.simulate`.

    Raises:
        LiptakoError: no such method, the history does not fit the months, or a block cannot be
            written.
    """
    check_method(method)
    check_history(history, COUNTRIES)
    if method == "waves":
        fit = Fit(history, COUNTRIES, observed, seed=seed)
        return posterior(fit.run(folder, workers, progress), seed)
    months = len(observed.deaths)
    table = ReferenceTable.of(history, COUNTRIES, months, runs, seed, workers, progress, folder)
    points = table.posterior(observed)
    return Posterior(np.full(len(points), 1.0 / len(points)), in_ranges(points))


def check_method(method: str) -> None:
    """Refuse what is no method.

    Raises:
        LiptakoError: it is none of `METHODS`.
    """
    if method not in METHODS:
        raise LiptakoError(f"method: '{method}' is none - {one_of(method, list(METHODS))}")
