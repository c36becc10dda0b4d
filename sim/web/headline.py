"""The headline: what many histories came to, beside what they came to otherwise, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from sim.analysis.paired import paired
from sim.language import Language
from sim.web.measures import (
    ALLIANCE,
    Measure,
    Values,
    always,
    country_name,
    deaths,
    intervened,
    measures,
    spelled_range,
    target,
    won,
)
from sim.web.scenes import Scene
from sim.web.wording import ranged


def first_sentence(now: Scene, reference: Scene | None, other: str, language: Language) -> str:
    """How often the bloc intervenes, in how many histories, and in how many of the reference.

    Args:
        now: what is shown.
        reference: what it is compared with, if anything.
        other: what the reference is, as in "in the untouched scenario".
        language: of the sentence.
    """
    say, number = language.say, language.number
    if not now.bloc:
        return say(
            "{deaths} people die in the median of {runs} histories.",
            deaths=number(float(np.median(deaths("", now)))),
            runs=number(now.runs),
        )
    where = target(now if reference is None else reference)
    if reference is not None and all(always(where, one) for one in (now, reference)):
        return _after_force(now, reference, where, other, language)
    values = {
        "bloc": language.name(now.bloc),
        "country": country_name(now, where, language),
        "count": number(float(intervened(where, now).sum())),
        "runs": number(now.runs),
    }
    if reference is None:
        text = say(
            "{bloc} intervenes by force in {country} in {count} of {runs} histories.", **values
        )
    else:
        text = say(
            "{bloc} intervenes by force in {country} in {count} of {runs} histories; {other} in "
            "{others}.",
            other=other,
            others=number(float(intervened(where, reference).sum())),
            **values,
        )
    return text[0].upper() + text[1:]


def _after_force(now: Scene, reference: Scene, where: str, other: str, language: Language) -> str:
    """What parts two scenes in whose every history there is force: who wins, and who helps."""
    say, number = language.say, language.number
    wins, others_wins = (float(won(where, one).sum()) for one in (now, reference))
    text = say(
        "{bloc} intervenes by force in {country} in every history; it wins in {won} of {runs}, "
        "{other} in {others}.",
        bloc=language.name(now.bloc),
        country=country_name(now, where, language),
        won=number(wins),
        runs=number(now.runs),
        other=other,
        others=number(others_wins),
    )
    text = text[0].upper() + text[1:]
    if any(("obligations_due", ALLIANCE) not in one.outcomes for one in (now, reference)):
        return text
    due, met, others_due, others_met = (
        float(one.outcomes[f"obligations_{what}", ALLIANCE].sum())
        for one in (now, reference)
        for what in ("due", "honoured")
    )
    return text + " " + say(
        "Allies answer {met} of {due} calls for help; {other} {others_met} of {others_due}.",
        met=number(met),
        due=number(due),
        other=other,
        others_met=number(others_met),
        others_due=number(others_due),
    )  # fmt: skip


def fork_sentence(one: Scene, other: Scene, ways: Sequence[str], language: Language) -> str:
    """How many die in the futures of either branch, and whether that can be told apart."""
    pair = paired(deaths("", other), deaths("", one))
    told = pair.low > 0.0 or pair.high < 0.0
    return language.say(
        "In the mean of {runs} futures {deaths} people die with the answer {one}, {others} with "
        "the answer {other}: {difference} (90 % interval {low} to {high})."
        if told
        else "In the mean of {runs} futures {deaths} people die with the answer {one}, {others} "
        "with the answer {other}: no difference that these futures can tell (90 % interval {low} "
        "to {high}).",
        runs=language.number(one.runs),
        deaths=language.number(pair.mean),
        others=language.number(pair.reference),
        one=ways[0],
        other=ways[1],
        difference=language.signed(pair.difference),
        low=language.signed(pair.low),
        high=language.signed(pair.high),
    )


def heads(reference: bool, other: str, language: Language) -> list[str]:
    """Heads of the table of the headline."""
    say = language.say
    if not reference:
        return [say("of 200 histories"), say("here")]
    return [
        say("of 200 histories"), say("here"), other, say("difference (90 % interval)"),
        say("histories that changed"),
    ]  # fmt: skip


def rows(now: Scene, reference: Scene | None, language: Language) -> list[list[str]]:
    """The table of the headline: a row a measure."""
    found = []
    if reference is not None:  # the same countries of both
        reference = replace(reference, focus=now.focus)
    where = target(now if reference is None else reference)
    both = [now] if reference is None else [now, reference]
    chances = not any(always(where, one) for one in both)  # of what is sure they tell nothing
    for measure in measures(now, where, language, chances=chances):
        own = measure.of(now)
        row = [measure.words, _spelled(measure, own, language)]
        if reference is not None:
            row += _beside(measure, own, reference, language)
        found.append(row)
    return found


def _beside(measure: Measure, own: Values, reference: Scene, language: Language) -> list[str]:
    """The reference, the difference, and how many histories changed."""
    try:
        first = measure.of(reference)
    except KeyError:  # a treaty that only one of the two has
        return ["-", "-", "-"]
    if measure.kind == "median":
        return [_spelled(measure, first, language), "", ""]
    pair = paired(first, own)
    scale = 1.0 if measure.kind == "mean" else float(own.size)
    spell = partial(language.signed, digits=measure.digits)
    up, down = int((own > first).sum()), int((own < first).sum())
    changed = language.say(
        "{up} more, {down} fewer", up=language.number(up), down=language.number(down)
    )
    sizes = [one * scale for one in (pair.low, pair.difference, pair.high)]
    text = spell(sizes[1]) if pair.low == pair.high else ranged(spell, sizes, language)
    return [_spelled(measure, first, language), text, changed]


def _spelled(measure: Measure, values: Values, language: Language) -> str:
    if measure.kind == "median":
        return spelled_range(measure, values, language)
    whole = values.mean() if measure.kind == "mean" else values.sum()
    return language.number(float(whole), measure.digits)
