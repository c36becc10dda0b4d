"""The theatre: regions, their neighbours, and who fights and rules there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sim.world.geography import Region
from sim.world.state import Array, State, variable

KINDS = ("state_based", "one_sided_group", "one_sided_state", "non_state")
"""Kinds of death: battle; civilians killed by groups, by the state's side; rival groups."""
STATE_BASED, ONE_SIDED_GROUP, ONE_SIDED_STATE, NON_STATE = range(len(KINDS))


@dataclass(frozen=True)
class Geography:
    """What does not change: regions, countries, and how they adjoin.

    Sums over regions are sparse products whose terms come in the order of region ids, so that they
    are equal to the last bit for any number of runs and any order of regions in a file.

    Attributes:
        regions: ids of the regions, in the scenario's order.
        countries: ids of the countries, likewise.
        country_of: position of each region's country, ``(region,)``.
        population: people, ``(region, 1)``.
        spill: share of a region's spill-over that reaches each neighbour, ``(region, region)``.
        abroad: mean over foreign neighbours, ``(region, region)``.
        has_foreign: 1 where a region has a foreign neighbour, else 0, ``(region, 1)``.
        national: sum over a country's regions, ``(country, region)``.
    """

    regions: tuple[str, ...]
    countries: tuple[str, ...]
    country_of: NDArray[np.int64]
    population: Array
    spill: csr_array
    abroad: csr_array
    has_foreign: Array
    national: csr_array

    @classmethod
    def of(cls, regions: list[Region], countries: list[str]) -> Geography:
        """The geography of some regions of the map, for countries in the given order."""
        ids = [region.id for region in regions]
        place = {name: position for position, name in enumerate(ids)}
        nation = {region.id: region.country for region in regions}
        near = {
            region.id: sorted(name for name in region.neighbours if name in place)
            for region in regions
        }
        foreign = {name: [q for q in near[name] if nation[q] != nation[name]] for name in ids}
        spill = [[(place[q], 1.0 / len(near[q])) for q in near[name]] for name in ids]
        abroad = [[(place[q], 1.0 / len(foreign[name])) for q in foreign[name]] for name in ids]
        national = [
            [(place[name], 1.0) for name in sorted(ids) if nation[name] == country]
            for country in countries
        ]
        return cls(
            regions=tuple(ids),
            countries=tuple(countries),
            country_of=np.array([countries.index(nation[name]) for name in ids], np.int64),
            population=np.array([[region.population] for region in regions], np.float64),
            spill=sparse(spill, len(ids)),
            abroad=sparse(abroad, len(ids)),
            has_foreign=np.array([[float(bool(foreign[name]))] for name in ids]),
            national=sparse(national, len(ids)),
        )

    def regions_of(self, country: int) -> NDArray[np.int64]:
        """Positions of a country's regions."""
        return np.flatnonzero(self.country_of == country)


def sparse(rows: list[list[tuple[int, float]]], columns: int) -> csr_array:
    """A sparse matrix that keeps the terms of each row in the order given."""
    lengths = [len(row) for row in rows]
    terms = [term for row in rows for term in row]
    return csr_array(
        (
            np.array([weight for _, weight in terms], np.float64),
            np.array([column for column, _ in terms], np.int32),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        ),
        shape=(len(rows), columns),
    )


@dataclass
class Theatre(State):
    """The war, region by region."""

    geography: Geography
    groups: tuple[str, ...]
    fighters: Array = variable("group", "region", unit="persons", meaning="Fighters")
    control: Array = variable("group", "region", unit="1", meaning="Share of control of a group")
    excitation: Array = variable(
        "group", "region", unit="attacks / month", meaning="Attacks that earlier attacks call forth"
    )
    swing: Array = variable(
        "country", unit="standard deviations", meaning="How far the tempo of the war swings"
    )
    tempo: Array = variable("country", unit="standard deviations", meaning="Tempo of the war")
    grievance: Array = variable(
        "region", unit="killed per 10,000", meaning="Civilians killed by the state's side, decayed"
    )
    recent_deaths: Array = variable(
        "region", unit="deaths / month", meaning="Moving average of deaths"
    )
    joint_operations: Array = variable(
        "region", unit="1", meaning="Level of joint operations across the border"
    )
    soldiers: Array = variable("region", unit="persons", meaning="Soldiers deployed")
    army: Array = variable("region", unit="persons", meaning="Effective strength deployed")
    deaths: Array = variable("kind", "region", unit="persons", meaning="Deaths this month")
    attacks: Array = variable("region", unit="attacks", meaning="Lethal attacks this month")
    soldiers_killed: Array = variable("region", unit="persons", meaning="Soldiers killed")
    losses: Array = variable("group", "region", unit="persons", meaning="Fighters killed")

    @property
    def group_order(self) -> list[int]:
        """Positions of the groups in the order of their ids: sums are taken in it."""
        return sorted(range(len(self.groups)), key=lambda position: self.groups[position])

    def over_groups(self, values: Array) -> Array:
        """Sum ``(region, run)`` over groups of an array ``(group, region, run)``."""
        total = np.zeros(values.shape[1:])
        for group in self.group_order:
            total += values[group]
        return total

    @property
    def state_control(self) -> Array:
        """The state's share of control ``(region, run)``: what no group holds."""
        return np.maximum(1.0 - self.over_groups(self.control), 0.0)

    def by_country(self, values: Array) -> Array:
        """Sum ``(country, run)`` over the mapped regions of each country."""
        return np.asarray(self.geography.national @ values)

    def national_control(self, state_control: Array, people_off_map: Array) -> Array:
        """Share of each country's people under state control ``(country, run)``.

        Args:
            state_control: by region, ``(region, run)``.
            people_off_map: people who live in no region, all under state control,
                ``(country, 1)``.
        """
        held = self.by_country(self.geography.population * state_control)
        people = self.by_country(self.geography.population) + people_off_map
        return (held + people_off_map) / people

    def clear_month(self) -> None:
        """Forget last month's dead before this month's are counted."""
        for flow in (self.deaths, self.attacks, self.soldiers_killed, self.losses):
            flow[...] = 0.0
