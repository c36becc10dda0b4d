"""Who stands by whom this month: the bonds that would be called upon, and joint operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sim.mechanisms.affinity import AffinityParameters
from sim.scenario import Scenario
from sim.world.beginning import parties
from sim.world.politics import Relations
from sim.world.state import Array, Flags
from sim.world.theatre import Geography, sparse

Pair = tuple[int, int]
"""Rows of a giver and a receiver among countries."""


@dataclass(frozen=True)
class Bonds:
    """Who is bound to defend whom, and how much of its strength others expect it to send.

    Attributes:
        bound: by pair, ``(run,)``.
        expected: share of the giver's strength times the belief that it comes, ``(run,)``.
    """

    bound: dict[Pair, Flags] = field(default_factory=dict)
    expected: dict[Pair, Array] = field(default_factory=dict)

    def add(self, giver: int, receiver: int, bound: Flags, expected: Array) -> None:
        """A treaty or pledge binds a pair; of several, the strongest counts."""
        pair = giver, receiver
        if pair in self.bound:
            bound = bound | self.bound[pair]
            expected = np.maximum(expected, self.expected[pair])
        self.bound[pair], self.expected[pair] = bound, expected

    def believed_aid(self, strength: Array, order: Sequence[int]) -> Array:
        """Strength that allies are believed to bring to each country, ``(country, run)``.

        Args:
            strength: of each country, ``(country, run)``.
            order: rows of countries in the order of their ids, in which sums are taken.
        """
        aid = np.zeros_like(strength)
        for giver in order:
            for receiver in order:
                if (giver, receiver) in self.expected:
                    aid[receiver] += self.expected[giver, receiver] * strength[giver]
        return aid


@dataclass(frozen=True)
class Borders:
    """Which regions face which country.

    Attributes:
        rows: by pair of a neighbour and a country, which rows of what follows are theirs.
        regions: the country's regions that face the neighbour, ``(row,)``.
        share: of each one's foreign neighbours, how many lie there, ``(row, 1)``.
        across: share of each of the neighbour's regions in that, ``(row, region)``.
    """

    rows: dict[Pair, slice]
    regions: NDArray[np.int64]
    share: Array
    across: csr_array

    @classmethod
    def of(cls, geography: Geography) -> Self:
        """The borders of a theatre; sums are taken in the order of ids."""
        abroad = geography.abroad.toarray()
        by_id = sorted(range(len(geography.regions)), key=geography.regions.__getitem__)
        rows: dict[Pair, slice] = {}
        regions: list[int] = []
        terms: list[list[tuple[int, float]]] = []
        for neighbour in range(len(geography.countries)):
            there = [q for q in by_id if geography.country_of[q] == neighbour]
            for country in range(len(geography.countries)):
                own = np.flatnonzero(geography.country_of == country)
                facing = own[abroad[own][:, there].any(axis=1)].tolist()
                if facing:
                    rows[neighbour, country] = slice(len(regions), len(regions) + len(facing))
                    regions += facing
                    terms += [
                        [(q, float(abroad[r, q])) for q in there if abroad[r, q]] for r in facing
                    ]
        share = np.array([[fsum(weight for _, weight in row)] for row in terms]).reshape(-1, 1)
        across = sparse(terms, len(geography.regions))
        return cls(rows, np.array(regions, np.int64), share, across)


@dataclass(frozen=True)
class Operations:
    """Joint operations this month, by pair, ``(run,)``.

    Attributes:
        given: how much of what it owes a neighbour gives, 0 to 1.
        level: times how much joint operations bring to bear; closes sanctuaries.
        lent: times the share of its strength that it owes.
    """

    given: dict[Pair, Array] = field(default_factory=dict)
    level: dict[Pair, Array] = field(default_factory=dict)
    lent: dict[Pair, Array] = field(default_factory=dict)

    def add(self, pair: Pair, given: Array, strength: float, share: float) -> None:
        """A clause is answered; of several, the most that is given counts."""
        for kept, value in (
            (self.given, given),
            (self.level, strength * given),
            (self.lent, share * given),
        ):
            known = kept.get(pair)
            kept[pair] = value if known is None else np.maximum(known, value)

    def befriend(
        self, relations: Relations, countries: Sequence[str], p: AffinityParameters
    ) -> None:
        """Those who operate together come closer, once a month, however many clauses they answer
        and in whichever direction."""
        closer: dict[Pair, Array] = {}
        for (giver, receiver), given in self.given.items():
            pair = min(giver, receiver), max(giver, receiver)
            closer[pair] = np.maximum(closer.get(pair, given), given)
        for (one, other), given in closer.items():
            relations.strain(countries[one], countries[other], p.operations_gain * given)

    def carry_out(self, borders: Borders, order: Sequence[int], army: Array, into: Array) -> Array:
        """Level across each region's borders, 0 to 1, into an array ``(region, run)``; returns the
        effective strength that neighbours bring, ``(region, run)``.

        Args:
            borders: of the theatre.
            order: rows of countries in the order of their ids, in which sums are taken.
            army: effective strength in each region, ``(region, run)``.
            into: where the level goes.
        """
        into[...] = 0.0
        brought = np.zeros_like(army)
        if not self.level:
            return brought
        abroad = np.asarray(borders.across @ army)
        for giver in order:
            for receiver in order:
                rows = borders.rows.get((giver, receiver))
                if rows is not None and (giver, receiver) in self.level:
                    regions = borders.regions[rows]
                    into[regions] += borders.share[rows] * self.level[giver, receiver]
                    brought[regions] += abroad[rows] * self.lent[giver, receiver]
        return brought


@dataclass(frozen=True)
class ConstitutionalOrder:
    """Who takes offence at a coup: partners and blocs by their norm, and the blocs' other members
    that are under no junta.

    Attributes:
        treaties: rows of the blocs' treaties.
        pairs: by country, rows of the pairs with those who do.
        norm: by country, how much each insists, ``(pair, 1)``.
        holder: by country, each one's row among countries; -1 for partners and blocs.
    """

    treaties: list[int]
    pairs: list[NDArray[np.int64]]
    norm: list[Array]
    holder: list[NDArray[np.int64]]

    @classmethod
    def of(cls, scenario: Scenario, relations: Relations) -> Self:
        """The holders of the norm in a scenario."""
        data, countries = scenario.data, list(scenario.data.countries)
        norms = {**{n: p.norm for n, p in data.partners.items()}}
        norms |= {name: bloc.norm for name, bloc in data.blocs.items()}
        found: list[list[tuple[int, float, int]]] = []
        for country in countries:
            own = dict(norms)
            for bloc in data.blocs.values():
                members = parties(scenario, bloc.treaty)
                if country in members:
                    own |= {n: max(bloc.norm, own.get(n, 0.0)) for n in members if n != country}
            rows = [(relations.row(name, country), name) for name in sorted(own)]
            found.append(
                [
                    (row, own[name], countries.index(name) if name in countries else -1)
                    for row, name in rows
                    if row >= 0 and own[name] > 0.0
                ]
            )
        return cls(
            treaties=[list(data.treaties).index(bloc.treaty) for bloc in data.blocs.values()],
            pairs=[np.array([row for row, _, _ in one], np.int64) for one in found],
            norm=[np.array([[norm] for _, norm, _ in one]).reshape(-1, 1) for one in found],
            holder=[np.array([holder for _, _, holder in one], np.int64) for one in found],
        )

    def strain(
        self,
        relations: Relations,
        country: int,
        runs: NDArray[np.int64],
        shock: Array,
        junta: Flags,
        member: Flags,
    ) -> None:
        """A coup in a country strains relations in the runs at these positions.

        Args:
            relations: whose shocks grow.
            country: row of the country.
            runs: positions.
            shock: what a coup costs with those who insist most, ``(position,)``.
            junta: who is under a junta, ``(country, run)``.
            member: of treaties, ``(treaty, country, run)``.
        """
        holder = self.holder[country]
        fellow = np.zeros((len(holder), runs.size), np.bool_)
        for treaty in self.treaties:
            fellow |= member[treaty][holder][:, runs] & member[treaty, country, runs]
        offended = (holder < 0)[:, None] | (fellow & ~junta[holder][:, runs])
        places = np.ix_(self.pairs[country], runs)
        relations.shock[places] -= self.norm[country] * shock * offended
