"""A treaty: it calls on its parties when something falls due."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, assert_never

import numpy as np
from numpy.typing import NDArray

from sim.actors.association import Association
from sim.decisions import Places, Terms, summed
from sim.mechanisms import honouring
from sim.scenario.schema import Clause
from sim.scenario.schema import Treaty as TreatyData
from sim.world.chronicle import NO_WEEK
from sim.world.state import Array, Flags, in_turn

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Treaty(Association):
    """What some countries owe each other.

    Attributes:
        pairs: ids of every ordered pair of parties, giver first.
        giver, receiver: their rows among countries, ``(pair,)``.
        relation: row of each pair's relation, ``(pair,)``.
        clauses: by name, in the order of names.
        defence: the strongest that calls for armed force against an attack, if there is one; a
            pledge obliges as it does.
    """

    def __init__(
        self,
        model: CrisisModel,
        actor_id: str,
        index: int,
        data: TreatyData,
        parties: list[str],
    ) -> None:
        super().__init__(model, actor_id, index, data, parties)
        self.clauses = sorted(data.clauses.items())
        against = [
            clause
            for _, clause in self.clauses
            if (clause.trigger, clause.response) == ("external_attack", "armed_force")
        ]
        self.defence = max(against, key=lambda clause: clause.share or 0.0, default=None)
        self.pairs = list(permutations(parties, 2))
        rows = np.array(list(permutations(self.rows.tolist(), 2)), np.int64).reshape(-1, 2)
        self.giver, self.receiver = rows[:, 0], rows[:, 1]
        relations = model.world.relations
        self.relation = np.array([relations.row(*pair) for pair in self.pairs], np.int64)

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
        clause = self.defence
        self.defended = self.bound
        if clause is None:
            return
        given, publicity = self.pledged()
        defended = self.bound | given
        pairs = np.flatnonzero(defended.any(axis=-1))
        self.defended = defended
        self.publicity = np.where(self.bound, self.data.publicity, publicity)
        if not pairs.size:
            return
        terms = self._circumstances(pairs, self.obliged(defended), self.bound, self.publicity)
        cost = honouring.cost_term(clause.cost or 0.0, self.model.parameters.honouring)
        circumstances = summed({**terms, "cost": cost})
        belief = honouring.belief(self.known.reliability[self.giver[pairs]], circumstances)
        for place, pair in enumerate(pairs):
            key = int(self.giver[pair]), int(self.receiver[pair])
            share = np.where(defended[pair], (clause.share or 0.0) * belief[place], 0.0)
            self.model.bonds.add(*key, defended[pair], share)

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
        for name, clause in self.clauses:
            match clause.trigger:
                case "rebellion" | "terrorism" | "coup":
                    self._answer(name, clause, self.known.triggers[clause.trigger])
                case "external_attack":
                    if clause.response == "joint_operations":
                        self._answer(name, clause, self.known.triggers[clause.trigger])
                case "member_attacks_member":
                    pass  # answered within the week, by call_to_arms
                case _:
                    assert_never(clause.trigger)

    def _answer(self, name: str, clause: Clause, suffered: Flags) -> None:
        """Answer a trigger that is known by the month, ``(country, run)``."""
        due = self.bound & suffered[self.receiver]
        match clause.response:
            case "prohibition":
                self._break_word(suffered[self.rows])
            case "armed_force":
                if due.any():
                    self._call(name, clause, due, self.obliged(due), week=0)
            case "joint_operations":
                if due.any():
                    self._operate(clause, due)
            case _:
                assert_never(clause.response)

    def _operate(self, clause: Clause, due: Flags) -> None:
        """Joint operations: a level, not a yes or no."""
        p, treaties = self.model.parameters.honouring, self.world.treaties
        pairs = np.flatnonzero(due.any(axis=-1))
        terms = self._circumstances(pairs, self.obliged(due), self.bound, self.data.publicity)
        own = honouring.own_terms(self.known.reliability[self.giver[pairs]], p)
        cost = honouring.cost_term(clause.cost or 0.0, p)
        given = honouring.level(summed({**own, **terms, "cost": cost})) * due[pairs]
        called = treaties.called[self.index]
        for place, pair in enumerate(pairs):
            giver, receiver = int(self.giver[pair]), int(self.receiver[pair])
            self.model.operations.add(
                (giver, receiver), given[place], clause.strength or 0.0, clause.share or 0.0
            )
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
        member = self.world.treaties.member[self.index][self.rows][:, None]
        by_member = (assaults.commitment[self.rows] > 0.0) & member
        inside = np.asarray(by_member.any(axis=0))[self.receiver]
        for name, clause in self.clauses:
            match clause.trigger:
                case "external_attack":
                    self._answer_attack(name, clause, called[self.receiver], week)
                case "member_attacks_member":
                    self._answer_attack(name, clause, called[self.receiver] & inside, week)
                case "rebellion" | "terrorism" | "coup":
                    pass  # answered the month after, by cooperate
                case _:
                    assert_never(clause.trigger)

    def _answer_attack(self, name: str, clause: Clause, attacked: Flags, week: int) -> None:
        """Answer attacks on receivers, ``(pair, run)``."""
        match clause.response:
            case "prohibition":
                self._violate(attacked & self.bound, week)
            case "armed_force":
                perpetrator = self.world.assaults.commitment[self.giver, self.receiver] > 0.0
                bound = self.defended if clause is self.defence else self.bound
                due = bound & attacked & ~perpetrator
                if due.any():
                    obliged = self.obliged(due)
                    self._call(name, clause, due, obliged, week, against_attack=True)
            case "joint_operations":
                pass  # a level, of the month after: see cooperate
            case _:
                assert_never(clause.response)

    def _call(
        self,
        name: str,
        clause: Clause,
        due: Flags,
        obliged: Array,
        week: int,
        *,
        against_attack: bool = False,
    ) -> None:
        """Ask every party obliged whether it fights, and let it bear the consequences."""
        p, world = self.model.parameters.honouring, self.world
        pairs = np.flatnonzero(due.any(axis=-1))
        loud = self.publicity if clause is self.defence else self.data.publicity
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
