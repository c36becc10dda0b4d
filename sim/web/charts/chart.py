"""What all charts share: the frame, the colours of the page, months from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from bokeh.models import CustomJSTickFormatter, DatetimeTickFormatter, Range1d
from bokeh.plotting import figure
from numpy.typing import NDArray

from sim.web.charts.theme import Theme

Numbers = NDArray[Any]
NO_TITLE = "-"
"""Keeps room for a title that comes later."""


class Chart:
    """A Bokeh figure, dressed as the page is."""

    def __init__(self, name: str, height: int, title: str = "", **options: Any) -> None:
        """An empty figure of so many pixels; room for a title is there only if it has one."""
        self.figure = figure(
            name=name,
            title=title,
            height=height,
            min_width=200,
            sizing_mode="stretch_width",
            toolbar_location=None,
            tools="",
            **options,
        )
        self.figure.min_border_right = 14
        self.figure.outline_line_color = self.figure.border_line_color = None

    def dress(self, theme: Theme) -> None:
        """Put it in a page's colours."""
        plot = self.figure
        plot.background_fill_color = theme.paper
        plot.border_fill_color = None  # a fill leaves a seam of white at two edges
        plot.title.text_color = theme.ink
        for axis in plot.axis:
            axis.axis_label_text_color = axis.major_label_text_color = theme.pale
            axis.axis_line_color = axis.major_tick_line_color = theme.pale
            axis.minor_tick_line_color = None
            axis.axis_label_text_font_style = "normal"
            axis.major_label_text_font_size = "13px"
            axis.axis_label_text_font_size = "13px"
        for grid in plot.grid:
            grid.grid_line_color = theme.line
        plot.title.text_font_size = "15px"


class TimeChart(Chart):
    """Months from left to right."""

    def __init__(self, name: str, height: int, months: Numbers, title: str, **options: Any) -> None:
        """An empty chart over some months, ``(month,)``."""
        self.x = milliseconds(months)
        self._range = Range1d(self.x[0], self.x[-1])
        super().__init__(
            name, height, title, x_axis_type="datetime", x_range=self._range, **options
        )
        self.figure.xaxis.formatter = DatetimeTickFormatter(
            months="%m/%Y", years="%Y", days="%d/%m/%Y"
        )
        self.figure.xaxis.ticker.desired_num_ticks = 5
        self.figure.xgrid.visible = False

    def over(self, months: Numbers) -> None:
        """Show other months."""
        self.x = milliseconds(months)
        self._range.start, self._range.end = self.x[0], self.x[-1]


def in_sight(charts: Sequence[Chart], count: int) -> dict[str, bool]:
    """Which of the page's figures are shown, if there is something for the first so many charts."""
    return {f"{one.figure.name}_figure": place < count for place, one in enumerate(charts)}


def spelled_in(language: str) -> CustomJSTickFormatter:
    """Writes an axis's numbers as a language does; Bokeh's own formatter only has the English."""
    code = f"return tick.toLocaleString('{language}', {{maximumFractionDigits: 1}})"
    return CustomJSTickFormatter(code=code)


def milliseconds(months: Numbers) -> Numbers:
    """Months as a chart places them."""
    return np.asarray(months.astype("datetime64[ms]").astype(np.float64))
