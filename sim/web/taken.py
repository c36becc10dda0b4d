"""A scenario as it is taken along: one whose levers are moved says so, in its title and name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.language import Language
from sim.scenario import Scenario
from sim.scenario.writing import scenario_text
from sim.web.levers import LEVERS, levers_of
from sim.web.source import Source
from sim.web.wording import lever_value

LONGEST = 120
"""Letters of a title."""


def taken(source: Source, language: Language) -> Scenario:
    """The scenario of a source, under a title and a name that tell which levers were moved."""
    scenario, changes = source.scenario(), list(changed(source, language))
    if not changes:
        return scenario
    title = language.name(scenario.data.title)
    told = _titled(title, "; ".join(changes), language)
    if len(told) > LONGEST:
        told = _titled(title, language.say("{count} levers", count=len(changes)), language)
    if len(told) > LONGEST:
        told = f"…{told[1 - LONGEST :]}"
    return replace(scenario.patch({"title": told}), name=f"{scenario.name}-changed")


def taken_text(source: Source, language: Language) -> str:
    """The same as the text of a file, which begins with the levers that were moved."""
    told = "".join(f"# {one}\n" for one in changed(source, language))
    return told + scenario_text(taken(source, language).resolved)


def _titled(title: str, levers: str, language: Language) -> str:
    return language.say("{title}, changed: {levers}", title=title, levers=levers)


def changed(source: Source, language: Language) -> Iterator[str]:
    """Every lever that is moved: its name, where it stands, and where it stood."""
    scenario = source.untouched.scenario()
    own = levers_of(scenario)
    for name, value in source.levers:
        lever = LEVERS[name]
        if name not in own or (value == own[name] and not lever.drawn(scenario)):
            continue
        yield language.say(
            "{lever} {value} (was {before})",
            lever=language.name(lever.label),
            value=lever_value(lever, value, language),
            before=lever_value(lever, own[name], language),
        )
