"""A state: its money, its army, the pace of its war, and its dead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mesa import Agent

from sim.mechanisms.attacks import DRIEST, SWING_MEMORY
from sim.mechanisms.displacement import POWER
from sim.mechanisms.economy import (
    CAPACITY_BOUNDS,
    LOWEST_BUDGET,
    LOWEST_REVENUE,
    SANCTIONS_BY_POSTURE,
    SANCTIONS_SPEED,
)
from sim.mechanisms.partners import EFFECTIVENESS_BOUNDS
from sim.world.theatre import KINDS, ONE_SIDED_GROUP, ONE_SIDED_STATE

if TYPE_CHECKING:
    from benchmarks.peer.beginning import Start
    from benchmarks.peer.model import War
    from benchmarks.peer.region import Region

SANCTIONS = SANCTIONS_BY_POSTURE.tolist()


class Country(Agent):
    """A state, wholly or partly on the map."""

    def __init__(self, model: War, name: str, index: int, data: Any, start: Start) -> None:
        super().__init__(model)
        self.name, self.index, self.data = name, index, data
        self.regions: list[Region] = []
        self.off_map = model.land.people_off_map[index]
        self.soldiers, self.capacity = start.soldiers[index], start.capacity[index]
        self.tempo, self.swing = start.tempo[index], start.swing[index]
        self.displaced = start.displaced[index]
        self.junta = self.was_junta = start.junta[index]
        self.sanctions = [levels[index] for levels in start.sanctions]
        self.posture = [levels[index] for levels in start.posture]
        self.reference_budget = data.gdp_usd * data.military_spending / 12.0 / 1e6
        self.effectiveness = self.harm = self.pace = 1.0
        self.deaths = [0.0] * len(KINDS)
        self.attacks = 0

    def settle(self, regions: list[Region]) -> None:
        """Take stock of one's regions, and of what lies off the map."""
        self.regions = regions
        self.people = sum(region.population for region in regions)
        self.off_map_regions = self.off_map / (self.people / len(regions)) if regions else 0.0
        self.capital_off_map = all(region.name != self.data.capital for region in regions)
        self.count_partners()

    def count_partners(self) -> None:
        """Presence of the west, of donors and of substitutes (M7)."""
        partners, i = self.model.partners, self.index
        weight = max(sum(partner.data.western_weight for partner in partners), 1e-9)
        donors = [partner for partner in partners if partner.data.donor]
        west = sum(partner.data.western_weight * partner.presence[i] for partner in partners)
        self.western = west / weight
        self.donors = sum(partner.presence[i] for partner in donors) / max(len(donors), 1)
        self.substitutes = sum(p.presence[i] for p in partners if p.data.substitute)

    def run_economy(self) -> None:
        """Last month's sanctions and aid make this month's budget and capacity (M5)."""
        p, own = self.model.parameters.economy, self.data
        depends = own.sanctions_dependence
        depends = p.sanctions_dependence if depends is None else depends
        aid_share = p.aid_share if own.aid_share is None else own.aid_share
        revenue = 1.0 - depends * sum(self.sanctions) - aid_share * (1.0 - self.donors)
        revenue = max(revenue, LOWEST_REVENUE)
        reference = self.reference_budget
        support = (p.substitute_fill - p.substitute_fee) * self.substitutes
        budget = reference * revenue ** (1.0 - p.shield) + support
        budget = max(budget, LOWEST_BUDGET * reference)
        ratio = min(budget / reference, 2.0) if reference > 0.0 else 1.0
        self.capacity += p.capacity_speed * (ratio**p.capacity_elasticity - self.capacity)
        self.capacity = min(max(self.capacity, CAPACITY_BOUNDS[0]), CAPACITY_BOUNDS[1])

    def work_with_partners(self) -> None:
        """Partners that are present shape the army (M7)."""
        self.count_partners()
        p, low, high = self.model.parameters.partners, *EFFECTIVENESS_BOUNDS
        gain = p.western_effectiveness * (self.western - 1.0)
        gain += p.substitute_effectiveness * self.substitutes
        self.effectiveness = min(max(self.capacity * math.exp(gain), low), high)
        self.harm = math.exp(p.substitute_harm * self.substitutes - p.western_harm * self.western)

    def be_sanctioned(self) -> None:
        """Sanctions follow the posture of each bloc, which stays as it is (M5)."""
        leak = self.model.parameters.economy.leak
        for bloc, level in enumerate(self.sanctions):
            aim = SANCTIONS[self.posture[bloc]]
            self.sanctions[bloc] = (level + SANCTIONS_SPEED * (aim - level)) * (1.0 - leak)

    def deploy(self) -> None:
        """Send the army where people died, by last month's reports (M10, allocation)."""
        if not self.regions:
            return
        p = self.model.parameters.deployment
        deaths = max(sum(region.recent_deaths for region in self.regions), 1.0)
        weights = []
        for region in self.regions:
            capital = p.capital if region.name == self.data.capital else 0.0
            weights.append(region.recent_deaths / deaths + p.everywhere + capital)
        elsewhere = p.everywhere * self.off_map_regions + p.capital * self.capital_off_map
        strength = self.soldiers * self.effectiveness / (sum(weights) + elsewhere)
        for region, weight in zip(self.regions, weights, strict=True):
            region.army = strength * weight

    def quicken(self) -> None:
        """The pace of the war: tempo, how far it swings, and the season (M9)."""
        p, gauss = self.model.parameters.attacks, self.model.random.gauss
        self.swing *= SWING_MEMORY
        self.swing += math.sqrt(1.0 - SWING_MEMORY**2) * gauss(0.0, 1.0)
        self.tempo *= p.tempo_memory
        self.tempo += math.sqrt(1.0 - p.tempo_memory**2) * gauss(0.0, 1.0)
        spread = p.tempo_sd * math.exp(p.tempo_variety * self.swing)
        dryness = math.cos(2.0 * math.pi * (self.model.month % 12 - DRIEST) / 12.0)
        self.pace = math.exp(spread * self.tempo - spread**2 / 2.0 + p.season * dryness)

    def mourn(self) -> None:
        """Count the dead; people flee (M13), and soldiers are replaced (M5)."""
        self.deaths = [sum(kind) for kind in zip(*(r.deaths for r in self.regions), strict=True)]
        self.deaths = self.deaths or [0.0] * len(KINDS)
        self.attacks = sum(sum(region.struck) for region in self.regions)
        p, per_death = self.model.parameters, self.data.displaced_per_death
        per_death = p.displacement.per_death if per_death is None else per_death
        civilians = self.deaths[ONE_SIDED_GROUP] + self.deaths[ONE_SIDED_STATE]
        newly = per_death * civilians**POWER
        self.displaced += newly - p.displacement.return_rate * self.displaced
        killed = sum(region.soldiers_killed for region in self.regions)
        missing = self.data.soldiers - self.soldiers
        left = self.soldiers + p.economy.recruitment_speed * missing - killed
        self.soldiers = max(left, 0.1 * self.data.soldiers)

    def fighters(self) -> list[float]:
        """Fighters of each group in the mapped regions."""
        total = [0.0] * len(self.model.groups)
        for region in self.regions:
            for group, fighters in enumerate(region.fighters):
                total[group] += fighters
        return total

    def under_control(self) -> float:
        """Share of the people under state control, everybody off the map included (M12)."""
        held = sum(region.population * region.state_control for region in self.regions)
        return (held + self.off_map) / (self.people + self.off_map)
