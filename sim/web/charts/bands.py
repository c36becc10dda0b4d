"""Bands: who is in which treaty through time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from bokeh.models import (
    ColumnDataSource,
    DatetimeTickFormatter,
    FixedTicker,
    LinearColorMapper,
    Range1d,
)

from sim.web.charts.chart import Chart, Numbers, milliseconds
from sim.web.charts.theme import LIGHT, Theme


class Bands(Chart):
    """Who is in which treaty: a row a member, in each month the share of histories."""

    def __init__(self, name: str, months: Numbers) -> None:
        """Empty bands over some months."""
        self.rows = Range1d(0.0, 1.0)
        self.columns = Range1d(0.0, 1.0)
        super().__init__(name, 120, x_axis_type="datetime", x_range=self.columns, y_range=self.rows)
        self.source = ColumnDataSource({"image": [], "x": [], "y": [], "dw": [], "dh": []})
        self.mapper = LinearColorMapper(palette=LIGHT.steps, low=0.0, high=1.0)
        self.figure.image(
            "image", "x", "y", "dw", "dh", source=self.source, color_mapper=self.mapper
        )
        self.figure.grid.visible = False
        self.figure.xaxis.formatter = DatetimeTickFormatter(months="%m/%Y", years="%Y")
        self.figure.xaxis.ticker.desired_num_ticks = 6
        self.over(months)

    def over(self, months: Numbers) -> None:
        """Show other months."""
        x = milliseconds(months)
        self.columns.start, self.columns.end = x[0], x[-1] + (x[1] - x[0] if len(x) > 1 else 1.0)

    def feed(self, shares: Mapping[str, Numbers]) -> None:
        """Show shares ``(month,)`` by the row's name, from above; an empty name parts rows."""
        if not shares:  # nobody belongs to anything
            self.source.data = {name: [] for name in self.source.data}
            return
        names = list(shares)[::-1]
        table = np.array([shares[one] for one in names], np.float64)
        start, end = float(self.columns.start), float(self.columns.end)
        self.rows.end = float(len(names))
        self.figure.height = 44 + 17 * len(names)
        places = [row + 0.5 for row in range(len(names))]
        self.figure.yaxis.ticker = FixedTicker(ticks=places)
        self.figure.yaxis.major_label_overrides = dict(zip(places, names, strict=True))
        self.source.data = {
            "image": [table],
            "x": [start],
            "y": [0.0],
            "dw": [end - start],
            "dh": [float(len(names))],
        }

    def dress(self, theme: Theme) -> None:
        """Put it in a page's colours."""
        super().dress(theme)
        self.mapper.palette = list(theme.steps)
        self.mapper.nan_color = theme.paper
        self.figure.yaxis.major_tick_line_color = None
