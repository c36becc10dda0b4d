"""What a map can show: quantities by run and region, a panel a year or a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.language import ENGLISH, Language
from sim.plots.errors import FigureError
from sim.plots.selection import labels, run_values

__all__ = ["QUANTITIES", "Regional", "control", "deaths", "exceedance", "fighters", "quantity_of"]

QUANTITIES = ("probability", "deaths", "control", "fighters")
"""What `quantity_of` knows."""
# Panels of dates that nobody chose, at most.
MOST = 6

Panels = dict[str, NDArray[np.floating[Any]]]


@dataclass(frozen=True, eq=False)
class Regional:
    """A quantity by run and region.

    Attributes:
        name: What it is, as the reader knows it.
        unit: Of it, or of differences where it is a share.
        panels: Values (run, region) by the title of their panel, in the order of time.
        share: Whether it lies between 0 and 1.
        scaled: Whether years that are not whole were scaled to twelve months.
    """

    name: str
    unit: str
    panels: Panels
    share: bool = False
    scaled: bool = False


def quantity_of(
    dataset: xr.Dataset,
    quantity: str,
    *,
    threshold: float = 25,
    group: str | None = None,
    dates: Sequence[str] | None = None,
    language: Language = ENGLISH,
) -> Regional:
    """Return one of `QUANTITIES`; `threshold`, `group` and `dates` are for those that have them.

    Raises:
        ValueError: It is none of them, or the function of its name refuses.
    """
    if quantity == "probability":
        return exceedance(dataset, threshold, language)
    if quantity == "deaths":
        return deaths(dataset, language)
    if quantity == "control":
        return control(dataset, dates, language)
    if quantity == "fighters":
        return fighters(dataset, group, dates, language)
    raise FigureError(f"no quantity {quantity!r} to map; there are: {', '.join(QUANTITIES)}")


def exceedance(dataset: xr.Dataset, threshold: float, language: Language = ENGLISH) -> Regional:
    """Return the share of a year's months with `threshold` deaths or more.

    Its mean over runs is the probability in a month, averaged over the months of the year. Takes
    `deaths_region` (run, month, region). Panels are calendar years.

    Raises:
        ValueError: The threshold is not above zero, or the variable is not as it should be.
    """
    if not (isfinite(threshold) and threshold > 0):
        raise FigureError(f"threshold is {threshold}; it must be a number of deaths above zero")
    values = run_values(dataset, "deaths_region", ("run", "month", "region"))
    return Regional(
        language.say(
            "Probability of {deaths} or more deaths in a month", deaths=language.plain(threshold)
        ),
        language.say("percentage points"),
        {
            title: (values[:, year] >= threshold).mean(axis=1)
            for title, year in _years(dataset, language).items()
        },
        share=True,
    )


def deaths(dataset: xr.Dataset, language: Language = ENGLISH) -> Regional:
    """Return the deaths of a year; those of some months only are scaled to twelve.

    Takes `deaths_region` (run, month, region). Panels are calendar years.

    Raises:
        ValueError: The variable is not as it should be.
    """
    values = run_values(dataset, "deaths_region", ("run", "month", "region"))
    years = _years(dataset, language)
    return Regional(
        language.say("Deaths in a year"),
        language.say("deaths a year"),
        {
            title: 12 * values[:, year].mean(axis=1, dtype=np.float64)
            for title, year in years.items()
        },
        scaled=any(year.stop - year.start < 12 for year in years.values()),
    )


def control(
    dataset: xr.Dataset, dates: Sequence[str] | None = None, language: Language = ENGLISH
) -> Regional:
    """Return the share of control that the state holds, a panel a date.

    Takes `state_control` (run, month, region).

    Args:
        dataset: Results.
        dates: Months, such as ``["2023-12", "2025-06"]``; by default the first and the last of
            each year, or six of these, evenly spaced.
        language: Of the titles.

    Raises:
        ValueError: A date is not in the dataset, or the variable is not as it should be.
    """
    values = run_values(dataset, "state_control", ("run", "month", "region"))
    return Regional(
        language.say("Share of control held by the state"),
        language.say("percentage points"),
        {
            language.month(date, long=True): values[:, position]
            for date, position in _dates(dataset, "month", dates).items()
        },
        share=True,
    )


def fighters(
    dataset: xr.Dataset,
    group: str | None = None,
    dates: Sequence[str] | None = None,
    language: Language = ENGLISH,
) -> Regional:
    """Return the fighters of a group, or of all, a panel a date.

    Takes `fighters` (run, map_month, group, region), hence knows the dates along `map_month` only;
    else as `control`.

    Raises:
        ValueError: A date or the group is not in the dataset, or the variable is not as it should
            be.
    """
    values = run_values(dataset, "fighters", ("run", "map_month", "group", "region"))
    existing = labels(dataset, "group")
    shown = existing if group is None else labels(dataset, "group", [group])
    rows = [existing.index(one) for one in shown]
    say = language.say
    return Regional(
        say("Fighters of all groups")
        if group is None
        else say("Fighters of {group}", group=language.name(group)),
        say("fighters"),
        {
            language.month(date, long=True): values[:, position][:, rows].sum(axis=1)
            for date, position in _dates(dataset, "map_month", dates).items()
        },
    )


def _years(dataset: xr.Dataset, language: Language) -> dict[str, slice]:
    """Return the months of each calendar year, by its title: "2024", or the months there are."""
    months = dataset["month"].values.astype("datetime64[M]")
    years, starts = np.unique(months.astype("datetime64[Y]"), return_index=True)
    titled = {}
    for year, start, end in zip(years, starts, [*starts[1:], len(months)], strict=True):
        ends = [language.month(months[start])]
        if end - start > 1:
            # the year stands once, with the last month
            ends = [ends[0].replace(str(year), "").strip(), language.month(months[end - 1])]
        titled[str(year) if end - start == 12 else " – ".join(ends)] = slice(int(start), int(end))
    return titled


def _dates(
    dataset: xr.Dataset, dimension: str, wanted: Sequence[str] | None
) -> dict[np.datetime64, int]:
    """Return the positions of dates along a dimension of months, in the order of time."""
    months = dataset[dimension].values.astype("datetime64[M]")
    if wanted is None:
        years = months.astype("datetime64[Y]")
        ends = np.append(np.flatnonzero(years[1:] != years[:-1]), len(months) - 1)
        positions = np.unique([0, *ends])
        if len(positions) > MOST:
            positions = positions[np.linspace(0, len(positions) - 1, MOST).round().astype(int)]
        return {months[position]: int(position) for position in positions}
    if isinstance(wanted, str) or not len(wanted):
        raise FigureError("dates must be a list of months, such as ['2023-12', '2025-06']")
    found = {}
    for date in sorted(_month_of(one) for one in wanted):
        if date not in months:
            raise FigureError(
                f"no {date} along {dimension!r}; this dataset has: {', '.join(map(str, months))}"
            )
        found[date] = int(np.flatnonzero(months == date)[0])
    return found


def _month_of(date: object) -> np.datetime64:
    try:
        return np.datetime64(date, "M")  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError) as error:
        raise FigureError(f"{date!r} is not a month, such as '2025-06'") from error
