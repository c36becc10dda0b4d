"""Fan charts: the spread of the runs through time, one panel a country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.analysis.dated import Mark, dated_marks
from sim.analysis.observed.series import FLAGGED, Flag
from sim.analysis.wilson import wilson
from sim.language import ENGLISH, Language
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.selection import focus_countries, labels, names_along, quantiles, run_values
from sim.plots.sheet import EDGE, new_sheet
from sim.plots.style import INK, PALE_INK, colour_of, fit, size_of, source_line
from sim.plots.time_axis import Months, prepare_time_panel, widened

__all__ = [
    "adds_up",
    "deaths_fans",
    "draw_fan",
    "draw_observed",
    "fan_chart",
    "reading_help",
    "value_limits",
]

# Inches: the left margin, between rows of panels, and what a line of the legend takes.
LEFT = 0.85
ROW_GAP = 0.45
LEGEND = 0.17

# How to read the fans of what is yes or no.
SHARES = "Line: share of the runs, month by month. Band: its 90 % interval, given so many runs."
# Panels that a page holds; of more nobody reads any.
MOST = 24
# Units of what may be added up over the labels of a dimension.
COUNTS = ("persons", "attacks", "coups", "obligations", "deaths", "regions", "fighters")


def fan_chart(
    dataset: xr.Dataset,
    variable: str,
    panels: Sequence[str] | None = None,
    *,
    select: Mapping[str, str] = MappingProxyType({}),
    title: str | None = None,
    unit: str | None = None,
    share_y: bool = True,
    observed: xr.DataArray | None = None,
    events: bool = False,
    page: Page = SLIDE,
) -> Figure:
    """Draw the spread over runs of a monthly variable, one panel a country.

    Args:
        dataset: Holds `variable` with the dimensions (run, month, country), and perhaps more; one
            without countries has a panel a label of its last dimension, such as a treaty.
        variable: Name of the variable; its attributes give the title and the unit.
        panels: Labels, in the order of the panels; by default the countries in the focus of the
            dataset, or all labels.
        select: The label to take of any further dimension, such as ``{"partner": "FRA"}``; counts
            are added up over dimensions that it does not name.
        title: Instead of the variable's long name.
        unit: Instead of the variable's own.
        share_y: Whether all panels have one scale, so that countries compare.
        observed: Values (month, country), as `sim.observed_deaths` gives them, drawn over the fans
            in the months and countries that both have.
        events: Whether to mark what happened on a known day in most runs; see `dated_marks`.
        page: What the figure is for.

    Raises:
        ValueError: The variable or a label is not in the dataset, or the variable is not monthly,
            or has a further dimension that neither is selected nor adds up.
    """
    values, along = _panel_values(dataset, variable, select)
    say = page.language.say
    shown = _shown(dataset, variable, along, panels)
    existing = labels(dataset, along)
    chosen = values[:, :, [existing.index(label) for label in shown]]
    shares = len(chosen) > 1 and bool(np.isin(chosen, (0, 1)).all()) and chosen.dtype.kind in "bi"
    fans = _shares(chosen) if shares else quantiles(chosen)
    months = dataset["month"].values
    seen = _seen(observed, months, shown)
    marks = dated_marks(dataset, shown, page.language) if events and along == "country" else {}
    source = source_line(dataset, page)
    if seen is not None:
        source += " · " + say("observed: {source}", source=str(seen.attrs.get("source", "?")))
    return _draw(
        page, months, fans, shown,
        names=names_along(dataset, along, page.language),
        title=_heading(dataset, variable, select, title, page.language),
        subtitle=(say(SHARES) if shares else reading_help(len(values), page.language))
        + (" " + say("Numbers: what happened on a known day.") if marks else ""),
        source=source,
        unit=unit or _unit(dataset[variable], page.language),
        share_y=share_y,
        seen=seen,
        marks=marks,
    )  # fmt: skip


def _shown(
    dataset: xr.Dataset, variable: str, along: str, panels: Sequence[str] | None
) -> list[str]:
    """Return the labels of the panels."""
    if panels is None:
        shown = focus_countries(dataset) if along == "country" else labels(dataset, along)
    else:
        shown = labels(dataset, along, panels)
    if len(shown) > MOST:
        raise FigureError(
            f"{variable}: {len(shown)} panels - choose {MOST} at most, such as {shown[0]!r}"
        )
    return shown


def _heading(
    dataset: xr.Dataset,
    variable: str,
    select: Mapping[str, str],
    title: str | None,
    language: Language,
) -> str:
    """Return what the fans are of, and of which labels."""
    long_name = str(dataset[variable].attrs.get("long_name", variable))
    heading = title or _capitalised(language.name(long_name))
    picked = ", ".join(
        names_along(dataset, dimension, language)[label] for dimension, label in select.items()
    )
    return language.say("{what}: {which}", what=heading, which=picked) if picked else heading


def deaths_fans(
    dataset: xr.Dataset,
    countries: Sequence[str] | None = None,
    *,
    share_y: bool = True,
    observed: xr.DataArray | None = None,
    events: bool = False,
    page: Page = SLIDE,
) -> Figure:
    """Draw the spread over runs of the deaths of a month, all kinds together.

    Args:
        dataset: Holds `deaths` (run, month, country, kind).
        countries, share_y, observed, events, page: As for `fan_chart`.

    Raises:
        ValueError: A country or the variable is not in the dataset, or the variable has other
            dimensions.
    """
    run_values(dataset, "deaths", ("run", "month", "country", "kind"))
    return fan_chart(
        dataset.assign(deaths=dataset["deaths"].sum("kind")),
        "deaths",
        countries,
        title=page.language.say("Deaths in political violence, by month"),
        unit=page.language.say("deaths per month"),
        share_y=share_y,
        observed=observed,
        events=events,
        page=page,
    )


def _panel_values(
    dataset: xr.Dataset, variable: str, select: Mapping[str, str]
) -> tuple[NDArray[Any], str]:
    """Return values (run, month, panel), and the dimension of the panels."""
    if variable not in dataset.data_vars:
        run_values(dataset, variable, ())  # says what there is
    array = dataset[variable]
    for dimension, label in select.items():
        if dimension not in array.dims:
            raise FigureError(
                f"variable {variable!r} has no dimension {dimension!r} to select from; it has: "
                + ", ".join(map(str, array.dims))
            )
        array = array.sel({dimension: labels(dataset, dimension, [label])[0]})
    others = [str(one) for one in array.dims if one not in ("run", "month")]
    if "month" not in array.dims or not others:
        run_values(dataset.assign({variable: array}), variable, ("run", "month", "country"))
    along = "country" if "country" in others else others[-1]
    more = [one for one in others if one != along]
    if more and not adds_up(array):
        raise FigureError(
            f"variable {variable!r} has the dimension {', '.join(more)} too; select a label, as in "
            f"select={{{more[0]!r}: {labels(dataset, more[0])[0]!r}}}"
        )
    dims = ("run", "month", along, *more)
    values = run_values(dataset.assign({variable: array}), variable, dims)
    return (values.sum(axis=tuple(range(3, 3 + len(more)))) if more else values), along


def _shares(values: NDArray[Any]) -> NDArray[np.floating[Any]]:
    """Return the share of runs in which it is so, as the middle of a fan whose bands are those of
    its 90 % interval: (run, month, panel) in, (5, month, panel) out."""
    share = values.mean(axis=0)
    low, high = wilson(share, len(values))
    return np.stack([low, low, share, high, high])


def adds_up(array: xr.DataArray) -> bool:
    """Return whether a variable counts something, so that its labels may be added up."""
    return str(array.attrs.get("units", "")).split(" ", maxsplit=1)[0] in COUNTS


def _draw(
    page: Page,
    months: Months,
    fans: NDArray[np.floating[Any]],
    shown: Sequence[str],
    *,
    names: Mapping[str, str],
    title: str,
    subtitle: str,
    source: str,
    unit: str,
    share_y: bool,
    seen: xr.DataArray | None,
    marks: Mapping[str, Sequence[Mark]],
) -> Figure:
    """Draw fans (5, month, panel), row by row."""
    columns = min(page.columns, len(shown))
    rows = ceil(len(shown) / columns)
    left = LEFT if not page.narrow else 0.6
    across = 0.3 if share_y else LEFT - 0.1
    width = (page.width - left - EDGE - across * (columns - 1)) / columns
    keys = {label: _key(own, width, page) for label, own in marks.items()}
    key = page.small * 1.35 / 72 * max((one.count("\n") + 1 for one in keys.values()), default=0)
    gap = (across, ROW_GAP + key)
    sheet = new_sheet(
        page,
        rows * page.panel + (rows - 1) * gap[1],
        title=title,
        subtitle=subtitle,
        source=source,
        strip=0.35 + key + (0.0 if seen is None else LEGEND * (2 if page.narrow else 1)),
    )
    panels = sheet.panels(len(shown), columns, left=left, gap=gap)
    drawn = fans if seen is None else np.concatenate([fans, seen.values[None]])
    legend: list[Line2D] = []
    for index, (axes, label) in enumerate(zip(panels, shown, strict=True)):
        prepare_time_panel(axes, months, page)
        draw_fan(axes, months, fans[:, :, index], colour_of(label))
        if seen is not None:
            legend += draw_observed(axes, seen.isel(country=index), page.language)
        axes.set_ylim(*value_limits(drawn if share_y else drawn[:, :, index]))
        _draw_marks(axes, marks.get(label, ()), keys.get(label, ""), page)
        sheet.heading(axes, names[label])
        # years stand under the lowest panel of each column
        axes.tick_params(labelbottom=bool(marks) or index + columns >= len(shown))
        axes.tick_params(labelleft=not share_y or index % columns == 0)
        if index % columns == 0:
            axes.set_ylabel(fit(unit, page.panel, page.plain, 2), size=page.plain, color=PALE_INK)
    by_label = {str(mark.get_label()): mark for mark in legend}
    if by_label:
        sheet.legend(list(by_label.values()))
    return sheet.figure


def _key(marks: Sequence[Mark], width: float, page: Page) -> str:
    """Say what marked months stand for, in so many inches."""
    return "\n".join(
        fit(f"{_ringed(number)} {mark.words}", width, page.small, 2)
        for number, mark in enumerate(marks, 1)
    )


def _ringed(number: int) -> str:
    """A number in a ring, which nobody takes for a date."""
    return chr(ord("①") + number - 1)


def _draw_marks(axes: Axes, marks: Sequence[Mark], key: str, page: Page) -> None:
    """Mark months by numbered lines, and say below the panel what they stand for."""
    _, height = size_of(axes)
    for number, mark in enumerate(marks, 1):
        when: Any = mark.month  # matplotlib takes dates, its types do not say so
        axes.axvline(when, color=PALE_INK, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)
        # numbers of neighbouring months stand one below the other
        axes.text(
            when, 1.0 - 0.09 * ((number - 1) % 3), _ringed(number),
            transform=axes.get_xaxis_transform(), size=page.small + 1, color=INK, ha="center",
            va="top", zorder=6, gid="mark",
            bbox={"boxstyle": "circle,pad=0.0", "fc": "white", "ec": "none"},
        )  # fmt: skip
    axes.text(
        0.0, -0.28 / height, key, transform=axes.transAxes, size=page.small, color=PALE_INK,
        va="top", linespacing=1.35,
    )  # fmt: skip


def _seen(
    observed: xr.DataArray | None, months: Months, countries: Sequence[str]
) -> xr.DataArray | None:
    """Return what was observed in the months and countries of a figure, if anything was."""
    if observed is None:
        return None
    seen = observed.reindex(month=months, country=list(countries))
    return seen if bool(seen.notnull().any()) else None


def draw_observed(axes: Axes, observed: xr.DataArray, language: Language) -> list[Line2D]:
    """Draw an observed series over a fan: white dots on a thin line, flagged months as diamonds.

    Args:
        axes: The panel.
        observed: Deaths a month (month,) of the country that its coordinate `country` names.
        language: Of the legend.

    Returns:
        What a legend should explain; nothing if no month is known.
    """
    if not bool(observed.notnull().any()):
        return []
    months, country = observed["month"].values, str(observed["country"].item())
    look: dict[str, Any] = {"color": INK, "markerfacecolor": "white", "clip_on": False, "zorder": 4}
    look |= {"linewidth": 0.7, "markeredgewidth": 0.7}
    size = 3.2 if len(months) <= 60 else 2.2
    name = language.say("observed")
    marks = axes.plot(months, observed, marker="o", markersize=size, label=name, **look)
    marks[0].set_gid("observed")
    for flag in FLAGGED:
        if flag.country == country and flag.month in months:
            value = float(observed.sel(month=flag.month))
            if not np.isnan(value):
                look |= {"markerfacecolor": INK, "zorder": 5, "linestyle": "none"}
                words = _flag_words(flag, value, language)
                marks += axes.plot(
                    [flag.month], [value], marker="D", markersize=5, label=words, **look
                )
                marks[-1].set_gid("flagged")
    return marks


def _flag_words(flag: Flag, value: float, language: Language) -> str:
    return language.say(
        "{month}, with {event}: {deaths} ({note})",
        month=language.month(flag.month, long=True),
        event=flag.event,
        deaths=language.number(value),
        note=language.name(flag.note),
    )


def draw_fan(
    axes: Axes,
    months: Months,
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
        months, fan = widened(months), np.repeat(fan, 2, axis=1)
    lowest, low, median, high, highest = fan
    if among_others:
        for edge in (lowest, highest):
            axes.plot(months, edge, color=colour, linewidth=0.9, linestyle=":")
    else:
        axes.fill_between(months, lowest, highest, color=colour, alpha=0.18, linewidth=0)
    axes.fill_between(months, low, high, color=colour, alpha=0.3, linewidth=0)
    # over the frame, so that a median of zero shows
    axes.plot(months, median, color=colour, linewidth=1.8, clip_on=False, zorder=3, gid="median")


def reading_help(runs: int, language: Language = ENGLISH, *, among_others: bool = False) -> str:
    """Return the sentence that says how to read the fans that `draw_fan` draws."""
    if runs == 1:
        return language.say("One run only: its path, with no spread to show.")
    if among_others:
        return language.say(
            "Line: median of the runs, month by month. Band: middle 50 % of runs; dotted lines: "
            "middle 90 % (one run in twenty lies above)."
        )
    return language.say(
        "Line: median of the runs, month by month. Dark band: middle 50 % of runs; light band: "
        "middle 90 % (one run in twenty lies above)."
    )


def value_limits(fans: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """Return limits that hold zero and the outer band, with air beyond; skips NaN."""
    low = float(np.fmin.reduce(fans, axis=None, initial=0.0))
    high = float(np.fmax.reduce(fans, axis=None, initial=0.0))
    if low == high:
        return 0.0, 1.0
    air = 0.05 * (high - low)
    return low - air * (low < 0), high + air * (high > 0)


def _unit(array: xr.DataArray, language: Language) -> str:
    """Return the unit of a variable for an axis; what is counted in the month is so per month."""
    unit = str(array.attrs.get("units", ""))
    if unit in COUNTS and "in the month" in str(array.attrs.get("long_name", "")):
        return language.say("{unit} per month", unit=language.name(unit))
    return language.name(unit) if unit != "1" else ""


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
