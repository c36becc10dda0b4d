"""The world: every state of one ensemble, together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.decisions import Places
from sim.mechanisms import coercion, honouring
from sim.world.chronicle import Chronicle
from sim.world.crises import COMPLETED, DAYS_A_WEEK, FAILED, NONE, Assaults, Crises
from sim.world.politics import CONTROL_MONTHS, Nations, Presences, Relations
from sim.world.state import Array, Flags
from sim.world.theatre import ONE_SIDED_STATE, Theatre
from sim.world.treaties import Treaties


@dataclass
class World:
    """All that changes. Actors write their own rows and read the others' of last month."""

    theatre: Theatre
    nations: Nations
    presences: Presences
    crises: Crises
    assaults: Assaults
    treaties: Treaties
    relations: Relations
    chronicle: Chronicle

    def grab_power(
        self, places: Places, success: Flags, free: Flags, requested: Flags, day: int = 0
    ) -> None:
        """Officers tried to take power; blocs are called upon.

        Args:
            places: rows of countries, and runs.
            success: where they succeeded, ``(place,)``.
            free: where the rightful claimant is free, likewise.
            requested: where the claimant asked for force, likewise.
            day: of the month, for what has a date.
        """
        countries, chronicle = self.nations.countries, self.chronicle
        self.nations.coup_attempts[places.row, places.run] += 1
        elected = places.take(self.nations.elected)
        self.nations.put_junta_in_power(places[success])
        chronicle.tell_at("coup", places[success], countries, day=day)
        chronicle.tell_at("failed_coup", places[~success], countries, day=day)
        chronicle.tell_at("force_requested", places[requested], countries, day=day)
        for happened, kind in ((success, COMPLETED), (~success, FAILED)):
            facts = elected[happened], free[happened], requested[happened]
            self.open_crises(places[happened], kind, *facts, day)

    def open_crises(
        self,
        places: Places,
        kind: int,
        elected: Flags,
        free: Flags,
        requested: Flags,
        day: int = 0,
    ) -> None:
        """A grab of power concerns every bloc that the country belongs to."""
        weeks = -(day - 1) / DAYS_A_WEEK if day else 0.0
        for bloc, treaty in enumerate(self.crises.treaties):
            inside = places.take(self.treaties.member[treaty])
            if kind == FAILED:  # a failed attempt displaces no older crisis, nor what came of it
                inside &= ~places.take(self.crises.open[bloc] | self.crises.conceded[bloc])
                inside &= places.take(self.crises.posture[bloc]) == NONE
            self.crises.begin(
                bloc,
                places[inside],
                kind=kind,
                elected=elected[inside],
                free=free[inside],
                requested=requested[inside],
                weeks=weeks,
            )

    def return_to_civilians(self, places: Places) -> None:
        """Lawful rule is back (rows of countries): no bloc presses or fights for it any more."""
        self.nations.return_to_civilians(places)
        self.crises.forget(places)
        for bloc in range(len(self.crises.blocs)):
            self.assaults.call_off(bloc, places)

    def take(self, runs: NDArray[np.int64]) -> Self:
        """A copy for the runs at these positions; a position may come more than once."""
        return type(self)(*(getattr(self, scope.name).take(runs) for scope in fields(self)))


@dataclass(frozen=True)
class PublicState:
    """What everybody may know of last month: a frozen copy; ``(country, run)`` unless said.

    Attributes:
        junta, tenure, legitimacy, soldiers: of nations.
        strength: soldiers times effectiveness.
        tied: how far each army is tied down at home, 0 to 1.
        reliability: mean of each nation's record of honouring, 0 to 1.
        member: of treaties, ``(treaty, country, run)``.
        presences: of partners.
        triggers: by name, where last month set off a clause's trigger, or saw a massacre by the
            state's side.
    """

    junta: Flags
    tenure: Array
    legitimacy: Array
    soldiers: Array
    strength: Array
    tied: Array
    reliability: Array
    member: Flags
    presences: Presences
    triggers: dict[str, Flags]

    @classmethod
    def of(cls, world: World, month: int) -> PublicState:
        """Freeze the public part of the world as it stands when an absolute month begins."""
        nations = world.nations
        control = nations.control_by_month
        return cls(
            junta=nations.junta.copy(),
            tenure=nations.tenure.copy(),
            legitimacy=nations.legitimacy.copy(),
            soldiers=nations.soldiers.copy(),
            strength=nations.soldiers * nations.effectiveness,
            tied=honouring.tied_down(nations.soldiers_killed, nations.soldiers),
            reliability=honouring.reliability(nations.record_honoured, nations.record_broken),
            member=world.treaties.member.copy(),
            presences=world.presences.copy(),
            triggers={
                "rebellion": honouring.rebellion(
                    control[month % CONTROL_MONTHS], control[(month - 1) % CONTROL_MONTHS]
                ),
                "terrorism": honouring.terrorism(nations.killed_by_groups),
                "coup": nations.coups > 0,
                "external_attack": nations.battle_deaths > 0.0,
                "massacre": massacres(world.theatre, ONE_SIDED_STATE),
            },
        )


def massacres(theatre: Theatre, kind: int) -> Flags:
    """Countries ``(country, run)`` in a region of which one side killed very many civilians."""
    regions = theatre.deaths[kind] >= coercion.MASSACRE
    found = np.zeros((len(theatre.geography.countries), regions.shape[-1]), np.bool_)
    for region in np.flatnonzero(regions.any(axis=-1)):
        found[theatre.geography.country_of[region]] |= regions[region]
    return found
