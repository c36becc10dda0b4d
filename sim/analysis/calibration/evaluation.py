"""What the observed months make of rows of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.calibration.training import CONTROL_COUNTRY, CONTROL_MONTH, months_before
from sim.analysis.filtering.filter import Filter
from sim.experiment.memory import keep_freed_memory
from sim.scenario import Scenario
from sim.world.state import Array, in_turn
from sim.world.theatre import ONE_SIDED_GROUP, ONE_SIDED_STATE


@dataclass(frozen=True)
class Task:
    """Rows to evaluate.

    Attributes:
        scenario: the history lived.
        parameters: values ``(row,)`` by dotted name.
        histories: under each row.
        countries: codes.
        deaths: observed, ``(month, country)``, from the scenario's first month on.
        seed: of every random number.
        first_run: number of the first history.
    """

    scenario: Scenario
    parameters: Mapping[str, Array]
    histories: int
    countries: list[str]
    deaths: Array
    seed: int
    first_run: int


@dataclass(frozen=True)
class Evaluation:
    """What came of rows, ``(row,)``.

    Attributes:
        log_likelihood: of the monthly deaths, as histories estimate it.
        control: share of people under state control, where and when `training` says.
        civilians: share of civilians among all deaths.
    """

    log_likelihood: Array
    control: Array
    civilians: Array


def evaluate(task: Task) -> Evaluation:
    """Filter the histories of some rows through the observed months."""
    keep_freed_memory()
    found = Filter.start(
        task.scenario,
        task.parameters,
        task.histories,
        task.countries,
        task.seed,
        task.first_run,
    )
    where = list(task.scenario.data.countries).index(CONTROL_COUNTRY)
    when = months_before(task.scenario, CONTROL_MONTH)
    control = np.full(found.rows, np.nan)
    civilians, everyone = np.zeros(found.rows), np.zeros(found.rows)
    for month, deaths in enumerate(task.deaths):
        found.live(deaths)
        toll = found.model.toll
        killed = toll.deaths[ONE_SIDED_GROUP] + toll.deaths[ONE_SIDED_STATE]
        civilians += found.mean(in_turn(killed[found.countries]))
        everyone += found.mean(in_turn(toll.all_deaths[found.countries]))
        if month == when:
            control = found.mean(toll.national_control[where])
        found.resample()
    found.model.close()
    return Evaluation(found.log_likelihood, control, civilians / np.maximum(everyone, 1.0))
