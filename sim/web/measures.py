"""What many histories came to, measure by measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

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


def measures(
    now: Scene, where: str, language: Language, *, chances: bool = True
) -> Iterator[Measure]:
    """What is told of histories, as far as a scene has it.

    Args:
        now: the scene.
        where: the country whose interventions are told of by themselves.
        language: of the words.
        chances: whether the interventions to be expected are told of too.
    """
    if now.bloc:
        yield from _of_force(now, where, language, chances)
        yield from _of_pressure(now, where, language)
    if ("obligations_due", ALLIANCE) in now.outcomes:
        yield from _of_allies(language)
    yield from _of_countries(now, language)


def _of_force(now: Scene, where: str, language: Language, chances: bool) -> Iterator[Measure]:
    say = language.say
    names = {"bloc": language.name(now.bloc), "country": country_name(now, where, language)}
    yield Measure(
        say("histories in which {bloc} intervenes in {country}", **names),
        say("{bloc} uses force against {country}", **names),
        partial(intervened, where),
    )
    yield Measure(
        say("histories in which {bloc} intervenes in {country} and wins", **names),
        say("{bloc} uses force against {country} and wins", **names),
        partial(won, where),
    )
    yield Measure(
        say("histories in which {bloc} intervenes anywhere", **names),
        say("{bloc} intervenes anywhere", **names),
        partial(intervened, ""),
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


def _of_pressure(now: Scene, where: str, language: Language) -> Iterator[Measure]:
    """How the bloc presses a country, and what comes of it."""
    say = language.say
    names = {"bloc": language.name(now.bloc), "country": country_name(now, where, language)}
    for deed, words, single in (
        ("sanctions", say("histories in which {bloc} imposes sanctions on {country}", **names),
         say("{bloc} imposes sanctions on {country}", **names)),
        ("threat", say("histories in which {bloc} threatens {country} with force", **names),
         say("{bloc} threatens {country} with force", **names)),
        ("concession", say("histories in which {country} gives way to {bloc}", **names),
         say("{country} gives way to {bloc}", **names)),
        ("climb_down",
         say("histories in which {bloc} lifts its pressure on {country}, with nothing in return",
             **names),
         say("{bloc} lifts its pressure on {country}, with nothing in return", **names)),
    ):  # fmt: skip
        yield Measure(words, single, partial(_outcome, deed, where))


def _of_allies(language: Language) -> Iterator[Measure]:
    say = language.say
    for outcome, words in (
        ("obligations_due", say("calls on allies for armed force")),
        ("obligations_honoured", say("calls that an ally answered")),
    ):
        yield Measure(words, words, partial(_outcome, outcome, ALLIANCE), "sum")
    yield Measure(
        say("histories in which the alliance lives at the end"),
        say("the alliance lives at the end"),
        partial(_outcome, "alive", ALLIANCE),
    )


def _of_countries(now: Scene, language: Language) -> Iterator[Measure]:
    """Members of the bloc, coups and deaths."""
    say = language.say
    names = {code: country_name(now, code, language) for code in now.focus}
    for code, name in names.items():
        if ("member", f"ECOWAS.{code}") in now.outcomes:
            yield Measure(
                say("histories with {country} in ECOWAS at the end", country=name),
                say("{country} is in ECOWAS at the end", country=name),
                partial(_outcome, "member", f"ECOWAS.{code}"),
            )
    listed = language.listed(names.values())
    yield Measure(
        say("histories with a coup in {countries} (beyond dated history)", countries=listed),
        say("a coup in {countries} (beyond dated history)", countries=listed),
        _coups,
    )
    yield Measure(
        say("deaths in {countries}, mean", countries=listed),
        say("deaths in {countries}", countries=listed),
        partial(deaths, ""),
        "mean",
    )
    for code, name in {"": listed, **names}.items():
        yield Measure(
            say("deaths in {countries}, median (90 % of histories)", countries=name),
            "",
            partial(deaths, code),
            "median",
        )


def spelled_range(measure: Measure, values: Values, language: Language) -> str:
    """The median of values ``(run,)``, and what nine tenths of them lie between."""
    spell = partial(language.number, digits=measure.digits)
    return ranged(spell, np.quantile(values, QUANTILES), language)


def intervened(where: str, scene: Scene) -> Values:
    """Whether the bloc intervened in a country, or in any."""
    found = [
        values
        for (name, code), values in scene.outcomes.items()
        if name == "interventions" and where in ("", code)
    ]
    return np.asarray(np.sum(found, axis=0) > 0, np.float64)


def won(where: str, scene: Scene) -> Values:
    """Whether the bloc intervened in a country and won."""
    return np.asarray(scene.outcomes["interventions_won", where] > 0, np.float64)


def _outcome(name: str, about: str, scene: Scene) -> Values:
    return scene.outcomes[name, about]


def target(scene: Scene) -> str:
    """The country in focus in which the bloc is likeliest to intervene."""
    return max(
        scene.focus,
        key=lambda code: float(scene.outcomes.get(("expected_interventions", code), NEVER).sum()),
    )


def _coups(scene: Scene) -> Values:
    found = [scene.outcomes["coups_total", code] for code in scene.focus]
    return np.asarray(np.sum(found, axis=0) > 0, np.float64)


def deaths(where: str, scene: Scene) -> Values:
    """Deaths in a country, or in all in focus."""
    codes = [where] if where else scene.focus
    return np.asarray(np.sum([scene.outcomes["total_deaths", code] for code in codes], axis=0))


def country_name(scene: Scene, code: str, language: Language) -> str:
    """What a country of a scene is called."""
    return language.name(scene.countries[code])


def always(where: str, scene: Scene) -> bool:
    """Whether the bloc intervenes in a country in every history."""
    return bool(intervened(where, scene).all())
