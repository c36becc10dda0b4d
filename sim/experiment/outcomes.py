"""Outcomes: what a whole run came to, defined once, one value a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.record import Block

MANY_DEATHS = 25.0
"""Deaths in a month from which a region counts as hit."""
LAST_YEAR = 12


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes:
        dimensions: besides `run`.
        unit: physical unit, "1" for a pure number.
        meaning: its long name.
        needs: the variable it is worked out from.
        work_out: from that variable's array ``(month, ..., run)`` to ``(..., run)``.
    """

    dimensions: tuple[str, ...]
    unit: str
    meaning: str
    needs: str
    work_out: Callable[[NDArray[Any]], NDArray[Any]]


def _sum(array: NDArray[Any]) -> NDArray[Any]:
    """Sum over the first axis, one slice after the other: the same for any number of runs."""
    total = np.zeros(array.shape[1:])
    for part in array:
        total += part
    return total


def _sum_of_actors(array: NDArray[Any]) -> NDArray[Any]:
    """Sum over the first axis, smallest first: the same for any order of the actors in a file."""
    return _sum(np.sort(array, axis=0))


def _sum_of_kinds(deaths: NDArray[Any]) -> NDArray[Any]:
    return _sum(np.moveaxis(_sum(deaths), 1, 0))


def _months_until(happened: NDArray[Any]) -> NDArray[Any]:
    """Months before the first time; the whole horizon if it never happens."""
    months = happened.shape[0]
    yes = happened > 0
    first = np.where(yes.any(axis=0), yes.argmax(axis=0), months)
    return np.asarray(first, dtype=np.float64)


OUTCOMES: dict[str, Outcome] = {
    "total_deaths": Outcome(
        ("country",), "persons", "deaths over the whole horizon, all kinds", "deaths", _sum_of_kinds
    ),
    "deaths_last_year": Outcome(
        ("country",),
        "persons",
        "deaths in the last twelve months of the horizon, all kinds",
        "deaths",
        lambda deaths: _sum_of_kinds(deaths[-LAST_YEAR:]),
    ),
    "deaths_of_kind": Outcome(
        ("kind",),
        "persons",
        "deaths over the whole horizon, all countries",
        "deaths",
        lambda deaths: _sum_of_actors(_sum(deaths)),
    ),
    "total_attacks": Outcome(
        ("country",), "attacks", "lethal attacks by armed groups over the horizon", "attacks", _sum
    ),
    "months_hit": Outcome(
        ("region",),
        "months",
        f"months with {MANY_DEATHS:.0f} or more deaths in the region",
        "deaths_region",
        lambda deaths: _sum(deaths >= MANY_DEATHS),
    ),
    "final_state_control": Outcome(
        ("country",),
        "1",
        "share of the population under state control at the end",
        "state_control_national",
        lambda control: control[-1].astype(np.float64),
    ),
    "final_fighters": Outcome(
        ("group",),
        "persons",
        "fighters at the end, all countries",
        "fighters_national",
        lambda fighters: _sum_of_actors(np.moveaxis(fighters[-1], 1, 0)),
    ),
    "coup_attempts_total": Outcome(
        ("country",), "coups", "coups attempted over the horizon", "coup_attempts", _sum
    ),
    "coups_total": Outcome(
        ("country",), "coups", "coups that succeeded over the horizon", "coups", _sum
    ),
    "regime_survival": Outcome(
        ("country",),
        "months",
        "months before the first successful coup; the horizon if there is none",
        "coups",
        _months_until,
    ),
    "months_under_junta": Outcome(
        ("country",), "months", "months that ended under a junta", "junta", _sum
    ),
    "final_presence": Outcome(
        ("partner", "country"),
        "1",
        "presence of a partner at the end, 1 = its historical peak",
        "presence",
        lambda presence: presence[-1].astype(np.float64),
    ),
    "highest_posture": Outcome(
        ("bloc", "country"),
        "1",
        "highest posture of the bloc (0 none to 5 intervened)",
        "posture",
        lambda posture: posture.max(axis=0).astype(np.float64),
    ),
    "membership_months": Outcome(
        ("treaty",),
        "months",
        "member-months of the treaty",
        "member",
        lambda member: _sum(np.moveaxis(_sum(member), 1, 0)),
    ),
    "treaty_months": Outcome(
        ("treaty",), "months", "months that ended with the treaty in force", "treaty_active", _sum
    ),
}
"""Every outcome, by its name in the dataset."""


def outcomes(block: Block) -> Block:
    """The outcomes of a block's runs, ``(..., run)`` by name, for what the block recorded."""
    return {
        name: outcome.work_out(block[outcome.needs])
        for name, outcome in OUTCOMES.items()
        if outcome.needs in block
    }
