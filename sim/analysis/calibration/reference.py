"""The other method tried: approximate Bayesian computation from a table of free histories.

Parameters are regressed on summaries of the months, and what the regression foretells is the
statistic by which the nearest histories are accepted (Fearnhead & Prangle 2012); their parameters
are then moved along a local regression to where the observed summaries are (Beaumont et al. 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit, logit
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from sim.analysis.calibration.free import Lived, live_freely
from sim.analysis.calibration.training import Observations, in_unit_cube, prior
from sim.scenario import Scenario
from sim.world.state import Array

SHARE = 0.01
"""Share of the histories accepted."""
DRY = np.array([11, 0, 1, 2, 3, 4])
"""Months of a year (January is 0) held against the others for the season."""
EDGE = 1e-4
"""Points of the unit cube are kept this far from its faces before they are stretched."""


@dataclass(frozen=True)
class ReferenceTable:
    """Free histories, and what their parameters can be told by.

    Attributes:
        points: of the unit cube of parameters, ``(run, parameter)``.
        summaries: ``(run, statistic)``.
        regression: of stretched points on summaries.
    """

    points: Array
    summaries: Array
    regression: Any

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        countries: list[str],
        months: int,
        runs: int,
        seed: int = 1,
        workers: int = 1,
        progress: bool | None = None,
        folder: Path | None = None,
    ) -> ReferenceTable:
        """Live so many histories, a row of the prior each; see `live_freely`."""
        parameters = prior(runs, seed)
        lived = live_freely(
            scenario, parameters, countries, months, seed, workers, progress, folder
        )
        points, found = in_unit_cube(parameters), summaries(lived)
        regression = make_pipeline(
            StandardScaler(), PolynomialFeatures(2, include_bias=False), RidgeCV()
        )
        return cls(points, found, regression.fit(found, _stretched(points)))

    def posterior(self, observed: Observations, share: float = SHARE) -> Array:
        """Points ``(row, parameter)`` that agree with what was observed, equally likely."""
        wanted = self.regression.predict(_summaries_of(observed))
        statistics = self.regression.predict(self.summaries)
        spread = (_stretched(self.points) - statistics).std(axis=0)
        distance = (((statistics - wanted) / spread) ** 2).sum(axis=1)
        near = np.argsort(distance)[: max(int(share * len(distance)), 1)]
        local = LinearRegression().fit(statistics[near], _stretched(self.points[near]))
        moved = _stretched(self.points[near]) + local.predict(wanted)
        return np.asarray(expit(moved - local.predict(statistics[near])))


def summaries(lived: Lived) -> Array:
    """What a history's months come to, ``(run, statistic)``.

    By country: the log of each year's deaths; spread, lag-1 correlation and seasonal contrast of
    the logs of months; the share of months with fewer than five deaths; the log of the worst month.
    And the two further figures.
    """
    deaths = lived.deaths
    years = deaths.reshape(-1, 12, *deaths.shape[1:])
    logs = np.log1p(deaths)
    away = logs - logs.mean(axis=0)
    lagged = (away[1:] * away[:-1]).sum(axis=0) / np.maximum((away**2).sum(axis=0), 1e-9)
    by_month = np.log1p(years).mean(axis=0)
    wet = np.setdiff1d(np.arange(12), DRY)
    parts = [
        *np.log1p(years.sum(axis=1)),
        logs.std(axis=0),
        lagged,
        by_month[DRY].mean(axis=0) - by_month[wet].mean(axis=0),
        (deaths < 5.0).mean(axis=0),
        np.log1p(deaths.max(axis=0)),
    ]
    return np.concatenate([*parts, lived.control[None], lived.civilians[None]]).T


def _summaries_of(observed: Observations) -> Array:
    one = Lived(
        observed.deaths[:, :, None],
        np.array([observed.control.value]),
        np.array([observed.civilians.value]),
    )
    return summaries(one)


def _stretched(points: Array) -> Array:
    return np.asarray(logit(np.clip(points, EDGE, 1.0 - EDGE)))
