"""The one way to choose: named terms on the logit scale, summed, against one random number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
        actor: id of who decided.
        decision: what was decided.
        about: id of whom or what it concerns; empty if itself.
        terms: name -> logit.
        probability: of a yes.
        draw: the uniform number it was held against.
        outcome: yes or no.
    """

    month: int
    actor: str
    decision: str
    about: str
    terms: dict[str, float]
    probability: float
    draw: float
    outcome: bool


@dataclass
class Trace:
    """Keeps the decisions of one run.

    Attributes:
        position: the run's place along the run axis.
        decisions: in the order they were taken.
    """

    position: int
    decisions: list[Decision] = field(default_factory=list)

    def keep(
        self,
        month: int,
        who: tuple[str, str, str],
        terms: Mapping[str, Values],
        results: tuple[NDArray[Any], NDArray[Any], Flags, Flags],
        row: int | None,
    ) -> None:
        """Keep one decision, if it arose: ``who`` names actor, decision and whom it is about;
        ``results`` are probability, draw, outcome, and where the question arose."""
        actor, decision, about = who
        probability, draw, outcome, arises = (_at(r, row, self.position) for r in results)
        if arises:
            self.decisions.append(
                Decision(
                    month=month,
                    actor=actor,
                    decision=decision,
                    about=about,
                    terms={name: _at(term, row, self.position) for name, term in terms.items()},
                    probability=probability,
                    draw=draw,
                    outcome=bool(outcome),
                )
            )


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
    ) -> Flags:
        """Decide in every run.

        Args:
            actor: id of the actor; with ``decision`` it names the stream.
            decision: what is decided.
            terms: logits by name: numbers, ``(run,)``, or ``(about, run)``.
            about: ids of those it concerns, one decision each; they key the draws.
            asked: where the question arises at all; elsewhere the answer is no. All if not given.

        Returns:
            The answers, ``(run,)``, or ``(about, run)`` if it is about somebody.
        """
        stream = f"{actor}/{decision}"
        if about:
            draw = self.streams.uniform(tuple((stream, name) for name in about), self.month)
        else:
            draw = self.streams.single(stream, self.month)
        logit = np.zeros(draw.shape)
        for term in terms.values():
            logit += term
        probability = expit(logit)
        outcome = (draw < probability) & self.free
        if asked is not None:
            outcome &= asked
        if self.trace is not None and self.free:
            arises = np.ones(draw.shape, np.bool_) if asked is None else asked
            for row in range(len(about)) if about else [None]:
                self.trace.keep(
                    self.month,
                    (actor, decision, "" if row is None else about[row]),
                    terms,
                    (probability, draw, outcome, arises),
                    row,
                )
        return np.asarray(outcome)


def _at(values: Values | Flags, row: int | None, position: int) -> float:
    """The value in one run, and one row if there are several."""
    array = np.asarray(values, dtype=np.float64)
    if row is not None and array.ndim == 2:
        array = array[row]
    return float(array if array.ndim == 0 else array[position])
