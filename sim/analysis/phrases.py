"""How outcomes are told in a sentence, and how their numbers are written: no finer than they are
known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import floor, isfinite, log10
from typing import Literal

import xarray as xr

from sim.analysis.validation.fact import Estimate
from sim.analysis.words import called
from sim.language import Language

Kind = Literal["median", "mean", "chance", "rate"]
"""What is said of an outcome: its median over runs with the range of 90 % of them, its mean with
the mean's interval, the share of runs in which it is above zero with its interval, or what was done
of what was due in all runs together, with its interval."""
COARSEST, FINEST, FINEST_SHARE = -3, 4, 2
"""Digits after the point, at least and at most."""


@dataclass(frozen=True)
class Phrase:
    """How an outcome is told.

    Attributes:
        kind: what is said of it.
        words: with places for the ``value`` and its labels by dimension.
        percent: whether its values are shares.
    """

    kind: Kind
    words: str
    percent: bool = False


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
    "coups_total": Phrase(
        "chance",
        "beyond the coups of dated history, officers take power in {country} in {value} of "
        "histories",
        True,
    ),
    "months_under_junta": Phrase("mean", "{country} is under a junta for {value} months"),
    "interventions": Phrase(
        "chance", "{bloc} sends troops to {country} in {value} of histories", True
    ),
    "interventions_won": Phrase(
        "chance", "{bloc} fights and wins in {country} in {value} of histories", True
    ),
    "expected_interventions": Phrase(
        "mean", "by the chances of all weeks, {bloc} intervenes {value} times in {country}"
    ),
    "honour_rate": Phrase(
        "rate", "allies keep {value} of the promises of force that fall due under {treaty}", True
    ),
    "membership_months": Phrase("mean", "{treaty} has {value} member-months"),
    "treaty_months": Phrase("mean", "{treaty} is in force for {value} months"),
    "final_affinity_within": Phrase(
        "mean", "affinity among the members of {treaty} is {value} at the end"
    ),
}
"""How the outcomes are told that scenarios are answered by."""
OTHER = Phrase("mean", "{meaning}: {value}")
"""How others are told, which go by their long names."""


@dataclass(frozen=True)
class Telling:
    """An outcome of some histories, ready to be told in a language.

    Attributes:
        histories: as `sim.simulate` gives them.
        base: name of the outcome, without labels.
        labels: of the one told of, by dimension.
        language: of the sentence.
    """

    histories: xr.Dataset
    base: str
    labels: dict[str, str]
    language: Language

    @property
    def phrase(self) -> Phrase:
        """How it is told."""
        return PHRASES.get(self.base, OTHER)

    @cached_property
    def names(self) -> dict[str, str]:
        """What everybody is called."""
        return called(self.histories, self.language)

    @property
    def meaning(self) -> str:
        """Its long name, with its labels."""
        about = str(self.histories[self.base].attrs.get("long_name", self.base))
        named = [self.language.bare(self.names.get(one, one)) for one in self.labels.values()]
        said = self.language.name(about)
        return f"{said} ({', '.join(named)})" if named else said

    def sentence(self, words: str, **values: object) -> str:
        """A message that tells of it, as a sentence."""
        text = self.language.say(words, **values)
        return text[:1].upper() + text[1:]

    def told(self, value: float, place: int) -> str:
        """The phrase with a value, written to so many digits after the point."""
        return self.language.say(
            self.phrase.words,
            value=self.spelled(value, place),
            meaning=self.meaning,
            **{own: self.names.get(one, one) for own, one in self.labels.items()},
        )

    def averaged(self, value: float, place: int) -> str:
        """The same with a mean, which is said unless it goes without saying."""
        told = self.told(value, place)
        if self.phrase.kind in ("chance", "rate"):
            return told
        return self.language.say("{phrase} on average", phrase=told)

    def spelled(self, value: float, place: int) -> str:
        """A value."""
        if self.phrase.percent:
            return self.language.percent(value, max(place, 0))
        return self.language.number(round(value, place), max(place, 0))

    def signed(self, value: float, place: int) -> str:
        """A difference with its sign; of shares in percentage points."""
        if self.phrase.percent:
            points = self.language.signed(100.0 * value, max(place, 0))
            return self.language.say("{points} points", points=points)
        return self.language.signed(round(value, place), max(place, 0))

    def place(self, found: Estimate) -> int:
        """Digits after the point that tell an interval: of a width of 20 none, of .2 two. A range
        of runs is told one finer; a share counts in percent."""
        width = (found.high - found.low) * (100.0 if self.phrase.percent else 1.0)
        if not (isfinite(width) and width > 0.0):
            return int(self.phrase.kind != "median" or self.phrase.percent)
        place = -floor(log10(width / 5.0)) + (self.phrase.kind == "median")
        if self.phrase.percent:
            most = FINEST_SHARE
        else:  # people and attacks are whole
            most = 0 if self.phrase.kind == "median" else FINEST
        return int(min(max(place, COARSEST), most))
