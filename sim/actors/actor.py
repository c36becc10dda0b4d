"""What all actors share: an id, a row in the world, and the way they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import Agent

from sim.decisions import Flags
from sim.parameters import Values
from sim.world.world import PublicState, World

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Actor(Agent):
    """A Mesa agent that stands for one actor in every run at once.

    Attributes:
        id: the scenario's name for it, which keys its random numbers.
        index: its row among actors of its kind.
    """

    model: CrisisModel

    def __init__(self, model: CrisisModel, actor_id: str, index: int) -> None:
        super().__init__(model)
        self.id = actor_id
        self.index = index

    @property
    def world(self) -> World:
        """The world, where the actor writes its own row."""
        return self.model.world

    @property
    def known(self) -> PublicState:
        """Last month's public state, all that the actor knows of others."""
        return self.model.public

    def decide(
        self,
        decision: str,
        terms: dict[str, Values],
        about: tuple[str, ...] = (),
        asked: Flags | None = None,
    ) -> Flags:
        """Say yes or no in every run; see `sim.decisions.Decisions.decide`."""
        return self.model.decisions.decide(self.id, decision, terms, about, asked)
