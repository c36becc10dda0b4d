"""A month of fighting: attacks, operations and clashes of all groups, in one sweep over places.

Groups differ only by their rows, so what each would draw alone is drawn for all together: only the
places where a group has anyone, as rows ``(row, run)``, group after group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.mechanisms import attacks, casualties
from sim.mechanisms.attacks import AttackParameters
from sim.mechanisms.casualties import CasualtyParameters
from sim.parameters import Values
from sim.sampling import Counts, Events, negative_binomial, poisson
from sim.streams import Name, Streams
from sim.world.conditions import Battlefield
from sim.world.politics import Relations
from sim.world.state import Array
from sim.world.theatre import NON_STATE, ONE_SIDED_GROUP, ONE_SIDED_STATE, STATE_BASED, Theatre

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Prospects:
    """What a month's fighting can be expected to be, before the tempo of each war is known.

    Only the places where a group has anyone: rows ``(row, run)``, group after group.

    Attributes:
        group, region, country: positions of each row's group, region and country, ``(row,)``.
        attacks: mean number of attacks at the standing tempo, without excitation.
        excitation: attacks that earlier ones call forth, whatever the tempo.
        operations: mean number of operations at the standing tempo.
        killed: fighters killed for one unit of an operation's severity.
        harmed: civilians killed for one unit of an operation's severity.
    """

    group: Rows
    region: Rows
    country: Rows
    attacks: Array
    excitation: Array
    operations: Array
    killed: Array
    harmed: Array

    @classmethod
    def of(
        cls,
        theatre: Theatre,
        battlefield: Battlefield,
        p_attacks: AttackParameters,
        p: CasualtyParameters,
    ) -> Prospects:
        """The prospects of a theatre as its armies have deployed."""
        group, region = np.nonzero(_anyone(theatre.fighters))
        fighters, army = theatre.fighters[group, region], theatre.army[region]
        information = battlefield.information[region]
        present = fighters >= attacks.SMALLEST_CELL
        return cls(
            group=group,
            region=region,
            country=theatre.geography.country_of[region],
            attacks=attacks.expected(
                fighters,
                theatre.control[group, region],
                battlefield.pressure[region],
                p_attacks,
            ),
            excitation=theatre.excitation[group, region] * present,
            operations=casualties.expected_operations(army, fighters, p),
            killed=information * casualties.army_wins(army, fighters, p) * p.lethality,
            harmed=(1.0 - information) * battlefield.harm[region],
        )


@dataclass(frozen=True)
class Fighting:
    """The fighting of one theatre.

    Attributes:
        violence, attack_severity, operation_severity: names of the random numbers of each group
            and region, group after group.
        swing, tempo: those of each country.
    """

    violence: tuple[Name, ...]
    attack_severity: tuple[Name, ...]
    operation_severity: tuple[Name, ...]
    swing: tuple[Name, ...]
    tempo: tuple[Name, ...]

    @classmethod
    def of(cls, theatre: Theatre) -> Fighting:
        """Name every random number, by the ids of groups, regions and countries."""
        regions, countries = theatre.geography.regions, theatre.geography.countries

        def names(what: str, places: tuple[str, ...]) -> tuple[Name, ...]:
            return tuple((f"{g}/{what}", place) for g in theatre.groups for place in places)

        return cls(
            violence=names("violence", regions),
            attack_severity=names("attack-severity", regions),
            operation_severity=names("operation-severity", regions),
            swing=tuple(("war/swing", country) for country in countries),
            tempo=tuple(("war/tempo", country) for country in countries),
        )

    def fight(
        self,
        theatre: Theatre,
        prospects: Prospects,
        streams: Streams,
        month: int,
        p_attacks: AttackParameters,
        p: CasualtyParameters,
    ) -> None:
        """Groups attack and are hunted, both at once, on last month's positions."""
        group, region = prospects.group, prospects.region
        where = group * len(theatre.geography.regions) + region
        u_attacks, u_operations = streams.pair(self.violence, month, where=where)
        spread = attacks.tempo_spread(theatre.swing, p_attacks)
        tempo = attacks.tempo_factor(theatre.tempo, spread, month, p_attacks)[prospects.country]
        struck = negative_binomial(
            u_attacks, prospects.attacks * tempo + prospects.excitation, p_attacks.dispersion
        )
        hunted = poisson(u_operations, prospects.operations * tempo)

        dead = _severity(streams, self.attack_severity, month, where, struck, p)
        civilians = dead * casualties.civilian_share(theatre.control[group, region], p)
        combatants = dead - civilians
        soldiers = casualties.SOLDIERS_SHARE * combatants

        severity = _severity(streams, self.operation_severity, month, where, hunted, p)
        killed = severity * prospects.killed
        harmed = severity * prospects.harmed

        starts = np.searchsorted(group, np.arange(len(theatre.groups) + 1))
        rows_of = [slice(first, last) for first, last in pairwise(starts)]
        for position in theatre.group_order:
            rows = rows_of[position]
            place = region[rows]
            theatre.deaths[ONE_SIDED_GROUP][place] += civilians[rows]
            theatre.deaths[STATE_BASED][place] += combatants[rows] + killed[rows]
            theatre.deaths[ONE_SIDED_STATE][place] += harmed[rows]
            theatre.soldiers_killed[place] += soldiers[rows]
            theatre.losses[position][place] += combatants[rows] - soldiers[rows] + killed[rows]
            theatre.attacks[place] += struck[rows]
            _excite(theatre, position, place, struck[rows], p_attacks)

    def clash(
        self,
        theatre: Theatre,
        relations: Relations,
        streams: Streams,
        month: int,
        p: CasualtyParameters,
    ) -> None:
        """Rivals fight each other, wherever both have anyone."""
        for ours, theirs, affinity in self._rivals(theatre, relations):
            self._clash_of(theatre, (ours, theirs), affinity, streams, month, p)

    def expected_clashes(
        self, theatre: Theatre, relations: Relations, p: CasualtyParameters
    ) -> Array:
        """Mean number of clashes of all rivals in each region, ``(region, run)``."""
        total = np.zeros(theatre.attacks.shape)
        for first, second, affinity in self._rivals(theatre, relations):
            where = _both(theatre, first, second)
            ours, theirs = theatre.fighters[first][where], theatre.fighters[second][where]
            total[where] += casualties.expected_clashes(affinity, ours, theirs, p)
        return total

    def _rivals(self, theatre: Theatre, relations: Relations) -> Iterator[tuple[int, int, Values]]:
        """Pairs of groups (positions) that are hostile in some run, and their affinity."""
        order = theatre.group_order
        for rank, ours in enumerate(order):
            for theirs in order[rank + 1 :]:
                affinity = relations.between(theatre.groups[ours], theatre.groups[theirs])
                if np.any(np.asarray(affinity) < 0.0):
                    yield ours, theirs, affinity

    def _clash_of(
        self,
        theatre: Theatre,
        pair: tuple[int, int],
        affinity: Values,
        streams: Streams,
        month: int,
        p: CasualtyParameters,
    ) -> None:
        first, second = pair
        where = _both(theatre, first, second)
        ours, theirs = theatre.fighters[first][where], theatre.fighters[second][where]
        stream = f"{theatre.groups[first]}-{theatre.groups[second]}/clash"
        regions = theatre.geography.regions
        names = tuple((stream, region) for region in regions)
        u, _ = streams.pair(names, month, where=where)
        clashes = poisson(u, casualties.expected_clashes(affinity, ours, theirs, p))
        severities = tuple((f"{stream}-severity", region) for region in regions)
        dead = _severity(streams, severities, month, where, clashes, p)
        our_dead = dead * (theirs / np.maximum(ours + theirs, 1.0))
        theatre.deaths[NON_STATE][where] += dead
        theatre.losses[first][where] += our_dead
        theatre.losses[second][where] += dead - our_dead


def _anyone(fighters: Array) -> NDArray[np.bool_]:
    """Where a group has anyone in some run: elsewhere there is nothing to work out."""
    return np.asarray(fighters.max(axis=-1, initial=0.0) >= attacks.SMALLEST_CELL)


def _both(theatre: Theatre, first: int, second: int) -> Rows:
    """Regions where either of two groups has anyone."""
    anyone = _anyone(theatre.fighters[[first, second]])
    return np.flatnonzero(anyone[0] & anyone[1])


def _excite(theatre: Theatre, group: int, place: Rows, struck: Counts, p: AttackParameters) -> None:
    """Attacks call forth attacks, there and next door."""
    everywhere = np.zeros(theatre.attacks.shape)
    everywhere[place] = struck
    nearby = np.asarray(theatre.geography.spill @ everywhere)
    theatre.excitation[group] = attacks.excitation(theatre.excitation[group], everywhere, nearby, p)


def _severity(
    streams: Streams,
    names: tuple[Name, ...],
    month: int,
    where: Rows,
    counts: Counts,
    p: CasualtyParameters,
) -> Array:
    """Deaths ``(row, run)`` in that many events, one keyed draw an event."""
    events = Events.of(counts, where)
    u = streams.of_events(names, month, events)

    def each(values: Values) -> Values:
        return events.each(values[events.run]) if isinstance(values, np.ndarray) else values

    return events.total(casualties.severity(u, each(p.tail), each(p.largest)))
