"""The state of the first month, from a scenario and a draw for each run."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.mechanisms import attacks, coups, honouring, start
from sim.scenario import POSTURES, Scenario
from sim.scenario.schema import (
    AffinityEvent,
    Country,
    JoinEvent,
    PledgeEvent,
    StructuralAffinity,
    Treaty,
    WithdrawalEvent,
)
from sim.streams import Streams
from sim.world import crises as crisis_state
from sim.world.calibrated import states
from sim.world.chronicle import Chronicle
from sim.world.crises import Assaults, Crises
from sim.world.geography import load_regions
from sim.world.parameters import ModelParameters
from sim.world.politics import CONTROL_MONTHS, Nations, Presences, Relations
from sim.world.state import Array
from sim.world.theatre import KINDS, Geography, Theatre
from sim.world.treaties import Facts, Treaties, Word
from sim.world.world import World


def geography(scenario: Scenario) -> Geography:
    """The part of the map that a scenario uses."""
    regions = load_regions()
    chosen = list(regions) if scenario.data.regions == "all" else scenario.data.regions
    return Geography.of([regions[name] for name in chosen], list(scenario.data.countries))


def begin(scenario: Scenario, streams: Streams, p: ModelParameters) -> World:
    """The world before the first month, for the runs of ``streams``."""
    runs = len(streams.runs)
    theatre = _theatre(scenario, streams, p)
    return World(
        theatre=theatre,
        nations=_nations(scenario, theatre, p, runs),
        presences=_presences(scenario, runs),
        crises=_crises(scenario, runs),
        assaults=_assaults(scenario, runs),
        treaties=_treaties(scenario, runs),
        relations=_relations(scenario, runs),
        chronicle=Chronicle(names_of(scenario)),
    )


def names_of(scenario: Scenario) -> tuple[str, ...]:
    """Ids of all who can stand in a chronicle; a bloc and its treaty may share one."""
    data = scenario.data
    kinds = (data.countries, data.blocs, data.treaties, data.partners, data.groups)
    ids = [name for kind in kinds for name in kind]
    return tuple(dict.fromkeys([*ids, *geography(scenario).regions]))


def _theatre(scenario: Scenario, streams: Streams, p: ModelParameters) -> Theatre:
    places = geography(scenario)
    groups = tuple(scenario.data.groups)
    runs, month = len(streams.runs), scenario.start
    regions = len(places.regions)
    fighters = np.zeros((len(groups), regions, runs))
    for position, (name, group) in enumerate(scenario.data.groups.items()):
        strength = np.array([group.fighters.get(region, 0.0) for region in places.regions])
        shares = tuple((f"{name}/start", country) for country in places.countries)
        factor = start.lognormal_factor(streams.normal(shares, month), p.start.fighters_sd)
        fighters[position] = strength[:, None] * factor[places.country_of]
    swings = tuple(("war/swing-start", country) for country in places.countries)
    wars = tuple(("war/tempo-start", country) for country in places.countries)
    theatre = Theatre(
        geography=places,
        groups=groups,
        fighters=fighters,
        control=np.zeros_like(fighters),
        excitation=attacks.starting_excitation(fighters, p.attacks),
        swing=streams.normal(swings, month),
        tempo=streams.normal(wars, month),
        grievance=np.zeros((regions, runs)),
        recent_deaths=np.zeros((regions, runs)),
        joint_operations=np.zeros((regions, runs)),
        soldiers=np.zeros((regions, runs)),
        army=np.zeros((regions, runs)),
        deaths=np.zeros((len(KINDS), regions, runs)),
        attacks=np.zeros((regions, runs)),
        soldiers_killed=np.zeros((regions, runs)),
        losses=np.zeros_like(fighters),
    )
    everyone = theatre.over_groups(fighters)
    held_by_groups = 1.0 - start.state_control(everyone, p.start)
    theatre.control[...] = held_by_groups * _shares(fighters, everyone)
    theatre.recent_deaths[...] = _recent_deaths(scenario, theatre, everyone)
    if scenario.data.calibration.start == "filtered":
        stated = frozenset(name for one in scenario.data.groups.values() for name in one.fighters)
        states().lay_over(theatre.arrays(), places, groups, stated, streams)
    return theatre


def _shares(parts: Array, total: Array) -> Array:
    """Each part's share of the total; nothing of nothing is nothing."""
    return np.divide(parts, total, out=np.zeros_like(parts), where=total > 0.0)


def _recent_deaths(scenario: Scenario, theatre: Theatre, fighters: Array) -> Array:
    """Last year's monthly deaths of each country, spread over its regions like the fighters."""
    places = theatre.geography
    monthly = np.array([c.deaths_last_year / 12.0 for c in scenario.data.countries.values()])
    national = theatre.by_country(fighters)[places.country_of]
    return monthly[places.country_of][:, None] * _shares(fighters, national)


def _nations(scenario: Scenario, theatre: Theatre, p: ModelParameters, runs: int) -> Nations:
    countries = list(scenario.data.countries.values())
    people = np.array([[country.population] for country in countries])
    off_map = np.maximum(people - theatre.by_country(theatre.geography.population), 0.0)
    control = theatre.national_control(theatre.state_control, off_map)
    honoured, broken = honouring.starting_record(p.honouring)

    def column(values: list[float]) -> Array:
        return np.repeat(np.array(values, np.float64)[:, None], runs, axis=1)

    none = np.zeros((len(countries), runs))
    deaths = column([country.deaths_last_year / 12.0 for country in countries])
    return Nations(
        countries=tuple(scenario.data.countries),
        people_off_map=off_map,
        soldiers=column([country.soldiers for country in countries]),
        capacity=column([country.capacity for country in countries]),
        effectiveness=column([country.capacity for country in countries]),
        harm=np.ones_like(none),
        budget=column([monthly_budget(country) for country in countries]),
        junta=column([country.junta for country in countries]).astype(np.bool_),
        elected=column([c.elected and not c.junta for c in countries]).astype(np.bool_),
        tenure=column([_tenure(country, scenario.start) for country in countries]),
        coup_memory=column([country.coup_memory for country in countries]),
        loss_stock=none.copy(),
        legitimacy=column([country.legitimacy for country in countries]),
        deaths_by_month=np.repeat(deaths[None], 12, axis=0),
        control_by_month=np.repeat(control[None], CONTROL_MONTHS, axis=0),
        soldiers_killed=none.copy(),
        killed_by_groups=none.copy(),
        battle_deaths=none.copy(),
        record_honoured=none + honoured,
        record_broken=none + broken,
        allied_army=none.copy(),
        coup_attempts=none.astype(np.int16),
        coups=none.astype(np.int16),
        displaced=column([country.displaced for country in countries]),
        newly_displaced=none.copy(),
    )


def monthly_budget(country: Country) -> float:
    """A country's reference security budget, million USD a month."""
    return country.gdp_usd * country.military_spending / 12.0 / 1e6


def _tenure(country: Country, month: int) -> float:
    """Months since the last irregular change of power, at the start of ``month``."""
    since = country.last_irregular_change
    if since is None:
        return coups.CAREFREE_TENURE
    return max(float(month - (since.year * 12 + since.month - 1)), 0.0)


def _presences(scenario: Scenario, runs: int) -> Presences:
    partners, countries = scenario.data.partners, list(scenario.data.countries)
    presence = np.zeros((len(partners), len(countries), runs))
    drawing_down = np.zeros(presence.shape, np.bool_)
    for row, partner in enumerate(partners.values()):
        for name, given in partner.presence.items():
            presence[row, countries.index(name)] = given.level
            drawing_down[row, countries.index(name)] = given.drawing_down
    return Presences(tuple(partners), presence, drawing_down, np.zeros(presence.shape, np.bool_))


def _crises(scenario: Scenario, runs: int) -> Crises:
    blocs, countries = scenario.data.blocs, list(scenario.data.countries)
    shape = (len(blocs), len(countries), runs)

    def no() -> NDArray[np.bool_]:
        return np.zeros(shape, np.bool_)

    crises = Crises(
        blocs=tuple(blocs),
        treaties=tuple(list(scenario.data.treaties).index(bloc.treaty) for bloc in blocs.values()),
        posture=np.zeros(shape, np.int8),
        hardest=np.zeros(shape, np.int8),
        open=no(),
        kind=np.zeros(shape, np.int8),
        weeks=np.zeros(shape),
        since_trigger=np.zeros(shape),
        resolve=np.full(shape, np.nan),
        elected=no(),
        free=no(),
        requested=no(),
        ordered=np.zeros(shape, np.int8),
        sanctions=np.zeros(shape),
        conceded=no(),
        result=np.zeros(shape, np.int8),
        first_reached=np.full((crisis_state.INTERVENED, *shape), np.nan),
        number=np.zeros(shape, np.int16),
        launched=no(),
        won=no(),
        expected=np.zeros(shape),
        threatened=no(),
    )
    first_day = date(scenario.start // 12, scenario.start % 12 + 1, 1)
    for row, bloc in enumerate(blocs.values()):
        for name, given in bloc.crises.items():
            place = row, countries.index(name)
            weeks = max((first_day - given.since).days, 0) / crisis_state.DAYS_A_WEEK
            crises.posture[place] = POSTURES.index(given.posture)
            crises.sanctions[place] = given.sanctions
            crises.open[place] = not given.conceded
            crises.number[place] = not given.conceded
            crises.conceded[place] = given.conceded
            crises.kind[place] = crisis_state.KINDS.index(given.kind)
            crises.weeks[place] = crises.since_trigger[place] = weeks
            crises.free[place] = given.claimant == "free"
            crises.requested[place] = given.requested_force
            crises.result[place] = crisis_state.CONCESSION if given.conceded else crisis_state.OPEN
    return crises


def _assaults(scenario: Scenario, runs: int) -> Assaults:
    countries = len(scenario.data.countries)
    return Assaults(
        commitment=np.zeros((countries, countries, runs)),
        underway=np.zeros((countries, runs), np.bool_),
        answered=np.zeros((countries, runs), np.bool_),
        defence=np.zeros((countries, countries, runs)),
        bloc=np.full((countries, runs), -1, np.int8),
        ordered=np.zeros((countries, countries, runs), np.int8),
    )


def _treaties(scenario: Scenario, runs: int) -> Treaties:
    treaties, countries = scenario.data.treaties, list(scenario.data.countries)
    shape = (len(treaties), len(countries), runs)
    words = _words(scenario)
    state = Treaties(
        treaties=tuple(treaties),
        countries=tuple(countries),
        facts=tuple(_facts(treaty, countries) for treaty in treaties.values()),
        words=tuple(word for word, _ in words),
        member=np.zeros(shape, np.bool_),
        pledge=np.repeat(
            np.array([[early] for _, early in words], np.bool_).reshape(-1, 1), runs, axis=1
        ),
        notice=np.full(shape, -1.0),
        regime_changed=np.zeros(shape, np.bool_),
        let_down=np.zeros(shape),
        called=np.zeros(shape, np.bool_),
        active=np.zeros((len(treaties), runs), np.bool_),
        participation=np.zeros((len(treaties), runs)),
        exits=np.zeros((len(treaties), runs)),
        due=np.zeros(shape, np.int16),
        honoured=np.zeros(shape, np.int16),
        operations_due=np.zeros(shape, np.int16),
        announced=np.zeros(shape, np.bool_),
        died=np.full((len(treaties), runs), np.nan),
    )
    for row, treaty in enumerate(treaties.values()):
        for name, membership in treaty.members.items():
            left = membership.until is not None and scenario.month_index(membership.until) < 0
            place = row, countries.index(name)
            state.member[place] = scenario.month_index(membership.signed) < 0 and not left
            changed = scenario.data.countries[name].last_irregular_change
            state.regime_changed[place] = changed is not None and changed > membership.signed
        members = state.member[row].sum(axis=0)
        state.active[row] = members >= max(state.facts[row].members_needed, 1)
        state.participation[row] = members / max(len(state.facts[row].founders), 1)
    return state


def _facts(treaty: Treaty, countries: list[str]) -> Facts:
    return Facts(
        notice_months=treaty.notice_months,
        members_needed=treaty.defunct_when.members_below,
        participation_needed=treaty.defunct_when.participation_below,
        dissolution_requests=treaty.dissolution_requests,
        founders=tuple(countries.index(name) for name in treaty.members or treaty.candidates),
    )


def _words(scenario: Scenario) -> list[tuple[Word, bool]]:
    """Every pledge that stands in the scenario, and whether it was given before the start."""
    treaties, countries = scenario.data.treaties, list(scenario.data.countries)
    given = [
        (name, pledge.by, pledge.to, pledge.publicity, scenario.month_index(pledge.on) < 0)
        for name, treaty in treaties.items()
        for pledge in treaty.pledges
    ]
    given += [
        (event.treaty, event.by, event.to, None, False)
        for event in scenario.history_events
        if isinstance(event, PledgeEvent)
    ]
    words: dict[tuple[str, str, str], tuple[Word, bool]] = {}
    for treaty, by, to, publicity, early in given:
        loud = treaties[treaty].publicity if publicity is None else publicity
        word = Word(list(treaties).index(treaty), countries.index(by), countries.index(to), loud)
        words.setdefault((treaty, by, to), (word, early))
    return list(words.values())


def parties(scenario: Scenario, treaty: str) -> list[str]:
    """Ids, sorted, of all who are, were or can become party to a treaty, pledges included."""
    data = scenario.data.treaties[treaty]
    found = {*data.members, *data.candidates}
    found.update(*((pledge.by, pledge.to) for pledge in data.pledges))
    for event in scenario.history_events:
        if isinstance(event, JoinEvent | WithdrawalEvent) and event.treaty == treaty:
            found.add(event.country)
        elif isinstance(event, PledgeEvent) and event.treaty == treaty:
            found.update((event.by, event.to))
    return sorted(found)


def _relations(scenario: Scenario, runs: int) -> Relations:
    positions: dict[frozenset[str], int] = {}
    levels: list[tuple[float, float]] = []
    for first, others in scenario.data.affinities.items():
        for second, given in others.items():
            positions[frozenset((first, second))] = len(levels)
            levels.append(
                (given.start, given.structural)
                if isinstance(given, StructuralAffinity)
                else (given, given)
            )
    for pair in _further_pairs(scenario):
        if pair not in positions:
            positions[pair] = len(levels)
            levels.append((0.0, 0.0))
    pairs = np.array(levels, np.float64).reshape(-1, 2)
    return Relations(
        positions=positions,
        affinity=np.repeat(pairs[:, :1], runs, axis=1),
        structural=np.repeat(pairs[:, 1:], runs, axis=1),
        shock=np.zeros((len(pairs), runs)),
    )


def _further_pairs(scenario: Scenario) -> list[frozenset[str]]:
    """Pairs that come to have a relation though the scenario names none: those of events and of the
    results, parties to one treaty, and these with the treaty's patron or bloc."""
    data = scenario.data
    named = [event.between for event in scenario.history_events if isinstance(event, AffinityEvent)]
    found = [frozenset(pair) for pair in [*named, *data.record.pairs]]
    for name, treaty in data.treaties.items():
        own = parties(scenario, name)
        sponsors = [bloc for bloc, given in data.blocs.items() if given.treaty == name]
        sponsors += [treaty.patron] if treaty.patron is not None else []
        found += [frozenset(pair) for pair in combinations(own, 2)]
        found += [frozenset((sponsor, party)) for sponsor in sorted(sponsors) for party in own]
    return found
