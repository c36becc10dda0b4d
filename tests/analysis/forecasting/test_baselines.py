"""The baselines, against what is known of their distributions."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.analysis.forecasting import baselines
from sim.analysis.forecasting.baselines import POINTS
from sim.analysis.forecasting.forecaster import Forecaster
from sim.analysis.forecasting.registry import BASELINES
from sim.errors import LiptakoError
from tests.analysis.forecasting.conftest import Series


def drawn(forecaster: Forecaster, series: Series, deaths: list[float]) -> NDArray[np.float64]:
    """Draws ``(draw,)`` for the first lead, once all leads are known to be alike."""
    found = forecaster(series(MLI=deaths))
    np.testing.assert_array_equal(np.broadcast_to(found[:, :1], found.shape), found)
    return found[0, 0]


@pytest.mark.parametrize("name", BASELINES)
def test_each_country_has_its_own_forecast(series: Series, name: str) -> None:
    """A country would be foretold from another's war, or a lead would be missing."""
    one, two = [float(x) for x in range(14)], [100.0] * 14
    both = BASELINES[name](series(MLI=one, NER=two))
    assert (2, 12, POINTS) == both.shape
    np.testing.assert_array_equal(BASELINES[name](series(MLI=one))[0], both[0])
    np.testing.assert_array_equal(BASELINES[name](series(NER=two))[0], both[1])


def test_twelve_months_are_equally_likely(series: Series) -> None:
    """The baseline would not be the one that others publish, or see a thirteenth month."""
    found = drawn(baselines.conflictology, series, [999.0, *range(12, 0, -1)])
    values, counts = np.unique(found, return_counts=True)
    np.testing.assert_array_equal(np.arange(1, 13), values)
    np.testing.assert_array_equal(np.full(12, POINTS // 12), counts)


def test_unknown_months_are_left_out_of_the_window(series: Series) -> None:
    """What is not known would count as deaths, or an older month would slip in for it."""
    deaths = [999.0, *[5.0] * 10, np.nan, 7.0]
    found = drawn(baselines.conflictology, series, deaths)
    np.testing.assert_array_equal([5.0, 7.0], np.unique(found))
    assert 5.0 == drawn(baselines.last_value, series, [9.0, 5.0, np.nan]).mean().round(1)


def test_the_last_value_is_a_mean_of_poisson(series: Series) -> None:
    """It would be foretold with certainty, or from another month."""
    found = drawn(baselines.last_value, series, [50.0, 2.0])
    np.testing.assert_allclose([2.0, 2.0], [found.mean(), found.var()], rtol=0.02)
    assert exp(-2.0) == pytest.approx((found == 0).mean(), abs=1 / POINTS)
    np.testing.assert_array_equal(0.0, drawn(baselines.last_value, series, [50.0, 0.0]))


def test_the_negative_binomial_has_the_moments_of_six_months(series: Series) -> None:
    """Its spread would be another than that of the months it is made of."""
    found = drawn(baselines.negative_binomial, series, [999.0, 10, 20, 30, 10, 20, 30])
    # Mean 20; squares 4 x 100, over 5: variance 80.
    np.testing.assert_allclose([20.0, 80.0], [found.mean(), found.var()], rtol=0.02)


@pytest.mark.parametrize("deaths", [[4.0] * 6, [3.0, 4.0, 5.0, 3.0, 4.0, 5.0], [4.0]])
def test_without_more_spread_it_is_poisson(series: Series, deaths: list[float]) -> None:
    """Moments would ask for a negative size, and the forecast be no number."""
    poisson = drawn(baselines.last_value, series, [4.0])
    np.testing.assert_array_equal(poisson, drawn(baselines.negative_binomial, series, deaths))


def test_the_lognormal_weights_recent_months_more(series: Series) -> None:
    """Its weights would run the wrong way in time, or the mean be that of deaths."""
    deaths = [0.0, 99.0]
    weight = 1.0 / 1.85  # of the latest; the month before counts .85 of it
    mean = weight * np.log(100.0)
    sd = (weight * (1.0 - weight)) ** 0.5 * np.log(100.0)
    found = drawn(baselines.lognormal, series, deaths)
    assert np.expm1(mean) == pytest.approx(np.median(found), abs=0.6)
    expected = np.expm1(mean + sd * 1.2815516)  # ninetieth hundredth of the normal
    assert expected == pytest.approx(np.quantile(found, 0.9), rel=0.01)
    np.testing.assert_array_equal(np.rint(found), found)
    assert 0.0 == found.min()


def test_zero_is_zero(series: Series) -> None:
    """The yardstick of what a war costs would be off."""
    np.testing.assert_array_equal(0.0, drawn(baselines.zero, series, [5.0]))


def test_a_country_without_known_months_is_refused(series: Series) -> None:
    """Draws would be no numbers, without a word why."""
    seen = series(MLI=[9.0, *[np.nan] * 12])
    with pytest.raises(LiptakoError) as caught:
        baselines.conflictology(seen)
    expected = (
        "MLI: no deaths known in the 12 months to 2021-01 - begin the backtest later, or leave the "
        "country out"
    )
    assert expected == str(caught.value)
