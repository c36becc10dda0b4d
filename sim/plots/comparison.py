"""What a change makes of each outcome: the differences of paired histories, and how sure they are.

A block an outcome, on its own scale in its own unit: outcomes differ so much in size that one
scale for all would leave most of them a dot at zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, isnan, log10
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.compare import ALL, FOCUS, Comparison, read_first
from sim.language import Language
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.scenarios import Look, legend_height, legend_of, looks_of
from sim.plots.selection import names_along
from sim.plots.sheet import EDGE, Sheet, new_sheet
from sim.plots.style import INK, LETTER, PALE_INK, fit, frame, numbers_along, size_of, source_line

__all__ = ["paired_differences"]

# Rows, unless more are asked for; and lines of them, each of one scenario.
ROWS, LINES = 20, 40
MOST_SCENARIOS = 5
# Outcomes of unit 1 that are shares, so that differences are percentage points.
SHARES = ("final_state_control", "honour_rate", "interventions", "interventions_won")
# What people ask for first.
FIRST = ("interventions", "interventions_won", "expected_interventions", "deaths_after_parting")
FINEST = 4
# Inches: above and below the lines of a block, and between columns of blocks.
HEADING, TICKS, AISLE = 0.22, 0.22, 0.35
# Lines between two places that have several.
GAP = 0.5

Rows = pd.DataFrame
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class _Block:
    """One outcome.

    Attributes:
        rows: a row a place and scenario, in the order drawn.
        factor: what numbers are multiplied by; see `_factor`.
        scenarios: how many there are.
    """

    rows: Rows
    factor: float
    scenarios: int

    @property
    def heights(self) -> list[float]:
        """Where each row stands, in lines from the first one down."""
        gap = GAP if self.scenarios > 1 else 0.0
        return [line + gap * (line // self.scenarios) for line in range(len(self.rows))]

    @property
    def lines(self) -> float:
        """Lines that it takes."""
        return self.heights[-1] + 1.0


def paired_differences(
    found: Comparison,
    outcomes: Sequence[str] | None = None,
    *,
    most: int = ROWS,
    page: Page = SLIDE,
) -> Figure:
    """Draw how much each outcome differs from the reference, with 50 and 90 % intervals.

    A row an outcome and place, a line of it a scenario; of `sim.compare` or `sim.fork`. Without
    `outcomes` there are rows of the countries in focus and of alliances, those that surely differ
    first, and among these the interventions and deaths that people ask for, then what is largest
    beside the spread of the reference over its histories.

    Args:
        found: the reference and one to five other scenarios.
        outcomes: their names, as in the table, of all places.
        most: rows, at most; of three or more scenarios fewer are drawn unless outcomes are named.
        page: What the figure is for.

    Raises:
        ValueError: more than five scenarios, an unknown outcome, or a single history, of which
            nobody knows how sure it is.
    """
    every = looks_of(found.histories, page)
    looks = every[1:]
    reference, *others = found.histories.values()
    _check(found, outcomes, most)
    places = _ranked(found.table, reference, outcomes)
    room = most if outcomes else min(most, max(1, LINES // len(looks)))
    blocks = _blocks(found.table, places.head(room), [look.key for look in looks])
    columns = 1 if page.narrow else 2
    parts = _in_columns(blocks, columns, page)
    # the first heading stands in the header's room
    body = max(sum(_height(block, page) for block in part) for part in parts) - HEADING
    sheet = new_sheet(
        page,
        max(body, 0.6),
        title=_title(every, page.language),
        subtitle=_reading_help(page, len(places) - min(room, len(places))),
        source=source_line(reference, page, others),
        strip=0.12 + (legend_height(looks, page) if len(looks) > 1 else 0.0),
    )
    names = _names(reference, page.language)
    for column, part in enumerate(parts):
        top = 0.0
        for block in part:
            _draw(sheet, block, looks, names, column, columns, top)
            top += _height(block, page)
    if not blocks:
        sheet.heading(sheet.panels(1, 1)[0], page.language.say("No outcome differs in any history"))
        sheet.figure.axes[0].set_axis_off()
    if len(looks) > 1:
        sheet.legend(legend_of(looks, page, page.width - 2 * EDGE, lines=False), columns=1)
    return sheet.figure


def _check(found: Comparison, outcomes: Sequence[str] | None, most: int) -> None:
    others = len(found.histories) - 1
    if others > MOST_SCENARIOS:
        raise FigureError(
            f"{others} scenarios to compare with the first; at most {MOST_SCENARIOS} can be told "
            "apart"
        )
    if most < 1:
        raise FigureError(f"most is {most}; it must be 1 or more rows")
    if isinstance(outcomes, str):
        raise FigureError(f"expected a list of outcomes, such as [{outcomes!r}]")
    existing = sorted(set(found.table["outcome"]))
    unknown = [one for one in outcomes or () if one not in existing]
    if unknown:
        raise FigureError(f"no outcome {', '.join(unknown)} here; there are: {', '.join(existing)}")
    if found.table["pairs"].max() < 2:
        raise FigureError("a single pair of histories has no interval; compare two runs or more")


def _ranked(table: Rows, reference: xr.Dataset, outcomes: Sequence[str] | None) -> Rows:
    """Return the outcomes and places that differ in any scenario, those to be read first on top."""
    chosen = table[(table[["difference", "low", "high"]].abs() > 0.0).any(axis=1)].copy()
    if outcomes is not None:
        chosen = chosen[chosen["outcome"].isin(list(outcomes))]
    else:
        pairs = zip(chosen["outcome"], chosen["place"], strict=True)
        chosen = chosen[np.array([read_first(*pair, reference) for pair in pairs], dtype=bool)]
    with np.errstate(divide="ignore", invalid="ignore"):
        chosen["size"] = (chosen["difference"] / chosen["spread"]).abs().fillna(0.0)
    chosen["unsure"] = ~((chosen["low"] > 0.0) | (chosen["high"] < 0.0))
    best = chosen.groupby(["outcome", "place"], sort=False).agg({"unsure": "min", "size": "max"})
    best = best.sort_values(["unsure", "size"], ascending=[True, False], kind="stable")
    best = best.reset_index()
    # of what people ask for first, one place each leads
    leading = best["outcome"].isin(FIRST) & ~best.duplicated("outcome")
    return best.iloc[np.lexsort((best.index, ~leading, best["unsure"]))].reset_index(drop=True)


def _blocks(table: Rows, places: Rows, scenarios: Sequence[str]) -> list[_Block]:
    """Return the blocks of ranked places, each with a line a scenario."""
    rows = table.set_index(["outcome", "place", "scenario"])
    blocks = []
    for outcome, own in places.groupby("outcome", sort=False):
        index = [(outcome, place, one) for place in own["place"] for one in scenarios]
        block = rows.reindex(index).reset_index()
        blocks.append(_Block(block, _factor(str(outcome), block), len(scenarios)))
    return blocks


def _factor(outcome: str, rows: Rows) -> float:
    """What numbers are multiplied by: shares are told in points, many in thousands or millions."""
    if outcome in SHARES:
        return 100.0
    largest = float(np.nanmax(rows[["difference", "low", "high"]].abs().to_numpy(np.float64)))
    return 1e-6 if largest >= 1e8 else 1e-3 if largest >= 1e5 else 1.0


def _in_columns(blocks: Sequence[_Block], columns: int, page: Page) -> list[list[_Block]]:
    """Part the blocks, in their order, into columns of about one height."""
    whole = sum(_height(block, page) for block in blocks)
    parts: list[list[_Block]] = [[] for _ in range(columns)]
    done = 0.0
    for block in blocks:
        middle = done + _height(block, page) / 2
        parts[min(columns - 1, int(middle / whole * columns))].append(block)
        done += _height(block, page)
    return parts


def _line(page: Page) -> float:
    return page.small * 1.6 / 72


def _height(block: _Block, page: Page) -> float:
    return HEADING + block.lines * _line(page) + TICKS


def _draw(
    sheet: Sheet,
    block: _Block,
    looks: Sequence[Look],
    names: Mapping[str, str],
    column: int,
    columns: int,
    top: float,
) -> None:
    """Draw one outcome: names and the reference on the left, numbers on the right."""
    page = sheet.page
    whole = (sheet.figure.get_figwidth() - 2 * EDGE - AISLE * (columns - 1)) / columns
    widths = (9.6, 0.0, 15.2) if page.narrow else (13.2, 4.8, 16.5)
    name, mean, number = (_em(page) * ems for ems in widths)
    left = EDGE + column * (whole + AISLE)
    axes = sheet.axes(
        left + name + mean,
        top,
        whole - name - mean - number,
        block.lines * _line(page),
    )
    _scale(axes, block, page)
    for place, (line, row) in enumerate(
        zip(block.heights, block.rows.to_dict("records"), strict=True)
    ):
        _draw_interval(axes, row, line, block.factor, looks[place % len(looks)])
        _write(axes, 1.0, 5, line, _told(row, block.factor, page.language), page, INK, "left")
        if place % len(looks) == 0:
            middle = line + (len(looks) - 1) / 2
            text = ", ".join(names.get(one, one) for one in str(row["place"]).split("/"))
            from_left = -(name + mean) * 72
            text = fit(text, name - 0.04, page.small, min(2, len(looks)))
            _write(axes, 0.0, from_left, middle, text, page, INK, "left")
            # a column of a journal has no room for the reference's mean
            before = (
                ""
                if page.narrow
                else _number(row["reference"] * block.factor, row, block.factor, page.language)
            )
            _write(axes, 0.0, -6, middle, before, page, PALE_INK, "right")
    about = block.rows.dropna(subset="long_name").iloc[0]
    text = _heading(about, block.factor, whole, page)
    axes.annotate(
        text, (0, 1), xytext=(-(name + mean) * 72, 4), xycoords="axes fraction",
        textcoords="offset points", size=page.plain, weight="bold", color=INK, va="bottom",
        gid="heading",
    )  # fmt: skip


def _em(page: Page) -> float:
    return page.small / 72


def _scale(axes: Axes, block: _Block, page: Page) -> None:
    """Give a block its axis, with zero on it and a pale band behind every other place."""
    ends = block.factor * block.rows[["low", "high", "difference"]].to_numpy(np.float64)
    low, high = min(float(np.nanmin(ends)), 0.0), max(float(np.nanmax(ends)), 0.0)
    air = 0.06 * (high - low) or 1.0
    frame(axes, page)
    axes.set_xlim(low - air, high + air)
    axes.set_ylim(block.lines - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.axvline(0.0, color=PALE_INK, linewidth=0.8, zorder=1)
    axes.set_xticks(_ticks(axes, page))
    numbers_along(axes, "x", page)
    axes.tick_params(axis="x", labelsize=page.small - 0.5, pad=1.5, length=2)


def _ticks(axes: Axes, page: Page) -> list[float]:
    """As many round numbers as have room beside one another; zero at least."""
    low, high = axes.get_xlim()
    room = size_of(axes)[0] / _em(page)
    for bins in (4, 3, 2):
        ticks = [float(one) for one in MaxNLocator(bins).tick_values(low, high)]
        ticks = [one for one in ticks if low <= one <= high]
        letters = max(len(page.language.plain(one)) for one in ticks)
        if len(ticks) > 1 and (ticks[1] - ticks[0]) / (high - low) * room > 0.6 * letters + 1.0:
            return ticks
    return [0.0]


def _draw_interval(axes: Axes, row: Row, line: float, factor: float, look: Look) -> None:
    """Draw the thin and the thick line of a difference, and its mark: full if it surely differs."""
    names = ("low", "low50", "difference", "high50", "high")
    low, low50, middle, high50, high = (factor * float(row[name]) for name in names)
    if isnan(middle):
        return
    colour = look.colour
    axes.hlines(line, low, high, color=colour, linewidth=1.0, zorder=2, gid="90")
    axes.hlines(line, low50, high50, color=colour, linewidth=3.0, alpha=0.55, zorder=2, gid="50")
    sure = low > 0.0 or high < 0.0
    axes.plot(
        middle, line, marker=look.mark, markersize=4.2, color=colour, linestyle="none",
        markerfacecolor=colour if sure else "white", markeredgewidth=0.9, zorder=3, clip_on=False,
        gid="difference",
    )  # fmt: skip


def _write(
    axes: Axes,
    across: float,
    points: float,
    line: float,
    text: str,
    page: Page,
    ink: str,
    side: str,
) -> None:
    """Write beside a line, so many points from the left (0) or right (1) side of its panel."""
    axes.annotate(
        text, (across, line), xytext=(points, 0), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", size=page.small, color=ink, ha=side, va="center",
    )  # fmt: skip


def _digits(row: Row, factor: float) -> int:
    """Digits after the point: no finer than the interval tells apart."""
    low, high, middle = (factor * float(row[name]) for name in ("low", "high", "difference"))
    width = high - low if isfinite(high - low) and high > low else abs(middle)
    return min(max(1 - floor(log10(width)), 0), FINEST) if width > 0.0 else 0


def _number(value: float, row: Row, factor: float, language: Language) -> str:
    """The reference's mean, no finer than four figures."""
    if not isfinite(value):
        return "–"
    figures = FINEST - floor(log10(max(abs(value), 1.0))) - 1
    return language.number(value, max(0, min(_digits(row, factor), figures)))


def _told(row: Row, factor: float, language: Language) -> str:
    """Such as "+120 (+3 to +240)"."""
    if not isfinite(float(row["difference"])):
        return language.say("not to be compared")
    digits = _digits(row, factor)
    middle, low, high = (
        language.signed(factor * float(row[name]), digits) for name in ("difference", "low", "high")
    )
    if not isfinite(float(row["low"])):
        return middle
    return language.say("{difference} ({low} to {high})", difference=middle, low=low, high=high)


def _heading(about: pd.Series[Any], factor: float, room: float, page: Page) -> str:
    """What the outcome is, without what its long name explains, and its unit."""
    speak = page.language
    unit = speak.name(str(about["unit"])) if about["unit"] != "1" else ""
    if about["outcome"] in SHARES:
        unit = speak.say("percentage points")
    whole = speak.name(str(about["long_name"])) or str(about["outcome"])
    tail = f" ({unit})" if unit and unit not in whole else ""
    if factor < 1.0:
        many = speak.say("thousands") if factor == 1e-3 else speak.say("millions")
        tail = f" ({many})" if not tail else f" ({unit}, {many})"
    room -= len(tail) * LETTER * page.plain / 72
    # what explains gives way before the name itself is cut
    bare = re.sub(r" \([^)]*\)", "", whole)
    shorter = (whole, bare, *(re.split(marks, bare)[0] for marks in ("[:;]", "[:;,]")))
    fitting = [one for one in shorter if len(one) * LETTER * page.plain / 72 < room]
    name = fit((fitting or shorter[-1:])[0].rstrip(), room, page.plain)
    return name[:1].upper() + name[1:] + tail


def _names(reference: xr.Dataset, language: Language) -> dict[str, str]:
    """What places are called."""
    own = {"": language.say("in all")}
    for dimension in ("country", "partner", "region", "group", "kind", "bloc", "treaty"):
        own |= names_along(reference, dimension, language)
    return own | {ALL: language.say("all countries"), FOCUS: language.say("those in focus")}


def _title(looks: Sequence[Look], language: Language) -> str:
    """Of the reference's look and those of the others."""
    reference, *others = (look.name for look in looks)
    if len(others) == 1:
        return language.say(
            "{scenario}, compared with: {reference}", scenario=others[0], reference=reference
        )
    return language.say("Compared with: {reference}", reference=reference)


def _reading_help(page: Page, hidden: int) -> str:
    say = page.language.say
    parts = [
        say("Mean difference, history by history, each outcome on its own scale."),
        say("Thick line: 50 %, thin and in brackets: 90 % interval, the simulation's noise alone."),
        say("Hollow: may not differ; of outcomes that do not, one in ten seems to."),
    ]
    if not page.narrow:
        parts.append(say("Pale: mean of the reference."))
    if hidden:
        parts.append(say("Not shown: {rows} rows more.", rows=page.language.number(hidden)))
    return " ".join(parts)
