"""What is public between actors: nations, partners' presence, crises, treaties, affinities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.mechanisms import coups
from sim.mechanisms.coups import CoupParameters
from sim.parameters import Values
from sim.world.state import Array, Flags, State, variable

Counts = NDArray[np.int16]


ULTIMATUM = 3
"""From this posture on, a bloc threatens with force."""


@dataclass
class Nations(State):
    """The states, one row a country."""

    countries: tuple[str, ...]
    soldiers: Array = variable("country", unit="persons", meaning="Soldiers")
    capacity: Array = variable("country", unit="1", meaning="Capacity index, 1 = January 2018")
    effectiveness: Array = variable("country", unit="1", meaning="Effectiveness of the army")
    harm: Array = variable("country", unit="1", meaning="Factor on civilians the army kills")
    budget: Array = variable("country", unit="million USD / month", meaning="Security budget")
    junta: Flags = variable("country", unit="1", meaning="Under a junta")
    tenure: Array = variable("country", unit="months", meaning="Since the last irregular change")
    coup_memory: Array = variable("country", unit="coups", meaning="Remembered coups, decayed")
    loss_stock: Array = variable("country", unit="1", meaning="Remembered battlefield losses")
    legitimacy: Array = variable("country", unit="1", meaning="Legitimacy")
    deaths_by_month: Array = variable(
        "lag", "country", unit="deaths / month", meaning="Deaths in each of the last twelve months"
    )
    coup_attempts: Counts = variable("country", unit="coups", meaning="Coups attempted this month")
    coups: Counts = variable("country", unit="coups", meaning="Coups that succeeded this month")
    displaced: Array = variable("country", unit="persons", meaning="Displaced people present")
    newly_displaced: Array = variable("country", unit="persons", meaning="Displaced this month")

    def clear_month(self) -> None:
        """Forget last month's coups before this month's are counted."""
        self.coup_attempts[...] = 0
        self.coups[...] = 0

    def grow_older(self, p: CoupParameters) -> None:
        """Regimes are a month older, and coups a month further back."""
        self.tenure += 1.0
        self.coup_memory[...] = coups.memory(self.coup_memory, p)

    def put_junta_in_power(self, country: int, where: Flags) -> None:
        """A coup succeeds in the runs ``where``."""
        self.junta[country] |= where
        self.tenure[country][where] = 0.0
        self.legitimacy[country][where] = coups.NEW_REGIME_LEGITIMACY
        self.coup_memory[country] += where
        self.coups[country] += where

    def return_to_civilians(self, country: int, where: Flags) -> None:
        """Civilians govern again in the runs ``where``."""
        self.junta[country] &= ~where


@dataclass
class Presences(State):
    """Partners in countries."""

    partners: tuple[str, ...]
    presence: Array = variable(
        "partner", "country", unit="1", meaning="Presence, 1 = historical peak"
    )
    drawing_down: Flags = variable("partner", "country", unit="1", meaning="Leaving")

    def weighted(self, weights: Array) -> Array:
        """Sum ``(country, run)`` of presence over partners, weighted by ``(partner,)``, in the
        order of ids."""
        total = np.zeros(self.presence.shape[1:])
        for partner in sorted(range(len(self.partners)), key=lambda i: self.partners[i]):
            if weights[partner]:
                total += weights[partner] * self.presence[partner]
        return total


@dataclass
class Crises(State):
    """Blocs and the countries they press."""

    blocs: tuple[str, ...]
    posture: NDArray[np.int8] = variable(
        "bloc",
        "country",
        unit="1",
        meaning="Posture: 0 none, 1 suspended, 2 sanctions, 3 ultimatum, 4 activated, 5 intervened",
    )
    weeks: Array = variable("bloc", "country", unit="weeks", meaning="Length of the crisis")
    sanctions: Array = variable("bloc", "country", unit="1", meaning="Severity of sanctions")
    conceded: Flags = variable("bloc", "country", unit="1", meaning="A timetable was conceded")

    def threatens(self, country: int) -> Flags:
        """Whether some bloc threatens a country with force ``(run,)``."""
        return np.asarray((self.posture[:, country] >= ULTIMATUM).any(axis=0))

    def has_conceded(self, country: int) -> Flags:
        """Whether a country has conceded a timetable to some bloc ``(run,)``."""
        return np.asarray(self.conceded[:, country].any(axis=0))

    def total_sanctions(self, country: int) -> Array:
        """Sum of sanctions on a country ``(run,)``, in the order of bloc ids."""
        total = np.zeros(self.sanctions.shape[-1])
        for bloc in sorted(range(len(self.blocs)), key=lambda i: self.blocs[i]):
            total += self.sanctions[bloc, country]
        return total


@dataclass
class Treaties(State):
    """Who is bound to whom.

    Attributes:
        treaties: ids, in the scenario's order.
        notice_months: notice that each treaty asks for.
        members_needed: a treaty with fewer members is dead in fact.
        founders: countries that the scenario names as members of each treaty.
    """

    treaties: tuple[str, ...]
    notice_months: tuple[int, ...]
    members_needed: tuple[int, ...]
    founders: tuple[int, ...]
    member: Flags = variable("treaty", "country", unit="1", meaning="Member")
    pledged: Flags = variable("treaty", "country", unit="1", meaning="Pledged its aid")
    notice: Array = variable(
        "treaty", "country", unit="months", meaning="Months of notice left; -1 if none was given"
    )
    active: Flags = variable("treaty", unit="1", meaning="In force")
    participation: Array = variable("treaty", unit="1", meaning="Effective participation")
    due: Counts = variable("treaty", "country", unit="obligations", meaning="Fallen due this month")
    honoured: Counts = variable(
        "treaty", "country", unit="obligations", meaning="Honoured this month"
    )

    def notice_for(self, treaty: int, given: int | None) -> float:
        """Months of notice: as given, else as the treaty asks."""
        return float(self.notice_months[treaty] if given is None else given)

    def count_members(self) -> None:
        """Let a month of notice pass, part with those whose notice has run out, and see which
        treaties live."""
        counting = self.notice >= 0.0
        self.notice -= counting
        gone = counting & (self.notice < 0.0)
        self.member &= ~gone
        self.notice[gone] = -1.0
        members = self.member.sum(axis=1, dtype=np.int64)
        self.active[...] = members >= np.maximum(self.members_needed, 1)[:, None]
        self.participation[...] = members / np.maximum(self.founders, 1)[:, None]


@dataclass
class Relations(State):
    """Affinities between pairs of actors, symmetric."""

    positions: dict[frozenset[str], int]
    affinity: Array = variable("pair", unit="1", meaning="Affinity, -1 hostile to 1 close")
    structural: Array = variable("pair", unit="1", meaning="Affinity to which relations return")

    def between(self, first: str, second: str) -> Values:
        """Affinity of two actors ``(run,)``; 0 where the scenario names none."""
        position = self.positions.get(frozenset((first, second)))
        return 0.0 if position is None else np.asarray(self.affinity[position])

    def among(self, actor: str, others: Sequence[str]) -> Array:
        """Affinities of an actor with several others, ``(other, run)``."""
        rows = np.zeros((len(others), self.affinity.shape[-1]))
        for row, other in enumerate(others):
            rows[row] = self.between(actor, other)
        return rows
