"""Who is in which treaty through time, and whether the treaty is in force."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.plots.fans import month_edges, prepare_time_panel
from sim.plots.selection import country_names, labels, run_values
from sim.plots.style import (
    COLOUR_BAR,
    EDGE,
    FOOTER,
    HEADER,
    INK,
    PALE_INK,
    PLAIN,
    SMALL,
    add_colour_bar,
    fit,
    new_figure,
    source_line,
)

__all__ = ["treaty_membership"]

# Inches: the figure, room for names on the left and for shares on the right, then the parts of a
# block from top to bottom.
WIDTH = 11.0
LEFT = 1.75
RIGHT = 0.75
HEADING = 0.27
BAND = 0.2
SEAM = 0.06
IN_FORCE = 0.3
YEARS = 0.4
# Between two bands, points.
GROOVE = 3.5
# Where the shares of the last month begin, in widths of a panel.
BESIDE = 1.01


@dataclass(frozen=True)
class _Block:
    """What is drawn of one treaty.

    Attributes:
        treaty: Its label.
        countries: Names of those that were members in some run and month.
        member: Their shares of runs by month, shape (country, month).
        in_force: Share of runs by month in which the treaty is in force, shape (month,).
    """

    treaty: str
    countries: list[str]
    member: NDArray[np.float64]
    in_force: NDArray[np.float64]

    @property
    def bands(self) -> int:
        """Rows of the block; a treaty without members takes one, to say so."""
        return max(1, len(self.countries))

    @property
    def height(self) -> float:
        """Inches from its heading to its years."""
        return HEADING + self.bands * BAND + SEAM + IN_FORCE + YEARS


def treaty_membership(
    dataset: xr.Dataset,
    treaties: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
) -> Figure:
    """Draw who is in what, month by month, as shares of the runs.

    One block a treaty: a band for each country that was a member in some run and month, the darker
    the more runs have it as a member; below, the share of runs in which the treaty is in force.

    Args:
        dataset: Holds `member` (run, month, treaty, country) and `treaty_active` (run, month,
            treaty), yes or no at the end of the month.
        treaties: Labels, in the order of the blocks; by default all of the dataset.
        countries: Codes of those that may have a band, in this order; by default all of the
            dataset.

    Raises:
        ValueError: A variable, a treaty or a country is not in the dataset, or a variable has
            other dimensions.
    """
    blocks = _blocks(dataset, treaties, countries)
    months = dataset["month"].values
    figure = new_figure(
        WIDTH,
        HEADER - HEADING + sum(block.height for block in blocks) + COLOUR_BAR + FOOTER,
        title="Members of the treaties, and whether these are in force",
        subtitle=_reading_help(dataset.sizes["run"]),
        source=source_line(dataset),
    )
    top = figure.get_figheight() - HEADER + HEADING
    for block in blocks:
        top -= HEADING
        bands = _add_axes(figure, top, block.bands * BAND)
        mesh = _draw_members(bands, months, block)
        top -= block.bands * BAND + SEAM
        _draw_in_force(_add_axes(figure, top, IN_FORCE), months, block)
        top -= IN_FORCE + YEARS
    add_colour_bar(figure, mesh, "Share of histories in which a country is a member", percent=True)
    return figure


def _blocks(
    dataset: xr.Dataset, treaties: Sequence[str] | None, countries: Sequence[str] | None
) -> list[_Block]:
    members = run_values(dataset, "member", ("run", "month", "treaty", "country"))
    active = run_values(dataset, "treaty_active", ("run", "month", "treaty"))
    rows, columns = labels(dataset, "treaty"), labels(dataset, "country")
    names = country_names(dataset)
    wanted = [columns.index(country) for country in labels(dataset, "country", countries)]
    blocks = []
    for treaty in labels(dataset, "treaty", treaties):
        row = rows.index(treaty)
        shares = members[:, :, row].mean(axis=0).T
        shown = [column for column in wanted if shares[column].any()]
        blocks.append(
            _Block(
                treaty,
                [names[columns[column]] for column in shown],
                shares[shown],
                active[:, :, row].mean(axis=0),
            )
        )
    return blocks


def _add_axes(figure: Figure, top: float, height: float) -> Axes:
    """Add a panel between the margins; `top` in inches from the lower edge."""
    whole = figure.get_figheight()
    across = (WIDTH - LEFT - RIGHT) / WIDTH
    return figure.add_axes((LEFT / WIDTH, (top - height) / whole, across, height / whole))


def _draw_members(axes: Axes, months: NDArray[np.datetime64], block: _Block) -> QuadMesh:
    """Draw the bands of a treaty, the first country on top."""
    edges = month_edges(months)
    mesh = axes.pcolormesh(
        edges,
        np.arange(len(block.countries) + 1),
        block.member,
        cmap="GnBu",
        vmin=0,
        vmax=1,
    )
    axes.set_xlim(*edges[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(block.bands, 0)
    axes.hlines(np.arange(block.bands + 1), *axes.get_xlim(), color="white", linewidth=GROOVE)
    axes.set_xticks([])
    names = [fit(name, LEFT - EDGE - 0.1, SMALL) for name in block.countries or ["no member"]]
    axes.set_yticks(np.arange(len(names)) + 0.5, names)
    axes.tick_params(labelsize=SMALL, labelcolor=INK, length=0)
    axes.spines[:].set_visible(False)
    heading = fit(block.treaty, WIDTH / 2, PLAIN + 1)
    axes.set_title(heading, loc="left", size=PLAIN + 1, weight="bold", color=INK)
    last = str(months[-1].astype("datetime64[M]"))
    axes.set_title(last, loc="right", x=BESIDE, ha="left", size=SMALL, color=PALE_INK)
    for place, shares in enumerate(block.member):
        _write_share(axes, place + 0.5, shares[-1])
    return mesh


def _draw_in_force(axes: Axes, months: NDArray[np.datetime64], block: _Block) -> None:
    """Draw the share of runs in which a treaty is in force, on a scale from 0 to 1."""
    edges = month_edges(months)
    prepare_time_panel(axes, months)
    axes.stairs(block.in_force, edges, fill=True, color="#9a9a9a")
    axes.set_xlim(*edges[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(0, 1)
    axes.set_yticks([0.5], ["in force"])
    axes.tick_params(axis="y", labelcolor=INK, length=0)
    axes.grid(visible=False)
    axes.set_facecolor("#f1f1f1")
    axes.spines["left"].set_visible(False)
    _write_share(axes, 0.5, block.in_force[-1])


def _write_share(axes: Axes, height: float, share: float) -> None:
    """Write a share of the last month to the right of its band."""
    axes.text(
        BESIDE,
        height,
        _percent(share),
        transform=axes.get_yaxis_transform(),
        va="center_baseline",
        size=SMALL,
        color=INK,
    )


def _percent(share: float) -> str:
    """Return whole percents, but 0% and 100% only of none and all."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def _reading_help(runs: int) -> str:
    if runs == 1:
        return "One history only: who is a member, and whether the treaty is in force."
    return (
        "Band: the darker, the larger the share of histories (runs) in which the country is a "
        "member at the end of the month; on the right, the last month. Grey: its height is the "
        "share in which the treaty is in force."
    )
