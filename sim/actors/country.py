"""A state: its money, its army, its officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from sim.actors.actor import Actor
from sim.mechanisms import coups, deployment, economy, partners, start
from sim.scenario.schema import Country as CountryData
from sim.world.beginning import monthly_budget
from sim.world.state import Array

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Country(Actor):
    """A state, wholly or partly on the map."""

    def __init__(self, model: CrisisModel, actor_id: str, index: int, data: CountryData) -> None:
        super().__init__(model, actor_id, index)
        self.data = data
        geography = model.world.theatre.geography
        self.regions = geography.regions_of(index)
        # Sums are taken in the order of ids, whatever the order of the file.
        names = [geography.regions[region] for region in self.regions]
        self.rows_by_id = sorted(range(len(names)), key=names.__getitem__)
        self.reference_budget = monthly_budget(data)
        mapped = float(geography.population[self.regions].sum())
        elsewhere = max(data.population - mapped, 0.0)
        mean_region = mapped / len(self.regions) if len(self.regions) else data.population
        self.off_map_equivalents = elsewhere / mean_region
        self.is_capital = np.array(
            [[float(geography.regions[region] == data.capital)] for region in self.regions]
        ).reshape(-1, 1)

    def run_economy(self) -> None:
        """Live a month on what sanctions and donors leave."""
        p, nations, i = self.model.parameters.economy, self.world.nations, self.index
        dependence, aid_share = self.data.sanctions_dependence, self.data.aid_share
        revenue = economy.revenue(
            self.world.crises.total_sanctions(i),
            self.model.partnership.donors[i],
            p.sanctions_dependence if dependence is None else dependence,
            p.aid_share if aid_share is None else aid_share,
        )
        budget = economy.budget(
            self.reference_budget, revenue, self.model.partnership.substitutes[i], p
        )
        nations.budget[i] = budget
        nations.capacity[i] = economy.capacity(
            nations.capacity[i], budget, self.reference_budget, p
        )

    def work_with_partners(self) -> None:
        """Let the partners that are present shape the army."""
        p, nations, i = self.model.parameters.partners, self.world.nations, self.index
        western, substitutes = (
            self.model.partnership.western[i],
            self.model.partnership.substitutes[i],
        )
        nations.effectiveness[i] = partners.effectiveness(
            nations.capacity[i], western, substitutes, p
        )
        nations.harm[i] = partners.harm(western, substitutes, p)

    def deploy(self) -> None:
        """Send the soldiers where people died, by last month's reports."""
        if not len(self.regions):
            return
        p, nations, theatre, i = (
            self.model.parameters.deployment,
            self.world.nations,
            self.world.theatre,
            self.index,
        )
        deaths = theatre.recent_deaths[self.regions]
        national = self.model.recent_deaths[i]
        weights = deployment.weights(deaths, national, self.is_capital, p)
        elsewhere = deployment.off_map_weight(
            self.off_map_equivalents, not self.is_capital.any(), p
        )
        total = np.zeros(weights.shape[-1]) + elsewhere
        for row in self.rows_by_id:
            total += weights[row]
        weights *= nations.soldiers[i] / total
        theatre.soldiers[self.regions] = weights
        theatre.army[self.regions] = weights * nations.effectiveness[i]

    def mourn(self) -> None:
        """Count the dead: soldiers, losses remembered, deaths of the last twelve months."""
        nations, i = self.world.nations, self.index
        killed = self.model.toll.soldiers_killed[i]
        losses = coups.loss_index(killed, nations.soldiers[i])
        nations.loss_stock[i] = coups.loss_stock(nations.loss_stock[i], losses)
        nations.legitimacy[i] = coups.legitimacy(
            nations.legitimacy[i],
            losses=losses,
            junta=nations.junta[i],
            tenure=nations.tenure[i],
            threatened=self.world.crises.threatens(i),
            p=self.model.parameters.coups,
        )
        nations.soldiers[i] = economy.soldiers(
            nations.soldiers[i], self.data.soldiers, killed, self.model.parameters.economy
        )

    def face_coup(self) -> None:
        """Officers may try to take power; a junta may hand it back."""
        if self.data.aggregate:
            return
        nations, i, p = self.world.nations, self.index, self.model.parameters.coups
        parity = self.perceived_parity()
        terms = coups.attempt_terms(
            at_war=self.model.toll.deaths_last_year[i] > coups.WAR_DEATHS,
            parity=parity,
            loss_stock=nations.loss_stock[i],
            memory=nations.coup_memory[i],
            legitimacy=nations.legitimacy[i],
            tenure=nations.tenure[i],
            sanctions=self.world.crises.total_sanctions(i),
            believed_aid=np.zeros_like(parity),
            p=p,
        )
        attempt = self.decide("coup", terms)
        nations.coup_attempts[i] += attempt
        if nations.junta[i].any():
            conceded = self.world.crises.has_conceded(i)
            terms = coups.transition_terms(conceded, parity, p)
            nations.return_to_civilians(
                i, self.decide("civilian-rule", terms, asked=nations.junta[i])
            )
        if attempt.any():
            terms = coups.success_terms(nations.legitimacy[i], p)
            success = self.decide("coup-success", terms, asked=attempt)
            nations.put_junta_in_power(i, success)

    def perceived_parity(self) -> Array:
        """Strength of the rebels as the officers see it, through the fog of war."""
        p = self.model.parameters
        shock = ndtri(self.model.streams.single(f"{self.id}/perception", self.model.month))
        seen = self.model.toll.fighters[self.index] * start.lognormal_factor(
            shock, p.start.perception_sd
        )
        nations = self.world.nations
        return coups.parity(
            seen,
            nations.effectiveness[self.index],
            nations.soldiers[self.index],
            p.casualties.power,
        )
