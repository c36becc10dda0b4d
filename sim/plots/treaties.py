"""Who is in which treaty through time, and whether the treaty is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.language import Language
from sim.plots.page import SLIDE, Page
from sim.plots.selection import labels, names_along, run_values
from sim.plots.sheet import COLOUR_BAR, EDGE, Sheet, new_sheet
from sim.plots.style import INK, PALE_INK, fit, source_line
from sim.plots.time_axis import month_edges, prepare_time_panel

__all__ = [
    "YEARS",
    "Block",
    "draw_blocks",
    "height_of",
    "membership_key",
    "treaty_blocks",
    "treaty_membership",
]

# Inches: the parts of a block from top to bottom; its years are those of the strip in the last.
HEADING = 0.27
BAND = 0.2
SEAM = 0.06
IN_FORCE = 0.3
YEARS = 0.4
# Between two bands, points.
GROOVE = 3.5
# Where the shares of the last month begin, inches beside a panel.
BESIDE = 0.07


@dataclass(frozen=True)
class Block:
    """What is drawn of one treaty.

    Attributes:
        treaty: What it is called.
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
        """Inches from its first band to the foot of the strip below."""
        return self.bands * BAND + SEAM + IN_FORCE


def treaty_membership(
    dataset: xr.Dataset,
    treaties: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
    *,
    page: Page = SLIDE,
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
        page: What the figure is for.

    Raises:
        ValueError: A variable, a treaty or a country is not in the dataset, or a variable has
            other dimensions.
    """
    blocks = treaty_blocks(dataset, treaties, countries, page.language)
    sheet = new_sheet(
        page,
        height_of(blocks),
        title=page.language.say("Members of the treaties, and whether these are in force"),
        subtitle=reading_help(dataset.sizes["run"], page.language),
        source=source_line(dataset, page),
        strip=YEARS + COLOUR_BAR,
    )
    mesh = draw_blocks(sheet, dataset["month"].values, blocks)
    sheet.colour_bar(mesh, membership_key(page.language), percent=True)
    return sheet.figure


def treaty_blocks(
    dataset: xr.Dataset,
    treaties: Sequence[str] | None,
    countries: Sequence[str] | None,
    language: Language,
) -> list[Block]:
    """Return what `treaty_membership` draws, and raise what it raises."""
    members = run_values(dataset, "member", ("run", "month", "treaty", "country"))
    active = run_values(dataset, "treaty_active", ("run", "month", "treaty"))
    rows, columns = labels(dataset, "treaty"), labels(dataset, "country")
    names = names_along(dataset, "country", language)
    called = names_along(dataset, "treaty", language)
    wanted = [columns.index(country) for country in labels(dataset, "country", countries)]
    blocks = []
    for treaty in labels(dataset, "treaty", treaties):
        row = rows.index(treaty)
        shares = members[:, :, row].mean(axis=0).T
        shown = [column for column in wanted if shares[column].any()]
        blocks.append(
            Block(
                called[treaty],
                [names[columns[column]] for column in shown],
                shares[shown],
                active[:, :, row].mean(axis=0),
            )
        )
    return blocks


def height_of(blocks: Sequence[Block]) -> float:
    """Return the inches from the first band to the foot of the last strip."""
    return sum(block.height for block in blocks) + (HEADING + YEARS) * (len(blocks) - 1)


def draw_blocks(
    sheet: Sheet,
    months: NDArray[np.datetime64],
    blocks: Sequence[Block],
    *,
    top: float = 0.0,
    width: float | None = None,
) -> QuadMesh:
    """Draw blocks below one another, from the left margin on.

    Args:
        sheet: Where to.
        months: First days of months, shape (month,).
        blocks: At least one.
        top: Inches below the top of the sheet's body.
        width: Inches with the names on the left and the shares on the right; by default all
            between the margins.

    Returns:
        Bands, for the key of their colours.
    """
    page = sheet.page
    names, shares = (1.2, 0.5) if page.narrow else (1.5, 0.7)
    across = sheet.figure.get_figwidth() - 2 * EDGE if width is None else width
    left, across = EDGE + names, across - names - shares
    for block in blocks:
        bands = sheet.axes(left, top, across, block.bands * BAND)
        mesh = _draw_members(sheet, bands, months, block)
        foot = top + block.height
        _draw_in_force(sheet.axes(left, foot - IN_FORCE, across, IN_FORCE), months, block, page)
        top = foot + YEARS + HEADING
    return mesh


def _draw_members(
    sheet: Sheet, axes: Axes, months: NDArray[np.datetime64], block: Block
) -> QuadMesh:
    """Draw the bands of a treaty, the first country on top."""
    page, edges = sheet.page, month_edges(months)
    rows = np.arange(len(block.countries) + 1)
    mesh = axes.pcolormesh(edges, rows, block.member, cmap="GnBu", vmin=0, vmax=1)
    axes.set_xlim(*edges[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(block.bands, 0)
    axes.hlines(
        np.arange(block.bands + 1), *axes.get_xlim(), color="white", linewidth=GROOVE,
        capstyle="projecting", clip_on=False,
    )  # fmt: skip
    axes.set_xticks([])
    room = 1.1 if page.narrow else 1.45
    words = block.countries or [page.language.say("no member")]
    names = [fit(name, room, page.small) for name in words]
    axes.set_yticks(np.arange(len(names)) + 0.5, names)
    axes.tick_params(labelsize=page.small, labelcolor=INK, length=0)
    axes.spines[:].set_visible(False)
    sheet.heading(axes, block.treaty)
    _write_beside(axes, -0.4, page.language.month(months[-1]), page, PALE_INK)
    for place, shares in enumerate(block.member):
        _write_beside(axes, place + 0.5, page.language.percent(shares[-1]), page)
    return mesh


def _draw_in_force(axes: Axes, months: NDArray[np.datetime64], block: Block, page: Page) -> None:
    """Draw the share of runs in which a treaty is in force, on a scale from 0 to 1."""
    edges = month_edges(months)
    prepare_time_panel(axes, months, page)
    axes.stairs(block.in_force, edges, fill=True, color="#9a9a9a")
    axes.set_xlim(*edges[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(0, 1)
    axes.set_yticks([0.5], [page.language.say("in force")])
    axes.tick_params(axis="y", labelcolor=INK, length=0)
    axes.grid(visible=False)
    axes.set_facecolor("#f1f1f1")
    axes.spines["left"].set_visible(False)
    _write_beside(axes, 0.5, page.language.percent(block.in_force[-1]), page)


def _write_beside(axes: Axes, height: float, words: str, page: Page, ink: str = INK) -> None:
    """Write to the right of a panel, at a height in its own numbers."""
    axes.annotate(
        words, (1.0, height), xycoords=axes.get_yaxis_transform(), xytext=(72 * BESIDE, 0),
        textcoords="offset points", va="center_baseline", size=page.small, color=ink,
        annotation_clip=False,
    )  # fmt: skip


def membership_key(language: Language) -> str:
    """Return what the colours of the bands measure."""
    return language.say("Share of runs in which a country is a member")


def reading_help(runs: int, language: Language) -> str:
    """Return the sentences that say how to read the blocks."""
    if runs == 1:
        return language.say("One run only: who is a member, and whether the treaty is in force.")
    return language.say(
        "Band: the darker, the larger the share of runs in which the country is a member at the "
        "end of the month; on the right, the last month. Grey: its height is the share in which "
        "the treaty is in force."
    )
