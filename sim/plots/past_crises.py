"""Past power grabs: what was foretold of each from all the others, and what happened."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.past_crises.held_out import EXPECTED
from sim.analysis.past_crises.record import POSTURES
from sim.plots.style import INK, PALE_INK, PLAIN, SMALL
from sim.version import VERSION

WIDTH, ROW, HEAD, FOOT = 8.6, 0.185, 1.45, 0.5
"""Inches: the figure, a crisis, and what stands above and below them."""
FONT = 7.0
SHADES = "Blues"
HAPPENED = "#b5471d"
KIND_WORDS = {
    "coup": "coup",
    "failed_coup": "failed coup",
    "constitutional": "constitutional grab",
    "refusal_to_leave": "refusal to leave",
    "war": "war",
}
QUESTIONS = (("force", "force", EXPECTED[-1]), ("gave_way", "gave way", "p_gave_way"))


def past_crises(foretold: pd.DataFrame) -> Figure:
    """Each crisis a row: probabilities foretold by a fit without it, and what happened.

    Args:
        foretold: as `sim.analysis.past_crises.held_out.foretell` gives it.

    Raises:
        ValueError: no crises.
    """
    if foretold.empty:
        raise ValueError("no crises to draw")
    crises = len(foretold)
    height = HEAD + ROW * crises + FOOT
    figure = Figure(figsize=(WIDTH, height))
    top, bottom = 1.0 - HEAD / height, FOOT / height
    boxes = ((0.24, 0.44), (0.71, 0.1), (0.84, 0.1))
    highest, *others = [
        figure.add_axes((left, bottom, width, top - bottom)) for left, width in boxes
    ]
    _draw_postures(highest, foretold)
    for axes, (column, title, expected) in zip(others, QUESTIONS, strict=True):
        _draw_answer(axes, foretold, column, title, expected)
    highest.set_yticks(
        range(crises),
        [
            f"{country} {date:%b %Y}, {KIND_WORDS[kind]}"
            for country, date, kind in zip(
                foretold["country"], foretold["date"], foretold["kind"], strict=True
            )
        ],
        fontsize=FONT,
    )
    figure.text(0.02, 1.0 - 0.3 / height, "Power grabs and ECOWAS, each foretold from the others",
                fontsize=13, weight="bold", color=INK, va="center")  # fmt: skip
    figure.text(
        0.02,
        1.0 - 0.58 / height,
        "Shading: probability given by a fit without that crisis. Mark: what happened.",
        fontsize=PLAIN, color=PALE_INK, va="center",
    )  # fmt: skip
    figure.text(
        0.02,
        0.2 / height,
        f"Liptako {VERSION}. Highest posture of ECOWAS; what the record does not tell is the same "
        "in all crises.",
        fontsize=SMALL, color=PALE_INK, va="center",
    )  # fmt: skip
    return figure


def _draw_postures(axes: Axes, foretold: pd.DataFrame) -> None:
    expected = foretold[EXPECTED].to_numpy()
    image = axes.imshow(expected, cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    for row, values in enumerate(expected):
        for column, value in enumerate(values):
            if value >= 0.01:
                axes.text(
                    column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=FONT - 1,
                    color="white" if value > 0.45 else PALE_INK,
                )  # fmt: skip
    for row, column in enumerate(foretold["highest"]):
        corner = (column - 0.47, row - 0.44)
        axes.add_patch(Rectangle(corner, 0.94, 0.88, fill=False, edgecolor=HAPPENED, linewidth=1.5))
    words = [name.replace(" ", "\n") for name in POSTURES]
    axes.set_xticks(range(len(POSTURES)), words, fontsize=FONT)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    _say_above(axes, "highest posture, %")
    for side in axes.spines.values():
        side.set_visible(False)
    image.set_zorder(-1)


def _draw_answer(
    axes: Axes, foretold: pd.DataFrame, column: str, title: str, expected: str
) -> None:
    rows = np.arange(len(foretold))
    probability = foretold[expected].to_numpy()
    happened = foretold[column].to_numpy(np.bool_)
    axes.barh(rows, probability, color="#9ec4de", height=0.7)
    axes.scatter(
        happened.astype(float), rows, marker="s", s=16, color=np.where(happened, HAPPENED, "white"),
        edgecolors=HAPPENED, linewidths=0.9, clip_on=False, zorder=3,
    )  # fmt: skip
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(foretold) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([0.0, 1.0], ["0", "100"], fontsize=FONT)
    axes.xaxis.tick_top()
    axes.tick_params(length=2, color=PALE_INK)
    _say_above(axes, f"{title}, %")
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(PALE_INK)


def _say_above(axes: Axes, words: str) -> None:
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(words, fontsize=SMALL, color=INK, weight="bold", labelpad=6)
