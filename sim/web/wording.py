"""What things on the page are called, and how their numbers are written."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.language import Language
from sim.web.levers import Lever


@dataclass(frozen=True)
class Quantity:
    """Something that charts or the map show.

    Attributes:
        title: what it is.
        unit: of its axis.
        spell: writes a value.
        scale: from the model's numbers to the page's.
        edges: between classes of the map.
    """

    title: str
    unit: str
    spell: Callable[[float], str]
    scale: float = 1.0
    edges: tuple[float, ...] = ()


def series(language: Language) -> dict[str, Quantity]:
    """What fans show, by variable."""
    say, number, percent = language.say, language.number, language.percent
    return {
        "deaths": Quantity(say("deaths a month"), say("persons"), number),
        "state_control_national": Quantity(
            say("people under state control"), "%", lambda one: percent(one / 100), 100.0
        ),
        "legitimacy": Quantity(
            say("legitimacy of the government (0 to 1)"), "", lambda one: number(one, 2)
        ),
        "displaced": Quantity(say("displaced people (thousands)"), say("thousands"), number, 0.001),
    }


def regional(language: Language) -> dict[str, Quantity]:
    """What maps show, by variable."""
    say = language.say
    return {
        "deaths_region": Quantity(
            say("deaths in the month"),
            say("persons"),
            lambda one: language.number(one, 0 if one >= 9.95 else 1),
            edges=(0.5, 1, 3, 10, 25, 50, 100),
        ),
        "state_control": Quantity(
            say("without state control"),
            say("share of the people"),
            language.percent,
            edges=(0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9),
        ),
    }


def steps(quantity: Quantity, language: Language) -> list[str]:
    """What the classes of a map are called, from little to much."""
    spelled = [
        language.percent(one) if quantity.spell == language.percent else language.plain(one)
        for one in quantity.edges
    ]
    say = language.say
    inner = [
        say("{low} to {high}", low=low, high=high) for low, high in itertools.pairwise(spelled)
    ]
    return [
        say("less than {value}", value=spelled[0]),
        *inner,
        say("{value} and more", value=spelled[-1]),
    ]


def ranged(spell: Callable[[float], str], values: Iterable[float], language: Language) -> str:
    """A low, a middle and a high value, as in "3 (1 to 9)"."""
    low, middle, high = (spell(float(one)) for one in values)
    return language.say("{middle} ({low} to {high})", middle=middle, low=low, high=high)


def range_of(lever: Lever, language: Language) -> str:
    """A lever's range and unit, as a sentence."""
    if lever.switch:
        return language.say("On or off.")
    return language.say(
        "Range: {low} to {high} {unit}.",
        low=language.plain(lever.low),
        high=language.plain(lever.high),
        unit=language.name(lever.unit) if lever.unit != "from 0 to 1" else "",
    ).replace(" .", ".")


def lever_value(lever: Lever, value: float, language: Language) -> str:
    """A lever's value with its unit."""
    if lever.switch:
        return language.say("on") if value else language.say("off")
    text = language.plain(float(f"{value:.3g}"))
    return f"{text} {unit_of(lever, language)}".strip()


def unit_of(lever: Lever, language: Language) -> str:
    """A lever's unit beside its value; nothing where it is a bare number from 0 to 1."""
    return "" if lever.switch or lever.unit == "from 0 to 1" else language.name(lever.unit)
