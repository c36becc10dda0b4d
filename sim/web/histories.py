"""One history, as the page tells it: its story, its months, its decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xarray as xr
from numpy.typing import NDArray

from sim.analysis.story import Line, story
from sim.analysis.words import called, deed_of, in_words, pledge_of
from sim.decisions import Decision
from sim.experiment.replay import spelled_month
from sim.language import Language
from sim.plots.selection import focus_countries
from sim.scenario import Scenario

Numbers = NDArray[Any]
PASSED_OVER = ("meet",)
"""Decisions of which there are many, and which change nothing by themselves."""
ALWAYS = ("honour", "ask-for-force", "coup-success")
"""Decisions that are told of whatever their outcome."""


@dataclass(frozen=True, eq=False)
class Told:
    """A decision, as the page tells it.

    Attributes:
        decision: as it was taken.
        words: who decides what.
        when: month, and week where it is one of the week's.
        month: index of the month.
        answer: what was decided.
        options: what it could be.
    """

    decision: Decision
    words: str
    when: str
    month: int
    answer: str
    options: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class History:
    """One history.

    Attributes:
        run: its number.
        months: its months, ``(month,)``.
        story: dated lines.
        deaths: ``(month,)`` by country in focus.
        regions: ids, ``(region,)``.
        maps: ``(month, region)`` by variable.
        decisions: those worth telling of, in their order.
    """

    run: int
    months: Numbers
    story: tuple[Line, ...]
    deaths: dict[str, Numbers]
    regions: tuple[str, ...]
    maps: dict[str, Numbers]
    decisions: tuple[Told, ...]


def told(
    alone: xr.Dataset, decisions: Iterable[Decision], scenario: Scenario, language: Language
) -> History:
    """A history in a language.

    Args:
        alone: results of one run.
        decisions: every one taken in it.
        scenario: that was lived.
        language: in which it is told.
    """
    run = int(alone["run"].values[0])
    own = alone.isel(run=0)
    deaths, names = own["deaths"].sum("kind"), called(alone, language)
    return History(
        run=run,
        months=alone["month"].values,
        story=tuple(story(alone, run, language)),
        deaths={code: deaths.sel(country=code).values for code in focus_countries(alone)},
        regions=tuple(map(str, alone["region"].values)),
        maps={"deaths_region": own["deaths_region"].transpose(..., "region").values},
        decisions=tuple(
            told_decision(one, scenario, names, language) for one in _worth_telling(decisions)
        ),
    )


def told_decision(
    one: Decision, scenario: Scenario, names: dict[str, str], language: Language
) -> Told:
    """A decision in a language; ``names`` are what everybody is called."""
    month = one.month - scenario.start
    pledged = pledge_of(scenario, one.actor, one.decision, one.about, one.terms)
    return Told(
        decision=one,
        words=in_words(one.actor, one.decision, one.about, names, language, pledged),
        when=when_decided(scenario, month, one.week, one.decision, language),
        month=month,
        answer=answer_word(one.outcome, language),
        options=deed_of(one.decision).options or ("yes", "no"),
    )


def when_decided(
    scenario: Scenario,
    month: int,
    week: int,
    decision: str,
    language: Language,
    *,
    long: bool = False,
) -> str:
    """The month of an index, spelled out if ``long``; and the week of what is decided by the
    week."""
    when = language.month(spelled_month(scenario, month), long=long)
    if not deed_of(decision).weekly:
        return when
    return language.say("{month}, week {week}", month=when, week=week + 1)


def answer_word(outcome: bool | str, language: Language) -> str:
    """Yes, no, or what an option is called."""
    if isinstance(outcome, str):
        return language.bare(outcome.replace("_", " "))
    return language.say("yes") if outcome else language.say("no")


def _worth_telling(decisions: Iterable[Decision]) -> Sequence[Decision]:
    """Decisions that changed something, or might well have."""
    found: list[Decision] = []
    last: dict[tuple[str, str], bool | str] = {}
    for one in decisions:
        word = one.decision.split(maxsplit=1)[0]
        if word in PASSED_OVER:
            continue
        if isinstance(one.outcome, str):
            key = one.actor, one.about
            if last.get(key) != one.outcome:
                found.append(one)
            last[key] = one.outcome
        elif one.outcome or word in ALWAYS:
            found.append(one)
    return found
