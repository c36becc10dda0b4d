"""How much honour, deterrence and intervention rest on what was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.paired import Paired, paired
from sim.analysis.validation.bench import FIRST_YEAR, Bench
from sim.analysis.validation.fact import Estimate, mean
from sim.analysis.validation.priors import expected_interventions
from sim.experiment.ensemble import simulate
from sim.experiment.progress import watched
from sim.experiment.runners import run_all
from sim.mechanisms import declarations
from sim.scenario import Scenario

Array = NDArray[np.float64]

BASE, BELIEF = "honouring.base_reliability", "honouring.belief_reliability"
RELIABILITIES = (0.22, 0.50, 0.75)
BELIEFS = (0.2, 0.5, 0.8)
QUESTIONS = ("honour", "intervention", "deterrence")
"""What is asked of each set of assumptions: the share of obligations honoured where ECOWAS attacks,
interventions to be expected in Niger in a year, and how many more without pledge and treaty."""
STRONGEST = 5
"""Parameters shown for each question."""


@dataclass(frozen=True)
class Cell:
    """What follows from a base reliability and a belief together.

    Attributes:
        honour: share of obligations honoured where ECOWAS attacks.
        intervention: interventions to be expected, pledge and treaty in place.
        pledge, treaty, both: how many more without each, history by history.
    """

    reliability: float
    belief: float
    honour: Estimate
    intervention: Estimate
    pledge: Paired
    treaty: Paired
    both: Paired


@dataclass(frozen=True)
class Push:
    """What moving one parameter from one end of its range to the other does to a question."""

    parameter: str
    low: float
    high: float
    change: Paired


@dataclass(frozen=True)
class _Task:
    """The questions, with some parameters fixed."""

    folder: Path
    fixed: Mapping[str, float]
    runs: int
    seed: int


def grid(bench: Bench) -> list[Cell]:
    """Honour, intervention and deterrence under each reliability and belief."""
    cells = []
    for reliability, belief in product(RELIABILITIES, BELIEFS):
        task = _Task(bench.folder, {BASE: reliability, BELIEF: belief}, bench.runs, bench.seed)
        found = {name: _run(task, name) for name in _scenarios(bench.folder)}
        expected = {name: expected_interventions(histories) for name, histories in found.items()}
        kept = expected["baseline"]
        cells.append(
            Cell(
                reliability,
                belief,
                honour=mean(_honour(found["ecowas_intervenes"])),
                intervention=mean(kept),
                pledge=paired(kept, expected["no_pledge"]),
                treaty=paired(kept, expected["no_treaty"]),
                both=paired(kept, expected["no_commitment"]),
            )
        )
    return cells


def strongest(
    bench: Bench, names: Sequence[str] = (), progress: bool | None = None
) -> dict[str, list[Push]]:
    """The parameters that move each question most, each moved alone from end to end of its range.

    Args:
        bench: runs, seed and workers.
        names: of the parameters to move; all if none is named.
        progress: whether to show a bar, as for `sim.simulate`.
    """
    known = declarations()
    moved = list(names or known)
    ends = [(name, end) for name in moved for end in (0, 1)]
    tasks = [
        _Task(bench.folder, {name: known[name].range[end]}, bench.runs, bench.seed)
        for name, end in ends
    ]
    done = ((found, 1) for found in run_all(_ask, tasks, bench.workers))
    answers = {ends[place]: found for place, found in watched(done, len(tasks), "ends", progress)}
    found = {}
    for row, question in enumerate(QUESTIONS):
        pushes = [
            Push(name, *known[name].range, paired(answers[name, 0][row], answers[name, 1][row]))
            for name in moved
        ]
        pushes = [push for push in pushes if push.change.pairs]
        found[question] = sorted(pushes, key=lambda push: -abs(push.change.difference))[:STRONGEST]
    return found


def _ask(task: _Task) -> list[Array]:
    """The answers to `QUESTIONS`, each ``(run,)``."""
    kept, free, attacked = (
        _run(task, name) for name in ("baseline", "no_commitment", "ecowas_intervenes")
    )
    intervention = expected_interventions(kept)
    return [_honour(attacked), intervention, expected_interventions(free) - intervention]


def _honour(histories: xr.Dataset) -> Array:
    return np.asarray(histories["honour_rate"].sel(treaty="AES").values)


def _run(task: _Task, name: str) -> xr.Dataset:
    design = pd.DataFrame({key: np.full(task.runs, value) for key, value in task.fixed.items()})
    return simulate(_scenarios(task.folder)[name], seed=task.seed, design=design, progress=False)


@lru_cache(maxsize=1)
def _scenarios(folder: Path) -> dict[str, Scenario]:
    """The scenarios behind the questions; checking one takes longer than running it."""
    bench = Bench(folder)
    names = ("baseline", "no_pledge", "no_treaty", "no_commitment", "ecowas_intervenes")
    return {name: bench.scenario(name, FIRST_YEAR) for name in names}
