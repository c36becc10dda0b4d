"""Rescue: who is willing, who would win, when force is used, and how many die."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, ndtri

from sim.mechanisms import intervention
from sim.mechanisms.intervention import InterventionParameters

# Round numbers that a hand can follow; the defaults follow the record.
P = InterventionParameters(
    base=-4.6, requested=1.5, claimant_free=1.0, claimant_captive=2.5, threatened=1.5
)
ONE, NONE = np.ones(1), np.zeros(1)
YES, NO = np.array([True]), np.array([False])

strengths = st.floats(0.0, 1e9)
some_strengths = st.integers(1, 10_000).map(float)
shares = st.floats(0.0, 1.0)


def will(**changes: Any) -> float:
    state = {"affinity": 0.3 * ONE, "stake": NONE, "opposition": NONE, "shock": NONE}
    return float(sum(intervention.will_terms(**(state | changes), p=P).values())[0])


def test_at_the_reference_state_a_member_is_willing_as_the_base_says() -> None:
    """The base of the members' will would mean something else."""
    assert P.will_base == will()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("affinity", 1.3 * ONE, P.will_affinity),
        ("affinity", -0.7 * ONE, -P.will_affinity),
        ("stake", ONE, P.will_stake),
        ("opposition", ONE, -P.will_opposition),
        ("shock", ONE, P.will_noise),
    ],
)
def test_each_reason_moves_a_member_as_its_parameter_says(
    name: str, value: np.ndarray, expected: float
) -> None:
    """Members would join because of the Senate, or stay away out of friendship."""
    assert pytest.approx(P.will_base + expected) == will(**{name: value})


def test_a_member_s_will_by_hand() -> None:
    """A member would be more or less willing than its reasons make it."""
    # -.6 + 3 x .2 + 1.5 x .4 - 1.6 x .5 - .5
    state = {"affinity": 0.5, "stake": 0.4, "opposition": 0.5, "shock": -1.0}
    assert pytest.approx(-0.7) == will(**{name: value * ONE for name, value in state.items()})


def odds(attackers: float, target: float, allies: float, p: InterventionParameters = P) -> float:
    return float(intervention.odds(attackers * ONE, target * ONE, allies * ONE, p)[0])


def test_odds_by_hand() -> None:
    """A contest of equals would not be even."""
    assert 0.5 == odds(30.0, 10.0, 15.0)
    assert 0.25 == odds(10.0, 20.0, 0.0)
    assert pytest.approx(2 / 3) == odds(20.0, 0.0, 10.0)


@settings(deadline=None, max_examples=60)
@given(strengths, strengths, strengths, st.floats(0.1, 10.0))
def test_odds_are_odds(attackers: float, target: float, allies: float, home: float) -> None:
    """A side would win more than surely, or nobody know what two empty sides do."""
    p = replace(P, home_advantage=home)
    assert 0.0 <= odds(attackers, target, allies, p) <= 1.0
    assert 0.0 == odds(0.0, target, allies, p)
    assert (0.0 if attackers == 0.0 else 1.0) == odds(attackers + (attackers > 0.0), 0.0, 0.0, p)


def test_nobody_against_nobody_is_no_victory() -> None:
    """An attack without attackers on a country without an army would end in no number."""
    assert 0.0 == odds(0.0, 0.0, 0.0)


@settings(deadline=None, max_examples=60)
@given(some_strengths, some_strengths, some_strengths, st.integers(1, 1000).map(float))
def test_odds_rise_with_attackers_and_fall_with_allies_and_at_home(
    attackers: float, target: float, allies: float, more: float
) -> None:
    """Friends would weaken a country, or its own soil."""
    before = odds(attackers, target, allies)
    assert before < odds(attackers + more, target, allies)
    assert before > odds(attackers, target, allies + more)
    assert before > odds(attackers, target + more, allies)
    stronger = replace(P, home_advantage=P.home_advantage + more / 1000.0)
    assert before > odds(attackers, target, allies, stronger)


def utility(**changes: Any) -> float:
    state = {"odds": 0.6, "stake": 0.8, "terrain": 0.5, "popularity": 0.4} | changes
    state = {"odds_alone": state["odds"]} | state
    arrays = {name: value * ONE for name, value in state.items()}
    return float(sum(intervention.expected_utility(**arrays, p=P).values())[0])


def test_terrain_is_vast_from_a_limit_on() -> None:
    """A desert would be no harder than a coast, or harder without end."""
    area = np.array([0.0, 0.6e6, 1.2e6, 9e6])
    assert [0.0, 0.5, 1.0, 1.0] == intervention.terrain(area).tolist()


def test_expected_utility_by_hand() -> None:
    """Force would be worth more or less than its parameters say."""
    assert pytest.approx(0.48 - 0.16 - 0.15 - 0.125 - 0.04) == utility()
    assert pytest.approx(0.8 - 0.15) == utility(odds=1.0, terrain=0.0, popularity=0.0)
    assert pytest.approx(-0.4 - 0.15) == utility(odds=0.0, terrain=0.0, popularity=0.0)


@settings(deadline=None, max_examples=40)
@given(shares, shares, shares)
def test_allies_change_nothing_but_their_own_part(odds: float, alone: float, stake: float) -> None:
    """What a pledge is worth would be shown wrong, or change what force is worth."""
    state = {"stake": stake, "terrain": 0.5, "popularity": 0.4}
    assert pytest.approx(utility(odds=odds, **state), abs=1e-12) == utility(
        odds=odds, odds_alone=alone, **state
    )
    parts = intervention.expected_utility(
        odds=odds * ONE, odds_alone=alone * ONE, p=P, **{k: v * ONE for k, v in state.items()}
    )
    assert pytest.approx((odds - alone) * (stake + 0.4)) == parts["believed_allies"][0]


@settings(deadline=None, max_examples=60)
@given(shares, shares, shares, st.integers(0, 20), st.integers(0, 20))
def test_expected_utility_rises_with_the_odds_and_the_stake_and_falls_with_the_rest(
    stake: float, terrain: float, popularity: float, first: int, second: int
) -> None:
    """A bloc would rather fight where it loses, in the desert, against the popular."""
    low, high = sorted((first / 20, second / 20))
    state = {"odds": 0.5, "stake": stake, "terrain": terrain, "popularity": popularity}

    def rises(name: str) -> bool:
        return utility(**(state | {name: low})) < utility(**(state | {name: high}))

    def falls(name: str) -> bool:
        return utility(**(state | {name: low})) > utility(**(state | {name: high}))

    different = low < high
    assert [different] * 2 == [rises("odds"), rises("stake")]
    assert [different] * 2 == [falls("terrain"), falls("popularity")]


def force(p: InterventionParameters = P, **changes: Any) -> float:
    state = {"requested": NO, "free": YES, "utility": NONE, "threatened": NO} | changes
    state["utility"] = {"victory": state["utility"]}
    return float(sum(intervention.force_terms(**state, p=p).values())[0])


def test_force_by_hand() -> None:
    """Force would come where nobody asked for it, or not where everybody did."""
    # -4.6 + 1.5 + 1 + 4 x .25, then .7 more, and -4.6 - 2.5 - 4 x .5
    p = replace(P, threatened=0.7)
    assert pytest.approx(-1.1) == force(p, requested=YES, utility=0.25 * ONE)
    assert pytest.approx(-0.4) == force(p, requested=YES, utility=0.25 * ONE, threatened=YES)
    assert pytest.approx(-9.1) == force(p, free=NO, utility=-0.5 * ONE)


@pytest.mark.parametrize(
    ("name", "low", "high", "expected"),
    [
        ("requested", NO, YES, P.requested),
        ("free", NO, YES, P.claimant_free + P.claimant_captive),
        ("utility", NONE, ONE, P.utility),
        ("threatened", NO, YES, P.threatened),
    ],
)
def test_each_reason_for_force_weighs_as_its_parameter_says(
    name: str, low: np.ndarray, high: np.ndarray, expected: float
) -> None:
    """A plea for help would keep it away, or a captive claimant bring it."""
    assert pytest.approx(expected) == force(**{name: high}) - force(**{name: low})


def test_without_a_claimant_s_weight_only_the_base_counts() -> None:
    """The base rate of force would mean something else."""
    p = replace(P, claimant_free=0.0, claimant_captive=0.0)
    for free in (YES, NO):
        terms = intervention.force_terms(requested=NO, free=free, utility={}, threatened=NO, p=p)
        assert P.base == sum(terms.values())[0]


def test_each_place_has_its_own_parameters() -> None:
    """A design's runs would share one weight of the claimant."""
    p = replace(P, claimant_free=np.array([1.0, 2.0]), claimant_captive=np.ones(2))
    free = np.array([False, True])
    no = np.zeros(2, np.bool_)
    terms = intervention.force_terms(requested=no, free=free, utility={}, threatened=no, p=p)
    assert [-1.0, 2.0] == terms["claimant"].tolist()


def test_strength_is_the_geometric_mean_of_soldiers_and_money() -> None:
    """An army would be strong without soldiers, or without money."""
    soldiers, money = np.array([9.0, 0.0, 100.0]), np.array([4.0, 4.0, 0.0])
    assert [6.0, 0.0, 0.0] == intervention.capability(soldiers, money).tolist()


def test_attackers_win_and_claimants_ask_as_often_as_it_is_said() -> None:
    """A victory would come more or less often than the odds, or a request than in the record."""
    chances = np.array([0.0, 0.3, 0.5, 1.0])
    won = expit(sum(intervention.victory_terms(chances).values()))
    assert pytest.approx(chances.tolist()) == won.tolist()
    asked = expit(sum(intervention.chance(chances).values()))
    assert pytest.approx(chances.tolist()) == asked.tolist()


def test_battle_deaths_have_their_median_and_their_spread() -> None:
    """Interventions would be deadlier or milder than judged."""
    shock = ndtri((np.arange(100_000) + 0.5) / 100_000)
    deaths = intervention.battle_deaths(shock)
    assert 775.0 == intervention.battle_deaths(NONE)[0]
    low, median, high = np.quantile(deaths, [0.05, 0.5, 0.95])
    assert pytest.approx(775.0, abs=1.0) == median
    assert pytest.approx(200.0, rel=0.02) == low
    assert pytest.approx(3000.0, rel=0.02) == high
    assert np.array_equal(np.floor(deaths), deaths)
    assert np.all(np.diff(deaths) >= 0.0)
