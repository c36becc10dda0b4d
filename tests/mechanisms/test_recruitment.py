"""Armed groups grow, spread and shrink, and control and armies follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import control, deployment, recruitment, start
from sim.mechanisms.control import ControlParameters
from sim.mechanisms.deployment import DeploymentParameters
from sim.mechanisms.recruitment import RecruitmentParameters
from sim.mechanisms.start import StartParameters

P = RecruitmentParameters()
ONE, NONE = np.ones(1), np.zeros(1)
numbers = st.floats(0.0, 1e6).map(lambda number: np.array([number]))


def test_grievance_halves_in_its_half_life() -> None:
    """The killed would be forgotten sooner or later than the parameter says."""
    level = recruitment.grievance(NONE, 50.0 * ONE, 1e6, P)
    assert pytest.approx(0.5) == level[0]
    for _ in range(9):
        level = recruitment.grievance(level, NONE, 1e6, P)
    assert pytest.approx(0.25) == level[0]


def test_growth_stops_at_the_pool_s_limit() -> None:
    """Groups would outgrow the people they live among."""
    population = 1e6 * ONE
    room = [recruitment.room(n * ONE, population, P)[0] for n in (0.0, 600.0, 1200.0, 9e9)]
    assert pytest.approx([1.0, 0.0, -1.0, -1.0]) == room
    assert pytest.approx(P.base - P.desertion) == recruitment.growth_rate(NONE, ONE, P)[0]
    assert pytest.approx(-P.desertion) == recruitment.growth_rate(3.0 * ONE, NONE, P)[0]
    angry = [recruitment.growth_rate(level * ONE, ONE, P)[0] for level in (1.0, 3.0, 30.0)]
    assert pytest.approx(P.grievance * 2.0) == angry[1] - angry[0]
    assert angry[1] == angry[2]
    assert [0.0] == recruitment.welcome(NONE, -ONE, P).tolist()
    assert pytest.approx(0.4 * P.seeding) == recruitment.welcome(ONE, ONE, P)[0]


@settings(deadline=None, max_examples=60)
@given(numbers, st.floats(-1.2, 1.0), numbers, numbers)
def test_fighters_are_never_fewer_than_none(
    strength: np.ndarray, rate: float, arrivals: np.ndarray, losses: np.ndarray
) -> None:
    """A beaten group would owe fighters."""
    before = strength.copy()
    after = recruitment.fighters(strength, rate * ONE, arrivals, losses)
    expected = max(0.0, strength[0] * (1 + rate) + arrivals[0] - losses[0])
    assert pytest.approx(expected, abs=1e-9) == after[0]
    assert before.tolist() == strength.tolist()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
    st.lists(st.floats(0.0, 1e5), min_size=3, max_size=3),
    st.floats(0.0, 1e5),
    st.floats(0.0, 1.0),
)
def test_groups_never_hold_more_than_a_region(
    shares: list[float], strengths: list[float], army: float, speed: float
) -> None:
    """Control would add up to more than the whole."""
    total = max(1.0, sum(shares))
    contest = control.contest(army * ONE, sum(strengths) * ONE)
    p = ControlParameters(speed=speed)
    later = [
        control.control(share / total * ONE, strength * ONE, contest, p)[0]
        for share, strength in zip(shares, strengths, strict=True)
    ]
    assert all(0.0 <= share <= 1.0 for share in later)
    assert sum(later) <= 1.0 + 1e-12


def test_control_goes_its_share_of_the_way() -> None:
    """Regions would fall in a month, or never."""
    p = ControlParameters(speed=0.25)
    assert [0.25 * 0.6] == control.control(NONE, 60.0 * ONE, 100.0 * ONE, p).tolist()


def test_armies_go_where_people_died() -> None:
    """Quiet provinces would be garrisoned and burning ones left alone."""
    p = DeploymentParameters(everywhere=0.15, capital=0.6)
    deaths, capital = np.array([[30.0], [10.0], [0.0]]), np.array([[0.0], [0.0], [1.0]])
    weights = deployment.weights(deaths, np.array([40.0]), capital, p)
    assert pytest.approx([0.9, 0.4, 0.75]) == weights[:, 0].tolist()
    assert pytest.approx(0.15 * 2.5 + 0.6) == deployment.off_map_weight(2.5, True, p)
    assert pytest.approx(0.15 * 2.5) == deployment.off_map_weight(2.5, False, p)
    average = 100.0 * ONE
    for _ in range(80):
        average = deployment.recent_deaths(average, 7.0 * ONE)
    assert pytest.approx(7.0) == average[0]


def test_the_start_is_uncertain_but_not_biased() -> None:
    """A wider doubt about the start would mean more fighters."""
    shock = np.random.default_rng(1).standard_normal(400_000)
    for sd in (0.0, 0.35, 1.0):
        assert pytest.approx(1.0, abs=0.01) == start.lognormal_factor(shock, sd).mean()
    p = StartParameters()
    found = [start.state_control(n * ONE, p)[0] for n in (0.0, 450.0, 9e9)]
    assert [1.0, 0.5, start.LOWEST_STATE_CONTROL] == found
