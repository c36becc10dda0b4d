"""Displacement: how many flee, how many return, and that nobody is made of nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import displacement
from sim.mechanisms.displacement import DisplacementParameters

P = DisplacementParameters()
ONE, NONE = np.ones(1), np.zeros(1)

killed = st.floats(0.1, 1e5)


def fled(civilians_killed: float) -> float:
    return float(displacement.newly_displaced(civilians_killed * ONE, P.per_death)[0])


def test_how_many_flee_by_hand() -> None:
    """The count of the displaced would be another than the parameter says."""
    assert 0.0 == fled(0.0)
    assert 600.0 == fled(1.0)
    assert pytest.approx(600.0 * 16.0) == fled(32.0)  # the fifth root of 32, four times over
    assert [0.0] == displacement.newly_displaced(5.0 * ONE, 0.0).tolist()
    each = displacement.newly_displaced(np.array([1.0, 32.0]), np.array([240.0, 100.0]))
    assert pytest.approx([240.0, 1600.0]) == each.tolist()


@settings(deadline=None, max_examples=60)
@given(killed, st.floats(1.01, 100.0))
def test_the_displaced_grow_with_the_dead_but_less_than_in_proportion(
    dead: float, factor: float
) -> None:
    """Twice the killing would drive out twice the people, though fewer are left to flee."""
    assert fled(dead) < fled(factor * dead) < factor * fled(dead)


@settings(deadline=None, max_examples=60)
@given(st.floats(0.0, 1e7), st.floats(0.0, 1e6), st.floats(0.0, 0.5))
def test_nobody_is_lost_but_those_who_return(present: float, newly: float, share: float) -> None:
    """People would vanish, or return who never fled."""
    p = DisplacementParameters(return_rate=share)
    later = displacement.displaced(present * ONE, newly * ONE, p)[0]
    assert newly <= later + 1e-6
    assert pytest.approx(share * present, abs=1e-6) == present + newly - later


def test_the_displaced_return_by_and_by() -> None:
    """Camps would never empty, or empty in a month."""
    people = 10_000.0 * ONE
    assert [9_850.0] == displacement.displaced(people, NONE, P).tolist()
    assert [10_000.0] == displacement.displaced(people, 150.0 * ONE, P).tolist()
    for _ in range(46):
        people = displacement.displaced(people, NONE, P)
    assert pytest.approx(5_000.0, rel=0.01) == people[0]
