"""Events that a scenario makes happen: each kind sets the state it is about, in every run."""

from __future__ import annotations

from functools import singledispatch

import numpy as np

from sim.decisions import Places
from sim.mechanisms import coercion
from sim.scenario import POSTURES, Scenario
from sim.scenario.schema import (
    AffinityEvent,
    CivilianRuleEvent,
    ConcessionEvent,
    CoupEvent,
    CrisisEvent,
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
from sim.world import crises
from sim.world.chronicle import week_of
from sim.world.crises import Crises
from sim.world.politics import Presences
from sim.world.state import Flags
from sim.world.treaties import Treaties
from sim.world.world import World


@singledispatch
def force(event: Event, _world: World) -> None:
    """Make an event happen now, in every run."""
    raise TypeError(f"no rule for an event of kind {type(event).__name__}")


def _country(world: World, name: str) -> int:
    return world.nations.countries.index(name)


def _everywhere(world: World) -> Flags:
    return np.ones(world.nations.junta.shape[-1], np.bool_)


def _places(world: World, country: str) -> Places:
    return Places.everywhere(_country(world, country), world.nations.junta.shape[-1])


@force.register
def _coup(event: CoupEvent, world: World) -> None:
    everywhere = _everywhere(world)
    world.grab_power(
        _places(world, event.country),
        everywhere & event.success,
        everywhere & (not event.success or event.claimant == "free"),
        everywhere & event.requested_force,
        event.on.day,
    )


@force.register
def _crisis_begins(event: CrisisEvent, world: World) -> None:
    places, everywhere = _places(world, event.country), _everywhere(world)
    asked = everywhere & event.requested_force
    world.chronicle.tell("force_requested", event.country, where=asked, day=event.on.day)
    world.open_crises(
        places,
        crises.KINDS.index(event.grab),
        places.take(world.nations.elected),
        everywhere & (event.claimant == "free"),
        asked,
        event.on.day,
    )


@force.register
def _civilian_rule(event: CivilianRuleEvent, world: World) -> None:
    places = _places(world, event.country)
    news = places[places.take(world.nations.junta)]
    world.return_to_civilians(news)
    world.chronicle.tell("civilian_rule", event.country, where=news.run, day=event.on.day)


def _presence(world: World, partner: str, country: str) -> tuple[Presences, int, int]:
    presences = world.presences
    return presences, presences.partners.index(partner), _country(world, country)


@force.register
def _partner_exit(event: PartnerExitEvent, world: World) -> None:
    presences, partner, country = _presence(world, event.partner, event.country)
    news = ~presences.drawing_down[partner, country]
    world.chronicle.tell("partner_exit", event.partner, event.country, where=news, day=event.on.day)
    presences.drawing_down[partner, country] = True
    presences.announced[partner, country] |= news


@force.register
def _presence_set(event: PresenceEvent, world: World) -> None:
    presences, partner, country = _presence(world, event.partner, event.country)
    presences.presence[partner, country] = event.level
    presences.drawing_down[partner, country] = False


def _crisis(world: World, bloc: str, country: str) -> tuple[Crises, int, int]:
    return world.crises, world.crises.blocs.index(bloc), _country(world, country)


@force.register
def _posture(event: PostureEvent, world: World) -> None:
    state, bloc, country = _crisis(world, event.bloc, event.country)
    level, places = POSTURES.index(event.posture), _places(world, event.country)
    before = state.posture[bloc, country].copy()
    if level >= coercion.SANCTIONS:
        news = places[~state.open[bloc, country]]
        no = np.zeros(len(news), np.bool_)
        weeks = -(event.on.day - 1) / crises.DAYS_A_WEEK
        state.begin(
            bloc, news, kind=crises.COMPLETED, elected=no, free=no, requested=no, weeks=weeks
        )
    state.take_posture(bloc, places, np.full(len(places), level, np.int8))
    if level <= crises.SUSPENDED:
        ended = state.open[bloc, country] & (before > level)
        state.close(bloc, places[ended], level, crises.CLIMB_DOWN)
        pressed = before >= coercion.SANCTIONS
        world.chronicle.tell(
            "climb_down", event.bloc, event.country, where=pressed, day=event.on.day
        )
    if level in crises.TOLD:
        news = before < level
        world.chronicle.tell(
            crises.TOLD[level], event.bloc, event.country, where=news, day=event.on.day
        )


@force.register
def _intervention(event: InterventionEvent, world: World) -> None:
    if event.by in world.crises.blocs:
        state, bloc, country = _crisis(world, event.by, event.country)
        state.ordered[bloc, country] = week_of(event.on.day) + 1
        return
    attacker, country = _country(world, event.by), _country(world, event.country)
    world.assaults.ordered[attacker, country] = week_of(event.on.day) + 1
    world.chronicle.tell(
        "intervention", event.by, event.country, where=_everywhere(world), day=event.on.day
    )


@force.register
def _concession(event: ConcessionEvent, world: World) -> None:
    bloc, places = world.crises.blocs.index(event.bloc), _places(world, event.country)
    world.crises.concede(bloc, places)
    world.assaults.call_off(bloc, places)
    world.chronicle.tell(
        "concession", event.country, event.bloc, where=places.run, day=event.on.day
    )


def _seat(world: World, treaty: str, country: str) -> tuple[Treaties, int, int]:
    return world.treaties, world.treaties.treaties.index(treaty), _country(world, country)


@force.register
def _join(event: JoinEvent, world: World) -> None:
    treaties, treaty, country = _seat(world, event.treaty, event.country)
    treaties.sign(treaty, country, _everywhere(world), world.chronicle, event.on.day)


class PlannedSignature(JoinEvent):
    """A signature that the scenario dates: it is for the government of the day, not for one that
    came to power since the model decides."""


@force.register
def _planned(event: PlannedSignature, world: World) -> None:
    treaties, treaty, country = _seat(world, event.treaty, event.country)
    where = ~treaties.regime_changed[treaty, country] | treaties.member[treaty, country]
    treaties.sign(treaty, country, where, world.chronicle, event.on.day)


@force.register
def _withdrawal(event: WithdrawalEvent, world: World) -> None:
    treaties, treaty, _ = _seat(world, event.treaty, event.country)
    months = treaties.notice_for(treaty, event.notice_months)
    places = _places(world, event.country)
    treaties.give_notice(treaty, places, months, world.chronicle, event.on.day)


@force.register
def _dissolution(event: DissolutionEvent, world: World) -> None:
    treaties = world.treaties
    treaties.member[treaties.treaties.index(event.treaty)] = False


@force.register
def _pledge(event: PledgeEvent, world: World) -> None:
    treaties, treaty, country = _seat(world, event.treaty, event.by)
    receiver = _country(world, event.to)
    for row, word in enumerate(treaties.words):
        if (word.treaty, word.by, word.to) == (treaty, country, receiver):
            treaties.pledge_word(row, world.chronicle, event.on.day)


@force.register
def _affinity(event: AffinityEvent, world: World) -> None:
    relations = world.relations
    position = relations.positions[frozenset(event.between)]
    relations.affinity[position] = event.level
    relations.structural[position] = event.level
    world.chronicle.tell("realignment", *event.between, where=_everywhere(world), day=event.on.day)


@force.register
def _fighters(event: ForceEvent, world: World) -> None:
    theatre = world.theatre
    group = theatre.groups.index(event.group)
    region = theatre.geography.regions.index(event.region)
    strength = theatre.fighters[group, region]
    theatre.fighters[group, region] = np.maximum(strength + event.change, 0.0)
    kind = "reinforcement" if event.change > 0.0 else "attrition"
    world.chronicle.tell(
        kind, event.group, event.region, where=_everywhere(world), day=event.on.day
    )


def dated_memberships(scenario: Scenario) -> list[Event]:
    """Signatures, known departures and pledges that fall within the horizon, as events."""
    events: list[Event] = []
    for name, treaty in scenario.data.treaties.items():
        for country, membership in treaty.members.items():
            if scenario.month_index(membership.signed) >= 0:
                events.append(
                    PlannedSignature(
                        kind="join", on=membership.signed, treaty=name, country=country
                    )
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
