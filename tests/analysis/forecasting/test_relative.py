"""Ratios of scores and their intervals, and how they are shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.forecasting.relative import BLOCK, _resampled, forecast_skill
from sim.analysis.forecasting.report import markdown, rows
from sim.errors import LiptakoError


def scored(origins: int, **crps: list[float]) -> pd.DataFrame:
    """A table of scores, repeated origin by origin in two countries."""
    months = pd.date_range("2022-01-01", periods=origins, freq="MS")
    return pd.DataFrame(
        {
            "forecaster": name,
            "origin": month,
            "lead": 1,
            "country": country,
            "crps": values[place % len(values)] * (3.0 if country == "BFA" else 1.0),
            "log_score": 2.0,
            "covered": True,
        }
        for name, values in crps.items()
        for place, month in enumerate(months)
        for country in ("MLI", "BFA")
    )


def test_the_ratio_is_of_means() -> None:
    """A mean of ratios would let the quietest months decide."""
    found = forecast_skill(scored(24, base=[1.0, 9.0], half=[2.0, 3.0]), to="base")
    assert ["all", "lead 1", "MLI", "BFA"] == list(dict.fromkeys(found["over"]))
    np.testing.assert_allclose([1.0, 0.5] * 4, found["relative"])
    np.testing.assert_array_equal([48, 48, 48, 48, 24, 24, 24, 24], found["cases"])
    mean = found.set_index(["forecaster", "over"])["crps"]
    np.testing.assert_allclose([2.5, 7.5, 5.0], mean["half"][["MLI", "BFA", "all"]])


def test_a_steady_ratio_is_sure() -> None:
    """The two would be resampled apart, and lose what they share."""
    found = forecast_skill(scored(24, base=[1.0, 9.0, 4.0], half=[0.5, 4.5, 2.0]), to="base")
    half = found[found["forecaster"] == "half"]
    np.testing.assert_allclose(0.5, half[["relative", "low", "high"]])


def test_an_unsteady_ratio_has_an_interval_that_stays() -> None:
    """A lucky stretch would pass for skill, or a second look give other numbers."""
    table = scored(24, base=[4.0], other=[*[2.0] * 12, *[6.0] * 12])
    found = forecast_skill(table, to="base")
    other = found[found["forecaster"] == "other"].iloc[0]
    assert 0.5 < other["low"] < 0.85 and 1.15 < other["high"] < 1.5
    pd.testing.assert_frame_equal(found, forecast_skill(table, to="base"))


def test_blocks_keep_neighbours_together() -> None:
    """Months that share their luck would count as so many strangers."""
    found = _resampled(20)
    assert 20 == found.shape[1] and 0 == found.min() and 19 == found.max()
    inside = np.arange(1, 20) % BLOCK != 0
    np.testing.assert_array_equal(1, np.diff(found, axis=1)[:, inside])
    starts = np.bincount(found[:, 0], minlength=20)
    assert (starts[:15] > 0).all() and not starts[15:].any()


def test_few_origins_have_no_interval() -> None:
    """One block would repeat itself, and look sure."""
    found = forecast_skill(scored(11, base=[1.0, 2.0], other=[3.0]), to="base")
    assert found[["low", "high"]].isna().to_numpy().all()
    assert "2.06" == rows(found)[1][1][1]


def test_a_reference_without_error_has_no_ratio() -> None:
    """A division by zero would be shown as a number."""
    found = forecast_skill(scored(24, base=[0.0], other=[3.0]), to="base")
    assert found[["relative", "low", "high"]].isna().to_numpy().all()
    assert "-" == rows(found)[1][1][1]


def test_wrong_tables_are_refused() -> None:
    """Forecasters would be held against other months, or against nobody."""
    table = scored(12, base=[1.0], other=[2.0])
    for wrong, to, message in (
        (table, "bas", "'bas' is no forecaster of the table - did you mean 'base'?"),
        (table.iloc[:-1], "base", "all: not all have the same cases - run one backtest of all"),
        (
            pd.concat([table, table.iloc[:1]]),
            "base",
            "a case of a forecaster stands twice in the table - give each once",
        ),
    ):
        with pytest.raises(LiptakoError) as caught:
            forecast_skill(wrong, to)
        assert message == str(caught.value)


def test_the_page_by_hand() -> None:
    """Columns would slip against their heads."""
    found = forecast_skill(scored(24, base=[1.0, 9.0], half=[2.0, 3.0]), to="base")
    found.loc[found["forecaster"] == "half", ["low", "high"]] = 0.4, 0.6
    text = markdown({"All months": found}, to="base")
    assert text.startswith("## Relative CRPS\n\nMean CRPS over that of base: ")
    expected = """
### All months

| forecaster | all | lead 1 | MLI | BFA | log score | covered |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| base | 1.00 (1.00 to 1.00) | 1.00 | 1.00 | 1.00 | 2.00 | 100% |
| half | 0.50 (0.40 to 0.60) | 0.50 | 0.50 | 0.50 | 2.00 | 100% |
| base, in deaths | 10.0 | 10.0 | 5.0 | 15.0 |  |  |
"""
    assert text.endswith(expected)
