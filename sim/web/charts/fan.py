"""Fans: the spread of many histories through time, and one of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, Range1d, Span

from sim.web.charts.chart import NO_TITLE, Numbers, TimeChart, spelled_in
from sim.web.charts.theme import DARK, Theme, shade


class Fan(TimeChart):
    """The spread of many histories through time, one country's.

    A dark line is the median, bands hold half and nine tenths of the histories; a dashed line is
    the reference's median; a heavy line one history.
    """

    def __init__(self, name: str, months: Numbers, country: str, language: str) -> None:
        """An empty fan of a country."""
        self.country = country
        self.top = Range1d(0.0, 1.0)
        super().__init__(name, 210, months, country or NO_TITLE, y_range=self.top)
        self.source = ColumnDataSource(_nothing(len(self.x)))
        plot, bands = self.figure, []
        for low, high, alpha in (("q5", "q95", 0.22), ("q25", "q75", 0.4)):
            bands.append(plot.varea("x", low, high, source=self.source, fill_alpha=alpha))
        self.bands = bands
        self.median = plot.line("x", "q50", source=self.source, line_width=2.5)
        self.dashes = plot.line("x", "reference", source=self.source, line_width=2)
        self.dashes.glyph.line_dash = [6, 4]
        self.own = plot.line("x", "own", source=self.source, line_width=3)
        self.dots = plot.scatter("x", "own", source=self.source, size=4)
        plot.yaxis.formatter = spelled_in(language)
        plot.yaxis.ticker.desired_num_ticks = 4
        self.here = Span(location=self.x[0], dimension="height", line_width=1.5, visible=False)
        self.here.name = f"{name}_here"
        plot.add_layout(self.here)

    def feed(
        self,
        title: str,
        quantiles: Numbers | None,
        top: float,
        reference: Numbers | None = None,
        own: Numbers | None = None,
    ) -> None:
        """Show quantiles ``(5, month)``, the reference's median and one history ``(month,)``."""
        self.figure.title.text = title
        self.top.end = top * 1.05 if top > 0 else 1.0
        nothing = np.full(len(self.x), np.nan)
        rows = [nothing] * 5 if quantiles is None else list(quantiles)
        data = dict(zip(("q5", "q25", "q50", "q75", "q95"), rows, strict=True))
        data |= {"x": self.x, "reference": nothing if reference is None else reference}
        data["own"] = nothing if own is None else _padded(own, len(self.x))
        self.source.data = {name: np.asarray(one, np.float64) for name, one in data.items()}

    def dress(self, theme: Theme) -> None:
        """Put it in a page's colours."""
        super().dress(theme)
        colour = shade(self.country, theme is DARK)
        for band in self.bands:
            band.glyph.fill_color = colour
        self.median.glyph.line_color = colour
        self.dashes.glyph.line_color = theme.reference
        self.own.glyph.line_color = theme.ink
        self.dots.glyph.fill_color = self.dots.glyph.line_color = theme.ink
        self.here.line_color = theme.pale


def _nothing(months: int) -> dict[str, Any]:
    names = ("x", "q5", "q25", "q50", "q75", "q95", "reference", "own")
    return {name: np.full(months, np.nan) for name in names}


def _padded(values: Numbers, months: int) -> Numbers:
    """Values of the first months, and nothing after them."""
    return np.concatenate([values, np.full(months - len(values), np.nan)])
