"""An outcome over two parameters of a sweep: colours, contour lines, and where runs tell little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.analysis.surface import Side, Surface, surface
from sim.plots.page import SLIDE, Page
from sim.plots.parameter_axes import LEGEND, outcome_words, side_sheet, unit_after
from sim.plots.sheet import COLOUR_BAR, EDGE, Sheet
from sim.plots.style import INK, MISSING, fit, size_of

if TYPE_CHECKING:
    from matplotlib.contour import ContourSet

__all__ = ["heat_map"]

# One hue, darker where there is more.
SHADES = "Blues"
# Steps between contour lines, at most; and so much of the scale that a cell is doubtful.
MOST_LINES = 7
DOUBTFUL = 0.25


def heat_map(
    frame: pd.DataFrame,
    across: str,
    up: str,
    outcome: str,
    *,
    plan: Any = None,
    source: str = "",
    page: Page = SLIDE,
) -> Figure:
    """Draw the mean of an outcome over two parameters that a sweep varied.

    A grid's cells are its points; scattered points are put into bins, with the number of runs in
    each. Contour lines join equal means, and stand no closer than the means are sure.

    Args:
        frame: A row a run, as `Results.to_dataframe` gives it.
        across: Parameter along the lower side.
        up: Parameter along the left side.
        outcome: Name of its column, or ``intervention``: any, anywhere.
        plan: How the design was drawn, `results.design.plan`; see `sim.analysis.surface.surface`.
        source: The line below.
        page: What the figure is for.

    Raises:
        LiptakoError: No such outcome or parameter, or one that never varies.
    """
    found = surface(frame, across, up, outcome, plan)
    doubtful = _doubtful(found)
    marks = _marks(found, doubtful, page)
    rows = (len(marks) if page.narrow else 1) if marks else 0
    sheet, axes = side_sheet(
        page, across, up,
        title=page.language.say("{outcome} over two parameters", outcome=found.outcome),
        subtitle=_about(found, page),
        source=source,
        strip=COLOUR_BAR + 0.15 + LEGEND * rows,
    )  # fmt: skip
    coloured = _cells(axes, found)
    _lines(axes, found, page)
    _points(axes, found, doubtful)
    if not (found.across.exact and found.up.exact):
        _counts(axes, found, page)
    _keys(sheet, coloured, found, marks)
    return sheet.figure


def _keys(sheet: Sheet, coloured: QuadMesh, found: Surface, marks: list[Any]) -> None:
    """The colour scale, and above it what else needs explaining."""
    page, say = sheet.page, sheet.page.language.say
    legend = say("share of runs")
    if not found.share:
        legend = say("mean of {outcome}", outcome=found.outcome)
        legend += unit_after(found.unit, page.language)
    sheet.colour_bar(coloured, legend, percent=found.share)
    if page.narrow:
        sheet.figure.axes[-1].locator_params(axis="x", nbins=4)
    if marks:
        width, height = (float(size) for size in sheet.figure.get_size_inches())
        above = (sheet.floor - sheet.strip + COLOUR_BAR + 0.06) / height
        sheet.legend(marks).set_bbox_to_anchor((EDGE / width, above))


def _points(axes: Axes, found: Surface, doubtful: NDArray[np.bool_]) -> None:
    """Mark the doubtful cells."""
    rows, columns = np.nonzero(doubtful)
    axes.scatter(
        found.across.centres[columns], found.up.centres[rows], s=9, color="white", edgecolor=INK,
        linewidth=0.8, zorder=4, gid="doubtful",
    )  # fmt: skip


def _about(found: Surface, page: Page) -> str:
    language = page.language
    say, number = language.say, language.number
    words = outcome_words(found.outcome, found.meaning, language)
    said = [f"{words}{unit_after(found.unit, language)}."]
    there = found.count[found.count > 0]
    if there.min() == there.max():
        said.append(say("{count} runs in each cell.", count=number(there[0])))
    else:
        ends = {"low": number(there.min()), "high": number(there.max())}
        said.append(say("{low} to {high} runs in a cell.", **ends))
    half = _sure(found.half)
    if not np.isnan(half):
        said.append(say("90 % interval of a cell: ±{half}.", half=_amount(half, found, page)))
    apart = _sure(found.apart)
    if apart < 0.8 * half:
        said.append(
            say(
                "Cells share their luck, so that differences are surer: ±{half}.",
                half=_amount(apart, found, page),
            )
        )
    if not _told(found):
        said.append(say("No contour lines: they would follow chance."))
    return " ".join(said)


def _amount(value: float, found: Surface, page: Page) -> str:
    if found.share:
        return page.language.percent(value, 1)
    return page.language.plain(float(f"{value:.2g}"))


def _sure(halves: NDArray[np.float64]) -> float:
    """The median of the cells that tell."""
    known = halves[~np.isnan(halves)]
    return float(np.median(known)) if known.size else np.nan


def _scale(found: Surface) -> tuple[float, float]:
    """The ends of the colours; shares begin at none."""
    low, high = float(np.nanmin(found.mean)), float(np.nanmax(found.mean))
    low = 0.0 if found.share else low
    return low, high if high > low else low + 1.0


def _doubtful(found: Surface) -> NDArray[np.bool_]:
    """Where the interval of a cell's distance from the rest spans much of the scale."""
    low, high = _scale(found)
    unknown = np.isnan(found.apart) | (2.0 * found.apart > DOUBTFUL * (high - low))
    return np.asarray(unknown & (found.count > 0))


def _marks(found: Surface, doubtful: NDArray[np.bool_], page: Page) -> list[Any]:
    say = page.language.say
    marks: list[Any] = []
    if doubtful.any():
        words = say("90 % interval over a quarter of the scale, or unknown")
        look: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": INK}
        marks.append(Line2D([], [], ls="", marker="o", markersize=3.5, label=words, **look))
    if (found.count == 0).any():
        marks.append(Patch(fc="#eeeeee", ec=MISSING, hatch="////", label=say("no runs")))
    return marks


def _cells(axes: Axes, found: Surface) -> QuadMesh:
    axes.patch.set(facecolor="#eeeeee", edgecolor=MISSING, hatch="////", linewidth=0.0)
    axes.grid(visible=False)
    low, high = _scale(found)
    values = np.ma.masked_invalid(found.mean)
    edges = found.across.edges, found.up.edges
    coloured = axes.pcolormesh(*edges, values, cmap=SHADES, vmin=low, vmax=high, gid="cells")
    for side, ticks in ((found.across, axes.set_xticks), (found.up, axes.set_yticks)):
        if side.exact and side.centres.size <= 6 and _even(side):
            ticks(side.centres)
    return coloured


def _even(side: Side) -> bool:
    """Whether a grid's values stand far enough apart to be written."""
    steps = np.diff(side.centres)
    return bool(steps.min() > 0.1 * (side.edges[-1] - side.edges[0]))


def _told(found: Surface) -> bool:
    """Whether contour lines would tell more than chance."""
    if min(found.mean.shape) < 2:
        return False
    spread = float(np.nanmax(found.mean) - np.nanmin(found.mean))
    doubtful = _doubtful(found).sum() > 0.5 * (found.count > 0).sum()
    return spread > 2.0 * _sure(found.apart) and not doubtful


def _lines(axes: Axes, found: Surface, page: Page) -> None:
    """Contour lines, no closer than twice the interval of a typical cell."""
    if not _told(found):
        return
    low, high = float(np.nanmin(found.mean)), float(np.nanmax(found.mean))
    half = _sure(found.apart)
    steps = int(np.clip((high - low) / (2.0 * half), 1, MOST_LINES)) if half > 0 else MOST_LINES
    levels = np.array(MaxNLocator(nbins=steps).tick_values(low, high))
    levels = levels[(levels > low) & (levels < high)]
    if not levels.size:
        return
    centres = found.across.centres, found.up.centres
    values = np.ma.masked_invalid(found.mean)
    lines: ContourSet = axes.contour(
        *centres, values, levels=levels, colors=INK, linewidths=0.9, zorder=3
    )
    halo = withStroke(linewidth=2.2, foreground="white")
    lines.set(path_effects=[halo], gid="lines")
    write = page.language.percent if found.share else page.language.plain
    labels = {level: write(float(level)) for level in lines.levels}
    for text in axes.clabel(lines, fmt=labels, fontsize=page.small):
        text.set(path_effects=[halo], gid="level", zorder=5)


def _counts(axes: Axes, found: Surface, page: Page) -> None:
    """Write into the lower left corner of each cell how many runs it holds, where there is room."""
    width, height = size_of(axes)
    texts = {
        place: page.language.number(int(count)) for place, count in np.ndenumerate(found.count)
    }
    longest = max(map(len, texts.values()))
    rows, columns = found.count.shape
    if fit("0" * longest, width / columns, page.small) != "0" * longest or height / rows < 0.2:
        return
    light = found.mean < np.mean(_scale(found))
    for (row, column), text in texts.items():
        if found.count[row, column]:
            axes.annotate(
                text, (found.across.edges[column], found.up.edges[row]), xytext=(2, 2),
                textcoords="offset points", size=page.small - 1, gid="count",
                color=INK if light[row, column] else "white",
            )  # fmt: skip
