"""Money: sanctions and aid shrink budgets, budgets move armies, and nothing leaves its bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import economy
from sim.mechanisms.economy import EconomyParameters

P = EconomyParameters()
ONE, NONE = np.ones(1), np.zeros(1)
shares = st.floats(0.0, 1.0).map(lambda share: np.array([share]))


def test_an_undisturbed_country_keeps_what_it_has() -> None:
    """Budgets, capacity or soldiers would drift without a cause."""
    revenue = economy.revenue(NONE, ONE, 0.12, 0.25)
    budget = economy.budget(80.0, revenue, NONE, P)
    assert [1.0] == revenue.tolist()
    assert [80.0] == budget.tolist()
    assert [1.0] == economy.capacity(ONE, budget, 80.0, P).tolist()
    assert [5000.0] == economy.soldiers(5000.0 * ONE, 5000.0, NONE, P).tolist()


def test_sanctions_and_lost_aid_cost_what_the_parameters_say() -> None:
    """A country would pay another price."""
    assert pytest.approx(1 - 0.12) == economy.revenue(ONE, ONE, 0.12, 0.25)[0]
    assert pytest.approx(1 - 0.25) == economy.revenue(NONE, NONE, 0.12, 0.25)[0]
    assert economy.LOWEST_REVENUE == economy.revenue(ONE, NONE, 1.0, 1.0)[0]
    unshielded, shielded = (EconomyParameters(shield=shield) for shield in (0.0, 1.0))
    assert pytest.approx(40.0) == economy.budget(80.0, 0.5 * ONE, NONE, unshielded)[0]
    assert pytest.approx(80.0) == economy.budget(80.0, 0.5 * ONE, NONE, shielded)[0]
    assert pytest.approx(78.0) == economy.budget(80.0, ONE, ONE, P)[0]


@pytest.mark.parametrize("posture", range(6))
def test_sanctions_settle_at_the_posture_s_level_without_leaks(posture: int) -> None:
    """A posture would bring other sanctions than the table says."""
    level, p = NONE.copy(), EconomyParameters(leak=0.0)
    for _ in range(60):
        level = economy.sanctions(level, np.array([posture], np.int8), p)
    assert pytest.approx(economy.SANCTIONS_BY_POSTURE[posture]) == level[0]
    if posture:
        assert economy.sanctions(level, np.array([posture], np.int8), P)[0] < level[0]


@settings(deadline=None, max_examples=60)
@given(shares, shares, st.floats(0.3, 2.0), st.floats(0.0, 500.0), st.floats(0.0, 1e5))
def test_nothing_leaves_its_bounds(
    sanctions: np.ndarray, aid: np.ndarray, capacity: float, reference: float, killed: float
) -> None:
    """A poor country's army would vanish, or have less than no money."""
    revenue = economy.revenue(sanctions, aid, 1.0, 1.0)
    budget = economy.budget(reference, revenue, aid, P)
    assert economy.LOWEST_REVENUE <= revenue[0] <= 1.0
    assert budget[0] >= economy.LOWEST_BUDGET * reference
    assert 0.3 <= economy.capacity(capacity * ONE, budget, reference, P)[0] <= 2.0
    assert 500.0 <= economy.soldiers(5000.0 * ONE, 5000.0, killed * ONE, P)[0] <= 5000.0
