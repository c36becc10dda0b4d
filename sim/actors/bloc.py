"""A bloc of states that answers power grabs among its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.actors.actor import Actor
from sim.mechanisms import economy
from sim.scenario.schema import Bloc as BlocData

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Bloc(Actor):
    """An organisation such as ECOWAS; it presses the countries it is in crisis with."""

    def __init__(self, model: CrisisModel, actor_id: str, index: int, data: BlocData) -> None:
        super().__init__(model, actor_id, index)
        self.data = data

    def apply_sanctions(self) -> None:
        """Let sanctions follow the posture."""
        crises, p = self.world.crises, self.model.parameters.economy
        crises.sanctions[self.index] = economy.sanctions(
            crises.sanctions[self.index], crises.posture[self.index], p
        )
