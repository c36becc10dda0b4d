"""Ensembles: many runs of a scenario, in blocks, as one labelled dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr

from sim.errors import LiptakoError
from sim.experiment.block import BLOCK_RUNS, Job, run_into, run_into_shared, warm_up
from sim.experiment.dataset import assemble
from sim.experiment.design import Design, from_table, is_whole, replicates
from sim.experiment.progress import watched
from sim.experiment.record import Block, empty
from sim.experiment.room import shared_room
from sim.experiment.runners import Work, check_workers, run_all
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


@dataclass(frozen=True)
class Ensemble:
    """What is to be run: every run of a design under one scenario and seed."""

    scenario: Scenario
    design: Design
    seed: int

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        runs: int | None,
        seed: int,
        design: pd.DataFrame | Design | None = None,
    ) -> Ensemble:
        """Check what a person asked for.

        Raises:
            LiptakoError: runs and design both given and at odds, or a value out of range.
        """
        check_seed(seed)
        if design is None:
            table = replicates(DEFAULT_RUNS if runs is None else runs)
        else:
            table = from_table(design) if isinstance(design, pd.DataFrame) else design
            if runs is not None and runs != table.runs:
                raise LiptakoError(
                    f"runs: {runs}, but the design has {table.runs} rows - leave runs out"
                )
        return cls(scenario, table, int(seed))

    @property
    def jobs(self) -> list[Job]:
        """The blocks of runs, in order."""
        total = self.design.runs
        return [
            self._job(first, min(first + BLOCK_RUNS, total))
            for first in range(0, total, BLOCK_RUNS)
        ]

    def shared_jobs(self, workers: int) -> list[Job]:
        """The blocks, but those in the middle, where workers meet, by halves: so that none waits
        long for the last."""
        jobs = self.jobs
        middle = (len(jobs) - workers) // 2
        for job in jobs[max(middle, 0) : max(middle, 0) + workers]:
            first, last = int(job.runs[0]), int(job.runs[-1]) + 1
            half = (first + last) // 2
            if first < half:
                place = next(i for i, other in enumerate(jobs) if other is job)
                jobs[place : place + 1] = [self._job(first, half), self._job(half, last)]
        return jobs

    def _job(self, first: int, last: int) -> Job:
        runs = np.arange(first, last, dtype=np.uint32)
        return Job(self.scenario, self.seed, runs, self.design.rows(first, last))

    def blocks(
        self, work: Work, jobs: list[Job], workers: int, progress: bool | None
    ) -> Iterator[tuple[int, Block]]:
        """Compute every job's block; yields its first run and the block as each is done."""
        done = (
            ((int(jobs[position].runs[0]), block), len(jobs[position].runs))
            for position, block in run_all(work, jobs, workers, warm_up)
        )
        return watched(done, self.design.runs, "runs", progress)


def simulate(
    scenario: Scenario,
    runs: int | None = None,
    seed: int = 1,
    workers: int = 1,
    design: pd.DataFrame | Design | None = None,
    progress: bool | None = None,
) -> xr.Dataset:
    """Run a scenario many times.

    Args:
        scenario: as `sim.load_scenario` gives it.
        runs: how many histories (500 if neither runs nor design is given).
        seed: whole number from 0 to 2**63 - 1; run i of a seed is always the same history.
        workers: processes to use, this one included.
        design: a table, one row a run, whose columns are parameters under their dotted names.
        progress: whether to show a progress bar; if not said, where a terminal or notebook looks
            on and it takes over a second.

    Returns:
        Every recorded variable, outcome and varying parameter; dimensions start with ``run``.

    Raises:
        LiptakoError: an argument that cannot be used.
    """
    ensemble = Ensemble.of(scenario, runs, seed, design)
    check_workers(workers)
    total = ensemble.design.runs
    arrays = empty(scenario, total)
    if workers == 1 or total <= BLOCK_RUNS:
        blocks = ensemble.blocks(partial(run_into, arrays=arrays), ensemble.jobs, 1, progress)
        return assemble(scenario, ensemble.seed, total, blocks, arrays)
    with shared_room(arrays) as room:
        arrays = room.arrays()
        jobs = ensemble.shared_jobs(workers)
        blocks = ensemble.blocks(partial(run_into_shared, room=room), jobs, workers, progress)
        return assemble(scenario, ensemble.seed, total, blocks, arrays)
