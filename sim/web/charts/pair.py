"""Pairs: two sets of futures of one country, one over the other."""

from __future__ import annotations

import numpy as np
from bokeh.models import ColumnDataSource, Range1d

from sim.web.charts.chart import NO_TITLE, Numbers, TimeChart, spelled_in
from sim.web.charts.theme import DARK, Theme

BRANCHES = (("one", "solid"), ("other", "dashed"))
COLOURS = {"one": ("#0072b2", "#56b4e9"), "other": ("#c75000", "#f0a35e")}
"""Of either branch, on light paper and on dark (Okabe and Ito's)."""


class Pair(TimeChart):
    """Medians and nine tenths of the futures of either branch."""

    def __init__(self, name: str, months: Numbers, language: str) -> None:
        """An empty chart over some months."""
        self.top = Range1d(0.0, 1.0)
        super().__init__(name, 230, months, NO_TITLE, y_range=self.top)
        nothing = np.full(len(self.x), np.nan)
        names = [f"{branch}{part}" for branch, _ in BRANCHES for part in ("5", "50", "95")]
        self.source = ColumnDataSource({"x": self.x, **dict.fromkeys(names, nothing)})
        self.bands = {}
        for branch, dash in BRANCHES:
            band = self.figure.varea(
                "x", f"{branch}5", f"{branch}95", source=self.source, fill_alpha=0.18
            )
            line = self.figure.line(
                "x", f"{branch}50", source=self.source, line_width=2.5, line_dash=dash
            )
            self.bands[branch] = band, line
        self.figure.yaxis.formatter = spelled_in(language)
        self.figure.yaxis.ticker.desired_num_ticks = 4

    def feed(self, title: str, one: Numbers, other: Numbers, top: float) -> None:
        """Show quantiles ``(5, month)`` of either branch."""
        self.figure.title.text = title
        self.top.end = top * 1.05 or 1.0
        data = {"x": self.x}
        for branch, fan in (("one", one), ("other", other)):
            data |= {f"{branch}5": fan[0], f"{branch}50": fan[2], f"{branch}95": fan[4]}
        self.source.data = data

    def dress(self, theme: Theme) -> None:
        """Put it in a page's colours."""
        super().dress(theme)
        for branch, (band, line) in self.bands.items():
            colour = branch_colour(branch, theme)
            band.glyph.fill_color = line.glyph.line_color = colour


def branch_colour(branch: str, theme: Theme) -> str:
    """The colour of a branch."""
    return COLOURS[branch][theme is DARK]
