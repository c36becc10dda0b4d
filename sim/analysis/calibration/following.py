"""Rows of the posterior, and histories under them, through the months observed since."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration.training import (
    LAST,
    check_history,
    fitted,
    in_ranges,
    in_unit_cube,
    months_before,
)
from sim.analysis.filtering.filter import Filter, systematic
from sim.errors import LiptakoError
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.scenario.references import month_name
from sim.world.calibrated import Posterior
from sim.world.state import Array

FIRST_FUTURE = 2**31
"""Number of the first run that goes on from where a filter stands."""
KEPT = 0.99
"""How much of its distance from the mean a parameter keeps when it is moved."""
ENOUGH = 100.0
"""Effective histories under which nothing is foretold."""


@dataclass
class Following:
    """Histories from 2018 on that follow the deaths observed.

    Months fitted to have made the rows' weights already, so they choose among a row's histories
    alone; in later months all histories compete, and those that multiply have their parameters
    moved a little (Liu & West 2001), so that they do not die out.

    Attributes:
        scenario: the history lived.
        filter: rows and histories.
    """

    scenario: Scenario
    filter: Filter

    @classmethod
    def start(
        cls,
        scenario: Scenario,
        posterior: Posterior,
        countries: list[str],
        rows: int,
        histories: int,
        seed: int,
    ) -> Self:
        """Before the first month fitted to.

        Args:
            scenario: a history that starts in the first of these months.
            posterior: from which rows are drawn by weight, as evenly as can be.
            countries: codes of those observed, in the order of the observations.
            rows: how many.
            histories: under each.
            seed: of every random number.

        Raises:
            LiptakoError: the scenario starts in another month, or has no such country.
        """
        check_history(scenario, countries)
        chosen = systematic(posterior.weights, rows, 0.5)
        parameters = {name: values[chosen] for name, values in posterior.values.items()}
        started = Filter.start(scenario, parameters, histories, countries, seed)
        return cls(scenario, started)

    @property
    def months(self) -> int:
        """How many months have been followed."""
        return self.filter.model.months_lived

    def live(self, deaths: Array) -> None:
        """Live a month in which these deaths ``(country,)`` were observed (NaN where unknown)."""
        if self.months == months_before(self.scenario, LAST) + 1:
            self.filter.pool()
        if self.filter.resample() and self.filter.rows == 1:
            self._jitter()
        self.filter.live(deaths)

    def _jitter(self) -> None:
        """Move parameters a little, so that their mean and variance stay."""
        model = self.filter.model
        points = in_unit_cube(model.parameters.varying())
        names = tuple(("filter/jitter", name) for name in fitted())
        shock = model.streams.normal(names, model.month).T
        mean, sd = points.mean(axis=0), points.std(axis=0)
        moved = mean + KEPT * (points - mean) + math.sqrt(1.0 - KEPT**2) * sd * shock
        moved = np.abs(moved)  # those that leave the prior's range come back into it
        self.filter.set_parameters(in_ranges(np.clip(1.0 - np.abs(1.0 - moved), 0.0, 1.0)))

    @property
    def weights(self) -> Array:
        """Of every history, ``(run,)``; they sum to 1."""
        return np.asarray(np.exp(self.filter.log_weights).ravel() / self.filter.rows)

    @property
    def effective(self) -> float:
        """Effective number of histories."""
        return float(1.0 / (self.weights**2).sum())

    def drawn(self, number: int) -> NDArray[np.int64]:
        """Positions of so many histories by weight, as even as can be.

        Raises:
            LiptakoError: too few of them carry the weight.
        """
        if self.effective < ENOUGH:
            raise LiptakoError(
                f"the histories that agree with the months observed are too few: "
                f"{self.effective:.0f} carry the weight, {ENOUGH:.0f} are needed - follow more "
                "rows, or end earlier"
            )
        return systematic(self.weights, number, 0.5)

    def future(self, number: int, months: int) -> CrisisModel:
        """Equally likely histories that go on freely: nothing later than now is forced on them.

        Args:
            number: how many.
            months: for how long they are to go on.
        """
        model = self.filter.model.take(
            self.drawn(number), np.arange(FIRST_FUTURE, FIRST_FUTURE + number, dtype=np.uint32)
        )
        world, lived = model.world, model.months_lived
        return CrisisModel(
            _open_from(self.scenario, self.scenario.start + lived, months),
            model.streams,
            model.parameters,
            world,
            lived,
        )


def _open_from(scenario: Scenario, month: int, months: int) -> Scenario:
    """A scenario in which history ends before an absolute month, and so many may follow."""
    before = date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
    cut = before if scenario.data.cut is None else min(before, scenario.data.cut)
    end = max(month + months - 1, scenario.start + scenario.months - 1)
    known = [event for event in scenario.resolved.get("events", []) if event["on"] <= str(before)]
    changes = {"cut": cut, "horizon": {"end": month_name(end)}}
    if known != scenario.resolved.get("events", []):
        raise LiptakoError(
            f"scenario '{scenario.name}': it has events after {before} - leave them out of what is "
            "foretold"
        )
    return scenario.patch(changes)
