"""A sequential filter: histories, month by month, that agree with the deaths observed.

Runs stand in groups: a row of parameters, and so many histories under it. Histories compete within
their row alone, so that a row's likelihood can be estimated, and rows with known weights keep them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from sim.analysis.filtering.guide import Observer
from sim.analysis.filtering.likelihood import Severity
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.world.state import Array

ENOUGH = 0.5
"""Share of a row's histories under which their effective number leads to resampling."""


@dataclass
class Filter:
    """Rows of parameters, with histories under each, as the months observed so far leave them.

    Attributes:
        model: all runs; those of a row stand together.
        countries: positions of the countries observed.
        rows: how many rows.
        log_weights: of the histories within their row, ``(row, history)``; each row's exp sum to 1.
        log_likelihood: of the months observed so far, by row, ``(row,)``.
    """

    model: CrisisModel
    countries: list[int]
    rows: int
    log_weights: Array
    log_likelihood: Array
    _severity: Severity

    @classmethod
    def start(
        cls,
        scenario: Scenario,
        parameters: Mapping[str, Array],
        histories: int,
        countries: list[str],
        seed: int,
        first_run: int = 0,
    ) -> Self:
        """Before a scenario's first month.

        Args:
            scenario: what is lived; its history is forced.
            parameters: values ``(row,)`` by dotted name.
            histories: under each row.
            countries: codes of the countries that will be observed, in the observations' order.
            seed: of every random number.
            first_run: number of the first run.
        """
        rows = len(next(iter(parameters.values())))
        runs = np.arange(first_run, first_run + rows * histories, dtype=np.uint32)
        each = {name: np.repeat(values, histories) for name, values in parameters.items()}
        model = CrisisModel.start(scenario, seed, runs, each)
        return cls(
            model=model,
            countries=[list(scenario.data.countries).index(code) for code in countries],
            rows=rows,
            log_weights=np.full((rows, histories), -np.log(histories)),
            log_likelihood=np.zeros(rows),
            _severity=Severity.of(model.parameters.casualties, len(runs)),
        )

    def live(self, deaths: Array) -> Array:
        """Live a month in which these deaths ``(country,)`` were observed (NaN where unknown).

        Returns:
            The log of each row's predictive density of them, ``(row,)``.
        """
        observer = Observer(self.countries, self._severity, deaths)
        self.model.guide = observer
        self.model.step()
        self.model.guide = None
        joint = self.log_weights + observer.log_weights.reshape(self.log_weights.shape)
        news = np.asarray(logsumexp(joint, axis=1))
        self.log_weights = joint - news[:, None]
        self.log_likelihood = self.log_likelihood + news
        return news

    def effective(self) -> Array:
        """Effective number of histories in each row, ``(row,)``."""
        return np.asarray(1.0 / np.exp(2.0 * self.log_weights).sum(axis=1))

    def mean(self, values: Array) -> Array:
        """Means ``(row,)`` over each row's histories of values ``(run,)``, by weight."""
        weights = np.exp(self.log_weights)
        return np.asarray((weights * values.reshape(weights.shape)).sum(axis=1))

    def pool(self) -> None:
        """From now on all histories compete with each other, as if under one row."""
        self.rows = 1
        self.log_weights = self.log_weights.reshape(1, -1) - np.log(len(self.log_weights))
        self.log_likelihood = np.zeros(1)

    def resample(self) -> bool:
        """Let likely histories multiply, in those rows in which few carry the weight.

        Returns:
            Whether there was such a row.
        """
        histories = self.log_weights.shape[1]
        poor = np.flatnonzero(self.effective() < ENOUGH * histories)
        if not poor.size:
            return False
        u = self.model.streams.uniform((("filter/resample", ""),), self.model.month)[0]
        places = np.arange(self.log_weights.size).reshape(self.log_weights.shape)
        for row in poor:
            weights = np.exp(self.log_weights[row])
            places[row] = row * histories + systematic(weights, histories, u[row * histories])
        self.log_weights[poor] = -np.log(histories)
        # Each goes on under the number of its place, so that equal histories part.
        old, runs = self.model, self.model.streams.runs
        self.model = old.take(places.ravel(), runs)
        old.close()
        self._severity = Severity.of(self.model.parameters.casualties, len(runs))
        return True

    def set_parameters(self, values: Mapping[str, Array]) -> None:
        """Give each history parameters of its own, ``(run,)`` by dotted name."""
        self.model.parameters = self.model.parameters.changed(values)
        self._severity = Severity.of(self.model.parameters.casualties, len(self.model.streams.runs))


def systematic(weights: Array, number: int, u: float) -> NDArray[np.int64]:
    """Positions of so many draws by weight, as even as can be; ``u`` is one uniform number."""
    steps = np.cumsum(weights)
    at = (np.arange(number) + u) / number * steps[-1]
    found: NDArray[np.int64] = np.searchsorted(steps, at, side="right")
    return np.minimum(found, len(weights) - 1)
