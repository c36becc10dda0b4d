"""Means of runs that hang together, against what is known of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from sim.analysis.clustered import apart_of, groups_of, mean_of
from sim.experiment.design import Plan

VALUES = np.random.default_rng(3).normal(10.0, 2.0, 60)


def test_of_strangers_it_is_students_interval() -> None:
    """Broken if how sure a plain mean is were not what every textbook says."""
    mean, half = mean_of(VALUES, np.arange(60))
    expected = t.ppf(0.95, 59) * VALUES.std(ddof=1) / 60**0.5
    assert (VALUES.mean(), pytest.approx(expected)) == (mean, half)


def test_runs_that_say_the_same_count_once() -> None:
    """Broken if ten runs of each point made a sweep look ten times as sure."""
    once = mean_of(VALUES, np.arange(60))
    ten = mean_of(np.repeat(VALUES, 10), np.repeat(np.arange(60), 10))
    assert once.half == pytest.approx(ten.half)


def test_a_single_group_tells_nothing_of_its_error() -> None:
    """Broken if one run, or one luck, looked sure."""
    assert np.isnan(mean_of(VALUES, np.zeros(60, np.int64)).half)


def test_few_shares_that_agree_are_not_sure() -> None:
    """Broken if nothing in ten runs were taken for never."""
    _, half = mean_of(np.zeros(10), np.arange(10))
    # Two of fourteen.
    assert 1.645 * (1 / 7 * 6 / 7 / 14) ** 0.5 == pytest.approx(half, rel=1e-3)


def test_common_luck_does_not_blur_a_distance() -> None:
    """Broken if what all cells share made their differences look unsure."""
    lucks = np.tile(np.arange(30), 2)
    values = np.tile(VALUES[:30], 2) + np.repeat([0.0, 1.0], 30)
    chosen = np.repeat([False, True], 30)
    apart, half = apart_of(values, chosen, lucks)
    assert 0.5 == pytest.approx(apart)
    assert half < 1e-9 < mean_of(values[chosen], lucks[chosen]).half


@pytest.mark.parametrize("luck", [0.0, 1.0])
def test_an_interval_holds_the_truth_as_often_as_it_says(luck: float) -> None:
    """Broken if nine of ten intervals of a distance did not hold it, whatever runs share."""
    generator = np.random.default_rng(5)
    groups, chosen = np.repeat(np.arange(50), 4), np.tile([True, False, False, False], 50)
    held = 0
    for _ in range(400):
        values = generator.normal(size=200) + luck * generator.normal(size=50)[groups] + chosen
        apart, half = apart_of(values, chosen, groups)
        held += abs(apart - 0.75) <= half
    assert 0.9 == pytest.approx(held / 400, abs=0.045)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan("grid", points=6, replicates=2), [0, 1, 0, 1, 0, 1]),
        (Plan("latin_hypercube", {"a": (0, 1)}, 3, 2), [0, 0, 1, 1, 2, 2]),
        (Plan("morris", {"a": (0, 1)}, 3, 2), [0, 0, 0, 0, 1, 1]),
        (Plan("sobol", {"a": (0, 1)}, 3, 2), [0, 0, 0, 0, 0, 0]),
    ],
    ids=lambda value: value.method if isinstance(value, Plan) else "",
)
def test_a_design_says_what_hangs_together(plan: Plan, expected: list[int]) -> None:
    """Broken if runs of one trajectory, point or luck were taken for strangers."""
    frame = pd.DataFrame({"run": range(6), "replicate": [0, 1] * 3})
    assert expected == groups_of(frame, plan, np.arange(6) // 2).tolist()
