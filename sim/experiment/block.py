"""A block: about a thousand runs that a model steps side by side, the unit of work and storage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.memory import keep_freed_memory
from sim.experiment.outcomes import outcomes
from sim.experiment.record import Block, Recorder, chronicle, empty
from sim.experiment.room import SharedRoom
from sim.model import CrisisModel
from sim.scenario import Scenario

BLOCK_RUNS = 4000
"""Runs in a block in memory: enough to spread the cost of a call over them; more gain little.
Results do not depend on it."""
STORED_RUNS = 1000
"""Runs in a block on disk, some 100 MB."""


@dataclass(frozen=True)
class Job:
    """What it takes to compute a block anywhere.

    Attributes:
        runs: numbers of the runs, ``(run,)``.
        design: parameters that differ by run, ``(run,)`` by dotted name.
        luck: numbers under which the runs draw, ``(run,)``; None if it is their own.
        model: that lives them.
    """

    scenario: Scenario
    seed: int
    runs: NDArray[np.uint32]
    design: dict[str, NDArray[np.float64]]
    luck: NDArray[np.uint32] | None = None
    model: type[CrisisModel] = CrisisModel

    @property
    def drawn(self) -> NDArray[np.uint32]:
        """Numbers under which the runs draw, ``(run,)``."""
        return self.runs if self.luck is None else self.luck


def run_job(job: Job, room: Block | None = None) -> Block:
    """Compute a block: variables, outcomes and varying parameters by name, run last; and the
    chronicle, ``(event,)``.

    Args:
        job: what to compute.
        room: arrays for the variables of these runs; what is put there is not returned again.
    """
    keep_freed_memory()
    model = job.model.start(job.scenario, job.seed, job.drawn, job.design)
    block = empty(job.scenario, len(job.runs)) if room is None else room
    live(model, block, job.scenario.months)
    rest = results(model, block, job.runs)
    model.close()
    return block | rest if room is None else rest


def live(model: CrisisModel, block: Block, until: int) -> None:
    """Live a model's months up to, not including, the one of index ``until``; keep them."""
    recorder = Recorder(model.scenario.data.record.fighters_every, block)
    while model.months_lived < until:
        model.step()
        recorder.keep(model)


def results(model: CrisisModel, block: Block, runs: NDArray[np.uint32]) -> Block:
    """What a model's whole runs came to: outcomes, varying parameters, and the chronicle.

    Args:
        model: after the last month.
        block: what was recorded.
        runs: numbers of the runs, ``(run,)``.
    """
    return outcomes(block, model) | model.parameters.varying() | chronicle(model, runs)


def warm_up(job: Job) -> None:
    """Live a month of one run, so that all compiled code is loaded."""
    design = {name: values[:1] for name, values in job.design.items()}
    model = job.model.start(job.scenario, job.seed, job.runs[:1], design)
    model.step()
    model.close()


def run_into(job: Job, arrays: Block) -> Block:
    """Compute a block into arrays for all runs; returns the rest."""
    first, last = int(job.runs[0]), int(job.runs[-1]) + 1
    return run_job(job, {name: array[..., first:last] for name, array in arrays.items()})


def run_into_shared(job: Job, room: SharedRoom) -> Block:
    """Compute a block into a room that another process made; returns the rest."""
    return run_into(job, room.arrays())
