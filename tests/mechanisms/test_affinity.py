"""Affinity: it stays in its bounds, returns, feels shocks, and moves by its noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms.affinity import AffinityParameters, affinity

P = AffinityParameters()
ONE, NONE = np.ones(1), np.zeros(1)
STILL = 0.5 * ONE
"""The middle of the uniform numbers: nothing else moves."""

levels = st.floats(-1.0, 1.0).map(lambda level: np.array([level]))


@settings(deadline=None, max_examples=80)
@given(
    levels,
    levels,
    st.floats(-5.0, 5.0).map(lambda shock: np.array([shock])),
    st.floats(0.0, 1.0).map(lambda number: np.array([number])),
    st.floats(0.0, 0.5),
    st.floats(0.0, 0.2),
)
def test_affinity_stays_in_its_bounds(
    level: np.ndarray,
    structural: np.ndarray,
    shock: np.ndarray,
    number: np.ndarray,
    reversion: float,
    noise: float,
) -> None:
    """States would be more than wholly close, or what is known of last month be overwritten."""
    before = [array.copy() for array in (level, structural, shock, number)]
    p = AffinityParameters(reversion=reversion, noise=noise)
    later = affinity(level, structural, shock, number, p)
    assert -1.0 <= later[0] <= 1.0
    assert before == [level, structural, shock, number]


def test_a_month_by_hand() -> None:
    """Relations would move more or less than their parameters say."""
    # .5 x .98 - .1 x .02 - .25
    found = affinity(0.5 * ONE, -0.1 * ONE, -0.25 * ONE, STILL, P)
    assert pytest.approx(0.238) == found[0]
    assert [1.0] == affinity(0.9 * ONE, 0.9 * ONE, 0.3 * ONE, STILL, P).tolist()
    assert [-1.0] == affinity(-0.9 * ONE, -0.9 * ONE, -0.3 * ONE, STILL, P).tolist()


@settings(deadline=None, max_examples=40)
@given(levels, levels, st.floats(0.0, 0.5))
def test_affinity_returns_to_its_structural_level(
    level: np.ndarray, structural: np.ndarray, reversion: float
) -> None:
    """Friends would stay estranged, or drift apart without a cause."""
    p = AffinityParameters(reversion=reversion)
    gap = (level - structural)[0]
    for month in range(1, 25):
        level = affinity(level, structural, NONE, STILL, p)
        assert pytest.approx(gap * (1.0 - reversion) ** month, abs=1e-12) == (level - structural)[0]


def test_affinity_is_back_in_the_end() -> None:
    """A quarrel would never be over."""
    level = -0.8 * ONE
    for _ in range(1000):
        level = affinity(level, 0.6 * ONE, NONE, STILL, P)
    assert pytest.approx(0.6) == level[0]


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.2])
def test_noise_has_its_standard_deviation_and_no_direction(noise: float) -> None:
    """Relations would be more restless than the parameter says, or improve by themselves."""
    numbers = (np.arange(10_000) + 0.5) / 10_000
    none = np.zeros_like(numbers)
    moved = affinity(none, none, none, numbers, AffinityParameters(noise=noise))
    assert pytest.approx(noise, rel=1e-6) == moved.std()
    assert pytest.approx(0.0, abs=1e-12) == moved.mean()


def test_each_run_has_its_own_parameters() -> None:
    """A design's runs would share one return."""
    p = AffinityParameters(reversion=np.array([0.0, 0.5]))
    half = np.full((3, 2), 0.5)
    later = affinity(half, 0.0 * half, 0.0 * half, half, p)
    assert [[0.5, 0.25]] * 3 == later.tolist()
