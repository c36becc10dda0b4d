"""The harness: who sees what, and which cases count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.forecasting.backtest import QUANTILES, SCORES, backtest
from sim.analysis.forecasting.registry import BASELINES
from sim.analysis.observed.series import observed_deaths
from sim.errors import LiptakoError
from tests.analysis.forecasting.conftest import Series

YEARS = [float(7 * month % 23) for month in range(48)]
"""Four years of deaths without a pattern that a year would repeat."""


def leads(seen: xr.DataArray) -> NDArray[np.float64]:
    """Foretells the number of the lead."""
    return np.broadcast_to(np.arange(1.0, 13.0)[:, None], (seen.sizes["country"], 12, 2))


@pytest.fixture
def war(series: Series) -> xr.DataArray:
    return series(MLI=YEARS, NER=YEARS[::-1])


@pytest.mark.parametrize("lead", range(1, 13))
def test_later_months_change_nothing(war: xr.DataArray, lead: int) -> None:
    """A forecaster would look up the answer, or what led to it."""
    target = np.datetime64("2023-06-01", "ns")
    origin = (target.astype("datetime64[M]") - lead).astype("datetime64[ns]")
    changed = war.where((war["month"] <= origin) | (war["month"] == target), 500.0)
    assert not war.equals(changed)
    one, other = (
        backtest(BASELINES, table, "2023-06", "2023-06", [lead]) for table in (war, changed)
    )
    pd.testing.assert_frame_equal(one, other)


def test_the_last_month_seen_is_the_origin(war: xr.DataArray) -> None:
    """At a lead of one the answer itself would be seen, or the newest month be missing."""
    ends = []

    def keep(seen: xr.DataArray) -> NDArray[np.float64]:
        ends.append(seen["month"].values[-1])
        return leads(seen)

    found = backtest({"keep": keep}, war, "2022-01", "2022-03", [1, 3])
    assert list(found["origin"].drop_duplicates()) == ends
    expected = ["2021-10-01", "2021-11-01", "2021-12-01", "2022-01-01", "2022-02-01"]
    assert expected == [str(end)[:10] for end in ends]


def test_a_forecaster_holds_nothing_of_later_months(war: xr.DataArray) -> None:
    """Later months would lie in memory behind those it is handed, or it could alter the truth."""
    before = war.copy(deep=True)

    def greedy(seen: xr.DataArray) -> NDArray[np.float64]:
        base = seen.values if seen.values.base is None else seen.values.base
        assert base.size == seen.size
        seen.values[:] = 0.0
        return leads(seen)

    found = backtest({"greedy": greedy}, war, "2022-01", "2022-03", leads=[1])
    xr.testing.assert_identical(before, war)
    expected = war.sel(month=slice("2022-01", "2022-03")).values.ravel()
    np.testing.assert_array_equal(expected, found["observed"])


def test_the_month_decides_which_pairs_count(war: xr.DataArray) -> None:
    """Each lead would be held against other months, and so with other luck."""
    found = backtest({"leads": leads}, war, "2023-01", "2023-02", leads=[12, 1])
    expected = pd.DataFrame(
        [
            ("2022-01-01", 12),
            ("2022-02-01", 12),
            ("2022-12-01", 1),
            ("2023-01-01", 1),
        ],
        columns=["origin", "lead"],
    ).astype({"origin": "datetime64[ns]"})
    mali = found[found["country"] == "MLI"].reset_index(drop=True)
    pd.testing.assert_frame_equal(expected, mali[["origin", "lead"]])
    np.testing.assert_array_equal([YEARS[36], YEARS[37]] * 2, mali["observed"])
    np.testing.assert_allclose(np.abs(mali["observed"] - mali["lead"]), mali["crps"])
    columns = ["forecaster", "origin", "lead", "country", "observed", *SCORES, *QUANTILES]
    assert columns == list(found.columns)


def test_quantiles_are_those_of_the_draws(war: xr.DataArray) -> None:
    """A fan would be of another lead or country, or other than the interval that is scored."""

    def hundreds(seen: xr.DataArray) -> NDArray[np.float64]:
        place = 1000.0 * np.arange(seen.sizes["country"])[:, None, None]
        return place + 100.0 * np.arange(1.0, 13.0)[:, None] + np.arange(1.0, 101.0)

    found = backtest({"hundreds": hundreds}, war, "2022-01", "2022-01", [1, 3])
    base = 1000 * (found["country"] == "NER") + 100 * found["lead"]
    for column, draw in zip(QUANTILES, (5, 25, 50, 75, 95), strict=True):
        np.testing.assert_array_equal(base + draw, found[column])
    inside = (found["q05"] <= found["observed"]) & (found["observed"] <= found["q95"])
    assert found["covered"].tolist() == inside.tolist()


def test_a_month_left_out_is_neither_seen_nor_scored(war: xr.DataArray) -> None:
    """One massacre would still decide who forecasts best."""
    seen = []

    def keep(months: xr.DataArray) -> NDArray[np.float64]:
        seen.append(months)
        return leads(months)

    options = {"leads": [1], "countries": ["NER"], "leave_out": ["2022-03"]}
    found = backtest({"keep": keep}, war, "2022-03", "2022-05", **options)
    np.testing.assert_array_equal(
        pd.to_datetime(["2022-03-01", "2022-04-01"]), found["origin"].to_numpy()
    )
    unknown = [list(months["month"].values[np.isnan(months.values[:, 0])]) for months in seen]
    march = np.datetime64("2022-03-01", "ns")
    assert [[], [march], [march]] == unknown


def test_countries_can_be_chosen_and_ordered(war: xr.DataArray) -> None:
    """A forecast would be held against another country's deaths."""
    found = backtest({"leads": leads}, war, "2022-01", "2022-01", [1], ["NER", "MLI"])
    assert ["NER", "MLI"] == list(found["country"])
    np.testing.assert_array_equal([YEARS[-25], YEARS[24]], found["observed"])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"first": "2022-1"}, "first: '2022-1' is no month - write YYYY-MM"),
    ({"first": "2023-02"}, "last: is before first - name the earlier month first"),
    ({"leave_out": ["March"]}, "leave_out: 'March' is no month - write YYYY-MM"),
    ({"leads": [0]}, "leads: (0,) - give some months from 1 to 12"),
    ({"leads": []}, "leads: () - give some months from 1 to 12"),
    ({"countries": ["MLA"]}, "countries: 'MLA' is not observed - did you mean 'MLI'?"),
    ({"countries": ["MLI", "MLI"]}, "countries: none, or one twice - name each once"),
    (
        {"last": "2024-01"},
        "2022-01 to 2024-01: observed are 2020-01 to 2023-12 - foretell months from 2020-02 on, to "
        "2023-12",
    ),
    (
        {"first": "2020-06", "leads": [6]},
        "2020-06 to 2023-01: observed are 2020-01 to 2023-12 - foretell months from 2020-07 on, to "
        "2023-12",
    ),
    (
        {"last": "2022-01", "leave_out": ["2022-01"]},
        "2022-01 to 2022-01: no deaths known - foretell other months",
    ),
]


def test_no_forecaster_is_refused(war: xr.DataArray) -> None:
    """A traceback would speak of objects to concatenate."""
    with pytest.raises(LiptakoError) as caught:
        backtest({}, war)
    assert "forecasters: none - name one at least" == str(caught.value)


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_cannot_be_foretold_is_refused(
    war: xr.DataArray, options: dict[str, Any], message: str
) -> None:
    """A slip would give a table of fewer cases, or a traceback."""
    asked: dict[str, Any] = {"first": "2022-01", "last": "2023-01", "leads": [1]} | options
    with pytest.raises(LiptakoError) as caught:
        backtest({"leads": leads}, war, **asked)
    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda _: np.zeros((2, 6, 3)),
            "forecaster 'wrong': its draws have the shape (2, 6, 3) - give (country, lead, draw), "
            "here (2, 12, any number)",
        ),
        (
            lambda _: np.full((2, 12, 3), -1.0),
            "forecaster 'wrong': a draw is no number of 0 or more - mend it",
        ),
        (
            lambda _: np.full((2, 12, 3), np.nan),
            "forecaster 'wrong': a draw is no number of 0 or more - mend it",
        ),
    ],
)
def test_wrong_draws_are_refused(
    war: xr.DataArray, wrong: Callable[[xr.DataArray], NDArray[np.float64]], message: str
) -> None:
    """A forecaster's mistake would become a score."""
    with pytest.raises(LiptakoError) as caught:
        backtest({"wrong": wrong}, war, "2022-01", "2022-01", [1])
    assert message == str(caught.value)


def test_the_baselines_on_2023_and_2024() -> None:
    """The record would have changed, or the harness: these are known from elsewhere."""
    chosen = {name: BASELINES[name] for name in ("conflictology-12", "weighted-lognormal")}
    found = backtest(chosen, observed_deaths())
    means = found[found["lead"] == 1].groupby(["forecaster", "country"])["crps"].mean()
    for country, expected in (("MLI", 36.8), ("BFA", 166.0), ("NER", 35.4)):
        assert expected == pytest.approx(means["conflictology-12", country], abs=0.5)
    overall = found.groupby("forecaster")["crps"].mean()
    ratio = overall["weighted-lognormal"] / overall["conflictology-12"]
    assert 0.94 == pytest.approx(ratio, abs=0.01)
