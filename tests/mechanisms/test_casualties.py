"""Who dies: the power law of severity, and shares that stay shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import casualties
from sim.mechanisms.casualties import CasualtyParameters

P = CasualtyParameters()
TAILS, LARGEST = (1.5, 2.1, 2.4, 2.7, 4.0), (10.0, 300.0, 500.0, 5000.0)
shares = st.floats(0.0, 1.0).map(lambda share: np.array([share]))
numbers = st.floats(0.0, 1e5).map(lambda number: np.array([number]))


def lattice(steps: int) -> np.ndarray:
    return ((np.arange(steps) + 0.5) / steps).astype(np.float32)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("largest", LARGEST)
def test_deaths_are_whole_numbers_from_one_to_the_largest(tail: float, largest: float) -> None:
    """An event would kill nobody, half a person, or more than there can be."""
    deaths = casualties.severity(lattice(2**23), tail, largest)
    assert 1.0 == deaths.min()
    assert deaths.max() <= largest
    assert np.array_equal(np.floor(deaths), deaths)


@pytest.mark.parametrize("tail", [2.1, 2.4, 2.7])
def test_the_tail_has_its_exponent(tail: float) -> None:
    """Massacres would be rarer or more common than the parameter says."""
    deaths = casualties.severity(lattice(2**22), tail, 1e6).astype(np.float64)
    # Hill's estimate of a power law cut into whole numbers (Clauset, Shalizi & Newman 2009).
    high = deaths[deaths >= 20.0]
    found = 1.0 + len(high) / np.log((high + 0.5) / 20.0).sum()
    assert pytest.approx(tail, abs=0.05) == found


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("largest", LARGEST)
def test_the_share_of_each_number_of_dead_is_the_law_s(tail: float, largest: float) -> None:
    """The mean event would be deadlier or milder than the law says."""
    deaths = casualties.severity(lattice(2**22), tail, largest)
    lowest = largest ** (1 - tail)
    for at_least in (2, 3, 7, 9):
        expected = (at_least ** (1 - tail) - lowest) / (1 - lowest)
        assert pytest.approx(expected, abs=1e-5) == np.mean(deaths >= at_least)


def test_each_event_has_its_run_s_law() -> None:
    """A design's runs would share one tail."""
    u = lattice(64)
    tail, largest = np.tile([1.5, 4.0], 32), np.tile([10.0, 5000.0], 32)
    together = casualties.severity(u.copy(), tail, largest)
    for part in (0, 1):
        alone = casualties.severity(u[part::2].copy(), tail[part], largest[part])
        assert alone.tolist() == together[part::2].tolist()


@settings(deadline=None, max_examples=50)
@given(shares, shares, numbers, numbers)
def test_shares_stay_shares(
    control: np.ndarray, haven: np.ndarray, army: np.ndarray, n: np.ndarray
) -> None:
    """More civilians would die than people, or an army know more than everything."""
    assert 0.0 <= casualties.civilian_share(control, P)[0] <= 1.0
    assert 0.1 <= casualties.information(control, haven, P)[0] <= 1.0
    assert 0.0 <= casualties.army_wins(army, n, P)[0] <= 1.0


def test_civilians_die_most_where_a_group_dominates_but_is_not_secure() -> None:
    """Violence against civilians would peak in the wrong places (Kalyvas)."""
    control = np.linspace(0.0, 1.0, 301)
    share = casualties.civilian_share(control, P)
    assert pytest.approx(2 / 3, abs=0.005) == control[share.argmax()]
    assert pytest.approx(P.civilians) == share.max()


def test_nobody_hunts_or_clashes_with_nobody() -> None:
    """Fighting would go on where one side is not there."""
    few, many = np.array([0.5, 900.0]), np.array([900.0, 900.0])
    assert [0.0, pytest.approx(1.17)] == casualties.expected_operations(many, few, P).tolist()
    assert [0.0, pytest.approx(5.85)] == casualties.expected_clashes(-1.0, few, many, P).tolist()
    assert [0.0, 0.0] == casualties.expected_clashes(0.4, many, many, P).tolist()
    assert [0.0, 0.0] == casualties.expected_clashes(0.0, many, many, P).tolist()


def test_neighbours_lend_their_reach() -> None:
    """Allies would send whole armies, or none though they operate together."""
    brought = np.array([0.0, 1000.0, 2000.0])
    assert [0.0, 500.0, 1000.0] == casualties.lent(brought, P).tolist()
    assert [0.0] * 3 == casualties.lent(brought, CasualtyParameters(reach=0.0)).tolist()
    by_run = CasualtyParameters(reach=np.array([0.1, 0.2]))
    assert [[100.0, 200.0]] == casualties.lent(np.full((1, 2), 1e3), by_run).tolist()
