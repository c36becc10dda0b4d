"""Observed deaths by month and country, from the package and from a user's table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.tables import numbers, read_table, refuse
from sim.errors import LiptakoError, one_of
from sim.world.geography import load_regions

SHIPPED = "data/observed_deaths.csv"
SOURCE = "UCDP GED 25.1"
Kind = Literal["all_violence", "state_based"]
"""All organised violence (state-based, non-state, one-sided), or state-based conflict alone."""
KINDS: tuple[Kind, ...] = get_args(Kind)
USE = "use CSV: month (YYYY-MM), then a column a country, named by its code (MLI)"
MONTH = r"\d{4}-(0[1-9]|1[0-2])"


class Flag(NamedTuple):
    """A month that one event carries.

    Attributes:
        month: its first day.
        country: by code.
        event: its name.
        note: what is known of it, a clause.
    """

    month: np.datetime64
    country: str
    event: str
    note: str


FLAGGED = (Flag(np.datetime64("2022-03", "ns"), "MLI", "Moura", "UN: at least 500 killed there"),)
"""Scores are to be shown with these months and without; see `flagged`."""


def observed_deaths(file: Path | str | None = None, kind: Kind = "all_violence") -> xr.DataArray:
    """Deaths by month and country as they were observed, best estimates.

    The package has Mali, Burkina Faso and Niger, all violence from January 2012 to December 2024
    and state-based conflict from January 2018 to April 2024 (UCDP GED 25.1, CC BY 4.0; known
    defects: ``sim/data/PROVENANCE.md``).

    Args:
        file: a user's CSV of further or newer months of that kind: ``month`` (YYYY-MM), then a
            column a country of the map, by its ISO 3166 code. Its figures stand instead of the
            package's; an empty cell leaves what the package has.
        kind: ``all_violence`` or ``state_based``.

    Returns:
        ``(month, country)``, deaths a month; every month from the first to the last, NaN where
        nothing is known.

    Raises:
        LiptakoError: no such kind; or the file cannot be read, a cell cannot be, or months are
            missing, within it or between it and the package's.

    Examples:
        >>> observed_deaths().sel(month="2022-03", country="MLI").item()
        1363.0
    """
    if kind not in KINDS:
        raise LiptakoError(f"kind: '{kind}' is unknown - {one_of(kind, KINDS)}")
    known = _shipped(kind).copy()
    return known if file is None else with_newer(known, file)


def with_newer(known: xr.DataArray, file: Path | str) -> xr.DataArray:
    """A series ``(month, country)`` with a user's table of newer months; see `observed_deaths`.

    Raises:
        LiptakoError: the file cannot be read, a cell cannot be, or months are missing.
    """
    return extended(known, _read(str(file), known))


def extended(known: xr.DataArray, newer: xr.DataArray) -> xr.DataArray:
    """One series ``(month, country)`` with another's figures, where that has some, in its stead.

    Months between the two that neither has are NaN.
    """
    both = newer.combine_first(known)
    order = [*known["country"].values, *newer["country"].values]
    months = _months(both["month"].values.min(), both["month"].values.max())
    both = both.reindex(month=months, country=list(dict.fromkeys(order)))
    sources = dict.fromkeys([known.attrs["source"], newer.attrs["source"]])
    return _described(both, " and ".join(sources))


def between(
    observed: xr.DataArray, first: str, last: str, countries: Sequence[str] | None = None
) -> xr.DataArray:
    """The months from one to another, both included, whatever is known of them.

    Args:
        observed: as `observed_deaths` gives it.
        first: month, YYYY-MM.
        last: month, YYYY-MM.
        countries: codes, in the order wanted; all if left out.

    Returns:
        ``(month, country)``, deaths a month; NaN where nothing is known.

    Raises:
        LiptakoError: no month, or the last is before the first.

    Examples:
        >>> between(observed_deaths(), "2018-01", "2022-12", ["MLI", "NER"]).shape
        (60, 2)
    """
    for name, month in (("first", first), ("last", last)):
        if not pd.Series([month]).str.fullmatch(MONTH).all():
            raise LiptakoError(f"{name}: '{month}' is no month - write YYYY-MM")
    if last < first:
        raise LiptakoError(f"last: '{last}' is before {first} - name the earlier month first")
    months = _months(np.datetime64(first), np.datetime64(last))
    shown = list(observed["country"].values) if countries is None else list(countries)
    return observed.reindex(month=months, country=shown)


def flagged(observed: xr.DataArray) -> xr.DataArray:
    """Which cells ``(month, country)`` of a series one event carries: ``where(~flagged(...))``."""
    found = xr.zeros_like(observed, dtype=np.bool_)
    for flag in FLAGGED:
        found |= (observed["month"] == flag.month) & (observed["country"] == flag.country)
    return found


def series(
    values: NDArray[np.float64],
    months: NDArray[np.datetime64],
    countries: Sequence[str],
    source: str,
) -> xr.DataArray:
    """A series as `observed_deaths` gives it, of values ``(month, country)``."""
    coords = {"month": months.astype("datetime64[ns]"), "country": list(countries)}
    return _described(xr.DataArray(values, coords, ("month", "country")), source)


@cache
def _shipped(kind: Kind) -> xr.DataArray:
    table = pd.read_csv(str(files("sim") / SHIPPED), parse_dates=["month"], date_format="%Y-%m")
    known = table.dropna(subset=[kind])
    wide = known.pivot(index="month", columns="country", values=kind)
    wide = wide[list(dict.fromkeys(table["country"]))].astype(np.float64)
    return series(wide.to_numpy(), wide.index.to_numpy(), list(wide.columns), SOURCE)


def _described(observed: xr.DataArray, source: str) -> xr.DataArray:
    observed.attrs = {"units": "deaths", "long_name": "observed deaths", "source": source}
    return observed.rename("observed_deaths")


def _months(first: np.datetime64, last: np.datetime64) -> NDArray[np.datetime64]:
    return np.arange(
        first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1, dtype="datetime64[M]"
    ).astype("datetime64[ns]")


def _read(name: str, known: xr.DataArray) -> xr.DataArray:
    """A user's table, checked, its months without a gap after or before those known."""
    table = read_table(name, Path(name), USE, ("month",))
    texts, countries = table["month"], [str(c) for c in table.columns if c != "month"]
    if table.empty or not countries:
        raise LiptakoError(f"{name}: no {'months' if countries else 'country'} - {USE}")
    codes = list(dict.fromkeys(region.country for region in load_regions().values()))
    for country in countries:
        if country not in codes:
            remedy = one_of(country, codes)
            raise LiptakoError(f"{name}:1: '{country}' is no country of the map - {remedy}")
    months = _read_months(name, texts, known)
    values = np.empty((len(table), len(countries)))
    for place, country in enumerate(countries):
        values[:, place], wrong = numbers(table[country])
        remedy = "leave empty what is not known"
        refuse(name, country, table[country], wrong, "is no number of 0 or more", remedy)
    return series(values, months, countries, Path(name).name)


def _read_months(name: str, texts: pd.Series[str], known: xr.DataArray) -> NDArray[np.datetime64]:
    refuse(name, "month", texts, ~texts.str.fullmatch(MONTH), "is no month", "write YYYY-MM")
    refuse(name, "month", texts, texts.duplicated(), "stands twice", "give each month one row")
    months = pd.DatetimeIndex(pd.to_datetime(texts, format="%Y-%m"))
    count = pd.Series(months.year * 12 + months.month)
    step = count.diff().fillna(1.0)
    remedy = "order the rows by month"
    refuse(name, "month", texts, step < 0, "comes after a later month", remedy)
    remedy = "give a row to each month between; leave cells empty if nothing is known"
    refuse(name, "month", texts, step > 1, "does not follow the row above it: a gap", remedy)
    first, last = (pd.Timestamp(known["month"].values[place]) for place in (0, -1))
    apart = (count > last.year * 12 + last.month + 1) & (count == count.iloc[0])
    problem = f"leaves a gap after {last:%Y-%m}, where the months known end"
    refuse(name, "month", texts, apart, problem, remedy)
    apart = (count < first.year * 12 + first.month - 1) & (count == count.iloc[-1])
    problem = f"leaves a gap before {first:%Y-%m}, where the months known begin"
    refuse(name, "month", texts, apart, problem, remedy)
    return months.to_numpy()
