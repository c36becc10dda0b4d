"""Paired differences, against numbers worked out by hand."""

from __future__ import annotations

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest

from sim.analysis.paired import carried_by_few, paired


def test_the_interval_is_students_of_the_differences() -> None:
    """Few pairs would seem surer than they are, or pairs count as strangers."""
    found = paired(np.array([1.0, 5.0, 9.0]), np.array([2.0, 5.0, 11.0]))
    assert (5.0, 6.0, 1.0, 3) == (found.reference, found.mean, found.difference, found.pairs)
    half = 2.91998558 * 1.0 / sqrt(3.0)  # t of two degrees of freedom; differences 1, 0, 2
    assert pytest.approx((1.0 - half, 1.0 + half)) == (found.low, found.high)
    half = 0.81649658 * 1.0 / sqrt(3.0)
    assert pytest.approx((1.0 - half, 1.0 + half)) == (found.low50, found.high50)
    assert pytest.approx(4.0) == found.spread  # of 1, 5 and 9
    assert pytest.approx((16.0 + 21.0) / 1.0) == found.fewer_runs


def test_many_pairs_have_the_normal_interval() -> None:
    """The interval of a thousand runs would be another than everybody's."""
    difference = np.random.default_rng(1).normal(2.0, 3.0, 5000)
    found = paired(np.zeros(5000), difference)
    assert pytest.approx(1.645, abs=0.001) == (
        (found.high - found.difference) / (difference.std(ddof=1) / sqrt(5000))
    )


def test_the_interval_holds_the_truth_nine_times_in_ten() -> None:
    """A 90 % interval would be none."""
    draws = np.random.default_rng(2).normal(0.5, 1.0, (2000, 6))
    held = [found.low <= 0.5 <= found.high for found in (paired(np.zeros(6), d) for d in draws)]
    assert pytest.approx(0.9, abs=0.02) == np.mean(held)


def test_strangers_gain_nothing_by_pairing() -> None:
    """The gain would be praised where there is none."""
    one, other = np.random.default_rng(3).normal(0.0, 1.0, (2, 20_000))
    assert pytest.approx(1.0, abs=0.05) == paired(one, other).fewer_runs


def test_the_interval_of_a_yes_or_no_by_hand() -> None:
    """One change among ten would be surer than one change can be."""
    one, other = np.zeros(10), np.array([1.0] + 9 * [0.0])
    found = paired(one, other)
    # 1.5 gained, .5 lost of 12: .0833 +- 1.6449 x ((2 / 12 - .0833 ^ 2) / 12) ^ .5
    half = 1.6448536 * sqrt((2.0 / 12.0 - (1.0 / 12.0) ** 2) / 12.0)
    assert pytest.approx((0.1, 1 / 12 - half, 1 / 12 + half)) == (
        found.difference, found.low, found.high
    )  # fmt: skip
    half *= 0.67448975 / 1.6448536
    assert pytest.approx((1 / 12 - half, 1 / 12 + half)) == (found.low50, found.high50)


@pytest.mark.parametrize("more", [0.004, 0.02, 0.2])
def test_the_interval_of_rare_changes_holds_the_truth(more: float) -> None:
    """Of rare events, as interventions are, an interval would promise too much."""
    u = np.random.default_rng(4).uniform(size=(2000, 200))
    pairs = [((row < 0.3), (row < 0.3 + more)) for row in u]
    found = [paired(one.astype(float), other.astype(float)) for one, other in pairs]
    changed = [one for one in found if one.difference]
    assert np.mean([one.low <= more <= one.high for one in changed]) > 0.88


@pytest.mark.parametrize("shift", [0.0, 4.0])
def test_pairs_that_never_vary_apart_need_no_more_runs(shift: float) -> None:
    """A scenario compared with itself would show a gain that is a rounding error."""
    one = np.array([1.0, 2.0, 4.0])
    found = paired(one, one + shift)
    assert (shift, shift, shift, inf) == (
        found.difference, found.low, found.high, found.fewer_runs
    )  # fmt: skip


def test_where_nothing_varies_there_is_no_gain() -> None:
    """What is the same in all runs would seem to gain without end."""
    assert isnan(paired(np.ones(3), np.ones(3)).fewer_runs)
    single = paired(np.ones(1), np.zeros(1))
    assert (-1.0, 1) == (single.difference, single.pairs)
    assert isnan(single.fewer_runs)


def test_a_single_pair_is_not_sure_of_anything() -> None:
    """One history would prove whatever happened in it."""
    single = paired(np.array([1.0, nan]), np.array([5.0, 2.0]))
    assert isnan(single.low)
    assert isnan(single.high)
    assert isnan(single.low50)
    assert isnan(single.high50)
    assert isnan(single.spread)


def test_only_whole_pairs_count() -> None:
    """A rate that some runs do not have would make all of it no number, or pair strangers."""
    found = paired(np.array([1.0, nan, 3.0, 7.0]), np.array([2.0, 9.0, nan, 8.5]))
    assert (4.0, 5.25, 1.25, 2) == (found.reference, found.mean, found.difference, found.pairs)
    none = paired(np.array([nan, 1.0]), np.array([1.0, nan]))
    assert none.pairs == 0
    assert isnan(none.difference)


def test_how_many_pairs_carry_a_difference() -> None:
    """What a handful of histories make would look as sure as what all of them do."""
    alike = paired(np.zeros(200), np.full(200, 3.0))
    one = paired(np.zeros(200), np.array([50.0] + 199 * [0.0]))
    # (40 x 1 + 10 x 2)^2 / (40 x 1 + 10 x 4)
    some = paired(np.zeros(200), np.array(40 * [1.0] + 10 * [-2.0] + 150 * [0.0]))
    assert pytest.approx((200.0, 1.0, 45.0)) == (
        alike.carried_by, one.carried_by, some.carried_by
    )  # fmt: skip
    assert [False, True, True] == [
        carried_by_few(found.carried_by, found.pairs) for found in (alike, one, some)
    ]


def test_what_is_yes_or_no_or_never_differs_is_not_carried_by_few() -> None:
    """Its interval, which counts changes, would be said to be too narrow."""
    yes = paired(np.zeros(200), np.array([1.0] + 199 * [0.0]))
    same = paired(np.full(200, 2.0), np.full(200, 2.0))
    assert [False, False] == [
        carried_by_few(found.carried_by, found.pairs) for found in (yes, same)
    ]
    assert isnan(yes.carried_by)
    assert isnan(same.carried_by)
