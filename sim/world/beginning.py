"""The state of the first month, from a scenario and a draw for each run."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.mechanisms import attacks, coups, start
from sim.mechanisms.attacks import AttackParameters
from sim.mechanisms.start import StartParameters
from sim.scenario import POSTURES, Scenario
from sim.scenario.schema import AffinityEvent, Country, StructuralAffinity
from sim.streams import Streams
from sim.world.geography import load_regions
from sim.world.politics import Crises, Nations, Presences, Relations, Treaties
from sim.world.state import Array
from sim.world.theatre import KINDS, Geography, Theatre
from sim.world.world import World

DAYS_A_WEEK = 7.0


def geography(scenario: Scenario) -> Geography:
    """The part of the map that a scenario uses."""
    regions = load_regions()
    chosen = list(regions) if scenario.data.regions == "all" else scenario.data.regions
    return Geography.of([regions[name] for name in chosen], list(scenario.data.countries))


def begin(
    scenario: Scenario, streams: Streams, p_start: StartParameters, p_attacks: AttackParameters
) -> World:
    """The world before the first month, for the runs of ``streams``."""
    runs = len(streams.runs)
    return World(
        theatre=_theatre(scenario, streams, p_start, p_attacks),
        nations=_nations(scenario, runs),
        presences=_presences(scenario, runs),
        crises=_crises(scenario, runs),
        treaties=_treaties(scenario, runs),
        relations=_relations(scenario, runs),
    )


def _theatre(
    scenario: Scenario, streams: Streams, p_start: StartParameters, p_attacks: AttackParameters
) -> Theatre:
    places = geography(scenario)
    groups = tuple(scenario.data.groups)
    runs, month = len(streams.runs), scenario.start
    regions, countries = len(places.regions), len(places.countries)
    fighters = np.zeros((len(groups), regions, runs))
    tempo = np.zeros((len(groups), countries, runs))
    for position, (name, group) in enumerate(scenario.data.groups.items()):
        strength = np.array([group.fighters.get(region, 0.0) for region in places.regions])
        factor = start.lognormal_factor(
            streams.normal(((f"{name}/start", ""),), month)[0], p_start.fighters_sd
        )
        fighters[position] = strength[:, None] * factor
        campaigns = tuple((f"{name}/tempo-start", country) for country in places.countries)
        tempo[position] = p_attacks.tempo_sd * streams.normal(campaigns, month)
    theatre = Theatre(
        geography=places,
        groups=groups,
        fighters=fighters,
        control=np.zeros_like(fighters),
        excitation=attacks.starting_excitation(fighters, p_attacks),
        tempo=tempo,
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
    held_by_groups = 1.0 - start.state_control(everyone, p_start)
    theatre.control[...] = held_by_groups * _shares(fighters, everyone)
    theatre.recent_deaths[...] = _recent_deaths(scenario, theatre, everyone)
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


def _nations(scenario: Scenario, runs: int) -> Nations:
    countries = list(scenario.data.countries.values())

    def column(values: list[float]) -> Array:
        return np.repeat(np.array(values, np.float64)[:, None], runs, axis=1)

    none = np.zeros((len(countries), runs))
    deaths = column([country.deaths_last_year / 12.0 for country in countries])
    return Nations(
        countries=tuple(scenario.data.countries),
        soldiers=column([country.soldiers for country in countries]),
        capacity=column([country.capacity for country in countries]),
        effectiveness=column([country.capacity for country in countries]),
        harm=np.ones_like(none),
        budget=column([monthly_budget(country) for country in countries]),
        junta=column([country.junta for country in countries]).astype(np.bool_),
        tenure=column([_tenure(country, scenario.start) for country in countries]),
        coup_memory=column([country.coup_memory for country in countries]),
        loss_stock=none.copy(),
        legitimacy=column([country.legitimacy for country in countries]),
        deaths_by_month=np.repeat(deaths[None], 12, axis=0),
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
    return Presences(tuple(partners), presence, drawing_down)


def _crises(scenario: Scenario, runs: int) -> Crises:
    blocs, countries = scenario.data.blocs, list(scenario.data.countries)
    shape = (len(blocs), len(countries), runs)
    crises = Crises(
        blocs=tuple(blocs),
        posture=np.zeros(shape, np.int8),
        weeks=np.zeros(shape),
        sanctions=np.zeros(shape),
        conceded=np.zeros(shape, np.bool_),
    )
    first_day = date(scenario.start // 12, scenario.start % 12 + 1, 1)
    for row, bloc in enumerate(blocs.values()):
        for name, crisis in bloc.crises.items():
            column = countries.index(name)
            crises.posture[row, column] = POSTURES.index(crisis.posture)
            crises.sanctions[row, column] = crisis.sanctions
            crises.weeks[row, column] = max((first_day - crisis.since).days, 0) / DAYS_A_WEEK
    return crises


def _treaties(scenario: Scenario, runs: int) -> Treaties:
    treaties, countries = scenario.data.treaties, list(scenario.data.countries)
    shape = (len(treaties), len(countries), runs)
    state = Treaties(
        treaties=tuple(treaties),
        notice_months=tuple(treaty.notice_months for treaty in treaties.values()),
        members_needed=tuple(t.defunct_when.members_below for t in treaties.values()),
        founders=tuple(len(treaty.members) for treaty in treaties.values()),
        member=np.zeros(shape, np.bool_),
        pledged=np.zeros(shape, np.bool_),
        notice=np.full(shape, -1.0),
        active=np.zeros((len(treaties), runs), np.bool_),
        participation=np.zeros((len(treaties), runs)),
        due=np.zeros(shape, np.int16),
        honoured=np.zeros(shape, np.int16),
    )
    for row, treaty in enumerate(treaties.values()):
        for name, membership in treaty.members.items():
            left = membership.until is not None and scenario.month_index(membership.until) < 0
            state.member[row, countries.index(name)] = (
                scenario.month_index(membership.signed) < 0 and not left
            )
        for pledge in treaty.pledges:
            if scenario.month_index(pledge.on) < 0:
                state.pledged[row, countries.index(pledge.by)] = True
    state.count_members()
    return state


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
    for pair in _pairs_of_events(scenario):
        if pair not in positions:
            positions[pair] = len(levels)
            levels.append((0.0, 0.0))
    pairs = np.array(levels, np.float64).reshape(-1, 2)
    return Relations(
        positions=positions,
        affinity=np.repeat(pairs[:, :1], runs, axis=1),
        structural=np.repeat(pairs[:, 1:], runs, axis=1),
    )


def _pairs_of_events(scenario: Scenario) -> list[frozenset[str]]:
    """Pairs whose affinity an event sets or the results keep."""
    named = [event.between for event in scenario.history_events if isinstance(event, AffinityEvent)]
    return [frozenset(pair) for pair in [*named, *scenario.data.record.pairs]]
