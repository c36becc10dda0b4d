"""What scenarios take from the calibration of the war."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.mechanisms import declarations
from sim.model import CrisisModel
from sim.parameters import Column
from sim.scenario import Scenario, load_scenario
from sim.world.calibrated import packed, posterior, states, unpacked

RUNS = np.arange(40, dtype=np.uint32)
INTENSITY = "attacks.intensity"


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    """The baseline as it is shipped."""
    return load_scenario(Path(__file__).parents[2] / "scenarios" / "baseline.yaml")


def started(scenario: Scenario) -> CrisisModel:
    return CrisisModel.start(scenario, 4, RUNS)


def place(model: CrisisModel, region: str) -> int:
    return model.world.theatre.geography.regions.index(region)


@pytest.mark.parametrize("found", [posterior(), states().posterior], ids=["2018-22", "July 2023"])
def test_the_shipped_rows_are_weighted_and_within_bounds(found) -> None:  # type: ignore[no-untyped-def]
    """A scenario would draw what its own file may not say."""
    known = declarations()
    assert pytest.approx(1.0) == found.weights.sum()
    assert {n for n, d in known.items() if d.evidence == "fitted" and n.split(".")[0] in
            {"attacks", "casualties", "recruitment", "control"}} == set(found.values)  # fmt: skip
    for name, values in found.values.items():
        low, high = known[name].bounds
        assert np.all((values >= low) & (values <= high))


def test_parameters_and_states_of_a_run_belong_together(shipped: Scenario) -> None:
    """A run would have a war that its parameters would not have led to."""
    model, found = started(shipped), states()
    there = found.regions.index("MLI.mopti")
    fighters = model.world.theatre.fighters[:, place(model, "MLI.mopti")]
    for run in range(len(RUNS)):
        intensity = np.asarray(model.parameters.attacks.intensity)[run]
        rows = np.flatnonzero(found.posterior.values[INTENSITY] == intensity)
        assert any(
            np.allclose(found.arrays["fighters"][:, there, row], fighters[:, run]) for row in rows
        )
    assert len(np.unique(fighters[0])) > 10


def test_a_run_draws_the_same_row_in_any_company(shipped: Scenario) -> None:
    """A run replayed alone would have another war."""
    alone = CrisisModel.start(shipped, 4, RUNS[7:8])
    together = started(shipped)
    assert alone.parameters.attacks.intensity[0] == together.parameters.attacks.intensity[7]  # type: ignore[index]
    for name, array in alone.world.theatre.arrays().items():
        np.testing.assert_array_equal(array[..., 0], together.world.theatre.arrays()[name][..., 7])


def test_fighters_that_a_file_gives_take_the_place_of_states(baseline: Scenario) -> None:
    """A person's own numbers would be ignored in silence."""
    own = {"groups": {"JNIM": {"fighters": {"MLI.mopti": 77}}}}
    model = started(baseline.patch({**own, "parameters": {"start": {"fighters_sd": 0.0}}}))
    theatre = model.world.theatre
    jnim = theatre.groups.index("JNIM")
    assert [77.0] * len(RUNS) == theatre.fighters[jnim, place(model, "MLI.mopti")].tolist()
    assert np.ptp(theatre.fighters[jnim, place(model, "MLI.segou")]) > 0.0


@pytest.mark.parametrize("wanted", ["posterior", "centre", "stated"])
def test_a_scenario_says_whether_it_draws_from_the_posterior(
    baseline: Scenario, wanted: str
) -> None:
    """Fans would show parameter uncertainty, or none, whatever was asked for."""
    patched = baseline.patch({"calibration": {"parameters": wanted, "start": "stated"}})
    value = started(patched).parameters.attacks.intensity
    if wanted == "posterior":
        assert len(np.unique(value)) > 10
    elif wanted == "centre":
        assert pytest.approx(posterior().centre(INTENSITY)) == value
    else:
        assert declarations()[INTENSITY].default == value


def test_a_file_and_a_design_come_before_the_posterior(baseline: Scenario) -> None:
    """A sweep or a what-if would not be what it says."""
    patched = baseline.patch({"parameters": {"attacks": {"intensity": 11.0}}})
    assert 11.0 == started(patched).parameters.attacks.intensity
    column = np.linspace(5.0, 6.0, len(RUNS))
    model = CrisisModel.start(baseline, 4, RUNS, {INTENSITY: column})
    np.testing.assert_array_equal(column, model.parameters.attacks.intensity)


def test_states_of_july_2023_fit_no_other_month(baseline: Scenario) -> None:
    """A war of 2023 would be fought in 2018."""
    with pytest.raises(ScenarioError, match="the filtered states are of 2023-07"):
        baseline.patch({"horizon": {"start": "2023-09"}, "cut": None})


def test_columns_of_a_table_are_drawn_row_by_row_and_by_weight() -> None:
    """Pairs of values that never went together would be run."""
    steps = np.cumsum([0.2, 0.0, 0.8])
    u = (np.arange(1000) + 0.5) / 1000
    first = Column("t", np.array([1.0, 2.0, 3.0]), steps).quantile(u, (0.0, 9.0))
    second = Column("t", np.array([10.0, 20.0, 30.0]), steps).quantile(u, (0.0, 99.0))
    np.testing.assert_array_equal(10.0 * first, second)
    assert [200, 800] == [int((first == 1.0).sum()), int((first == 3.0).sum())]
    assert pytest.approx(2.6) == Column("t", np.array([1.0, 2.0, 3.0]), steps).centre


def test_states_are_kept_and_read_again() -> None:
    """The shipped file would hold something else than was found."""
    shipped = states()
    again = unpacked(packed(shipped))
    assert shipped.regions == again.regions
    for name, array in shipped.arrays.items():
        np.testing.assert_array_equal(array, again.arrays[name])
