"""What the actors of a month share, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.mechanisms import attacks, casualties, control, intervention, recruitment
from sim.mechanisms.attacks import AttackParameters
from sim.mechanisms.casualties import CasualtyParameters
from sim.mechanisms.recruitment import RecruitmentParameters
from sim.parameters import Values
from sim.scenario.schema import Country, Partner
from sim.world.politics import CONTROL_MONTHS, Presences
from sim.world.state import Array, in_turn
from sim.world.theatre import ONE_SIDED_GROUP, STATE_BASED, Theatre
from sim.world.world import World


@dataclass(frozen=True)
class Partnership:
    """Outside presence in each country, ``(country, run)``.

    Attributes:
        western: weighted mean presence of the western partners, 0 to 1.
        substitutes: summed presence of substitutes.
        donors: mean presence of donors, 0 to 1.
    """

    western: Array
    substitutes: Array
    donors: Array

    @classmethod
    def of(cls, presences: Presences, partners: Mapping[str, Partner]) -> Self:
        """Presence as it stands, weighted as the scenario says."""
        west = np.array([partner.western_weight for partner in partners.values()])
        substitutes = np.array([float(partner.substitute) for partner in partners.values()])
        donors = np.array([float(partner.donor) for partner in partners.values()])
        return cls(
            # A sum that does not depend on the order of the file.
            western=presences.weighted(west / max(fsum(west), 1e-9)),
            substitutes=presences.weighted(substitutes),
            donors=presences.weighted(donors / max(donors.sum(), 1.0)),
        )


@dataclass(frozen=True)
class Battlefield:
    """Conditions of this month's fighting, ``(region, run)``.

    Attributes:
        pressure: factor on attacks.
        information: what the army knows, 0.1 to 1.
        harm: civilians killed for one unit of severity of an operation without information.
    """

    pressure: Array
    information: Array
    harm: Array

    @classmethod
    def of(cls, world: World, p_attacks: AttackParameters, p: CasualtyParameters) -> Self:
        """Conditions from last month's control and this month's armies."""
        theatre, nations = world.theatre, world.nations
        country_of, state_control = theatre.geography.country_of, theatre.state_control
        sanctuary = attacks.sanctuary(
            np.asarray(theatre.geography.abroad @ state_control),
            theatre.geography.has_foreign,
            theatre.joint_operations,
        )
        return cls(
            pressure=attacks.pressure(nations.effectiveness[country_of], sanctuary, p_attacks),
            information=casualties.information(state_control, sanctuary, p),
            harm=p.harm * nations.harm[country_of],
        )


@dataclass(frozen=True)
class Aftermath:
    """What the month's dead leave behind, ``(region, run)``.

    Attributes:
        growth_rate: of any group, share a month.
        welcome: share of neighbours' fighters that settle.
    """

    growth_rate: Array
    welcome: Array

    @classmethod
    def of(cls, theatre: Theatre, p: RecruitmentParameters) -> Self:
        """The aftermath of the month's violence."""
        population = theatre.geography.population
        room = recruitment.room(theatre.over_groups(theatre.fighters), population, p)
        return cls(
            growth_rate=recruitment.growth_rate(theatre.grievance, room, p),
            welcome=recruitment.welcome(theatre.state_control, room, p),
        )


@dataclass(frozen=True)
class Capitals:
    """Capitals that lie on the map: rows of their regions and countries."""

    region: NDArray[np.int64]
    country: NDArray[np.int64]

    @classmethod
    def of(cls, theatre: Theatre, countries: Mapping[str, Country]) -> Self:
        """The capitals of a theatre."""
        regions = theatre.geography.regions
        found = [
            (regions.index(country.capital), row)
            for row, country in enumerate(countries.values())
            if country.capital in regions
        ]
        return cls(*np.array(found, np.int64).reshape(-1, 2).T)


@dataclass(frozen=True)
class Toll:
    """The month's war, by country ``(country, run)`` unless said.

    Attributes:
        deaths: by kind, ``(kind, country, run)``.
        all_deaths: of every kind.
        deaths_last_year: of every kind, in twelve months up to this one.
        soldiers_killed: soldiers.
        fighters: fighters of all groups, after the month.
        by_region: deaths of every kind, ``(region, run)``.
        state_control: after the month, ``(region, run)``.
        national_control: share of the people under state control.
    """

    deaths: Array
    all_deaths: Array
    deaths_last_year: Array
    soldiers_killed: Array
    fighters: Array
    by_region: Array
    state_control: Array
    national_control: Array

    @classmethod
    def of(cls, world: World, month: int, capitals: Capitals) -> Self:
        """Add up the month (an absolute month), and remember what has to be.

        Deaths in an intervention count in the capital's region, or off the map where it lies there.
        """
        theatre, nations = world.theatre, world.nations
        deaths = np.stack([theatre.by_country(kind) for kind in theatre.deaths])
        by_region = in_turn(theatre.deaths)
        soldiers_killed = theatre.by_country(theatre.soldiers_killed)
        nations.killed_by_groups[...] = deaths[ONE_SIDED_GROUP] + soldiers_killed
        if nations.battle_deaths.any():
            deaths[STATE_BASED] += nations.battle_deaths
            by_region[capitals.region] += nations.battle_deaths[capitals.country]
            soldiers_killed += intervention.DEFENDERS_SHARE * nations.battle_deaths
        all_deaths = in_turn(deaths)
        state_control = theatre.state_control
        control = theatre.national_control(state_control, nations.people_off_map)
        nations.deaths_by_month[month % 12] = all_deaths
        nations.control_by_month[month % CONTROL_MONTHS] = control
        nations.soldiers_killed[...] = soldiers_killed
        return cls(
            deaths=deaths,
            all_deaths=all_deaths,
            deaths_last_year=in_turn(nations.deaths_by_month),
            soldiers_killed=soldiers_killed,
            fighters=theatre.by_country(theatre.over_groups(theatre.fighters)),
            by_region=by_region,
            state_control=state_control,
            national_control=control,
        )


def contest(theatre: Theatre, power: Values) -> Array:
    """Total strength in each region ``(region, run)``, in soldiers."""
    return control.contest(theatre.army, power * theatre.over_groups(theatre.fighters))
