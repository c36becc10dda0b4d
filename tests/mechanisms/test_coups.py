"""Coups: what officers weigh, what a regime's legitimacy does, when a junta goes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from sim.mechanisms import coups
from sim.mechanisms.coups import CoupParameters

P = CoupParameters()
ONE, NONE = np.ones(1), np.zeros(1)
YES, NO = np.array([True]), np.array([False])
CALM = {"losses": NONE, "junta": NO, "tenure": 99.0 * ONE, "threatened": NO}


def attempt(**changes: Any) -> float:
    reference = {
        "at_war": NO,
        "parity": 0.3 * ONE,
        "loss_stock": 0.1 * ONE,
        "memory": NONE,
        "legitimacy": 0.5 * ONE,
        "tenure": 6.0 * np.expm1(1.5) * ONE,
        "sanctions": NONE,
        "believed_aid": NONE,
    }
    return float(sum(coups.attempt_terms(**(reference | changes), p=P).values())[0])


def test_at_the_reference_state_only_the_base_counts() -> None:
    """The base rate of attempts would mean something else."""
    assert pytest.approx(P.base) == attempt()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("at_war", YES, P.war),
        ("parity", 1.3 * ONE, P.parity),
        ("loss_stock", 1.1 * ONE, P.losses),
        ("memory", ONE, P.memory),
        ("memory", 7.0 * ONE, 2.0 * P.memory),
        ("legitimacy", 1.5 * ONE, -P.legitimacy),
        ("tenure", 6.0 * np.expm1(2.5) * ONE, -P.tenure),
        ("sanctions", ONE, P.sanctions),
        ("believed_aid", ONE, -P.believed_aid),
    ],
)
def test_each_reason_weighs_as_its_parameter_says(
    name: str, value: np.ndarray, expected: float
) -> None:
    """Officers would be moved by something else, or the other way."""
    assert pytest.approx(P.base + expected) == attempt(**{name: value})


def test_success_and_transition_have_their_probabilities_at_the_reference() -> None:
    """An attempt would succeed, or a junta go, more often than its parameter says."""
    success = sum(coups.success_terms(0.5 * ONE, P).values())
    assert pytest.approx(P.success) == expit(success)[0]
    going = sum(coups.transition_terms(NO, NONE, P).values())
    assert pytest.approx(P.transition) == expit(going)[0]
    conceded = sum(coups.transition_terms(YES, NONE, P).values())
    assert pytest.approx(P.transition_conceded) == float((conceded - going)[0])
    besieged = sum(coups.transition_terms(NO, ONE, P).values())
    assert pytest.approx(-P.transition_parity) == float((besieged - going)[0])


@settings(deadline=None, max_examples=80)
@given(
    st.floats(0.05, 0.95),
    st.floats(0.0, 1.0),
    st.booleans(),
    st.booleans(),
    st.floats(0.0, 0.5),
    st.floats(0.0, 0.2),
)
def test_legitimacy_stays_in_its_bounds(
    level: float, losses: float, junta: bool, threatened: bool, back: float, lost: float
) -> None:
    """A regime would be more than wholly legitimate, or less than not at all."""
    p = CoupParameters(legitimacy_return=back, legitimacy_losses=lost)
    state = CALM | {"losses": losses * ONE, "junta": np.array([junta])}
    state["threatened"] = np.array([threatened])
    assert 0.05 <= coups.legitimacy(level * ONE, **state, p=p)[0] <= 0.95


def test_legitimacy_moves_as_the_parameters_say() -> None:
    """Losses, threats or long rule would work the other way."""
    rest = coups.LEGITIMACY_REST * ONE

    def change(**state: np.ndarray) -> float:
        return float(coups.legitimacy(rest, **(CALM | state), p=P)[0] - rest[0])

    assert pytest.approx(0.0, abs=1e-12) == change()
    assert pytest.approx(-P.legitimacy_losses) == change(losses=ONE)
    assert pytest.approx(P.rally) == change(threatened=YES)
    assert pytest.approx(-P.legitimacy_junta) == change(junta=YES)
    assert pytest.approx(0.0, abs=1e-12) == change(junta=YES, tenure=12.0 * ONE)


def test_memories_fade() -> None:
    """A coup would be remembered for ever, or a month."""
    memory, stock = ONE, ONE
    for _ in range(36):
        memory, stock = coups.memory(memory, P), coups.loss_stock(stock, NONE)
    assert pytest.approx(0.5) == memory[0]
    assert stock[0] < 0.001
    assert 0.5 == coups.loss_index(4.0 * ONE, 1000.0 * ONE)[0]
    assert 1.0 == coups.parity(1e9 * ONE, ONE, ONE, 4.0)[0]
