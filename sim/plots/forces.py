"""Who holds the ground, and how many fight against the states."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.fans import draw_fan, reading_help, value_limits
from sim.plots.line_labels import name_lines
from sim.plots.page import SLIDE, Page
from sim.plots.selection import (
    country_names,
    focus_countries,
    labels,
    names_along,
    quantiles,
    run_values,
)
from sim.plots.sheet import new_sheet
from sim.plots.style import colour_of, shares_along, source_line
from sim.plots.time_axis import Months, prepare_time_panel

__all__ = ["control_and_fighters"]

# Room to the left of a panel, and to the right for the names of its lines, inches.
LEFT = 0.6
LABEL_ROOM = 1.1


def control_and_fighters(dataset: xr.Dataset, page: Page = SLIDE) -> Figure:
    """Draw the people under state control by country beside the fighters by armed group.

    Args:
        dataset: Holds `state_control_national` (run, month, country), shares of the population,
            drawn for the focus countries; and `fighters_national` (run, month, country, group),
            summed over all countries.
        page: What the figure is for.

    Raises:
        ValueError: A variable is not in the dataset, or has other dimensions.
    """
    control = run_values(dataset, "state_control_national", ("run", "month", "country"))
    fighters = run_values(dataset, "fighters_national", ("run", "month", "country", "group"))
    months, groups = dataset["month"].values, labels(dataset, "group")
    focus, existing = focus_countries(dataset), labels(dataset, "country")
    names = country_names(dataset, page.language)
    say = page.language.say
    panel, gap = (3.0, 0.0) if not page.narrow else (page.panel, 0.5)
    sheet = new_sheet(
        page,
        panel if not page.narrow else 2 * panel + gap,
        title=say("Ground held by the states, and fighters against them"),
        subtitle=reading_help(len(control), page.language, among_others=True),
        source=source_line(dataset, page),
    )
    left, right = sheet.panels(
        2, 2 if not page.narrow else 1, left=LEFT, right=_room(page),
        gap=(_room(page) + 0.7, gap),
    )  # fmt: skip

    shares = quantiles(control[:, :, [existing.index(country) for country in focus]])
    _draw_fans(left, months, shares, focus, page)
    left.set_ylim(0, 1)
    shares_along(left, "y", page)
    written = [names[country] for country in focus]
    name_lines(left, shares[2, -1], written, list(map(colour_of, focus)), _room(page), page)
    sheet.heading(left, say("Population under state control"))

    strengths = quantiles(fighters.sum(axis=2))
    _draw_fans(right, months, strengths, groups, page)
    right.set_ylim(*value_limits(strengths))
    called = list(names_along(dataset, "group", page.language).values())
    name_lines(right, strengths[2, -1], called, list(map(colour_of, groups)), _room(page), page)
    sheet.heading(right, say("Fighters, all countries together"))
    return sheet.figure


def _room(page: Page) -> float:
    """Inches to the right of a panel."""
    return LABEL_ROOM if not page.narrow else 0.75


def _draw_fans(
    axes: Axes,
    months: Months,
    fans: NDArray[np.floating[Any]],
    actors: Sequence[str],
    page: Page,
) -> None:
    """Draw fans of shape (5, month, actor) in one panel."""
    prepare_time_panel(axes, months, page)
    for index, actor in enumerate(actors):
        draw_fan(axes, months, fans[:, :, index], colour_of(actor), among_others=True)
