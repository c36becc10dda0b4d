"""Past power grabs: what was foretold of each from all the others, and what happened."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.past_crises.held_out import EXPECTED
from sim.analysis.past_crises.record import POSTURES
from sim.language import Language
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.sheet import EDGE, new_sheet
from sim.plots.style import INK, PALE_INK, fit, source_of
from sim.version import VERSION

__all__ = ["foretold_crises"]

# Inches: a crisis, what stands above the panels, and between them.
ROW = 0.185
HEAD = 0.46
NARROW_HEAD = 0.8
GAP = 0.12
SHADES = "Blues"
HAPPENED = "#b5471d"
BARS = "#9ec4de"


def foretold_crises(foretold: pd.DataFrame, page: Page = SLIDE) -> Figure:
    """Draw each crisis as a row: probabilities foretold by a fit without it, and what happened.

    Args:
        foretold: As `sim.analysis.past_crises.held_out.foretell` gives it.
        page: What the figure is for.

    Raises:
        ValueError: No crises.
    """
    if foretold.empty:
        raise FigureError("no crises to draw")
    say, crises = page.language.say, len(foretold)
    head = NARROW_HEAD if page.narrow else HEAD
    reading = say(
        "Shading: probability given by a fit without that crisis, in %. Framed, and squares "
        "(filled: yes): what happened. Highest posture of ECOWAS; what the record does not tell is "
        "the same in all crises."
    )
    sheet = new_sheet(
        page,
        head + ROW * crises,
        title=say("Power grabs and ECOWAS, each foretold from the others"),
        subtitle=f"{reading} {_key(page.language)}" if page.narrow else reading,
        source=source_of(VERSION, page=page),
        strip=0.12,
    )
    left = 1.02 if page.narrow else 2.55
    room = page.width - left - EDGE - 2 * GAP
    widths = (0.6 * room, 0.2 * room, 0.2 * room) if page.narrow else (0.7 * room, 0.15 * room,
                                                                        0.15 * room)  # fmt: skip
    lefts = left + np.cumsum([0.0, *(width + GAP for width in widths[:-1])])
    highest, force, gave_way = (
        sheet.axes(float(start), head, width, ROW * crises)
        for start, width in zip(lefts, widths, strict=True)
    )
    _draw_postures(highest, foretold, widths[0], page)
    _draw_answer(force, foretold, "force", EXPECTED[-1], page)
    _draw_answer(gave_way, foretold, "gave_way", "p_gave_way", page)
    _say_above(force, say("force"), widths[1], page)
    _say_above(gave_way, say("gave way"), widths[2], page)
    highest.set_yticks(range(crises), _names(foretold, page), size=page.small, color=INK)
    return sheet.figure


def _kinds(language: Language) -> dict[str, str]:
    say = language.say
    return {
        "coup": say("coup"),
        "failed_coup": say("failed coup"),
        "constitutional": say("constitutional grab"),
        "refusal_to_leave": say("refusal to leave"),
        "war": say("war"),
    }


def _key(language: Language) -> str:
    """Which letter stands for which kind of crisis on a narrow page."""
    kinds = zip("ABCDE", _kinds(language).values(), strict=True)
    return ", ".join(f"{letter}: {words}" for letter, words in kinds) + "."


def _names(foretold: pd.DataFrame, page: Page) -> list[str]:
    kinds = _kinds(page.language)
    if page.narrow:
        kinds = dict(zip(kinds, "ABCDE", strict=True))
    rows = zip(foretold["country"], foretold["date"], foretold["kind"], strict=True)
    between = " " if page.narrow else ", "
    return [
        f"{country} {page.language.month(date.date())}{between}{kinds[kind]}"
        for country, date, kind in rows
    ]


def _draw_postures(axes: Axes, foretold: pd.DataFrame, width: float, page: Page) -> None:
    expected = foretold[EXPECTED].to_numpy()
    image = axes.imshow(expected, cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    image.set_zorder(-1)
    for (row, column), value in np.ndenumerate(expected):
        if value >= 0.01:
            axes.text(
                column, row, page.language.number(100 * value), ha="center", va="center",
                size=page.small, color="white" if value > 0.45 else INK,
            )  # fmt: skip
    for row, column in enumerate(foretold["highest"]):
        corner = (column - 0.47, row - 0.44)
        axes.add_patch(Rectangle(corner, 0.94, 0.88, fill=False, edgecolor=HAPPENED, linewidth=1.5))
    names = [page.language.name(name) for name in POSTURES]
    if page.narrow:
        axes.set_xticks(
            range(len(POSTURES)),
            names,
            size=page.small,
            rotation=60,
            ha="left",
            rotation_mode="anchor",
        )
        axes.tick_params(pad=1)
    else:
        room = width / len(POSTURES)
        axes.set_xticks(
            range(len(POSTURES)), [fit(name, room, page.small, 2) for name in names],
            size=page.small,
        )  # fmt: skip
    axes.xaxis.tick_top()
    axes.tick_params(length=0, colors=INK)
    for side in axes.spines.values():
        side.set_visible(False)


def _draw_answer(
    axes: Axes, foretold: pd.DataFrame, column: str, expected: str, page: Page
) -> None:
    rows = np.arange(len(foretold))
    happened = foretold[column].to_numpy(np.bool_)
    axes.barh(rows, foretold[expected].to_numpy(), color=BARS, height=0.7)
    axes.scatter(
        happened.astype(float), rows, marker="s", s=16, color=np.where(happened, HAPPENED, "white"),
        edgecolors=HAPPENED, linewidths=0.9, clip_on=False, zorder=3,
    )  # fmt: skip
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(foretold) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([0.0, 1.0], ["0", "100"], size=page.small)
    axes.xaxis.tick_top()
    axes.tick_params(length=2, color=PALE_INK)
    ends: tuple[Literal["left", "right"], ...] = ("left", "right")
    for tick, side in zip(axes.xaxis.get_major_ticks(), ends, strict=True):
        tick.label2.set_horizontalalignment(side)  # neighbours' ends would meet
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(PALE_INK)


def _say_above(axes: Axes, words: str, width: float, page: Page) -> None:
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(
        fit(words, width + GAP, page.small, 2), size=page.small, color=INK, weight="bold",
        labelpad=4,
    )  # fmt: skip
