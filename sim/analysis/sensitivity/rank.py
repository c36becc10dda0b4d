"""Rank correlations: whether an outcome rises or falls with a parameter, for any design."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from sim.analysis.paired import INTERVAL
from sim.analysis.swept import Array
from sim.errors import LiptakoError

FEWEST = 10
"""Points, below which ranks tell nothing."""
NOTE = (
    "Intervals by Fisher's z, after Bonett and Wright (2000); of parameters that do nothing, one "
    "in ten has an interval without 0."
)


def rank(parameters: NDArray[np.float64], names: list[str], means: Array) -> pd.DataFrame:
    """Spearman's correlation with each parameter, and the partial one, the others held.

    Args:
        parameters: of the points, ``(point, parameter)``.
        names: of the parameters.
        means: of the points, ``(point,)``.

    Raises:
        LiptakoError: too few points.
    """
    count = len(means)
    if count < FEWEST:
        raise LiptakoError(
            f"rank: only {count} points have the outcome, which tells nothing - sweep at least "
            f"{FEWEST}, better a hundred"
        )
    ranks = rankdata(np.column_stack([parameters, means]), axis=0)
    correlations = np.corrcoef(ranks, rowvar=False)
    own = correlations[-1, :-1]
    low, high = interval(own, count)
    table = pd.DataFrame(
        {
            "parameter": names,
            "rank": own,
            "rank_low": low,
            "rank_high": high,
            "partial": _partial(correlations),
        }
    )
    order = table["rank"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def interval(correlation: Array, count: int) -> tuple[Array, Array]:
    """90 % intervals of Spearman's correlations of so many points."""
    # One of exactly 1 has no finite z; its interval is as narrow as the numbers allow.
    z = np.arctanh(np.clip(correlation, -1.0 + 1e-12, 1.0 - 1e-12))
    half = ndtri(0.5 + INTERVAL / 2.0) * np.sqrt((1.0 + correlation**2 / 2.0) / (count - 3))
    return np.tanh(z - half), np.tanh(z + half)


def _partial(correlations: NDArray[np.float64]) -> Array:
    """Correlations of the last with each of the others, all the rest held; not a number if some
    parameters follow from others."""
    if np.linalg.matrix_rank(correlations[:-1, :-1]) < len(correlations) - 1:
        return np.full(len(correlations) - 1, nan)
    # The least bit of a ridge, for an outcome that its parameters give exactly.
    inverse = np.linalg.inv(correlations + 1e-9 * np.eye(len(correlations)))
    scale = np.sqrt(np.diag(inverse))
    return np.asarray(-inverse[-1, :-1] / (scale[-1] * scale[:-1]))
