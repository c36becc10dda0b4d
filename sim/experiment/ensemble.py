"""Ensembles: many runs of a scenario, or of the scenarios of a design, as one labelled dataset."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.errors import LiptakoError
from sim.experiment.block import (
    BLOCK_RUNS,
    STORED_RUNS,
    Job,
    run_into,
    run_into_shared,
    run_job,
    warm_up,
)
from sim.experiment.dataset import assemble
from sim.experiment.design import Design, is_whole, replicates
from sim.experiment.design.table import as_design
from sim.experiment.joining import joined, with_design
from sim.experiment.progress import watched
from sim.experiment.record import Block, empty
from sim.experiment.room import shared_room
from sim.experiment.runners import Work, check_workers, run_all
from sim.experiment.variants import Variant, variants
from sim.model import CrisisModel
from sim.scenario import Scenario

DEFAULT_RUNS = 500
LARGEST_SEED = 2**63 - 1


def check_seed(seed: int) -> None:
    """Refuse what is no seed.

    Raises:
        LiptakoError: not a whole number from 0 to 2**63 - 1.
    """
    if not is_whole(seed):
        raise LiptakoError(f"seed: {seed!r} is no seed - use a whole number")
    if not 0 <= seed <= LARGEST_SEED:
        raise LiptakoError(f"seed: {seed} is out of range - use 0 to {LARGEST_SEED}")


def _check_scenarios(given: object) -> None:
    for one in given.values() if isinstance(given, Mapping) else [given]:
        if not isinstance(one, Scenario):
            raise LiptakoError(
                f"simulate: {one!r:.60} is no scenario - give what sim.load_scenario gives"
            )


def _check_model(model: object) -> None:
    """Refuse what cannot live a history."""
    if not (isinstance(model, type) and issubclass(model, CrisisModel)):
        raise LiptakoError(f"model: {model!r} is no model - give a subclass of sim.CrisisModel")


@dataclass(frozen=True)
class Ensemble:
    """What is to be run: every row of a design, under its scenario and one seed.

    Attributes:
        given: scenarios by name.
        variants: those that the design makes of them, and which rows live each.
        design: the table.
        seed: of every random number.
        model: that lives the runs.
    """

    given: Mapping[str, Scenario]
    variants: tuple[Variant, ...]
    design: Design
    seed: int
    model: type[CrisisModel] = CrisisModel

    @classmethod
    def of(
        cls,
        scenarios: Scenario | Mapping[str, Scenario],
        runs: int | None,
        seed: int,
        design: pd.DataFrame | Design | None = None,
        model: type[CrisisModel] = CrisisModel,
    ) -> Ensemble:
        """Check what a person asked for.

        Raises:
            LiptakoError: what is no scenario, runs and design at odds, a value out of range, or a
                model that is none.
        """
        check_seed(seed)
        _check_model(model)
        if design is None:
            table = replicates(DEFAULT_RUNS if runs is None else runs)
        else:
            table = as_design(design)
            if runs is not None and runs != table.runs:
                raise LiptakoError(
                    f"runs: {runs}, but the design has {table.runs} rows - leave runs out"
                )
        given = {scenarios.name: scenarios} if isinstance(scenarios, Scenario) else scenarios
        _check_scenarios(given)
        return cls(given, variants(given, table), table, int(seed), model)

    @property
    def scenario(self) -> Scenario:
        """That of the first row."""
        return self.variants[0].scenario

    @cached_property
    def jobs(self) -> list[Job]:
        """The blocks of runs as they are stored, in order."""
        return [
            self.job(variant, variant.rows[first : first + STORED_RUNS])
            for variant in self.variants
            for first in range(0, len(variant.rows), STORED_RUNS)
        ]

    def job(self, variant: Variant, rows: NDArray[np.int64]) -> Job:
        """What it takes to compute some rows of a variant."""
        luck = self.design.luck
        return Job(
            variant.scenario,
            self.seed,
            rows.astype(np.uint32),
            self.design.rows(rows),
            None if luck is None else luck[rows],
            self.model,
        )

    def scenario_of(self, run: int) -> Scenario:
        """The scenario that a run lives."""
        return next(variant.scenario for variant in self.variants if run in variant.rows)


def simulate(
    scenario: Scenario | Mapping[str, Scenario],
    runs: int | None = None,
    seed: int = 1,
    workers: int = 1,
    design: pd.DataFrame | Design | None = None,
    progress: bool | None = None,
    model: type[CrisisModel] = CrisisModel,
) -> xr.Dataset:
    """Run a scenario many times.

    Args:
        scenario: as `sim.load_scenario` gives it; several by name, for a design with a column
            ``scenario``.
        runs: how many histories (500 if neither runs nor design is given).
        seed: whole number from 0 to 2**63 - 1; run i of a seed is always the same history.
        workers: processes to use, this one included.
        design: as `sim.design` makes them, or a table, one row a run, whose columns are parameters
            under their dotted names, places of the scenario, or ``replicate`` (see
            `sim.design.from_table`).
        progress: whether to show a progress bar; if not said, where a terminal or notebook looks
            on and it takes over a second.
        model: another than the standard one: a subclass of `sim.CrisisModel` that overrides a
            phase of its month. The results' attribute ``model`` then names it. With several
            workers it has to stand in a file of its own, which they can import.

    Returns:
        Every recorded variable, outcome and varying parameter; dimensions start with ``run``. Where
        scenarios differ in who there is, what a run does not have is not a number, 0 or False.

    Raises:
        LiptakoError: an argument that cannot be used.

    Examples:
        >>> table = pd.DataFrame({"recruitment.base": [0.05, 0.08]})
        >>> simulate(scenario, seed=1, design=table)["recruitment.base"].values
        array([0.05, 0.08])
    """
    ensemble = Ensemble.of(scenario, runs, seed, design, model)
    check_workers(workers)
    if workers > 1:
        _check_importable(model)
    lived = _alike if len(ensemble.variants) == 1 else _different
    found = with_design(lived(ensemble, workers, progress), ensemble.design)
    if model is CrisisModel:
        return found
    return found.assign_attrs(model=f"{model.__module__}.{model.__qualname__}")


def _check_importable(model: type[CrisisModel]) -> None:
    """Refuse a model that other processes cannot find: one of a notebook, within a function, or
    made under a name that its module does not have."""
    typed_in = model.__module__ == "__main__" and not hasattr(sys.modules["__main__"], "__file__")
    try:
        pickle.dumps(model)
        found = not typed_in
    except (pickle.PicklingError, AttributeError):  # which of them differs by version
        found = False
    if not found:
        raise LiptakoError(
            f"model: other processes cannot import {model.__qualname__} - put it in a file of its "
            "own, or use workers=1"
        )


def _alike(ensemble: Ensemble, workers: int, progress: bool | None) -> xr.Dataset:
    """All runs of one scenario, in arrays that are filled as they are computed."""
    scenario, total = ensemble.scenario, ensemble.design.runs
    arrays = empty(scenario, total)
    if workers == 1 or total <= BLOCK_RUNS:
        jobs = _spread(ensemble, 1)
        blocks = _computed(partial(run_into, arrays=arrays), jobs, 1, total, progress)
        return assemble(scenario, ensemble.seed, total, blocks, arrays)
    with shared_room(arrays) as room:
        arrays = room.arrays()
        jobs = _spread(ensemble, workers)
        blocks = _computed(partial(run_into_shared, room=room), jobs, workers, total, progress)
        return assemble(scenario, ensemble.seed, total, blocks, arrays)


def _spread(ensemble: Ensemble, workers: int) -> list[Job]:
    """Large blocks of one scenario; those in the middle, where workers meet, by halves, so that
    none waits long for the last."""
    (variant,) = ensemble.variants
    total = ensemble.design.runs
    edges = list(range(0, total, BLOCK_RUNS))
    if workers > 1:
        middle = max((len(edges) - workers) // 2, 0)
        ends = [*edges[1:], total]
        halves = [
            (edges[i] + ends[i]) // 2 for i in range(middle, min(middle + workers, len(edges)))
        ]
        edges = sorted({*edges, *halves})
    return [
        ensemble.job(variant, variant.rows[first:last])
        for first, last in zip(edges, [*edges[1:], total], strict=True)
    ]


def _computed(
    work: Work, jobs: list[Job], workers: int, total: int, progress: bool | None
) -> Iterator[tuple[int, Block]]:
    """Compute every job's block; yields its first run and the block as each is done."""
    done = (
        ((int(jobs[position].runs[0]), block), len(jobs[position].runs))
        for position, block in run_all(work, jobs, workers, warm_up)
    )
    return watched(done, total, "runs", progress)


def _different(ensemble: Ensemble, workers: int, progress: bool | None) -> xr.Dataset:
    """The runs of several scenarios, laid side by side."""
    jobs = ensemble.jobs
    done = (
        ((position, block), len(jobs[position].runs))
        for position, block in run_all(run_job, jobs, workers, warm_up)
    )
    blocks = dict(watched(done, ensemble.design.runs, "runs", progress))
    return joined(ensemble.seed, [(jobs[place], blocks[place]) for place in sorted(blocks)])
