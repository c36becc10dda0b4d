"""Who stands close to whom: the network of affinities, at chosen dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import matplotlib
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.language import Language
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.selection import focus_countries, labels, months_at, names_along, run_values
from sim.plots.sheet import EDGE, Sheet, new_sheet
from sim.plots.style import INK, MISSING, PALE_INK, colour_of, fit, size_of, source_line

__all__ = [
    "AGREED",
    "Network",
    "affinity_network",
    "draw_affinity_key",
    "draw_network",
    "key_height",
    "network_height",
    "network_of",
    "reading_help",
]

AGREED = 0.9
"""Share of runs that must agree on the sign of an affinity for its line to be whole or dashed."""

# From -1, hostile, to 1, close.
SCALE = Normalize(-1, 1)
COLOURS = matplotlib.colormaps["PuOr"]
# Points: the width of a line for no affinity and for a full one.
THINNEST, WIDEST = 0.6, 6.0
CLOSE: Any = "solid"
HOSTILE: Any = (0, (2.2, 0.7))
DIVIDED: Any = (0, (0.7, 0.7))
# Affinities shown in the key.
SAMPLES = (-0.8, -0.3, 0.3, 0.8)

# Inches: between panels; from the frame to the nodes; room for a name; by how much it reaches over
# its node to the other side.
GAP = (0.15, 0.45)
MARGIN = (0.62, 0.3)
NAME, OVERHANG = 0.88, 0.1
# A line of the key, ems.
KEY_LINE = 1.75
# Points: the size of a node.
NODE = 10.0
# Of a circle's places, how many lie empty between two groups of actors.
PAUSE = 0.5


@dataclass(frozen=True)
class Network:
    """What is drawn of the affinities among some actors.

    Attributes:
        actors: Ids, those of a group beside one another, as they stand around the circle.
        angles: Of each actor, radians from the right against the clock, shape (actor,).
        names: What they are called.
        pairs: Positions of both actors, shape (pair, 2).
        mean: Over runs, shape (month, pair).
        close: Share of runs in which a pair's affinity is above 0, shape (month, pair).
        hostile: Share in which it is below 0, shape (month, pair).
        months: First days of months, shape (month,).
    """

    actors: list[str]
    angles: NDArray[np.float64]
    names: list[str]
    pairs: NDArray[np.int64]
    mean: NDArray[np.float64]
    close: NDArray[np.float64]
    hostile: NDArray[np.float64]
    months: NDArray[np.datetime64]


def affinity_network(
    dataset: xr.Dataset,
    dates: Sequence[str | np.datetime64] | None = None,
    *,
    page: Page = SLIDE,
) -> Figure:
    """Draw the mean affinity of pairs of actors at some dates, in a circle that stays the same.

    Actors stand in groups: the countries in the focus of the dataset on the left, then against the
    clock other countries, blocs, partners, armed groups. A line is drawn for each pair recorded:
    its colour and width are the mean over runs, its style says whether the runs agree on the sign.

    Args:
        dataset: Holds `affinity` (run, month, pair) at the end of the month, -1 hostile to
            1 close; labels of pairs are two ids with a hyphen, such as "MLI-BFA".
        dates: Months, such as "2023-08", one panel each; by default the first, the sixth after
            it, one in the middle and the last.
        page: What the figure is for.

    Raises:
        ValueError: The variable or a date is not in the dataset, the variable has other
            dimensions, no pair was recorded, or a label is no pair.
    """
    last = dataset.sizes.get("month", 1) - 1
    chosen = sorted({0, min(6, last), ceil(last / 2), last})
    network = network_of(
        dataset, chosen if dates is None else months_at(dataset, dates), page.language
    )
    panels = len(network.months)
    columns = 1 if page.narrow else min(4, panels)
    rows = ceil(panels / columns)
    body = rows * network_height(page) + (rows - 1) * GAP[1]
    say = page.language.say
    sheet = new_sheet(
        page,
        body,
        title=say("Who stands close to whom, and who is hostile"),
        subtitle=reading_help(dataset.sizes["run"], page.language),
        source=source_line(dataset, page),
        strip=0.15 + key_height(page),
    )
    for index, axes in enumerate(sheet.panels(panels, columns, gap=GAP)):
        draw_network(sheet, axes, network, index)
    draw_affinity_key(sheet, EDGE, body + 0.1, dataset.sizes["run"])
    return sheet.figure


def network_of(dataset: xr.Dataset, positions: Sequence[int], language: Language) -> Network:
    """Return the network in the months at these positions, and raise what the figure raises."""
    affinity = run_values(dataset, "affinity", ("run", "month", "pair"))[:, list(positions)]
    ends = [str(pair).split("-") for pair in dataset["pair"].values]
    if wrong := ["-".join(pair) for pair in ends if len(pair) != 2]:
        raise FigureError(f"no pairs: {', '.join(wrong)}; label a pair as in 'MLI-BFA'")
    groups = _groups(dataset, {actor for pair in ends for actor in pair})
    actors = [actor for group in groups for actor in group]
    kinds = ("country", "bloc", "partner", "group")
    names = {
        code: name for kind in kinds for code, name in names_along(dataset, kind, language).items()
    }
    return Network(
        actors,
        _angles([len(group) for group in groups]),
        [names.get(actor, actor) for actor in actors],
        np.array([[actors.index(actor) for actor in pair] for pair in ends]),
        affinity.mean(axis=0, dtype=np.float64),
        (affinity > 0).mean(axis=0),
        (affinity < 0).mean(axis=0),
        dataset["month"].values[list(positions)],
    )


def _groups(dataset: xr.Dataset, actors: set[str]) -> list[list[str]]:
    """Return the actors in groups, the focus first, each in the order of the dataset."""
    order = [focus_countries(dataset) if "country" in dataset.coords else []]
    for kind in ("country", "bloc", "partner", "group"):
        order.append(labels(dataset, kind) if kind in dataset.coords else [])
    order.append(sorted(actors))
    left, groups = set(actors), []
    for codes in order:
        groups.append([code for code in codes if code in left])
        left -= set(codes)
    return [group for group in groups if group]


def _angles(sizes: Sequence[int]) -> NDArray[np.float64]:
    """Return the angles of actors in groups of these sizes, the first group on the left."""
    places = np.arange(sum(sizes)) + PAUSE * np.repeat(np.arange(len(sizes)), sizes)
    whole = sum(sizes) + PAUSE * len(sizes)
    return np.asarray(np.pi + 2 * np.pi * (places - (sizes[0] - 1) / 2) / whole)


def draw_network(sheet: Sheet, axes: Axes, network: Network, index: int) -> None:
    """Draw the network of one of its months into a panel, with its heading."""
    page = sheet.page
    width, height = size_of(axes)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    sheet.heading(axes, page.language.month(network.months[index], long=True))
    across, up = np.cos(network.angles), np.sin(network.angles)
    radius = width / 2 - MARGIN[0], height / 2 - MARGIN[1]
    nodes = np.stack([width / 2 + radius[0] * across, height / 2 + radius[1] * up], axis=1)
    mean = network.mean[index]
    order = np.argsort(np.abs(mean))  # the strongest on top
    # a hair shows which pairs are known at all, where affinity is near 0
    axes.add_collection(
        LineCollection(list(nodes[network.pairs]), colors=MISSING, linewidths=0.5, zorder=1)
    )
    styles = [
        _style(close, hostile)
        for close, hostile in zip(network.close[index], network.hostile[index], strict=True)
    ]
    axes.add_collection(
        LineCollection(
            list(nodes[network.pairs][order]),
            colors=COLOURS(SCALE(mean[order])),
            linewidths=_width(mean[order]),
            linestyles=[styles[pair] for pair in order],
            capstyle="butt",
            zorder=2,
            gid="affinities",
        )
    )
    axes.scatter(
        nodes[:, 0], nodes[:, 1], s=NODE**2, c=[colour_of(actor) for actor in network.actors],
        edgecolors="white", linewidths=1.0, zorder=3,
    )  # fmt: skip
    for (x, y), (side, above), name in zip(
        nodes, zip(across, up, strict=True), network.names, strict=True
    ):
        # outwards, lest neighbours' names meet
        outward = int(np.sign(side)) if abs(side) > 0.2 else 0
        over = above > -0.01
        axes.text(
            x - OVERHANG * outward, y + (0.09 if over else -0.09), fit(name, NAME, page.small),
            size=page.small, color=INK, ha=("center", "left", "right")[outward],
            va="bottom" if over else "top", zorder=4, gid="actor",
            path_effects=[withStroke(linewidth=2.0, foreground="white")],
        )  # fmt: skip


def _width(affinity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the widths of lines in points."""
    return np.asarray(THINNEST + (WIDEST - THINNEST) * np.abs(affinity))


def _style(close: float, hostile: float) -> Any:
    """Return the style of a line by the shares of runs of either sign."""
    if close >= AGREED:
        return CLOSE
    return HOSTILE if hostile >= AGREED else DIVIDED


def _key(page: Page, runs: int) -> list[Line2D]:
    """Return a line for some affinities, and what each means."""
    speak = page.language
    marks = []
    for affinity in SAMPLES:
        value, width = speak.plain(affinity), float(_width(np.array(affinity)))
        close = affinity > 0
        marks.append(
            Line2D(
                [], [], color=COLOURS(SCALE(affinity)), linewidth=width,
                linestyle=CLOSE if close else HOSTILE, dash_capstyle="butt",
                solid_capstyle="butt",
                label=speak.say("close, {affinity}", affinity=value)
                if close
                else speak.say("hostile, {affinity}", affinity=value),
            )
        )  # fmt: skip
    if runs > 1:
        label = speak.say("sign differs among runs")
        marks.append(Line2D([], [], color=PALE_INK, linewidth=2.5, linestyle=DIVIDED, label=label))
    marks.append(Line2D([], [], color=MISSING, linewidth=0.5, label=speak.say("none, 0")))
    return marks


def network_height(page: Page) -> float:
    """Return the inches that suit a panel."""
    return page.panel + 0.2


def key_height(page: Page, columns: int = 6) -> float:
    """Return the inches that the key takes."""
    return page.small * KEY_LINE / 72 * ceil(6 / (1 if page.narrow else columns))


def draw_affinity_key(sheet: Sheet, left: float, top: float, runs: int, columns: int = 6) -> None:
    """Add the key of the lines, so many inches from the left and below the top of the body."""
    page, figure = sheet.page, sheet.figure
    height = figure.get_figheight()
    place = left / figure.get_figwidth(), (sheet.floor + sheet.body - top) / height
    figure.legend(
        handles=_key(page, runs), loc="upper left", bbox_to_anchor=place, borderaxespad=0.0,
        borderpad=0.0, frameon=False, fontsize=page.small, labelcolor=INK, handlelength=3.0,
        labelspacing=0.45, ncols=1 if page.narrow else columns,
    )  # fmt: skip


def reading_help(runs: int, language: Language) -> str:
    """Return the sentences that say how to read a network."""
    if runs == 1:
        return language.say(
            "One run only. Line: affinity of two actors at the end of the month, the wider the "
            "farther from 0."
        )
    return language.say(
        "Line: mean affinity of two actors over all runs at the end of the month, the wider the "
        "farther from 0; dotted where less than {share} of the runs agree on its sign.",
        share=language.percent(AGREED),
    )
