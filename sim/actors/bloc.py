"""A bloc of states that answers power grabs among its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from sim.actors.actor import Actor
from sim.decisions import Places, summed
from sim.mechanisms import coercion, economy, intervention
from sim.mechanisms.coercion import (
    ACTIVATED,
    LATE_WEEKS,
    OPTIONS,
    POSTURE_OF,
    SANCTIONS,
    ULTIMATUM,
    CoercionParameters,
)
from sim.mechanisms.intervention import InterventionParameters
from sim.scenario.schema import Bloc as BlocData
from sim.world.crises import (
    CLIMB_DOWN,
    COMPLETED,
    FAILED,
    INTERVENED,
    NONE,
    RESCUE,
    SUSPENDED,
    TOLD,
)
from sim.world.state import Array, Flags, in_turn

if TYPE_CHECKING:
    from sim.model import CrisisModel


@dataclass(frozen=True)
class Assessment:
    """How a bloc sees its open crises this month; arrays are ``(place,)`` unless said.

    Attributes:
        places: rows of countries, and runs.
        coercion, intervention: parameters, one value a place.
        fresh_stake: what the crisis was worth on its first day.
        terrain: how vast the country is.
        popularity: legitimacy of its government.
        taking_part: who would join an intervention, ``(member, place)``.
        will: share of its strength that each would commit, ``(member, place)``.
        odds: chance of winning by force.
        odds_alone: the same, if nobody came to the target's aid.
        cohesive: whether the willing make a quorum.
    """

    places: Places
    coercion: CoercionParameters
    intervention: InterventionParameters
    fresh_stake: Array
    terrain: Array
    popularity: Array
    taking_part: Flags
    will: Array
    odds: Array
    odds_alone: Array
    cohesive: Flags


class Bloc(Actor):
    """An organisation such as ECOWAS; it presses the countries it is in crisis with."""

    def __init__(
        self,
        model: CrisisModel,
        actor_id: str,
        index: int,
        data: BlocData,
        members: list[str],
    ) -> None:
        super().__init__(model, actor_id, index)
        self.data = data
        countries = model.scenario.data.countries
        names = list(countries)
        self.treaty = list(model.scenario.data.treaties).index(data.treaty)
        self.members = members
        self.rows = np.array([names.index(name) for name in members], np.int64)
        opposition = [data.domestic_opposition.get(name, 0.0) for name in members]
        self.opposition = np.array(opposition)[:, None]
        self.borders = np.array([float(name in data.neighbours_of_hegemon) for name in names])
        self.terrain = intervention.terrain(np.array([c.area_km2 for c in countries.values()]))
        relations = model.world.relations
        self.pairs = np.array([[relations.row(one, other) for other in names] for one in members])
        self.own_pairs = np.array([relations.row(self.id, name) for name in names])
        self.moods = tuple(
            (f"{one}/will of {self.id}", other) for one in members for other in names
        )
        self.resolves = tuple((f"{self.id}/resolve", name) for name in names)
        self.questions = tuple((self.id, name) for name in names)
        self.answers = tuple((name, self.id) for name in names)

    def assess(self) -> None:
        """See, once a month, what each crisis is worth and whether force would win."""
        crises, b = self.world.crises, self.index
        self._hear_of_slips_and_massacres()
        self.seen = None
        places = Places.of(crises.open[b] | (crises.ordered[b] > 0))
        if not len(places):
            return
        p = self.model.parameters
        p_coercion, p_force = p.coercion.take(places.run), p.intervention.take(places.run)
        self._draw_resolve(places, p_coercion)
        member = self.world.treaties.member[self.treaty][self.rows]
        memory = self.world.nations.coup_memory[self.rows]
        weeks = places.take(crises.weeks[b])
        fresh = coercion.stake(
            wave=in_turn(member * memory)[places.run],
            zeal=self.data.zeal,
            borders=self.borders[places.row],
            elected=places.take(crises.elected[b]),
            weeks=np.zeros(len(places)),
            p=p_coercion,
        )
        will = self._will(places, fresh * coercion.fading(weeks, p_coercion), p_force)
        part = self._taking_part(places, member)
        strength = self.model.strength[self.rows][:, places.run]
        willing = in_turn(will * strength * part)
        whole = in_turn(strength * part)
        failed = places.take(crises.kind[b]) == FAILED
        target = places.take(self.model.strength) * np.where(failed, intervention.REMNANT, 1.0)
        aid = np.where(failed, 0.0, places.take(self.model.believed_aid))
        self.seen = Assessment(
            places=places,
            coercion=p_coercion,
            intervention=p_force,
            fresh_stake=fresh,
            terrain=self.terrain[places.row],
            popularity=places.take(self.known.legitimacy),
            taking_part=part,
            will=will,
            odds=intervention.odds(willing, target, aid, p_force),
            odds_alone=intervention.odds(willing, target, np.zeros_like(aid), p_force),
            cohesive=(willing > 0.0) & (willing >= p_force.quorum * whole),
        )

    def _draw_resolve(self, places: Places, p: CoercionParameters) -> None:
        """A new crisis finds the bloc as resolute as chance has it."""
        resolve = self.world.crises.resolve[self.index]
        new = np.isnan(places.take(resolve))
        chosen = places[new]
        shock = self.model.streams.normal_at(
            self.resolves, self.model.month, chosen.row, chosen.run
        )
        spread = np.broadcast_to(p.resolve_sd, new.shape)[new]
        resolve[chosen.row, chosen.run] = spread * shock

    def _will(self, places: Places, stake: Array, p: InterventionParameters) -> Array:
        """How much of its strength each member would commit, ``(member, place)``."""
        pairs = self.pairs[:, places.row]
        relations = self.world.relations
        affinity = np.where(pairs < 0, 0.0, relations.structural[pairs, places.run])
        cells = np.arange(len(self.rows))[:, None] * self.pairs.shape[1] + places.row
        shock = self.model.streams.normal_at(
            self.moods, self.model.month, cells.ravel(), np.tile(places.run, len(self.rows))
        ).reshape(affinity.shape)
        terms = intervention.will_terms(
            affinity=affinity, stake=stake, opposition=self.opposition, shock=shock, p=p
        )
        return np.asarray(expit(summed(terms)))

    def _taking_part(self, places: Places, member: Flags) -> Flags:
        """Who would join an intervention ``(member, place)``: members in good standing, but for the
        target itself and those bound to defend it."""
        standing = member & (self.world.crises.posture[self.index][self.rows] == NONE)
        part = standing[:, places.run] & (self.rows[:, None] != places.row)
        for (giver, receiver), bound in self.model.bonds.bound.items():
            ally = np.flatnonzero(self.rows == giver)
            if ally.size:
                part[ally[0]] &= ~((places.row == receiver) & bound[places.run])
        return np.asarray(part)

    def meet(self, week: int) -> None:
        """Rescue, press on, hold, or let go, on what was known before this week."""
        crises, b = self.world.crises, self.index
        self.posture_before = crises.posture[b].copy()
        if self.seen is None:
            return
        seen, places = self.seen, self.seen.places
        weeks = places.take(crises.weeks[b])
        quiet = (weeks >= 0.0) & ~places.take(self.model.under_attack)
        active = quiet & places.take(crises.open[b])
        ordered = places.take(crises.ordered[b]) == week + 1
        stake = seen.fresh_stake * coercion.fading(weeks, seen.coercion)
        used, chance = self._consider_force(week, active, stake)
        self._expect(chance, ordered)
        forced = used | ordered
        self._intervene(week, np.flatnonzero(forced))
        self._choose_posture(week, np.flatnonzero(active & ~forced), stake, weeks)

    def _consider_force(self, week: int, active: Flags, stake: Array) -> tuple[Flags, Array]:
        """Whether the bloc uses force this week, and how likely that was, ``(place,)`` each."""
        crises, b, seen = self.world.crises, self.index, self.seen
        assert seen is not None
        places = seen.places
        failed = places.take(crises.kind[b]) == FAILED
        requested = places.take(crises.requested[b])
        recent = places.take(crises.since_trigger[b]) <= LATE_WEEKS
        asked = np.flatnonzero(active & seen.cohesive & recent & (requested | ~failed))
        found, chance = np.zeros(len(places), np.bool_), np.zeros(len(places))
        if not asked.size:
            return found, chance
        chosen, p = places[asked], seen.intervention.take(asked)
        terms = intervention.force_terms(
            requested=requested[asked],
            free=chosen.take(crises.free[b]),
            utility=intervention.expected_utility(
                odds=seen.odds[asked],
                odds_alone=seen.odds_alone[asked],
                stake=stake[asked],
                terrain=seen.terrain[asked],
                popularity=seen.popularity[asked],
                p=p,
            ),
            threatened=chosen.take(self.posture_before) >= ULTIMATUM,
            p=p,
        )
        decisions = self.model.decisions
        found[asked] = decisions.decide_at(chosen, self.questions, "force", terms, week)
        chance[asked] = decisions.chance_at(chosen, self.questions, "force", terms, week)
        return found, chance

    def _expect(self, chance: Array, ordered: Flags) -> None:
        """Add up the chances of an attack this week ``(place,)``: an order is certain, a rescue is
        none."""
        crises, b, seen = self.world.crises, self.index, self.seen
        assert seen is not None
        places = seen.places
        rescue = places.take((crises.kind[b] == FAILED) & crises.open[b])
        attack = np.where(rescue, 0.0, np.where(ordered, 1.0, chance))
        crises.expected[b, places.row, places.run] += attack

    def _intervene(self, week: int, forced: NDArray[np.int64]) -> None:
        """Set out; against mutineers alone this is a rescue, and no attack on the country."""
        if not forced.size:
            return
        crises, b, seen = self.world.crises, self.index, self.seen
        assert seen is not None
        crises.ordered[b][seen.places.row[forced], seen.places.run[forced]] = 0
        failed = seen.places[forced].take(crises.kind[b] == FAILED) & seen.places[forced].take(
            crises.open[b]
        )
        rescues, attacks = seen.places[forced[failed]], forced[~failed]
        crises.close(b, rescues, NONE, RESCUE)
        self._tell("rescue", rescues, week)
        places = seen.places[attacks]
        posture = np.full(len(places), INTERVENED, np.int8)
        crises.take_posture(b, places, posture)
        commitment = (seen.will * seen.taking_part)[:, attacks]
        self.world.assaults.launch(places, self.rows, commitment, b)
        crises.launched[b, places.row, places.run] = True
        self._tell("intervention", places, week)

    def _choose_posture(
        self, week: int, active: NDArray[np.int64], stake: Array, weeks: Array
    ) -> None:
        """Meet or not, and if so, choose."""
        crises, b, seen = self.world.crises, self.index, self.seen
        assert seen is not None
        pressed = active[seen.places[active].take(crises.kind[b]) != FAILED]
        if not pressed.size:
            return
        since = seen.places[pressed].take(crises.since_trigger[b])
        meets = self.model.decisions.decide_at(
            seen.places[pressed],
            self.questions,
            "meet",
            coercion.meeting_terms(weeks[pressed], since),
            week,
        )
        met = pressed[meets]
        if not met.size:
            return
        places, p = seen.places[met], seen.coercion.take(met)
        before = places.take(self.posture_before)
        options = coercion.posture_utilities(
            posture=before,
            stake=stake[met],
            weeks=weeks[met],
            odds=seen.odds[met],
            resolve=places.take(crises.resolve[b]) * coercion.fading(weeks[met], p),
            p=p,
        )
        chosen = self.model.decisions.choose_at(
            places, self.questions, "posture", options, p.rationality, week
        )
        self._take(week, places, before, chosen)

    def _take(
        self, week: int, places: Places, before: NDArray[np.int8], chosen: NDArray[np.int64]
    ) -> None:
        """Carry out what a meeting chose; a completed coup is met with suspension at least."""
        crises, b = self.world.crises, self.index
        completed = places.take(crises.kind[b]) == COMPLETED
        least = np.where(completed, SUSPENDED, NONE)
        after = np.where(POSTURE_OF[chosen] < 0, before, POSTURE_OF[chosen])
        lifted = chosen == OPTIONS.index("lift")
        after = np.where(lifted, least, np.maximum(after, least)).astype(np.int8)
        crises.take_posture(b, places, after)
        crises.close(b, places[lifted], after[lifted], CLIMB_DOWN)
        self._tell("climb_down", places[lifted & (before >= SANCTIONS)], week)
        further = np.flatnonzero(after > before)
        if further.size:
            first = further[(completed & (before == NONE))[further]]
            self._tell(TOLD[SUSPENDED], places[first], week)
        for posture in (SANCTIONS, ULTIMATUM, ACTIVATED):
            self._tell(TOLD[posture], places[further[after[further] == posture]], week)

    def _tell(self, kind: str, places: Places, week: int) -> None:
        if len(places):
            countries = self.world.nations.countries
            self.world.chronicle.tell_at(kind, places, [self.id] * len(countries), countries, week)

    def hear(self, week: int) -> None:
        """Let the countries that are pressed give way or not, on last week's posture."""
        crises, b, seen = self.world.crises, self.index, self.seen
        if seen is None:
            return
        posture = seen.places.take(self.posture_before)
        asked = np.flatnonzero(
            seen.places.take(crises.open[b])
            & (seen.places.take(crises.weeks[b]) >= 0.0)
            & (seen.places.take(crises.kind[b]) != FAILED)
            & (posture > NONE)
        )
        if not asked.size:
            return
        places = seen.places[asked]
        terms = coercion.concession_terms(
            posture=posture[asked],
            odds=seen.odds[asked],
            popularity=seen.popularity[asked],
            soldiers=places.take(self.known.soldiers),
            p=seen.coercion.take(asked),
        )
        yes = self.model.decisions.decide_at(places, self.answers, "concede", terms, week)
        self.accept(places[yes], week)

    def accept(self, places: Places, week: int) -> None:
        """A target gives way; troops that are under way turn back."""
        self.world.crises.concede(self.index, places)
        self.world.assaults.call_off(self.index, places)
        countries = self.world.nations.countries
        self.world.chronicle.tell_at(
            "concession", places, countries, [self.id] * len(countries), week
        )

    def _hear_of_slips_and_massacres(self) -> None:
        """A timetable that slips opens a crisis anew; a massacre brings an open one back to mind;
        a failed attempt is forgotten."""
        crises, b = self.world.crises, self.index
        bound = Places.of(crises.conceded[b] & self.known.junta)
        if len(bound):
            p = self.model.parameters.coercion
            slip = np.broadcast_to(p.timetable_slip, crises.open.shape[-1:])[bound.run]
            slips = self.model.decisions.decide_at(
                bound, self.answers, "slip", coercion.slip_terms(slip)
            )
            late = bound[slips]
            no = np.zeros(len(late), np.bool_)
            crises.begin(b, late, kind=COMPLETED, elected=no, free=no, requested=no, anew=True)
            countries = self.world.nations.countries
            self.world.chronicle.tell_at("slipped_timetable", late, countries, week=0)
        crises.since_trigger[b][crises.open[b] & self.known.triggers["massacre"]] = 0.0
        forgotten = Places.of(
            crises.open[b]
            & (crises.kind[b] == FAILED)
            & (crises.weeks[b] > intervention.FAILED_WEEKS)
        )
        crises.close(b, forgotten, NONE, 0)

    def apply_sanctions(self) -> None:
        """Let sanctions follow the posture, and relations suffer from them and from threats."""
        crises, p = self.world.crises, self.model.parameters
        crises.sanctions[self.index] = economy.sanctions(
            crises.sanctions[self.index], crises.posture[self.index], p.economy
        )
        runs = crises.posture.shape[-1]
        pressed = Places.of(crises.posture[self.index] >= SANCTIONS)
        shock = np.broadcast_to(p.affinity.sanctions_shock, runs)
        self._strain(pressed, shock[pressed.run] * pressed.take(crises.sanctions[self.index]))
        threatened = Places.of(crises.threatened[self.index])
        shock = np.broadcast_to(p.affinity.ultimatum_shock, runs)
        self._strain(threatened, shock[threatened.run])

    def _strain(self, places: Places, change: Array) -> None:
        """Lose affinity with countries, each place by so much."""
        self.world.relations.shock[self.own_pairs[places.row], places.run] -= change

    def let_go(self, gone: Flags) -> None:
        """Countries that left, ``(country, run)``, are no longer its business."""
        places = Places.of(gone)
        self.world.crises.forget(places, [self.index])
        self.world.assaults.call_off(self.index, places)
