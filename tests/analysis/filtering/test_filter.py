"""Histories that follow the deaths observed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.analysis.filtering.filter import Filter, systematic
from sim.scenario import Scenario

CODES = ["MLI", "BFA", "NER"]


def filtered(scenario: Scenario, rows: int, histories: int, months: np.ndarray) -> Filter:
    found = Filter.start(scenario, {"attacks.tempo_sd": np.full(rows, 0.7)}, histories, CODES, 2)
    for deaths in months:
        found.live(deaths)
        found.resample()
    return found


def tempo(found: Filter, country: int) -> float:
    return float(found.mean(found.model.world.theatre.tempo[country]).mean())


def test_a_war_that_kills_more_has_a_higher_tempo(baseline: Scenario) -> None:
    """Observations would not move the histories, or move those of another country."""
    calm = filtered(baseline, 1, 800, np.array([[150.0, 100.0, 60.0]] * 4))
    wild = filtered(baseline, 1, 800, np.array([[150.0, 900.0, 60.0]] * 4))
    assert tempo(calm, 1) + 1.0 < tempo(wild, 1)
    # Attacks that spill over from Burkina Faso explain some of Mali's, whose own tempo falls.
    assert -1.0 < tempo(wild, 0) - tempo(calm, 0) < 0.1


def test_a_rows_likelihood_does_not_depend_on_how_many_histories_estimate_it(
    baseline: Scenario,
) -> None:
    """Guidance or resampling would count something twice."""
    months = np.array([[250.0, 300.0, 20.0], [100.0, 500.0, 90.0], [180.0, np.nan, 10.0]])
    many = filtered(baseline, 1, 6000, months).log_likelihood[0]
    few = filtered(baseline, 150, 40, months).log_likelihood
    assert pytest.approx(1.0, abs=0.15) == np.exp(few - many).mean()


def test_histories_multiply_within_their_row_alone(baseline: Scenario) -> None:
    """A likely row would crowd out the others, whose weights are known."""
    low = {"attacks.intensity": np.array([4.0, 16.0])}
    found = Filter.start(baseline, low, 32, CODES, 2)
    for _ in range(3):
        found.live(np.array([40.0, 40.0, 10.0]))
        found.resample()
    intensity = found.model.parameters.attacks.intensity
    assert [4.0] * 32 + [16.0] * 32 == np.asarray(intensity).tolist()
    assert found.log_likelihood[1] < found.log_likelihood[0]
    assert np.allclose(1.0, np.exp(found.log_weights).sum(axis=1))


@settings(deadline=None)
@given(
    arrays(np.float64, st.integers(1, 20), elements=st.floats(0.01, 10.0)),
    st.integers(1, 50),
    st.floats(0.0, 0.999),
)
def test_systematic_draws_are_as_even_as_can_be(weights: np.ndarray, number: int, u: float) -> None:
    """Resampling would add noise, or lose a history that carries its share."""
    counts = np.bincount(systematic(weights, number, u), minlength=weights.size)
    fair = number * weights / weights.sum()
    assert number == counts.sum()
    assert np.all(np.abs(counts - fair) < 1.0 + 1e-9)
