"""Honouring: what moves an ally, what others believe of it, and how its record fades."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from sim.mechanisms import honouring
from sim.mechanisms.honouring import HonouringParameters

P = HonouringParameters()
ONE = np.ones(1)
YES, NO = np.array([True]), np.array([False])
REFERENCE: dict[str, Any] = {
    "affinity": 0.3 * ONE,
    "publicity": 0.5 * ONE,
    "signed": YES,
    "tied": 0.3 * ONE,
    "obliged": ONE,
    "regime_changed": NO,
}
HARD: dict[str, Any] = {
    "affinity": 0.8 * ONE,
    "publicity": 0.9 * ONE,
    "signed": NO,
    "tied": 0.8 * ONE,
    "obliged": 3.0 * ONE,
    "regime_changed": YES,
}
SIGNS = {
    "affinity": +1,
    "publicity": +1,
    "signed": +1,
    "tied": -1,
    "obliged": -1,
    "regime_changed": -1,
    "cost": -1,
    "reliability": +1,
}

# Steps of a twentieth, so that two different values are never equal but for rounding.
twentieths = st.integers(0, 20).map(lambda step: step / 20)
circumstances = st.fixed_dictionaries(
    {
        "affinity": st.integers(-20, 20).map(lambda step: step / 20),
        "publicity": twentieths,
        "signed": st.booleans(),
        "tied": twentieths,
        "obliged": st.integers(1, 5),
        "regime_changed": st.booleans(),
        "cost": twentieths,
        "reliability": twentieths,
    }
)


def logit(p: HonouringParameters = P, **state: Any) -> float:
    """The sum of every term; cost and reliability are at their reference unless given."""
    whole = REFERENCE | {"cost": 0.3, "reliability": 0.5} | state
    cost, reliability = whole.pop("cost"), whole.pop("reliability") * ONE
    terms = honouring.circumstances(**{key: value * ONE for key, value in whole.items()}, p=p)
    terms |= honouring.own_terms(reliability, p) | {"cost": honouring.cost_term(cost, p)}
    return float(sum(terms.values())[0])


def level(p: HonouringParameters = P, **state: Any) -> float:
    return float(honouring.level(np.array([logit(p, **state)]))[0])


def test_at_the_reference_state_only_the_base_counts() -> None:
    """The base reliability would mean something else."""
    terms = honouring.circumstances(**REFERENCE, p=P)
    assert [0.0] * len(terms) == [float(term[0]) for term in terms.values()]
    assert 0.0 == honouring.cost_term(0.3, P)
    assert 0.0 == honouring.own_terms(np.array([P.belief_reliability]), P)["record"][0]
    assert pytest.approx(4 / 11) == level()
    assert pytest.approx(0.6) == level(HonouringParameters(base_reliability=0.6))


def test_a_hard_case_by_hand() -> None:
    """Reasons would weigh more or less than their parameters say."""
    # .6 + .24 - .5 - .45 - .5 - .7 - .56 + .25 = -1.62, from odds of 4 to 7.
    odds = 4 / 7 * exp(-1.62)
    found = level(HonouringParameters(regime_change=0.7), **HARD, cost=0.7, reliability=0.75)
    assert pytest.approx(odds / (1 + odds)) == found
    assert pytest.approx(0.1016, abs=1e-4) == found


@pytest.mark.parametrize("name", SIGNS)
@settings(deadline=None, max_examples=25)
@given(circumstances, circumstances)
def test_each_reason_moves_an_ally_the_way_its_meaning_says(
    name: str, state: dict, other: dict
) -> None:
    """Warmth would keep an ally away, or a costly response draw it in."""
    low, high = sorted((state[name], other[name]))
    change = logit(**(state | {name: high})) - logit(**(state | {name: low}))
    assert np.sign(high * 1.0 - low) * SIGNS[name] == np.sign(np.round(change, 12))


@settings(deadline=None, max_examples=40)
@given(circumstances, st.sampled_from([0.0, 1.0]))
def test_who_never_or_always_honours_does_so_whatever_the_circumstances(
    state: dict, base: float
) -> None:
    """An ally set to be wholly unreliable, or wholly reliable, would not be."""
    assert base == level(HonouringParameters(base_reliability=base), **state)


@settings(deadline=None, max_examples=40)
@given(circumstances, twentieths)
def test_belief_knows_the_record_and_not_how_reliable_allies_are(
    state: dict, reliability: float
) -> None:
    """Others would know what nobody has seen."""
    state = {key: value * ONE for key, value in state.items()}
    cost = float(state.pop("cost")[0])
    state.pop("reliability")
    beliefs = []
    for base in (0.05, 0.95):
        p = HonouringParameters(base_reliability=base)
        terms = honouring.circumstances(**state, p=p) | {"cost": honouring.cost_term(cost, p)}
        found = honouring.belief(reliability * ONE, np.asarray(sum(terms.values())))
        beliefs.append(float(found[0]))
    assert beliefs[0] == beliefs[1]
    odds = reliability * exp(float(sum(terms.values())[0]))
    assert pytest.approx(odds / (1.0 - reliability + odds)) == beliefs[0]


def test_belief_by_hand() -> None:
    """A good record would count for nothing, or the circumstances would not."""
    reference = sum(honouring.circumstances(**REFERENCE, p=P).values())
    assert pytest.approx(0.75) == honouring.belief(0.75 * ONE, reference)[0]
    # Odds of 3 to 1, and .6 + .24 - .5 - .45 - .5 - .6 - .56 = -1.77.
    hard = sum(honouring.circumstances(**HARD, p=P).values()) + honouring.cost_term(0.7, P)
    odds = 3.0 * exp(-1.77)
    assert pytest.approx(odds / (1.0 + odds)) == honouring.belief(0.75 * ONE, hard)[0]


def test_an_ally_without_a_record_is_believed_as_the_parameter_says() -> None:
    """A newcomer would be trusted more or less than others are told to trust it."""
    for belief, expected in ((0.5, [3.0, 3.0]), (0.25, [1.5, 4.5])):
        honoured, broken = honouring.starting_record(HonouringParameters(belief_reliability=belief))
        assert expected == [honoured, broken]
        assert belief == honouring.reliability(honoured, broken)
    both = HonouringParameters(belief_reliability=np.array([0.5, 0.25]))
    assert [[3.0, 1.5], [3.0, 4.5]] == [cases.tolist() for cases in honouring.starting_record(both)]


def test_a_record_follows_what_an_ally_does() -> None:
    """Honouring would ruin a name, or one broken word would."""
    start = honouring.reliability(3.0 * ONE, 3.0 * ONE)[0]
    assert pytest.approx(4 / 7) == honouring.reliability(4.0 * ONE, 3.0 * ONE)[0]
    assert pytest.approx(3 / 7) == honouring.reliability(3.0 * ONE, 4.0 * ONE)[0]
    assert 0.5 == start


@settings(deadline=None, max_examples=60)
@given(st.floats(0.9, 1.0), st.floats(0.01, 6.0), st.floats(0.0, 50.0))
def test_records_fade_to_where_they_start_and_stay_positive(
    memory: float, start: float, beyond: float
) -> None:
    """A record would grow by itself, or be forgotten until there is none to divide by."""
    p = HonouringParameters(record_memory=memory)
    later = honouring.faded((start + beyond) * ONE, start, p)[0]
    assert pytest.approx(memory * beyond, abs=1e-9) == later - start
    assert 0.0 < later
    assert start == honouring.faded(start * ONE, start, p)[0]


def test_a_broken_word_is_forgotten_by_and_by() -> None:
    """It would be held against an ally for ever, or for a month."""
    cases = 5.0 * ONE
    assert pytest.approx(3.0 + 0.98 * 2.0) == honouring.faded(cases, 3.0, P)[0]
    for _ in range(34):
        cases = honouring.faded(cases, 3.0, P)
    assert pytest.approx(4.0, abs=0.01) == cases[0]
    for _ in range(1000):
        cases = honouring.faded(cases, 3.0, P)
    assert pytest.approx(3.0) == cases[0]


def test_an_army_is_tied_down_by_its_dead() -> None:
    """An ally would plead war at home in peace, or be more than wholly tied down."""
    killed, soldiers = np.array([0.0, 50.0, 100.0, 4000.0]), np.full(4, 5000.0)
    assert [0.0, 0.5, 1.0, 1.0] == honouring.tied_down(killed, soldiers).tolist()


def test_what_sets_off_a_clause() -> None:
    """Allies would be called for nothing, or not when the state falls apart."""
    before, now = np.array([0.9, 0.9, 0.9]), np.array([0.885, 0.895, 0.95])
    assert [True, False, False] == honouring.rebellion(before, now).tolist()
    assert [False, True, True] == honouring.terrorism(np.array([24.0, 25.0, 90.0])).tolist()


def test_each_run_has_its_own_parameters() -> None:
    """A design's runs would share one weight."""
    p = HonouringParameters(cost=np.array([0.0, 2.0]), base_reliability=np.array([0.5, 0.9]))
    terms = honouring.own_terms(np.full((1, 2), 0.5), p)
    found = expit(honouring.cost_term(0.8, p) + sum(terms.values()))
    # Odds of 9 to 1, less a logit of 2 x .5.
    assert pytest.approx([0.5, 9.0 / (9.0 + exp(1.0))]) == found[0].tolist()
