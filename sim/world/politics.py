"""What is public between actors: nations, partners' presence, affinities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.decisions import Places
from sim.mechanisms import coups, honouring
from sim.mechanisms.affinity import AffinityParameters, affinity
from sim.mechanisms.coups import CoupParameters
from sim.mechanisms.honouring import HonouringParameters
from sim.parameters import Values
from sim.streams import Name, Streams
from sim.world.state import Array, Flags, State, variable

Counts = NDArray[np.int16]

CONTROL_MONTHS = 4
"""Months for which a nation's control is remembered: this one and three before."""


@dataclass
class Nations(State):
    """The states, one row a country.

    Attributes:
        countries: ids, in the scenario's order.
        people_off_map: people who live in no region of the theatre, ``(country, 1)``.
    """

    countries: tuple[str, ...]
    people_off_map: Array
    soldiers: Array = variable("country", unit="persons", meaning="Soldiers")
    capacity: Array = variable("country", unit="1", meaning="Capacity index, 1 = January 2018")
    effectiveness: Array = variable("country", unit="1", meaning="Effectiveness of the army")
    harm: Array = variable("country", unit="1", meaning="Factor on civilians the army kills")
    budget: Array = variable("country", unit="million USD / month", meaning="Security budget")
    junta: Flags = variable("country", unit="1", meaning="Under a junta")
    elected: Flags = variable("country", unit="1", meaning="Governed by the elected")
    tenure: Array = variable("country", unit="months", meaning="Since the last irregular change")
    coup_memory: Array = variable("country", unit="coups", meaning="Remembered coups, decayed")
    loss_stock: Array = variable("country", unit="1", meaning="Remembered battlefield losses")
    legitimacy: Array = variable("country", unit="1", meaning="Legitimacy")
    deaths_by_month: Array = variable(
        "lag", "country", unit="deaths / month", meaning="Deaths in each of the last twelve months"
    )
    control_by_month: Array = variable(
        "past_month",
        "country",
        unit="1",
        meaning="Share of the people under state control, by month",
    )
    soldiers_killed: Array = variable("country", unit="persons", meaning="Soldiers killed")
    killed_by_groups: Array = variable(
        "country", unit="persons", meaning="Soldiers and civilians killed by armed groups"
    )
    battle_deaths: Array = variable(
        "country", unit="persons", meaning="Deaths in interventions this month"
    )
    record_honoured: Array = variable(
        "country", unit="cases", meaning="Obligations honoured, decayed, with the prior belief"
    )
    record_broken: Array = variable(
        "country", unit="cases", meaning="Obligations broken, decayed, with the prior belief"
    )
    allied_army: Array = variable(
        "country", unit="persons", meaning="Effective strength that allies lend this month"
    )
    coup_attempts: Counts = variable("country", unit="coups", meaning="Coups attempted this month")
    coups: Counts = variable("country", unit="coups", meaning="Coups that succeeded this month")
    displaced: Array = variable("country", unit="persons", meaning="Displaced people present")
    newly_displaced: Array = variable("country", unit="persons", meaning="Displaced this month")

    def clear_month(self) -> None:
        """Forget last month's coups and battles before this month's are counted."""
        self.coup_attempts[...] = 0
        self.coups[...] = 0
        self.battle_deaths[...] = 0.0
        self.allied_army[...] = 0.0

    def grow_older(self, p: CoupParameters) -> None:
        """Regimes are a month older, and coups a month further back."""
        self.tenure += 1.0
        self.coup_memory[...] = coups.memory(self.coup_memory, p)

    def fade_records(self, p: HonouringParameters) -> None:
        """Records of honouring are forgotten by and by."""
        honoured, broken = honouring.starting_record(p)
        self.record_honoured[...] = honouring.faded(self.record_honoured, honoured, p)
        self.record_broken[...] = honouring.faded(self.record_broken, broken, p)

    def lose_legitimacy(self, country: int, loss: Values) -> None:
        """Legitimacy falls by so much, within its bounds."""
        self.legitimacy[country] = coups.bounded(self.legitimacy[country] - loss)

    def put_junta_in_power(self, places: Places) -> None:
        """Coups succeed in these places (rows of countries)."""
        place = places.row, places.run
        self.junta[place] = True
        self.elected[place] = False
        self.tenure[place] = 0.0
        self.legitimacy[place] = coups.NEW_REGIME_LEGITIMACY
        self.coup_memory[place] += 1.0
        self.coups[place] += 1

    def return_to_civilians(self, places: Places) -> None:
        """Civilians govern again in these places (rows of countries)."""
        place = places.row, places.run
        self.junta[place] = False
        self.elected[place] = True
        self.legitimacy[place] = coups.NEW_REGIME_LEGITIMACY


@dataclass
class Presences(State):
    """Partners in countries."""

    partners: tuple[str, ...]
    presence: Array = variable(
        "partner", "country", unit="1", meaning="Presence, 1 = historical peak"
    )
    drawing_down: Flags = variable("partner", "country", unit="1", meaning="Leaving")
    announced: Flags = variable(
        "partner", "country", unit="1", meaning="Announced this month that it leaves"
    )

    def weighted(self, weights: Array) -> Array:
        """Sum ``(country, run)`` of presence over partners, weighted by ``(partner,)``, in the
        order of ids."""
        total = np.zeros(self.presence.shape[1:])
        for partner in sorted(range(len(self.partners)), key=lambda i: self.partners[i]):
            if weights[partner]:
                total += weights[partner] * self.presence[partner]
        return total


@dataclass
class Relations(State):
    """Affinities between pairs of actors, symmetric.

    Attributes:
        positions: row of each pair; pairs without one have no relation (0) and get none.
    """

    positions: dict[frozenset[str], int]
    affinity: Array = variable("pair", unit="1", meaning="Affinity, -1 hostile to 1 close")
    structural: Array = variable("pair", unit="1", meaning="Affinity to which relations return")
    shock: Array = variable("pair", unit="1", meaning="What this month's politics did to it")

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Names of each pair's random numbers, by the ids of both."""
        pairs = sorted(self.positions, key=self.positions.__getitem__)
        return tuple(("affinity", "-".join(sorted(pair))) for pair in pairs)

    def row(self, first: str, second: str) -> int:
        """Row of a pair; -1 if it has none."""
        return self.positions.get(frozenset((first, second)), -1)

    def between(self, first: str, second: str) -> Values:
        """Affinity of two actors ``(run,)``; 0 where the scenario names none."""
        row = self.row(first, second)
        return 0.0 if row < 0 else np.asarray(self.affinity[row])

    def among(self, actor: str, others: Sequence[str]) -> Array:
        """Affinities of an actor with several others, ``(other, run)``."""
        rows = np.array([self.row(actor, other) for other in others], np.int64)
        none = np.zeros((1, self.affinity.shape[-1]))
        found = self.affinity[np.maximum(rows, 0)] if len(self.affinity) else none[0 * rows]
        found[rows < 0] = 0.0
        return np.asarray(found)

    def strain(
        self,
        first: str,
        second: str,
        change: Values,
        where: NDArray[np.int64] | NDArray[np.bool_] | slice = slice(None),
    ) -> None:
        """Let a pair's affinity change, by the end of the month, in the runs ``where``.

        Args:
            first: an actor.
            second: another; a pair without a row has no relation to strain.
            change: a number, or one for each of those runs.
            where: flags ``(run,)``, or positions of runs.
        """
        row = self.row(first, second)
        if row >= 0:
            self.shock[row, where] += change

    def settle(self, streams: Streams, month: int, p: AffinityParameters) -> None:
        """Live a month: return to the structural level, feel the shocks."""
        noise = streams.uniform(self.names, month)
        self.affinity = affinity(self.affinity, self.structural, self.shock, noise, p)
        self.shock[...] = 0.0
