"""The map of the theatre, whose frames the page itself turns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, Range1d

from sim.language import Language
from sim.plots.regions import NAME_PLACES, extent, national_borders, stretch
from sim.web.charts.chart import Chart, Numbers
from sim.web.charts.theme import LIGHT, Theme
from sim.world.geography import Region, load_regions

BESIDE = {"TCD": ("right", 0.6), "GHA": ("right", 1.2), "TGO": ("left", -0.5)}
"""Names that end or begin so many degrees from their place, since on a phone half of them would
lie beyond the map's edge or under another."""
FINE = 3
"""Digits of a degree: a hundred metres."""


class Map(Chart):
    """The theatre, each region in a colour; the page itself turns its frames."""

    def __init__(self, name: str, names: Mapping[str, str], language: Language) -> None:
        """The map without colours; ``names`` are what countries are called in its language."""
        regions = load_regions().values()
        west, south, east, north = extent()
        super().__init__(
            name,
            380,
            x_range=Range1d(west, east),
            y_range=Range1d(south, north),
            aspect_ratio=(east - west) / (north - south) / stretch(),
        )
        self.source = ColumnDataSource(
            {
                "xs": [_rings(one, 0) for one in regions],
                "ys": [_rings(one, 1) for one in regions],
                "colour": [LIGHT.none] * len(regions),
                "name": [language.bare(one.name) for one in regions],
                "value": [""] * len(regions),
            },
            name=f"{name}_regions",
        )
        plot = self.figure
        plot.axis.visible = False
        plot.grid.visible = False
        self.faces = plot.multi_polygons(
            "xs", "ys", source=self.source, fill_color="colour", line_width=0.6
        )
        self.borders = plot.line(*_borders(), line_width=1.6)
        self.labels = plot.text(
            "x", "y", "text", source=_labels(names), text_align="align", text_baseline="middle",
            text_font_size="13px", text_font_style="bold", padding=2, border_radius=3,
            background_fill_alpha=0.75, name=f"{name}_labels",
        )  # fmt: skip
        hover = language.say("{what}: {which}", what="@name", which="@value")
        plot.add_tools(HoverTool(renderers=[self.faces], tooltips=hover))

    def dress(self, theme: Theme) -> None:
        """Put it in a page's colours."""
        super().dress(theme)
        self.faces.glyph.line_color = theme.pale
        self.faces.glyph.line_alpha = 0.5
        self.borders.glyph.line_color = theme.ink
        self.labels.glyph.text_color = theme.ink
        self.labels.glyph.background_fill_color = theme.paper


def _labels(names: Mapping[str, str]) -> ColumnDataSource:
    """What countries are called, and where that stands."""
    columns: dict[str, list[Any]] = {"x": [], "y": [], "text": [], "align": []}
    for code, (x, y) in NAME_PLACES.items():
        if code in names:
            align, beside = BESIDE.get(code, ("center", 0.0))
            row = {"x": x + beside, "y": y, "text": names[code], "align": align}
            for column, value in row.items():
                columns[column].append(value)
    return ColumnDataSource(columns)


def _rings(region: Region, axis: int) -> list[list[list[float]]]:
    """A region's rings as Bokeh takes polygons with holes; holes need not lie inside."""
    return [[ring[:, axis].round(FINE).tolist() for ring in region.outline]]


def _borders() -> tuple[list[float], list[float]]:
    """All national borders as one line with gaps."""
    gap = np.full((1, 2), np.nan)
    points = np.concatenate([part for line in national_borders() for part in (line, gap)])
    x, y = points.round(FINE).T
    return x.tolist(), y.tolist()


def frame_colours(values: Numbers, edges: tuple[float, ...], theme: Theme) -> list[list[str]]:
    """Colours of regions by frame, of values ``(frame, region)`` in classes that these edges part;
    grey where there is no value."""
    places = np.digitize(values, edges)
    known = ~np.isnan(values)
    return [
        [theme.steps[place] if there else theme.none for place, there in zip(*row, strict=True)]
        for row in zip(places, known, strict=True)
    ]
