"""Forecasts against what came: fans through time, and whether they are as sure as they should be.

Both figures are drawn from the table of `sim.analysis.forecasting.backtest.backtest`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from scipy.stats import binom

from sim.analysis.forecasting.backtest import QUANTILES
from sim.analysis.forecasting.registry import REFERENCE
from sim.plots.errors import FigureError
from sim.plots.fans import draw_fan, value_limits
from sim.plots.page import SLIDE, Page
from sim.plots.sheet import EDGE, new_sheet
from sim.plots.style import INK, PALE_INK, colour_of, fit, frame, numbers_along, shares_along
from sim.plots.time_axis import prepare_time_panel

__all__ = ["forecast_fans", "pit_histogram"]

# Inches: the margins, what stands between panels, and what a line of the legend takes.
LEFT = 0.85
NARROW_LEFT = 0.68
RIGHT = 0.35
GAP = (0.6, 0.45)
LEGEND = 0.17
# Of the baselines, by line.
STYLES: tuple[Literal["--", "-.", ":"], ...] = ("--", "-.", ":")
OUTSIDE = "#d55e00"
BARS = "#56b4e9"
# Bars go up to so many times what is even; of higher ones the share is written.
HIGHEST = 4.0
# How much of the probability the band of a calibrated forecaster holds.
BAND = 0.9


def forecast_fans(
    table: pd.DataFrame,
    forecaster: str | None = None,
    *,
    lead: int | None = None,
    origins: Sequence[str] | None = None,
    against: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    source: str = "",
    page: Page = SLIDE,
) -> Figure:
    """Draw one forecaster's fans by country, what came as dots, and others' forecasts as lines.

    Either of one lead, so that each month is foretold so many months before it, or of chosen
    origins, from each of which a fan opens.

    Args:
        table: As `backtest` gives it.
        forecaster: Whose fans; the table's first if left out.
        lead: Months ahead; the least of the table if neither this nor `origins` is given.
        origins: Last months known, YYYY-MM, instead of a lead.
        against: Others to draw as lines, three at most; `REFERENCE`, if it is there, if left out.
        countries: Codes, in the order of the panels; those of the table if left out.
        names: Of countries, by code; the codes if left out.
        source: The line below.
        page: What the figure is for.

    Raises:
        ValueError: The table is empty; no such forecaster, lead, origin or country; or lead and
            origins are both given.
    """
    known = _column(table, "forecaster")
    own = _one_of("forecaster", [forecaster or known[0]], known)[0]
    default = [REFERENCE] if REFERENCE in known and own != REFERENCE else []
    others = _one_of("forecaster", default if against is None else against, known, len(STYLES))
    shown = _one_of("country", countries or _column(table, "country"), _column(table, "country"))
    cases, subtitle = _cases(table, lead, origins, page)
    say = page.language.say
    columns = min(page.columns, len(shown))
    rows = ceil(len(shown) / columns)
    marks = _marks(own, others, page)
    sheet = new_sheet(
        page, rows * page.panel + (rows - 1) * GAP[1],
        title=say("Deaths foretold by {forecaster}, and what came", forecaster=own),
        subtitle=subtitle, source=source,
        strip=0.4 + LEGEND * (len(marks) if page.narrow else 2),
    )  # fmt: skip
    panels = sheet.panels(
        len(shown), columns, left=NARROW_LEFT if page.narrow else LEFT, right=RIGHT, gap=GAP
    )
    for index, (axes, country) in enumerate(zip(panels, shown, strict=True)):
        _draw_country(axes, cases[cases["country"] == country], own, others, page)
        sheet.heading(axes, page.language.bare((names or {}).get(country, country)))
        axes.tick_params(labelbottom=index + columns >= len(shown))
        if index % columns == 0:
            axes.set_ylabel(say("deaths per month"), size=page.plain, color=PALE_INK)
    sheet.legend(marks, columns=1 if page.narrow else ceil(len(marks) / 2))
    return sheet.figure


def _column(table: pd.DataFrame, name: str) -> list[Any]:
    if table.empty:
        raise FigureError("no forecasts: nothing to plot - backtest some")
    return list(dict.fromkeys(table[name]))


def _one_of(
    what: str, wanted: Sequence[Any], known: Sequence[Any], most: int | None = None
) -> list[Any]:
    """Those wanted, once each, if all are known and they are not too many."""
    if most is not None and len(wanted) > most:
        raise FigureError(f"{what}s: {len(wanted)} as lines - draw {most} at most")
    unknown = [str(one) for one in wanted if one not in known]
    if unknown:
        listed = ", ".join(map(str, known))
        raise FigureError(f"no {what} {', '.join(unknown)} in this backtest; it has: {listed}")
    return list(dict.fromkeys(wanted))


def _cases(
    table: pd.DataFrame, lead: int | None, origins: Sequence[str] | None, page: Page
) -> tuple[pd.DataFrame, str]:
    """The rows to draw, each with its ``month`` and the ``fan`` it belongs to; how to read them."""
    if lead is not None and origins is not None:
        raise FigureError("lead and origins: both given - choose one of them")
    say = page.language.say
    months = table["origin"].to_numpy().astype("datetime64[M]")
    target = (months + table["lead"].to_numpy()).astype("datetime64[ns]")
    cases = table.assign(month=target, fan=months.astype(str))
    reading = say(
        "Line: median. Dark band: middle 50 % of draws; light band: middle 90 %. "
        "Scales differ between countries."
    )
    if origins is not None:
        chosen = _one_of("origin", origins, list(dict.fromkeys(cases["fan"])))
        if not chosen:
            raise FigureError("origins: none - name one at least")
        return cases[cases["fan"].isin(chosen)], " ".join(
            [say("From the last month known (vertical line) on."), reading]
        )
    leads = sorted(map(int, _column(table, "lead")))
    (chosen_lead,) = _one_of("lead", [leads[0] if lead is None else lead], leads)
    when = (
        say("Each month as foretold a month before.")
        if chosen_lead == 1
        else say("Each month as foretold {lead} months before.", lead=str(chosen_lead))
    )
    return cases[cases["lead"] == chosen_lead].assign(fan=""), f"{when} {reading}"


def _draw_country(
    axes: Axes, cases: pd.DataFrame, own: str, others: Sequence[str], page: Page
) -> None:
    """The fans, the lines over them, and the dots over these."""
    levels = list(QUANTILES)
    whole = cases["month"].to_numpy().astype("datetime64[M]")
    months = np.arange(whole.min(), whole.max() + 1).astype("datetime64[ns]")
    prepare_time_panel(axes, months, page)
    mine = cases[cases["forecaster"] == own]
    country = str(mine["country"].iloc[0])
    first = min(cases["fan"])
    for fan in dict.fromkeys(cases["fan"]):
        if fan:
            # matplotlib takes dates, its types do not say so
            origin: Any = np.datetime64(fan, "D")
            axes.axvline(origin, color=PALE_INK, linewidth=0.8, linestyle=(0, (2, 2)), gid="origin")
            begin: Any = min(months[0].astype("datetime64[D]"), np.datetime64(first, "D"))
            axes.set_xlim(left=begin)
        own_fan = _by_month(mine[mine["fan"] == fan], months, bool(fan))
        draw_fan(axes, own_fan.index.to_numpy(), own_fan[levels].to_numpy().T, colour_of(country))
        for style, name in zip(STYLES, others, strict=False):
            other = cases[(cases["forecaster"] == name) & (cases["fan"] == fan)]
            lines = _by_month(other, months, bool(fan))
            for level, width in (("q05", 0.8), ("q50", 1.5), ("q95", 0.8)):
                axes.plot(
                    lines.index, lines[level], color=INK, linewidth=width, linestyle=style,
                    zorder=3, gid=f"{name} {level}",
                )  # fmt: skip
    _draw_seen(axes, mine)
    drawn = cases[cases["forecaster"].isin([own, *others])]
    _, top = value_limits(drawn[[*levels, "observed"]].to_numpy(np.float64))
    axes.set_ylim(0.0, top)


def _by_month(cases: pd.DataFrame, months: NDArray[np.datetime64], between: bool) -> pd.DataFrame:
    """Quantiles by month: those of a lead with gaps where nothing was scored, those of an origin
    joined from lead to lead."""
    found = cases.set_index("month")[list(QUANTILES)].sort_index()
    return found if between else found.reindex(months)


def _draw_seen(axes: Axes, cases: pd.DataFrame) -> None:
    """What came: dots inside the 90 % of every fan drawn of that month, diamonds outside."""
    inside = (cases["q05"] <= cases["observed"]) & (cases["observed"] <= cases["q95"])
    seen = cases.assign(inside=inside).groupby("month", as_index=False)
    one = seen.agg({"observed": "first", "inside": "all"})
    for gid, chosen, look in (
        ("inside", one["inside"], INSIDE_LOOK),
        ("outside", ~one["inside"], OUTSIDE_LOOK),
    ):
        axes.plot(one["month"][chosen], one["observed"][chosen], gid=gid, clip_on=False, **look)


INSIDE_LOOK: dict[str, Any] = {
    "linestyle": "none", "marker": "o", "markersize": 3.6, "markerfacecolor": "white",
    "markeredgecolor": INK, "markeredgewidth": 0.8, "zorder": 5,
}  # fmt: skip
OUTSIDE_LOOK: dict[str, Any] = {
    "linestyle": "none", "marker": "D", "markersize": 4.4, "markerfacecolor": OUTSIDE,
    "markeredgecolor": INK, "markeredgewidth": 0.8, "zorder": 6,
}  # fmt: skip


def _marks(own: str, others: Sequence[str], page: Page) -> list[Artist]:
    say = page.language.say
    grey: dict[str, Any] = {"color": "#777777", "linewidth": 0}
    marks: list[Artist] = [
        Line2D([], [], color="#555555", linewidth=1.8, label=say("{name}: median", name=own)),
        Patch(alpha=0.45, label=say("middle 50 %"), **grey),
        Patch(alpha=0.18, label=say("middle 90 %"), **grey),
        Line2D([], [], label=say("came, inside the 90 %"), **INSIDE_LOOK),
        Line2D([], [], label=say("came, outside"), **OUTSIDE_LOOK),
    ]
    marks += [
        Line2D(
            [], [], color=INK, linewidth=1.2, linestyle=style,
            label=say("{name}: median and 90 % range", name=name),
        )
        for style, name in zip(STYLES, others, strict=False)
    ]  # fmt: skip
    room = (page.width - 2 * EDGE) / (1 if page.narrow else ceil(len(marks) / 2)) - 0.5
    for mark in marks:
        mark.set_label(fit(str(mark.get_label()), room, page.small))
    return marks


def pit_histogram(
    table: pd.DataFrame,
    forecasters: Sequence[str] | None = None,
    *,
    bins: int = 10,
    source: str = "",
    page: Page = SLIDE,
) -> Figure:
    """Draw by forecaster where among its draws lay what came: PIT histograms.

    A calibrated forecaster's bars are level; a hollow in the middle says too sure, a hill not sure
    enough, a slope too high or too low.

    Args:
        table: As `backtest` gives it; take the rows of a lead or country for these alone.
        forecasters: In the order of the panels; those of the table if left out.
        bins: Of equal width, from 0 to 1.
        source: The line below.
        page: What the figure is for.

    Raises:
        ValueError: The table is empty, no such forecaster, or not 2 bins at least.
    """
    known = _column(table, "forecaster")
    shown = _one_of("forecaster", forecasters or known, known)
    if bins < 2:
        raise FigureError(f"bins: {bins} - take 2 at least")
    say = page.language.say
    edges = np.linspace(0.0, 1.0, bins + 1)
    counts = {name: _pit_counts(table, name, edges) for name in shown}
    columns = min(page.columns if len(shown) != 4 else 2, len(shown))
    rows = ceil(len(shown) / columns)
    high = (0.6 if page.narrow else 0.8) * page.panel
    sheet = new_sheet(
        page, rows * high + (rows - 1) * GAP[1],
        title=say("Where among the draws lay what came"),
        subtitle=say(
            "Level bars are right; high at both ends: too sure; high in the middle: not sure "
            "enough. Grey: where 90 % of a calibrated forecaster's bars lie if cases are "
            "independent; they overlap, so that the true band is wider."
        ),
        source=source,
        strip=0.45,
    )  # fmt: skip
    panels = sheet.panels(
        len(shown), columns, left=NARROW_LEFT if page.narrow else LEFT, gap=(0.3, GAP[1])
    )
    highest = max(max(*(own / own.sum()), _band(own.sum(), bins)[1]) for own in counts.values())
    top = 1.08 * min(highest, HIGHEST / bins)
    for index, (axes, name) in enumerate(zip(panels, shown, strict=True)):
        _draw_pit(axes, counts[name], edges, page)
        axes.set_ylim(0.0, top)
        _write_beyond(axes, counts[name], edges, top, page)
        cases = page.language.number(int(counts[name].sum()))
        sheet.heading(axes, say("{name} ({cases} cases)", name=name, cases=cases))
        _label_pit(axes, index % columns == 0, index + columns >= len(shown), page)
    return sheet.figure


def _pit_counts(
    table: pd.DataFrame, forecaster: str, edges: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return how many of a forecaster's cases fall into each bin."""
    known = table["pit"][table["forecaster"] == forecaster].dropna()
    if known.empty:
        raise FigureError(f"no PIT of {forecaster} is known - give rows of months that came")
    return np.histogram(known, edges)[0]


def _label_pit(axes: Axes, first: bool, last: bool, page: Page) -> None:
    """Say what the axes are: of the first panel of a row, and the last of a column."""
    say = page.language.say
    axes.tick_params(labelleft=first, labelbottom=last)
    if last:
        axes.set_xlabel(say("share of draws below"), size=page.plain, color=PALE_INK, labelpad=2)
    if first:
        axes.set_ylabel(say("share of cases"), size=page.plain, color=PALE_INK)


def _draw_pit(
    axes: Axes, counts: NDArray[np.int64], edges: NDArray[np.float64], page: Page
) -> None:
    bins, cases = counts.size, int(counts.sum())
    frame(axes, page)
    low, high = _band(cases, bins)
    axes.axhspan(low, high, color="#d0d0d0", linewidth=0, zorder=1, gid="band")
    axes.axhline(1.0 / bins, color=PALE_INK, linewidth=0.8, linestyle="--", zorder=3)
    axes.bar(
        edges[:-1], counts / cases, np.diff(edges), align="edge", color=BARS, edgecolor=INK,
        linewidth=0.7, alpha=0.75, zorder=2, gid="pit",
    )  # fmt: skip
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.5, 1.0])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    numbers_along(axes, "x", page)
    shares_along(axes, "y", page)


def _write_beyond(
    axes: Axes, counts: NDArray[np.int64], edges: NDArray[np.float64], top: float, page: Page
) -> None:
    """Write the share of a bar that does not fit, beside its upper end."""
    shares, middle = counts / counts.sum(), counts.size / 2
    for place in np.flatnonzero(shares > top):
        left = place >= middle
        axes.annotate(
            page.language.percent(shares[place]), (edges[place + (not left)], top),
            xytext=(-3 if left else 3, -3), textcoords="offset points", size=page.small,
            ha="right" if left else "left", va="top", color=INK, gid="beyond",
        )  # fmt: skip


def _band(cases: int, bins: int) -> tuple[float, float]:
    """Shares between which a bar of a calibrated forecaster lies with probability `BAND`."""
    tail = (1.0 - BAND) / 2.0
    low, high = binom.ppf([tail, 1.0 - tail], cases, 1.0 / bins) / cases
    return float(low), float(high)
