"""What a figure is made for: a slide or a column, in a language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from sim.language import ENGLISH, Language, language_of

__all__ = ["COLUMN", "PAGES", "SLIDE", "Page"]


@dataclass(frozen=True)
class Page:
    """What a figure is made for.

    Attributes:
        width: Inches.
        columns: Panels beside one another, at most.
        panel: Height of a panel with a graph, inches.
        title: Size of the title, points.
        plain: Size of most text, points.
        small: Size of the smallest text, points.
        header_lines: Lines of the subtitle, at most.
        language: In which it speaks.
    """

    width: float
    columns: int
    panel: float
    title: float
    plain: float
    small: float
    header_lines: int
    language: Language = ENGLISH

    def to(self, language: Language | str) -> Page:
        """This page in another language."""
        own = language if isinstance(language, Language) else language_of(language)
        return replace(self, language=own)

    @property
    def narrow(self) -> bool:
        """Whether panels stand below one another."""
        return self.columns == 1


SLIDE = Page(
    width=11.0, columns=3, panel=2.6, title=13.0, plain=9.0, small=8.0, header_lines=2
)  # fmt: skip
"""For a screen, a slide, or the whole width of a page."""
COLUMN = Page(
    width=3.5, columns=1, panel=1.75, title=9.0, plain=7.0, small=6.5, header_lines=6
)  # fmt: skip
"""For a column of a journal (89 mm), or a telephone."""
PAGES = MappingProxyType({"slide": SLIDE, "column": COLUMN})
