"""Which parameters move an outcome, and the box in which something happens."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from sim.analysis.discover import HAPPENS, Discovery
from sim.analysis.sensitivity import Sensitivity
from sim.mechanisms import declarations
from sim.plots.style import (
    FOOTER,
    HEADER,
    INK,
    MISSING,
    PALE_INK,
    PLAIN,
    SMALL,
    new_figure,
    panel_axes,
)

__all__ = ["discovered_box", "parameter_effects"]

WIDTH, TALL, ROW = 8.6, 6.2, 0.3
"""Inches: the figures, the height of those with points, and what a parameter takes."""
NAMES = 2.75
"""Inches that the longest name takes, about."""
BELOW = FOOTER + 0.8
LEGEND = 0.27
"""Inches of the legend above the lower edge, so that it clears the source line."""
MOST = 20
"""Parameters that are drawn."""
BLUE, ORANGE = "#0072b2", "#d55e00"
"""Two of Okabe and Ito's, which all eyes and grey print tell apart."""
FEWEST_ROWS = 4


def parameter_effects(found: Sensitivity, source: str = "") -> Figure:
    """Draw Sobol indices, Morris' effects or rank correlations, the strongest parameter first.

    Args:
        found: as `sim.analysis.sensitivity.sensitivity` gives it.
        source: the line below.

    Raises:
        ValueError: no parameters.
    """
    if found.table.empty:
        raise ValueError("no parameters: nothing to plot")
    drawing = {"sobol": _sobol, "morris": _morris, "rank": _rank}[found.method]
    return drawing(found, found.table.head(MOST), source)


def _rows(table: pd.DataFrame, title: str, subtitle: str, source: str) -> tuple[Figure, Axes]:
    """A figure with a row a parameter, the first on top."""
    height = HEADER + ROW * max(len(table), FEWEST_ROWS) + BELOW
    figure = new_figure(WIDTH, height, title=title, subtitle=subtitle, source=source)
    (axes,) = panel_axes(figure, 1, 1, left=NAMES, right=0.35, bottom=BELOW)
    axes.set_yticks(range(len(table)), list(table["parameter"]), size=SMALL, color=INK)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.axvline(0.0, color=PALE_INK, lw=0.8, zorder=1)
    axes.tick_params(axis="y", length=0)
    _bare(axes, "left")
    return figure, axes


def _bare(axes: Axes, *sides: str) -> None:
    for side in ("top", "right", *sides):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="x", labelsize=SMALL, colors=PALE_INK)
    axes.grid(axis="x", color="#e6e6e6", lw=0.6)
    axes.set_axisbelow(True)


def _of(found: Sensitivity) -> str:
    unit = "" if found.unit == "1" else f", {found.unit}"
    more = len(found.table) - MOST
    cut = f" The {MOST} strongest of {len(found.table):,} parameters." if more > 0 else ""
    return f"{found.meaning[0].upper()}{found.meaning[1:]}{unit}.{cut} "


def _sobol(found: Sensitivity, table: pd.DataFrame, source: str) -> Figure:
    subtitle = _of(found) + "Lines: 90 % intervals. Beyond 0 and 1 is chance."
    figure, axes = _rows(table, f"What moves {found.outcome}: Sobol indices", subtitle, source)
    for shift, name, words, colour in (
        (-0.19, "first", "by itself (first order)", MISSING),
        (0.19, "total", "with all it takes part in (total)", BLUE),
    ):
        rows = np.arange(len(table)) + shift
        axes.barh(rows, table[name], height=0.34, color=colour, label=words, gid=name)
        axes.hlines(rows, table[f"{name}_low"], table[f"{name}_high"], color=INK, lw=1.0, zorder=3)
    low = min(0.0, float(table[["first_low", "total_low"]].to_numpy().min()))
    high = max(1.0, float(table[["first_high", "total_high"]].to_numpy().max()))
    axes.set_xlim(low - 0.03, high + 0.03)
    axes.set_xlabel("share of the variance of the points' means", size=PLAIN, color=INK)
    _legend(figure, axes)
    return figure


def _rank(found: Sensitivity, table: pd.DataFrame, source: str) -> Figure:
    subtitle = _of(found) + "Lines: 90 % intervals."
    figure, axes = _rows(table, f"What moves {found.outcome}: rank correlations", subtitle, source)
    rows = np.arange(len(table))
    for words, rising, colour in (("rises with it", True, ORANGE), ("falls with it", False, BLUE)):
        chosen = (table["rank"] >= 0.0).to_numpy() == rising
        axes.barh(rows[chosen], table["rank"][chosen], height=0.62, color=colour, label=words)
    axes.hlines(rows, table["rank_low"], table["rank_high"], color=INK, lw=1.0, zorder=3)
    axes.set_xlim(-1.03, 1.03)
    axes.set_xlabel("Spearman's rank correlation", size=PLAIN, color=INK)
    _legend(figure, axes)
    return figure


def _legend(figure: Figure, axes: Axes) -> None:
    marks, words = axes.get_legend_handles_labels()
    height = float(figure.get_size_inches()[1])
    figure.legend(
        marks, words, loc="lower right", bbox_to_anchor=(0.99, LEGEND / height), ncols=2,
        frameon=False, fontsize=SMALL, labelcolor=INK,
    )  # fmt: skip


def _morris(found: Sensitivity, table: pd.DataFrame, source: str) -> Figure:
    """The mean size of effects against their spread, each point under its parameter's name."""
    subtitle = (
        _of(found)
        + "Each parameter crosses its whole range. Lines: 90 % intervals. Above the dashed "
        "line the effect's spread exceeds its size."
    )
    figure = new_figure(
        WIDTH, TALL, title=f"What moves {found.outcome}: Morris' effects", subtitle=subtitle,
        source=source,
    )  # fmt: skip
    (axes,) = panel_axes(figure, 1, 1, left=0.95, right=0.35, bottom=BELOW)
    across, up = table["mu_star"].to_numpy(), table["sigma"].to_numpy()
    axes.hlines(up, table["mu_star_low"], table["mu_star_high"], color=MISSING, lw=1.2, zorder=2)
    axes.scatter(across, up, s=34, color=BLUE, zorder=3, gid="effects")
    right = max(float(table["mu_star_high"].max()), 1e-12) * 1.06
    top = max(float(up.max()) * 1.15, right * 0.05)
    axes.axline((0.0, 0.0), slope=1.0, color=PALE_INK, lw=0.8, ls="--", zorder=1)
    axes.set_xlim(0.0, right)
    axes.set_ylim(-0.04 * top, top)
    for name, one, other in zip(table["parameter"], across, up, strict=True):
        late = one > 0.6 * right
        axes.annotate(
            name, (one, other), xytext=(-6 if late else 6, 5), textcoords="offset points",
            ha="right" if late else "left", size=SMALL, color=INK, zorder=4,
        )  # fmt: skip
    unit = "" if found.unit == "1" else f", {found.unit}"
    axes.set_xlabel(f"mu*: mean size of the effect{unit}", size=PLAIN, color=INK)
    axes.set_ylabel(f"sigma: spread of the effect{unit}", size=PLAIN, color=INK)
    _bare(axes)
    _thousands(axes)
    return figure


def _thousands(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.tick_params(labelsize=SMALL, colors=PALE_INK)


def discovered_box(found: Discovery, source: str = "") -> Figure:
    """Draw every run at its values of the two parameters that the box restricts most surely.

    Args:
        found: as `sim.analysis.discover.discover` gives it.
        source: the line below.

    Raises:
        ValueError: no parameter.
    """
    names = [str(name) for name in found.box["parameter"][:2]]
    others = [str(name) for name in found.data.columns if name not in (*names, HAPPENS)]
    names += others[: 2 - len(names)]
    if not names:
        raise ValueError("no parameters: nothing to plot")
    figure = new_figure(
        WIDTH, TALL, title=f"Where {_cut_condition(found.condition)}", subtitle=_about(found),
        source=source,
    )  # fmt: skip
    (axes,) = panel_axes(figure, 1, 1, left=0.95, right=0.35, bottom=BELOW)
    _scatter(axes, found.data, names)
    _box(axes, found, names)
    several = " (area: share of a point's runs)" if found.runs > found.points else ""
    marks = [
        Line2D([], [], ls="", marker="o", color=ORANGE, label=f"it happens{several}"),
        Line2D([], [], ls="", marker="o", color=MISSING, label="it does not"),
        Rectangle((0, 0), 1, 1, fill=False, edgecolor=INK, lw=1.6, label="the box"),
    ]
    figure.legend(
        handles=marks, loc="lower right", bbox_to_anchor=(0.99, LEGEND / TALL), ncols=3,
        frameon=False, fontsize=SMALL, labelcolor=INK,
    )  # fmt: skip
    return figure


def _cut_condition(condition: str) -> str:
    return condition if len(condition) <= 60 else condition.rpartition(" (")[0] or condition


def _about(found: Discovery) -> str:
    if found.box.empty:
        return f"In {100 * found.base_rate:.0f} % of runs; no box tells where."
    hidden = len(found.box) - 2
    more = f" {hidden} more limits are not drawn." if hidden > 1 else ""
    more = " One more limit is not drawn." if hidden == 1 else more
    return (
        f"In {100 * found.density:.0f} % of the runs inside, {100 * found.base_rate:.0f} % in all; "
        f"inside are {100 * found.coverage:.0f} % of cases, {100 * found.mass:.0f} % of runs. "
        f"{_checked(found)}{more}"
    )


def _checked(found: Discovery) -> str:
    unseen = found.held_out.density
    if np.isnan(unseen):
        return "Half of the points alone show no box."
    return f"On points that a fit had not seen: {100 * unseen:.0f} %."


def _scatter(axes: Axes, data: pd.DataFrame, names: list[str]) -> None:
    # Runs of one point lie on one another: the orange area is the share of them.
    data = data.groupby([name for name in data.columns if name != HAPPENS], as_index=False).mean()
    share = data[HAPPENS].to_numpy(np.float64)
    across = data[names[0]].to_numpy()
    # With one parameter alone, heights only part the runs.
    up = data[names[1]].to_numpy() if len(names) > 1 else np.linspace(0.0, 1.0, len(data))
    size = float(np.clip(700.0 / np.sqrt(len(data)), 4.0, 40.0))
    never, yes = share < 1.0, share > 0.0
    axes.scatter(across[never], up[never], s=size, color=MISSING, lw=0, zorder=2, gid="no")
    sizes = size * share[yes]
    axes.scatter(across[yes], up[yes], s=sizes, color=ORANGE, lw=0, zorder=3, gid="yes")
    _bare(axes)
    _thousands(axes)
    axes.set_xlabel(_labelled(names[0]), size=PLAIN, color=INK)
    if len(names) > 1:
        axes.set_ylabel(_labelled(names[1]), size=PLAIN, color=INK)
    else:
        axes.set_yticks([])
    axes.margins(0.03)


def _labelled(name: str) -> str:
    known = declarations()
    unit = known[name].unit if name in known else "1"
    return name if unit == "1" else f"{name}, {unit}"


def _box(axes: Axes, found: Discovery, names: list[str]) -> None:
    """The box; an open side is drawn at the edge of the panel."""
    if found.box.empty:
        return
    edges = [*map(float, axes.get_xlim()), *map(float, axes.get_ylim())]
    sides = found.box.set_index("parameter")
    for place, name in enumerate(names):
        if name in sides.index:
            for end, column in enumerate(("low", "high")):
                limit = float(sides.loc[[name], column].iloc[0])
                edges[2 * place + end] = edges[2 * place + end] if np.isnan(limit) else limit
    left, right, bottom, top = edges
    axes.set_xlim(axes.get_xlim())
    axes.set_ylim(axes.get_ylim())
    sizes = right - left, top - bottom
    axes.add_patch(
        Rectangle((left, bottom), *sizes, fill=False, edgecolor=INK, lw=1.8, zorder=4, gid="box")
    )
