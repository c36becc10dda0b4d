"""The one way to choose: named terms, summed, against one random number.

A yes-or-no choice is `decide` (terms on the logit scale); a choice among options is `choose` (a
softmax of summed utilities). No other code holds a random number against a probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from sim.parameters import Values
from sim.streams import Streams

Flags = NDArray[np.bool_]


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

    def value(self, values: Values | Flags, row: int | None = None) -> float:
        """The value in the run, and in one row if there are several."""
        array = np.asarray(values, dtype=np.float64)
        if row is not None and array.ndim == 2:
            array = array[row]
        return float(array if array.ndim == 0 else array[self.position])


@dataclass
class Decisions:
    """Where every yes-or-no choice of a model is taken.

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
        terms: Mapping[str, Values],
        about: tuple[str, ...] = (),
        asked: Flags | None = None,
        week: int = 0,
    ) -> Flags:
        """Say yes or no in every run.

        Args:
            actor: id of the actor; with ``decision`` it names the stream.
            decision: what is decided.
            terms: logits by name: numbers, ``(run,)``, or ``(about, run)``.
            about: ids of those it concerns, one decision each; they key the draws.
            asked: where the question arises at all; elsewhere the answer is no. All if not given.
            week: of the month, from 0.

        Returns:
            The answers, ``(run,)``, or ``(about, run)`` if it is about somebody.
        """
        draw = self._draw(f"{actor}/{decision}", about, week)
        logit = np.zeros(draw.shape)
        for term in terms.values():
            logit += term
        probability = expit(logit)
        outcome = np.asarray((draw < probability) & self.free)
        if asked is not None:
            outcome &= asked
        if self.trace is not None and self.free:
            for row in range(len(about)) if about else [None]:
                if asked is None or self.trace.value(asked, row):
                    self.trace.decisions.append(
                        Decision(
                            month=self.month,
                            week=week,
                            actor=actor,
                            decision=decision,
                            about="" if row is None else about[row],
                            terms={name: self.trace.value(t, row) for name, t in terms.items()},
                            probability=self.trace.value(probability, row),
                            draw=self.trace.value(draw, row),
                            outcome=bool(self.trace.value(outcome, row)),
                        )
                    )
        return outcome

    def choose(
        self,
        actor: str,
        decision: str,
        options: Mapping[str, Mapping[str, Values]],
        rationality: Values = 1.0,
        about: str = "",
        week: int = 0,
    ) -> NDArray[np.int64]:
        """Choose one of several options in every run, by a softmax of their utilities.

        Args:
            actor: id of the actor; with ``decision`` it names the stream.
            decision: what is chosen.
            options: utilities by option and name, numbers or ``(run,)``; the first option is what
                happens in months of history.
            rationality: how sharply the best option is preferred, above zero.
            about: id of whom it concerns, which keys the draw.
            week: of the month, from 0.

        Returns:
            Position of the option chosen, ``(run,)``.
        """
        draw = self._draw(f"{actor}/{decision}", (about,), week)[0]
        utilities = np.zeros((len(options), draw.size))
        for row, terms in enumerate(options.values()):
            for term in terms.values():
                utilities[row] += term
        weights = np.exp(rationality * (utilities - utilities.max(axis=0)))
        total = np.zeros(draw.size)
        for weight in weights:  # one after the other: the same for any number of runs
            total += weight
        chosen = np.zeros(draw.size, np.int64)
        reached = np.zeros(draw.size)
        for weight in weights[:-1]:
            reached += weight / total
            chosen += draw >= reached
        if not self.free:
            chosen[:] = 0
        elif self.trace is not None:
            option = int(chosen[self.trace.position])
            self.trace.decisions.append(
                Decision(
                    month=self.month,
                    week=week,
                    actor=actor,
                    decision=decision,
                    about=about,
                    terms={
                        f"{name}.{term}": self.trace.value(value)
                        for name, terms in options.items()
                        for term, value in terms.items()
                    },
                    probability=self.trace.value(weights[option] / total),
                    draw=self.trace.value(draw),
                    outcome=list(options)[option],
                )
            )
        return chosen

    def _draw(self, stream: str, about: tuple[str, ...], week: int) -> NDArray[np.float64]:
        if about or week:
            names = tuple((stream, name) for name in about or ("",))
            draws = self.streams.uniform(names, self.month, k=week)
            return draws if about else draws[0]
        return self.streams.single(stream, self.month)
