"""How often groups attack: opportunity, pressure, tempo, excitation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import attacks
from sim.mechanisms.attacks import AttackParameters

P = AttackParameters()
ONE = np.ones(1)


def expected(**changes: np.ndarray) -> float:
    given_terms = {
        "fighters": 1000.0 * ONE,
        "control": 0.5 * ONE,
        "pressure": ONE,
    }
    return float(attacks.expected(**(given_terms | changes), p=P)[0])


def test_a_thousand_fighters_attack_as_often_as_the_parameter_says() -> None:
    """The fitted intensity would mean something else."""
    assert pytest.approx(P.intensity) == expected()
    assert pytest.approx(P.intensity / 4) == expected(fighters=250.0 * ONE)
    assert 0.0 == expected(fighters=0.9 * ONE)


def test_contested_regions_are_attacked_most() -> None:
    """Attacks would peak where nobody resists."""
    control = np.linspace(0.0, 1.0, 101)
    chance = attacks.opportunity(control)
    assert 50 == chance.argmax()
    assert [0.25, pytest.approx(1.0), 0.25] == chance[[0, 50, 100]].tolist()


def test_strong_armies_suppress_and_havens_breed() -> None:
    """An army's partners would make things worse, or a haven better."""
    levels = np.array([0.5, 1.0, 2.0])
    assert np.all(np.diff(attacks.pressure(levels, np.zeros(3), P)) < 0)
    assert np.all(np.diff(attacks.pressure(np.ones(3), levels / 2, P)) > 0)
    assert 1.0 == attacks.pressure(ONE, 0.0 * ONE, P)[0]


@settings(deadline=None, max_examples=40)
@given(st.floats(0.0, 1.0), st.booleans(), st.floats(0.0, 1.0))
def test_a_haven_needs_a_border(control: float, border: bool, together: float) -> None:
    """Inland regions would have sanctuary abroad."""
    seen = control * border * ONE
    haven = attacks.sanctuary(seen, float(border) * ONE, together * ONE)[0]
    assert 0.0 <= haven <= float(border)
    assert attacks.sanctuary(seen, float(border) * ONE, ONE)[0] == 0.0


@pytest.mark.parametrize(("memory", "sd"), [(0.0, 0.6), (0.85, 0.6), (0.99, 1.5)])
def test_a_tempo_keeps_its_spread_and_its_mean_factor_is_one(memory: float, sd: float) -> None:
    """Wars would grow wilder with time, or tempo add attacks on the average."""
    p = AttackParameters(tempo_memory=memory, season=0.0)
    generator = np.random.default_rng(1)
    level = generator.standard_normal(400_000)
    later = attacks.tempo(level, generator.standard_normal(400_000), p)
    factor = attacks.tempo_factor(later, sd * np.ones(1), 0, p)
    assert pytest.approx(1.0, rel=0.01) == later.std()
    assert pytest.approx(memory, abs=0.01) == np.corrcoef(level, later)[0, 1]
    assert pytest.approx(sd, rel=0.01) == np.log(factor).std()
    assert pytest.approx(1.0, abs=0.03) == factor.mean()


def test_wars_differ_in_how_far_their_tempo_swings() -> None:
    """Mali's months would be held to swing like Burkina Faso's."""
    p = AttackParameters(tempo_sd=0.6, tempo_variety=0.5)
    spread = attacks.tempo_spread(np.array([-1.0, 0.0, 1.0]), p)
    assert pytest.approx([0.6 * np.exp(-0.5), 0.6, 0.6 * np.exp(0.5)]) == spread.tolist()
    generator = np.random.default_rng(1)
    level = generator.standard_normal(200_000)
    later = attacks.swing(level, generator.standard_normal(200_000))
    assert pytest.approx(1.0, rel=0.01) == later.std()
    assert pytest.approx(attacks.SWING_MEMORY, abs=0.01) == np.corrcoef(level, later)[0, 1]


def test_the_rains_slow_the_war_and_the_dry_season_quickens_it() -> None:
    """The season would come at another time of the year, or change the year's mean."""
    p = AttackParameters(season=0.3)
    still = 0.0 * ONE
    logs = [float(np.log(attacks.tempo_factor(still, still, 24_000 + m, p))[0]) for m in range(12)]
    assert (1, 7) == (int(np.argmax(logs)), int(np.argmin(logs)))
    assert pytest.approx(0.3) == logs[1]
    assert pytest.approx(0.0, abs=1e-12) == sum(logs)


def test_an_attack_calls_forth_as_many_as_the_parameters_say() -> None:
    """One attack would breed more in the end than its excitation, and so without end."""
    level, total = np.zeros(1), np.zeros(1)
    level = attacks.excitation(level, ONE, 2.0 * ONE, P)
    for _ in range(60):
        total += level
        level = attacks.excitation(level, 0.0 * ONE, 0.0 * ONE, P)
    assert pytest.approx(P.excitation + 2.0 * P.spillover) == float(total[0])
