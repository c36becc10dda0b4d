"""What was observed: deaths by month, one panel a country, below one another."""

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.plots.fans import draw_observed, legend_of, prepare_time_panel, value_limits
from sim.plots.style import (
    FOOTER,
    HEADER,
    INK,
    PALE_INK,
    PLAIN,
    colour_of,
    fit,
    new_figure,
    panel_axes,
)
from sim.version import VERSION

__all__ = ["observed_series"]

# Inches.
WIDTH = 9.0
PANEL_HEIGHT = 1.5
BELOW = FOOTER + 0.52


def observed_series(
    observed: xr.DataArray,
    state_based: xr.DataArray | None = None,
    names: dict[str, str] | None = None,
) -> Figure:
    """Draw observed deaths by month, and the part of state-based conflict, a panel a country.

    Args:
        observed: Deaths (month, country) as `sim.observed_deaths` gives them.
        state_based: The same of state-based conflict alone, drawn as an area.
        names: Of countries, by code; the codes if left out.

    Raises:
        ValueError: Nothing is known.
    """
    if not bool(observed.notnull().any()):
        raise ValueError("no month with observed deaths: nothing to plot")
    countries = [str(code) for code in observed["country"].values]
    gap = (0.0, 0.4)
    height = len(countries) * (PANEL_HEIGHT + gap[1]) - gap[1]
    figure = new_figure(
        WIDTH,
        HEADER + height + BELOW,
        title="Observed deaths in political violence, by month",
        subtitle="Line: all organised violence. Coloured: state-based conflict alone, a series of "
        "its own that lies higher in a few months. Scales differ between countries.",
        source=f"Source: {observed.attrs.get('source', 'not said')} · drawn by Liptako {VERSION}",
    )
    panels = panel_axes(figure, len(countries), 1, left=0.75, bottom=BELOW, gap=gap)
    marks: list[Line2D] = []
    for axes, country in zip(panels, countries, strict=True):
        seen = observed.sel(country=country)
        prepare_time_panel(axes, seen["month"].values)
        if state_based is not None and country in state_based["country"].values:
            part = state_based.sel(country=country).reindex(month=seen["month"])
            colour = colour_of(country)
            axes.fill_between(part["month"].values, part.values, color=colour, alpha=0.45, lw=0)
        marks += draw_observed(axes, seen)
        axes.set_ylim(*value_limits(np.asarray(seen.values)))
        axes.tick_params(labelbottom=country == countries[-1])
        name = fit((names or {}).get(country, country), WIDTH - 1.0, PLAIN + 1)
        axes.set_title(name, loc="left", size=PLAIN + 1, weight="bold", color=INK)
        axes.set_ylabel("deaths", size=PLAIN, color=PALE_INK)
    legend_of(figure, marks)
    return figure
