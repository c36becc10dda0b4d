"""The one way to choose: named terms, summed, against one random number.

A yes-or-no choice is `decide` (terms on the logit scale), or `decide_at` where it arises in few
runs; a choice among options is `choose_at` (a softmax of summed utilities). No other code holds a
random number against a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        terms: name -> logit; of a choice among options, ``option.name`` -> utility times
            rationality, so that the softmax of their sums is the probability.
        probability: of a yes, or of the option chosen.
        draw: the uniform number it was held against.
        outcome: yes or no, or the option chosen.
        forced: whether the answer was given from outside; draw and probability are then those that
            it would have been held against.
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
    forced: bool = False


FREE, NO, YES = -1, 0, 1
"""What is given of an answer: nothing, that it is no, or that it is yes."""


@dataclass(frozen=True, eq=False)
class Forced:
    """An answer given from outside, whatever the terms say.

    Attributes:
        actor: id of who decides.
        decision: what is decided; its first word is enough (``honour``).
        about: id of whom or what it concerns; empty if itself.
        given: `FREE`, `NO` or `YES` by position, ``(run,)``. Of a choice, yes is the option below
            wherever it is to be had, and no is any other.
        option: which option is meant; empty for a yes-or-no decision.
        week: of the month, from 0, in which alone it holds; in all if not given.
        arose: where the question has arisen so far, ``(run,)``; of an option, where it could be
            taken and left.
    """

    actor: str
    decision: str
    about: str
    given: NDArray[np.int8]
    option: str = ""
    week: int | None = None
    arose: Flags = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "arose", np.zeros(self.given.shape, np.bool_))

    def meets(self, question: Question, decision: str, week: int) -> bool:
        """Whether this is an answer to that question."""
        return (
            question == (self.actor, self.about)
            and self.decision in (decision, decision.split(maxsplit=1)[0])
            and self.week in (None, week)
        )


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
        forced: answers that are given from outside; a later one outweighs an earlier.
    """

    streams: Streams
    month: int = 0
    free: bool = True
    trace: Trace | None = None
    forced: tuple[Forced, ...] = ()

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
        if not self.forced and self.trace is None:
            return outcome
        there = np.broadcast_to(True if asked is None else asked, draw.shape)
        forced = self._overrule_all(outcome, there, questions, decision)
        if self.trace is not None:
            for row, question in enumerate(questions):
                place = (row, self.trace.position)[-draw.ndim :]
                if there[place]:
                    self._keep(
                        question,
                        decision,
                        0,
                        terms=_values(terms, draw.shape, place),
                        probability=probability[place],
                        draw=draw[place],
                        outcome=bool(outcome[place]),
                        forced=bool(forced[place]),
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
        forced = self._overrule(outcome, places, questions, decision, week)
        for place in self._traced(places):
            self._keep(
                questions[places.row[place]],
                decision,
                week,
                terms=_values(terms, draw.shape, place),
                probability=probability[place],
                draw=draw[place],
                outcome=bool(outcome[place]),
                forced=place in forced,
            )
        return outcome

    def chance_at(
        self,
        places: Places,
        questions: tuple[Question, ...],
        decision: str,
        terms: Terms,
        week: int = 0,
    ) -> NDArray[np.float64]:
        """How likely a yes is where `decide_at` is asked the same, ``(place,)``.

        An answer that is given from outside is certain.
        """
        if not self.free:
            return np.zeros(len(places))
        chance = np.asarray(expit(_sum(terms, (len(places),))))
        for answer, at in self._given(places, questions, decision, week):
            chance[at] = answer.given[places.run[at]] == YES
        return chance

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
        if not (len(places) and self.free):
            return np.zeros(len(places), np.int64)
        draw = self._draw_at(places, questions, decision, week)
        utilities = np.stack([_sum(terms, draw.shape) for terms in options.values()])
        gone = np.isneginf(utilities)
        scaled = np.where(gone, -np.inf, rationality * np.where(gone, 0.0, utilities))
        weights, total = _softmax(scaled)
        chosen = _reached(weights, total, draw)
        forced = self._narrow(scaled, list(options), places, questions, decision, week)
        if forced.size:
            chosen = _reached(*_softmax(scaled), draw)
        sharp = np.broadcast_to(rationality, draw.shape)
        for place in self._traced(places):
            option = int(chosen[place])
            self._keep(
                questions[places.row[place]],
                decision,
                week,
                terms={
                    f"{name}.{term}": value if np.isneginf(value) else float(sharp[place]) * value
                    for name, terms in options.items()
                    for term, value in _values(terms, draw.shape, place).items()
                },
                probability=weights[option, place] / total[place],
                draw=draw[place],
                outcome=list(options)[option],
                forced=place in forced,
            )
        return chosen

    def _given(
        self, places: Places, questions: tuple[Question, ...], decision: str, week: int
    ) -> Iterator[tuple[Forced, NDArray[np.int64]]]:
        """Answers from outside to these questions, each with the places where it holds."""
        for answer in self.forced:
            rows = [row for row, one in enumerate(questions) if answer.meets(one, decision, week)]
            holds = np.isin(places.row, rows) & (answer.given[places.run] != FREE)
            if holds.any():
                yield answer, np.flatnonzero(holds)

    def _overrule(
        self,
        outcome: Flags,
        places: Places,
        questions: tuple[Question, ...],
        decision: str,
        week: int,
    ) -> NDArray[np.int64]:
        """Put answers from outside in the place of the actors' own ``(place,)``; returns where."""
        forced = np.zeros(0, np.int64)
        for answer, at in self._given(places, questions, decision, week):
            runs = places.run[at]
            outcome[at] = answer.given[runs] == YES
            answer.arose[runs] = True
            forced = np.union1d(forced, at)
        return forced

    def _overrule_all(
        self, outcome: Flags, asked: Flags, questions: tuple[Question, ...], decision: str
    ) -> Flags:
        """As `_overrule`, of answers ``(question, run)`` or ``(run,)``; returns flags likewise."""
        forced = np.zeros(outcome.shape, np.bool_)
        if self.forced:
            table = len(questions), outcome.shape[-1]
            places = Places.of(asked.reshape(table))
            answers = places.take(outcome.reshape(table))
            at = places[self._overrule(answers, places, questions, decision, 0)]
            outcome.reshape(table)[places.row, places.run] = answers
            forced.reshape(table)[at.row, at.run] = True
        return forced

    def _narrow(
        self,
        scaled: NDArray[np.float64],
        options: list[str],
        places: Places,
        questions: tuple[Question, ...],
        decision: str,
        week: int,
    ) -> NDArray[np.int64]:
        """Leave of the options ``(option, place)`` those that answers from outside allow, where
        there is something to choose; returns where."""
        forced = np.zeros(0, np.int64)
        for answer, at in self._given(places, questions, decision, week):
            option = options.index(answer.option)
            had = ~np.isneginf(scaled[:, at])
            open_to_both = had[option] & (had.sum(axis=0) > 1)
            runs, at = places.run[at][open_to_both], at[open_to_both]  # noqa: PLW2901
            taken = answer.given[runs] == YES
            others = np.arange(len(options)) != option
            scaled[np.ix_(others, at[taken])] = -np.inf
            scaled[option, at[~taken]] = -np.inf
            answer.arose[runs] = True
            forced = np.union1d(forced, at)
        return forced

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
        *,
        terms: dict[str, float],
        probability: float,
        draw: float,
        outcome: bool | str,
        forced: bool,
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
                forced=forced,
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


def _softmax(scaled: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of options ``(option, place)`` and their sum ``(place,)``."""
    weights = np.exp(scaled - scaled.max(axis=0))
    total = np.zeros(scaled.shape[-1])
    for weight in weights:  # one after the other: the same for any number of places
        total += weight
    return weights, total


def _reached(
    weights: NDArray[np.float64], total: NDArray[np.float64], draw: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The option in which a draw falls, ``(place,)``."""
    chosen = np.zeros(draw.size, np.int64)
    mark, reached = draw * total, np.zeros(draw.size)
    for weight in weights[:-1]:
        reached += weight
        chosen += mark >= reached
    return chosen


def _values(terms: Terms, shape: tuple[int, ...], place: Any) -> dict[str, float]:
    """The terms in one place."""
    return {name: float(np.broadcast_to(term, shape)[place]) for name, term in terms.items()}
