"""Postures: how hard a bloc presses a country through time."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, NumeralTickFormatter, Range1d

from sim.plots.crises import COLOURS
from sim.web.charts.chart import NO_TITLE, Numbers, TimeChart
from sim.web.charts.theme import Theme, posture_colour


class Postures(TimeChart):
    """How hard a bloc presses a country: shares of histories, the hardest lowest."""

    def __init__(self, name: str, months: Numbers) -> None:
        """An empty chart over some months."""
        super().__init__(name, 180, months, NO_TITLE, y_range=Range1d(0.0, 1.0))
        self.source = ColumnDataSource({"x": self.x})
        self.areas: list[Any] = []
        nothing = np.zeros(len(self.x))
        for level in range(len(COLOURS)):
            self.source.data[f"p{level}"] = nothing
            self.areas.append(self.figure.varea("x", 0, f"p{level}", source=self.source))
        self.figure.yaxis.formatter = NumeralTickFormatter(format="0 %")
        self.figure.yaxis.ticker.desired_num_ticks = 3
        self.figure.ygrid.level = "overlay"

    def feed(self, title: str, shares: Numbers) -> None:
        """Show shares at least so hard, ``(posture, month)``."""
        self.figure.title.text = title
        data = {f"p{level}": own for level, own in enumerate(shares)}
        self.source.data = {"x": self.x, **data}

    def dress(self, theme: Theme) -> None:
        """Put it in a page's colours."""
        super().dress(theme)
        for level, area in enumerate(self.areas):
            area.glyph.fill_color = posture_colour(level, theme)
