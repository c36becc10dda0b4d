"""The headline: what many histories came to, beside what they came to otherwise, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.paired import paired
from sim.language import Language
from sim.web.scenes import Scene
from sim.web.wording import ranged

Values = NDArray[np.float64]
QUANTILES = (0.05, 0.5, 0.95)
NEVER = np.zeros(1)
ALLIANCE = "AES"


@dataclass(frozen=True, eq=False)
class Measure:
    """One thing that a history came to.

    Attributes:
        words: what it is, of many histories.
        single: what it is, of one.
        of: its values ``(run,)`` in a scene; of what is yes or no, 0 or 1.
        kind: whether it is yes or no, is added up over histories, averaged, or told with its range.
        digits: after the point.
    """

    words: str
    single: str
    of: Callable[[Scene], Values]
    kind: Literal["yes", "sum", "mean", "median"] = "yes"
    digits: int = 0


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
        deaths = float(np.median(_deaths("", now)))
        return say(
            "{deaths} people die in the median of {runs} histories.",
            deaths=number(deaths),
            runs=number(now.runs),
        )
    where = target(now if reference is None else reference)
    if reference is not None and all(_always(where, one) for one in (now, reference)):
        return _after_force(now, reference, where, other, language)
    values = {
        "bloc": language.name(now.bloc),
        "country": country_name(now, where, language),
        "count": number(float(_intervened(where, now).sum())),
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
            others=number(float(_intervened(where, reference).sum())),
            **values,
        )
    return text[0].upper() + text[1:]


def _always(where: str, scene: Scene) -> bool:
    """Whether the bloc intervenes in a country in every history."""
    return bool(_intervened(where, scene).all())


def _after_force(now: Scene, reference: Scene, where: str, other: str, language: Language) -> str:
    """What parts two scenes in whose every history there is force: who wins, and who helps."""
    say, number = language.say, language.number
    won, others_won = (float(_won(where, one).sum()) for one in (now, reference))
    text = say(
        "{bloc} intervenes by force in {country} in every history; it wins in {won} of {runs}, "
        "{other} in {others}.",
        bloc=language.name(now.bloc),
        country=country_name(now, where, language),
        won=number(won),
        runs=number(now.runs),
        other=other,
        others=number(others_won),
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
    pair = paired(_deaths("", other), _deaths("", one))
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


def measures(
    now: Scene, where: str, language: Language, *, chances: bool = True
) -> Iterator[Measure]:
    """What the table of the headline tells of, as far as a scene has it; ``where`` is the country
    whose interventions are told of by themselves."""
    say = language.say
    if now.bloc:
        names = {"bloc": language.name(now.bloc), "country": country_name(now, where, language)}
        yield Measure(
            say("histories in which {bloc} intervenes in {country}", **names),
            say("{bloc} uses force against {country}", **names),
            partial(_intervened, where),
        )
        yield Measure(
            say("histories in which {bloc} intervenes in {country} and wins", **names),
            say("{bloc} uses force against {country} and wins", **names),
            partial(_won, where),
        )
        yield Measure(
            say("histories in which {bloc} intervenes anywhere", **names),
            say("{bloc} intervenes anywhere", **names),
            partial(_intervened, ""),
        )
        if chances:
            yield Measure(
                say("interventions to be expected in {country}, the chances of all weeks added up",
                    **names),
                "",
                lambda scene: scene.outcomes["expected_interventions", where],
                "sum",
                2,
            )  # fmt: skip
        yield from _pressed(where, names, language)
    if ("obligations_due", ALLIANCE) in now.outcomes:
        yield Measure(
            say("calls on allies for armed force"),
            say("calls on allies for armed force"),
            lambda scene: scene.outcomes["obligations_due", ALLIANCE],
            "sum",
        )
        yield Measure(
            say("calls that an ally answered"),
            say("calls that an ally answered"),
            lambda scene: scene.outcomes["obligations_honoured", ALLIANCE],
            "sum",
        )
        yield Measure(
            say("histories in which the alliance lives at the end"),
            say("the alliance lives at the end"),
            lambda scene: scene.outcomes["alive", ALLIANCE],
        )
    for code in now.focus:
        if ("member", f"ECOWAS.{code}") in now.outcomes:
            yield Measure(
                say(
                    "histories with {country} in ECOWAS at the end",
                    country=country_name(now, code, language),
                ),
                say("{country} is in ECOWAS at the end", country=country_name(now, code, language)),
                partial(_stays, code),
            )
    listed = language.listed([country_name(now, code, language) for code in now.focus])
    yield Measure(
        say("histories with a coup in {countries} (beyond dated history)", countries=listed),
        say("a coup in {countries} (beyond dated history)", countries=listed),
        _coups,
    )
    yield Measure(
        say("deaths in {countries}, mean", countries=listed),
        say("deaths in {countries}", countries=listed),
        partial(_deaths, ""),
        "mean",
    )
    for code in ("", *now.focus):
        place = country_name(now, code, language) if code else listed
        yield Measure(
            say("deaths in {countries}, median (90 % of histories)", countries=place),
            "",
            partial(_deaths, code),
            "median",
        )


def _pressed(where: str, names: Mapping[str, str], language: Language) -> Iterator[Measure]:
    """How the bloc presses a country, and what comes of it."""
    say = language.say
    for deed, words, single in (
        ("sanctions", say("histories in which {bloc} imposes sanctions on {country}", **names),
         say("{bloc} imposes sanctions on {country}", **names)),
        ("threat", say("histories in which {bloc} threatens {country} with force", **names),
         say("{bloc} threatens {country} with force", **names)),
        ("concession", say("histories in which {country} gives way to {bloc}", **names),
         say("{country} gives way to {bloc}", **names)),
        ("climb_down", say("histories in which {bloc} lifts its pressure on {country} for nothing",
                           **names),
         say("{bloc} lifts its pressure on {country} for nothing", **names)),
    ):  # fmt: skip
        yield Measure(words, single, partial(_done, deed, where))


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
    chances = not any(_always(where, one) for one in both)  # of what is sure they tell nothing
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
        "{up} more, {down} less", up=language.number(up), down=language.number(down)
    )
    sizes = [one * scale for one in (pair.low, pair.difference, pair.high)]
    text = spell(sizes[1]) if pair.low == pair.high else ranged(spell, sizes, language)
    return [_spelled(measure, first, language), text, changed]


def _spelled(measure: Measure, values: Values, language: Language) -> str:
    if measure.kind == "median":
        return spelled_range(measure, values, language)
    whole = values.mean() if measure.kind == "mean" else values.sum()
    return language.number(float(whole), measure.digits)


def spelled_range(measure: Measure, values: Values, language: Language) -> str:
    """The median of values ``(run,)``, and what nine tenths of them lie between."""
    spell = partial(language.number, digits=measure.digits)
    return ranged(spell, np.quantile(values, QUANTILES), language)


def _intervened(where: str, scene: Scene) -> Values:
    """Whether the bloc intervened in a country, or in any."""
    found = [
        values
        for (name, code), values in scene.outcomes.items()
        if name == "interventions" and where in ("", code)
    ]
    return np.asarray(np.sum(found, axis=0) > 0, np.float64)


def _won(where: str, scene: Scene) -> Values:
    return np.asarray(scene.outcomes["interventions_won", where] > 0, np.float64)


def _done(deed: str, where: str, scene: Scene) -> Values:
    return scene.outcomes[deed, where]


def target(scene: Scene) -> str:
    """The country in focus in which the bloc is likeliest to intervene."""
    return max(
        scene.focus,
        key=lambda code: float(scene.outcomes.get(("expected_interventions", code), NEVER).sum()),
    )


def _stays(code: str, scene: Scene) -> Values:
    return scene.outcomes["member", f"ECOWAS.{code}"]


def _coups(scene: Scene) -> Values:
    found = [scene.outcomes["coups_total", code] for code in scene.focus]
    return np.asarray(np.sum(found, axis=0) > 0, np.float64)


def _deaths(where: str, scene: Scene) -> Values:
    """Deaths in a country, or in all in focus."""
    codes = [where] if where else scene.focus
    return np.asarray(np.sum([scene.outcomes["total_deaths", code] for code in codes], axis=0))


def country_name(scene: Scene, code: str, language: Language) -> str:
    """What a country of a scene is called."""
    return language.name(scene.countries[code])
