"""The chronicle: every discrete event of every run, as it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from sim.decisions import Places
from sim.world.state import Flags, State

KINDS = (
    "civilian_rule",
    "coup",
    "failed_coup",
    "force_requested",
    "pledge",
    "signature",
    "slipped_timetable",
    "clause_due",
    "pledge_due",
    "honoured",
    "reneged",
    "violation",
    "suspension",
    "sanctions",
    "ultimatum",
    "mobilisation",
    "intervention",
    "rescue",
    "climb_down",
    "concession",
    "victory",
    "defeat",
    "withdrawal",
    "departure",
    "treaty_formed",
    "treaty_defunct",
    "partner_exit",
    "massacre",
    "realignment",
    "reinforcement",
    "attrition",
)
"""What can happen; a kind's position is its number in the results. Events of one date are listed in
this order, which is that of a week."""

Numbers = NDArray[np.int64]

NO_WEEK = 4
"""In place of the week (0 to 3) where the month alone is known: after the weeks."""
NO_DAY = 0
AFTER_DAYS = 99
"""Where what has a week alone stands among what has a day."""
NOBODY = -1


class Entry(NamedTuple):
    """Events of one kind and date in several runs at once; subjects and objects by their number,
    one for all or one a run."""

    month: int
    week: int
    day: int
    kind: int
    subject: int | Numbers
    object: int | Numbers
    runs: Numbers


@dataclass
class Chronicle(State):
    """What happened, run by run.

    Attributes:
        names: ids of all who can act or be acted upon: actors, treaties, regions.
        month: index of the month that is being lived.
    """

    names: tuple[str, ...]
    month: int = 0
    entries: list[Entry] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def tell(
        self,
        kind: str,
        subject: str,
        object: str = "",
        *,
        where: Flags | Numbers,
        week: int = NO_WEEK,
        day: int = NO_DAY,
    ) -> None:
        """Keep an event.

        Args:
            kind: one of `KINDS`.
            subject: id of who did it.
            object: id of whom or what it was done to; empty if nobody.
            where: flags ``(run,)``, or positions of runs.
            week: of the month, from 0; `NO_WEEK` if the month alone is known.
            day: of the month, for what has a date.
        """
        runs = np.flatnonzero(where) if where.dtype == np.bool_ else np.asarray(where, np.int64)
        acted_upon = self._numbers[object] if object else NOBODY
        self._keep(kind, self._numbers[subject], acted_upon, runs, week, day)

    def tell_at(
        self,
        kind: str,
        places: Places,
        subjects: Sequence[str] | Numbers,
        objects: Sequence[str] = (),
        week: int = NO_WEEK,
        day: int = NO_DAY,
    ) -> None:
        """Keep events of one kind in single places.

        Args:
            kind: one of `KINDS`.
            places: where; their rows are those of ``subjects`` and ``objects``.
            subjects: ids of who did it, row by row, or their numbers, place by place.
            objects: ids of whom or what it was done to, row by row; empty if nobody.
            week, day: as for `tell`.
        """
        if len(places):
            if isinstance(subjects, np.ndarray):
                done = subjects
            else:
                done = self.numbers(subjects)[places.row]
            suffered = self.numbers(objects)[places.row] if objects else NOBODY
            self._keep(kind, done, suffered, places.run, week, day)

    def numbers(self, names: Sequence[str]) -> Numbers:
        """The numbers of some names."""
        return np.array([self._numbers[name] for name in names], np.int64)

    def _keep(
        self,
        kind: str,
        subject: int | Numbers,
        acted_upon: int | Numbers,
        runs: Numbers,
        week: int,
        day: int,
    ) -> None:
        if runs.size:
            when = week_of(day) if day else week
            entry = Entry(self.month, when, day, KINDS.index(kind), subject, acted_upon, runs)
            self.entries.append(entry)

    def copy(self) -> Self:
        """A copy that later events do not reach."""
        return replace(self, entries=list(self.entries))

    def take(self, runs: Numbers) -> Self:
        """The chronicle of the runs at these positions; one may come more than once."""
        copies: dict[int, list[int]] = {}
        for copy, run in enumerate(runs.tolist()):
            copies.setdefault(run, []).append(copy)
        kept = []
        for entry in self.entries:
            found = [
                (copy, place)
                for place, run in enumerate(entry.runs.tolist())
                for copy in copies.get(run, ())
            ]
            if found:
                taken, places = np.array(found, np.int64).T
                kept.append(
                    entry._replace(
                        runs=taken,
                        subject=_of(entry.subject, places),
                        object=_of(entry.object, places),
                    )
                )
        return replace(self, entries=kept)

    def table(self, numbers: NDArray[np.uint32]) -> dict[str, NDArray[Any]]:
        """Every event: columns ``(event,)`` run, month, week, day, kind, subject and object, by
        run and date, then by kind and by the ids of subject and object.

        Args:
            numbers: of the runs, by position.
        """
        lengths = [entry.runs.size for entry in self.entries]
        positions = np.concatenate([np.zeros(0, np.int64), *(e.runs for e in self.entries)])
        columns = {
            name: self._column(name, lengths)
            for name in ("month", "week", "day", "kind", "subject", "object")
        }
        # By ids, not by their numbers, which depend on the order of the scenario's file.
        rank = np.argsort(np.argsort(np.array([*self.names, ""])))
        place = positions
        for part, size in (
            (columns["month"], int(columns["month"].max(initial=0)) + 1),
            (columns["week"], NO_WEEK + 1),
            (np.where(columns["day"] == NO_DAY, AFTER_DAYS, columns["day"]), AFTER_DAYS + 1),
            (columns["kind"], len(KINDS)),
            (rank[columns["subject"]], rank.size),
            (rank[columns["object"]], rank.size),
        ):
            place = place * size + part
        order = np.argsort(place, kind="stable")
        return {"run": numbers[positions[order]]} | {
            name: column[order].astype(np.int32) for name, column in columns.items()
        }

    def _column(self, name: str, lengths: list[int]) -> Numbers:
        """One field of every entry, once an event."""
        given = [getattr(entry, name) for entry in self.entries]
        single = [NOBODY if isinstance(value, np.ndarray) else value for value in given]
        column = np.repeat(np.array(single, np.int64), lengths)
        first = 0
        for value, length in zip(given, lengths, strict=True):
            if isinstance(value, np.ndarray):
                column[first : first + length] = value
            first += length
        return column


def _of(numbers: int | Numbers, chosen: Numbers) -> int | Numbers:
    return numbers if isinstance(numbers, int) else numbers[chosen]


def week_of(day: int) -> int:
    """The week, from 0 to 3, of a day of the month: four to a month."""
    return min((day - 1) * 4 // 31, 3)
