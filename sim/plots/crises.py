"""How hard a bloc presses each country, through time."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.language import Language
from sim.plots.page import SLIDE, Page
from sim.plots.selection import focus_countries, labels, names_along, run_values
from sim.plots.sheet import new_sheet
from sim.plots.style import INK, PALE_INK, shares_along, source_line
from sim.plots.time_axis import month_edges, prepare_time_panel

__all__ = ["COLOURS", "crisis_postures", "posture_mark", "posture_words"]

# By the number that the dataset holds; the darker the harder, in steps of lightness that grey
# print and colour blindness keep.
COLOURS = ("#f4f3ee", "#f5c95f", "#f58f2f", "#d24640", "#86266a", "#1d0b3a")

# Inches: the left margins, between rows of panels, what a line of the legend takes.
LEFT, NARROW_LEFT = 0.85, 0.6
ROW_GAP = 0.45
LEGEND = 0.17


def posture_words(language: Language) -> tuple[str, ...]:
    """Return what to call the postures, by the number that the dataset holds."""
    say = language.say
    return (
        say("none"),
        say("suspended"),
        say("sanctions"),
        say("ultimatum"),
        say("force activated"),
        say("intervened"),
    )


def crisis_postures(
    dataset: xr.Dataset,
    bloc: str | None = None,
    countries: Sequence[str] | None = None,
    *,
    page: Page = SLIDE,
) -> Figure:
    """Draw the hardest posture of a bloc towards each country in each month, as shares of runs.

    One panel a country; in each month a column of the postures' shares, the hardest at the bottom.

    Args:
        dataset: Holds `hardest_posture` (run, month, bloc, country) of the month: 0 none,
            1 suspended, 2 sanctions, 3 ultimatum, 4 force activated, 5 intervened.
        bloc: Its label; by default the first of the dataset.
        countries: Codes, in the order of the panels; by default the focus of the dataset.
        page: What the figure is for.

    Raises:
        ValueError: The variable, the bloc or a country is not in the dataset, or the variable has
            other dimensions.
    """
    postures = run_values(dataset, "hardest_posture", ("run", "month", "bloc", "country"))
    chosen = labels(dataset, "bloc", None if bloc is None else [bloc])[0]
    shown = focus_countries(dataset) if countries is None else labels(dataset, "country", countries)
    of_bloc = postures[:, :, labels(dataset, "bloc").index(chosen)]
    existing, say = labels(dataset, "country"), page.language.say
    names = names_along(dataset, "country", page.language)
    columns = min(page.columns, len(shown))
    rows = ceil(len(shown) / columns)
    words = posture_words(page.language)
    keys = 2 if page.narrow else len(words)
    sheet = new_sheet(
        page,
        rows * page.panel + (rows - 1) * ROW_GAP,
        title=say(
            "Posture of {bloc} towards each country, month by month",
            bloc=page.language.name(chosen.replace("_", " ")),
        ),
        subtitle=_reading_help(len(postures), page.language),
        source=source_line(dataset, page),
        strip=0.4 + LEGEND * ceil(len(words) / keys),
    )
    left = NARROW_LEFT if page.narrow else LEFT
    panels = sheet.panels(len(shown), columns, left=left, gap=(0.3, ROW_GAP))
    for index, (axes, country) in enumerate(zip(panels, shown, strict=True)):
        own = of_bloc[:, :, existing.index(country)]
        _draw_shares(axes, dataset["month"].values, own, page)
        sheet.heading(axes, names[country])
        # years stand under the lowest panel of each column
        axes.tick_params(labelbottom=index + columns >= len(shown))
        axes.tick_params(labelleft=index % columns == 0)
        if index % columns == 0:
            axes.set_ylabel(say("share of runs"), size=page.plain, color=PALE_INK)
    sheet.legend([posture_mark(*mark) for mark in zip(COLOURS, words, strict=True)], columns=keys)
    return sheet.figure


def posture_mark(colour: str, word: str) -> Patch:
    """Return what a legend shows of a posture."""
    return Patch(facecolor=colour, edgecolor=PALE_INK, linewidth=0.4, label=word)


def _draw_shares(
    axes: Axes,
    months: NDArray[np.datetime64],
    postures: NDArray[np.integer[Any]],
    page: Page,
) -> None:
    """Draw the shares of the runs' postures, shape (run, month), in one panel."""
    edges = month_edges(months)
    prepare_time_panel(axes, months, page)
    axes.set_xlim(*edges[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(0, 1)
    shares_along(axes, "y", page)
    # the harder cover the softer, so that no seam shows between them
    for posture, colour in enumerate(COLOURS):
        at_least = np.count_nonzero(postures >= posture, axis=0) / len(postures)
        axes.stairs(at_least, edges, fill=True, color=colour, gid=f"posture {posture}")
    axes.set_axisbelow(False)
    axes.grid(axis="y", color=INK, alpha=0.15, linewidth=0.6)


def _reading_help(runs: int, language: Language) -> str:
    if runs == 1:
        return language.say("One run only: the hardest posture of each month.")
    return language.say(
        "Thickness of a colour: share of runs with this hardest posture in the month. The hardest "
        "lies lowest: the upper edge of a colour is the share at it or a harder one."
    )
