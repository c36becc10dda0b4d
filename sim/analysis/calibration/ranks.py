"""Simulation-based calibration (Talts et al. 2018): does a method find what it should?

Truths are drawn from the prior, each lives one history, and a method is asked for the truth from
what an observer of that history would have. If the method is right, the rank of a truth among draws
of its posterior is uniform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import chisquare

from sim.analysis.calibration.training import Observations, fitted
from sim.experiment.progress import watched
from sim.experiment.runners import run_all
from sim.experiment.writing import write_whole
from sim.world.state import Array

DRAWS = 99
"""Draws that a truth is ranked among: ranks 0 to 99."""
BINS = 5

Method = Callable[[Observations, int], Array]
"""Points of the unit cube ``(draw, parameter)``, at least `DRAWS`, from observations and a seed."""


def rank_truths(
    method: Method,
    truths: Array,
    histories: Sequence[Observations],
    folder: Path,
    workers: int = 1,
    progress: bool | None = None,
) -> pd.DataFrame:
    """The rank of each truth among the draws of a method.

    Args:
        method: picklable if there are several workers.
        truths: points of the unit cube, ``(truth, parameter)``.
        histories: what an observer of each truth's history would have.
        folder: where each truth's draws are kept; those that are there are not made again.
        workers: processes.
        progress: as for `sim.simulate`.

    Returns:
        A row a truth and parameter: ``truth``, ``parameter``, ``rank`` (0 to 99), ``z`` (posterior
        mean less truth, in posterior standard deviations) and ``learnt`` (the share of the prior's
        variance that is gone).
    """
    numbers = [n for n in range(len(truths)) if not _file(folder, n).exists()]
    work = partial(_asked, method)
    tasks = [(n, histories[n]) for n in numbers]

    def done() -> Iterator[tuple[None, int]]:
        for place, points in run_all(work, tasks, workers):
            thinned = points[np.linspace(0, len(points) - 1, DRAWS).round().astype(int)]
            write_whole(_file(folder, numbers[place]), partial(_save, thinned))
            yield None, 1

    for _ in watched(done(), len(tasks), "truths", progress):
        pass
    rows = []
    for number, truth in enumerate(truths):
        draws = np.load(_file(folder, number))
        for place, name in enumerate(fitted()):
            own = draws[:, place]
            rows.append(
                {
                    "truth": number,
                    "parameter": name,
                    "rank": int((own < truth[place]).sum()),
                    "z": (own.mean() - truth[place]) / max(own.std(), 1e-9),
                    "learnt": 1.0 - 12.0 * own.var(),
                }
            )
    return pd.DataFrame(rows)


def uniformity(ranks: pd.DataFrame) -> pd.DataFrame:
    """How far ranks are from uniform.

    Returns:
        A row a parameter: ``parameter``, ``p`` (chi-square over five bins), ``mean`` rank over 99
        (.5 is right; higher, the method finds too little) with ``low`` and ``high``, between which
        a right method's lies nine times in ten, the standard deviation ``z`` of z-scores (1 is
        right; more, the method is too sure) and the mean ``learnt``.
    """
    rows = []
    for name, own in ranks.groupby("parameter", sort=False):
        counts, _ = np.histogram(own["rank"], BINS, (0, DRAWS + 1))
        half = 1.645 / (12.0 * len(own)) ** 0.5
        rows.append(
            {
                "parameter": name,
                "p": float(chisquare(counts).pvalue),
                "mean": float(own["rank"].mean() / DRAWS),
                "low": 0.5 - half,
                "high": 0.5 + half,
                "z": float(own["z"].std()),
                "learnt": float(own["learnt"].mean()),
            }
        )
    return pd.DataFrame(rows)


def _asked(method: Method, task: tuple[int, Observations]) -> Array:
    number, observed = task
    return method(observed, number)


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:04d}.npy"


def _save(points: Array, path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, points)
