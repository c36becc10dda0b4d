"""Declarations of parameters, the distributions they may have, and values for chosen runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.mechanisms import PARAMETER_SETS, declarations
from sim.mechanisms.attacks import AttackParameters
from sim.parameters import (
    Beta,
    Choice,
    Declaration,
    Distribution,
    Normal,
    Uniform,
    parameter,
    parse_distribution,
)

LATTICE = (np.arange(20_000) + 0.5) / 20_000
WIDE = (-1e6, 1e6)

every_parameter = pytest.mark.parametrize("declared", declarations().values(), ids=lambda d: d.name)
unit_interval = st.floats(1e-9, 1.0 - 1e-9)


@every_parameter
def test_declarations_are_complete(declared: Declaration) -> None:
    """The table of parameters would have holes, or a value without a source."""
    assert "" not in {declared.unit, declared.symbol, declared.source.strip()}
    assert declared.meaning.endswith(".")
    assert declared.evidence in {"fitted", "prior", "data"}
    assert len(declared.source) > 5


@every_parameter
def test_defaults_and_ranges_lie_inside_the_bounds(declared: Declaration) -> None:
    """A scenario's own default, or a sweep, would be refused."""
    low, high = declared.bounds
    default = declared.default
    smallest, largest = (default,) * 2 if isinstance(default, float) else default.support
    assert low <= smallest <= largest <= high
    assert low <= declared.range[0] < declared.range[1] <= high
    centre = default if isinstance(default, float) else default.centre
    assert declared.range[0] <= centre <= declared.range[1]


def test_every_mechanism_s_parameters_are_declared_under_its_name() -> None:
    """A parameter could not be set in a scenario, or two would have one name."""
    expected = [
        f"{mechanism}.{name}"
        for mechanism, parameter_set in PARAMETER_SETS.items()
        for name in vars(parameter_set())
    ]
    assert expected == list(declarations())
    assert [name for name, declared in declarations().items() if name == declared.name] == expected


def test_a_range_that_is_not_given_is_half_to_one_and_a_half_of_the_default() -> None:
    """A sweep would leave the bounds, or run backwards."""

    def declared_range(default: float, bounds: tuple[float, float]) -> tuple[float, float]:
        declared = parameter(default, bounds=bounds, unit="1", meaning="", source="", symbol="")
        return tuple(declared.metadata["range"])

    assert (1.0, 3.0) == declared_range(2.0, (0.0, 10.0))
    assert (1.5, 2.5) == declared_range(2.0, (1.5, 2.5))
    assert (-3.0, -1.0) == declared_range(-2.0, (-9.0, 0.0))


def test_an_instance_holds_the_defaults() -> None:
    """A rule would be tried with other values than the table shows."""
    declared = AttackParameters.declarations("attacks")
    assert {name: d.default for name, d in declared.items()} == vars(AttackParameters())


@settings(deadline=None, max_examples=80)
@given(
    st.one_of(
        st.builds(lambda a, b: Uniform(min(a, b), max(a, b)), st.floats(-9, 9), st.floats(-9, 9)),
        st.builds(Normal, st.floats(-3, 3), st.floats(0.01, 9)),
        st.builds(Beta, st.floats(0.3, 20), st.floats(0.3, 20)),
        st.builds(Choice, st.lists(st.floats(-3, 3), min_size=1, max_size=5).map(tuple)),
    ),
    st.lists(unit_interval, min_size=2, max_size=20),
)
def test_quantiles_rise_within_support_and_bounds(
    distribution: Distribution, u: list[float]
) -> None:
    """A run would live with a parameter that a scenario may not even name."""
    bounds = (-3.0, 3.0) if isinstance(distribution, Normal) else WIDE
    values = distribution.quantile(np.sort(u), bounds)
    low, high = bounds if isinstance(distribution, Normal) else distribution.support
    assert np.all((low <= values) & (values <= high))
    if not isinstance(distribution, Choice):
        assert np.all(np.diff(values) >= -1e-12)


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        (Uniform(2.0, 5.0), stats.uniform(2.0, 3.0)),
        (Normal(1.0, 2.0), stats.norm(1.0, 2.0)),
        (Beta(4.0, 7.0), stats.beta(4.0, 7.0)),
    ],
    ids=["uniform", "normal", "beta"],
)
def test_quantiles_are_scipy_s(distribution: Distribution, expected: object) -> None:
    """An uncertain parameter would be drawn from another distribution."""
    assert pytest.approx(expected.ppf(LATTICE)) == distribution.quantile(LATTICE, WIDE)
    assert pytest.approx(expected.mean()) == distribution.centre


def test_a_normal_is_cut_not_piled_up_at_its_bounds() -> None:
    """Many runs would have exactly the bound for their value."""
    values = Normal(0.0, 1.0).quantile(LATTICE, (-0.5, 1.0))
    expected = stats.truncnorm(-0.5, 1.0).ppf(LATTICE)
    assert pytest.approx(expected) == values
    assert len(values) == len(np.unique(values))


def test_choices_are_equally_likely() -> None:
    """One of the listed values would come up more often."""
    values = Choice((3.0, 1.0, 2.0, 8.0)).quantile(LATTICE, WIDE)
    found, counts = np.unique(values, return_counts=True)
    assert [1.0, 2.0, 3.0, 8.0] == found.tolist()
    assert [5000] * 4 == counts.tolist()


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"uniform": [1, 2]}, Uniform(1.0, 2.0)),
        ({"normal": [0, 1.5]}, Normal(0.0, 1.5)),
        ({"beta": [4, 7]}, Beta(4.0, 7.0)),
        ({"choice": [1, 2, 2]}, Choice((1.0, 2.0, 2.0))),
    ],
)
def test_distributions_are_read(spec: dict, expected: Distribution) -> None:
    """A scenario could not say that a parameter is uncertain."""
    assert expected == parse_distribution(spec)


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({}, "exactly one key"),
        ({"uniform": [1, 2], "beta": [1, 2]}, "exactly one key"),
        ({"gamma": [1, 2]}, "unknown distribution 'gamma'"),
        ({"uniform": [1]}, "exactly two values"),
        ({"uniform": [2, 1]}, "lower end first"),
        ({"normal": [0, 0]}, "above zero"),
        ({"beta": [0, 1]}, "above zero"),
        ({"choice": []}, "at least one value"),
    ],
)
def test_what_is_no_distribution_is_refused(spec: dict, problem: str) -> None:
    """A mistake in a scenario would become a distribution of another shape."""
    with pytest.raises(ValueError, match=problem):
        parse_distribution(spec)


def test_taken_runs_keep_their_values() -> None:
    """A branch of a run would live under other parameters."""
    given = AttackParameters(intensity=np.array([1.0, 2.0, 3.0]), dispersion=2.0)
    taken = given.take(np.array([2, 0, 2]))
    assert [3.0, 1.0, 3.0] == taken.intensity.tolist()
    assert (2.0, given.spillover) == (taken.dispersion, taken.spillover)
