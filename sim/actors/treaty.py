"""A treaty: it calls on its parties when something falls due, and they join it and leave."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.actors.actor import Actor
from sim.decisions import Places, Terms
from sim.mechanisms import honouring, membership
from sim.scenario.schema import Clause
from sim.scenario.schema import Treaty as TreatyData
from sim.world.chronicle import NO_WEEK
from sim.world.state import Array, Flags, in_turn

if TYPE_CHECKING:
    from sim.model import CrisisModel

ATTACKS = ("external_attack", "member_attacks_member")
"""Triggers that fall in a week; the others are known by the month."""


class Treaty(Actor):
    """What some countries owe each other.

    Attributes:
        parties: ids, sorted, of all who are, were or can become party.
        rows: their rows among countries.
        giver, receiver: of every ordered pair of parties, rows among countries.
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
        self.data = data
        countries = list(model.scenario.data.countries)
        self.parties = parties
        self.rows = np.array([countries.index(name) for name in parties], np.int64)
        self.questions = tuple((party, actor_id) for party in parties)
        self.pairs = list(permutations(parties, 2))
        pairs = np.array(list(permutations(self.rows.tolist(), 2)), np.int64).reshape(-1, 2)
        self.giver, self.receiver = pairs[:, 0], pairs[:, 1]
        given = model.scenario.data.countries
        self.single = np.array([[not given[name].aggregate] for name in parties], np.bool_)
        self.single = self.single.reshape(-1, 1)  # several states taken as one never leave
        self.candidates = [parties.index(name) for name in sorted(data.candidates)]
        blocs = model.scenario.data.blocs
        self.blocs = sorted(name for name, bloc in blocs.items() if bloc.treaty == actor_id)
        self.sponsors = sorted([*self.blocs, *([data.patron] if data.patron else [])])
        relations = model.world.relations
        self.relation = np.array([relations.row(*pair) for pair in self.pairs], np.int64)
        self.places_in: dict[str, NDArray[np.int64]] = {}
        self.relations_matrix = np.array(
            [[max(relations.row(one, other), 0) for other in parties] for one in parties], np.int64
        ).reshape(len(parties), len(parties))

    # ------------------------------------------------------------------ what falls due

    @property
    def signed(self) -> Flags:
        """Where giver and receiver are both bound by the treaty, ``(pair, run)``."""
        treaties = self.world.treaties
        member = treaties.member[self.index]
        both = member[self.giver] & member[self.receiver]
        return np.asarray(both & treaties.active[self.index])

    def pledged(self) -> tuple[Flags, Array]:
        """Where a giver gave the receiver its word, and how publicly, each ``(pair, run)``."""
        treaties = self.world.treaties
        given = np.zeros((len(self.pairs), treaties.member.shape[-1]), np.bool_)
        publicity = np.full((len(self.pairs), 1), self.data.publicity)
        for word, flags in zip(treaties.words, treaties.pledge, strict=True):
            if word.treaty == self.index:
                pair = (self.giver == word.by) & (self.receiver == word.to)
                given[pair] |= flags
                publicity[pair] = word.publicity
        return given, publicity

    def bind(self) -> None:
        """See who is bound to defend whom, and what others believe of it."""
        self.bound = self.signed
        self.loud: Array | float = self.data.publicity
        clause = self.defence
        if clause is None:
            return
        given, publicity = self.pledged()
        defended = self.bound | given
        pairs = np.flatnonzero(defended.any(axis=-1))
        self.defended, self.defenders = defended, pairs
        self.publicity = np.where(self.bound, self.data.publicity, publicity)
        if not pairs.size:
            return
        terms = self._circumstances(pairs, self.obliged(defended), self.bound, self.publicity)
        logit = honouring.cost_term(clause.cost or 0.0, self.model.parameters.honouring)
        for term in terms.values():
            logit = logit + term
        belief = honouring.belief(self.known.reliability[self.giver[pairs]], np.asarray(logit))
        for place, pair in enumerate(pairs):
            key = int(self.giver[pair]), int(self.receiver[pair])
            share = np.where(defended[pair], (clause.share or 0.0) * belief[place], 0.0)
            self.model.bonds.add(*key, defended[pair], share)

    @property
    def defence(self) -> Clause | None:
        """The clause that calls for armed force against an attack, if there is one."""
        for clause in self.data.clauses.values():
            if clause.response == "armed_force" and clause.trigger in ATTACKS:
                return clause
        return None

    def obliged(self, due: Flags) -> Array:
        """How many are obliged to each pair's receiver, ``(pair, run)``."""
        number = np.zeros((self.world.treaties.member.shape[1], due.shape[-1]))
        for pair, flags in enumerate(due):
            number[self.receiver[pair]] += flags
        return np.asarray(number[self.receiver])

    def _circumstances(
        self, pairs: NDArray[np.int64], obliged: Array, signed: Flags, publicity: Array | float
    ) -> Terms:
        giver = self.giver[pairs]
        loud = publicity[pairs] if isinstance(publicity, np.ndarray) else publicity
        return honouring.circumstances(
            affinity=self.world.relations.affinity[self.relation[pairs]],
            publicity=np.asarray(loud),
            signed=signed[pairs],
            tied=self.known.tied[giver],
            obliged=obliged[pairs],
            regime_changed=self.world.treaties.regime_changed[self.index][giver],
            p=self.model.parameters.honouring,
        )

    def cooperate(self) -> None:
        """Answer what last month set off: joint operations every month while they are due, armed
        force against rebels; and what was forbidden."""
        for name, clause in self.data.clauses.items():
            if clause.trigger in ATTACKS:
                continue
            if clause.response == "prohibition":
                self._break_word(self.known.triggers[clause.trigger][self.rows])
                continue
            due = self.bound & self.known.triggers[clause.trigger][self.receiver]
            if not due.any():
                continue
            if clause.response == "armed_force":
                self._call(name, clause, due, self.obliged(due), week=0)
            else:
                self._operate(clause, due)

    def _operate(self, clause: Clause, due: Flags) -> None:
        """Joint operations: a level, not a yes or no."""
        p, treaties = self.model.parameters.honouring, self.world.treaties
        pairs = np.flatnonzero(due.any(axis=-1))
        terms = self._circumstances(pairs, self.obliged(due), self.bound, self.data.publicity)
        own = honouring.own_terms(self.known.reliability[self.giver[pairs]], p)
        logit = honouring.cost_term(clause.cost or 0.0, p)
        for term in (*own.values(), *terms.values()):
            logit = logit + term
        given = honouring.level(np.asarray(logit)) * due[pairs]
        level = (clause.strength or 0.0) * given
        gain = self.model.parameters.affinity.operations_gain * given
        called = treaties.called[self.index]
        for place, pair in enumerate(pairs):
            giver, receiver = int(self.giver[pair]), int(self.receiver[pair])
            self.model.operations.add(giver, receiver, level[place])
            self.world.relations.shock[self.relation[pair]] += gain[place]
            treaties.operations_due[self.index, giver] += due[pair]
            first = due[pair] & ~called[receiver]
            if first.any():
                self.world.chronicle.tell("clause_due", self.pairs[pair][1], self.id, where=first)
                called[receiver] |= first

    def call_to_arms(self, week: int) -> None:
        """Answer attacks that began in an earlier week."""
        assaults = self.world.assaults
        called = assaults.underway & ~assaults.answered
        if not called[self.rows].any():
            return
        for name, clause in self.data.clauses.items():
            if clause.trigger not in ATTACKS:
                continue
            attacked = called[self.receiver]
            inside = np.asarray((assaults.commitment[self.rows] > 0.0).any(axis=0))[self.receiver]
            if clause.trigger == "member_attacks_member":
                attacked = attacked & inside
            if clause.response == "prohibition":
                self._violate(attacked & self.bound, week)
            elif clause.response == "armed_force":
                perpetrator = assaults.commitment[self.giver, self.receiver] > 0.0
                due = self.defended & attacked & ~perpetrator
                if due.any():
                    self._call(name, clause, due, self.obliged(due), week)

    def _call(self, name: str, clause: Clause, due: Flags, obliged: Array, week: int) -> None:
        """Ask every party obliged whether it fights, and let it bear the consequences."""
        p, world = self.model.parameters.honouring, self.world
        pairs = np.flatnonzero(due.any(axis=-1))
        against_attack = clause.trigger in ATTACKS
        loud = self.publicity if against_attack else self.data.publicity
        terms = {
            **honouring.own_terms(self.known.reliability[self.giver[pairs]], p),
            **self._circumstances(pairs, obliged, self.bound, loud),
            "cost": honouring.cost_term(clause.cost or 0.0, p),
        }
        places = Places.of(due[pairs])
        at = {
            key: places.take(np.broadcast_to(term, due[pairs].shape)) for key, term in terms.items()
        }
        questions = tuple(self.pairs[pair] for pair in pairs)
        yes = self.model.decisions.decide_at(
            places, questions, f"honour {self.id} {name}", at, week
        )
        where = np.zeros_like(due[pairs])
        where[places.row, places.run] = yes
        self._tell_of_need(due, week)
        for place, pair in enumerate(pairs):
            helped, asked = where[place], due[pair]
            giver, receiver = int(self.giver[pair]), int(self.receiver[pair])
            self._bear(self.pairs[pair], giver, helped, asked, loud, int(pair), week)
            share = clause.share or 0.0
            if against_attack:
                defence = world.assaults.defence[giver, receiver]
                defence[...] = np.maximum(defence, share * helped)
            else:
                lent = share * self.known.strength[giver]
                world.nations.allied_army[receiver] += np.where(helped, lent, 0.0)
        for party in np.unique(self.receiver[pairs]):
            own = self.receiver[pairs] == party
            number = in_turn(due[pairs][own])
            refused = number - in_turn(where[own])
            world.treaties.let_down[self.index, party] = np.where(
                number > 0.0,
                refused / np.maximum(number, 1.0),
                world.treaties.let_down[self.index, party],
            )

    def _tell_of_need(self, due: Flags, week: int) -> None:
        """Keep that armed force fell due to a party, under the treaty or by pledge alone."""
        for place, party in enumerate(self.rows):
            own = self.receiver == party
            signed = (due & self.bound)[own].any(axis=0)
            pledged = due[own].any(axis=0) & ~signed
            for kind, where in (("clause_due", signed), ("pledge_due", pledged)):
                self.world.chronicle.tell(
                    kind, self.parties[place], self.id, where=where, week=week
                )

    def _bear(
        self,
        pair: tuple[str, str],
        giver: int,
        helped: Flags,
        asked: Flags,
        loud: Array | float,
        row: int,
        week: int,
    ) -> None:
        """What honouring and reneging do to a giver's record, standing and relations."""
        world, p = self.world, self.model.parameters
        refused = asked & ~helped
        world.treaties.due[self.index, giver] += asked
        world.treaties.honoured[self.index, giver] += helped
        world.nations.record_honoured[giver] += helped
        world.nations.record_broken[giver] += refused
        publicity = loud[row] if isinstance(loud, np.ndarray) else loud
        world.nations.lose_legitimacy(giver, refused * p.honouring.legitimacy_cost * publicity)
        change = p.affinity.honour_gain * helped - p.affinity.renege_shock * refused
        world.relations.strain(*pair, np.asarray(change))
        world.chronicle.tell("honoured", *pair, where=helped, week=week)
        world.chronicle.tell("reneged", *pair, where=refused, week=week)

    def _violate(self, attacked: Flags, week: int) -> None:
        """Who attacks a fellow member breaks its word."""
        guilty = attacked & (self.world.assaults.commitment[self.giver, self.receiver] > 0.0)
        for place, party in enumerate(self.rows):
            own = guilty[self.giver == party]
            if own.any():
                broken = np.zeros((len(self.rows), guilty.shape[-1]), np.bool_)
                broken[place] = own.any(axis=0)
                self._break_word(broken, week)

    def _break_word(self, guilty: Flags, week: int = NO_WEEK) -> None:
        """Members that did what the treaty forbids, ``(party, run)``, break their word to all."""
        world, treaties = self.world, self.world.treaties
        member = treaties.member[self.index][self.rows] & treaties.active[self.index]
        shock = np.broadcast_to(self.model.parameters.affinity.renege_shock, guilty.shape[-1:])
        broken = guilty & member
        for place in np.flatnonzero(broken.any(axis=-1)):
            name, where = self.parties[place], broken[place]
            world.nations.record_broken[self.rows[place]] += where
            for other, inside in zip(self.parties, member, strict=True):
                if other != name:
                    world.relations.strain(name, other, -shock * (where & inside))
            world.chronicle.tell("violation", name, self.id, where=where, week=week)

    # ------------------------------------------------------------------ joining and leaving

    def take_stock(self) -> None:
        """See how well the parties get on."""
        relations, treaties = self.world.relations, self.world.treaties
        self.affinity = relations.affinity[self.relations_matrix]
        self.affinity[np.diag_indices(len(self.parties))] = 0.0
        self.warmth = treaties.warmth(self.index, self.rows, self.affinity)
        self.hostile_to = {
            other.id: self._hostility(other)
            for other in self.model.treaties
            if other is not self and self.sponsors
        }

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
            exits=treaties.exits[self.index] / max(treaties.facts[self.index].founders, 1),
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
        treaties, shock = world.treaties, self.model.parameters.affinity.leave_shock
        leavers = Places.of(self.leaving)
        if len(leavers):
            months = treaties.notice_for(self.index, None)
            treaties.give_notice(self.index, leavers.at(self.rows), months, world.chronicle)
            left = treaties.member[self.index][self.rows][:, leavers.run].astype(np.float64)
            left[leavers.row, np.arange(len(leavers))] = 0.0
            left *= np.broadcast_to(shock, self.leaving.shape[-1:])[leavers.run]
            pairs = self.relations_matrix[leavers.row].T
            np.subtract.at(world.relations.shock, (pairs, leavers.run), left)
        if self.signing is not None:
            for place, where in zip(self.candidates, self.signing, strict=True):
                treaties.sign(self.index, int(self.rows[place]), where, world.chronicle)

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

    def _hostility(self, other: Treaty) -> Flags:
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

    def _warmth_in(self, other: Treaty) -> Array:
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
