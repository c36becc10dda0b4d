"""Ways to draw a design: the points asked for, within their ranges, and nothing by stealth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.errors import LiptakoError
from sim.experiment.design.methods import crossed
from sim.mechanisms import declarations

NAMES = ["attacks.intensity", "coups.base", "honouring.base_reliability"]
parameters = st.lists(st.sampled_from(list(declarations())), min_size=1, max_size=5, unique=True)


@settings(deadline=None, max_examples=30)
@given(
    parameters, st.sampled_from(["lhs", "sobol", "morris"]), st.integers(1, 3), st.integers(0, 9)
)
def test_points_lie_in_the_default_ranges(
    names: list[str], method: str, replicates: int, seed: int
) -> None:
    """A sweep would leave the range in which a parameter means something."""
    draw: dict[str, Any] = {
        "lhs": lambda: sim.design.latin_hypercube(names, 10, seed, replicates),
        "sobol": lambda: sim.design.sobol(names, 8, seed, replicates),
        "morris": lambda: sim.design.morris(names, 4, seed, replicates),
    }
    design = draw[method]()
    size = {"lhs": 10, "sobol": 8 * (len(names) + 2), "morris": 4 * (len(names) + 1)}[method]
    assert (size, size * replicates) == (design.plan.points, design.runs)
    for name in names:
        low, high = declarations()[name].range
        assert low <= design.parameters[name].min() <= design.parameters[name].max() <= high


def test_a_latin_hypercube_meets_every_slice_once() -> None:
    """Some part of a range would be looked at twice, another never."""
    design = sim.design.latin_hypercube({"attacks.intensity": (4.0, 8.0), "coups.base": None}, 50)
    slices = np.floor((design.parameters["attacks.intensity"] - 4.0) / 4.0 * 50)
    assert list(range(50)) == sorted(slices.astype(int).tolist())


def test_a_seed_is_a_design() -> None:
    """A sweep could not be made again, or all seeds would be one."""
    first = sim.design.latin_hypercube(NAMES, 20, seed=3).digest()
    assert first == sim.design.latin_hypercube(NAMES, 20, seed=3).digest()
    assert first != sim.design.latin_hypercube(NAMES, 20, seed=4).digest()


def test_a_grid_holds_every_combination_with_the_same_luck() -> None:
    """Points would be compared by different luck, or one be missing."""
    design = sim.design.grid(
        {"treaties.AES": ["", "null"], "attacks.intensity": [5.0, 9.0, 13.0]}, replicates=4
    )
    assert (24, 6) == (design.runs, design.plan.points)
    counted = design.table.groupby(["treaties.AES", "attacks.intensity"])["replicate"]
    assert {(0, 1, 2, 3)} == {tuple(luck) for _, luck in counted}
    assert ["treaties.AES"] == design.structure


def test_one_replicate_has_luck_of_its_own() -> None:
    """A sweep of single runs would show one history, whatever the parameters."""
    assert sim.design.latin_hypercube(NAMES, 20).luck is None


def test_a_saltelli_group_changes_one_parameter_at_a_time() -> None:
    """Indices would be worked out from points that are no groups."""
    design = sim.design.sobol(NAMES, 4)
    points = design.table[NAMES].to_numpy().reshape(4, 5, 3)
    for first, *others, last in points:
        for place, other in enumerate(others):
            assert place == int(np.flatnonzero(first != other)[0])
            assert 1 == np.count_nonzero(first != other)
            assert last[place] == other[place]


def test_scenarios_parameters_and_replicates_are_one_design() -> None:
    """Each scenario would be swept by itself, over other points."""
    sample = sim.design.latin_hypercube(NAMES, 10, replicates=3)
    design = crossed(sample, {"scenario": ["baseline", "accra"]})
    assert (60, 20, 3) == (design.runs, design.plan.points, design.plan.replicates)
    one, other = (design.table[design.table["scenario"] == n] for n in ("baseline", "accra"))
    pd.testing.assert_frame_equal(
        one.drop(columns="scenario").reset_index(drop=True),
        other.drop(columns="scenario").reset_index(drop=True),
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sim.design.grid({}), "vary: nothing"),
        (lambda: sim.design.latin_hypercube([], 3), "vary: nothing"),
        (lambda: sim.design.latin_hypercube(["attacks.intensty"], 3), "did you mean 'attacks.inte"),
        (lambda: sim.design.latin_hypercube({"coups.base": (-4, -5)}, 3), "is no range within"),
        (lambda: sim.design.latin_hypercube({"coups.base": (-99, -5)}, 3), "from -9 to -3"),
        (lambda: sim.design.latin_hypercube({"coups.base": 4}, 3), "coups.base: 4 is no range"),
        (lambda: sim.design.latin_hypercube(NAMES, 0), "points: 0 is no number"),
        (lambda: sim.design.latin_hypercube(NAMES, 10**6, replicates=100), "runs: 100000000"),
        (lambda: sim.design.sobol(NAMES, 12), "base: 12 is no power of two - use 8"),
        (lambda: sim.design.morris(NAMES, 2.5), "trajectories: 2.5"),  # type: ignore[arg-type]
        (lambda: sim.design.grid({"coups.base": []}), "coups.base: \\[\\] are no values"),
        (lambda: sim.design.grid({"coups.base": [-5, -5]}), "a value is listed twice"),
        (lambda: sim.design.grid({"coups.base": [-50]}), "coups.base in row 0 is -50"),
        (lambda: sim.design.grid({"horizon.end": ["2025-01"]}), "no parameter 'horizon.end'"),
        (
            lambda: crossed(sim.design.sobol(NAMES, 2), {"scenario": ["a", "b"]}),
            "a list of values does not go with sobol",
        ),
        (
            lambda: sim.design.from_table(pd.DataFrame({"replicate": [1, 2, 1]})),
            "row 2 is row 0 again",
        ),
        (
            lambda: sim.design.from_table(pd.DataFrame({"replicate": [1.5]})),
            "replicate in row 0 is 1.5 - use whole numbers",
        ),
        (lambda: sim.design.from_table(pd.DataFrame({"coups.base": []})), "has no rows"),
    ],
)
def test_what_is_no_design_is_refused(make: Any, says: str) -> None:
    """A sweep would run for hours over something else than was meant."""
    with pytest.raises(LiptakoError, match=says):
        make()
