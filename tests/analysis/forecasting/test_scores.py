"""Scores against numbers worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from sim.analysis.forecasting import scores


def test_crps_by_hand() -> None:
    """It would be the fair score of a sample, which rewards too narrow a whole distribution."""
    draws = np.array([[0.0, 1.0, 5.0], [4.0, 4.0, 4.0]])
    found = scores.crps(draws, np.array([3.0, 7.0]))
    # Mean distance to 3: 7/3; half the mean distance of all nine pairs: 10/9. A point: its error.
    np.testing.assert_allclose([7 / 3 - 10 / 9, 3.0], found)


def test_crps_does_not_ask_for_order() -> None:
    """A forecaster's draws would count by the place they stand at."""
    came = np.array([3.0])
    one, two = (
        scores.crps(np.array([draws]), came) for draws in ([0.0, 1.0, 5.0], [5.0, 0.0, 1.0])
    )
    np.testing.assert_allclose(one, two)


@pytest.mark.parametrize(
    ("came", "share"), [(0, 0.5), (1, 0.25), (2, 0.25), (3, 0.0), (1000, 0.0), (1001, 0.25)]
)
def test_the_log_score_by_hand(came: float, share: float) -> None:
    """A bin's end would fall into its neighbour, or an unforeseen one cost infinitely much."""
    found = scores.log_score(np.array([[0.0, 0.0, 2.0, 5000.0]]), np.array([came]))
    np.testing.assert_allclose([-log((1 - 11 * 0.001) * share + 0.001)], found)


def test_the_interval_holds_nine_tenths() -> None:
    """Coverage of the interval would be held against the wrong share."""
    draws = np.arange(1.0, 101.0)[None]
    np.testing.assert_array_equal([[5.0], [95.0]], scores.interval(draws))


def test_the_interval_score_by_hand() -> None:
    """Misses would not be paid for, and the narrowest forecast would win."""
    draws = np.repeat(np.arange(1.0, 101.0)[None], 4, axis=0)
    came = np.array([50.0, 95.0, 97.0, 1.0])
    np.testing.assert_allclose([90.0, 90.0, 90 + 40, 90 + 80], scores.interval_score(draws, came))
    np.testing.assert_array_equal([True, True, False, False], scores.covered(draws, came))


def test_the_pit_takes_the_middle_of_ties() -> None:
    """Months without deaths would all pile up at one end of the histogram."""
    draws = np.array([[0.0, 0.0, 1.0, 9.0]] * 4)
    found = scores.pit(draws, np.array([0.0, 1.0, 5.0, 10.0]))
    np.testing.assert_allclose([0.25, 0.625, 0.75, 1.0], found)
