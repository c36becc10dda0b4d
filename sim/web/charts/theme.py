"""Colours of a page that is light or dark."""

from __future__ import annotations

from dataclasses import dataclass

from sim.plots.crises import COLOURS
from sim.plots.style import colour_of


@dataclass(frozen=True)
class Theme:
    """Colours of a page that is light or dark.

    Attributes:
        ink, pale: of texts.
        line: of grids and borders.
        paper: behind everything.
        none: of what is not there.
        steps: from little to much.
    """

    ink: str
    pale: str
    line: str
    paper: str
    none: str
    steps: tuple[str, ...]
    reference: str


LIGHT = Theme(
    "#1f1f1f",
    "#565656",
    "#dcd9d1",
    "#ffffff",
    "#efece4",
    ("#fffbe3", "#fff0b0", "#fedb7a", "#feb441", "#f2861e", "#d65a0c", "#a43d04", "#662506"),
    "#111111",
)
DARK = Theme(
    "#f1efe9",
    "#b9b5aa",
    "#3a3d42",
    "#17191c",
    "#2b2e33",
    ("#26221c", "#43300f", "#664412", "#8f5b14", "#bd7416", "#e38f1c", "#fbb13c", "#ffdf8e"),
    "#f7f4ec",
)
LIGHTER = {"MLI": "#5b9bd9", "BFA": "#e58794", "NER": "#e3bb50"}
"""Colours of countries on dark paper, where they are too dark otherwise."""


def shade(country: str, dark: bool) -> str:
    """The colour of a country on light or dark paper."""
    return LIGHTER.get(country, colour_of(country)) if dark else colour_of(country)


def posture_colour(level: int, theme: Theme) -> str:
    """The colour of a posture, by its number."""
    return COLOURS[level] if level else theme.none
