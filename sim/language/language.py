"""A language: how it says a message, and how it writes numbers, dates and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from sim.errors import LiptakoError, one_of
from sim.language.french import Nom

SOURCE = "en"
"""The language that code is written in."""
PERCENT = "\N{NO-BREAK SPACE}%"
LISTS = {"en": "en_GB"}
"""Whose lists a language writes, if not its own: without a comma before "and"."""


@dataclass(frozen=True)
class Language:
    """One language.

    Attributes:
        code: such as ``fr``.
    """

    code: str = SOURCE

    def say(self, text: str, /, **values: object) -> str:
        """A message in this language, its ``{places}`` filled in.

        Names that stand in a place take the article or preposition that the message's own
        language asks for, as in ``{country:de}``; see `sim.language.french`.
        """
        said = _messages(self.code).get(text, text)
        return said.format(**{name: self._placed(one) for name, one in values.items()})

    def _placed(self, value: object) -> object:
        """A value as a message's place takes it."""
        return Nom(value) if isinstance(value, str) and self.code == "fr" else value

    def name(self, name: str) -> str:
        """A name or other text from data, in this language, if it has it."""
        return _messages(self.code).get(name, name)

    def bare(self, name: str) -> str:
        """A name without its article, as a label."""
        return Nom(self.name(name)).bare if self.code == "fr" else self.name(name)

    def listed(self, names: Iterable[str]) -> str:
        """Such as "Mali, Niger and Chad"."""
        return format_list(list(names), "standard", LISTS.get(self.code, self.code))

    def number(self, value: float, digits: int = 0) -> str:
        """A number with so many digits after the point, thousands parted."""
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        # -0 is nothing
        return format_decimal(round(float(value), digits) + 0.0, pattern, self.code)

    def signed(self, value: float, digits: int = 0) -> str:
        """A number with its sign, but for what rounds to nothing."""
        text = self.number(value, digits)
        return f"+{text}" if round(float(value), digits) > 0.0 else text.replace("-", "−")

    def plain(self, value: float) -> str:
        """A number with as many digits as it needs, at most six that count."""
        return format_decimal(float(f"{value:.6g}"), "#,##0.######", self.code)

    def percent(self, share: float, digits: int = 0) -> str:
        """A share as a percentage; 0 % and 100 % only of none and all."""
        least = 10.0 ** -(digits + 2)
        if 0.0 < share < least / 2:
            return "<\N{NO-BREAK SPACE}" + self._percent(least, digits)
        if 1.0 - least / 2 <= share < 1.0:
            return ">\N{NO-BREAK SPACE}" + self._percent(1.0 - least, digits)
        return self._percent(share, digits)

    def _percent(self, share: float, digits: int) -> str:
        return format_percent(
            share, f"0.{'0' * digits}{PERCENT}" if digits else f"0{PERCENT}", self.code
        )

    def month(self, month: np.datetime64 | date | str, *, long: bool = False) -> str:
        """Such as "Jul 2023", or "July 2023"."""
        first = _date(month)
        return str(format_skeleton("yMMMM" if long else "yMMM", first, locale=self.code))

    def day(self, day: np.datetime64 | date | str, *, long: bool = False) -> str:
        """Such as "26 Jul 2023", or "26 July 2023"."""
        text = str(format_date(_date(day), "d MMMM y" if long else "d MMM y", self.code))
        return f"1er{text[1:]}" if self.code == "fr" and text.startswith("1 ") else text

    @property
    def own_name(self) -> str:
        """What it calls itself."""
        return str(Locale(self.code).get_language_name(self.code))


def _date(day: np.datetime64 | date | str) -> date:
    return date.fromisoformat(f"{day}-01"[:10])


ENGLISH = Language()
LANGUAGES = {"en": ENGLISH, "fr": Language("fr")}


def language_of(code: str) -> Language:
    """The language of a code.

    Raises:
        LiptakoError: no such language.
    """
    if code not in LANGUAGES:
        raise LiptakoError(f"lang: no '{code}' - {one_of(code, list(LANGUAGES))}")
    return LANGUAGES[code]


@cache
def _messages(code: str) -> dict[str, str]:
    """What English messages are in a language, but for those that it leaves as they are."""
    if code == SOURCE:
        return {}
    text = files("sim.language").joinpath(f"{code}.po").read_bytes()
    catalogue = read_po(BytesIO(text), code)
    return {str(one.id): str(one.string) for one in catalogue if one.id and one.string}
