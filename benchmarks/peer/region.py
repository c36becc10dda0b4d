"""A region: who fights and rules there, and this month's dead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mesa import Agent

from sim.mechanisms.control import NEUTRAL
from sim.mechanisms.deployment import RECENT_KEPT
from sim.mechanisms.recruitment import GRIEVANCE_CEILING
from sim.world.theatre import KINDS, ONE_SIDED_STATE

if TYPE_CHECKING:
    from benchmarks.peer.beginning import Place, Start
    from benchmarks.peer.country import Country
    from benchmarks.peer.model import War


class Region(Agent):
    """A first-level region; lists are by group, deaths by kind."""

    def __init__(self, model: War, place: Place, index: int, country: Country, start: Start):
        super().__init__(model)
        self.name, self.population, self.country = place.name, place.population, country
        self.neighbours: list[Region] = []
        self.foreign: list[Region] = []
        self.fighters = list(start.fighters[index])
        self.control = list(start.control[index])
        self.excitation = list(start.excitation[index])
        self.grievance = start.grievance[index]
        self.recent_deaths = start.recent_deaths[index]
        self.state_control = max(1.0 - sum(self.control), 0.0)
        self.army = 0.0
        self.clear_month()

    def clear_month(self) -> None:
        """Forget last month's dead before this month's are counted."""
        self.deaths = [0.0] * len(KINDS)
        self.soldiers_killed = 0.0
        self.losses = [0.0] * len(self.fighters)
        self.struck = [0] * len(self.fighters)
        self.struck_nearby = [0.0] * len(self.fighters)

    def size_up(self) -> None:
        """Sanctuary next door, pressure on groups, and what the army knows (M9, M10), from last
        month's control."""
        p, q = self.model.parameters.attacks, self.model.parameters.casualties
        sanctuary = 0.0
        if self.foreign:
            held = sum(region.state_control for region in self.foreign)
            sanctuary = 1.0 - held / len(self.foreign)
        weakness = 1.0 - self.country.effectiveness
        self.pressure = math.exp(p.sanctuary * sanctuary + p.suppression * weakness)
        known = self.state_control * (1.0 - q.shelter * sanctuary)
        self.information = min(max(known, 0.1), 1.0)

    def excite(self) -> None:
        """Attacks call forth attacks, there and next door (M9)."""
        p = self.model.parameters.attacks
        memory = p.excitation_memory
        for group, struck in enumerate(self.struck):
            news = p.excitation * struck + p.spillover * self.struck_nearby[group]
            self.excitation[group] = memory * self.excitation[group] + (1.0 - memory) * news

    def resent(self) -> None:
        """Grievance, and from it what fighters can find here (M11)."""
        p = self.model.parameters.recruitment
        killed = self.deaths[ONE_SIDED_STATE]
        self.grievance *= 0.5 ** (1.0 / p.grievance_half_life)
        self.grievance += killed / self.population * 10_000.0
        room = 1.0 - sum(self.fighters) / (p.pool * self.population)
        room = min(max(room, -1.0), 1.0)
        rate = p.base + p.grievance * min(self.grievance, GRIEVANCE_CEILING)
        self.growth = rate * room - p.desertion
        self.welcome = p.seeding * (1.0 - 0.6 * self.state_control) * max(room, 0.0)

    def change_hands(self) -> None:
        """Control follows the balance of forces, slowly (M12)."""
        power = self.model.parameters.casualties.power
        speed = self.model.parameters.control.speed
        contest = self.army + power * sum(self.fighters) + NEUTRAL
        for group, fighters in enumerate(self.fighters):
            held = self.control[group]
            self.control[group] = held + speed * (power * fighters / contest - held)
        self.state_control = max(1.0 - sum(self.control), 0.0)

    def remember(self) -> None:
        """The moving average of deaths, by which armies deploy (M10)."""
        dead = sum(self.deaths)
        self.recent_deaths = RECENT_KEPT * self.recent_deaths + (1.0 - RECENT_KEPT) * dead
