"""A game, as the page tells it: what is asked, what the player knows, what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import xarray as xr

from sim.analysis.chronicle import chronicle
from sim.analysis.story import Line, told_events
from sim.analysis.words import called, in_words, pledge_of
from sim.experiment.play import Game
from sim.experiment.questions import Question, Stop, Taken
from sim.language import Language
from sim.plots.crises import posture_words
from sim.plots.selection import focus_countries
from sim.scenario import Scenario
from sim.web.asking import asked_plainly, does
from sim.web.histories import History, answer_word, told, when_decided
from sim.web.scenes import outcomes_of

A_YEAR = 12
THERE = 0.05
"""Presence of a partner from which one speaks of it."""
STANDING = ("leave", "sign", "exit", "civilian-rule")
"""Decisions that come up month after month: mostly nothing changes."""


@dataclass(frozen=True)
class Asked:
    """A question, as the page puts it.

    Attributes:
        question: as it is.
        words: who decides what.
        plain: the same as a question.
        means: what the answers mean.
        options: what can be chosen, each with its code and what it is called.
        does: what each option does; empty where that is plain.
    """

    question: Question
    words: str
    plain: str
    means: str
    options: tuple[tuple[str, str], ...]
    does: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """A question that was answered.

    Attributes:
        stop: where.
        asked: the question, as it was put.
        when: month and week.
        answer: the option.
        said: what it is called.
        model: what the model would have chosen.
        chance: how likely that was.
        held: whether an earlier answer was held to.
    """

    stop: Stop
    asked: Asked
    when: str
    answer: str
    said: str
    model: str
    chance: float
    held: bool


@dataclass(frozen=True, eq=False)
class Turn:
    """A game where it stands.

    Attributes:
        when: month and week of the stop; empty at the end.
        month: its index; how many there are, at the end.
        months: how many there are.
        asked: what is asked; nothing at the end.
        standing: whether it is asked month after month.
        stop: the same, as it is; None at the end.
        known: what the player knows, label and value.
        lately: what happened in the month so far.
        history: the months before.
        chosen: what was asked and answered so far.
        answered: months, by index, in which the player answered; one a stop.
        outcomes: what the history came to, as in a scene; nothing before the end.
    """

    when: str
    month: int
    months: int
    asked: tuple[Asked, ...]
    standing: bool
    stop: Stop | None
    known: tuple[tuple[str, str], ...]
    lately: tuple[Line, ...]
    history: History
    chosen: tuple[Chosen, ...]
    answered: tuple[int, ...]
    outcomes: dict[tuple[str, str], Any]


def turn(game: Game, scenario: Scenario, actor: str, language: Language) -> Turn:
    """A game in a language."""
    names = called(game.history, language)
    stop = game.stop
    asked = (
        ()
        if stop is None
        else tuple(_asked(one, scenario, names, language) for one in stop.questions)
    )
    lately: tuple[Line, ...] = ()
    events = chronicle(game.events_before)
    if len(events):
        lately = tuple(told_events(events[events["kind"] != "massacre"], names, language))
    return Turn(
        when="" if stop is None else _when(stop, scenario, language),
        month=scenario.months if stop is None else stop.month,
        months=scenario.months,
        asked=asked,
        standing=stop is not None and stop.decision in STANDING,
        stop=stop,
        known=tuple(_known(game.history, actor, language)) if stop is not None else (),
        lately=lately,
        history=told(game.history, (), scenario, language),
        chosen=tuple(_chosen(game.taken, scenario, names, language)),
        answered=tuple(one.stop.month for one in game.taken if not one.held),
        outcomes=dict(outcomes_of(game.history)) if stop is None else {},
    )


def _asked(
    question: Question, scenario: Scenario, names: dict[str, str], language: Language
) -> Asked:
    of = question.actor, question.decision, question.about
    words = in_words(*of, names, language, pledge_of(scenario, *of, question.terms))
    options = tuple((code, option_word(one, language)) for code, one in question.codes.items())
    who, about = (names.get(one, one) for one in (question.actor, question.about))
    plain, means = asked_plainly(question.decision, who, about, language)
    meant = tuple(does(one, language) for one in question.codes.values())
    return Asked(question, words, plain, means, options, meant)


def option_word(option: str, language: Language) -> str:
    """What an option is called."""
    return answer_word(option == "yes" if option in ("yes", "no") else option, language)


def _when(stop: Stop, scenario: Scenario, language: Language) -> str:
    return when_decided(scenario, stop.month, stop.week, stop.decision, language, long=True)


def _chosen(
    taken: tuple[Taken, ...], scenario: Scenario, names: dict[str, str], language: Language
) -> Iterator[Chosen]:
    for one in taken:
        for question, answer in zip(one.stop.questions, one.answers, strict=True):
            yield Chosen(
                stop=one.stop,
                asked=_asked(question, scenario, names, language),
                when=_when(one.stop, scenario, language),
                answer=answer,
                said=option_word(answer, language),
                model=option_word(question.outcome, language),
                chance=question.probability,
                held=one.held,
            )


# ------------------------------------------------------------------------ what the player knows


def _known(history: xr.Dataset, actor: str, language: Language) -> Iterator[tuple[str, str]]:
    """What an actor knows at the end of the last month: its own affairs, and what is public."""
    if not history.sizes["month"]:
        return
    now = history.isel(run=0, month=-1)
    if actor in history["country"].values:
        yield from _own_affairs(history, now, actor, language)
    if actor in history["partner"].values:
        yield from _presence(now, actor, language)
    yield from _public(history, now, actor, language)


def _own_affairs(
    history: xr.Dataset, now: xr.Dataset, country: str, language: Language
) -> Iterator[tuple[str, str]]:
    say, own = language.say, now.sel(country=country)
    rule = say("the military") if bool(own["junta"]) else say("civilians")
    yield say("who governs"), rule
    yield say("own legitimacy (0 to 1)"), language.number(float(own["legitimacy"]), 2)
    yield say("own soldiers"), language.number(float(own["soldiers"]))
    control = float(own["state_control_national"])
    yield say("own people under state control"), language.percent(control)
    deaths = history["deaths"].isel(run=0).sel(country=country).sum("kind")
    yield say("deaths in the country last month"), language.number(float(deaths.isel(month=-1)))
    year = deaths.isel(month=slice(-A_YEAR, None))
    since = language.month(year["month"].values[0])
    yield (
        say("deaths in the country since {month}", month=since),
        language.number(float(year.sum())),
    )
    yield say("displaced in the country"), language.number(float(own["displaced"]))
    there = [
        language.bare(str(name))
        for name, level in zip(now["partner_name"].values, own["presence"].values, strict=True)
        if level > THERE
    ]
    yield say("foreign forces in the country"), language.listed(there) or say("none")


def _presence(now: xr.Dataset, partner: str, language: Language) -> Iterator[tuple[str, str]]:
    own = now["presence"].sel(partner=partner)
    for name, level in zip(now["country_name"].values, own.values, strict=True):
        if level > THERE:
            yield (
                language.say(
                    "own forces in {country}, of their peak", country=language.name(str(name))
                ),
                language.percent(float(level)),
            )


def _public(
    history: xr.Dataset, now: xr.Dataset, actor: str, language: Language
) -> Iterator[tuple[str, str]]:
    say = language.say
    names = called(history, language)
    if now.sizes.get("bloc"):
        words, bloc = posture_words(language), str(now["bloc"].values[0])
        pressed = [
            say("{country} ({posture})", country=names[str(code)], posture=words[int(level)])
            for code, level in zip(
                now["country"].values, now["hardest_posture"].isel(bloc=0).values, strict=True
            )
            if level > 0
        ]
        yield (
            say("under pressure by {bloc}", bloc=names[bloc]),
            language.listed(pressed) or say("no country"),
        )
    for treaty in map(str, now["treaty"].values):
        if treaty in now["bloc"].values or not bool(now["treaty_active"].sel(treaty=treaty)):
            continue
        member = now["member"].sel(treaty=treaty)
        inside = [
            language.bare(names[str(code)]) for code in now["country"].values[member.values > 0]
        ]
        yield say("members of {treaty}", treaty=names[treaty]), language.listed(inside)
    recent = history["deaths"].isel(run=0, month=-1).sum("kind")
    for code in focus_countries(history):
        if code == actor:
            continue
        yield (
            say("deaths in {country} last month, as reported", country=names[code]),
            language.number(float(recent.sel(country=code))),
        )
