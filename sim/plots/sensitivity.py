"""Which parameters move an outcome: Sobol indices, Morris' effects, rank correlations, swings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.sensitivity import Sensitivity, Swings
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.parameter_axes import label_across, outcome_words, row_sheet, unit_after
from sim.plots.style import INK, MISSING, PALE_INK

__all__ = ["parameter_effects", "tornado"]

# Parameters that are drawn.
MOST = 20
# Two of Okabe and Ito's, which all eyes and grey print tell apart.
BLUE, ORANGE = "#0072b2", "#e69f00"
# To which correlation the axis goes at least, either way.
NEAREST = 0.2
# What a bar takes of its row.
BAR = 0.62


def parameter_effects(found: Sensitivity, source: str = "", page: Page = SLIDE) -> Figure:
    """Draw Sobol indices, Morris' effects or rank correlations, the strongest parameter on top.

    Args:
        found: As `sim.analysis.sensitivity.sensitivity` gives it.
        source: The line below.
        page: What the figure is for.

    Raises:
        ValueError: No parameters.
    """
    drawing = {"sobol": _sobol, "morris": _morris, "rank": _rank}[found.method]
    return drawing(found, _strongest(found.table), source, page)


def tornado(found: Swings, source: str = "", page: Page = SLIDE) -> Figure:
    """Draw where the outcome lies at the low and the high of each parameter, the widest swing on
    top.

    Args:
        found: As `sim.analysis.sensitivity.swings` gives it.
        source: The line below.
        page: What the figure is for.

    Raises:
        ValueError: No parameters.
    """
    table, say = _strongest(found.table), page.language.say
    subtitle = _about(found, len(found.table), page) + say(
        "Bars: from the mean of all runs to that of runs with a low or a high value of the "
        "parameter (a fifth of them, or its end), as written at the right. Lines: 90 % intervals "
        "of that distance."
    )
    marks = [
        Patch(color=BLUE, label=say("parameter is low")),
        Patch(color=ORANGE, label=say("parameter is high")),
    ]
    title = say("How far {outcome} swings", outcome=found.outcome)
    sheet, axes = row_sheet(
        page, list(table["parameter"]), len(marks), right=0.7, title=title, subtitle=subtitle,
        source=source,
    )  # fmt: skip
    ends = table.filter(regex="^(low|high)").to_numpy()
    _limit(axes, np.append(ends, found.mean), 0.04)
    for side, colour, shift, edge in (
        ("low", BLUE, -BAR / 4, "up_to"),
        ("high", ORANGE, BAR / 4, "from"),
    ):
        rows = np.arange(len(table)) + shift
        width = table[side] - found.mean
        axes.barh(rows, width, BAR / 2, left=found.mean, color=colour, gid=side)
        _intervals(axes, rows, table, side)
        _write_values(axes, rows, table[edge], "≤" if side == "low" else "≥", page)
    axes.axvline(found.mean, color=INK, linewidth=0.9, zorder=2, gid="mean")
    _label_outcome(axes, found, page)
    sheet.legend(marks)
    return sheet.figure


def _write_values(axes: Axes, rows: Any, values: pd.Series[float], sign: str, page: Page) -> None:
    """Write at the right end of each row which values of the parameter a bar stands for."""
    for row, value in zip(rows, values, strict=True):
        written = page.language.plain(float(f"{value:.3g}"))
        axes.annotate(
            f"{sign} {written}", (1.0, row), xycoords=axes.get_yaxis_transform(), xytext=(4, 0),
            textcoords="offset points", size=page.small - 0.5, va="center", color=PALE_INK,
            gid="value",
        )  # fmt: skip


def _limit(axes: Axes, values: Any, air: float) -> None:
    """Hold all values, with so much air on either side."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = air * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)


def _strongest(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        raise FigureError("no parameters: nothing to plot - vary some in a sweep")
    return table.head(MOST)


def _about(found: Sensitivity | Swings, count: int, page: Page) -> str:
    """What the outcome is, and how many parameters are not drawn."""
    language = page.language
    words = outcome_words(found.outcome, found.meaning, language)
    cut = language.say(
        "The {shown} strongest of {count} parameters.",
        shown=language.number(MOST),
        count=language.number(count),
    )
    return f"{words}{unit_after(found.unit, language)}. " + (f"{cut} " if count > MOST else "")


def _label_outcome(axes: Axes, found: Swings, page: Page) -> None:
    say = page.language.say
    if found.share:
        text = say("share of runs")
    else:
        text = say("mean of {outcome}", outcome=found.outcome)
        text += unit_after(found.unit, page.language)
    label_across(axes, text, page, percent=found.share)


def _sobol(found: Sensitivity, table: pd.DataFrame, source: str, page: Page) -> Figure:
    say = page.language.say
    kinds = (
        (-0.19, "first", say("by itself (first order)"), MISSING),
        (0.19, "total", say("with all it takes part in (total)"), BLUE),
    )
    marks = [Patch(color=colour, label=words) for *_, words, colour in kinds]
    sheet, axes = row_sheet(
        page, list(table["parameter"]), len(marks),
        title=say("What moves {outcome}: Sobol indices", outcome=found.outcome),
        subtitle=_about(found, len(found.table), page)
        + say("Lines: 90 % intervals. Beyond 0 and 1 is chance."),
        source=source,
    )  # fmt: skip
    for shift, name, _, colour in kinds:
        rows = np.arange(len(table)) + shift
        axes.barh(rows, table[name], height=0.34, color=colour, gid=name)
        _intervals(axes, rows, table, name)
    ends = table.filter(regex="_(low|high)$").to_numpy()
    _limit(axes, [0.0, 1.0, *ends.ravel()], 0.03)
    label_across(axes, say("share of the variance of the points' means"), page, percent=False)
    axes.axvline(0.0, color=PALE_INK, linewidth=0.8, zorder=1)
    sheet.legend(marks)
    return sheet.figure


def _rank(found: Sensitivity, table: pd.DataFrame, source: str, page: Page) -> Figure:
    say = page.language.say
    marks = _directions(page)
    sheet, axes = row_sheet(
        page, list(table["parameter"]), len(marks),
        title=say("What moves {outcome}: rank correlations", outcome=found.outcome),
        subtitle=_about(found, len(found.table), page) + say("Lines: 90 % intervals."),
        source=source,
    )  # fmt: skip
    rows = np.arange(len(table))
    colours = np.where(table["rank"] >= 0.0, ORANGE, BLUE).tolist()
    axes.barh(rows, table["rank"], height=BAR, color=colours, gid="rank")
    _intervals(axes, rows, table, "rank")
    ends = table[["rank", "rank_low", "rank_high"]].abs().to_numpy()
    far = 1.03 * max(float(np.nanmax(ends)), NEAREST)
    axes.set_xlim(-far, far)
    label_across(axes, say("Spearman's rank correlation"), page, percent=False)
    axes.axvline(0.0, color=PALE_INK, linewidth=0.8, zorder=1)
    sheet.legend(marks)
    return sheet.figure


def _morris(found: Sensitivity, table: pd.DataFrame, source: str, page: Page) -> Figure:
    """The mean size of effects as bars, their spread as a mark in the same unit."""
    say = page.language.say
    look: dict[str, Any] = {"marker": "D", "markersize": 4.5, "linestyle": "none"}
    look |= {"markerfacecolor": "white", "markeredgecolor": INK, "clip_on": False, "zorder": 4}
    marks = [*_directions(page), Line2D([], [], label=say("sigma: spread of the effect"), **look)]
    sheet, axes = row_sheet(
        page, list(table["parameter"]), len(marks),
        title=say("What moves {outcome}: Morris' effects", outcome=found.outcome),
        subtitle=_about(found, len(found.table), page) + say(
            "Each parameter crosses its whole range. Lines: 90 % intervals. Where the spread "
            "exceeds the size, the effect hangs on the other parameters, or is luck."
        ),
        source=source,
    )  # fmt: skip
    rows = np.arange(len(table))
    colours = np.where(table["mu"] >= 0.0, ORANGE, BLUE).tolist()
    axes.barh(rows, table["mu_star"], height=BAR, color=colours, gid="mu_star")
    _intervals(axes, rows, table, "mu_star")
    axes.plot(table["sigma"], rows, gid="sigma", **look)
    ends = table[["mu_star", "mu_star_low", "mu_star_high", "sigma"]].to_numpy()
    _limit(axes, [0.0, *ends.ravel()], 0.03)
    text = say("mu*: mean size of the effect") + unit_after(found.unit, page.language)
    label_across(axes, text, page, percent=False)
    axes.axvline(0.0, color=PALE_INK, linewidth=0.8, zorder=1)
    sheet.legend(marks)
    return sheet.figure


def _directions(page: Page) -> list[Artist]:
    say = page.language.say
    return [
        Patch(color=ORANGE, label=say("rises with it")),
        Patch(color=BLUE, label=say("falls with it")),
    ]


def _intervals(axes: Axes, rows: Sequence[float] | Any, table: pd.DataFrame, name: str) -> None:
    low, high = table[f"{name}_low"], table[f"{name}_high"]
    axes.hlines(rows, low, high, color=INK, linewidth=1.0, zorder=3, gid=f"{name}_interval")
