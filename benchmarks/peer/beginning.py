"""Where a run starts: what the scenario says of places, and a draw, all as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.scenario import Scenario, load_scenario
from sim.scenario.schema import CoupEvent
from sim.streams import Streams
from sim.world.beginning import begin, geography
from sim.world.geography import load_regions
from sim.world.history import calendar
from sim.world.parameters import ModelParameters
from sim.world.world import World

PLACEBO = Path(__file__).parents[2] / "scenarios" / "placebo.yaml"
SEED = 1
RUNS_AT_ONCE = 500
"""Starts that a process works out together."""


@dataclass(frozen=True)
class Place:
    """A region: positions of its neighbours, and of those in other countries."""

    name: str
    country: int
    population: float
    neighbours: tuple[int, ...]
    foreign: tuple[int, ...]


@dataclass(frozen=True)
class Land:
    """What all runs of a scenario share.

    Attributes:
        scenario: as `sim.load_scenario` gives it.
        places: the regions, in the scenario's order.
        people_off_map: of each country.
        coups: countries whose officers take power in a month, by month index.
    """

    scenario: Scenario
    places: tuple[Place, ...]
    people_off_map: tuple[float, ...]
    coups: dict[int, list[str]]

    @classmethod
    def of(cls, scenario: Scenario) -> Land:
        """The land of a scenario.

        Raises:
            ValueError: something in it is politics, which this model has not.
        """
        if scenario.free_from < scenario.months:
            raise ValueError("the peer knows no politics: let the scenario's cut be its end")
        map_, places = load_regions(), geography(scenario)
        position = {name: i for i, name in enumerate(places.regions)}
        found = []
        for name, country in zip(places.regions, places.country_of.tolist(), strict=True):
            near = [position[q] for q in sorted(map_[name].neighbours) if q in position]
            foreign = [q for q in near if places.country_of[q] != country]
            people = float(map_[name].population)
            found.append(Place(name, country, people, tuple(near), tuple(foreign)))
        off_map = []
        for i, country in enumerate(scenario.data.countries.values()):
            mapped = sum(place.population for place in found if place.country == i)
            off_map.append(max(country.population - mapped, 0.0))
        return cls(scenario, tuple(found), tuple(off_map), _coups(scenario))


def _coups(scenario: Scenario) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for month, events in calendar(scenario).items():
        for event in events:
            if not isinstance(event, CoupEvent):
                raise ValueError(f"the peer knows no {type(event).__name__}")
            if event.success:
                found.setdefault(month, []).append(event.country)
    return found


@dataclass(frozen=True)
class Start:
    """One run before its first month; a model copies what it changes.

    Attributes:
        number: of the run.
        parameters: by mechanism and name: ``parameters.attacks.intensity``.
        fighters, control, excitation: by region and group.
        grievance, recent_deaths: by region.
        tempo, swing, soldiers, capacity, displaced: by country.
        junta: by country.
        sanctions, posture: by bloc and country.
        presence, leaving: by partner and country.
        affinity: level and structural level of each pair that the war reads.
    """

    number: int
    parameters: Any
    fighters: list[list[float]]
    control: list[list[float]]
    excitation: list[list[float]]
    grievance: list[float]
    recent_deaths: list[float]
    tempo: list[float]
    swing: list[float]
    soldiers: list[float]
    capacity: list[float]
    displaced: list[float]
    junta: list[bool]
    sanctions: list[list[float]]
    posture: list[list[int]]
    presence: list[list[float]]
    leaving: list[list[bool]]
    affinity: dict[frozenset[str], tuple[float, float]]


def starts(scenario: Scenario, seed: int, numbers: range) -> list[Start]:
    """The same starts, and draws of the posterior, as the ensemble's runs of these numbers."""
    streams = Streams(seed, np.array(numbers, np.uint32))
    drawn = ModelParameters.of(scenario.parameters, streams, {})
    world, pairs = begin(scenario, streams, drawn), _pairs(scenario)
    return [
        Start(number, _values(drawn, i), **_state(world, i), affinity=_affinity(world, pairs, i))
        for i, number in enumerate(numbers)
    ]


def _values(drawn: ModelParameters, i: int) -> Any:
    """One run's parameters as plain numbers."""
    sets = {}
    for mechanism in fields(drawn):
        own = vars(getattr(drawn, mechanism.name))
        sets[mechanism.name] = SimpleNamespace(
            **{n: float(v[i]) if isinstance(v, np.ndarray) else float(v) for n, v in own.items()}
        )
    return SimpleNamespace(**sets)


def _state(world: World, i: int) -> dict[str, Any]:
    theatre, nations = world.theatre, world.nations
    cells = {n: getattr(theatre, n)[..., i].T for n in ("fighters", "control", "excitation")}
    wars = {n: getattr(theatre, n)[..., i] for n in ("grievance", "recent_deaths")}
    wars |= {n: getattr(theatre, n)[..., i] for n in ("tempo", "swing")}
    states = {n: getattr(nations, n)[..., i] for n in ("soldiers", "capacity", "displaced")}
    states |= {"junta": nations.junta[..., i], "sanctions": world.crises.sanctions[..., i]}
    states |= {
        "posture": world.crises.posture[..., i],
        "presence": world.presences.presence[..., i],
    }
    states |= {"leaving": world.presences.drawing_down[..., i]}
    return {name: array.tolist() for name, array in {**cells, **wars, **states}.items()}


def _pairs(scenario: Scenario) -> list[frozenset[str]]:
    """Pairs whose affinity the war reads: rival groups, and substitutes with countries."""
    data = scenario.data
    groups = sorted(data.groups)
    rivals = [frozenset((a, b)) for i, a in enumerate(groups) for b in groups[i + 1 :]]
    substitutes = [name for name, partner in data.partners.items() if partner.substitute]
    return rivals + [frozenset((a, b)) for a in substitutes for b in data.countries]


def _affinity(
    world: World, pairs: list[frozenset[str]], i: int
) -> dict[frozenset[str], tuple[float, float]]:
    relations = world.relations
    rows = {pair: relations.positions[pair] for pair in pairs if pair in relations.positions}
    return {
        pair: (float(relations.affinity[row, i]), float(relations.structural[row, i]))
        for pair, row in rows.items()
    }


@cache
def land() -> Land:
    """The placebo's land, read once in a process."""
    return Land.of(load_scenario(PLACEBO))


@cache
def _several(first: int) -> list[Start]:
    return starts(land().scenario, SEED, range(first, first + RUNS_AT_ONCE))


def start_of(number: int) -> Start:
    """The start of one run of the placebo; a process works them out by the hundred and keeps them,
    so that hardly any of a run's time goes into where it starts."""
    block, place = divmod(number, RUNS_AT_ONCE)
    return _several(block * RUNS_AT_ONCE)[place]
