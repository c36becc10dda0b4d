"""A fact that the model is held against, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.analysis.paired import INTERVAL
from sim.analysis.validation.bench import Bench
from sim.analysis.wilson import wilson

Evidence = Literal["held out", "adjusted to", "prior restated", "literature", "invariant"]
Verdict = Literal["pass", "FAIL", "shown"]
"""``shown`` is no test."""


@dataclass(frozen=True)
class Finding:
    """What the model does about a fact.

    Attributes:
        value: the model's value with its interval, as a person reads it.
        verdict: whether that passes.
        note: why it fails, or how to read it; one sentence.
    """

    value: str
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """One row of the validation.

    Attributes:
        number: such as ``B2``; its letter names the table.
        what: the fact, in words.
        observed: what was observed, or what is asked.
        source: author and year, or "judgement".
        evidence: what kind of evidence a pass is.
        find: works out what the model does.
    """

    number: str
    what: str
    observed: str
    source: str
    evidence: Evidence
    find: Callable[[Bench], Finding]


@dataclass(frozen=True)
class Estimate:
    """A number with its 90 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        places = max(2, 1 - int(np.floor(np.log10(max(self.high - self.low, 1e-4)))))
        if abs(self.value) >= 100.0:
            places = 0
        return f"{self.value:,.{places}f} ({self.low:,.{places}f} to {self.high:,.{places}f})"


def share(happened: NDArray[np.bool_]) -> Estimate:
    """How often something happened in some runs ``(run,)``, with Wilson's interval (1927)."""
    value = float(happened.mean())
    low, high = wilson(np.array(value), happened.size)
    return Estimate(value, float(low), float(high))


def mean(values: NDArray[np.float64]) -> Estimate:
    """The mean of what is a number among some values ``(run,)``, with Student's interval."""
    known = values[~np.isnan(values)].astype(np.float64)
    if known.size < 2:
        only = float(known[0]) if known.size else float("nan")
        return Estimate(only, only, only)
    half = float(stdtrit(known.size - 1, 0.5 + INTERVAL / 2.0)) * known.std(ddof=1)
    half = float(half) / known.size**0.5
    return Estimate(float(known.mean()), float(known.mean()) - half, float(known.mean()) + half)


def ratio(reference: NDArray[np.float64], other: NDArray[np.float64]) -> Estimate:
    """How many times a mean over runs ``(run,)`` another is, run by run, by the delta method."""
    value = float(other.mean() / reference.mean())
    spread = mean(other - value * reference)
    half = (spread.high - spread.low) / 2.0 / abs(float(reference.mean()))
    return Estimate(value, value - half, value + half)


def middle(values: NDArray[np.float64]) -> Estimate:
    """The median over runs ``(run,)``, with the range that holds 90 % of them."""
    low, value, high = np.quantile(values, [(1 - INTERVAL) / 2, 0.5, (1 + INTERVAL) / 2])
    return Estimate(float(value), float(low), float(high))


def passes(good: bool) -> Verdict:
    """The verdict on what must hold."""
    return "pass" if good else "FAIL"
