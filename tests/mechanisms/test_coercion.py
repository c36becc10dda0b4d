"""Pressure: what a crisis is worth, when a bloc meets, what it chooses among, who gives way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from sim.mechanisms import coercion
from sim.mechanisms.coercion import ACTIVATED, OPTIONS, POSTURE_OF, CoercionParameters

# Round numbers that a hand can follow; the defaults follow the record.
P = CoercionParameters(
    stake_base=0.25,
    stake_wave=0.15,
    stake_zeal=0.2,
    stake_border=0.2,
    stake_elected=0.2,
    stake_decay=0.82,
    cost_sanctions=0.05,
    cost_ultimatum=0.155,
    cost_activation=0.21,
    threat_leverage=1.6,
    hold_value=0.26,
    concede_base=-6.2,
    concede_sanctions=1.6,
    concede_threat=2.0,
    concede_popularity=1.5,
    concede_small=1.2,
)
ONE, NONE = np.ones(1), np.zeros(1)
YES, NO = np.array([True]), np.array([False])
POSTURES = range(6)

twentieths = st.integers(0, 20).map(lambda step: step / 20)


def stake(p: CoercionParameters = P, **changes: Any) -> float:
    state = {"wave": NONE, "zeal": 0.0, "borders": NONE, "elected": NO, "weeks": NONE}
    return float(coercion.stake(**(state | changes), p=p)[0])


def test_a_crisis_without_circumstances_is_worth_its_base() -> None:
    """The base stake would mean something else."""
    assert P.stake_base == stake()


def test_a_stake_by_hand() -> None:
    """A crisis would be worth more or less than its circumstances make it."""
    state = {"wave": 1.5 * ONE, "zeal": 0.5, "borders": ONE, "elected": YES}
    p = replace(P, stake_zeal=0.4, stake_border=0.3, stake_elected=0.1)
    assert pytest.approx(0.25 + 0.075 + 0.2 + 0.3 + 0.1) == stake(p, **state)
    assert pytest.approx(0.82 * 0.925) == stake(p, **state, weeks=4.35 * ONE)
    assert pytest.approx(0.25 + 0.15) == stake(wave=3.0 * ONE) == stake(wave=7.0 * ONE)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("wave", ONE, 2.0 * ONE),
        ("zeal", 0.2, 0.9),
        ("borders", NONE, ONE),
        ("elected", NO, YES),
    ],
)
def test_each_circumstance_raises_the_stake(name: str, low: Any, high: Any) -> None:
    """A bloc would care less the more is at stake for it."""
    assert stake(**{name: low}) < stake(**{name: high})


@settings(deadline=None, max_examples=60)
@given(st.floats(0.0, 1.0), st.floats(0.0, 200.0), st.floats(0.0, 200.0))
def test_a_stake_only_fades(decay: float, first: float, second: float) -> None:
    """An old crisis would matter more than a new one."""
    p = replace(P, stake_decay=decay)
    early, late = sorted((first, second))
    assert 0.0 <= stake(p, weeks=late * ONE) <= stake(p, weeks=early * ONE) <= P.stake_base


@settings(deadline=None, max_examples=40)
@given(st.floats(0.0, 1.0), st.integers(0, 24))
def test_a_stake_fades_by_its_decay_a_month(decay: float, months: int) -> None:
    """Grabs of power would become facts sooner or later than the parameter says."""
    p = replace(P, stake_decay=decay)
    found = coercion.fading(months * coercion.WEEKS_A_MONTH * ONE, p)[0]
    assert pytest.approx(decay**months, abs=1e-12) == found


@settings(deadline=None, max_examples=40)
@given(st.floats(0.0, 1.0), st.floats(-5.0, 0.0))
def test_a_stake_does_not_fade_before_the_day_of_the_grab(decay: float, weeks: float) -> None:
    """A crisis that is still to come would be worth more than a fresh one."""
    assert 1.0 == coercion.fading(weeks * ONE, replace(P, stake_decay=decay))[0]


@pytest.mark.parametrize(
    ("weeks", "since_trigger", "expected"),
    [
        (0.0, 0.0, 0.9),
        (2.0, 2.0, 0.9),
        (2.1, 2.1, 0.25),
        (26.0, 26.0, 0.25),
        (26.1, 26.1, 0.1),
        (60.0, 60.0, 0.1),
        (60.0, 1.0, 0.9),  # an old crisis that a massacre brings back to mind
        (60.0, 5.0, 0.1),
        (10.0, 5.0, 0.25),
    ],
)
def test_a_bloc_meets_often_after_a_trigger_and_seldom_about_old_crises(
    weeks: float, since_trigger: float, expected: float
) -> None:
    """A bloc would answer a fresh grab late, or keep meeting about a settled fact."""
    terms = coercion.meeting_terms(weeks * ONE, since_trigger * ONE)
    assert pytest.approx(expected) == expit(sum(terms.values()))[0]


def utilities(p: CoercionParameters = P, **changes: Any) -> dict[str, float]:
    state = {
        "posture": 1,
        "stake": 0.5,
        "weeks": 8.7,
        "odds": 0.8,
        "resolve": 0.1,
    } | changes
    posture = np.array([state.pop("posture")], np.int8)
    arrays = {name: value * ONE for name, value in state.items()}
    options = coercion.posture_utilities(posture=posture, **arrays, p=p)
    return {
        name: float(np.broadcast_to(sum(terms.values()), 1)[0]) for name, terms in options.items()
    }


def test_what_options_are_worth_by_hand() -> None:
    """A bloc would prefer another answer than its parameters say."""
    # A threat gains 1.6 x .8 x .5 = .64 times its belief.
    expected = {
        "hold": 0.26 * 0.5 - 0.01 * 2.0,
        "lift": -0.02,
        "sanctions": 0.25 * 0.5 - 0.05 + 0.1,
        "ultimatum": 0.36 * 0.64 - 0.155 + 0.1,
        "activate": 0.42 * 0.64 - 0.21 + 0.1,
    }
    assert pytest.approx(expected) == utilities()
    assert pytest.approx(-0.02 - 0.15 * 0.5) == utilities(posture=3)["lift"]


def test_options_come_in_the_order_in_which_they_are_numbered() -> None:
    """A bloc would take another posture than it chose, or history begin with a choice."""
    assert list(OPTIONS) == list(utilities())
    assert [-1, 1, 2, 3, 4] == POSTURE_OF.tolist()
    assert "hold" == OPTIONS[0]


@pytest.mark.parametrize("posture", POSTURES)
def test_what_is_done_already_is_not_to_be_had(posture: int) -> None:
    """A bloc would go back from a threat to sanctions, or have no way to stand still."""
    found = {name for name, value in utilities(posture=posture).items() if np.isfinite(value)}
    further = {
        name for name, level in zip(OPTIONS, POSTURE_OF, strict=True) if level > max(posture, 1)
    }
    assert {"hold", "lift"} | further == found
    assert {value for value in utilities(posture=posture).values() if not np.isfinite(value)} <= {
        -np.inf
    }


@settings(deadline=None, max_examples=40)
@given(twentieths, twentieths)
def test_threats_are_worth_more_the_better_the_odds(first: float, second: float) -> None:
    """A bloc would rather threaten those whom it cannot beat."""
    low, high = sorted((first, second))
    weak, strong = (utilities(odds=odds) for odds in (low, high))
    for name in ("ultimatum", "activate"):
        assert (low < high) == (weak[name] < strong[name])
    for name in ("hold", "lift", "sanctions"):
        assert weak[name] == strong[name]


def test_resolve_drives_further_and_time_wears_out() -> None:
    """A resolute bloc would do less, or holding a line cost nothing."""
    calm, resolute = utilities(resolve=-0.2), utilities(resolve=0.3)
    for name in ("sanctions", "ultimatum", "activate"):
        assert pytest.approx(0.5) == resolute[name] - calm[name]
    assert [calm[name] for name in ("hold", "lift")] == [
        resolute[name] for name in ("hold", "lift")
    ]
    late = utilities(weeks=8.7 + 4.35)
    assert pytest.approx(-P.hold_cost) == late["hold"] - utilities()["hold"]


@pytest.mark.parametrize("posture", POSTURES)
def test_only_who_has_threatened_loses_face_by_letting_go(posture: int) -> None:
    """Sanctions could not be lifted without shame, or a threat be forgotten for nothing."""
    shame = P.climb_down_cost * 0.5 if posture >= 3 else 0.0
    assert pytest.approx(-P.lift_cost - shame) == utilities(posture=posture)["lift"]


def concession(**changes: Any) -> float:
    state = {"posture": 1, "odds": 0.3, "popularity": 0.0, "soldiers": 20_000.0} | changes
    posture = np.array([state.pop("posture")], np.int8)
    arrays = {name: value * ONE for name, value in state.items()}
    terms = coercion.concession_terms(posture=posture, **arrays, p=P)
    return float(sum(terms.values())[0])


def test_at_the_reference_state_only_the_base_counts() -> None:
    """The base rate of concessions would mean something else."""
    assert P.concede_base == concession()


def test_a_concession_by_hand() -> None:
    """A target would give way sooner or later than its parameters say."""
    # -6.2 + 1.6 + 2 x .5 - 1.5 x .4 + 1.2
    found = concession(posture=3, odds=0.75, popularity=0.4, soldiers=4_000.0)
    assert pytest.approx(-3.0) == found


@pytest.mark.parametrize("posture", POSTURES)
@pytest.mark.parametrize(("odds", "credible"), [(0.0, 0.0), (0.5, 0.0), (0.75, 0.5), (1.0, 1.0)])
def test_only_a_threat_that_would_win_is_felt_and_only_from_the_ultimatum_on(
    posture: int, odds: float, credible: float
) -> None:
    """A target would fear a bloc that it can beat, or one that has not threatened."""
    threat = P.concede_threat * credible if posture >= 3 else 0.0
    sanctions = P.concede_sanctions if posture >= 2 else 0.0
    found = concession(posture=posture, odds=odds)
    assert pytest.approx(P.concede_base + sanctions + threat) == found


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(POSTURES), st.sampled_from(POSTURES), twentieths, twentieths)
def test_pressure_and_odds_never_make_a_target_stubborn(
    first: int, second: int, one: float, other: float
) -> None:
    """A harder posture, or a stronger bloc, would help the target to hold out."""
    low, high = sorted((first, second))
    worse, better = sorted((one, other))
    assert concession(posture=low, odds=worse) <= concession(posture=high, odds=better)
    above_half = max(better, 0.5) > max(worse, 0.5)
    threatened = {odds: concession(posture=ACTIVATED, odds=odds) for odds in (worse, better)}
    assert above_half == (threatened[worse] < threatened[better])


def test_the_popular_resist_and_the_small_yield() -> None:
    """A popular government would give way first, or a small army hold out longest."""
    assert pytest.approx(-1.5 * 0.25) == concession(popularity=0.75) - concession(popularity=0.5)
    assert pytest.approx(1.2) == concession(soldiers=4_999.0) - concession(soldiers=5_000.0)
    assert concession() == concession(soldiers=5_000.0)


def test_a_timetable_slips_as_often_as_the_parameter_says() -> None:
    """Juntas would keep or break their timetables more often than the parameter says."""
    slip = np.array([0.0, 0.03, 0.5])
    assert pytest.approx(slip.tolist()) == expit(sum(coercion.slip_terms(slip).values())).tolist()


def test_each_place_has_its_own_parameters() -> None:
    """A design's runs would share one bloc."""
    p = replace(P, belief_sanctions=np.array([0.0, 1.0]), stake_decay=np.array([0.5, 1.0]))
    two = np.ones(2)
    weeks = coercion.WEEKS_A_MONTH * two
    assert [0.5, 1.0] == coercion.fading(weeks, p).tolist()
    options = coercion.posture_utilities(
        posture=np.array([1, 2], np.int8),
        stake=two,
        weeks=weeks,
        odds=two,
        resolve=0.0 * two,
        p=p,
    )
    assert [-P.cost_sanctions, -np.inf] == sum(options["sanctions"].values()).tolist()
    assert [0.0, 1.0] == options["sanctions"]["concession"].tolist()
