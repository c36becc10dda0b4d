"""Who holds the ground, and how many fight against the states."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.fans import draw_fan, reading_help, value_limits
from sim.plots.selection import country_names, focus_countries, labels, quantiles, run_values
from sim.plots.style import (
    SLIDE,
    Page,
    Sheet,
    colour_of,
    fit,
    new_sheet,
    shares_along,
    size_of,
    source_line,
)
from sim.plots.time_axis import Months, prepare_time_panel

__all__ = ["control_and_fighters"]

# Room to the left of a panel, and to the right for the names of its lines, inches.
LEFT = 0.6
LABEL_ROOM = 1.1


def control_and_fighters(dataset: xr.Dataset, page: Page = SLIDE) -> Figure:
    """Draw the people under state control by country beside the fighters by armed group.

    Takes `state_control_national` (run, month, country), shares of the population, for the focus
    countries; and `fighters_national` (run, month, country, group), summed over all countries.

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
    _name_lines(left, shares[2, -1], focus, [names[country] for country in focus], sheet)
    sheet.heading(left, say("Population under state control"))

    strengths = quantiles(fighters.sum(axis=2))
    _draw_fans(right, months, strengths, groups, page)
    right.set_ylim(*value_limits(strengths))
    _name_lines(right, strengths[2, -1], groups, groups, sheet)
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


def _name_lines(
    axes: Axes,
    ends: NDArray[np.floating[Any]],
    actors: Sequence[str],
    names: Sequence[str],
    sheet: Sheet,
) -> None:
    """Write each line's name at its right end, `ends` in data units, apart from the others."""
    bottom, top = axes.get_ylim()
    heights = np.nan_to_num((ends - bottom) / (top - bottom))
    page = sheet.page
    written = [fit(name, _room(page) - 0.1, page.plain, lines=2) for name in names]
    # height of a line of text, as a share of the panel
    line = 1.3 * page.plain / 72 / size_of(axes)[1]
    rooms = [line * (1 + text.count("\n")) for text in written]
    places = spread(heights.tolist(), rooms)
    for actor, text, place in zip(actors, written, places, strict=True):
        axes.text(
            1.015,
            place,
            text,
            transform=axes.transAxes,
            color=colour_of(actor),
            size=page.plain,
            weight="bold",
            va="center",
            linespacing=1.05,
        )


def spread(heights: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Return `heights` moved apart so that labels as tall as `rooms` do not overlap.

    Keeps their order, and keeps them from 0 to 1 if they fit. Labels that touch stand centred on
    the mean of their heights.
    """

    def span(block: list[int]) -> tuple[float, float]:
        half = sum(rooms[index] for index in block) / 2
        mean = sum(heights[index] for index in block) / len(block)
        centre = max(half, min(1 - half, mean))
        return centre - half, centre + half

    blocks: list[list[int]] = []
    for index in sorted(range(len(heights)), key=lambda index: heights[index]):
        block = [index]
        while blocks and span(block)[0] < span(blocks[-1])[1]:
            block = blocks.pop() + block
        blocks.append(block)
    places = [0.0] * len(heights)
    for block in blocks:
        floor = span(block)[0]
        for index in block:
            places[index] = floor + rooms[index] / 2
            floor += rooms[index]
    return places
