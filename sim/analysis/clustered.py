"""Means of runs that hang together, and how sure they are.

Runs hang together where a design puts them in one group: their errors do not average out as
strangers' do. Intervals are of the linearised mean, group by group (Taylor series, as of cluster
samples: Särndal, Swensson and Wretman 1992).
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from sim.analysis.paired import INTERVAL
from sim.analysis.swept import RUN, Array
from sim.experiment.design import REPLICATE, Plan
from sim.experiment.design.methods import group_size

Groups = NDArray[np.int64]
SIDE = 0.5 + INTERVAL / 2.0
"""Probability up to the upper end of an interval."""


class Mean(NamedTuple):
    """A mean, or a difference of means.

    Attributes:
        value: of the runs.
        half: half of its 90 % interval; not a number where too few groups tell nothing of it.
    """

    value: float
    half: float


def groups_of(frame: pd.DataFrame, plan: Plan, points: NDArray[np.int64]) -> Groups:
    """Which runs hang together, ``(row,)``.

    Those of one trajectory of Morris', of one group of Saltelli's, of one point of another design.
    In a grid, whose points nobody drew, those that share their luck.

    Args:
        frame: a row a run, as `sim.experiment.results.Results.to_dataframe` gives it.
        plan: how its design was drawn.
        points: number of each run's point, ``(row,)``.
    """
    if plan.method == "grid":
        return lucks_of(frame)
    size = 1
    if plan.method == "morris":
        size = len(plan.ranges) + 1
    if plan.method == "sobol":
        size = group_size(len(plan.ranges), plan.second_order)
    return points // size


def lucks_of(frame: pd.DataFrame) -> Groups:
    """Which runs share their luck, ``(row,)``."""
    return frame[REPLICATE if REPLICATE in frame else RUN].to_numpy(np.int64)


def mean_of(values: Array, groups: Groups) -> Mean:
    """The mean of runs ``(row,)`` that hang together in groups ``(row,)``."""
    mean = float(values.mean())
    half = _half((values - mean) / values.size, groups)
    return Mean(mean, max(half, _of_share(values)) if _yes_or_no(values) else half)


def apart_of(values: Array, chosen: NDArray[np.bool_], groups: Groups) -> Mean:
    """The mean of some runs less that of all, both of the same groups, ``(row,)`` each.

    Where groups have runs of either kind, what they have in common does not count.
    """
    mean, own = float(values.mean()), float(values[chosen].mean())
    pull = chosen * (values - own) / chosen.sum() - (values - mean) / values.size
    within = np.unique(groups[chosen])
    half = _half(pull, groups, within.size)
    if _yes_or_no(values):
        common = np.isin(within, groups[~chosen]).all()
        half = max(half, _of_change(within.size) if common else _of_share(values[chosen]))
    return Mean(own - mean, half)


def _half(pull: Array, groups: Groups, count: int | None = None) -> float:
    """Half of an interval, of what each run adds to the error of a mean, ``(row,)``; `count` is of
    the groups that tell anything."""
    places = np.unique(groups, return_inverse=True)[1]
    sums = np.bincount(places, pull)
    count = sums.size if count is None else count
    if count < 2:
        return nan
    spread = float((sums**2).sum()) * count / (count - 1)
    return float(stdtrit(count - 1, SIDE) * spread**0.5)


def _yes_or_no(values: Array) -> bool:
    return bool(np.isin(values, (0.0, 1.0)).all())


def _of_share(values: Array) -> float:
    """Half of the interval of a share, had two more runs shown it and two not, since a few runs
    that agree are not sure (Agresti & Coull 1998)."""
    count = values.size + 4.0
    share = (float(values.sum()) + 2.0) / count
    return float(ndtri(SIDE) * (share * (1.0 - share) / count) ** 0.5)


def _of_change(groups: int) -> float:
    """The same of a change of share that no group showed (Agresti & Min 2005)."""
    return float(ndtri(SIDE)) / (groups + 2.0)
