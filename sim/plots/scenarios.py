"""How scenarios side by side are told apart: a name, a letter and a look for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xarray as xr
from matplotlib.lines import Line2D

from sim.plots.page import Page
from sim.plots.style import fit

__all__ = ["MOST", "Look", "legend_height", "legend_of", "looks_of"]

LETTERS = "ABCDEF"
# Okabe and Ito's, the reference in ink; lightness alone would not do for six, hence the marks.
COLOURS = ("#222222", "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
MARKS = ("o", "s", "^", "D", "v", "P")
DASHES: tuple[Any, ...] = (
    "-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (2, 1)), (0, (8, 2))
)  # fmt: skip
MOST = len(LETTERS)
"""Scenarios that can be told apart."""


@dataclass(frozen=True)
class Look:
    """How one scenario is drawn, the same in all panels of a figure.

    Attributes:
        key: what it goes by in the mapping or table.
        letter: stands for it where there is no room for its name.
        name: its title in the page's language.
        colour: of lines and marks.
        mark: shape of its marks.
        dash: style of its lines.
    """

    key: str
    letter: str
    name: str
    colour: str
    mark: str
    dash: Any


def looks_of(histories: Mapping[str, xr.Dataset], page: Page) -> list[Look]:
    """Give each scenario its look, the first that of the reference.

    A scenario goes by its dataset's title, or by its key if it has none or several have one title.
    """
    titles = [str(one.attrs.get("title", "")) for one in histories.values()]
    several = len(set(titles)) < len(titles)
    names = [
        page.language.name(str(key).replace("_", " ") if several or not title else title)
        for key, title in zip(histories, titles, strict=True)
    ]
    return [
        Look(str(key), *look)
        for key, *look in zip(histories, LETTERS, names, COLOURS, MARKS, DASHES, strict=False)
    ]


def legend_of(looks: list[Look], page: Page, width: float, *, lines: bool = True) -> list[Line2D]:
    """Return what a legend of scenarios shows, each name cut to so many inches; `lines` are shown
    with their letters, marks alone without."""
    marks = []
    for look in looks:
        name = f"{look.letter}  {look.name}" if lines else look.name
        mark = Line2D([], [], color=look.colour, marker=look.mark, markersize=4, linewidth=1.4)
        mark.set(linestyle=look.dash if lines else "none", label=fit(name, width - 0.5, page.small))
        marks.append(mark)
    return marks


def legend_height(looks: list[Look], page: Page) -> float:
    """Inches that a legend of scenarios takes, one below the other."""
    return len(looks) * page.small * 1.58 / 72
