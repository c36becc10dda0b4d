"""Membership: who signs, who leaves, and what a member's part in a treaty is worth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import membership
from sim.mechanisms.membership import MembershipParameters

P = MembershipParameters()
ONE, NONE = np.ones(1), np.zeros(1)
YES, NO = np.array([True]), np.array([False])

SIGNING = {"threat": +1, "juntas": +1, "affinity": +1, "rival": -1}
LEAVING = {
    "affinity": -1,
    "patron": -1,
    "exits": +1,
    "rival": +1,
    "new_regime": +1,
    "sanctions": +1,
    "let_down": +1,
}
FLAGS = {"rival", "new_regime"}

# Steps of a twentieth, so that two different values are never equal but for rounding.
twentieths = st.integers(0, 20).map(lambda step: step / 20)
warmth = st.integers(-20, 20).map(lambda step: step / 20)


def states(names: dict[str, int]) -> st.SearchStrategy:
    warm = {"affinity", "patron"}
    return st.fixed_dictionaries(
        {
            name: st.booleans() if name in FLAGS else warmth if name in warm else twentieths
            for name in names
        }
    )


def _arrays(names: dict[str, int], state: dict[str, Any]) -> dict[str, np.ndarray]:
    """Every covariate as an array, none and no unless given."""
    return {
        name: np.array([bool(state.get(name, False))])
        if name in FLAGS
        else state.get(name, 0.0) * ONE
        for name in names
    }


def signing(p: MembershipParameters = P, **state: Any) -> float:
    terms = membership.signing_terms(**_arrays(SIGNING, state), p=p)
    return float(sum(terms.values())[0])


def leaving(p: MembershipParameters = P, **state: Any) -> float:
    terms = membership.leaving_terms(**_arrays(LEAVING, state), p=p)
    return float(sum(terms.values())[0])


def test_at_the_reference_state_only_the_bases_count() -> None:
    """The base rates of signing and leaving would mean something else."""
    assert P.form_base == signing()
    assert P.leave_base == leaving()


def test_signing_by_hand() -> None:
    """A treaty would find members more or less easily than its parameters say."""
    # -6.5 + 2 + 1 x .5 + 3 x .4 - 1.5
    p = MembershipParameters(form_affinity=3.0)
    assert pytest.approx(-4.3) == signing(p, threat=1.0, juntas=0.5, affinity=0.4, rival=True)


def test_leaving_by_hand() -> None:
    """A treaty would lose members more or less easily than its parameters say."""
    # -7.25 + 3 x .2 + 4 x .5 + 9 x .2 + 3 + .8 + 1.2 x .7 + 1 x .5
    found = leaving(
        MembershipParameters(leave_affinity=3.0),
        affinity=-0.2,
        patron=-0.5,
        exits=0.2,
        rival=True,
        new_regime=True,
        sanctions=0.7,
        let_down=0.5,
    )
    assert pytest.approx(2.29) == found


@pytest.mark.parametrize("name", SIGNING)
@settings(deadline=None, max_examples=25)
@given(states(SIGNING), states(SIGNING))
def test_each_reason_moves_a_candidate_the_way_its_meaning_says(
    name: str, state: dict, other: dict
) -> None:
    """A common threat would keep states apart, or a rival treaty bring them in."""
    low, high = sorted((state[name], other[name]))
    change = signing(**(state | {name: high})) - signing(**(state | {name: low}))
    assert np.sign(high * 1.0 - low) * SIGNING[name] == np.sign(np.round(change, 12))


@pytest.mark.parametrize("name", LEAVING)
@settings(deadline=None, max_examples=25)
@given(states(LEAVING), states(LEAVING))
def test_each_reason_moves_a_member_the_way_its_meaning_says(
    name: str, state: dict, other: dict
) -> None:
    """Friendship would drive members out, or sanctions and broken words hold them."""
    low, high = sorted((state[name], other[name]))
    change = leaving(**(state | {name: high})) - leaving(**(state | {name: low}))
    assert np.sign(high * 1.0 - low) * LEAVING[name] == np.sign(np.round(change, 12))


def test_a_treaty_without_patron_or_bloc_has_nothing_of_them() -> None:
    """A plain number for all runs would not do in place of an array."""
    state = _arrays(LEAVING, {"exits": 0.5}) | {"patron": 0.0, "sanctions": 0.0}
    terms = membership.leaving_terms(**state, p=P)
    assert pytest.approx(P.leave_base + 4.5) == sum(terms.values())[0]


@settings(deadline=None, max_examples=60)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_member_s_part_is_worth_more_the_warmer_its_company(one: float, other: float) -> None:
    """Lukewarm members would carry a treaty, or a part be worth more than a whole member."""
    cool, warm = membership.engagement(np.sort([one, other]))
    assert 0.5 <= cool <= warm <= 1.0
    assert pytest.approx((1.0 + one) / 2.0) == membership.engagement(one * ONE)[0]


@settings(deadline=None, max_examples=40)
@given(st.floats(-1.0, 0.0))
def test_hostile_company_counts_as_indifference(warmth: float) -> None:
    """A member among enemies would be worth less than half a member, or none at all."""
    assert 0.5 == membership.engagement(warmth * ONE)[0]
