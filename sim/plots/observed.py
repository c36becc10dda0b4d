"""What was observed: deaths by month, one panel a country, below one another."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.plots.errors import FigureError
from sim.plots.fans import draw_observed, value_limits
from sim.plots.page import SLIDE, Page
from sim.plots.sheet import new_sheet
from sim.plots.style import PALE_INK, colour_of
from sim.plots.time_axis import prepare_time_panel
from sim.version import VERSION

__all__ = ["observed_series"]

# Inches.
PANEL = 1.5
GAP = 0.4
LEGEND = 0.17


def observed_series(
    observed: xr.DataArray,
    state_based: xr.DataArray | None = None,
    names: dict[str, str] | None = None,
    page: Page = SLIDE,
) -> Figure:
    """Draw observed deaths by month, and the part of state-based conflict, a panel a country.

    Args:
        observed: Deaths (month, country) as `sim.observed_deaths` gives them.
        state_based: The same of state-based conflict alone, drawn as an area.
        names: Of countries, by code; the codes if left out.
        page: What the figure is for.

    Raises:
        ValueError: Nothing is known.
    """
    if not bool(observed.notnull().any()):
        raise FigureError("no month with observed deaths: nothing to plot")
    countries = [str(code) for code in observed["country"].values]
    say = page.language.say
    sheet = new_sheet(
        page,
        len(countries) * (PANEL + GAP) - GAP,
        title=say("Observed deaths in political violence, by month"),
        subtitle=say(
            "Line: all organised violence. Coloured: state-based conflict alone, a series of its "
            "own that lies higher in a few months. Scales differ between countries."
        ),
        source=" · ".join(
            [
                say("Source: {what}", what=str(observed.attrs.get("source", "?"))),
                say("drawn by {what}", what=f"Liptako {VERSION}"),
            ]
        ),
        strip=0.35 + LEGEND * (2 if page.narrow else 1),
    )
    panels = sheet.panels(len(countries), 1, left=0.75, gap=(0.0, GAP))
    marks: list[Line2D] = []
    for axes, country in zip(panels, countries, strict=True):
        seen = observed.sel(country=country)
        prepare_time_panel(axes, seen["month"].values, page)
        if state_based is not None and country in state_based["country"].values:
            part = state_based.sel(country=country).reindex(month=seen["month"])
            colour = colour_of(country)
            axes.fill_between(part["month"].values, part.values, color=colour, alpha=0.45, lw=0)
        marks += draw_observed(axes, seen, page.language)
        axes.set_ylim(*value_limits(np.asarray(seen.values)))
        axes.tick_params(labelbottom=country == countries[-1])
        name = (names or {}).get(country, country)
        sheet.heading(axes, page.language.bare(name))
        axes.set_ylabel(say("deaths"), size=page.plain, color=PALE_INK)
    by_label = {str(mark.get_label()): mark for mark in marks}
    if by_label:
        sheet.legend(list(by_label.values()))
    return sheet.figure
