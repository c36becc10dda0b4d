"""Who holds the ground, and how many fight against the states."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.plots.fans import draw_fan, prepare_time_panel, reading_help, value_limits
from sim.plots.selection import country_names, focus_countries, labels, quantiles, run_values
from sim.plots.style import (
    FOOTER,
    INK,
    PLAIN,
    colour_of,
    fit,
    new_figure,
    panel_axes,
    source_line,
)

__all__ = ["control_and_fighters"]

# Room to the right of a panel for the names of its lines, inches.
LABEL_ROOM = 1.1


def control_and_fighters(dataset: xr.Dataset) -> Figure:
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
    names = country_names(dataset)
    figure = new_figure(
        11.0,
        4.6,
        title="Ground held by the states, and fighters against them",
        subtitle=reading_help(len(control), among_others=True),
        source=source_line(dataset),
    )
    left, right = panel_axes(
        figure, 2, 2, left=0.6, right=LABEL_ROOM, bottom=FOOTER + 0.35, gap=(LABEL_ROOM + 0.7, 0)
    )

    shares = quantiles(control[:, :, [existing.index(country) for country in focus]])
    _draw_fans(left, months, shares, focus)
    left.set_ylim(0, 1)
    left.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    _name_lines(left, shares[2, -1], focus, [names[country] for country in focus])
    _head(left, "Population under state control")

    strengths = quantiles(fighters.sum(axis=2))
    _draw_fans(right, months, strengths, groups)
    right.set_ylim(*value_limits(strengths))
    _name_lines(right, strengths[2, -1], groups, groups)
    _head(right, "Fighters, all countries together")
    return figure


def _draw_fans(
    axes: Axes,
    months: NDArray[np.datetime64],
    fans: NDArray[np.floating[Any]],
    actors: Sequence[str],
) -> None:
    """Draw fans of shape (5, month, actor) in one panel."""
    prepare_time_panel(axes, months)
    for index, actor in enumerate(actors):
        draw_fan(axes, months, fans[:, :, index], colour_of(actor), among_others=True)


def _name_lines(
    axes: Axes,
    ends: NDArray[np.floating[Any]],
    actors: Sequence[str],
    names: Sequence[str],
) -> None:
    """Write each line's name at its right end, `ends` in data units, apart from the others."""
    bottom, top = axes.get_ylim()
    heights = np.nan_to_num((ends - bottom) / (top - bottom))
    written = [fit(name, LABEL_ROOM - 0.1, PLAIN, lines=2) for name in names]
    line = 0.055  # height of a line of text, as a share of the panel
    rooms = [line * (1 + text.count("\n")) for text in written]
    places = spread(heights.tolist(), rooms)
    for actor, text, place in zip(actors, written, places, strict=True):
        axes.text(
            1.015,
            place,
            text,
            transform=axes.transAxes,
            color=colour_of(actor),
            size=PLAIN,
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


def _head(axes: Axes, text: str) -> None:
    axes.set_title(text, loc="left", size=PLAIN + 1, weight="bold", color=INK)
