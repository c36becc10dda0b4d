"""Comparisons, against numbers worked out by hand, and what shared luck is worth."""

from __future__ import annotations

from datetime import date
from math import inf, isnan

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.analysis.compare import COLUMNS
from sim.errors import LiptakoError
from sim.scenario import Scenario

RUNS = 12
LEFT = {
    "kind": "presence",
    "on": date(2023, 10, 1),
    "partner": "USA",
    "country": "NER",
    "level": 0.0,
}


@pytest.fixture(scope="module")
def histories(small: Scenario) -> xr.Dataset:
    """The first year, a few times."""
    return sim.simulate(small, runs=RUNS)


def ensemble(
    held: list[float], deaths: np.ndarray, countries: tuple[str, ...], **attrs: object
) -> xr.Dataset:
    """Two runs made by hand: an outcome by treaty, and deaths ``(run, month, country)``."""
    months = pd.date_range("2023-07-01", periods=deaths.shape[1], freq="MS")
    named = {"units": "months", "long_name": "held", "role": "outcome"}
    by_kind = np.stack([deaths, np.zeros_like(deaths)], axis=-1).astype(np.float32)
    return xr.Dataset(
        {
            "held": (("run", "treaty"), np.array(held)[:, None], named),
            "deaths": (("run", "month", "country", "kind"), by_kind, {"role": "variable"}),
        },
        {
            "run": [0, 1],
            "month": months,
            "country": list(countries),
            "treaty": ["AES"],
            "kind": [0, 1],
        },
        {"seed": 1, "focus": ["NER"], **attrs},
    )


def test_the_table_says_what_was_worked_out_by_hand() -> None:
    """Every number of a comparison would be wrong."""
    before, after = np.ones((2, 20, 2)), np.ones((2, 20, 2))
    after[0, 3, 1] += 5.0  # the two part in the fourth month, in Niger
    after[:, 14, 1] += 2.0
    after[:, 15, 1] += 100.0  # a year and a day later
    one = ensemble([1.0, 4.0], before, ("MLI", "NER"))
    other = ensemble([2.0, 7.0], after, ("MLI", "NER"))
    found = sim.compare({"one": one, "other": other})
    assert (one, other) == (found.histories["one"], found.histories["other"])
    table = found.table.set_index(["outcome", "place"])
    assert list(COLUMNS) == list(found.table.columns)
    assert {"other"} == set(table["scenario"])
    held = table.loc["held", "AES"]
    assert ("months", "held", 2.5, 4.5, 2.0, 2) == (
        held.unit, held.long_name, held.reference, held["mean"], held.difference, held.pairs
    )  # fmt: skip
    assert pytest.approx((4.5 + 12.5) / 2.0) == held.fewer_runs
    deaths = table.loc["deaths_after_parting"]
    assert {"MLI": 0.0, "NER": 4.5, "all": 4.5, "focus": 4.5} == deaths["difference"].to_dict()
    assert {"MLI": 12.0, "NER": 12.0, "all": 24.0, "focus": 12.0} == deaths["reference"].to_dict()


def test_places_pair_by_name() -> None:
    """Another order of countries would compare Mali with Niger."""
    deaths = np.arange(2.0 * 13 * 2).reshape(2, 13, 2)
    one = ensemble([1.0, 4.0], deaths, ("MLI", "NER"))
    other = ensemble([1.0, 4.0], deaths[..., ::-1], ("NER", "MLI"))
    assert not sim.compare({"one": one, "other": other}).table["difference"].any()


def test_a_scenario_does_not_differ_from_itself(small: Scenario, histories: xr.Dataset) -> None:
    """Chance would pass for an effect."""
    table = sim.compare({"one": small, "same": histories}, runs=RUNS).table
    both = table[table["pairs"] > 0]
    assert len(both) > 200
    for column in ("difference", "low", "high"):
        assert not both[column].any()
    assert {inf} == {gain for gain in both["fewer_runs"] if not isnan(gain)}
    assert (table["mean"].fillna(-1) == table["reference"].fillna(-1)).all()


def test_each_outcome_is_that_of_the_results(small: Scenario, histories: xr.Dataset) -> None:
    """A table would speak of another place, or of other runs."""
    changed = small.patch({"events": [LEFT]})
    found = sim.compare({"base": histories, "left": changed, "again": changed}, runs=RUNS)
    assert ["left", "again"] == list(dict.fromkeys(found.table["scenario"]))
    rows = found.table[found.table["scenario"] == "left"].set_index(["outcome", "place"])
    one, two = (found.histories[name] for name in ("base", "left"))
    for outcome, at in (
        ("total_deaths", {"country": "NER"}),
        ("highest_posture", {"bloc": "ECOWAS", "country": "NER"}),
        ("final_presence", {"partner": "USA", "country": "NER"}),
        ("coastal_deaths_total", {}),
    ):
        row = rows.loc[outcome, "/".join(at.values())]
        expected = [float(each[outcome].sel(at).mean()) for each in (one, two)]
        assert pytest.approx(expected) == [row["reference"], row["mean"]]
        apart = two[outcome].sel(at) - one[outcome].sel(at)
        assert pytest.approx(float(apart.mean())) == row["difference"]
        assert one[outcome].attrs["units"] == row["unit"]
    year = slice("2023-10", "2024-06")  # the change is of October; the horizon ends in June
    deaths = one["deaths"].sel(month=year).astype(float).sum(("month", "kind")).mean("run")
    after = rows.loc["deaths_after_parting"]
    assert pytest.approx(float(deaths.sel(country="NER"))) == after["reference"]["NER"]
    assert pytest.approx(float(deaths.sum())) == after["reference"]["all"]
    assert (
        pytest.approx(float(deaths.sel(country=["MLI", "BFA", "NER"]).sum()))
        == (after["reference"]["focus"])
    )


def test_what_only_one_scenario_has_is_left_out(small: Scenario, histories: xr.Dataset) -> None:
    """A treaty would be compared with nothing, or the whole comparison fail."""
    fewer = small.patch({"record": {"regions": False}})
    table = sim.compare({"base": histories, "fewer": fewer}, runs=RUNS).table
    assert "months_hit" not in set(table["outcome"])
    assert not table["difference"].fillna(0.0).any()


@pytest.mark.slow
def test_shared_luck_is_worth_twenty_times_the_runs(baseline: Scenario) -> None:
    """A small change in one country would drown in the luck of all."""
    changed = baseline.patch({"events": [LEFT]})
    table = sim.compare({"base": baseline, "left": changed}, runs=300).table
    gain = table[table["outcome"] == "deaths_after_parting"].set_index("place")["fewer_runs"]
    for place in ("MLI", "BFA", "NER", "focus", "all"):
        assert gain[place] > 20.0


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            {"runs": RUNS + 1},
            "compare: b: the two have different runs (12 from number 0 and 13 from",
        ),
        ({"runs": RUNS, "seed": 2}, "different seeds"),
    ],
)
def test_histories_that_do_not_pair_are_refused(
    small: Scenario, histories: xr.Dataset, other: dict[str, int], expected: str
) -> None:
    """Strangers would be compared as if they shared their luck."""
    with pytest.raises(sim.LiptakoError) as told:
        sim.compare({"a": histories, "b": sim.simulate(small, **other)})
    assert expected in str(told.value)


def test_what_cannot_be_compared_is_refused(small: Scenario) -> None:
    """A slip would end in a traceback."""
    with pytest.raises(sim.LiptakoError, match="nothing to compare - give two scenarios or more"):
        sim.compare({"a": small})
    with pytest.raises(sim.LiptakoError, match="b is a str - give a scenario, as"):
        sim.compare({"a": small, "b": "baseline"}, runs=1)
    with pytest.raises(sim.LiptakoError, match="runs: 0 is no number of runs"):
        sim.compare({"a": small, "b": small}, runs=0)


def test_different_horizons_are_refused_before_anything_is_run(small: Scenario) -> None:
    """A person would wait for two ensembles that cannot be compared."""
    later = small.patch({"horizon": {"end": "2023-09"}})
    with pytest.raises(LiptakoError, match=r"different horizons .*give all the same months"):
        sim.compare({"one": small, "other": later}, runs=10**8)
