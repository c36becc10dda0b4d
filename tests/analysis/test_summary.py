"""The short account of an ensemble, against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from sim.analysis.summary import summarise
from sim.experiment.ensemble import simulate
from sim.scenario import load_scenario

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
RUNS = 21


def made(months: int, focus: list[str] | str | None, start: str = "2023-07-01") -> xr.Dataset:
    """Run i has i deaths of each of two kinds a month in the first country, and twice, thrice,
    four times as many in the others."""
    run, country = np.arange(RUNS), np.arange(4)
    deaths = np.zeros((RUNS, months, 4, 2)) + (run[:, None] * (1 + country))[:, None, :, None]
    first = run[:, None] >= [5, 21, 0, 0]
    dataset = xr.Dataset(
        {
            "deaths": (("run", "month", "country", "kind"), deaths),
            "total_deaths": (("run", "country"), deaths.sum((1, 3))),
            "final_state_control": (("run", "country"), run[:, None] / 100 * np.ones(4)),
            "coups_total": (("run", "country"), 2.0 * first),
            "junta": (("run", "month", "country"), np.repeat(first[:, None], months, axis=1)),
        },
        coords={
            "run": run,
            "month": pd.date_range(start, periods=months, freq="MS"),
            "country": ["AAA", "BBB", "CCC", "DDD"],
            "country_name": ("country", ["Aland", "Bland", "Cland", "Dland"]),
            "kind": ["one", "other"],
        },
    )
    dataset["junta"][:, :-1] = True
    return dataset if focus is None else dataset.assign_attrs(focus=focus)


def test_numbers_are_medians_ranges_and_shares() -> None:
    """A user would read other numbers than the results hold."""
    summary = summarise(made(36, ["BBB", "AAA"]))
    assert ("Bland", "Aland") == summary.countries
    assert [
        ("deaths in 2024", ("480 (48-912)", "240 (24-456)")),
        ("deaths in 2025", ("480 (48-912)", "240 (24-456)")),
        ("deaths in all", ("1,440 (144-2,736)", "720 (72-1,368)")),
        ("state control, %", ("10 (1-19)", "10 (1-19)")),
        ("coups, % of runs", ("0", "76")),
        ("junta at end, %", ("0", "76")),
    ] == [(row.what, row.values) for row in summary.rows]


@pytest.mark.parametrize(
    ("months", "start", "years"),
    [
        (11, "2023-01-01", []),
        (12, "2023-01-01", ["2023"]),
        (17, "2023-08-01", ["2024"]),
        (18, "2023-07-01", ["2024"]),
        (54, "2023-07-01", ["2024", "2027"]),
        (48, "2023-01-01", ["2023", "2026"]),
    ],
)
def test_only_whole_years_are_told(months: int, start: str, years: list[str]) -> None:
    """Half a year's deaths would pass for a year's."""
    rows = [row.what for row in summarise(made(months, ["AAA"], start)).rows]
    assert [f"deaths in {year}" for year in years] == rows[: len(years)]
    assert "deaths in all" == rows[len(years)]


@pytest.mark.parametrize(
    ("focus", "countries"),
    [
        (["CCC"], ("Cland",)),
        ("CCC", ("Cland",)),
        ([], ("Aland", "Bland", "Cland")),
        (None, ("Aland", "Bland", "Cland")),
    ],
)
def test_countries_are_those_in_focus(
    focus: list[str] | str | None, countries: tuple[str, ...]
) -> None:
    """A file, which keeps a list of one as one, or a scenario without focus, would have none."""
    assert countries == summarise(made(12, focus)).countries


def test_a_single_run_and_country_will_do() -> None:
    """The smallest ensemble would have no account."""
    dataset = made(12, ["BBB"]).isel(run=[3], country=[1])
    assert ("144 (144-144)",) == summarise(dataset).rows[0].values


def test_the_real_dataset_is_told_alike() -> None:
    """The account would not fit what a simulation gives."""
    dataset = simulate(load_scenario(BASELINE), runs=10)
    summary = summarise(dataset)
    assert ("Mali", "Burkina Faso", "Niger") == summary.countries
    what = [row.what for row in summary.rows]
    assert ["deaths in 2024", "deaths in 2027"] == what[:2]
    deaths = dataset["deaths"].sel(month="2024", country="MLI").sum(["month", "kind"])
    low, middle, high = np.quantile(deaths.values, [0.05, 0.5, 0.95])
    assert f"{middle:,.0f} ({low:,.0f}-{high:,.0f})" == summary.rows[0].values[0]
    coups = (dataset["coups"].sel(country="NER").sum("month") > 0).mean().item()
    assert f"{100 * coups:.0f}" == {r.what: r.values for r in summary.rows}["coups, % of runs"][2]
