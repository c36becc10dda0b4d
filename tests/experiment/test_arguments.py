"""What a user may ask for, and how the rest is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import LiptakoError
from sim.experiment.design import from_table, replicates
from sim.experiment.ensemble import simulate
from sim.scenario import Scenario
from tests.experiment.conftest import differing, until, variables


@pytest.fixture(scope="module")
def month(baseline: Scenario) -> Scenario:
    return until(baseline, "2023-07")


def refusal(scenario: Scenario, **arguments: Any) -> str:
    with pytest.raises(LiptakoError) as caught:
        simulate(scenario, **arguments)
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    "runs", [0, -1, 2.5, 3.0, True, "5", float("nan"), 10_000_001, np.float64(4)], ids=repr
)
def test_runs_are_refused(month: Scenario, runs: Any) -> None:
    """A slip would run nothing, or forever, or end in a traceback."""
    expected = "is no number of runs - use a whole number from 1 to 10,000,000"
    assert f"runs: {runs!r} {expected}" == refusal(month, runs=runs)


@pytest.mark.parametrize("seed", [2.5, True, "1", None, np.float64(1)], ids=repr)
def test_seeds_that_are_no_whole_numbers_are_refused(month: Scenario, seed: Any) -> None:
    """Two seeds would silently be one."""
    assert f"seed: {seed!r} is no seed - use a whole number" == refusal(month, runs=1, seed=seed)


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_seeds_out_of_range_are_refused(month: Scenario, seed: int) -> None:
    """A seed could not be kept in a file, where whole numbers have 64 bits."""
    expected = f"seed: {seed} is out of range - use 0 to 9223372036854775807"
    assert expected == refusal(month, runs=1, seed=seed)


@pytest.mark.parametrize("workers", [0, -1, 2.5, True, 1025, "2", None], ids=repr)
def test_workers_are_refused(month: Scenario, workers: Any) -> None:
    """A slip would hang, or end in a traceback of the standard library."""
    expected = "is no number of processes - use a whole number from 1 to 1024"
    assert f"workers: {workers!r} {expected}" == refusal(month, runs=1, workers=workers)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            {"attacks.intensty": [1.0]},
            "design: no parameter 'attacks.intensty', nor a place in a scenario - did you mean "
            "'attacks.intensity'?",
        ),
        (
            {"intensity": [1.0]},
            "design: no parameter 'intensity', nor a place in a scenario - did you mean",
        ),
        (
            {"zzzzzz": [1.0]},
            "design: no parameter 'zzzzzz', nor a place in a scenario - use one of start.",
        ),
        ({7: [1.0]}, "design: no parameter '7', nor a place in a scenario - use one of start."),
        (
            {"attacks.intensity": [9.0, 31.0]},
            "design: attacks.intensity in row 1 is 31.0 - it must be a number from 0 to 30 ",
        ),
        ({"attacks.intensity": [-0.1]}, "in row 0 is -0.1 - it must be a number from 0 to 30 "),
        ({"attacks.intensity": [9.0, 1.0, np.nan]}, "in row 2 is nan - it must be a number"),
        ({"attacks.intensity": [np.inf]}, "in row 0 is inf - it must be a number"),
        ({"attacks.intensity": ["many"]}, "in row 0 is many - it must be a number"),
        ({"attacks.intensity": [None, 1.0]}, "in row 0 is nan - it must be a number"),
        ({"attacks.intensity": []}, "design: the table has no rows - give one row a run"),
        ({}, "design: the table has no rows - give one row a run"),
    ],
    ids=str,
)
def test_designs_are_refused(month: Scenario, table: dict[Any, Any], expected: str) -> None:
    """A sweep would run with parameters that nobody gave."""
    assert expected in refusal(month, design=pd.DataFrame(table))


def test_a_name_given_twice_is_refused(month: Scenario) -> None:
    """One of two columns would be ignored, or end in a traceback."""
    table = pd.DataFrame([[9.0, 8.0]], columns=["attacks.intensity"] * 2)
    expected = "design: attacks.intensity is given twice - keep one column of it"
    assert expected == refusal(month, design=table)


def test_runs_at_odds_with_the_design_are_refused(month: Scenario) -> None:
    """Rows would be left out, or runs have no row."""
    table = pd.DataFrame({"attacks.intensity": [9.0, 8.0]})
    expected = "runs: 3, but the design has 2 rows - leave runs out"
    assert expected == refusal(month, runs=3, design=table)
    assert expected == refusal(month, runs=3, design=from_table(table))


def test_what_may_be_asked_may_be_asked(month: Scenario) -> None:
    """Numbers of NumPy would be refused, or the ends of a range."""
    table = pd.DataFrame({"attacks.intensity": [0.0, 30.0]})
    assert 2 == simulate(month, runs=2, design=table).sizes["run"]
    assert 3 == simulate(month, design=pd.DataFrame(index=range(3))).sizes["run"]
    assert 4 == simulate(month, design=replicates(4)).sizes["run"]
    assert 2**63 - 1 == simulate(month, runs=1, seed=2**63 - 1).attrs["seed"]
    assert 0 == simulate(month, runs=1, seed=0).attrs["seed"]
    plain = simulate(month, runs=3, seed=7, workers=1)
    of_numpy = simulate(month, runs=np.int64(3), seed=np.uint8(7), workers=np.int32(1))
    assert [] == differing(variables(plain), variables(of_numpy))
    assert dict(plain.attrs) == dict(of_numpy.attrs)
    assert type(of_numpy.attrs["seed"]) is int
