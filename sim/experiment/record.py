"""What is kept of a run, month by month: one table of variables, from which the dataset follows.

While a block runs, arrays are indexed ``(month, ..., run)``; the dataset shows them as
``(run, month, ...)`` without copying.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.actors import Treaty
from sim.errors import LiptakoError
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.world.beginning import geography
from sim.world.chronicle import NO_DAY, NO_WEEK, NOBODY
from sim.world.state import in_turn
from sim.world.theatre import KINDS

Block = dict[str, NDArray[Any]]
"""Recorded arrays by variable name, run last."""

MONTH = "month"
MAP_MONTH = "map_month"


@dataclass(frozen=True)
class Variable:
    """One variable of the dataset.

    Attributes:
        dimensions: after `run`; the first is a time, unless the variable is an outcome.
        unit: physical unit, "1" for a pure number.
        meaning: its long name.
        dtype: how it is kept.
        read: from the model at the end of a month, ``(..., run)``.
    """

    dimensions: tuple[str, ...]
    unit: str
    meaning: str
    dtype: type
    read: Callable[[CrisisModel], NDArray[Any]]


def _nation(name: str, unit: str, meaning: str, dtype: type = np.float32) -> Variable:
    return Variable(
        (MONTH, "country"),
        unit,
        meaning,
        dtype,
        lambda m: np.asarray(getattr(m.world.nations, name)),
    )


def _treaty(name: str, meaning: str, dtype: type, unit: str = "1") -> Variable:
    return Variable(
        (MONTH, "treaty", "country"),
        unit,
        meaning,
        dtype,
        lambda m: np.asarray(getattr(m.world.treaties, name)),
    )


def _joint_operations(model: CrisisModel) -> NDArray[Any]:
    """Mean over the regions that have a foreign neighbour, ``(country, run)``."""
    theatre = model.world.theatre
    return theatre.by_country(theatre.joint_operations) / model.border_regions


def _by_treaty(model: CrisisModel, read: Callable[[Treaty], NDArray[Any]]) -> NDArray[Any]:
    """One row a treaty, in the scenario's order."""
    rows = {treaty.index: read(treaty) for treaty in model.treaties}
    empty_rows = np.zeros((0, len(model.streams.runs)))
    return np.stack([rows[row] for row in sorted(rows)]) if rows else empty_rows


def _with_blocs(model: CrisisModel) -> NDArray[Any]:
    """Mean affinity of each treaty's members with each bloc, ``(treaty, bloc, run)``."""
    found = np.zeros((len(model.treaties), len(model.blocs), len(model.streams.runs)))
    for treaty in model.treaties:
        for bloc in model.blocs:
            found[treaty.index, bloc.index] = treaty.warmth_with(bloc.id)
    return found


def _coastal_deaths(model: CrisisModel) -> NDArray[Any]:
    countries = model.scenario.data.countries
    rows = [list(countries).index(name) for name in sorted(countries) if countries[name].coastal]
    return in_turn(model.toll.all_deaths[rows])


def _recorded_pairs(model: CrisisModel) -> NDArray[Any]:
    relations = model.world.relations
    pairs = model.scenario.data.record.pairs
    return relations.affinity[[relations.positions[frozenset(pair)] for pair in pairs]]


VARIABLES: dict[str, Variable] = {
    "deaths": Variable(
        (MONTH, "country", "kind"),
        "persons",
        "deaths in the month, by kind",
        np.float32,
        lambda m: m.toll.deaths.swapaxes(0, 1),
    ),
    "coastal_deaths": Variable(
        (MONTH,),
        "persons",
        "deaths in the month in the mapped regions of coastal states, all kinds",
        np.float32,
        _coastal_deaths,
    ),
    "attacks": Variable(
        (MONTH, "country"),
        "attacks",
        "lethal attacks by armed groups in the month",
        np.float32,
        lambda m: m.world.theatre.by_country(m.world.theatre.attacks),
    ),
    "deaths_region": Variable(
        (MONTH, "region"),
        "persons",
        "deaths in the month, all kinds",
        np.float32,
        lambda m: m.toll.by_region,
    ),
    "state_control": Variable(
        (MONTH, "region"),
        "1",
        "share of control held by the state",
        np.float32,
        lambda m: m.toll.state_control,
    ),
    "state_control_national": Variable(
        (MONTH, "country"),
        "1",
        "share of the population under state control",
        np.float32,
        lambda m: m.toll.national_control,
    ),
    "fighters": Variable(
        (MAP_MONTH, "group", "region"),
        "persons",
        "fighters by region",
        np.float32,
        lambda m: m.world.theatre.fighters,
    ),
    "fighters_national": Variable(
        (MONTH, "group", "country"),
        "persons",
        "fighters by country",
        np.float32,
        lambda m: (
            np.stack([m.world.theatre.by_country(f) for f in m.world.theatre.fighters])
            if m.world.theatre.groups
            else np.zeros((0, *m.toll.all_deaths.shape))
        ),
    ),
    "soldiers": _nation("soldiers", "persons", "soldiers"),
    "capacity": _nation("capacity", "1", "capacity index of the army, 1 = January 2018"),
    "effectiveness": _nation("effectiveness", "1", "effectiveness of the army"),
    "budget": _nation("budget", "million USD / month", "security budget"),
    "legitimacy": _nation("legitimacy", "1", "legitimacy of the government"),
    "junta": _nation("junta", "1", "under a junta at the end of the month", np.bool_),
    "coup_attempts": _nation("coup_attempts", "coups", "coups attempted in the month", np.int8),
    "coups": _nation("coups", "coups", "coups that succeeded in the month", np.int8),
    "displaced": _nation("displaced", "persons", "displaced people present"),
    "newly_displaced": _nation("newly_displaced", "persons", "newly displaced in the month"),
    "presence": Variable(
        (MONTH, "partner", "country"),
        "1",
        "presence of a partner, 1 = its historical peak",
        np.float32,
        lambda m: m.world.presences.presence,
    ),
    "posture": Variable(
        (MONTH, "bloc", "country"),
        "1",
        "posture: 0 none, 1 suspended, 2 sanctions, 3 ultimatum, 4 force activated, 5 intervened",
        np.int8,
        lambda m: m.world.crises.posture,
    ),
    "hardest_posture": Variable(
        (MONTH, "bloc", "country"),
        "1",
        "hardest posture of the month, by the numbers of posture",
        np.int8,
        lambda m: m.world.crises.hardest,
    ),
    "crisis_result": Variable(
        (MONTH, "bloc", "country"),
        "1",
        "last crisis: 0 none, 1 open, 2 concession, 3 climb-down, 4 intervention, 5 rescue",
        np.int8,
        lambda m: m.world.crises.result,
    ),
    "sanctions": Variable(
        (MONTH, "bloc", "country"),
        "1",
        "severity of sanctions",
        np.float32,
        lambda m: m.world.crises.sanctions,
    ),
    "member": _treaty("member", "member of the treaty at the end of the month", np.bool_),
    "pledged": _treaty("pledged", "pledged its aid to another party", np.bool_),
    "due": _treaty(
        "due",
        "obligations to send armed force that fell due in the month, by who owed them",
        np.int8,
        "obligations",
    ),
    "honoured": _treaty(
        "honoured",
        "obligations to send armed force that were honoured in the month",
        np.int8,
        "obligations",
    ),
    "operations_due": _treaty(
        "operations_due",
        "obligations to join operations that were due in the month, by who owed them",
        np.int8,
        "obligations",
    ),
    "joint_operations": Variable(
        (MONTH, "country"),
        "1",
        "level of joint operations across the borders, mean over regions that have one",
        np.float32,
        _joint_operations,
    ),
    "treaty_active": Variable(
        (MONTH, "treaty"), "1", "treaty in force", np.bool_, lambda m: m.world.treaties.active
    ),
    "participation": Variable(
        (MONTH, "treaty"),
        "1",
        "effective participation in the treaty",
        np.float32,
        lambda m: m.world.treaties.participation,
    ),
    "affinity_within": Variable(
        (MONTH, "treaty"),
        "1",
        "mean affinity among a treaty's members, -1 hostile to 1 close",
        np.float32,
        lambda m: _by_treaty(m, Treaty.warmth_within),
    ),
    "affinity_with_bloc": Variable(
        (MONTH, "treaty", "bloc"),
        "1",
        "mean affinity of a treaty's members with a bloc, -1 hostile to 1 close",
        np.float32,
        _with_blocs,
    ),
    "affinity": Variable(
        (MONTH, "pair"),
        "1",
        "affinity of a pair, -1 hostile to 1 close",
        np.float32,
        _recorded_pairs,
    ),
}
"""Every variable that a run records, by its name in the dataset."""

REGIONAL = ("deaths_region", "state_control", "fighters")
"""Variables that a scenario may leave out (``record.regions: false``)."""


def recorded(scenario: Scenario) -> list[str]:
    """Names of the variables that a scenario's results keep."""
    return [name for name in VARIABLES if scenario.data.record.regions or name not in REGIONAL]


def empty(scenario: Scenario, runs: int) -> Block:
    """Room for what a scenario records of so many runs.

    Raises:
        LiptakoError: there is not enough memory.
    """
    sizes = {name: len(labels) for name, labels in coordinates(scenario).items()}
    try:
        return _zeros(scenario, sizes, runs)
    except MemoryError as error:
        raise LiptakoError(
            f"runs: no memory for the results of {runs:,} runs - take fewer, or leave out the "
            "regions with 'record: {regions: false}'"
        ) from error


def _zeros(scenario: Scenario, sizes: dict[str, int], runs: int) -> Block:
    return {
        name: np.zeros(
            (*(sizes[dimension] for dimension in VARIABLES[name].dimensions), runs),
            VARIABLES[name].dtype,
        )
        for name in recorded(scenario)
    }


@dataclass(frozen=True)
class Recorder:
    """Keeps the months of one block of runs.

    Attributes:
        every: months between two maps.
        block: where to: arrays by variable name, ``(month, ..., run)``.
    """

    every: int
    block: Block

    def keep(self, model: CrisisModel) -> None:
        """Keep the month that the model has just lived."""
        month = model.months_lived - 1
        for name, array in self.block.items():
            variable = VARIABLES[name]
            if variable.dimensions[0] == MONTH:
                array[month] = variable.read(model)
            elif month % self.every == 0:
                array[month // self.every] = variable.read(model)


def coordinates(scenario: Scenario) -> dict[str, list[Any]]:
    """Labels along every dimension of the dataset but `run`."""
    data = scenario.data
    first = np.datetime64(f"{scenario.start // 12:04d}-{scenario.start % 12 + 1:02d}", "M")
    months = [first + month for month in range(scenario.months)]
    return {
        MONTH: months,
        MAP_MONTH: months[:: data.record.fighters_every],
        "country": list(data.countries),
        "region": list(geography(scenario).regions),
        "group": list(data.groups),
        "partner": list(data.partners),
        "treaty": list(data.treaties),
        "bloc": list(data.blocs),
        "kind": list(KINDS),
        "pair": ["-".join(pair) for pair in data.record.pairs],
    }


EVENT_COLUMNS: dict[str, str] = {
    "event_run": "number of the run in which it happened",
    "event_month": "month of the horizon, from 0",
    "event_week": f"week of the month, from 0; {NO_WEEK} if only the month is known",
    "event_day": f"day of the month; {NO_DAY} if it has none",
    "event_kind": "what happened",
    "event_subject": "who did it",
    "event_object": f"whom or what it was done to; {NOBODY} if nobody",
}
"""Columns of the chronicle, ``(event,)``: one row an event, by run and date."""


def chronicle(model: CrisisModel, runs: NDArray[np.uint32]) -> Block:
    """The chronicle of a model's runs, of these numbers: its columns ``(event,)``."""
    table = model.world.chronicle.table(runs)
    return {name: table[name.removeprefix("event_")] for name in EVENT_COLUMNS}
