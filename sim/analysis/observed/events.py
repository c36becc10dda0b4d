"""Events of UCDP GED, from the file that its makers publish, and deaths counted from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.observed.places import region_of
from sim.analysis.tables import numbers, read_table, refuse
from sim.errors import LiptakoError
from sim.world.geography import load_regions

COLUMNS = (
    "country_id",
    "adm_1",
    "date_start",
    "date_end",
    "type_of_violence",
    "best",
    "side_a",
    "side_b",
)
USE = "use the CSV of UCDP GED, version 22.1 or later"
COUNTRIES = {
    432: "MLI",
    439: "BFA",
    436: "NER",
    434: "BEN",
    461: "TGO",
    437: "CIV",
    452: "GHA",
    475: "NGA",
    483: "TCD",
    435: "MRT",
}
"""Countries of the map by their number in the list of Gleditsch and Ward."""
KINDS = {1.0: "state_based", 2.0: "non_state", 3.0: "one_sided"}


def read_events(file: Path | str) -> pd.DataFrame:
    """The events of UCDP GED in the countries of the map, a row an event, by date.

    Args:
        file: CSV as UCDP publishes it, from version 22.1 on, yearly or candidate events (UCDP GED
            codebook; Sundberg & Melander 2013). Columns that are not needed are passed over.

    Returns:
        ``date`` (of its end, when all its deaths have happened), ``country`` (ISO 3166),
        ``region`` (id on the map; "" if ``adm_1`` names none of it), ``kind`` (``state_based``,
        ``non_state``, ``one_sided``), ``best`` (deaths, best estimate), ``side_a``, ``side_b``,
        and ``crosses_months`` (whether it begins in an earlier month than it ends).

    Raises:
        LiptakoError: the file is no CSV or lacks a column, no event is in these countries, or a
            cell cannot be.
    """
    name = str(file)
    table = read_table(name, Path(file), USE, COLUMNS, only=True)
    table = table[_numbers(name, table, "country_id").isin(COUNTRIES)]
    if table.empty:
        codes = ", ".join(COUNTRIES.values())
        raise LiptakoError(f"{name}: no event in the countries of the map ({codes}) - {USE}")
    country = pd.to_numeric(table["country_id"]).astype(int).map(COUNTRIES)
    kind = _numbers(name, table, "type_of_violence").map(KINDS)
    remedy = "use 1 (state-based), 2 (non-state) or 3 (one-sided)"
    refuse(name, "type_of_violence", table["type_of_violence"], kind.isna(), "is no type", remedy)
    start, end = (_dates(name, table, column) for column in ("date_start", "date_end"))
    remedy = "an event ends on the day on which it starts, or later"
    refuse(name, "date_end", table["date_end"], end < start, "is before the start", remedy)
    places = zip(country, table["adm_1"], strict=True)
    found = pd.DataFrame(
        {
            "date": end,
            "country": country,
            "region": [region_of(code, text) for code, text in places],
            "kind": kind,
            "best": _numbers(name, table, "best").astype(np.int64),
            "side_a": table["side_a"],
            "side_b": table["side_b"],
            "crosses_months": start.dt.to_period("M") < end.dt.to_period("M"),
        }
    )
    return found.sort_values("date", kind="stable", ignore_index=True)


def monthly(events: pd.DataFrame, *, crossing: bool = True) -> xr.DataArray:
    """Deaths by month, country and kind of violence.

    Args:
        events: as `read_events` gives them.
        crossing: count events that cross months, too, in the month of their end; the package's
            own series leaves them out.

    Returns:
        ``(month, country, kind)``, deaths a month: every month from the first event to the last,
        and the countries that have events.
    """
    counted = events if crossing else events[~events["crosses_months"]]
    labels: dict[str, Any] = {
        "month": _months(events),
        "country": [code for code in COUNTRIES.values() if code in set(events["country"])],
        "kind": list(KINDS.values()),
    }
    return _deaths(counted, labels)


def by_region(events: pd.DataFrame, regions: Sequence[str] | None = None) -> xr.DataArray:
    """Deaths by month and region, all kinds together; those of no known region are left out.

    Args:
        events: as `read_events` gives them.
        regions: ids, in the order wanted; the whole map if left out.

    Returns:
        ``(month, region)``, deaths a month: every month from the first event to the last.
    """
    shown = list(load_regions()) if regions is None else list(regions)
    counted = events[events["region"].isin(shown)]
    return _deaths(counted, {"month": _months(events), "region": shown})


def placed(events: pd.DataFrame) -> pd.DataFrame:
    """By country: ``events``, and of them ``unplaced``, whose ``adm_1`` names no region of ours.

    Of Mali, Burkina Faso and Niger the whole is on the map, of the others border regions only.
    """
    lost = events["region"] == ""
    counts = {"events": events["country"], "unplaced": events["country"][lost]}
    table = pd.DataFrame({name: of.value_counts() for name, of in counts.items()})
    codes = [code for code in COUNTRIES.values() if code in table.index]
    return table.reindex(codes).fillna(0).astype(np.int64)


def _months(events: pd.DataFrame) -> pd.DatetimeIndex:
    months = events["date"].dt.to_period("M")
    return pd.period_range(months.min(), months.max(), freq="M").to_timestamp()


def _deaths(events: pd.DataFrame, labels: dict[str, Any]) -> xr.DataArray:
    """Deaths added up by month and other columns, under the labels of each."""
    months = events["date"].dt.to_period("M").dt.to_timestamp()
    cells = {name: months if name == "month" else events[name] for name in labels}
    at = tuple(pd.Index(labels[name]).get_indexer(pd.Index(cells[name])) for name in labels)
    values = np.zeros([len(label) for label in labels.values()])
    np.add.at(values, at, events["best"].to_numpy())
    coords = {
        name: np.asarray(label, "datetime64[ns]") if name == "month" else list(label)
        for name, label in labels.items()
    }
    attributes = {"units": "deaths", "long_name": "observed deaths", "source": "UCDP GED"}
    return xr.DataArray(values, coords, tuple(labels), "observed_deaths", attributes)


def _numbers(name: str, table: pd.DataFrame, column: str) -> pd.Series[float]:
    texts = table[column]
    found, wrong = numbers(texts)
    wrong |= found.isna() | (found % 1.0 != 0.0)
    refuse(name, column, texts, wrong, "is no whole number of 0 or more", USE)
    return found


def _dates(name: str, table: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """Days; UCDP writes a time of day behind them in some versions."""
    texts = table[column]
    days = pd.to_datetime(texts.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    refuse(name, column, texts, days.isna(), "is no date", "write YYYY-MM-DD")
    return days
