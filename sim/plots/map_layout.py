"""How maps of the theatre stand on a sheet, and the scales of their colours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Any, Literal

import matplotlib
import numpy as np
import xarray as xr
from matplotlib.colors import BoundaryNorm, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.errors import FigureError
from sim.plots.page import Page
from sim.plots.regions import draw_regions, height_of_map, require_outlines
from sim.plots.selection import focus_countries, labels, names_along
from sim.plots.sheet import COLOUR_BAR, EDGE, new_sheet
from sim.plots.style import source_line
from sim.world.geography import load_regions

__all__ = ["Scale", "classes", "draw_maps"]

# Between panels, across and down, and the widest that one may be, inches.
GAP = (0.15, 0.32)
WIDEST = 7.0
# Maps narrower than this, inches, name the countries in focus only.
CROWDED = 2.0
NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Scale:
    """From values to colours.

    Attributes:
        norm: From values to the colour map.
        colours: Name of the colour map.
        percent: Whether values are shares, written as percentages.
        edges: Of its classes, if it has any.
    """

    norm: Normalize
    colours: str
    percent: bool = False
    edges: tuple[float, ...] = ()


def draw_maps(
    dataset: xr.Dataset,
    panels: Mapping[str, NDArray[np.floating[Any]]],
    page: Page,
    *,
    title: str,
    subtitle: str,
    legend: str,
    scale: Scale,
    source: str | None = None,
    doubtful: Mapping[str, Collection[str]] = NOTHING,
    falling: Mapping[str, Collection[str]] = NOTHING,
) -> Figure:
    """Draw values (region,) by panel; see `draw_regions` for the regions to mark, by panel.

    Raises:
        ValueError: There is no panel, or a region has no outline.
    """
    if not panels:
        raise FigureError("no panels to map: give values of shape (region,) for one at least")
    ids = labels(dataset, "region")
    require_outlines(ids)
    every = len(load_regions())
    if len(ids) < every:
        subtitle += " " + page.language.say(
            "Grey and hatched: not in this dataset ({missing} of {all} regions).",
            missing=every - len(ids), all=every,
        )  # fmt: skip
    columns = _columns(len(panels), page)
    rows = ceil(len(panels) / columns)
    room = page.width - 2 * EDGE
    width = min((room - (columns - 1) * GAP[0]) / columns, WIDEST)
    sheet = new_sheet(
        page,
        rows * height_of_map(width) + (rows - 1) * GAP[1],
        title=title,
        subtitle=subtitle,
        source=source_line(dataset, page) if source is None else source,
        strip=COLOUR_BAR + 0.1,
    )
    spare = room - columns * width - (columns - 1) * GAP[0]
    names = names_along(dataset, "country", page.language)
    if width < CROWDED:
        names = {code: names[code] for code in focus_countries(dataset)}
    all_axes = sheet.panels(
        len(panels), columns, left=EDGE + spare / 2, right=EDGE + spare / 2, gap=GAP
    )
    for axes, (heading, values) in zip(all_axes, panels.items(), strict=True):
        drawn = draw_regions(
            axes,
            dict(zip(ids, values.tolist(), strict=True)),
            norm=scale.norm,
            colours=matplotlib.colormaps[scale.colours],
            names=names,
            doubtful=doubtful.get(heading, ()),
            falling=falling.get(heading, ()),
        )
        sheet.heading(axes, heading)
    sheet.colour_bar(drawn, legend, percent=scale.percent)
    return sheet.figure


def _columns(count: int, page: Page) -> int:
    """Return how many maps stand beside one another; narrow pages take two once they are many."""
    if page.narrow:
        return 1 if count <= 2 else 2
    return 2 if count in (2, 4) else min(page.columns, count)


def classes(
    edges: Sequence[float], colours: str, *, extend: Literal["neither", "max"] = "max"
) -> Scale:
    """Return a scale of as many colours as there are classes, and one for what lies above."""
    norm = BoundaryNorm(edges, matplotlib.colormaps[colours].N, extend=extend)
    return Scale(norm, colours, edges=tuple(edges))
