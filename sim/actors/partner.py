"""An outside partner: it stays or leaves, and a substitute comes where others left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.actors.actor import Actor
from sim.mechanisms import partners
from sim.scenario.schema import Partner as PartnerData

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Partner(Actor):
    """A power or organisation with forces, missions or aid in some of the countries."""

    def __init__(self, model: CrisisModel, actor_id: str, index: int, data: PartnerData) -> None:
        super().__init__(model, actor_id, index)
        self.data = data

    def reconsider(self) -> None:
        """Stay or leave, or come where others left, on last month's politics; and move."""
        state, countries = self.world.presences, self.world.nations.countries
        affinity = self.world.relations.among(self.id, countries)
        presence = state.presence[self.index]
        if self.data.substitute:
            presence = partners.substitute_presence(
                presence,
                junta=self.known.junta,
                western=self.model.partnership.western,
                affinity=affinity,
                p=self.model.parameters.partners,
            )
        else:
            terms = partners.exit_terms(
                norm=self.data.norm,
                junta=self.known.junta,
                tenure=self.known.tenure,
                affinity=affinity,
                substitutes=self.model.partnership.substitutes,
                p=self.model.parameters.partners,
            )
            asked = (presence > 0.0) & ~state.drawing_down[self.index]
            state.drawing_down[self.index] |= self.decide("exit", terms, countries, asked)
        leaving = state.drawing_down[self.index]
        state.presence[self.index] = partners.draw_down(presence, leaving)
        leaving &= state.presence[self.index] > 0.0
