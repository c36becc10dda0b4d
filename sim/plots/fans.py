"""Fan charts: the spread of the runs through time, one panel a country."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.analysis.observed.series import FLAGGED, Flag
from sim.plots.selection import (
    country_names,
    focus_countries,
    labels,
    quantiles,
    run_values,
)
from sim.plots.style import (
    EDGE,
    FOOTER,
    HEADER,
    INK,
    PALE_INK,
    PLAIN,
    SMALL,
    colour_of,
    fit,
    new_figure,
    panel_axes,
    source_line,
)

__all__ = [
    "deaths_fans",
    "draw_fan",
    "draw_observed",
    "fan_chart",
    "legend_of",
    "month_edges",
    "prepare_time_panel",
    "reading_help",
    "value_limits",
]

# Inches.
WIDTH = 11.0
PANEL_HEIGHT = 2.6
ROW_GAP = 0.45
LEFT = 0.85
LEGEND = 0.17


def fan_chart(
    dataset: xr.Dataset,
    variable: str,
    countries: Sequence[str] | None = None,
    *,
    title: str | None = None,
    share_y: bool = True,
) -> Figure:
    """Draw the spread over runs of a monthly variable, one panel a country.

    Args:
        dataset: Holds `variable` with the dimensions (run, month, country).
        variable: Name of the variable; its attributes give the title and the unit.
        countries: Codes, in the order of the panels; by default the focus of the dataset.
        title: Instead of the variable's long name.
        share_y: Whether all panels have one scale, so that countries compare.

    Raises:
        ValueError: The variable or a country is not in the dataset, or the variable has other
            dimensions.
    """
    values = run_values(dataset, variable, ("run", "month", "country"))
    attributes = dataset[variable].attrs
    return _country_fans(
        dataset,
        values,
        countries,
        title=title or _capitalised(str(attributes.get("long_name", variable))),
        unit=str(attributes.get("units", "")),
        share_y=share_y,
    )


def deaths_fans(
    dataset: xr.Dataset,
    countries: Sequence[str] | None = None,
    *,
    share_y: bool = True,
    observed: xr.DataArray | None = None,
) -> Figure:
    """Draw the spread over runs of the deaths of a month, all kinds together.

    Takes `deaths` (run, month, country, kind); see `fan_chart` for the rest.

    Args:
        dataset: Holds `deaths`.
        countries: Codes, in the order of the panels; by default the focus of the dataset.
        share_y: Whether all panels have one scale, so that countries compare.
        observed: Deaths (month, country) as `sim.observed_deaths` gives them, drawn over the fans
            in the months and countries that both have.
    """
    by_kind = run_values(dataset, "deaths", ("run", "month", "country", "kind"))
    return _country_fans(
        dataset,
        by_kind.sum(axis=-1),
        countries,
        title="Deaths in political violence, by month",
        unit="deaths per month",
        share_y=share_y,
        observed=observed,
    )


def _country_fans(
    dataset: xr.Dataset,
    values: NDArray[Any],
    countries: Sequence[str] | None,
    *,
    title: str,
    unit: str,
    share_y: bool,
    observed: xr.DataArray | None = None,
) -> Figure:
    shown = focus_countries(dataset) if countries is None else labels(dataset, "country", countries)
    existing = labels(dataset, "country")
    fans = quantiles(values[:, :, [existing.index(country) for country in shown]])
    names = country_names(dataset)
    months = dataset["month"].values
    seen = _seen(observed, months, shown)
    below = FOOTER + 0.35 + (0.0 if seen is None else LEGEND)
    columns = min(3, len(shown))
    rows = ceil(len(shown) / columns)
    figure = new_figure(
        WIDTH,
        HEADER + rows * PANEL_HEIGHT + (rows - 1) * ROW_GAP + below,
        title=title,
        subtitle=reading_help(len(values)),
        source=source_line(dataset)
        + ("" if seen is None else f" · observed: {seen.attrs.get('source', 'not said')}"),
    )
    gap = (0.3 if share_y else LEFT - 0.1, ROW_GAP)
    panels = panel_axes(figure, len(shown), columns, left=LEFT, bottom=below, gap=gap)
    panel_width = figure.get_figwidth() * panels[0].get_position().width
    drawn = fans if seen is None else np.concatenate([fans, seen.values[None]])
    marks: list[Line2D] = []
    for index, (axes, country) in enumerate(zip(panels, shown, strict=True)):
        prepare_time_panel(axes, months)
        draw_fan(axes, months, fans[:, :, index], colour_of(country))
        if seen is not None:
            marks += draw_observed(axes, seen.isel(country=index))
        axes.set_ylim(*value_limits(drawn if share_y else drawn[:, :, index]))
        axes.set_title(
            fit(names[country], panel_width, PLAIN + 1),
            loc="left",
            size=PLAIN + 1,
            weight="bold",
            color=INK,
        )
        # years stand under the lowest panel of each column
        axes.tick_params(labelbottom=index + columns >= len(shown))
        axes.tick_params(labelleft=not share_y or index % columns == 0)
        if index % columns == 0:
            axes.set_ylabel(fit(unit, PANEL_HEIGHT, lines=2), size=PLAIN, color=PALE_INK)
    legend_of(figure, marks)
    return figure


def _seen(
    observed: xr.DataArray | None, months: NDArray[np.datetime64], countries: Sequence[str]
) -> xr.DataArray | None:
    """Return what was observed in the months and countries of a figure, if anything was."""
    if observed is None:
        return None
    seen = observed.reindex(month=months, country=list(countries))
    return seen if bool(seen.notnull().any()) else None


def draw_observed(axes: Axes, observed: xr.DataArray) -> list[Line2D]:
    """Draw an observed series over a fan: white dots on a thin line, flagged months as diamonds.

    Args:
        axes: The panel.
        observed: Deaths a month (month,) of the country that its coordinate `country` names.

    Returns:
        What a legend should explain; nothing if no month is known.
    """
    if not bool(observed.notnull().any()):
        return []
    months, country = observed["month"].values, str(observed["country"].item())
    look: dict[str, Any] = {"color": INK, "markerfacecolor": "white", "clip_on": False, "zorder": 4}
    look |= {"linewidth": 0.7, "markeredgewidth": 0.7}
    size = 3.2 if len(months) <= 60 else 2.2
    marks = axes.plot(months, observed, marker="o", markersize=size, label="observed", **look)
    marks[0].set_gid("observed")
    for flag in FLAGGED:
        if flag.country == country and flag.month in months:
            value = float(observed.sel(month=flag.month))
            if not np.isnan(value):
                look |= {"markerfacecolor": INK, "zorder": 5, "linestyle": "none"}
                words = _flag_words(flag, value)
                marks += axes.plot(
                    [flag.month], [value], marker="D", markersize=5, label=words, **look
                )
                marks[-1].set_gid("flagged")
    return marks


def legend_of(figure: Figure, marks: Sequence[Line2D]) -> None:
    """Add the legend of what was observed, in the `LEGEND` inches above the source line."""
    by_label = {str(mark.get_label()): mark for mark in marks}
    if by_label:
        figure.legend(
            handles=list(by_label.values()),
            loc="lower left",
            bbox_to_anchor=(EDGE / figure.get_figwidth(), FOOTER / figure.get_figheight()),
            borderaxespad=0.0,
            borderpad=0.0,
            ncols=len(by_label),
            frameon=False,
            fontsize=SMALL,
            labelcolor=INK,
        )


def _flag_words(flag: Flag, value: float) -> str:
    return f"{pd.Timestamp(flag.month):%B %Y}, with {flag.event}: {value:,.0f} ({flag.note})"


def draw_fan(
    axes: Axes,
    months: NDArray[np.datetime64],
    fan: NDArray[np.floating[Any]],
    colour: str,
    *,
    among_others: bool = False,
) -> None:
    """Draw the bands and the median of a fan.

    Args:
        axes: The panel.
        months: First days of months, shape (month,).
        fan: Quantiles at 5, 25, 50, 75 and 95 %, shape (5, month).
        colour: Of the line; the bands are paler.
        among_others: Whether the panel holds several fans: the outer band is then two dotted
            lines, for three bands upon each other would make mud.
    """
    if len(months) == 1:
        months, fan = _widened(months), np.repeat(fan, 2, axis=1)
    lowest, low, median, high, highest = fan
    if among_others:
        for edge in (lowest, highest):
            axes.plot(months, edge, color=colour, linewidth=0.9, linestyle=":")
    else:
        axes.fill_between(months, lowest, highest, color=colour, alpha=0.18, linewidth=0)
    axes.fill_between(months, low, high, color=colour, alpha=0.3, linewidth=0)
    # over the frame, so that a median of zero shows
    axes.plot(months, median, color=colour, linewidth=1.8, clip_on=False, zorder=3, gid="median")


def prepare_time_panel(axes: Axes, months: NDArray[np.datetime64]) -> None:
    """Give a panel its axis of time, readable from 1 month to some decades, and a plain frame."""
    axes.set_xlim(*_widened(months)[[0, -1]].astype("datetime64[D]"))
    shown = months.astype("datetime64[M]")
    januaries = shown[shown == shown.astype("datetime64[Y]")]
    if len(shown) > 18:
        ticks, length = januaries[:: ceil(len(januaries) / 7)], len("2024")
    else:
        ticks, length = shown[:: ceil(len(shown) / 4)], len("2024-01")
    axes.set_xticks(ticks.astype("datetime64[D]"), [str(tick)[:length] for tick in ticks])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.tick_params(labelsize=SMALL, colors=PALE_INK, length=3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(PALE_INK)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)


def reading_help(runs: int, *, among_others: bool = False) -> str:
    """Return the sentence that says how to read the fans that `draw_fan` draws."""
    if runs == 1:
        return "One run only: its path, with no spread to show."
    inner, outer = ("Band", "dotted lines") if among_others else ("Dark band", "light band")
    return (
        f"Line: median of the runs, month by month. {inner}: middle 50% of runs; "
        f"{outer}: middle 90% (one run in twenty lies above)."
    )


def value_limits(fans: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """Return limits that hold zero and the outer band, with air beyond; skips NaN."""
    low = float(np.fmin.reduce(fans, axis=None, initial=0.0))
    high = float(np.fmax.reduce(fans, axis=None, initial=0.0))
    if low == high:
        return 0.0, 1.0
    air = 0.05 * (high - low)
    return low - air * (low < 0), high + air * (high > 0)


def month_edges(months: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return where each month begins and the last one ends: shape (month,) in, (month + 1,) out."""
    return np.append(months, (months[-1].astype("datetime64[M]") + 1).astype(months.dtype))


def _widened(months: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return the months, a single one with the next, for one alone has no width to draw."""
    return months if len(months) > 1 else month_edges(months)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
