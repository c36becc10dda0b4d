"""The one way to choose: named terms, summed, against one random number.

A yes-or-no choice is `decide` (terms on the logit scale), or `decide_at` where it arises in few
runs; a choice among options is `choose_at` (a softmax of summed utilities). No other code holds a
random number against a probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from sim.parameters import Values
from sim.streams import Name, Streams

Flags = NDArray[np.bool_]
Terms = Mapping[str, Values]
"""What weighs in a choice, by name."""
Question = tuple[str, str]
"""Who decides, and about whom or what."""


@dataclass(frozen=True)
class Places:
    """Where a question arises: rows of a table of questions, and positions along the run axis.

    Most politics concerns few runs at a time; what is worked out there alone costs little.

    Attributes:
        row: ``(place,)``.
        run: ``(place,)``.
    """

    row: NDArray[np.int64]
    run: NDArray[np.int64]

    @classmethod
    def of(cls, asked: Flags) -> Places:
        """The places at which ``asked``, ``(row, run)``, is true."""
        # Several times faster than nonzero in two dimensions.
        return cls(*np.divmod(np.flatnonzero(asked), asked.shape[-1]))

    @classmethod
    def everywhere(cls, row: int, runs: int) -> Places:
        """One row, in every run of so many."""
        return cls(np.full(runs, row), np.arange(runs))

    def at(self, rows: NDArray[np.int64]) -> Places:
        """The same places, their rows named otherwise."""
        return Places(rows[self.row], self.run)

    def __len__(self) -> int:
        return self.row.size

    def __getitem__(self, chosen: NDArray[Any]) -> Places:
        """Some of the places, by flags or positions ``(place,)``."""
        return Places(self.row[chosen], self.run[chosen])

    def take(self, table: NDArray[Any]) -> NDArray[Any]:
        """The values ``(place,)`` of a table ``(row, run)``."""
        return np.asarray(table[self.row, self.run])


@dataclass(frozen=True)
class Decision:
    """One decision of one actor in one run, as it was taken.

    Attributes:
        month: absolute month (year * 12 + month - 1).
        week: of the month, from 0.
        actor: id of who decided.
        decision: what was decided.
        about: id of whom or what it concerns; empty if itself.
        terms: name -> logit; of a choice among options, ``option.name`` -> utility.
        probability: of a yes, or of the option chosen.
        draw: the uniform number it was held against.
        outcome: yes or no, or the option chosen.
    """

    month: int
    week: int
    actor: str
    decision: str
    about: str
    terms: dict[str, float]
    probability: float
    draw: float
    outcome: bool | str


@dataclass
class Trace:
    """Keeps the decisions of one run.

    Attributes:
        position: the run's place along the run axis.
        decisions: in the order they were taken.
    """

    position: int
    decisions: list[Decision] = field(default_factory=list)


@dataclass
class Decisions:
    """Where every choice of a model is taken.

    Attributes:
        streams: the model's random numbers.
        month: absolute month.
        free: whether actors decide; in months of history what happened is known, every choice is
            answered no, and dated events stand in its place.
        trace: where the decisions of one chosen run are kept, if wanted.
    """

    streams: Streams
    month: int = 0
    free: bool = True
    trace: Trace | None = None

    def decide(
        self,
        actor: str,
        decision: str,
        terms: Terms,
        about: tuple[str, ...] = (),
        asked: Flags | None = None,
    ) -> Flags:
        """Say yes or no in every run.

        Args:
            actor: id of the actor; with ``decision`` it names the stream.
            decision: what is decided.
            terms: logits by name: numbers, ``(run,)``, or ``(about, run)``.
            about: ids of those it concerns, one decision each; they key the draws.
            asked: where the question arises at all; elsewhere the answer is no. All if not given.

        Returns:
            The answers, ``(run,)``, or ``(about, run)`` if it is about somebody.
        """
        if about:
            questions = tuple((actor, name) for name in about)
            return self.decide_all(questions, decision, terms, asked)
        draw = self.streams.single(f"{actor}/{decision}", self.month)
        return self._answer(((actor, ""),), decision, terms, draw, asked)

    def decide_all(
        self,
        questions: tuple[Question, ...],
        decision: str,
        terms: Terms,
        asked: Flags | None = None,
    ) -> Flags:
        """Say yes or no to several questions in every run.

        Args:
            questions: who decides about whom, row by row.
            decision: what is decided; with the actor it names the stream.
            terms: logits by name: numbers, ``(run,)``, or ``(question, run)``.
            asked: where a question arises at all, as for `decide`.

        Returns:
            The answers, ``(question, run)``.
        """
        draw = self.streams.uniform(_names(questions, decision), self.month)
        return self._answer(questions, decision, terms, draw, asked)

    def _answer(
        self,
        questions: tuple[Question, ...],
        decision: str,
        terms: Terms,
        draw: NDArray[np.float64],
        asked: Flags | None,
    ) -> Flags:
        if not self.free:
            return np.zeros(draw.shape, np.bool_)
        probability = expit(_sum(terms, draw.shape))
        outcome = np.asarray(draw < probability)
        if asked is not None:
            outcome &= asked
        if self.trace is not None:
            questioned = np.broadcast_to(True if asked is None else asked, draw.shape)
            for row, question in enumerate(questions):
                place = (row, self.trace.position)[-draw.ndim :]
                if questioned[place]:
                    values, answer = _values(terms, draw.shape, place), bool(outcome[place])
                    self._keep(
                        question, decision, 0, values, probability[place], draw[place], answer
                    )
        return outcome

    def decide_at(
        self,
        places: Places,
        questions: tuple[Question, ...],
        decision: str,
        terms: Terms,
        week: int = 0,
    ) -> Flags:
        """Say yes or no in single places; each draw is the one that `decide` would hold there.

        Args:
            places: where the question arises; its rows are those of ``questions``.
            questions: who decides about whom, row by row.
            decision: what is decided; with the actor it names the stream.
            terms: logits by name: numbers, or ``(place,)``.
            week: of the month, from 0; it keys the draws.

        Returns:
            The answers, ``(place,)``.
        """
        if not (len(places) and self.free):
            return np.zeros(len(places), np.bool_)
        draw = self._draw_at(places, questions, decision, week)
        probability = expit(_sum(terms, draw.shape))
        outcome = np.asarray(draw < probability)
        for place in self._traced(places):
            question = questions[places.row[place]]
            values, answer = _values(terms, draw.shape, place), bool(outcome[place])
            self._keep(question, decision, week, values, probability[place], draw[place], answer)
        return outcome

    def choose_at(
        self,
        places: Places,
        questions: tuple[Question, ...],
        decision: str,
        options: Mapping[str, Terms],
        rationality: Values = 1.0,
        week: int = 0,
    ) -> NDArray[np.int64]:
        """Choose one of several options in single places, by a softmax of their utilities.

        Args:
            places: where the question arises; its rows are those of ``questions``.
            questions: who chooses about whom, row by row.
            decision: what is chosen; with the actor it names the stream.
            options: utilities by option and name, numbers or ``(place,)``; an option with a term
                of minus infinity is not to be had. The first is what happens in months of history.
            rationality: how sharply the best option is preferred, not negative.
            week: of the month, from 0; it keys the draws.

        Returns:
            Position of the option chosen, ``(place,)``.
        """
        chosen = np.zeros(len(places), np.int64)
        if not (len(places) and self.free):
            return chosen
        draw = self._draw_at(places, questions, decision, week)
        utilities = np.stack([_sum(terms, draw.shape) for terms in options.values()])
        gone = np.isneginf(utilities)
        scaled = np.where(gone, -np.inf, rationality * np.where(gone, 0.0, utilities))
        weights = np.exp(scaled - scaled.max(axis=0))
        total = np.zeros(draw.size)
        for weight in weights:  # one after the other: the same for any number of places
            total += weight
        mark, reached = draw * total, np.zeros(draw.size)
        for weight in weights[:-1]:
            reached += weight
            chosen += mark >= reached
        for place in self._traced(places):
            values = {
                f"{name}.{term}": value
                for name, terms in options.items()
                for term, value in _values(terms, draw.shape, place).items()
            }
            option = int(chosen[place])
            probability, outcome = weights[option, place] / total[place], list(options)[option]
            question = questions[places.row[place]]
            self._keep(question, decision, week, values, probability, draw[place], outcome)
        return chosen

    def _draw_at(
        self, places: Places, questions: tuple[Question, ...], decision: str, week: int
    ) -> NDArray[np.float64]:
        names = _names(questions, decision)
        return self.streams.at(names, self.month, places.row, places.run, k=week)

    def _traced(self, places: Places) -> list[int]:
        """The places that lie in the run whose decisions are kept."""
        if self.trace is None:
            return []
        return [int(place) for place in np.flatnonzero(places.run == self.trace.position)]

    def _keep(
        self,
        question: Question,
        decision: str,
        week: int,
        terms: dict[str, float],
        probability: float,
        draw: float,
        outcome: bool | str,
    ) -> None:
        assert self.trace is not None  # asked only where a run is traced
        actor, about = question
        self.trace.decisions.append(
            Decision(
                month=self.month,
                week=week,
                actor=actor,
                decision=decision,
                about=about,
                terms=terms,
                probability=float(probability),
                draw=float(draw),
                outcome=outcome,
            )
        )


def summed(terms: Terms) -> NDArray[np.float64]:
    """The sum of some terms, one after the other in the order given."""
    total = np.zeros(())
    for term in terms.values():
        total = total + term
    return np.asarray(total)


@lru_cache(maxsize=1024)
def _names(questions: tuple[Question, ...], decision: str) -> tuple[Name, ...]:
    """Stream and cell of each question."""
    return tuple((f"{actor}/{decision}", about) for actor, about in questions)


def _sum(terms: Terms, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """As `summed`, in a given shape."""
    total = np.zeros(shape)
    for term in terms.values():
        total += term
    return total


def _values(terms: Terms, shape: tuple[int, ...], place: Any) -> dict[str, float]:
    """The terms in one place."""
    return {name: float(np.broadcast_to(term, shape)[place]) for name, term in terms.items()}
