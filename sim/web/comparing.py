"""One history that was played, against those in which the model decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sim.language import Language
from sim.plots.crises import posture_words
from sim.web.measures import (
    QUANTILES,
    Measure,
    Values,
    country_name,
    measures,
    spelled_range,
    target,
)
from sim.web.scenes import LEAVES, Scene
from sim.web.wording import ranged


def against_heads(scene: Scene | None, luck: int, language: Language) -> list[str]:
    """Heads of the table in which one history stands against the model's."""
    say = language.say
    found = [
        say("what came of it"),
        say("your history"),
        say("the model's {runs} histories", runs=language.number(scene.runs if scene else 0)),
    ]
    if scene is not None and luck < scene.runs:
        found.append(say("of these, the one with your luck"))
    return found


def against(
    outcomes: Mapping[tuple[str, str], Values], scene: Scene, luck: int, language: Language
) -> list[list[str]]:
    """One history against the model's: a row a measure.

    Args:
        outcomes: of the history, as in a scene, ``(1,)``.
        scene: of the model's.
        luck: number of the history; the model's of that number had the same luck.
        language: of the table.
    """
    own, twin = replace(scene, outcomes=outcomes), luck if luck < scene.runs else None
    rows = [*_postures(own, scene, twin, language)]
    for measure in measures(scene, target(scene), language):
        if measure.single:
            rows.append(_row(measure, measure.of(own), measure.of(scene), twin, language))
    return [*rows, *_exits(own, scene, twin, language)]


def _row(
    measure: Measure, own: Values, all_: Values, twin: int | None, language: Language
) -> list[str]:
    if measure.kind == "yes":
        others = _count(all_, language)
    else:
        others = spelled_range(measure, all_, language)
    row = [measure.single, _one(measure, float(own[0]), language), others]
    return row if twin is None else [*row, _one(measure, float(all_[twin]), language)]


def _one(measure: Measure, value: float, language: Language) -> str:
    """What a single history came to."""
    if measure.kind != "yes":
        return language.number(value, measure.digits)
    return language.say("yes") if value else language.say("no")


def _count(values: Values, language: Language) -> str:
    count = language.number(float(values.sum()))
    return language.say("in {count} of {runs}", count=count, runs=language.number(len(values)))


def _postures(
    own: Scene, scene: Scene, twin: int | None, language: Language
) -> Iterator[list[str]]:
    """The hardest posture of the bloc in the crisis."""
    if not scene.bloc:
        return
    where, words = target(scene), posture_words(language)
    mine, all_ = (one.outcomes["highest_posture", where] for one in (own, scene))
    low, middle, high = np.quantile(all_, QUANTILES, method="nearest")
    label = language.say(
        "hardest posture of {bloc} towards {country}",
        bloc=language.name(scene.bloc),
        country=country_name(scene, where, language),
    )
    spread = ranged(lambda level: words[int(level)], (low, middle, high), language)
    row = [label, words[int(mine[0])], spread]
    yield row if twin is None else [*row, words[int(all_[twin])]]


def _exits(own: Scene, scene: Scene, twin: int | None, language: Language) -> Iterator[list[str]]:
    """Who announced that it leaves which treaty; treaties that nobody leaves are left out."""
    say = language.say
    for treaty, name in scene.treaties.items():
        keys = {code: (LEAVES, f"{treaty}.{code}") for code in scene.focus}
        all_ = {code: scene.outcomes[key] for code, key in keys.items()}
        mine = [code for code, key in keys.items() if own.outcomes[key][0]]
        counts = [
            say(
                "{country} in {count}",
                country=language.bare(scene.countries[code]),
                count=language.number(float(values.sum())),
            )
            for code, values in all_.items()
            if values.any()
        ]
        if not mine and not counts:
            continue
        others = say("of {runs}: {what}", runs=language.number(scene.runs), what=", ".join(counts))
        row = [
            say("who announces that it leaves {treaty}", treaty=_called(treaty, name, language)),
            _listed(mine, scene, language),
            others if counts else say("nobody"),
        ]
        if twin is not None:
            gone = [code for code, values in all_.items() if values[twin]]
            row.append(_listed(gone, scene, language))
        yield row


def _called(treaty: str, name: str, language: Language) -> str:
    return language.name(treaty if treaty == "ECOWAS" else f"the {name}")


def _listed(codes: list[str], scene: Scene, language: Language) -> str:
    names = [language.bare(scene.countries[code]) for code in codes]
    return language.listed(names) or language.say("nobody")
