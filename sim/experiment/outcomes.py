"""Outcomes: what a whole run came to, defined once; each from recorded variables, or from the last
month's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import one_of
from sim.experiment.record import Block, coordinates, recorded
from sim.mechanisms.membership import PRESENT
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.world.crises import DAYS_A_WEEK
from sim.world.state import in_turn

MANY_DEATHS = 25.0
"""Deaths in a month from which a region counts as hit."""
LAST_YEAR = 12
POSTURES_REACHED = (
    ("suspension", "suspension"),
    ("sanctions", "sanctions"),
    ("ultimatum", "an ultimatum"),
    ("activation", "the activation of a force"),
    ("force", "the use of force"),
)
"""What a bloc's postures from 1 on are called in the names and meanings of outcomes."""


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes:
        dimensions: besides `run`.
        unit: physical unit, "1" for a pure number.
        meaning: its long name.
        needs: the variables it is worked out from.
        work_out: from those variables' arrays ``(month, ..., run)`` to ``(..., run)``; of one that
            needs none, from the model after the last month.
    """

    dimensions: tuple[str, ...]
    unit: str
    meaning: str
    needs: tuple[str, ...]
    work_out: Callable[..., NDArray[Any]]


def _sum_of_actors(array: NDArray[Any]) -> NDArray[Any]:
    """Sum over the first axis, smallest first: the same for any order of the actors in a file."""
    return in_turn(np.sort(array, axis=0))


def _sum_of_kinds(deaths: NDArray[Any]) -> NDArray[Any]:
    return in_turn(np.moveaxis(in_turn(deaths), 1, 0))


def _months_until(happened: NDArray[Any]) -> NDArray[Any]:
    """Months before the first time; the whole horizon if it never happens."""
    months = happened.shape[0]
    yes = happened > 0
    first = np.where(yes.any(axis=0), yes.argmax(axis=0), months)
    return np.asarray(first, dtype=np.float64)


def _by_treaty(counts: NDArray[Any]) -> NDArray[Any]:
    """Sum over months and countries, ``(treaty, run)``."""
    return in_turn(np.moveaxis(in_turn(counts), 1, 0))


def _share(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    """What was done of what was due, by treaty; not a number where nothing was due."""
    due = _by_treaty(whole)
    share = np.full(due.shape, np.nan)
    np.divide(_by_treaty(part), due, out=share, where=due > 0)
    return share


def _days_to(posture: int) -> Callable[[CrisisModel], NDArray[Any]]:
    """Days from the grab of power to a posture; not a number where it was never taken."""

    def read(model: CrisisModel) -> NDArray[Any]:
        weeks = model.world.crises.first_reached[posture - 1]
        return np.asarray(np.maximum(weeks, 0.0) * DAYS_A_WEEK)

    return read


def _intervened(model: CrisisModel) -> NDArray[Any]:
    return np.asarray(model.world.crises.launched, np.float64)


def _won(model: CrisisModel) -> NDArray[Any]:
    return np.asarray(model.world.crises.won, np.float64)


def _expected(model: CrisisModel) -> NDArray[Any]:
    return model.world.crises.expected.copy()


def _died(model: CrisisModel) -> NDArray[Any]:
    return model.world.treaties.died.copy()


def _regions_held(model: CrisisModel) -> NDArray[Any]:
    fighters = model.world.theatre.fighters
    return np.asarray((fighters >= PRESENT).sum(axis=1), np.float64)


OUTCOMES: dict[str, Outcome] = {
    "total_deaths": Outcome(
        ("country",),
        "persons",
        "deaths over the whole horizon, all kinds",
        ("deaths",),
        _sum_of_kinds,
    ),
    "deaths_last_year": Outcome(
        ("country",),
        "persons",
        "deaths in the last twelve months of the horizon, all kinds",
        ("deaths",),
        lambda deaths: _sum_of_kinds(deaths[-LAST_YEAR:]),
    ),
    "deaths_of_kind": Outcome(
        ("kind",),
        "persons",
        "deaths over the whole horizon, all countries",
        ("deaths",),
        lambda deaths: _sum_of_actors(in_turn(deaths)),
    ),
    "total_attacks": Outcome(
        ("country",),
        "attacks",
        "lethal attacks by armed groups over the horizon",
        ("attacks",),
        in_turn,
    ),
    "months_hit": Outcome(
        ("region",),
        "months",
        f"months with {MANY_DEATHS:.0f} or more deaths in the region",
        ("deaths_region",),
        lambda deaths: in_turn(deaths >= MANY_DEATHS),
    ),
    "final_state_control": Outcome(
        ("country",),
        "1",
        "share of the population under state control at the end",
        ("state_control_national",),
        lambda control: control[-1].astype(np.float64),
    ),
    "final_fighters": Outcome(
        ("group",),
        "persons",
        "fighters at the end, all countries",
        ("fighters_national",),
        lambda fighters: _sum_of_actors(np.moveaxis(fighters[-1], 1, 0)),
    ),
    "coup_attempts_total": Outcome(
        ("country",), "coups", "coups attempted over the horizon", ("coup_attempts",), in_turn
    ),
    "coups_total": Outcome(
        ("country",), "coups", "coups that succeeded over the horizon", ("coups",), in_turn
    ),
    "regime_survival": Outcome(
        ("country",),
        "months",
        "months before the first successful coup; the horizon if there is none",
        ("coups",),
        _months_until,
    ),
    "months_under_junta": Outcome(
        ("country",), "months", "months that ended under a junta", ("junta",), in_turn
    ),
    "final_presence": Outcome(
        ("partner", "country"),
        "1",
        "presence of a partner at the end, 1 = its historical peak",
        ("presence",),
        lambda presence: presence[-1].astype(np.float64),
    ),
    "highest_posture": Outcome(
        ("bloc", "country"),
        "1",
        "highest posture of the bloc (0 none to 5 intervened)",
        ("hardest_posture",),
        lambda posture: posture.max(axis=0).astype(np.float64),
    ),
    "membership_months": Outcome(
        ("treaty",),
        "months",
        "member-months of the treaty",
        ("member",),
        lambda member: in_turn(np.moveaxis(in_turn(member), 1, 0)),
    ),
    "interventions": Outcome(
        ("bloc", "country"), "1", "whether the bloc sent troops, fought or not", (), _intervened
    ),
    "interventions_won": Outcome(
        ("bloc", "country"),
        "1",
        "whether the bloc won an intervention that was fought, share of runs",
        (),
        _won,
    ),
    "expected_interventions": Outcome(
        ("bloc", "country"),
        "interventions",
        "expected interventions: the chances of force of all weeks, added up (an order counts 1)",
        (),
        _expected,
    ),
    "final_crisis_result": Outcome(
        ("bloc", "country"),
        "1",
        "last crisis: 0 none, 1 open, 2 concession, 3 climb-down, 4 intervention, 5 rescue",
        ("crisis_result",),
        lambda result: result[-1].astype(np.float64),
    ),
    **{
        f"days_to_{name}": Outcome(
            ("bloc", "country"),
            "days",
            f"days from the first grab to {words} or harder; not a number if it never came",
            (),
            _days_to(posture),
        )
        for posture, (name, words) in enumerate(POSTURES_REACHED, 1)
    },
    "obligations_due": Outcome(
        ("treaty",),
        "obligations",
        "obligations to send armed force that fell due",
        ("due",),
        _by_treaty,
    ),
    "obligations_honoured": Outcome(
        ("treaty",),
        "obligations",
        "obligations to send armed force that were honoured",
        ("honoured",),
        _by_treaty,
    ),
    "honour_rate": Outcome(
        ("treaty",),
        "1",
        "share of obligations to send armed force that were honoured; not a number if none was due",
        ("honoured", "due"),
        _share,
    ),
    "operations_due_total": Outcome(
        ("treaty",),
        "obligations",
        "obligations to join operations that were due, by month",
        ("operations_due",),
        _by_treaty,
    ),
    "treaty_defunct_after": Outcome(
        ("treaty",),
        "months",
        "months of the horizon before a treaty that was in force died; not a number if it did not",
        (),
        _died,
    ),
    "final_affinity_within": Outcome(
        ("treaty",),
        "1",
        "mean affinity among the treaty's members at the end",
        ("affinity_within",),
        lambda affinity: affinity[-1].astype(np.float64),
    ),
    "final_affinity_with_bloc": Outcome(
        ("treaty", "bloc"),
        "1",
        "mean affinity of the treaty's members with the bloc at the end",
        ("affinity_with_bloc",),
        lambda affinity: affinity[-1].astype(np.float64),
    ),
    "total_newly_displaced": Outcome(
        ("country",), "persons", "newly displaced over the horizon", ("newly_displaced",), in_turn
    ),
    "final_displaced": Outcome(
        ("country",),
        "persons",
        "displaced people present at the end",
        ("displaced",),
        lambda displaced: displaced[-1].astype(np.float64),
    ),
    "coastal_deaths_total": Outcome(
        (), "persons", "deaths in coastal states over the horizon", ("coastal_deaths",), in_turn
    ),
    "final_regions": Outcome(
        ("group",),
        "regions",
        f"regions with {PRESENT:.0f} or more fighters at the end",
        (),
        _regions_held,
    ),
    "treaty_months": Outcome(
        ("treaty",),
        "months",
        "months that ended with the treaty in force",
        ("treaty_active",),
        in_turn,
    ),
}
"""Every outcome, by its name in the dataset."""


def outcomes(block: Block, model: CrisisModel) -> Block:
    """The outcomes of a block's runs, ``(..., run)`` by name, for what the block recorded.

    Args:
        block: recorded variables.
        model: after the last month.
    """
    return {
        name: (
            outcome.work_out(*(block[needed] for needed in outcome.needs))
            if outcome.needs
            else outcome.work_out(model)
        )
        for name, outcome in OUTCOMES.items()
        if block.keys() >= set(outcome.needs)
    }


def unknown_outcomes(scenario: Scenario) -> list[str]:
    """What is wrong with the outcomes that a scenario says it is answered by, a sentence each."""
    labels = coordinates(scenario)
    faults = []
    kept = {*recorded(scenario)}
    for place, name in enumerate(scenario.data.answered_by):
        base = name.split(".")[0]
        if base not in OUTCOMES:
            faults.append(f"no outcome '{base}' - {one_of(base, list(OUTCOMES))}")
            continue
        if name in scenario.data.answered_by[:place]:
            faults.append(f"'{name}' is there twice - name it once")
        if not {*OUTCOMES[base].needs} <= kept:
            faults.append(f"'{name}' needs regions - leave out 'record: {{regions: false}}'")
        columns = [
            ".".join([base, *own])
            for own in product(*(map(str, labels[one]) for one in OUTCOMES[base].dimensions))
        ]
        if name not in columns:
            faults.append(f"no outcome '{name}' - {one_of(name, columns)}")
    return faults
