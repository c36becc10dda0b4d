"""A run is the same wherever, with whomever and in whatever order it is computed."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from sim.experiment import ensemble
from sim.experiment.block import Job, run_job
from sim.experiment.dataset import assemble, label
from sim.experiment.ensemble import Ensemble, simulate
from sim.experiment.record import Block
from sim.experiment.runners import run_all
from sim.mechanisms import declarations
from sim.scenario import Scenario
from tests.experiment.conftest import (
    block,
    chosen,
    differing,
    first,
    lived,
    numbers,
    until,
    variables,
)

MANY = 600


@pytest.fixture(scope="module")
def whole(baseline: Scenario) -> Block:
    """Runs of the whole baseline, as one block."""
    return block(baseline, first(MANY))


@pytest.fixture(scope="module")
def dataset(baseline: Scenario) -> xr.Dataset:
    """The same runs as a user gets them."""
    return simulate(baseline, runs=MANY)


@pytest.mark.parametrize("run", [0, 7, MANY - 1])
def test_a_run_is_the_same_alone(baseline: Scenario, whole: Block, run: int) -> None:
    """A run could not be looked at by itself: its neighbours would have a hand in it."""
    assert [] == differing(chosen(whole, [run]), block(baseline, numbers(run)))


def test_a_run_is_the_same_among_few(baseline: Scenario, whole: Block) -> None:
    """More runs would not add to the first ones, but replace them."""
    assert [] == differing(chosen(whole, slice(8)), block(baseline, first(8)))


def test_a_run_is_the_same_in_any_order_and_twice(baseline: Scenario, whole: Block) -> None:
    """The place in a block would have a hand in a run."""
    order = [599, 3, 301, 3, 0]
    assert [] == differing(chosen(whole, order), block(baseline, numbers(*order)))


def test_the_state_is_the_same_alone_unrounded(year: Scenario) -> None:
    """A difference that single precision hides would break a longer run."""
    together = lived(year, first(9))
    for run in (0, 8):
        assert [] == differing(together.isel(run=[run]), lived(year, numbers(run)))


def test_the_dataset_holds_the_blocks(
    baseline: Scenario, whole: Block, dataset: xr.Dataset
) -> None:
    """Labelling would change, mix up or leave out numbers."""
    labelled = label(baseline, 1, whole, np.arange(MANY))
    assert [] == differing(variables(labelled), variables(dataset))
    assert dict(labelled.attrs) == dict(dataset.attrs)


@pytest.mark.parametrize("workers", [1, 2])
def test_any_blocks_and_workers_give_the_same(
    baseline: Scenario, dataset: xr.Dataset, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results would depend on the machine."""
    monkeypatch.setattr(ensemble, "BLOCK_RUNS", 250)
    parts = simulate(baseline, runs=MANY, workers=workers)
    assert [] == differing(variables(dataset), variables(parts))
    assert dict(dataset.attrs) == dict(parts.attrs)


@pytest.mark.parametrize("size", [1, 7, 24, 25, 26])
def test_any_size_of_block_gives_the_same(
    quarter: Scenario, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A last block that is not full would lose or double runs."""
    expected = simulate(quarter, runs=25)
    monkeypatch.setattr(ensemble, "BLOCK_RUNS", size)
    monkeypatch.setattr(ensemble, "STORED_RUNS", size)
    assert -(-25 // size) == len(Ensemble.of(quarter, 25, 1).jobs)
    assert [] == differing(variables(expected), variables(simulate(quarter, runs=25)))


def test_any_order_of_blocks_gives_the_same(
    quarter: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that is done first would have its runs counted first."""
    expected = simulate(quarter, runs=25)
    monkeypatch.setattr(ensemble, "STORED_RUNS", 6)
    jobs = Ensemble.of(quarter, 25, 1).jobs
    shuffled = [jobs[position] for position in (3, 0, 4, 1, 2)]
    blocks = [(int(shuffled[i].runs[0]), part) for i, part in run_all(run_job, shuffled)]
    assert [] == differing(variables(expected), variables(assemble(quarter, 1, 25, blocks)))


def test_every_job_is_yielded_once(quarter: Scenario) -> None:
    """Two workers would do the same block, or none would."""
    jobs = [Job(quarter, 1, numbers(run), {}) for run in range(9)]
    done = list(run_all(run_job, jobs, 2))
    assert list(range(9)) == sorted(position for position, _ in done)
    for position, part in done:
        assert [] == differing(block(quarter, numbers(position)), part)


def test_runs_of_high_number_are_the_same_alone(quarter: Scenario) -> None:
    """A large sweep would repeat runs once their number no longer fits."""
    high = numbers(9_999_999, 2**24 + 1, 2**32 - 1)
    together = block(quarter, high)
    for place, run in enumerate(high):
        alone = block(quarter, numbers(run))
        assert [] == differing(chosen(together, [place]), alone)
        low = block(quarter, numbers(run % 2**16))
        assert "deaths" in differing(low, alone)


def test_runs_and_seeds_differ(quarter: Scenario) -> None:
    """All the comparisons here would hold because every run is the same."""
    runs = block(quarter, first(20))
    assert 20 == len({runs["deaths"][..., run].tobytes() for run in range(20)})
    assert "deaths" in differing(runs, block(quarter, first(20), seed=2))
    large = 2**63 - 1
    assert "deaths" in differing(
        block(quarter, first(20), seed=large), block(quarter, first(20), seed=large - 1)
    )


def test_drawn_parameters_are_the_same_alone(year: Scenario) -> None:
    """A run's own parameters would depend on how many runs there are."""
    drawn: dict[str, dict[str, object]] = {}
    for name, declared in declarations().items():
        mechanism, own = name.split(".")
        drawn.setdefault(mechanism, {})[own] = {"uniform": list(declared.range)}
    scenario = until(year, "2024-01").patch({"parameters": drawn})
    together = block(scenario, first(40))
    assert set(declarations()) <= set(together)
    for run in (0, 39):
        assert [] == differing(chosen(together, [run]), block(scenario, numbers(run)))
    for name in declarations():
        assert 30 < len(np.unique(together[name])), name


@pytest.mark.parametrize(
    "given", [{"normal": [2.4, 0.1]}, {"beta": [3, 2]}, {"choice": [0.2, 0.5, 0.9]}], ids=str
)
def test_any_distribution_is_the_same_alone(quarter: Scenario, given: dict[str, object]) -> None:
    """A run's draw would depend on its neighbours for some kinds of distribution."""
    name = "tail" if "normal" in given else "civilians"
    scenario = quarter.patch({"parameters": {"casualties": {name: given}}})
    together = block(scenario, first(30))
    assert 2 < len(np.unique(together[f"casualties.{name}"]))
    assert [] == differing(chosen(together, [29]), block(scenario, numbers(29)))
