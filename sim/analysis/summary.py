"""A short account of an ensemble: a row an outcome that people ask for first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.language import ENGLISH, Language
from sim.scenario import Scenario


@dataclass(frozen=True)
class Row:
    """One line of the summary.

    Attributes:
        what: the outcome.
        values: one text a country.
    """

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A table: a column a country.

    Attributes:
        countries: names, in order.
        rows: outcomes.
        key: how to read the values.
    """

    countries: tuple[str, ...]
    rows: tuple[Row, ...]
    key: str


def summarise(dataset: xr.Dataset, language: Language = ENGLISH) -> Summary:
    """Medians with 5 to 95 % ranges, and shares of runs, for the countries in focus."""
    say = language.say
    focus = [str(c) for c in np.atleast_1d(dataset.attrs.get("focus", []))]
    if not focus:
        focus = [str(c) for c in dataset["country"].values[:3]]
    chosen = dataset.sel(country=focus)
    deaths = chosen["deaths"].sum("kind")
    years = deaths.groupby("month.year").sum("month")
    full = [int(y) for y in years["year"].values if (deaths["month.year"] == y).sum() == 12]
    rows = [
        Row(say("deaths in {year}", year=year), _ranges(years.sel(year=year), language))
        for year in (full[:1] + full[-1:] if len(full) > 1 else full)
    ]
    rows += [
        Row(say("deaths in all"), _ranges(chosen["total_deaths"], language)),
        Row(say("state control, %"), _ranges(100 * chosen["final_state_control"], language)),
        Row(say("coups, % of runs"), _shares(chosen["coups_total"] > 0, language)),
        Row(say("junta at end, %"), _shares(chosen["junta"].isel(month=-1), language)),
    ]
    names = [language.bare(str(name)) for name in chosen["country_name"].values]
    key = say(
        "Median and 5 to 95 % of the runs. Deaths: persons. State control: share of the people, at "
        "the end. Coups: at least one that succeeded, those of dated history included."
    )
    return Summary(tuple(names), tuple(rows), key)


def _by_country(values: xr.DataArray) -> NDArray[Any]:
    return np.asarray(values.transpose("country", "run").values)


def _ranges(values: xr.DataArray, language: Language) -> tuple[str, ...]:
    return tuple(
        f"{language.number(middle)} ({language.number(low)}-{language.number(high)})"
        for low, middle, high in np.quantile(_by_country(values), [0.05, 0.5, 0.95], axis=1).T
    )


def _shares(happened: xr.DataArray, language: Language) -> tuple[str, ...]:
    return tuple(language.number(100 * s) for s in _by_country(happened).mean(axis=1))


OVER_RUNS = (
    ("total_deaths.{}", "deaths, {}, persons", 1.0),
    ("final_state_control.{}", "state control at the end, {}, %", 100.0),
    ("coups_total.{}", "coups that succeeded, {}", 1.0),
)
"""Outcomes of each country in focus: column, words, factor."""


def over_runs(table: pd.DataFrame, scenario: Scenario) -> list[tuple[str, str, str]]:
    """Mean and 5 to 95 % of the outcomes that people ask for first, over the runs of a sweep.

    Args:
        table: a row a run, as `Results.to_dataframe` gives it.
        scenario: whose countries in focus are shown.
    """
    found = []
    names = scenario.data.countries
    for column, words, factor in OVER_RUNS:
        for country in scenario.data.focus or list(names)[:3]:
            name = column.format(country)
            if name in table:
                found.append(_over(table[name] * factor, words.format(names[country].name)))
    for name in table.columns:
        bloc, _, country = name.removeprefix("interventions.").partition(".")
        if name.startswith("interventions.") and table[name].any():
            share = f"{table[name].mean():.1%}"
            found.append((f"{bloc} sends troops to {country}, share of runs", share, ""))
    return found


def _over(values: pd.Series[float], words: str) -> tuple[str, str, str]:
    low, high = np.nanquantile(values, (0.05, 0.95))
    spelled = [f"{value:,.0f}" if high >= 100 else f"{value:.3g}" for value in (low, high)]
    mean = f"{values.mean():,.0f}" if high >= 100 else f"{values.mean():.3g}"
    return words, mean, f"{spelled[0]} to {spelled[1]}"
