"""What makes some countries a company: who joins it and leaves, and how they get on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.actors.actor import Actor
from sim.decisions import Places
from sim.mechanisms import membership
from sim.scenario.schema import Treaty as TreatyData
from sim.world.state import Array, Flags, in_turn

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Association(Actor):
    """Countries that have signed, or may sign, one text.

    Attributes:
        parties: ids, sorted, of all who are, were or can become party.
        rows: their rows among countries.
        single: which of them are no aggregate of several states, ``(party, 1)``.
        candidates: places, among the parties, of those who may sign in time.
        blocs: ids of the blocs whose members these are.
        sponsors: ids of these and of the patron.
        affinities: row of each two parties' relation, ``(party, party)``.
    """

    def __init__(
        self,
        model: CrisisModel,
        actor_id: str,
        index: int,
        data: TreatyData,
        parties: list[str],
    ) -> None:
        super().__init__(model, actor_id, index)
        self.data, self.parties = data, parties
        countries, relations = model.scenario.data.countries, model.world.relations
        self.rows = np.array([list(countries).index(name) for name in parties], np.int64)
        single = [not countries[name].aggregate for name in parties]
        self.single = np.array(single, np.bool_).reshape(-1, 1)
        self.candidates = [parties.index(name) for name in sorted(data.candidates)]
        self.questions = tuple((party, actor_id) for party in parties)
        blocs = model.scenario.data.blocs
        self.blocs = sorted(name for name, bloc in blocs.items() if bloc.treaty == actor_id)
        self.sponsors = sorted([*self.blocs, *([data.patron] if data.patron else [])])
        self.affinities = np.array(
            [[max(relations.row(one, other), 0) for other in parties] for one in parties], np.int64
        ).reshape(len(parties), len(parties))
        self.places_in: dict[str, NDArray[np.int64]] = {}

    def take_stock(self) -> None:
        """See how well the parties get on."""
        relations, treaties = self.world.relations, self.world.treaties
        self.affinity = relations.affinity[self.affinities]
        self.affinity[np.diag_indices(len(self.parties))] = 0.0
        self.warmth = treaties.warmth(self.index, self.rows, self.affinity)
        self.hostile_to = {
            other.id: self._hostility(other)
            for other in self.model.treaties
            if other is not self and self.sponsors
        }

    def bury(self, dead: Flags) -> None:
        """Where the text is dead, ``(run,)``, it has no members to get on with."""
        if dead.any():
            self.warmth[:, dead] = 0.0
            for other in self.model.treaties:
                if self.id in other.hostile_to:
                    other.hostile_to[self.id] &= ~dead

    def review(self) -> None:
        """Let members ask themselves whether to stay, and candidates whether to sign."""
        world, p = self.world, self.model.parameters.membership
        treaties, relations = world.treaties, world.relations
        member = treaties.member[self.index][self.rows]
        rival = self._in_rival()
        asked = member & (treaties.notice[self.index][self.rows] < 0.0) & self.single
        terms = membership.leaving_terms(
            affinity=self.warmth,
            patron=relations.among(self.data.patron, self.parties) if self.data.patron else 0.0,
            exits=treaties.exits[self.index] / max(len(treaties.facts[self.index].founders), 1),
            rival=rival,
            new_regime=self.known.junta[self.rows]
            & (self.known.tenure[self.rows] < membership.NEW_REGIME_MONTHS),
            sanctions=self._sanctions(),
            let_down=treaties.let_down[self.index][self.rows],
            p=p,
        )
        self.leaving = self.model.decisions.decide_all(self.questions, "leave", terms, asked)
        self.signing = self._ask_candidates(member, rival) if self.candidates else None

    def settle(self) -> None:
        """What was decided is announced."""
        world = self.world
        treaties = world.treaties
        leavers = Places.of(self.leaving)
        months = treaties.notice_for(self.index, None)
        treaties.give_notice(self.index, leavers.at(self.rows), months, world.chronicle)
        self._be_missed(Places.of(treaties.announced[self.index][self.rows]))
        if self.signing is not None:
            for place, where in zip(self.candidates, self.signing, strict=True):
                treaties.sign(self.index, int(self.rows[place]), where, world.chronicle)

    def _be_missed(self, leavers: Places) -> None:
        """Those who announced this month that they leave lose affinity with those who stay."""
        if not len(leavers):
            return
        world, shock = self.world, self.model.parameters.affinity.leave_shock
        left = world.treaties.member[self.index][self.rows][:, leavers.run].astype(np.float64)
        left[leavers.row, np.arange(len(leavers))] = 0.0
        left *= np.broadcast_to(shock, world.treaties.member.shape[-1:])[leavers.run]
        pairs = self.affinities[leavers.row].T
        np.subtract.at(world.relations.shock, (pairs, leavers.run), left)

    def engaged(self) -> Array:
        """What the members' parts in the treaty are worth together, ``(run,)``."""
        member = self.world.treaties.member[self.index][self.rows]
        return in_turn(member * membership.engagement(self.warmth))

    def _sanctions(self) -> Array | float:
        """Sanctions of the treaty's own blocs on each party, ``(party, run)``."""
        crises = self.world.crises
        if not self.blocs:
            return 0.0
        rows = [crises.blocs.index(name) for name in self.blocs]
        return in_turn(crises.sanctions[rows][:, self.rows])

    def warmth_within(self) -> Array:
        """Mean affinity among the members, ``(run,)``; 0 without any."""
        member = self.world.treaties.member[self.index][self.rows]
        return in_turn(member * self.warmth) / np.maximum(in_turn(member), 1.0)

    def warmth_with(self, actor: str) -> Array:
        """Mean affinity of the members with another actor, ``(run,)``; 0 without members."""
        member = self.world.treaties.member[self.index][self.rows]
        total = in_turn(self.world.relations.among(actor, self.parties) * member)
        return total / np.maximum(in_turn(member), 1.0)

    def _hostility(self, other: Association) -> Flags:
        """Whether a sponsor is hostile to the other treaty's members on the whole, ``(run,)``."""
        found = np.zeros(self.warmth.shape[-1], np.bool_)
        for sponsor in self.sponsors:
            found |= other.warmth_with(sponsor) < membership.HOSTILE
        return found

    def _in_rival(self) -> Flags:
        """Which parties belong to an active rival treaty, ``(party, run)``; of two rivals it is
        the one with the cooler company that is left."""
        treaties = self.world.treaties
        found = np.zeros((len(self.parties), treaties.member.shape[-1]), np.bool_)
        for other in self.model.treaties:
            hostile = [
                one.hostile_to[two.id]
                for one, two in ((self, other), (other, self))
                if two.id in one.hostile_to
            ]
            shared = treaties.member[other.index][self.rows]
            if hostile and shared.any():
                warmer = shared & (self._warmth_in(other) > self.warmth)
                found |= warmer & np.any(hostile, axis=0) & treaties.active[other.index]
        return found

    def _warmth_in(self, other: Association) -> Array:
        """Mean affinity of the parties with the members of another treaty, ``(party, run)``; of
        those who are no parties to it, whatever it is."""
        if other.id not in self.places_in:
            own = {row: place for place, row in enumerate(other.rows.tolist())}
            places = [own.get(row, 0) for row in self.rows.tolist()]
            self.places_in[other.id] = np.array(places, np.int64)
        return np.asarray(other.warmth[self.places_in[other.id]])

    def _ask_candidates(self, member: Flags, rival: Flags) -> Flags:
        """Which candidates sign, ``(candidate, run)``; a treaty without members is founded by all
        its candidates together."""
        p, chosen = self.model.parameters.membership, self.candidates
        outside = ~member[chosen]
        empty = np.asarray(~member.any(axis=0))
        parties = member.copy()
        parties[chosen] |= empty
        terms = membership.signing_terms(
            threat=self._threat(parties)[chosen],
            juntas=self._juntas(parties)[chosen],
            affinity=self._welcome(parties)[chosen],
            rival=rival[chosen],
            p=p,
        )
        questions = tuple(self.questions[place] for place in chosen)
        accede = self.model.decisions.decide_all(questions, "sign", terms, outside & ~empty)
        shared = {name: _mean(term) for name, term in terms.items()}
        found = self.model.decisions.decide(self.id, "found", shared, asked=empty)
        return accede | (outside & found)

    def _threat(self, parties: Flags) -> Array:
        """1 where a bloc presses one of the parties or the candidate itself, or where an armed
        group is in both, ``(party, run)``."""
        theatre = self.world.theatre
        pressed = self.world.crises.presses()[self.rows]
        shared = pressed | (pressed & parties).any(axis=0)
        for fighters in theatre.fighters:
            hit = theatre.by_country(fighters)[self.rows] >= membership.PRESENT
            number = in_turn(hit & parties)
            shared |= hit & (number - (hit & parties) > 0.0)
        return shared.astype(np.float64)

    def _juntas(self, parties: Flags) -> Array:
        """Share under juntas of the parties and the candidate, ``(party, run)``."""
        juntas = self.known.junta[self.rows]
        number = in_turn(juntas & parties) + (juntas & ~parties)
        return np.asarray(number / (in_turn(parties) + ~parties))

    def _welcome(self, parties: Flags) -> Array:
        """Affinity with the parties as the decision rule counts it, ``(party, run)``: unanimity
        hears the coolest, a majority the median, consensus the mean."""
        others = np.repeat(parties[:, None], len(self.parties), axis=1)
        others[np.arange(len(self.parties)), np.arange(len(self.parties))] = False
        levels = np.where(others, self.affinity, np.nan)
        none = ~others.any(axis=0)
        levels[:, none] = 0.0
        if self.data.decision == "unanimity":
            return np.asarray(np.nanmin(levels, axis=0))
        if self.data.decision == "majority":
            return np.asarray(np.nanmedian(levels, axis=0))
        return in_turn(np.nan_to_num(levels)) / np.maximum(in_turn(others), 1.0)


def _mean(term: Array | float) -> Array | float:
    """Mean over candidates of a term ``(candidate, run)``; numbers stay."""
    array = np.asarray(term)
    return term if array.ndim < 2 else in_turn(array) / len(array)
