"""Who is bound to whom: memberships, notices, pledges, and whether a treaty lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.decisions import Places
from sim.mechanisms import membership
from sim.world.chronicle import Chronicle
from sim.world.state import Array, Flags, State, in_turn, variable

Counts = NDArray[np.int16]


@dataclass(frozen=True)
class Facts:
    """What a treaty's text says of its life.

    Attributes:
        notice_months: between a withdrawal and its effect.
        members_needed: with fewer it is dead in fact.
        participation_needed: with less it is dead in fact.
        dissolution_requests: founders whose exit ends it by law; none if no number does.
        founders: rows of the countries that the scenario names as members; if it names none, of its
            candidates.
    """

    notice_months: int
    members_needed: int
    participation_needed: float
    dissolution_requests: int | None
    founders: tuple[int, ...]


@dataclass(frozen=True)
class Word:
    """A pledge: rows of the treaty it stands under, of who gives it and to whom."""

    treaty: int
    by: int
    to: int
    publicity: float


@dataclass
class Treaties(State):
    """Treaties and pledges.

    Attributes:
        treaties: ids, in the scenario's order.
        countries: ids, in the scenario's order.
        facts: of each treaty.
        words: every pledge that can be given, in the order of `pledge`.
    """

    treaties: tuple[str, ...]
    countries: tuple[str, ...]
    facts: tuple[Facts, ...]
    words: tuple[Word, ...]
    member: Flags = variable("treaty", "country", unit="1", meaning="Member")
    pledge: Flags = variable("pledge", unit="1", meaning="Word given")
    notice: Array = variable(
        "treaty", "country", unit="months", meaning="Months of notice left; -1 if none was given"
    )
    regime_changed: Flags = variable(
        "treaty", "country", unit="1", meaning="Regime changed since the word was given"
    )
    let_down: Array = variable(
        "treaty", "country", unit="1", meaning="Share of the obliged that did not help, last time"
    )
    called: Flags = variable(
        "treaty", "country", unit="1", meaning="Joint operations were due to it before"
    )
    active: Flags = variable("treaty", unit="1", meaning="In force")
    participation: Array = variable("treaty", unit="1", meaning="Effective participation")
    exits: Array = variable("treaty", unit="members", meaning="Remembered exits, decayed")
    due: Counts = variable(
        "treaty", "country", unit="obligations", meaning="Armed force owed this month"
    )
    honoured: Counts = variable(
        "treaty", "country", unit="obligations", meaning="Armed force given this month"
    )
    operations_due: Counts = variable(
        "treaty", "country", unit="obligations", meaning="Joint operations owed this month"
    )

    announced: Flags = variable(
        "treaty", "country", unit="1", meaning="Announced this month that it leaves"
    )
    died: Array = variable("treaty", unit="months", meaning="Month of the horizon in which it died")

    @property
    def pledged(self) -> Flags:
        """Whether a country pledged its aid under a treaty, ``(treaty, country, run)``."""
        given = np.zeros_like(self.member)
        for word, flags in zip(self.words, self.pledge, strict=True):
            given[word.treaty, word.by] |= flags
        return given

    def clear_month(self) -> None:
        """Forget last month's obligations and withdrawals before this month's are counted."""
        self.announced[...] = False
        for counts in (self.due, self.honoured, self.operations_due):
            counts[...] = 0

    def sign(
        self, treaty: int, country: int, where: Flags, chronicle: Chronicle, day: int = 0
    ) -> None:
        """A country signs, or takes back its notice, in the runs ``where``."""
        chronicle.tell(
            "signature",
            self.countries[country],
            self.treaties[treaty],
            where=where & ~self.member[treaty, country],
            day=day,
        )
        self.member[treaty, country] |= where
        self.notice[treaty, country][where] = -1.0
        self.regime_changed[treaty, country] &= ~where

    def pledge_word(self, word: int, chronicle: Chronicle, day: int = 0) -> None:
        """A pledge is given, in every run."""
        given = self.words[word]
        chronicle.tell(
            "pledge",
            self.countries[given.by],
            self.countries[given.to],
            where=~self.pledge[word],
            day=day,
        )
        self.pledge[word] = True
        self.regime_changed[given.treaty, given.by] &= self.member[given.treaty, given.by]

    def give_notice(
        self,
        treaty: int,
        places: Places,
        months: float,
        chronicle: Chronicle,
        day: int = 0,
    ) -> None:
        """Members announce that they leave.

        Args:
            treaty: row of the treaty.
            places: rows of countries, and runs; who is no member has nothing to leave, and who has
                given notice gives it once.
            months: of notice.
            chronicle: where it is told.
            day: of the month, for what has a date.
        """
        staying = self.member[treaty] & (self.notice[treaty] < 0.0)
        leavers = places[places.take(staying)]
        name = [self.treaties[treaty]] * len(self.countries)
        chronicle.tell_at("withdrawal", leavers, self.countries, name, day=day)
        self.notice[treaty, leavers.row, leavers.run] = months
        self.announced[treaty, leavers.row, leavers.run] = True
        np.add.at(self.exits[treaty], leavers.run, 1.0)

    def notice_for(self, treaty: int, given: int | None) -> float:
        """Months of notice: as given, else as the treaty asks."""
        return float(self.facts[treaty].notice_months if given is None else given)

    def regimes_change(self, changed: Flags, free: bool) -> None:
        """Regimes ``(country, run)`` changed: their word was given by others. Once the model
        decides (``free``) this holds for a word that is still to be given, too."""
        self.regime_changed |= changed & (self.member | free)

    def part(self) -> Flags:
        """Let a month of notice pass; ``(treaty, country, run)``: who is out now. A departure
        takes back the pledges under the treaty."""
        counting = self.notice >= 0.0
        self.notice -= counting
        gone = counting & (self.notice < 0.0)
        if gone.any():
            self.member &= ~gone
            self.notice[gone] = -1.0
            for row, word in enumerate(self.words):
                self.pledge[row] &= ~(gone[word.treaty, word.by] | gone[word.treaty, word.to])
        self.exits *= membership.EXITS_KEPT
        return gone

    def live_or_die(
        self, engaged: Mapping[int, Array], before: Flags, chronicle: Chronicle
    ) -> None:
        """See which treaties live; a dead one has no members.

        Args:
            engaged: what the members' parts are worth together, ``(run,)`` by row of the treaty.
            before: who was a member when the month began; a treaty comes into force only as
                somebody signs.
            chronicle: where it is told.
        """
        members = self.member.sum(axis=1, dtype=np.int64)
        signed = np.asarray((self.member & ~before).any(axis=1))
        for row, facts in enumerate(self.facts):
            self.participation[row] = engaged[row] / max(len(facts.founders), 1)
            alive = members[row] >= max(facts.members_needed, 1)
            alive &= self.participation[row] >= facts.participation_needed
            if facts.dissolution_requests is not None:
                founders = list(facts.founders)
                stays = self.member[row, founders] & (self.notice[row, founders] < 0.0)
                lost = len(founders) - stays.sum(axis=0)
                alive &= lost < facts.dissolution_requests
            was = self.active[row].copy()
            self.active[row] = alive & (was | signed[row])
            self._end(row, was & ~alive, chronicle.month)
            name = self.treaties[row]
            chronicle.tell("treaty_formed", name, where=self.active[row] & ~was)
            chronicle.tell("treaty_defunct", name, where=was & ~self.active[row])

    def _end(self, treaty: int, dead: Flags, month: int) -> None:
        """A treaty that is dead binds nobody and leaves nothing: no member, notice, pledge or
        grievance."""
        if not dead.any():
            return
        self.member[treaty] &= ~dead
        self.notice[treaty, :, dead] = -1.0
        self.let_down[treaty, :, dead] = 0.0
        self.called[treaty] &= ~dead
        self.exits[treaty, dead] = 0.0
        self.died[treaty, dead & np.isnan(self.died[treaty])] = month
        for row, word in enumerate(self.words):
            if word.treaty == treaty:
                self.pledge[row] &= ~dead

    def warmth(self, treaty: int, parties: NDArray[np.int64], affinity: Array) -> Array:
        """Mean affinity of each party with the other members ``(party, run)``, 0 with none.

        Args:
            treaty: row of the treaty.
            parties: rows of countries, in the order of ids.
            affinity: ``(party, party, run)``, 0 with oneself.
        """
        member = self.member[treaty, parties].astype(np.float64)
        others = in_turn(member) - member
        return np.asarray(in_turn(affinity * member[:, None]) / np.maximum(others, 1.0))
