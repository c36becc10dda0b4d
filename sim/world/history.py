"""Events that a scenario makes happen: each kind sets the state it is about, in every run."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from sim.scenario import POSTURES, Scenario
from sim.scenario.schema import (
    AffinityEvent,
    CivilianRuleEvent,
    ConcessionEvent,
    CoupEvent,
    DissolutionEvent,
    Event,
    ForceEvent,
    InterventionEvent,
    JoinEvent,
    PartnerExitEvent,
    PledgeEvent,
    PostureEvent,
    PresenceEvent,
    WithdrawalEvent,
)
from sim.world.politics import Crises, Presences, Treaties
from sim.world.world import World

SUSPENDED = POSTURES.index("suspended")
INTERVENED = POSTURES.index("intervened")


@singledispatch
def force(event: Event, _world: World) -> None:
    """Make an event happen now, in every run."""
    raise TypeError(f"no rule for an event of kind {type(event).__name__}")


def _country(world: World, name: str) -> int:
    return world.nations.countries.index(name)


@force.register
def _coup(event: CoupEvent, world: World) -> None:
    nations, country = world.nations, _country(world, event.country)
    nations.coup_attempts[country] += 1
    if event.success:
        nations.put_junta_in_power(country, np.ones(nations.junta.shape[-1], np.bool_))


@force.register
def _civilian_rule(event: CivilianRuleEvent, world: World) -> None:
    nations = world.nations
    nations.return_to_civilians(
        _country(world, event.country), np.ones(nations.junta.shape[-1], np.bool_)
    )


def _presence(world: World, partner: str, country: str) -> tuple[Presences, int, int]:
    presences = world.presences
    return presences, presences.partners.index(partner), _country(world, country)


@force.register
def _partner_exit(event: PartnerExitEvent, world: World) -> None:
    presences, partner, country = _presence(world, event.partner, event.country)
    presences.drawing_down[partner, country] = True


@force.register
def _presence_set(event: PresenceEvent, world: World) -> None:
    presences, partner, country = _presence(world, event.partner, event.country)
    presences.presence[partner, country] = event.level
    presences.drawing_down[partner, country] = False


def _crisis(world: World, bloc: str, country: str) -> tuple[Crises, int, int]:
    return world.crises, world.crises.blocs.index(bloc), _country(world, country)


@force.register
def _posture(event: PostureEvent, world: World) -> None:
    crises, bloc, country = _crisis(world, event.bloc, event.country)
    crises.posture[bloc, country] = POSTURES.index(event.posture)


@force.register
def _intervention(event: InterventionEvent, world: World) -> None:
    if event.by in world.crises.blocs:
        crises, bloc, country = _crisis(world, event.by, event.country)
        crises.posture[bloc, country] = INTERVENED


@force.register
def _concession(event: ConcessionEvent, world: World) -> None:
    crises, bloc, country = _crisis(world, event.bloc, event.country)
    crises.conceded[bloc, country] = True
    crises.posture[bloc, country] = np.minimum(crises.posture[bloc, country], SUSPENDED)


def _seat(world: World, treaty: str, country: str) -> tuple[Treaties, int, int]:
    return world.treaties, world.treaties.treaties.index(treaty), _country(world, country)


@force.register
def _join(event: JoinEvent, world: World) -> None:
    treaties, treaty, country = _seat(world, event.treaty, event.country)
    treaties.member[treaty, country] = True
    treaties.notice[treaty, country] = -1.0


@force.register
def _withdrawal(event: WithdrawalEvent, world: World) -> None:
    treaties, treaty, country = _seat(world, event.treaty, event.country)
    treaties.notice[treaty, country] = np.where(
        treaties.member[treaty, country], treaties.notice_for(treaty, event.notice_months), -1.0
    )


@force.register
def _dissolution(event: DissolutionEvent, world: World) -> None:
    treaties = world.treaties
    treaties.member[treaties.treaties.index(event.treaty)] = False


@force.register
def _pledge(event: PledgeEvent, world: World) -> None:
    treaties, treaty, country = _seat(world, event.treaty, event.by)
    treaties.pledged[treaty, country] = True


@force.register
def _affinity(event: AffinityEvent, world: World) -> None:
    relations = world.relations
    position = relations.positions[frozenset(event.between)]
    relations.affinity[position] = event.level
    relations.structural[position] = event.level


@force.register
def _fighters(event: ForceEvent, world: World) -> None:
    theatre = world.theatre
    group = theatre.groups.index(event.group)
    region = theatre.geography.regions.index(event.region)
    strength = theatre.fighters[group, region]
    theatre.fighters[group, region] = np.maximum(strength + event.change, 0.0)


def dated_memberships(scenario: Scenario) -> list[Event]:
    """Signatures, known departures and pledges that fall within the horizon, as events."""
    events: list[Event] = []
    for name, treaty in scenario.data.treaties.items():
        for country, membership in treaty.members.items():
            if scenario.month_index(membership.signed) >= 0:
                events.append(
                    JoinEvent(kind="join", on=membership.signed, treaty=name, country=country)
                )
            if membership.until is not None and scenario.month_index(membership.until) >= 0:
                events.append(
                    WithdrawalEvent(
                        kind="withdrawal",
                        on=membership.until,
                        treaty=name,
                        country=country,
                        notice_months=0,
                    )
                )
        events.extend(
            PledgeEvent(kind="pledge", on=pledge.on, treaty=name, by=pledge.by, to=pledge.to)
            for pledge in treaty.pledges
            if scenario.month_index(pledge.on) >= 0
        )
    return events


def calendar(scenario: Scenario) -> dict[int, list[Event]]:
    """What is made to happen in each month of the horizon, by month index, in order of date."""
    events: dict[int, list[Event]] = {}
    every = [*scenario.history_events, *dated_memberships(scenario)]
    for event in sorted(every, key=lambda event: event.on):
        month = scenario.month_index(event.on)
        if 0 <= month < scenario.months:
            events.setdefault(month, []).append(event)
    return events
