"""One decision of one history as a waterfall: its reasons, its chance, and the draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.words import in_words
from sim.language import Language
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.sheet import EDGE, Sheet, new_sheet
from sim.plots.style import INK, PALE_INK, fit, frame, numbers_along, size_of, source_of

__all__ = ["decision_card"]

# For and against: dark and pale, so that grey print keeps them apart.
FOR, AGAINST = "#004488", "#e69f00"
YES, NO = "#bbd5ea", "#eeeeee"
# Probabilities that the upper axis may show, those first that are to be had if there is room.
TICKS = (0.5, 0.01, 0.99, 0.1, 0.9, 0.001, 0.999, 0.25, 0.75, 0.05, 0.95, 1e-4, 0.9999, 1e-5)
# Inches above a panel for the axis of probabilities, and between the panels of a choice.
UPPER, BETWEEN = 0.38, 0.62
# Logits beyond the last bar on either side, and the least width of a panel.
AIR, LEAST = 0.35, 3.0
GAP = 2 * "\N{NO-BREAK SPACE}"
NOTHING = 0.005
"""Terms smaller than this weigh nothing that would show."""


@dataclass(frozen=True)
class _Row:
    """One row of a waterfall.

    Attributes:
        name: what a reader is told on the left.
        start, end: logits; a level, not a bar, where they are the same.
        told: what stands on the right.
        gone: whether it is an option that is not to be had.
        heavy: whether it is a level that a reader looks for: a sum, or where a sum starts.
    """

    name: str
    start: float
    end: float
    told: str
    gone: bool = False
    heavy: bool = False


def decision_card(
    row: pd.Series[Any] | Mapping[str, Any],
    names: Mapping[str, str] = MappingProxyType({}),
    *,
    source: str = "",
    page: Page = SLIDE,
) -> Figure:
    """Draw one decision: its terms from the base rate to their sum, and the draw against it.

    Of a choice among options there is a waterfall each, and below them the chances laid end to end
    with the draw.

    Args:
        row: of `sim.explain`, with ``terms``, ``probability``, ``draw``, ``outcome``, and who
            decided what and when.
        names: what everybody is called, by id, as `sim.analysis.words.called` gives them.
        source: the line below; by default the package alone.
        page: What the figure is for.

    Raises:
        ValueError: no terms, or the row lacks one of those columns.
    """
    needed = ("month", "actor", "decision", "about", "terms", "probability", "draw", "outcome")
    missing = [name for name in needed if name not in row]
    if missing:
        raise FigureError(f"no {', '.join(missing)} in this row; give a row of sim.explain")
    if not row["terms"]:
        raise FigureError("this decision has no terms: nothing to plot")
    title = in_words(row["actor"], row["decision"], row["about"], names, page.language)
    choice = isinstance(row["outcome"], str)
    drawn = _of_options if choice else _of_one
    return drawn(row, title, source or source_of(page=page), page)


# ---------------------------------------------------------------------------------- yes or no


def _of_one(row: Any, title: str, source: str, page: Page) -> Figure:
    speak = page.language
    rows, nothing = _waterfall(row["terms"], speak)
    total = rows[-1].end
    say, chance = speak.say, speak.percent(row["probability"], _digits(row["probability"]))
    rows = [
        *rows[:-1],
        _Row(say("chance"), total, total, f"{speak.signed(total, 2)} = {chance}", heavy=True),
    ]
    sheet, axes = _sheet(row, rows, 2, title, source, page, nothing)
    _limits(axes, rows, [_logit(row["draw"])])
    _draw_rows(axes, rows, page)
    _draw_luck(axes, row, len(rows), total, page)
    axes.plot(
        [total, total], [len(rows) - 1.5, len(rows) + 0.4], color=INK, linewidth=1.6, gid="sum",
        solid_capstyle="butt",
    )  # fmt: skip
    _two_scales(axes, page)
    return sheet.figure


def _waterfall(terms: Mapping[str, float], speak: Language) -> tuple[list[_Row], list[str]]:
    """Rows from where a sum starts to the sum, and the names of terms that weigh nothing."""
    names = list(terms)
    alone = len(names) == 1
    base = next((one for one in names[:1] if one == "base" or (alone and one == "record")), None)
    reached = 0.0 if base is None else float(terms[base])
    word = speak.say("even chances") if base is None else _name(base, speak)
    told = (
        f"{speak.signed(reached, 2)} = {speak.percent(_chance(reached), _digits(_chance(reached)))}"
    )
    rows, nothing = [_Row(word, reached, reached, told, heavy=True)], []
    for name, value in terms.items():
        if name == base:
            continue
        if abs(value) < NOTHING:
            nothing.append(_name(name, speak))
        else:
            start = reached
            reached += float(value)
            rows.append(_Row(_name(name, speak), start, reached, speak.signed(value, 2)))
    # those that weigh nothing to see are in the sum all the same
    whole = float(sum(terms.values()))
    return [*rows, _Row("", whole, whole, "")], nothing


def _draw_luck(axes: Axes, row: Any, place: int, total: float, page: Page) -> None:
    """Draw what the draw was held against: yes to the left of the chance, no to the right."""
    left, right = axes.get_xlim()
    speak = page.language
    draw = _logit(row["draw"])
    inch = (right - left) / size_of(axes)[0]
    for start, end, colour, word in (
        (left, total, YES, speak.say("yes")), (total, right, NO, speak.say("no"))
    ):  # fmt: skip
        axes.add_patch(Rectangle((start, place - 0.4), end - start, 0.8, color=colour, lw=0))
        # the word gives way to the mark of the draw
        half = 0.35 * (len(word) + 1) * page.small / 72 * inch
        at = max((start + half, (start + end) / 2, end - half), key=lambda one: abs(one - draw))
        if abs(at - draw) > half + 0.06 * inch and end - start > 2 * half:
            axes.text(
                at, place, word, size=page.small, color=INK, ha="center", va="center",
                fontstyle="italic",
            )  # fmt: skip
    axes.plot(
        draw, place, marker="D", markersize=6, color=INK, markeredgecolor="white", zorder=5,
        linestyle="none", gid="draw",
    )  # fmt: skip
    luck = speak.percent(row["draw"], _digits(row["draw"]))
    answer = speak.say("yes") if row["outcome"] else speak.say("no")
    told = speak.say("{draw}: {answer}", draw=luck, answer=answer)
    _beside(axes, place, speak.say("draw"), told, page, bold=True)


# ------------------------------------------------------------------------- one of several options


def _of_options(row: Any, title: str, source: str, page: Page) -> Figure:
    speak = page.language
    options: dict[str, dict[str, float]] = {}
    for name, value in row["terms"].items():
        option, term = name.split(".", 1)
        options.setdefault(option, {})[term] = float(value)
    totals = {option: sum(terms.values()) for option, terms in options.items()}
    chances = _shares(totals)
    rows: list[_Row] = []
    for option, terms in options.items():
        rows += _option(option, terms, chances[option], option == row["outcome"], speak)
    sheet, axes = _sheet(row, rows, 0, title, source, page, (), strip=BETWEEN + 0.3)
    _limits(axes, rows, [])
    _draw_rows(axes, rows, page)
    _name_axis(axes, speak.say("utility: +1 is odds × 2.7"), page)
    left, width = _margins(page)
    below = sheet.axes(left, sheet.body - 0.3, width, 0.3)
    _draw_chances(below, row, chances, page)
    return sheet.figure


def _option(
    option: str, terms: Mapping[str, float], chance: float, chosen: bool, speak: Language
) -> list[_Row]:
    """Rows of one option, the first of which says how likely it is."""
    word = _name(option, speak)
    word = f"\N{BLACK RIGHT-POINTING TRIANGLE} {word}" if chosen else word
    total = sum(terms.values())
    if not isfinite(total):
        return [_Row(word, 0.0, 0.0, speak.say("not to be had"), gone=True)]
    told = f"{speak.signed(total, 2)} = {speak.percent(chance, _digits(chance))}"
    rows = [_Row(word, total, total, told, heavy=True)]
    reached = 0.0
    for name, value in terms.items():
        if abs(value) >= NOTHING:
            indented = f"{GAP}{_name(name, speak)}"
            rows.append(_Row(indented, reached, reached + value, speak.signed(value, 2)))
        reached += value
    return rows


def _shares(totals: Mapping[str, float]) -> dict[str, float]:
    """The chance of each option, from the sums of their terms."""
    best = max(totals.values())
    weights = {option: exp(total - best) for option, total in totals.items()}
    return {option: weight / sum(weights.values()) for option, weight in weights.items()}


def _draw_chances(axes: Axes, row: Any, chances: Mapping[str, float], page: Page) -> None:
    """Lay the chances end to end, and mark where the draw fell."""
    frame(axes, page)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.5, -0.5)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    speak, reached = page.language, 0.0
    room = size_of(axes)[0]
    for option, chance in chances.items():
        chosen = option == row["outcome"]
        box = Rectangle((reached, -0.4), chance, 0.8, gid=option)
        box.set(facecolor=YES if chosen else NO, edgecolor="white", linewidth=1.0)
        axes.add_patch(box)
        word = _name(option, speak)
        middle = reached + chance / 2
        half = len(word) * 0.32 * page.small / 72 / room
        if half < chance / 2 and abs(middle - row["draw"]) > half + 0.02:
            axes.text(middle, 0.0, word, size=page.small, color=INK, ha="center", va="center")
        reached += chance
    axes.plot(
        row["draw"], 0.0, marker="D", markersize=6, color=INK, markeredgecolor="white", zorder=5,
        linestyle="none", clip_on=False, gid="draw",
    )  # fmt: skip
    ticks = [0.0, 0.5, 1.0] if page.narrow else [0.0, 0.25, 0.5, 0.75, 1.0]
    axes.set_xticks(ticks, [speak.percent(one) for one in ticks])
    luck = speak.percent(row["draw"], _digits(row["draw"]))
    told = speak.say("{draw}: {answer}", draw=luck, answer=_name(row["outcome"], speak))
    _beside(axes, 0, speak.say("draw"), told, page, bold=True)


# --------------------------------------------------------------------------------------- common


def _margins(page: Page) -> tuple[float, float]:
    """Where a panel begins, and how wide it is, inches."""
    names, numbers = (0.92, 1.02) if page.narrow else (1.6, 1.6)
    return EDGE + names, page.width - 2 * EDGE - names - numbers


def _sheet(
    row: Any,
    rows: Sequence[_Row],
    more: int,
    title: str,
    source: str,
    page: Page,
    nothing: Sequence[str],
    *,
    strip: float = 0.0,
) -> tuple[Sheet, Axes]:
    """A sheet with a panel of these rows and so many more, and what is said above it."""
    line = page.small * 1.9 / 72
    height = line * (len(rows) + more)
    upper = 0.0 if strip else UPPER
    sheet = new_sheet(
        page, upper + height + strip, title=title, subtitle=_reading_help(row, nothing, page),
        source=source, strip=0.4 if strip else 0.5,
    )  # fmt: skip
    left, width = _margins(page)
    axes = sheet.axes(left, upper, width, height)
    axes.set_ylim(len(rows) + more - 0.5, -0.5)
    return sheet, axes


def _reading_help(row: Any, nothing: Sequence[str], page: Page) -> str:
    speak = page.language
    when = speak.month(row["month"], long=True)
    if row.get("week"):
        when = speak.say("{month}, week {week}", month=when, week=str(row["week"]))
    if isinstance(row["outcome"], str):
        how = speak.say(
            "The terms of each option add up to its utility; the chances follow from these, and "
            "the draw picks one. Terms of nothing are left out."
        )
    else:
        how = speak.say(
            "From where it starts each term adds to the chance or takes from it; the answer is yes "
            "if the draw falls short of the chance."
        )
    none = speak.say("Weigh nothing here: {terms}.", terms=", ".join(nothing)) if nothing else ""
    return f"{when[:1].upper()}{when[1:]}. {how} {none}".strip()


def _limits(axes: Axes, rows: Sequence[_Row], others: Sequence[float]) -> None:
    """Make room for all rows and other logits, with air beyond."""
    ends = [end for row in rows if not row.gone for end in (row.start, row.end)] + list(others)
    low, high = min(ends), max(ends)
    spare = max(LEAST - (high - low), 0.0) / 2
    air = AIR + 0.03 * (high - low) + spare
    axes.set_xlim(low - air, high + air)


def _draw_rows(axes: Axes, rows: Sequence[_Row], page: Page) -> None:
    """Draw bars and levels, each joined to the next by a thin line."""
    frame(axes, page)
    axes.grid(visible=False)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if axes.get_xlim()[0] < 0.0 < axes.get_xlim()[1]:
        axes.axvline(0.0, color="#d0d0d0", linewidth=0.8, zorder=0)
    for place, row in enumerate(rows):
        ink = PALE_INK if row.gone else INK
        _beside(axes, place, row.name, row.told, page, bold=row.heavy, ink=ink)
        if row.gone:
            continue
        if row.heavy:
            axes.plot(
                row.end, place, marker="|", markersize=11, markeredgewidth=2.2, color=INK,
                linestyle="none", gid="level",
            )  # fmt: skip
        elif row.start != row.end:
            axes.barh(
                place, row.end - row.start, left=row.start, height=0.62, linewidth=0,
                color=FOR if row.end > row.start else AGAINST,
            )  # fmt: skip
        follows = rows[place + 1] if place + 1 < len(rows) else None
        if follows is not None and follows.start == row.end and not follows.heavy:
            axes.plot(
                [row.end, row.end], [place, place + 1], color=PALE_INK, linewidth=0.7, zorder=0
            )


def _beside(
    axes: Axes, place: float, name: str, told: str, page: Page, *, bold: bool, ink: str = INK
) -> None:
    """Write the name of a row on its left and a number on its right."""
    left, width = _margins(page)
    weight = "bold" if bold else "normal"
    before, after = left - EDGE, page.width - EDGE - left - width
    for text, across, points, room, side in (
        (name, 0.0, -72 * before, before, "left"), (told, 1.0, 72 * after, after, "right")
    ):  # fmt: skip
        axes.annotate(
            fit(text, room, page.small * (1.05 if bold else 0.95)), (across, place),
            xytext=(points, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
            size=page.small, color=ink, weight=weight, ha=side, va="center",
        )  # fmt: skip


def _two_scales(axes: Axes, page: Page) -> None:
    """Logits below, probabilities above."""
    _name_axis(axes, page.language.say("logit: 0 is 50 %, +1 is odds × 2.7"), page)
    low, high = axes.get_xlim()
    room = size_of(axes)[0]
    shown: list[float] = []
    for share in TICKS:
        inches = [abs(_logit(share) - _logit(one)) / (high - low) * room for one in shown]
        if low <= _logit(share) <= high and min(inches, default=inf) > 5.2 * page.small / 72:
            shown.append(share)
    above = axes.secondary_xaxis("top")
    words = [f"{page.language.plain(100 * one)}\N{NO-BREAK SPACE}%" for one in shown]
    above.set_xticks([_logit(one) for one in shown], words)
    above.tick_params(labelsize=page.small, colors=PALE_INK, length=3, pad=2)
    above.spines["top"].set_color(PALE_INK)
    above.set_xlabel(page.language.say("chance"), size=page.small, color=PALE_INK, labelpad=3)


def _name_axis(axes: Axes, text: str, page: Page) -> None:
    numbers_along(axes, "x", page)
    axes.set_xlabel(
        fit(text, size_of(axes)[0] * (2.0 if page.narrow else 1.0), page.small),
        size=page.small,
        color=PALE_INK,
        labelpad=2,
    )


def _name(term: str, speak: Language) -> str:
    return speak.name(term.replace("_", " "))


def _logit(share: float) -> float:
    """The logit of a share, of none and all that of the least number that a draw can be."""
    inside = min(max(float(share), 2.0**-32), 1.0 - 2.0**-32)
    return log(inside / (1.0 - inside))


def _chance(logit: float) -> float:
    return float(1.0 / (1.0 + np.exp(-logit)))


def _digits(share: float) -> int:
    """Digits of a percentage that tell it from none or all."""
    edge = min(share, 1.0 - share)
    return 0 if edge >= 0.0995 else 1 if edge >= 0.00995 else 2 if edge >= 0.000995 else 3
