"""The alliance picture: who is in which treaty, beside who stands close to whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from sim.language import Language
from sim.plots.affinities import (
    AGREED,
    Network,
    draw_affinity_key,
    draw_network,
    key_height,
    network_height,
    network_of,
)
from sim.plots.page import SLIDE, Page
from sim.plots.selection import months_at
from sim.plots.sheet import COLOUR_BAR, EDGE, Sheet, new_sheet
from sim.plots.style import source_line
from sim.plots.treaties import (
    YEARS,
    draw_blocks,
    height_of,
    membership_key,
    treaty_blocks,
    treaty_membership,
)

__all__ = ["alliance_picture"]

# Of the room between the margins, how much the treaties take; inches between them and the networks.
TREATIES, BETWEEN = 0.6, 0.3
# Inches: between networks, and from the last to the key.
GAP, TO_KEY = 0.4, 0.1
# Inches: a network beside the treaties, at least.
LOWEST = 1.65


def alliance_picture(
    dataset: xr.Dataset,
    dates: Sequence[str | np.datetime64] | None = None,
    *,
    page: Page = SLIDE,
) -> Figure:
    """Draw the members of all treaties through time, beside the network of affinities.

    On a narrow page the networks stand above the treaties. A scenario that records no pairs has
    its treaties alone.

    Args:
        dataset: Holds what `treaty_membership` and `affinity_network` draw.
        dates: Months of the networks, such as "2023-08"; by default the first, one in the middle
            and the last.
        page: What the figure is for.

    Raises:
        ValueError: As `treaty_membership` and `affinity_network` do.
    """
    if not dataset.sizes.get("pair"):
        return treaty_membership(dataset, page=page)
    blocks = treaty_blocks(dataset, None, None, page.language)
    last = dataset.sizes["month"] - 1
    chosen = sorted({0, (last + 1) // 2, last}) if dates is None else months_at(dataset, dates)
    network = network_of(dataset, chosen, page.language)
    treaties, networks, runs = height_of(blocks), len(chosen), dataset.sizes["run"]
    key = TO_KEY + key_height(page, 2)
    spare = key + GAP * (networks - 1)
    if page.narrow:
        height = network_height(page)
        above = networks * height + spare + 0.35
        body = above + treaties
    else:
        body = max(treaties, networks * LOWEST + spare)
        height, above = (body - spare) / networks, 0.0
    sheet = new_sheet(
        page,
        body,
        title=page.language.say("The alliances: who belongs to them, and who stands close to whom"),
        subtitle=_reading_help(runs, page.language),
        source=source_line(dataset, page),
        strip=YEARS + COLOUR_BAR,
    )
    room = sheet.figure.get_figwidth() - 2 * EDGE
    width = room if page.narrow else TREATIES * room
    mesh = draw_blocks(sheet, dataset["month"].values, blocks, top=above, width=width)
    left = EDGE if page.narrow else EDGE + width + BETWEEN
    _draw_networks(sheet, network, left, EDGE + room - left, height, runs)
    sheet.colour_bar(mesh, membership_key(page.language), percent=True)
    return sheet.figure


def _draw_networks(
    sheet: Sheet, network: Network, left: float, width: float, height: float, runs: int
) -> None:
    """Draw networks of so many inches below one another, and their key."""
    for index in range(len(network.months)):
        axes = sheet.axes(left, index * (height + GAP), width, height)
        draw_network(sheet, axes, network, index)
    foot = len(network.months) * (height + GAP) - GAP
    draw_affinity_key(sheet, left, foot + TO_KEY, runs, columns=2)


def _reading_help(runs: int, language: Language) -> str:
    if runs == 1:
        return language.say(
            "One run only. Bands: who is a member; grey: whether the treaty is in force. Lines: "
            "affinity of two actors at the end of the month."
        )
    return language.say(
        "Bands: share of runs in which a country is a member; grey: in which the treaty is in "
        "force. Lines: mean affinity of two actors at the end of the month; dotted where less than "
        "{share} of runs agree on its sign.",
        share=language.percent(AGREED),
    )
