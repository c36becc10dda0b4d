"""The question of a scenario, answered: a sentence an outcome, with its interval, and the kind of
evidence that it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.evidence import Evidence, evidence_of
from sim.analysis.paired import check_paired, paired
from sim.analysis.validation.fact import Estimate, mean, middle, share
from sim.analysis.words import called
from sim.errors import LiptakoError, one_of
from sim.language import ENGLISH, Language

Array = NDArray[np.float64]
Kind = Literal["median", "mean", "chance"]
"""What is said of an outcome: its median over runs with the range of 90 % of them, its mean with
the mean's interval, or the share of runs in which it is above zero, with its interval."""


@dataclass(frozen=True)
class Phrase:
    """How an outcome is told.

    Attributes:
        kind: what is said of it.
        words: with places for the ``value`` and its labels by dimension.
        percent: whether its values are shares.
        digits: after the point, for numbers.
    """

    kind: Kind
    words: str
    percent: bool = False
    digits: int = 0


PHRASES: dict[str, Phrase] = {
    "total_deaths": Phrase("median", "{value} people die in political violence in {country}"),
    "deaths_last_year": Phrase("median", "{value} people die in {country} in the last year"),
    "coastal_deaths_total": Phrase("median", "{value} people die in the coastal states"),
    "total_attacks": Phrase("median", "there are {value} lethal attacks in {country}"),
    "final_state_control": Phrase(
        "median", "{value} of the people of {country} are under state control at the end", True
    ),
    "final_fighters": Phrase("median", "{group} has {value} fighters at the end"),
    "final_displaced": Phrase("median", "{value} people are displaced in {country} at the end"),
    "total_newly_displaced": Phrase("median", "{value} people flee their homes in {country}"),
    "coups_total": Phrase("chance", "officers take power in {country} in {value} of histories"),
    "months_under_junta": Phrase("mean", "{country} is under a junta for {value} months", digits=1),
    "interventions": Phrase("chance", "{bloc} sends troops to {country} in {value} of histories"),
    "interventions_won": Phrase(
        "chance", "{bloc} fights and wins in {country} in {value} of histories"
    ),
    "expected_interventions": Phrase(
        "mean",
        "by the chances of all weeks, {bloc} intervenes {value} times in {country}",
        digits=4,
    ),
    "honour_rate": Phrase(
        "mean", "allies keep {value} of the promises of force that fall due under {treaty}", True
    ),
    "membership_months": Phrase("mean", "{treaty} has {value} member-months", digits=1),
    "treaty_months": Phrase("mean", "{treaty} is in force for {value} months", digits=1),
    "final_affinity_within": Phrase(
        "mean", "affinity among the members of {treaty} is {value} at the end", digits=2
    ),
}
"""How the outcomes are told that scenarios are answered by."""
OTHER = Phrase("mean", "{meaning}: {value}", digits=2)
"""How all others are told, by their long names."""


@dataclass(frozen=True)
class Sentence:
    """One outcome, told.

    Attributes:
        outcome: its column, such as ``total_deaths.MLI``.
        text: the sentence, with value and interval.
        evidence: what kind of evidence it is.
    """

    outcome: str
    text: str
    evidence: Evidence


def answer(histories: xr.Dataset, language: Language = ENGLISH) -> list[Sentence]:
    """What a scenario's histories answer to its question, an outcome a sentence.

    Args:
        histories: as `sim.simulate` gives them; their attribute ``answered_by`` names outcomes.
        language: of the sentences.

    Raises:
        LiptakoError: an outcome that the histories do not have.
    """
    found = []
    for name in answering(histories):
        base, labels, values = outcome_values(histories, name)
        told = _Told(histories, base, labels, language)
        known = values[~np.isnan(values)]
        if not known.size:
            text = language.say("{what}: in no history.", what=told.meaning)
        else:
            value = _estimate(told.phrase.kind, known)
            text = language.say(
                RANGES[told.phrase.kind] if known.size > 1 else "{phrase} (one history).",
                phrase=told.phrase_with(value.value),
                low=told.spelled(value.low),
                high=told.spelled(value.high),
            )
        found.append(Sentence(name, _sentence(text), evidence_of(base)))
    return found


RANGES: dict[Kind, str] = {
    "median": "{phrase} in the median (90 % of histories: {low} to {high}).",
    "mean": "{phrase} in the mean (90 % interval: {low} to {high}).",
    "chance": "{phrase} (90 % interval: {low} to {high}).",
}


DIFFERENCES = {
    "some": "{phrase}, against {reference} in the reference: {difference} (90 % interval {low} to "
    "{high}).",
    "none": "{phrase}, against {reference} in the reference: no difference that these runs can "
    "tell ({difference}; 90 % interval {low} to {high}).",
    "one": "{phrase}, against {reference} in the reference: {difference} (one pair of histories).",
}
"""How a difference is told: one that the runs can tell, one that they cannot, one of one pair."""


def answer_compared(
    reference: xr.Dataset, other: xr.Dataset, language: Language = ENGLISH
) -> list[Sentence]:
    """What a scenario changes of the outcomes that answer its question, against a reference.

    Args:
        reference: histories of the reference.
        other: of the scenario that is compared, with the same seed, runs and months.
        language: of the sentences.

    Raises:
        LiptakoError: the two do not pair, or an outcome that they do not have.
    """
    check_paired(reference, other, "answer")
    found = []
    for name in answering(other):
        base, labels, own = outcome_values(other, name)
        told = _Told(other, base, labels, language)
        try:
            _, _, first = outcome_values(reference, name)
        except LiptakoError:  # a treaty that only one of the two has
            continue
        if told.phrase.kind == "chance":
            own, first = (np.where(np.isnan(one), np.nan, one > 0) for one in (own, first))
        pair = paired(first, own)
        if not pair.pairs:
            continue
        if np.isnan(pair.low):
            words = DIFFERENCES["one"]
        else:
            words = DIFFERENCES["none" if pair.low <= 0.0 <= pair.high else "some"]
        text = language.say(
            words,
            phrase=told.phrase_with(pair.mean),
            reference=told.spelled(pair.reference),
            difference=told.signed(pair.difference),
            low=told.signed(pair.low),
            high=told.signed(pair.high),
        )
        found.append(Sentence(name, _sentence(text), evidence_of(base)))
    return found


def answering(histories: xr.Dataset) -> list[str]:
    """Names of the outcomes that answer the question of some histories; deaths in the countries in
    focus if their scenario names none."""
    named = [str(name) for name in np.atleast_1d(histories.attrs.get("answered_by", []))]
    focus = [str(code) for code in np.atleast_1d(histories.attrs.get("focus", []))]
    return named or [f"total_deaths.{code}" for code in focus]


def outcome_values(histories: xr.Dataset, name: str) -> tuple[str, dict[str, str], Array]:
    """An outcome by its column: its base name, its labels by dimension, its values ``(run,)``.

    Raises:
        LiptakoError: no such outcome.
    """
    base = name.split(".", maxsplit=1)[0]
    outcomes = [str(own) for own, one in histories.data_vars.items() if _is_outcome(one)]
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


def _is_outcome(variable: xr.DataArray) -> bool:
    return variable.attrs.get("role") == "outcome"


def _estimate(kind: Kind, values: Array) -> Estimate:
    if kind == "chance":
        return share(values > 0.0)
    return mean(values) if kind == "mean" else middle(values)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class _Told:
    """An outcome of some histories, ready to be told in a language."""

    histories: xr.Dataset
    base: str
    labels: dict[str, str]
    language: Language

    @property
    def phrase(self) -> Phrase:
        return PHRASES.get(self.base, OTHER)

    @property
    def meaning(self) -> str:
        about = str(self.histories[self.base].attrs.get("long_name", self.base))
        named = [self.language.bare(self._names().get(one, one)) for one in self.labels.values()]
        said = self.language.name(about)
        return f"{said} ({', '.join(named)})" if named else said

    def phrase_with(self, value: float) -> str:
        return self.language.say(
            self.phrase.words,
            value=self.spelled(value),
            meaning=self.meaning,
            **{own: self._names().get(one, one) for own, one in self.labels.items()},
        )

    def _names(self) -> dict[str, str]:
        return called(self.histories, self.language)

    def spelled(self, value: float) -> str:
        if self.phrase.percent or self.phrase.kind == "chance":
            return self.language.percent(value, 1 if abs(value) < 0.1 else 0)
        return self.language.number(_rounded(value), self.phrase.digits)

    def signed(self, value: float) -> str:
        """A difference with its sign; of shares in percentage points."""
        if self.phrase.percent or self.phrase.kind == "chance":
            points = self.language.signed(100.0 * value, 2)
            return self.language.say("{points} points", points=points)
        digits = self.phrase.digits or int(abs(value) < 10.0)
        return self.language.signed(_rounded(value), digits)


def _rounded(value: float) -> float:
    """Three digits that count: the runs tell no more."""
    return float(f"{value:.3g}")
