"""How much of an outcome's variance is luck, from the runs at each point."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.paired import INTERVAL
from sim.analysis.sensitivity.result import Noise
from sim.analysis.swept import Array
from sim.experiment.design import REPLICATE

RESAMPLES = 400
SEED = 1


def noise(frame: pd.DataFrame, points: NDArray[np.int64], values: Array) -> Noise:
    """The share of luck; not a number if points have one run each.

    Args:
        frame: a row a run.
        points: number of each run's point, ``(row,)``.
        values: of the outcome, ``(row,)``.
    """
    if REPLICATE not in frame:
        return Noise()
    cells = pd.DataFrame({"point": points, "luck": frame[REPLICATE].to_numpy(), "value": values})
    table = cells.pivot_table(index="point", columns="luck", values="value", aggfunc="mean")
    runs = table.dropna().to_numpy()
    return noise_of(runs) if min(runs.shape) > 1 else Noise()


def noise_of(runs: Array) -> Noise:
    """The same of a full table ``(point, replicate)``; the interval is a bootstrap's over points.

    Replicates share their luck across points: what a luck does everywhere (the mean of its column)
    does not blur the means, but is luck all the same in single runs.
    """
    share, left = _shares(runs)
    generator = np.random.default_rng(SEED)
    count = len(runs)
    again = [_shares(runs[generator.integers(count, size=count)])[0] for _ in range(RESAMPLES)]
    edge = 100 * (1.0 - INTERVAL) / 2.0
    low, high = np.nanpercentile(again, [edge, 100 - edge])
    return Noise(share, float(low), float(high), left, runs.shape[1])


def _shares(runs: Array) -> tuple[float, float]:
    """Luck's share of the variance of single runs, and of that of the points' means."""
    points, replicates = runs.shape
    means = runs.mean(axis=1)
    within = float(runs.var(axis=1, ddof=1).mean())
    apart = runs - means[:, None] - runs.mean(axis=0) + runs.mean()
    own = float((apart**2).sum()) / ((points - 1) * (replicates - 1)) / replicates
    spread = float(means.var(ddof=1))
    total = max(spread - own, 0.0) + within
    share = within / total if total > 0.0 else np.nan
    return share, min(own / spread, 1.0) if spread > 0.0 else np.nan
