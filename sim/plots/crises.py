"""How hard a bloc presses each country, through time."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.plots.fans import month_edges, prepare_time_panel
from sim.plots.selection import country_names, focus_countries, labels, run_values
from sim.plots.style import (
    FOOTER,
    HEADER,
    INK,
    PALE_INK,
    PLAIN,
    fit,
    new_figure,
    panel_axes,
    source_line,
)

__all__ = ["COLOURS", "POSTURES", "crisis_postures"]

# By the number that the dataset holds.
POSTURES = ("none", "suspended", "sanctions", "ultimatum", "force activated", "intervened")
# The darker the harder, in steps of lightness that grey print and colour blindness keep.
COLOURS = ("#f4f3ee", "#f5c95f", "#f58f2f", "#d24640", "#86266a", "#1d0b3a")

# Inches.
WIDTH = 11.0
PANEL_HEIGHT = 2.6
LEFT = 0.85
GAP = (0.3, 0.45)
LEGEND = 0.4


def crisis_postures(
    dataset: xr.Dataset, bloc: str | None = None, countries: Sequence[str] | None = None
) -> Figure:
    """Draw the hardest posture of a bloc towards each country in each month, as shares of runs.

    One panel a country; in each month a column of the postures' shares, the hardest at the bottom.

    Args:
        dataset: Holds `hardest_posture` (run, month, bloc, country) of the month: 0 none,
            1 suspended, 2 sanctions, 3 ultimatum, 4 force activated, 5 intervened.
        bloc: Its label; by default the first of the dataset.
        countries: Codes, in the order of the panels; by default the focus of the dataset.

    Raises:
        ValueError: The variable, the bloc or a country is not in the dataset, or the variable has
            other dimensions.
    """
    postures = run_values(dataset, "hardest_posture", ("run", "month", "bloc", "country"))
    chosen = labels(dataset, "bloc", None if bloc is None else [bloc])[0]
    shown = focus_countries(dataset) if countries is None else labels(dataset, "country", countries)
    of_bloc = postures[:, :, labels(dataset, "bloc").index(chosen)]
    existing, names = labels(dataset, "country"), country_names(dataset)
    columns = min(3, len(shown))
    rows = ceil(len(shown) / columns)
    bottom = FOOTER + LEGEND + 0.3
    figure = new_figure(
        WIDTH,
        HEADER + rows * PANEL_HEIGHT + (rows - 1) * GAP[1] + bottom,
        title=f"Posture of {chosen} towards each country, month by month",
        subtitle=_reading_help(len(postures)),
        source=source_line(dataset),
    )
    panels = panel_axes(figure, len(shown), columns, left=LEFT, bottom=bottom, gap=GAP)
    panel_width = WIDTH * panels[0].get_position().width
    for index, (axes, country) in enumerate(zip(panels, shown, strict=True)):
        _draw_shares(axes, dataset["month"].values, of_bloc[:, :, existing.index(country)])
        name = fit(names[country], panel_width, PLAIN + 1)
        axes.set_title(name, loc="left", size=PLAIN + 1, weight="bold", color=INK)
        # years stand under the lowest panel of each column
        axes.tick_params(labelbottom=index + columns >= len(shown))
        axes.tick_params(labelleft=index % columns == 0)
        if index % columns == 0:
            axes.set_ylabel("share of histories", size=PLAIN, color=PALE_INK)
    _add_legend(figure)
    return figure


def _draw_shares(
    axes: Axes, months: NDArray[np.datetime64], postures: NDArray[np.integer[Any]]
) -> None:
    """Draw the shares of the runs' postures, shape (run, month), in one panel."""
    edges = month_edges(months)
    prepare_time_panel(axes, months)
    axes.set_xlim(*edges[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    # the harder cover the softer, so that no seam shows between them
    for posture, colour in enumerate(COLOURS):
        at_least = np.count_nonzero(postures >= posture, axis=0) / len(postures)
        axes.stairs(at_least, edges, fill=True, color=colour, label=POSTURES[posture])
    axes.set_axisbelow(False)
    axes.grid(axis="y", color=INK, alpha=0.15, linewidth=0.6)


def _reading_help(runs: int) -> str:
    if runs == 1:
        return "One history only: the hardest posture of each month."
    return (
        "Thickness of a colour: share of histories (runs) with this hardest posture in the month. "
        "The hardest lies lowest: the upper edge of a colour is the share at it or a harder one."
    )


def _add_legend(figure: Figure) -> None:
    keys = [
        Patch(facecolor=colour, edgecolor=PALE_INK, linewidth=0.4, label=posture)
        for posture, colour in zip(POSTURES, COLOURS, strict=True)
    ]
    figure.legend(
        handles=keys,
        loc="lower center",
        bbox_to_anchor=(0.5, FOOTER / figure.get_figheight()),
        ncols=len(keys),
        frameon=False,
        fontsize=PLAIN,
        labelcolor=INK,
        handlelength=1.6,
        handletextpad=0.5,
        columnspacing=2.0,
    )
