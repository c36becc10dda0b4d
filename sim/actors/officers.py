"""The officers of every country: they may try to take power, and a junta may hand it back.

Countries differ only by their rows, so all of them are asked in one sweep; each answer is its own
country's, by its own random numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.decisions import Flags, Places
from sim.mechanisms import coups, intervention, start
from sim.world.state import Array

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Officers:
    """Domestic politics of all countries but aggregates of several, which know no coup.

    Attributes:
        rows: of these countries.
        questions: each asks itself.
    """

    def __init__(self, model: CrisisModel) -> None:
        self.model = model
        countries = model.scenario.data.countries
        single = [name for name, country in countries.items() if not country.aggregate]
        self.rows = np.array([list(countries).index(name) for name in single], np.int64)
        self.questions = tuple((name, "") for name in single)
        self.perception = tuple((f"{name}/perception", "") for name in single)

    def weigh_chances(self) -> None:
        """Try to take power or not; hand it back or not; and let the victims ask for help."""
        model, rows = self.model, self.rows
        nations, p = model.world.nations, model.parameters.coups
        parity, aid = self.perceived_parity(), model.believed_aid[rows]
        legitimacy = nations.legitimacy[rows]
        terms = coups.attempt_terms(
            at_war=model.toll.deaths_last_year[rows] > coups.WAR_DEATHS,
            parity=parity,
            loss_stock=nations.loss_stock[rows],
            memory=nations.coup_memory[rows],
            legitimacy=legitimacy,
            tenure=nations.tenure[rows],
            sanctions=model.world.crises.total_sanctions()[rows],
            believed_aid=aid / np.maximum(aid + model.strength[rows], 1e-12),
            p=p,
        )
        attempt = model.decisions.decide_all(self.questions, "coup", terms)
        self._hand_back(parity)
        places = Places.of(attempt)
        terms = coups.success_terms(places.take(legitimacy), p.take(places.run))
        success = model.decisions.decide_at(places, self.questions, "coup-success", terms)
        self._face_consequences(places, success)

    def _hand_back(self, parity: Array) -> None:
        """Let juntas return power to civilians: no bloc has anything left to press for."""
        model, rows = self.model, self.rows
        world = model.world
        conceded = np.asarray(world.crises.conceded.any(axis=0))[rows]
        terms = coups.transition_terms(conceded, parity, model.parameters.coups)
        junta = world.nations.junta[rows]
        back = model.decisions.decide_all(self.questions, "civilian-rule", terms, junta)
        places = Places.of(back).at(rows)
        world.return_to_civilians(places)
        world.chronicle.tell_at("civilian_rule", places, world.nations.countries)

    def _face_consequences(self, places: Places, success: Flags) -> None:
        """Who rules after these attempts, and what becomes of the victims."""
        decide = self.model.decisions.decide_at
        chance, odds = intervention.chance, intervention.REQUESTS
        escapes = decide(
            places, self.questions, "claimant-escapes", chance(intervention.CLAIMANT_FREE)
        )
        free = escapes | ~success
        how_often = np.where(success, np.where(free, odds["free"], odds["captive"]), odds["failed"])
        asks = decide(places, self.questions, "ask-for-force", chance(how_often))
        self.model.world.grab_power(places.at(self.rows), success, free, asks)

    def perceived_parity(self) -> Array:
        """Strength of the rebels as the officers see it, through the fog of war."""
        model, rows = self.model, self.rows
        p, nations = model.parameters, model.world.nations
        shock = model.streams.normal(self.perception, model.month)
        seen = model.toll.fighters[rows] * start.lognormal_factor(shock, p.start.perception_sd)
        return coups.parity(
            seen, nations.effectiveness[rows], nations.soldiers[rows], p.casualties.power
        )
