"""Axes of parameters: a row a parameter, or one along each side."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.language import Language
from sim.mechanisms import declarations
from sim.plots.page import Page
from sim.plots.sheet import EDGE, Sheet, new_sheet
from sim.plots.style import INK, LETTER, PALE_INK, fit, frame, numbers_along, shares_along, size_of

__all__ = ["label_across", "outcome_words", "row_sheet", "side_sheet", "unit_after"]

# Inches: a parameter's row, a line of the legend, tick labels with the axis label of two lines,
# what the left margin takes at most of a page's width, and panels with a parameter a side.
ROW = 0.3
LEGEND = 0.17
TICKS, NARROW_TICKS = 0.42, 0.52
NAMES = 0.42
WIDE, TALL = 8.6, 4.6
# Rows that a figure is high at least.
FEWEST = 4


def row_sheet(
    page: Page,
    names: Sequence[str],
    marks: int,
    *,
    right: float = 0.35,
    title: str,
    subtitle: str,
    source: str,
) -> tuple[Sheet, Axes]:
    """Return a sheet and its axes with a row a parameter, the first on top.

    Args:
        page: What it is for.
        names: Of the parameters, dotted.
        marks: Of the legend.
        right: Room at the right of the rows, inches.
        title: As of `new_sheet`.
        subtitle: As of `new_sheet`.
        source: As of `new_sheet`.
    """
    lines = [name.replace(".", ".\n", 1) if page.narrow else name for name in names]
    longest = max(len(line) for name in lines for line in name.split("\n"))
    letter = LETTER * page.small / 72
    left = min(EDGE + 0.1 + longest * letter, NAMES * page.width)
    sheet = new_sheet(
        page,
        ROW * max(len(names), FEWEST),
        title=title,
        subtitle=subtitle,
        source=source,
        strip=_ticks(page) + 0.05 + LEGEND * (marks if page.narrow else 1),
    )
    axes = sheet.axes(left, 0.0, page.width - left - right, sheet.body)
    _frame(axes, page)
    room = left - EDGE - 0.05
    written = [
        "\n".join(fit(line, room, page.small) for line in name.split("\n")) for name in lines
    ]
    axes.set_yticks(range(len(names)), written, size=page.small, color=INK)
    axes.set_ylim(max(len(names), FEWEST) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return sheet, axes


def side_sheet(
    page: Page,
    across: str,
    up: str | None,
    *,
    title: str,
    subtitle: str,
    source: str,
    strip: float,
) -> tuple[Sheet, Axes]:
    """Return a sheet and its axes with a parameter along each side, `strip` inches of room below
    what is written along the lower one."""
    width = min(page.width, WIDE)
    sheet = new_sheet(
        page,
        TALL if not page.narrow else 0.85 * width,
        title=title,
        subtitle=subtitle,
        source=source,
        strip=_ticks(page) + strip,
        width=width,
    )
    left = 0.95 if not page.narrow else 0.72
    axes = sheet.axes(left, 0.0, width - left - 0.3, sheet.body)
    _frame(axes, page)
    numbers_along(axes, "x", page)
    label_across(axes, _with_unit(across, page.language), page)
    if up is None:
        axes.set_yticks([])
    else:
        numbers_along(axes, "y", page)
        text = fit(_with_unit(up, page.language), size_of(axes)[1], page.plain)
        axes.set_ylabel(text, size=page.plain, color=INK)
    return sheet, axes


def label_across(axes: Axes, text: str, page: Page, *, percent: bool | None = None) -> None:
    """Write what is measured along the lower side, and its numbers: `percent` of shares."""
    room = size_of(axes)[0] + 0.3
    axes.set_xlabel(fit(text, room, page.plain, lines=2), size=page.plain, color=INK, labelpad=2)
    axes.locator_params(axis="x", nbins=4 if page.narrow else 8)
    if percent:
        shares_along(axes, "x", page)
    elif percent is not None:
        numbers_along(axes, "x", page)


def outcome_words(outcome: str, meaning: str, language: Language) -> str:
    """Return what an outcome means, in a language: its labels, such as codes, stay.

    Args:
        outcome: Its column, such as ``total_deaths.MLI``.
        meaning: As `sim.analysis.swept.Measured` has it.
        language: In which.
    """
    labels = outcome.partition(".")[2]
    after = f" ({', '.join(labels.split('.'))})" if labels else ""
    said = language.name(meaning.removesuffix(after)) + (after if meaning.endswith(after) else "")
    return said[:1].upper() + said[1:]


def unit_after(unit: str, language: Language) -> str:
    """Return a unit as it follows what it is of; nothing of a pure number."""
    return "" if unit == "1" else f", {language.name(unit)}"


def _with_unit(name: str, language: Language) -> str:
    known = declarations()
    return name + unit_after(known[name].unit if name in known else "1", language)


def _ticks(page: Page) -> float:
    """Room for tick labels and what is written below them, inches."""
    return NARROW_TICKS if page.narrow else TICKS


def _frame(axes: Axes, page: Page) -> None:
    frame(axes, page)
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.6)
    axes.spines["bottom"].set_color(PALE_INK)
