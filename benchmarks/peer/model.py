"""The war of one run: a Mesa model whose agents are regions, countries, groups and partners."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from mesa import DataCollector, Model
from numpy.typing import NDArray

from benchmarks.peer.beginning import SEED, Land, Start, land, start_of
from benchmarks.peer.chance import Severity
from benchmarks.peer.country import Country
from benchmarks.peer.group import ArmedGroup
from benchmarks.peer.partner import Partner
from benchmarks.peer.region import Region
from sim.mechanisms.affinity import UNIFORM_SPREAD

Array = NDArray[np.float32]


class War(Model):
    """One history of the war, in which nobody decides anything.

    Args:
        land: what all runs of a scenario share.
        start: where this one starts, with its parameters.
        rng: seed of the run's generators.
    """

    def __init__(self, land: Land, start: Start, rng: Any = None) -> None:
        super().__init__(rng=rng)
        self.land, self.parameters = land, start.parameters
        self.months_lived = 0
        self.affinity = {pair: list(levels) for pair, levels in start.affinity.items()}
        p = start.parameters.casualties
        self.severity = Severity(self.random, p.tail, p.largest)
        self._add_agents(start)
        self.datacollector = DataCollector(model_reporters=REPORTERS)

    def _add_agents(self, start: Start) -> None:
        data, places = self.land.scenario.data, self.land.places
        self.partners = [
            Partner(self, n, i, d, start) for i, (n, d) in enumerate(data.partners.items())
        ]
        self.groups = [ArmedGroup(self, n, i) for i, n in enumerate(data.groups)]
        self.countries = [
            Country(self, n, i, d, start) for i, (n, d) in enumerate(data.countries.items())
        ]
        self.regions = [
            Region(self, place, i, self.countries[place.country], start)
            for i, place in enumerate(places)
        ]
        for region, place in zip(self.regions, places, strict=True):
            region.neighbours = [self.regions[q] for q in place.neighbours]
            region.foreign = [self.regions[q] for q in place.foreign]
        for country in self.countries:
            country.settle([region for region in self.regions if region.country is country])
        ranked = sorted(self.groups, key=lambda group: group.name)
        self.rivals = list(combinations(ranked, 2))

    @property
    def month(self) -> int:
        """The absolute month (year * 12 + month - 1) that is being lived."""
        return self.land.scenario.start + self.months_lived

    def affinity_of(self, first: str, second: str) -> float:
        """Affinity of two actors; 0 where the scenario names none."""
        found = self.affinity.get(frozenset((first, second)))
        return found[0] if found else 0.0

    def step(self) -> None:
        """Live one month, in the order of docs/model.md."""
        self.prepare()
        self.fight()
        self.live_with_it()
        self.months_lived += 1
        self.datacollector.collect(self)
        self.running = self.months_lived < self.land.scenario.months

    def prepare(self) -> None:
        """What happens before the fighting: dated coups, money, partners, armies."""
        for country in self.countries:
            country.was_junta = country.junta
            country.junta |= country.name in self.land.coups.get(self.months_lived, ())
            country.run_economy()
        for partner in self.partners:
            partner.reconsider()
        for country in self.countries:
            country.work_with_partners()
            country.be_sanctioned()
            country.deploy()

    def fight(self) -> None:
        """Groups attack, armies hunt them, rivals clash: all on last month's positions."""
        for country in self.countries:
            if country.regions:
                country.quicken()
        for region in self.regions:
            region.clear_month()
            region.size_up()
        for group in self.groups:
            group.fight()
        for group, rival in self.rivals:
            group.clash(rival, self.affinity_of(group.name, rival.name))

    def live_with_it(self) -> None:
        """Grievance, fighters, control, armies and relations after the fighting."""
        for region in self.regions:
            region.excite()
            region.resent()
        for group in self.groups:
            group.rebuild()
        for region in self.regions:
            region.change_hands()
            region.remember()
        for country in self.countries:
            country.mourn()
        self.relations_move()

    def relations_move(self) -> None:
        """Affinities return to their structural level, with noise (M8)."""
        p, uniform = self.parameters.affinity, self.random.random
        for levels in self.affinity.values():
            level, structural = levels
            moved = level + p.reversion * (structural - level)
            moved += (uniform() - 0.5) * p.noise * UNIFORM_SPREAD
            levels[0] = min(max(moved, -1.0), 1.0)


class NumberedWar(War):
    """A run of the placebo by its number, for tools that hand a model plain parameters."""

    def __init__(self, number: int) -> None:
        super().__init__(land(), start_of(number), rng=[SEED, number])


def _by_country(read: Callable[[Country], Any]) -> Callable[[War], Array]:
    """A reporter of something of every country; arrays, since Mesa copies all that it keeps."""
    return lambda war: np.array([read(country) for country in war.countries], np.float32)


def _by_region(read: Callable[[Region], Any]) -> Callable[[War], Array]:
    """A reporter of something of every region."""
    return lambda war: np.array([read(region) for region in war.regions], np.float32)


def _fighters(war: War) -> Array | None:
    """Fighters by group and region: a map every few months, as the scenario says."""
    if (war.months_lived - 1) % war.land.scenario.data.record.fighters_every:
        return None
    return np.array([region.fighters for region in war.regions], np.float32).T


def _fighters_national(war: War) -> Array:
    """Fighters by group and country."""
    found = [country.fighters() for country in war.countries]
    return np.array(found, np.float32).T


REPORTERS = {
    "deaths": _by_country(lambda country: country.deaths),
    "attacks": _by_country(lambda country: country.attacks),
    "deaths_region": _by_region(lambda region: sum(region.deaths)),
    "state_control": _by_region(lambda region: region.state_control),
    "state_control_national": _by_country(lambda country: country.under_control()),
    "fighters": _fighters,
    "fighters_national": _fighters_national,
    "soldiers": _by_country(lambda country: country.soldiers),
    "capacity": _by_country(lambda country: country.capacity),
    "effectiveness": _by_country(lambda country: country.effectiveness),
    "displaced": _by_country(lambda country: country.displaced),
}
"""What is kept of a month; names and units are those of the ensemble's dataset."""


def history(war: War) -> dict[str, Array]:
    """Live a run to its end; what was kept, by name, month first."""
    while war.running:
        war.step()
    kept = war.datacollector.model_vars
    return {
        name: np.array([month for month in months if month is not None])
        for name, months in kept.items()
    }
