"""A lever moves what it says, within what the scenario takes, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sim.mechanisms import declarations
from sim.scenario import Scenario, load_scenario
from sim.web.levers import LEVERS, PARAMETERS, levers_of, moved
from tests.conftest import SHIPPED

every_lever = pytest.mark.parametrize("name", LEVERS)


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    """The baseline as visitors see it."""
    return load_scenario(SHIPPED)


def leaves(tree: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every value of a resolved scenario by the keys that lead to it."""
    if isinstance(tree, Mapping):
        found = [leaves(value, (*path, str(key))) for key, value in tree.items()]
        return {key: value for own in found for key, value in own.items()}
    return {path: tree}


def differing(one: Scenario, other: Scenario) -> set[tuple[str, ...]]:
    """Where two scenarios do not say the same."""
    first, second = leaves(one.resolved), leaves(other.resolved)
    nothing = object()
    return {
        path
        for path in first.keys() | second.keys()
        if first.get(path, nothing) != second.get(path, nothing)
    }


def elsewhere(name: str, scenario: Scenario) -> float:
    """A value of a lever that is not the scenario's own."""
    lever, own = LEVERS[name], levers_of(scenario)[name]
    if lever.switch:
        return 0.0
    return lever.low if own > (lever.low + lever.high) / 2 else lever.high


@every_lever
def test_the_baseline_has_it_and_it_can_be_put_back(name: str, shipped: Scenario) -> None:
    """Broken if a lever's path has been renamed, or a slider cannot be put where it stood."""
    lever, own = LEVERS[name], levers_of(shipped)
    assert name in own
    assert lever.fits(own[name])
    assert lever.low <= own[name] <= lever.high


@every_lever
def test_it_moves_just_that(name: str, shipped: Scenario) -> None:
    """Broken if a lever changes something else too, or nothing."""
    lever, value = LEVERS[name], elsewhere(name, shipped)
    other = moved(shipped, {name: value})
    assert value == levers_of(other).get(name, 0.0)
    if lever.switch:
        assert lever.path in {path[: len(lever.path)] for path in differing(shipped, other)}
        assert all(path[: len(lever.path)] == lever.path for path in differing(shipped, other))
    else:
        assert {lever.path} == differing(shipped, other)


@every_lever
def test_every_value_of_its_range_can_be(name: str, shipped: Scenario) -> None:
    """Broken if a slider can be moved to where the scenario refuses it."""
    lever = LEVERS[name]
    if lever.path[0] == PARAMETERS:
        low, high = declarations()[".".join(lever.path[1:])].bounds
        assert low <= lever.low < lever.high <= high
    for value in (lever.low, lever.high):
        assert value == levers_of(moved(shipped, {name: value})).get(name, 0.0)


def test_what_a_scenario_lacks_stays_out() -> None:
    """Broken if a lever brings a treaty's word into a scenario that has no such treaty, or pledges
    that are switched on where nobody pledges."""
    scenario = load_scenario(SHIPPED.with_name("no_commitment.yaml"))
    lacking = LEVERS.keys() - levers_of(scenario).keys()
    assert {"pledges", "publicity"} == lacking
    same = moved(scenario, {name: LEVERS[name].high for name in lacking})
    assert scenario.digest() == same.digest()
    assert scenario.digest() == moved(scenario, {"pledges": 0.0}).digest()


def test_values_that_do_not_fit_are_told_from_those_that_do() -> None:
    """Broken if a page may send a value off the slider, or half a switch."""
    assert not LEVERS["belief"].fits(1.01)
    assert not LEVERS["belief"].fits(float("nan"))
    assert not LEVERS["pledges"].fits(0.5)
    assert LEVERS["pledges"].fits(0.0)
