"""An outside partner, which stays as it is, or goes on leaving; and substitutes, which come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesa import Agent

from sim.mechanisms.partners import DRAW_DOWN, SUBSTITUTE_SPEED

if TYPE_CHECKING:
    from benchmarks.peer.beginning import Start
    from benchmarks.peer.model import War


class Partner(Agent):
    """A power or organisation; lists are by country."""

    def __init__(self, model: War, name: str, index: int, data: Any, start: Start) -> None:
        super().__init__(model)
        self.name, self.data = name, data
        self.presence = list(start.presence[index])
        self.leaving = start.leaving[index]

    def reconsider(self) -> None:
        """Move, on last month's politics (M7)."""
        for country in self.model.countries:
            i = country.index
            if self.leaving[i]:
                self.presence[i] = max(self.presence[i] - DRAW_DOWN, 0.0)
            elif self.data.substitute:
                vacuum = (1.0 - country.western) if country.was_junta else 0.0
                warmth = max(self.model.affinity_of(self.name, country.name), 0.0)
                target = self.model.parameters.partners.substitute_target * vacuum * warmth / 0.6
                self.presence[i] += SUBSTITUTE_SPEED * (min(target, 1.0) - self.presence[i])
