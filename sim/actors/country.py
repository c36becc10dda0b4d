"""A state: its money, its army, its dead, and what it does when it is attacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.actors.actor import Actor
from sim.decisions import Places
from sim.mechanisms import coups, deployment, economy, intervention, partners
from sim.scenario.schema import Country as CountryData
from sim.world.beginning import monthly_budget
from sim.world.crises import INTERVENTION, NONE, SUSPENDED

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
            self.model.sanctions[i],
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
        weights /= total
        theatre.soldiers[self.regions] = weights * nations.soldiers[i]
        strength = nations.soldiers[i] * nations.effectiveness[i] + nations.allied_army[i]
        theatre.army[self.regions] = weights * strength

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

    def face_attack(self, week: int) -> None:
        """Fight those who came, once the allies have answered."""
        assaults, i = self.world.assaults, self.index
        runs = np.flatnonzero(assaults.underway[i] & assaults.answered[i])
        if not runs.size:
            return
        world, strength = self.world, self.model.strength
        order, p = self.model.country_order, self.model.parameters.intervention.take(runs)
        odds = intervention.odds(
            assaults.strength_of(assaults.commitment, i, runs, strength, order),
            strength[i, runs],
            assaults.strength_of(assaults.defence, i, runs, strength, order),
            p,
        )
        places, question = Places(np.zeros_like(runs), runs), ((self.id, ""),)
        terms = intervention.victory_terms(odds)
        lost = self.model.decisions.decide_at(places, question, "lose-to-attackers", terms, week)
        shock = self.model.streams.normal_at(
            ((f"{self.id}/battle-deaths", ""),), self.model.month, places.row, runs, week
        )
        world.nations.battle_deaths[i, runs] += intervention.battle_deaths(shock)
        for bloc in np.unique(assaults.bloc[i, runs]):
            mine = assaults.bloc[i, runs] == bloc
            self._end_attack(int(bloc), runs[mine & lost], runs[mine & ~lost], week)
        assaults.end(Places(np.full(runs.size, i), runs))

    def _end_attack(
        self, bloc: int, won: NDArray[np.int64], beaten: NDArray[np.int64], week: int
    ) -> None:
        """Attackers that win restore the claimant; a defeat costs them standing and relations.

        Args:
            bloc: row of the bloc that attacked; -1 for countries.
            won: positions of the runs in which the attackers won.
            beaten: of those in which they were beaten.
            week: of the month.
        """
        world, i = self.world, self.index
        winners, losers = (Places(np.full(runs.size, i), runs) for runs in (won, beaten))
        world.nations.return_to_civilians(winners)
        world.crises.forget(winners)
        every = world.nations.junta.shape[-1]
        shock = np.broadcast_to(self.model.parameters.affinity.renege_shock, every)
        for attacker, name in enumerate(world.nations.countries):
            took_part = beaten[world.assaults.commitment[attacker, i, beaten] > 0.0]
            loss = np.zeros(every)
            loss[took_part] = intervention.DEFEAT_LEGITIMACY
            world.nations.lose_legitimacy(attacker, loss)
            world.relations.strain(name, self.id, -shock[took_part], took_part)
        if bloc >= 0:
            world.crises.close(bloc, winners, NONE, INTERVENTION)
            inside = losers.take(world.treaties.member[world.crises.treaties[bloc]])
            posture = np.where(inside, SUSPENDED, NONE).astype(np.int8)
            world.crises.close(bloc, losers, posture, INTERVENTION)
            by = world.crises.blocs[bloc]
            world.crises.won[bloc, i, won] = True
            world.chronicle.tell("victory", by, self.id, where=won, week=week)
            world.chronicle.tell("defeat", by, self.id, where=beaten, week=week)
            return
        for attacker, by in enumerate(world.nations.countries):
            came = world.assaults.commitment[attacker, i] > 0.0
            world.chronicle.tell("victory", by, self.id, where=won[came[won]], week=week)
            world.chronicle.tell("defeat", by, self.id, where=beaten[came[beaten]], week=week)
