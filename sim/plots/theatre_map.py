"""Maps of the theatre: one colour a region, one panel a year or a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.map_layout import Scale, classes, draw_maps
from sim.plots.page import SLIDE, Page
from sim.plots.regional import Regional, control, deaths, exceedance, fighters

__all__ = [
    "control_map",
    "deaths_map",
    "fighters_map",
    "probability_map",
    "region_map",
]

# Edges of the classes of what has a heavy tail: the same for all scenarios.
DEATHS = (0, 1, 3, 10, 30, 100, 300, 1000, 3000)
FIGHTERS = (0, 3, 10, 30, 100, 300, 1000, 3000)


def probability_map(dataset: xr.Dataset, threshold: float = 25, *, page: Page = SLIDE) -> Figure:
    """Map the chance that a region sees `threshold` or more deaths in a month, year by year.

    Args:
        dataset: Holds `deaths_region` (run, month, region).
        threshold: Deaths in a month.
        page: What the figure is for.

    Raises:
        ValueError: The threshold is not above zero, or the variable is not in the dataset or has
            other dimensions, or a region has no outline.
    """
    own = exceedance(dataset, threshold, page.language)
    say = page.language.say
    return draw_maps(
        dataset,
        _means(own),
        page,
        title=say(
            "Where {deaths} or more people die in a month", deaths=page.language.plain(threshold)
        ),
        subtitle=say(
            "Share of runs in which the deaths of a month reach the threshold, averaged over the "
            "months of the year."
        ),
        legend=own.name,
        scale=Scale(Normalize(0.0, 1.0), "YlOrBr", percent=True),
    )


def deaths_map(dataset: xr.Dataset, *, page: Page = SLIDE) -> Figure:
    """Map the deaths that are expected in each region, year by year.

    Years of fewer months are scaled to twelve. Classes go up by factors of about three, for a few
    regions have most of the deaths.

    Args:
        dataset: Holds `deaths_region` (run, month, region).
        page: What the figure is for.

    Raises:
        ValueError: The variable is not in the dataset or has other dimensions, or a region has no
            outline.
    """
    own = deaths(dataset, page.language)
    say = page.language.say
    scaled = " " + say("Years not simulated whole are scaled to twelve months.")
    return draw_maps(
        dataset,
        _means(own),
        page,
        title=say("Where people die: expected deaths in a year"),
        subtitle=say("Mean over the runs; a single history may have far more or far fewer.")
        + scaled * own.scaled,
        legend=say("Expected deaths in a year, by region"),
        scale=classes(DEATHS, "YlOrBr"),
    )


def control_map(
    dataset: xr.Dataset, dates: Sequence[str] | None = None, *, page: Page = SLIDE
) -> Figure:
    """Map the share of control that the state holds, date by date.

    Args:
        dataset: Holds `state_control` (run, month, region).
        dates: Months, such as ``["2023-12", "2025-06"]``; by default the first and the last of
            each year, or six of these, evenly spaced.
        page: What the figure is for.

    Raises:
        ValueError: A date or the variable is not in the dataset, or the variable has other
            dimensions, or a region has no outline.
    """
    own = control(dataset, dates, page.language)
    say = page.language.say
    return draw_maps(
        dataset,
        _means(own),
        page,
        title=say("Ground held by the states"),
        subtitle=say("Share of control held by the state at the end of the month, mean of runs."),
        legend=own.name,
        scale=Scale(Normalize(0.0, 1.0), "YlGnBu", percent=True),
    )


def fighters_map(
    dataset: xr.Dataset,
    group: str | None = None,
    dates: Sequence[str] | None = None,
    *,
    page: Page = SLIDE,
) -> Figure:
    """Map the fighters of one armed group, or of all together, date by date.

    Args:
        dataset: Holds `fighters` (run, map_month, group, region).
        group: Its id; all groups if not given.
        dates: As for `control_map`, but only those along `map_month` are recorded.
        page: What the figure is for.

    Raises:
        ValueError: A date, the group or the variable is not in the dataset, or the variable has
            other dimensions, or a region has no outline.
    """
    own = fighters(dataset, group, dates, page.language)
    say = page.language.say
    return draw_maps(
        dataset,
        _means(own),
        page,
        title=say("Where the fighters are")
        if group is None
        else say("Where the fighters of {group} are", group=page.language.name(group)),
        subtitle=say("Fighters in the region at the end of the month, mean of runs."),
        legend=own.name,
        scale=classes(FIGHTERS, "RdPu"),
    )


def region_map(
    dataset: xr.Dataset,
    panels: Mapping[str, NDArray[np.floating[Any]]],
    *,
    title: str,
    subtitle: str,
    legend: str,
    limits: tuple[float, float] = (0.0, 1.0),
    percent: bool = True,
    page: Page = SLIDE,
) -> Figure:
    """Map values of the dataset's regions, one panel an entry.

    Args:
        dataset: Gives the regions, the names of countries and the source line.
        panels: Values of shape (region,) by the title of their panel.
        title: Of the figure.
        subtitle: One or two lines on how to read it.
        legend: What the colours measure, with the unit.
        limits: Values at the ends of the colour scale.
        percent: Whether the values are shares, written as percentages.
        page: What the figure is for.

    Raises:
        ValueError: There is no panel, or a region has no outline.
    """
    scale = Scale(Normalize(*limits), "YlOrBr", percent)
    return draw_maps(
        dataset, panels, page, title=title, subtitle=subtitle, legend=legend, scale=scale
    )  # fmt: skip


def _means(quantity: Regional) -> dict[str, NDArray[np.float64]]:
    """Return the means over runs, shape (region,), by panel."""
    return {
        title: values.mean(axis=0, dtype=np.float64) for title, values in quantity.panels.items()
    }
