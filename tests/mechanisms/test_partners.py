"""Partners: what drives them out, how fast they go, who comes instead, what it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import partners
from sim.mechanisms.partners import PartnerParameters

P = PartnerParameters()
ONE, NONE = np.ones(1), np.zeros(1)
shares = st.floats(0.0, 1.0).map(lambda share: np.array([share]))


def exit_terms(**changes: Any) -> dict[str, float]:
    state = {
        "norm": 1.0,
        "junta": np.array([False]),
        "tenure": 99.0 * ONE,
        "affinity": 0.2 * ONE,
        "substitutes": NONE,
    }
    terms = partners.exit_terms(**(state | changes), p=P)
    return {name: float(np.asarray(term).item()) for name, term in terms.items()}


def test_at_the_reference_state_only_the_base_counts() -> None:
    """The base rate of exits would mean something else."""
    assert {"base": P.exit_base, "coup": 0.0, "affinity": 0.0, "substitute": 0.0} == exit_terms()


def test_a_recent_coup_weighs_for_eighteen_months_and_by_norm() -> None:
    """Partners would punish old coups, elected regimes, or what they do not mind."""
    junta = np.array([True])
    assert P.exit_coup == exit_terms(junta=junta, tenure=17.0 * ONE)["coup"]
    assert 0.0 == exit_terms(junta=junta, tenure=18.0 * ONE)["coup"]
    assert 0.0 == exit_terms(tenure=NONE)["coup"]
    assert 0.3 * P.exit_coup == exit_terms(junta=junta, tenure=NONE, norm=0.3)["coup"]
    assert pytest.approx(0.8 * P.exit_affinity) == exit_terms(affinity=-0.6 * ONE)["affinity"]
    assert P.exit_substitute == exit_terms(substitutes=ONE)["substitute"]


def test_a_partner_that_leaves_is_gone_in_half_a_year() -> None:
    """Withdrawals would take another time than the dated ones."""
    presence = ONE
    for _ in range(6):
        assert presence[0] > 1e-9
        presence = partners.draw_down(presence)
    assert 0.0 == presence[0]


@settings(deadline=None, max_examples=60)
@given(shares, shares, st.floats(-1.0, 1.0), st.booleans())
def test_a_substitute_comes_to_friendly_juntas_that_others_left(
    presence: np.ndarray, western: np.ndarray, affinity: float, junta: bool
) -> None:
    """A substitute would go where nobody wants it, or be present more than wholly."""
    later = partners.substitute_presence(
        presence, junta=np.array([junta]), western=western, affinity=affinity * ONE, p=P
    )
    assert 0.0 <= later[0] <= 1.0
    if not junta or affinity <= 0.0 or western[0] == 1.0:
        assert pytest.approx(0.9 * presence[0]) == later[0]


def test_partners_shape_the_army() -> None:
    """The west's leaving would strengthen an army, or spare civilians."""
    assert [1.0] == partners.effectiveness(ONE, ONE, NONE, P).tolist()
    left = partners.effectiveness(ONE, NONE, NONE, P)[0]
    assert pytest.approx(np.exp(-P.western_effectiveness)) == left
    assert partners.effectiveness(ONE, NONE, ONE, P)[0] > left
    harm = [partners.harm(w * ONE, s * ONE, P)[0] for w, s in ((1, 0), (0, 0), (0, 1))]
    assert sorted(harm) == harm
    assert 1.0 == harm[1]
