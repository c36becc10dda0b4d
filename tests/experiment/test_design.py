"""A design's rows are runs of their own: a parameter changes its run and no other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from sim.experiment.design import from_table, replicates
from sim.experiment.ensemble import simulate
from sim.mechanisms import PARAMETER_SETS, declarations
from sim.parameters import Distribution
from sim.scenario import Scenario
from tests.experiment.conftest import differing, until, variables

NUMBERS = {
    name: declared
    for name, declared in declarations().items()
    if not isinstance(declared.default, Distribution)
}
RUNS = 12


def table(which: str) -> pd.DataFrame:
    """A column for every parameter that is a number by default, the same in every row."""
    values = {
        "default": {name: declared.default for name, declared in NUMBERS.items()},
        "low end": {name: declared.range[0] for name, declared in NUMBERS.items()},
        "high end": {name: declared.range[1] for name, declared in NUMBERS.items()},
        "lowest": {name: declared.bounds[0] for name, declared in NUMBERS.items()},
        "highest": {name: declared.bounds[1] for name, declared in NUMBERS.items()},
        "whole": {
            name: float(np.clip(np.rint(declared.default), *np.ceil(declared.bounds)))
            if declared.bounds[0] <= np.rint(declared.default) <= declared.bounds[1]
            else declared.default
            for name, declared in NUMBERS.items()
        },
    }[which]
    return pd.DataFrame([values] * RUNS)


def saying(scenario: Scenario, row: pd.Series) -> Scenario:
    """The scenario with a row's numbers in the file."""
    given: dict[str, dict[str, float]] = {}
    for name, value in row.items():
        mechanism, own = str(name).split(".")
        given.setdefault(mechanism, {})[own] = float(value)
    return scenario.patch({"parameters": given})


def without_parameters(dataset: xr.Dataset) -> xr.Dataset:
    return dataset.drop_vars(list(NUMBERS), errors="ignore")


@pytest.mark.parametrize("which", ["default", "low end", "high end", "lowest", "highest", "whole"])
def test_a_column_of_the_scenario_s_own_number_changes_nothing(year: Scenario, which: str) -> None:
    """A sweep would differ from the scenario it starts from."""
    design = table(which)
    expected = simulate(saying(year, design.iloc[0]), runs=RUNS)
    found = simulate(year, design=design)
    assert [] == differing(variables(expected), variables(without_parameters(found)))


def test_a_column_changes_nothing_over_the_whole_horizon(baseline: Scenario) -> None:
    """A difference that takes years to show would go unseen."""
    expected = simulate(baseline, runs=RUNS)
    found = simulate(baseline, design=table("default"))
    assert [] == differing(variables(expected), variables(without_parameters(found)))


@pytest.mark.parametrize("which", ["low end", "highest"])
def test_one_row_moves_no_other_run(year: Scenario, which: str) -> None:
    """One run's parameter would shift the draws of another."""
    same = table("default")
    changed = same.copy()
    changed.iloc[5] = table(which).iloc[5]
    before, after = simulate(year, design=same), simulate(year, design=changed)
    others = [run for run in range(RUNS) if run != 5]
    assert [] == differing(variables(before.isel(run=others)), variables(after.isel(run=others)))
    assert "deaths" in differing(variables(before.isel(run=[5])), variables(after.isel(run=[5])))


@pytest.mark.parametrize("mechanism", [m for m, s in PARAMETER_SETS.items() if s.in_force])
def test_one_value_moves_no_other_run(quarter: Scenario, mechanism: str) -> None:
    """A single parameter of one run would shift the draws of another."""
    own = [name for name in NUMBERS if name.startswith(f"{mechanism}.")]
    expected = simulate(quarter, runs=len(own) + 1)
    design = pd.DataFrame([{name: NUMBERS[name].default for name in own}] * (len(own) + 1))
    for row, name in enumerate(own):
        low, high = NUMBERS[name].bounds
        design.loc[row, name] = low if NUMBERS[name].default != low else high
        found = without_parameters(simulate(quarter, design=design))
        rest = slice(row + 1, None)
        assert [] == differing(variables(expected.isel(run=rest)), variables(found.isel(run=rest)))


def test_a_row_is_the_run_of_a_scenario_that_says_so(year: Scenario) -> None:
    """A design's row would not be what a scenario file with the same numbers gives."""
    scenario = until(year, "2024-02")
    generator = np.random.default_rng(5)
    design = pd.DataFrame(
        {name: generator.uniform(*declared.range, RUNS) for name, declared in NUMBERS.items()}
    )
    found = without_parameters(simulate(scenario, design=design))
    for run in (0, 7):
        expected = simulate(saying(scenario, design.iloc[run]), runs=run + 1)
        assert [] == differing(
            variables(expected.isel(run=[run])), variables(found.isel(run=[run]))
        )


def test_the_table_s_own_labels_and_types_do_not_count(quarter: Scenario) -> None:
    """A table that was sorted, sliced or read as text would give other runs, or none."""
    values = [9.0, 12.0, 3.0]
    expected = simulate(quarter, design=pd.DataFrame({"attacks.intensity": values}))
    for odd in (
        pd.DataFrame({"attacks.intensity": values}, index=[7, 7, "x"]),
        pd.DataFrame({"attacks.intensity": [9, 12, 3]}),
        pd.DataFrame({"attacks.intensity": ["9", "12", "3"]}),
        pd.DataFrame({"attacks.intensity": pd.array([9, 12, 3], "Int64")}),
    ):
        assert [] == differing(variables(expected), variables(simulate(quarter, design=odd)))


def test_a_design_is_named_by_its_numbers() -> None:
    """Results of one design would be taken for another's, or be computed twice."""
    columns = {"attacks.intensity": [9.0, 8.0], "casualties.tail": [2.4, 2.5]}
    digest = from_table(pd.DataFrame(columns)).digest()
    assert digest == from_table(pd.DataFrame(dict(reversed(columns.items())))).digest()
    assert digest != from_table(pd.DataFrame(columns).iloc[::-1]).digest()
    assert digest != from_table(pd.DataFrame(columns).iloc[:1]).digest()
    assert digest != from_table(pd.DataFrame(columns)[["casualties.tail"]]).digest()
    assert replicates(2).digest() != digest
    assert replicates(2).digest() != replicates(3).digest()


def test_rows_of_a_design_are_those_of_its_blocks(quarter: Scenario) -> None:
    """The second block of a sweep would be given the first one's parameters."""
    design = from_table(pd.DataFrame({"attacks.intensity": np.linspace(5, 15, 10)}))
    expected = {"attacks.intensity": np.linspace(5, 15, 10)[4:7]}
    assert [] == differing(expected, design.rows(slice(4, 7)))
    found = simulate(quarter, design=design)
    assert [] == differing(
        {"attacks.intensity": np.linspace(5, 15, 10)},
        {"attacks.intensity": found["attacks.intensity"]},
    )
