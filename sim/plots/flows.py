"""How crises flow: how many runs stand at which posture at some dates, and where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.language import Language
from sim.plots.crises import COLOURS as POSTURE_COLOURS
from sim.plots.crises import LEGEND, posture_mark, posture_words
from sim.plots.page import SLIDE, Page
from sim.plots.selection import labels, months_at, names_along, run_values
from sim.plots.sheet import Sheet, new_sheet
from sim.plots.style import INK, PALE_INK, fit, frame, shares_along, size_of, source_line

__all__ = [
    "COLOURS",
    "ORDER",
    "Flow",
    "crisis_flows",
    "flow_of",
    "lived_states",
    "state_words",
    "states",
    "telling_months",
]

# States of a country before a bloc: 0 to 5 the postures, then how a dispute ended.
DROPPED, CONCEDED, LIFTED, FOUGHT, RESCUED = range(6, 11)
# What the results of a crisis, by their numbers from 2 on, are called here.
ENDS = (CONCEDED, LIFTED, FOUGHT, RESCUED)
# The result of a crisis in which a bloc sent troops.
SENT = 4
COLOURS = (*POSTURE_COLOURS, "#dbe8ee", "#a9d6c5", "#6fb0c9", "#2f6f94", "#123f4f")
# From the bottom of a column: the hardest posture to the softest, the ends, and none.
ORDER = (5, 4, 3, 2, 1, FOUGHT, RESCUED, LIFTED, CONCEDED, DROPPED, 0)
# Share of runs up to which a ribbon has no outline, which would be thicker than it is.
FINE = 0.01
# The hatch of ends, for grey print.
HATCH = "////"

# Inches: margins, between panels, the width of a column.
LEFT, RIGHT, GAP = 0.85, 1.65, 0.55
NARROW_LEFT, NARROW_RIGHT = 0.6, 0.3
BLOCK, NARROW_BLOCK = 0.42, 0.32


@dataclass(frozen=True)
class Flow:
    """What is drawn of one country.

    Attributes:
        counts: Runs in each state at each date, shape (date, state).
        moves: Runs that go from one state (second) to another (third), shape (date - 1, state,
            state).
    """

    counts: NDArray[np.int64]
    moves: NDArray[np.int64]


def crisis_flows(
    dataset: xr.Dataset,
    bloc: str | None = None,
    countries: Sequence[str] | None = None,
    dates: Sequence[str | np.datetime64] | None = None,
    *,
    page: Page = SLIDE,
) -> Figure:
    """Draw at which posture of a bloc the runs stand at some dates, and the flows between them.

    A column a date, of blocks as high as the share of runs in a state: the postures while a
    dispute lasts, and how it ended once it has. A ribbon is as thick as the share of runs that
    go from one state to the other; it has the colour of where it leads.

    Args:
        dataset: Holds `posture` and `crisis_result` (run, month, bloc, country) at the end of the
            month, by the numbers that `states` explains.
        bloc: Its label; by default the first of the dataset.
        countries: Codes, one panel each; by default the one towards which the posture gets
            hardest, in the mean over runs.
        dates: Months, such as "2023-08"; by default some between which about as much moves, from
            just before the first move to the end.
        page: What the figure is for.

    Raises:
        ValueError: A variable, the bloc, a country or a date is not in the dataset, or a variable
            has other dimensions.
    """
    chosen, shown, lived = lived_states(dataset, bloc, countries)
    many = 5 if page.narrow else 6
    positions = telling_months(lived, many) if dates is None else months_at(dataset, dates)
    words = state_words(page.language)
    present = [state for state in reversed(ORDER) if (lived[:, :, positions] == state).any()]
    keys = 2 if page.narrow else 6
    height = page.panel + (0.6 if page.narrow else 1.0)
    say = page.language.say
    sheet = new_sheet(
        page,
        len(shown) * height + (len(shown) - 1) * GAP,
        title=say(
            "How crises with {bloc} go on and end",
            bloc=page.language.name(chosen.replace("_", " ")),
        ),
        subtitle=_reading_help(dataset.sizes["run"], page.language),
        source=source_line(dataset, page),
        strip=0.5 + LEGEND * ceil(len(present) / keys),
    )
    margins = (NARROW_LEFT, NARROW_RIGHT) if page.narrow else (LEFT, RIGHT)
    panels = sheet.panels(len(shown), 1, left=margins[0], right=margins[1], gap=(0, GAP))
    names = names_along(dataset, "country", page.language)
    for axes, country, of_country in zip(panels, shown, lived, strict=True):
        sheet.heading(axes, names[country])
        _draw(sheet, axes, flow_of(of_country[:, positions]), dataset["month"].values[positions])
    sheet.legend([_mark(state, words[state]) for state in present], columns=keys)
    return sheet.figure


def lived_states(
    dataset: xr.Dataset, bloc: str | None, countries: Sequence[str] | None
) -> tuple[str, list[str], NDArray[np.int64]]:
    """Return the bloc and the countries chosen, and their states, shape (country, run, month)."""
    dims = ("run", "month", "bloc", "country")
    postures = run_values(dataset, "posture", dims)
    results = run_values(dataset, "crisis_result", dims)
    chosen = labels(dataset, "bloc", None if bloc is None else [bloc])[0]
    row, existing = labels(dataset, "bloc").index(chosen), labels(dataset, "country")
    postures, results = postures[:, :, row], results[:, :, row]
    if countries is None:
        # troops that came and went within a month count too
        hardest = np.where(results == SENT, 5, postures).max(axis=1)
        shown = [existing[int(hardest.mean(axis=0).argmax())]]
    else:
        shown = labels(dataset, "country", countries)
    place = [existing.index(country) for country in shown]
    lived = [states(postures[:, :, one], results[:, :, one]) for one in place]
    return chosen, shown, np.stack(lived)


def states(
    postures: NDArray[np.integer[Any]], results: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Return in which state a country is, by run and month; see `state_words`.

    A dispute that has ended counts as its end, though the country may still be suspended; one that
    left no end, though the country was pressed before, was dropped.

    Args:
        postures: 0 none, 1 suspended, 2 sanctions, 3 ultimatum, 4 force activated, 5 intervened,
            shape (run, month).
        results: Of the last crisis: 0 none, 1 open, 2 concession, 3 climb-down, 4 intervention,
            5 rescue, shape (run, month).
    """
    pressed_before = np.maximum.accumulate((postures > 0) | (results >= 2), axis=1)
    ends = np.array([DROPPED, 0, *ENDS])[results]
    ended = (postures <= 1) & (results >= 2)
    dropped = (postures == 0) & (results == 0) & pressed_before
    return np.where(ended | dropped, ends, postures).astype(np.int64)


def state_words(language: Language) -> tuple[str, ...]:
    """Return what to call the states, by their numbers."""
    say = language.say
    return (
        *posture_words(language),
        say("dispute dropped"),
        say("country conceded"),
        say("bloc lifted pressure"),
        say("after intervention"),
        say("after a rescue"),
    )


def telling_months(lived: NDArray[np.int64], many: int) -> list[int]:
    """Return positions of so many months, or fewer, between which about as many runs move.

    Args:
        lived: States, shape (country, run, month).
        many: At least 2.
    """
    last = lived.shape[2] - 1
    moved = np.cumsum((np.diff(lived, axis=2) != 0).mean(axis=(0, 1)))
    if not last or not moved[-1]:
        return sorted({0, last})
    first = int(np.argmax(moved > 0))
    # where the first move is most of it, the rest is told all the same
    rest = moved - moved[first]
    shares = np.linspace(0, rest[-1], many - 1)[1:-1]
    between = set((np.searchsorted(rest, shares) + 1).tolist()) if rest[-1] else set()
    return sorted({first, first + 1, last} | between)


def flow_of(lived: NDArray[np.int64]) -> Flow:
    """Count states, shape (run, date), and moves between neighbouring dates."""
    many = len(COLOURS)
    counts = np.stack([np.bincount(column, minlength=many) for column in lived.T])
    moves = [
        np.bincount(many * before + after, minlength=many**2).reshape(many, many)
        for before, after in zip(lived.T[:-1], lived.T[1:], strict=True)
    ]
    return Flow(counts, np.array(moves).reshape(-1, many, many))


def _draw(sheet: Sheet, axes: Axes, flow: Flow, months: NDArray[np.datetime64]) -> None:
    """Draw the columns and ribbons of one country."""
    page = sheet.page
    runs, last = int(flow.counts[0].sum()), len(months) - 1
    frame(axes, page)
    axes.set_ylim(0, 1)
    shares_along(axes, "y", page)
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)
    axes.set_ylabel(page.language.say("share of runs"), size=page.plain, color=PALE_INK)
    # columns reach to both edges
    room = size_of(axes)[0]
    width = min(NARROW_BLOCK if page.narrow else BLOCK, room)
    step = (room - width) / max(1, last)
    axes.set_xlim(-width / 2, room - width / 2)
    words = [page.language.month(month) for month in months]
    words = [word.replace(" ", "\n") if page.narrow else word for word in words]
    axes.set_xticks(step * np.arange(len(months)), words)
    axes.tick_params(axis="x", labelcolor=INK, length=0)
    for place, moves in enumerate(flow.moves):
        ends = place * step + width / 2, (place + 1) * step - width / 2
        _draw_ribbons(axes, moves / runs, ends)
    for place, counts in enumerate(flow.counts):
        _draw_column(axes, counts / runs, place * step - width / 2, width, page)
    if not page.narrow:
        _name_last(axes, flow.counts[-1] / runs, last * step + width / 2, page)


def _draw_ribbons(axes: Axes, moves: NDArray[np.float64], ends: tuple[float, float]) -> None:
    """Draw the shares of runs that move, shape (state, state), between two columns."""
    order = np.array(ORDER)
    stacked = moves[np.ix_(order, order)]
    # a block's ribbons lie in the order of the blocks that they lead to, or come from
    leave = np.cumsum(stacked).reshape(stacked.shape) - stacked
    arrive = np.cumsum(stacked.T).reshape(stacked.shape).T - stacked
    left, right = ends
    middle = (left + right) / 2
    for before, after in np.argwhere(stacked > 0):
        here, there = leave[before, after], arrive[before, after]
        thick = stacked[before, after]
        outline = [
            (left, here), (middle, here), (middle, there), (right, there),
            (right, there + thick), (middle, there + thick), (middle, here + thick),
            (left, here + thick), (left, here),
        ]  # fmt: skip
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        axes.add_patch(
            PathPatch(
                Path(outline, codes), facecolor=COLOURS[order[after]], alpha=0.55,
                edgecolor=PALE_INK, linewidth=0.15 if thick > FINE else 0.0,
                gid=f"{order[before]} to {order[after]}",
            )
        )  # fmt: skip


def _draw_column(
    axes: Axes, shares: NDArray[np.float64], left: float, width: float, page: Page
) -> None:
    """Draw the shares of runs in each state, shape (state,), upon one another."""
    line = 1.25 * page.small / 72 / size_of(axes)[1]
    foot = 0.0
    for state in ORDER:
        share = shares[state]
        if share > 0:
            axes.add_patch(
                Rectangle(
                    (left, foot), width, share, facecolor=COLOURS[state], edgecolor="white",
                    linewidth=0.4, hatch=HATCH if state >= DROPPED else None, gid=f"at {state}",
                )
            )  # fmt: skip
        if share >= line:
            axes.text(
                left + width / 2, foot + share / 2, page.language.percent(share),
                size=page.small - 0.5, ha="center", va="center_baseline", color=_ink_on(state),
                gid="share", path_effects=[withStroke(linewidth=2.5, foreground=COLOURS[state])],
            )  # fmt: skip
        foot += share


def _name_last(axes: Axes, shares: NDArray[np.float64], left: float, page: Page) -> None:
    """Write the names of the states beside the last column, where there is room."""
    line = 1.2 * page.small / 72 / size_of(axes)[1]
    foot, words = 0.0, state_words(page.language)
    for state in ORDER:
        if shares[state] >= line:
            axes.text(
                left + 0.08, foot + shares[state] / 2, fit(words[state], RIGHT - 0.25, page.small),
                size=page.small, color=INK, va="center_baseline", gid="name",
            )  # fmt: skip
        foot += shares[state]


def _ink_on(state: int) -> str:
    """Return white or ink, whichever shows on a state's colour."""
    red, green, blue = to_rgb(COLOURS[state])
    return INK if 0.3 * red + 0.59 * green + 0.11 * blue > 0.5 else "white"


def _mark(state: int, word: str) -> Patch:
    """Return what a legend shows of a state."""
    if state < DROPPED:
        return posture_mark(COLOURS[state], word)
    return Patch(
        facecolor=COLOURS[state], edgecolor="white", linewidth=0.4, hatch=HATCH, label=word
    )


def _reading_help(runs: int, language: Language) -> str:
    if runs == 1:
        return language.say(
            "One run only: where it stands at the end of some months. Hatched: the dispute has "
            "ended, though the country may still be suspended."
        )
    return language.say(
        "Column: share of runs at each posture at the end of the month; hatched: the dispute has "
        "ended, though the country may still be suspended. Ribbon: share of runs that move, in "
        "the colour of where to."
    )
