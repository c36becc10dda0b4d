"""The axis of months."""

from __future__ import annotations

from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.plots.page import SLIDE, Page
from sim.plots.style import frame, numbers_along, size_of

__all__ = ["month_edges", "prepare_time_panel", "widened"]

Months = NDArray[np.datetime64]

# Inches that a tick label takes with the space beside it, in letters.
YEAR, MONTH = 6.0, 11.0


def prepare_time_panel(axes: Axes, months: Months, page: Page = SLIDE) -> None:
    """Give a panel its axis of time, readable from 1 month to some decades, and a plain frame."""
    frame(axes, page)
    axes.set_xlim(*widened(months)[[0, -1]].astype("datetime64[D]"))
    shown = months.astype("datetime64[M]")
    room = size_of(axes)[0] * 72 / (0.6 * page.small)
    if len(shown) > 18:
        januaries = shown[shown == shown.astype("datetime64[Y]")]
        ticks = januaries[:: ceil(len(januaries) / max(1, int(room / YEAR)))]
        words = [str(tick)[:4] for tick in ticks]
    else:
        ticks = shown[:: ceil(len(shown) / max(1, int(room / MONTH)))]
        words = [page.language.month(tick) for tick in ticks]
    axes.set_xticks(ticks.astype("datetime64[D]"), words)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    numbers_along(axes, "y", page)


def month_edges(months: Months) -> Months:
    """Return where each month begins and the last one ends: shape (month,) in, (month + 1,) out."""
    return np.append(months, (months[-1].astype("datetime64[M]") + 1).astype(months.dtype))


def widened(months: Months) -> Months:
    """Return the months, a single one with the next, for one alone has no width to draw."""
    return months if len(months) > 1 else month_edges(months)
