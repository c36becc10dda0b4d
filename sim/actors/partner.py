"""An outside partner: it stays or leaves, and a substitute comes where others left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.actor import Actor
from sim.decisions import Flags, Places
from sim.mechanisms import partners
from sim.scenario.schema import Partner as PartnerData

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Partner(Actor):
    """A power or organisation with forces, missions or aid in some of the countries."""

    def __init__(self, model: CrisisModel, actor_id: str, index: int, data: PartnerData) -> None:
        super().__init__(model, actor_id, index)
        self.data = data
        relations, countries = model.world.relations, model.world.nations.countries
        self.pairs = np.array([relations.row(self.id, name) for name in countries], np.int64)

    def reconsider(self) -> None:
        """Stay or leave, or come where others left, on last month's politics; and move."""
        state, countries = self.world.presences, self.world.nations.countries
        presence, leaving = state.presence[self.index], state.drawing_down[self.index]
        staying = presence
        if self.data.substitute:
            staying = partners.substitute_presence(
                presence,
                junta=self.known.junta,
                western=self.model.partnership.western,
                affinity=self.world.relations.among(self.id, countries),
                p=self.model.parameters.partners,
            )
        else:
            leaves = self._leave((presence > 0.0) & ~leaving)
            leaving |= leaves
            state.announced[self.index] |= leaves
            names = [self.id] * len(countries)
            self.world.chronicle.tell_at("partner_exit", Places.of(leaves), names, countries)
        self._be_missed(state.announced[self.index])
        state.presence[self.index] = np.where(leaving, partners.draw_down(presence), staying)

    def _leave(self, asked: Flags) -> Flags:
        """Where to leave ``(country, run)``; asked only where it is and stays."""
        rows, found = np.flatnonzero(asked.any(axis=-1)), np.zeros_like(asked)
        if rows.size:
            there = [self.world.nations.countries[row] for row in rows]
            terms = partners.exit_terms(
                norm=self.data.norm,
                junta=self.known.junta[rows],
                tenure=self.known.tenure[rows],
                affinity=self.world.relations.among(self.id, there),
                substitutes=self.model.partnership.substitutes[rows],
                p=self.model.parameters.partners,
            )
            found[rows] = self.decide("exit", terms, tuple(there), asked[rows])
        return found

    def _be_missed(self, leaves: Flags) -> None:
        """What leaving does to the relation; juntas send a partner away, others see it go."""
        places = Places.of(leaves)
        expelled = places[places.take(self.known.junta) & (self.pairs[places.row] >= 0)]
        shock = np.broadcast_to(self.model.parameters.affinity.expulsion_shock, leaves.shape[-1:])
        pairs = self.pairs[expelled.row]
        self.world.relations.shock[pairs, expelled.run] -= shock[expelled.run]
