"""The question of a scenario, answered: a sentence an outcome, with its interval, and what it rests
on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.clustered import Groups, mean_of
from sim.analysis.dated import dated_coups
from sim.analysis.grounds import CHANGE, Grounds, grounds_of
from sim.analysis.paired import check_paired, paired
from sim.analysis.phrases import Kind, Telling
from sim.analysis.validation.fact import Estimate, mean, middle, share
from sim.analysis.wilson import newcombe, wilson
from sim.errors import LiptakoError, one_of
from sim.language import ENGLISH, Language

Array = NDArray[np.float64]
RATES = {"honour_rate": ("obligations_honoured", "obligations_due")}
"""Outcomes that are what was done of what was due."""
FEWEST = 10
"""Histories below which an outcome that not all have is not told of."""
RANGES: dict[Kind, str] = {
    "median": "{phrase} in the median (90 % of histories: {low} to {high}).",
    "mean": "{phrase} in the mean (90 % interval of that mean: {low} to {high}).",
    "chance": "{phrase} (90 % interval of that share: {low} to {high}).",
    "rate": "{phrase} (90 % interval of that share: {low} to {high}).",
}
"""How a value is told with its range or interval."""
DIFFERENCES = {
    "some": "{phrase}, against {reference} in the reference: {difference} (90 % "
    "interval {low} to {high}).",
    "none": "{phrase}, against {reference} in the reference: no difference that these "
    "runs can tell ({difference}; 90 % interval {low} to {high}).",
    "same": "{phrase}, in the reference as well: none of {pairs} histories differs.",
    "one": "{phrase}, against {reference} in the reference: {difference} (one pair of histories).",
}
"""How a difference is told: one that the runs can tell, one that they cannot, none in any history,
one of a single pair."""


@dataclass(frozen=True)
class Sentence:
    """One outcome, told.

    Attributes:
        outcome: its column, such as ``total_deaths.MLI``.
        text: the sentence, with value and interval.
        grounds: what it rests on, and what kind of evidence that is; none if it tells nothing.
    """

    outcome: str
    text: str
    grounds: Grounds | None


def answer(
    histories: xr.Dataset, language: Language = ENGLISH, groups: Groups | None = None
) -> list[Sentence]:
    """What a scenario's histories answer to its question, an outcome a sentence.

    Args:
        histories: as `sim.simulate` gives them; their attribute ``answered_by`` names outcomes.
        language: of the sentences.
        groups: which runs hang together ``(run,)``, as those of one point of a sweep do; none of
            them if left out.

    Returns:
        A sentence an outcome; one that the histories do not have is said to be missing.
    """
    found = []
    for name in answering(histories):
        try:
            base, labels, values = _values(histories, name)
        except LiptakoError:
            text = language.say("{outcome}: not in these results.", outcome=name)
            found.append(Sentence(name, text, None))
            continue
        telling = Telling(histories, base, labels, language)
        there = ~np.isnan(values)
        text = _answer(telling, values[there], None if groups is None else groups[there])
        if 0 < there.sum() < there.size:
            text += " " + language.say(
                "This arises in {some} of {all} histories.",
                some=language.number(int(there.sum())),
                all=language.number(there.size),
            )
        calibration = str(histories.attrs.get("calibration", "posterior"))
        events = int(histories.attrs.get("events", 0))
        found.append(Sentence(name, text, grounds_of(base, calibration, events)))
    return found


def _answer(telling: Telling, known: Array, groups: Groups | None) -> str:
    """The sentence on an outcome, of the runs that have it."""
    runs = telling.histories.sizes["run"]
    if not known.size or known.size < min(FEWEST, runs):
        return telling.sentence("{what}: too few histories to tell.", what=telling.meaning)
    value = _estimate(telling, known, groups)
    place = telling.place(value)
    return telling.sentence(
        RANGES[telling.phrase.kind] if known.size > 1 else "{phrase} (one history).",
        phrase=telling.told(value.value, place),
        low=telling.spelled(value.low, place),
        high=telling.spelled(value.high, place),
    )


def _estimate(telling: Telling, known: Array, groups: Groups | None) -> Estimate:
    kind = telling.phrase.kind
    if kind == "rate":
        return _rate(telling)[0]
    if kind == "median" or known.size == 1:
        return middle(known)
    if kind == "chance":
        known = np.asarray(known > 0.0, np.float64)
    if groups is not None:
        own, half = mean_of(known, groups)
        low, high = own - half, own + half
        return (
            Estimate(own, max(low, 0.0), min(high, 1.0))
            if kind == "chance"
            else Estimate(own, low, high)
        )
    return share(known > 0.0) if kind == "chance" else mean(known)


def _rate(telling: Telling) -> tuple[Estimate, int]:
    """What was done of what was due in all runs together, and in how many something was due. The
    interval takes a run for one trial, since what is due in one run goes the same way."""
    done, due = (
        telling.histories[one].sel(telling.labels).values.astype(np.float64)
        for one in RATES[telling.base]
    )
    runs = int(np.count_nonzero(due))
    if not runs:
        return Estimate(np.nan, np.nan, np.nan), 0
    value = float(done.sum() / due.sum())
    low, high = wilson(np.array([value]), runs)
    return Estimate(value, float(low[0]), float(high[0])), runs


def answer_compared(
    reference: xr.Dataset, other: xr.Dataset, language: Language = ENGLISH
) -> list[Sentence]:
    """What a scenario changes of the outcomes that answer its question, against a reference.

    Args:
        reference: histories of the reference.
        other: of the scenario that is compared, with the same seed, runs and months.
        language: of the sentences.

    Raises:
        LiptakoError: the two do not pair.
    """
    check_paired(reference, other, "answer")
    found = []
    for name in answering(other):
        try:
            base, labels, own = _values(other, name)
            _, _, first = _values(reference, name)
        except LiptakoError:  # a treaty that only one of the two has
            continue
        telling = Telling(other, base, labels, language)
        if telling.phrase.kind == "rate":
            text = _rates_compared(Telling(reference, base, labels, language), telling)
        else:
            text = _compared(telling, first, own)
        found.append(Sentence(name, text, CHANGE))
    return found


def _compared(telling: Telling, first: Array, own: Array) -> str:
    """The sentence on the difference of an outcome, ``(run,)`` of either, pair by pair."""
    if telling.phrase.kind == "chance":
        own, first = (np.where(np.isnan(one), np.nan, one > 0) for one in (own, first))
    pair = paired(first, own)
    if pair.pairs < min(FEWEST, own.size):
        return telling.sentence("{what}: too few histories to tell.", what=telling.meaning)
    if pair.pairs == 1:
        words = DIFFERENCES["one"]
    elif pair.difference == pair.low == pair.high == 0.0:
        words = DIFFERENCES["same"]
    else:
        words = DIFFERENCES["none" if pair.low <= 0.0 <= pair.high else "some"]
    found = Estimate(pair.difference, pair.low, pair.high)
    if found.low == found.high:
        found = Estimate(pair.mean, np.nan, np.nan)
    place = telling.place(found)
    if round(pair.mean, place) - round(pair.reference, place) != round(pair.difference, place):
        place += not telling.phrase.percent and telling.phrase.kind == "mean"
    return telling.sentence(
        words,
        phrase=telling.averaged(pair.mean, place),
        reference=telling.spelled(pair.reference, place),
        difference=telling.signed(pair.difference, place),
        low=telling.signed(pair.low, place),
        high=telling.signed(pair.high, place),
        pairs=telling.language.number(pair.pairs),
    )


def _rates_compared(reference: Telling, other: Telling) -> str:
    """The sentence on two rates, each of all of its runs: the same obligations seldom fall due in
    both, so that pairs tell nothing."""
    (first, runs), (own, others) = _rate(reference), _rate(other)
    if min(runs, others) < FEWEST:
        return other.sentence("{what}: too few histories to tell.", what=other.meaning)
    low, high = newcombe(first, own)
    found = Estimate(own.value - first.value, low, high)
    place = other.place(found)
    return other.sentence(
        DIFFERENCES["none" if low <= 0.0 <= high else "some"],
        phrase=other.told(own.value, place),
        reference=other.spelled(first.value, place),
        difference=other.signed(found.value, place),
        low=other.signed(low, place),
        high=other.signed(high, place),
    )


def answering(histories: xr.Dataset) -> list[str]:
    """Names of the outcomes that answer the question of some histories; deaths in the countries in
    focus if their scenario names none."""
    named = [str(name) for name in np.atleast_1d(histories.attrs.get("answered_by", []))]
    focus = [str(code) for code in np.atleast_1d(histories.attrs.get("focus", []))]
    focus = focus or [str(code) for code in histories["country"].values[:3]]
    return list(dict.fromkeys(named)) or [f"total_deaths.{code}" for code in focus]


def _values(histories: xr.Dataset, name: str) -> tuple[str, dict[str, str], Array]:
    """As `outcome_values`, but that coups of dated history do not count: they answer nothing."""
    base, labels, values = outcome_values(histories, name)
    if base == "coups_total":
        values = values - dated_coups(histories, labels["country"])
    return base, labels, values


def outcome_values(histories: xr.Dataset, name: str) -> tuple[str, dict[str, str], Array]:
    """An outcome by its column: its base name, its labels by dimension, its values ``(run,)``.

    Raises:
        LiptakoError: no such outcome.
    """
    base = name.split(".", maxsplit=1)[0]
    outcomes = [
        str(own) for own, one in histories.data_vars.items() if one.attrs.get("role") == "outcome"
    ]
    if base not in outcomes:
        raise LiptakoError(f"outcome: no '{base}' - {one_of(base, outcomes)}")
    variable = histories[base]
    dimensions = [str(own) for own in variable.dims if own != "run"]
    labels = {
        ".".join([base, *own]): dict(zip(dimensions, own, strict=True))
        for own in product(*([str(one) for one in histories[d].values] for d in dimensions))
    }
    if name not in labels:
        raise LiptakoError(f"outcome: no '{name}' - {one_of(name, list(labels))}")
    return base, labels[name], variable.sel(labels[name]).values.astype(np.float64)
