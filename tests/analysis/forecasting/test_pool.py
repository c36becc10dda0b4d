"""Pooled forecasts: as often from each member, and nothing of anybody else's."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from sim.analysis.forecasting import baselines
from sim.analysis.forecasting.pool import Pool
from sim.analysis.observed.series import observed_deaths


@pytest.fixture(scope="module")
def observed() -> xr.DataArray:
    return observed_deaths()


def fixed(low: float, high: float, draws: int, leads: int = 12):  # type: ignore[no-untyped-def]
    """A forecaster that knows one thing, whatever it sees."""
    values = np.linspace(low, high, draws)
    return lambda seen: np.tile(values, (seen.sizes["country"], leads, 1))


def test_each_member_counts_alike(observed: xr.DataArray) -> None:
    """The one with more draws would outvote the other."""
    found = Pool([fixed(0, 100, 101), fixed(1000, 1100, 2001, leads=9)])(observed)
    assert (observed.sizes["country"], 9, 202) == found.shape
    assert 0.5 == (found < 500).mean()
    for part, middle in ((found[found < 500], 50.0), (found[found > 500], 1050.0)):
        assert pytest.approx(middle, abs=0.5) == part.mean()
        assert pytest.approx(100.0 / np.sqrt(12), abs=0.6) == part.std()


def test_a_pool_of_one_is_that_one(observed: xr.DataArray) -> None:
    """Pooling would change a forecast by itself."""
    expected = np.sort(baselines.lognormal(observed), axis=2)
    assert np.array_equal(expected, Pool([baselines.lognormal])(observed))
