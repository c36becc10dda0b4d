"""Maps of how one scenario differs from another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10

import numpy as np
import xarray as xr
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.paired import check_paired, paired
from sim.errors import LiptakoError
from sim.plots.errors import FigureError
from sim.plots.map_layout import Scale, classes, draw_maps
from sim.plots.page import SLIDE, Page
from sim.plots.regional import Regional, quantity_of
from sim.plots.selection import labels
from sim.plots.style import fit, source_line

__all__ = ["difference_map"]


def difference_map(
    reference: xr.Dataset,
    other: xr.Dataset,
    quantity: str = "probability",
    *,
    threshold: float = 25,
    group: str | None = None,
    dates: Sequence[str] | None = None,
    page: Page = SLIDE,
) -> Figure:
    """Map how much a scenario differs from another, run by run under the same luck.

    Regions whose 90 % interval of the mean difference (see `sim.analysis.paired`) includes 0 are
    dotted. Classes go up by factors of about three from 0 in both directions.

    Args:
        reference: Results of the scenario to compare with.
        other: Results of another, with the same seed, runs and months.
        quantity: "probability", "deaths", "control" or "fighters", as in the map of that name.
        threshold: Of the probability, deaths in a month.
        group: Whose fighters; all groups together if not given.
        dates: Of control or fighters.
        page: What the figure is for.

    Raises:
        ValueError: The two do not pair or have no region in common, or the map of `quantity`
            refuses one of them.
    """
    both = _aligned(reference, other)
    own, others = (
        quantity_of(
            one, quantity, threshold=threshold, group=group, dates=dates, language=page.language
        )
        for one in both
    )
    ids, say = labels(both[0], "region"), page.language.say
    panels, doubtful = _differences(own, others, ids)
    scale = _difference_scale(panels)
    first, second = (
        fit(str(one.attrs.get("scenario", unknown)), 2.2, page.title)
        for one, unknown in ((reference, say("reference")), (other, say("other")))
    )
    return draw_maps(
        both[0],
        panels,
        page,
        title=say("{other} less {reference}: {what}", other=second, reference=first,
                  what=own.name[:1].lower() + own.name[1:]),
        subtitle=say(
            "Mean difference of runs that share their luck; a minus marks less. Dotted: its 90 % "
            "interval includes 0, so it may be none. Were there no effect at all, chance would "
            "leave one region in ten without dots."
        ),
        source=source_line(reference, page, [other],
                           say("{reference} and {other}", reference=first, other=second)),
        legend=say("Difference in {unit}", unit=own.unit),
        scale=scale,
        doubtful=doubtful,
        falling=_falling(panels, doubtful, ids, scale),
    )  # fmt: skip


def _aligned(reference: xr.Dataset, other: xr.Dataset) -> tuple[xr.Dataset, xr.Dataset]:
    """Return two datasets that pair, with the regions and dates of maps that both have."""
    try:
        check_paired(reference, other, "difference_map")
    except LiptakoError as error:
        raise FigureError(str(error)) from error
    shared = {"region", "map_month"}
    one, two = xr.align(
        reference, other, join="inner", exclude=(set(reference.dims) | set(other.dims)) - shared
    )
    if one.sizes.get("region") == 0:
        raise FigureError("difference_map: the two have no region in common - map each alone")
    return one, two


def _differences(
    reference: Regional, other: Regional, ids: Sequence[str]
) -> tuple[dict[str, NDArray[np.float64]], dict[str, list[str]]]:
    """Return the mean differences (region,) by panel, in points if of shares, and the ids of the
    regions where they may be none."""
    panels, doubtful = {}, {}
    for title, values in reference.panels.items():
        found = [
            paired(one, two)
            for one, two in zip(
                values.T.astype(np.float64),
                other.panels[title].T.astype(np.float64),
                strict=True,
            )
        ]
        factor = 100.0 if reference.share else 1.0
        panels[title] = factor * np.array([one.difference for one in found])
        doubtful[title] = [
            region for region, one in zip(ids, found, strict=True) if not one.low * one.high > 0
        ]
    return panels, doubtful


def _falling(
    panels: Mapping[str, NDArray[np.float64]],
    doubtful: Mapping[str, Sequence[str]],
    ids: Sequence[str],
    scale: Scale,
) -> dict[str, list[str]]:
    """Return the ids of the regions whose colour says less for sure, by panel."""
    return {
        title: [
            region
            for region, level in zip(ids, np.digitize(values, scale.edges), strict=True)
            if level < len(scale.edges) / 2 and region not in doubtful[title]
        ]
        for title, values in panels.items()
    }


def _difference_scale(panels: Mapping[str, NDArray[np.float64]]) -> Scale:
    """Return seven classes around 0 that reach as far as the largest difference: 1, 3, 10 ..."""
    largest = float(np.max([np.abs(values).max() for values in panels.values()])) or 1.0
    power = floor(log10(largest))
    # 1 e power, 3 e power, 1 e power + 1: the first that reaches
    half = next(
        step for step in (2 * power, 2 * power + 1, 2 * power + 2) if _step(step) >= largest
    )
    edges = [_step(half - down) for down in range(4)]
    return classes([*(-edge for edge in edges), *edges[::-1]], "PuOr_r", extend="neither")


def _step(number: int) -> float:
    """Return a term of ... 1, 3, 10, 30 ...; 1 is the term 0."""
    return float((3 if number % 2 else 1) * 10.0 ** (number // 2))
