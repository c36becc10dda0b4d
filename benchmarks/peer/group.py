"""An armed group: it attacks, is hunted, recruits and spreads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mesa import Agent

from benchmarks.peer.chance import negative_binomial, poisson
from sim.mechanisms.attacks import SMALLEST_CELL
from sim.mechanisms.casualties import SOLDIERS_SHARE
from sim.world.theatre import NON_STATE, ONE_SIDED_GROUP, ONE_SIDED_STATE, STATE_BASED

if TYPE_CHECKING:
    from benchmarks.peer.model import War
    from benchmarks.peer.region import Region


class ArmedGroup(Agent):
    """An insurgent group; what it has in a region stands in the region's lists."""

    def __init__(self, model: War, name: str, index: int) -> None:
        super().__init__(model)
        self.name, self.index = name, index

    def fight(self) -> None:
        """Attack and be hunted wherever there is anyone."""
        for region in self.model.regions:
            if region.fighters[self.index] >= SMALLEST_CELL:
                self.attack(region)
                self.be_hunted(region)

    def attack(self, region: Region) -> None:
        """Attacks of a month in a region, and who dies in them (M9, M10)."""
        i, p, q = self.index, self.model.parameters.attacks, self.model.parameters.casualties
        control = region.control[i]
        mean = p.intensity * region.fighters[i] / 1000.0
        mean *= region.country.pace * region.pressure * (0.25 + 3.0 * control * (1.0 - control))
        mean += region.excitation[i]
        struck = negative_binomial(self.model.rng, mean, p.dispersion)
        if not struck:
            return
        dead = self.model.severity.of(struck)
        civilians = dead * q.civilians * (0.5 + 3.375 * control**2 * (1.0 - control))
        combatants = dead - civilians
        soldiers = SOLDIERS_SHARE * combatants
        region.struck[i] = struck
        for neighbour in region.neighbours:
            neighbour.struck_nearby[i] += struck / len(region.neighbours)
        region.deaths[ONE_SIDED_GROUP] += civilians
        region.deaths[STATE_BASED] += combatants
        region.soldiers_killed += soldiers
        region.losses[i] += combatants - soldiers

    def be_hunted(self, region: Region) -> None:
        """Operations of the army against the group, and who dies in them (M10)."""
        p, army, fighters = (
            self.model.parameters.casualties,
            region.army,
            region.fighters[self.index],
        )
        pace = region.country.pace
        mean = pace * p.operations * math.sqrt(army * fighters) / 1000.0
        operations = poisson(self.model.rng, mean)
        if not operations:
            return
        severity = self.model.severity.of(operations)
        wins = army / (army + p.power * fighters)
        killed = severity * region.information * wins * p.lethality
        harmed = severity * (1.0 - region.information) * p.harm * region.country.harm
        region.deaths[STATE_BASED] += killed
        region.deaths[ONE_SIDED_STATE] += harmed
        region.losses[self.index] += killed

    def clash(self, rival: ArmedGroup, affinity: float) -> None:
        """Fight a rival wherever both have anyone (M10)."""
        hostility = self.model.parameters.casualties.rivalry * max(-affinity, 0.0) / 1000.0
        for region in self.model.regions:
            ours, theirs = region.fighters[self.index], region.fighters[rival.index]
            if min(ours, theirs) < SMALLEST_CELL:
                continue
            clashes = poisson(self.model.rng, hostility * math.sqrt(ours * theirs))
            if clashes:
                dead = self.model.severity.of(clashes)
                our_dead = dead * theirs / (ours + theirs)
                region.deaths[NON_STATE] += dead
                region.losses[self.index] += our_dead
                region.losses[rival.index] += dead - our_dead

    def rebuild(self) -> None:
        """Recruit, spread to neighbours, lose the dead and the deserters (M11)."""
        i, after = self.index, []
        for region in self.model.regions:
            nearby = 0.0
            for other in region.neighbours:
                nearby += other.fighters[i] / len(other.neighbours)
            grown = region.fighters[i] * (1.0 + region.growth) + region.welcome * nearby
            after.append(max(grown - region.losses[i], 0.0))
        for region, fighters in zip(self.model.regions, after, strict=True):
            region.fighters[i] = fighters
