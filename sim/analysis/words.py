"""Plain words for who is who and for what is decided, so that a student can read a decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import xarray as xr

from sim.errors import LiptakoError, one_of
from sim.language import ENGLISH, Language
from sim.mechanisms.coercion import OPTIONS
from sim.scenario import Scenario


@dataclass(frozen=True)
class Deed:
    """What one decision is about.

    Attributes:
        words: what its actor does if the answer is yes, or what is chosen.
        weekly: whether it is asked by the week; else once a month.
        options: names of what can be chosen; empty if the answer is yes or no.
    """

    words: str
    weekly: bool = False
    options: tuple[str, ...] = ()


DEEDS: dict[str, Deed] = {
    "coup": Deed("officers try to take power"),
    "coup-success": Deed("the coup succeeds"),
    "claimant-escapes": Deed("the rightful claimant stays free"),
    "ask-for-force": Deed("the rightful claimant asks for help by force"),
    "civilian-rule": Deed("the junta hands power back to civilians"),
    "meet": Deed("meets about {about}", weekly=True),
    "posture": Deed("posture towards {about}", weekly=True, options=tuple(OPTIONS)),
    "force": Deed("uses force in {about}", weekly=True),
    "concede": Deed("gives way to {about}", weekly=True),
    "slip": Deed("lets the timetable promised to {about} slip"),
    "honour": Deed("sends armed force to help {about}", weekly=True),
    "lose-to-attackers": Deed("is beaten by those who attack it", weekly=True),
    "exit": Deed("begins to withdraw from {about}"),
    "leave": Deed("announces that it leaves {about}"),
    "sign": Deed("signs the treaty of {about}"),
    "found": Deed("is founded by its candidates"),
}
"""Every decision of the model, by the first word of its name."""


def deed_of(decision: str) -> Deed:
    """The deed that a decision's name stands for, such as ``honour AES mutual_defence``."""
    return DEEDS[decision.split(maxsplit=1)[0]]


def in_words(
    actor: str,
    decision: str,
    about: str,
    names: Mapping[str, str],
    language: Language = ENGLISH,
    pledged: date | None = None,
) -> str:
    """A decision as in "Mali: sends armed force to help Niger (AES, mutual defence)".

    Args:
        actor: id of who decides.
        decision: its name.
        about: id of whom or what it concerns; empty if itself.
        names: what everybody is called, by id, in that language.
        language: of the sentence.
        pledged: day of the pledge that binds without a signed treaty, as `pledge_of` finds it.
    """
    text = language.say(deed_of(decision).words, about=names.get(about, about))
    _, *basis = decision.split()
    if pledged is not None:
        text += f" ({language.say('pledge of {day}', day=language.day(pledged, long=True))})"
    elif basis:
        text += f" ({', '.join(language.bare(part.replace('_', ' ')) for part in basis)})"
    who = names.get(actor, actor)
    said = language.say("{who}: {what}", who=who, what=text)
    return f"{said[0].upper()}{said[1:]}"


def pledge_of(
    scenario: Scenario, actor: str, decision: str, about: str, terms: Mapping[str, float]
) -> date | None:
    """The day of the pledge that alone binds an ally who is called; None where a signed treaty
    does, or nothing.

    Args:
        scenario: that has the pledges.
        actor: id of who is called.
        decision: its name, such as ``honour AES mutual_defence``.
        about: id of whom it concerns.
        terms: what weighed; a signature that is missing does.
    """
    word, *basis = decision.split()
    if word != "honour" or not basis or not terms.get("signature"):
        return None
    given = scenario.data.treaties[basis[0]].pledges
    return next((one.on for one in given if (one.by, one.to) == (actor, about)), None)


def names_of(scenario: Scenario) -> dict[str, str]:
    """What the actors of a scenario are called."""
    data = scenario.data
    named = {
        name: own.name for actors in (data.countries, data.partners) for name, own in actors.items()
    }
    return named | treaty_names({name: own.name for name, own in data.treaties.items()}, data.blocs)


def treaty_names(treaties: Mapping[str, str], blocs: Collection[str]) -> dict[str, str]:
    """What treaties are called. Groups and blocs go by their ids, which are how people speak of
    them, and so does a treaty that shares its id with a bloc."""
    return {own: f"the {name}" for own, name in treaties.items() if own not in blocs}


def called(histories: xr.Dataset, language: Language = ENGLISH) -> dict[str, str]:
    """What everybody in results is called, with an article where the language has one; regions are
    told with their country, since two may have one name."""
    names = {
        str(own): language.name(str(name))
        for kind in ("country", "partner")
        for own, name in zip(histories[kind].values, histories[f"{kind}_name"].values, strict=True)
    }
    names |= {
        str(own): language.name(str(own))
        for kind in ("group", "bloc")
        for own in histories[kind].values
    }
    treaties = zip(histories["treaty"].values, histories["treaty_name"].values, strict=True)
    blocs = {str(own) for own in histories["bloc"].values}
    named = treaty_names({str(own): str(name) for own, name in treaties}, blocs)
    names |= {own: language.name(name) for own, name in named.items()}
    for region, name, country in zip(
        *(histories[own].values for own in ("region", "region_name", "region_country")), strict=True
    ):
        names[str(region)] = language.say(
            "{region} ({country})",
            region=language.name(str(name)),
            country=names.get(str(country), str(country)),
        )
    return names


def check_actor(scenario: Scenario, actor: str | None) -> None:
    """Refuse the name of nobody who decides.

    Raises:
        LiptakoError: no actor of the scenario, or an armed group, which decides nothing.
    """
    data = scenario.data
    deciding = list(dict.fromkeys([*data.countries, *data.partners, *data.blocs, *data.treaties]))
    if actor is not None and actor not in deciding:
        raise LiptakoError(
            f"actor: nobody called '{actor}' decides - {one_of(actor, deciding, 20)}"
        )
