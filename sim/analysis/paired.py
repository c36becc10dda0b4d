"""Pairs of histories that share their luck: how much they differ, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from sim.errors import LiptakoError

INTERVAL = 0.9
"""How much of the probability intervals hold."""
INNER = 0.5
"""How much the inner ones hold."""
FEW = 50
"""Pairs by which a skewed difference should be carried, for its interval to hold what it says."""


@dataclass(frozen=True)
class Paired:
    """How one quantity differs between pairs of histories.

    Attributes:
        reference: mean of the first of each pair.
        spread: standard deviation of the first over its runs; not a number for a single pair.
        mean: mean of the second.
        difference: mean of second less first, pair by pair.
        low, high: 90 % interval of that mean, by Student's t, or, of what is yes or no, after
            Agresti and Min; not a number for a single pair, which tells nothing about how sure it
            is.
        low50, high50: its 50 % interval, likewise.
        pairs: how many there are in which both have the quantity.
        fewer_runs: how many times fewer runs pairs need than strangers do for the same precision,
            the sum of both variances over the variance of the difference; infinite where the
            difference never varies, not a number where nothing varies.
        carried_by: how many pairs carry the difference: the square of the summed sizes over the
            sum of squares, all pairs if each differs alike; not a number where nothing differs, and
            of what is yes or no, whose interval knows how many changed.
    """

    reference: float
    spread: float
    mean: float
    difference: float
    low: float
    high: float
    low50: float
    high50: float
    pairs: int
    fewer_runs: float
    carried_by: float


def carried_by_few(carried_by: float, pairs: int) -> bool:
    """Whether so few of the pairs carry a difference that its interval is too narrow: rarer ones,
    which more runs would bring, may move it further."""
    return carried_by < min(FEW, pairs / 4)


def paired(reference: NDArray[np.float64], other: NDArray[np.float64]) -> Paired:
    """Compare two arrays ``(run,)``, run by run; what is not a number is left out with its pair."""
    both = ~(np.isnan(reference) | np.isnan(other))
    one, two = reference[both], other[both]
    if not one.size:
        return Paired(nan, nan, nan, nan, nan, nan, nan, nan, 0, nan, nan)
    low, high = _interval(one, two, INTERVAL)
    low50, high50 = _interval(one, two, INNER)
    return Paired(
        reference=float(one.mean()),
        spread=float(one.std(ddof=1)) if one.size > 1 else nan,
        mean=float(two.mean()),
        difference=float((two - one).mean()),
        low=low,
        high=high,
        low50=low50,
        high50=high50,
        pairs=int(one.size),
        fewer_runs=_gain(one, two),
        carried_by=nan if _yes_or_no(one, two) else _carriers(two - one),
    )


def _gain(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """How many times fewer runs pairs need than strangers do, ``(pair,)``."""
    if one.size < 2:
        return nan
    spread = float((two - one).var(ddof=1))
    apart = float(one.var(ddof=1) + two.var(ddof=1))
    if spread > 0.0:
        return apart / spread
    return inf if apart > 0.0 else nan


def _yes_or_no(one: NDArray[np.float64], two: NDArray[np.float64]) -> bool:
    return bool(np.isin(one, (0.0, 1.0)).all() and np.isin(two, (0.0, 1.0)).all())


def _carriers(difference: NDArray[np.float64]) -> float:
    squares = float((difference**2).sum())
    return float(np.abs(difference).sum()) ** 2 / squares if squares > 0.0 else nan


def _interval(
    one: NDArray[np.float64], two: NDArray[np.float64], held: float
) -> tuple[float, float]:
    """The interval of the mean of ``two - one``, ``(pair,)``, that holds so much probability."""
    difference = two - one
    if one.size < 2:
        return nan, nan
    if difference.any() and _yes_or_no(one, two):
        return _of_shares(difference, held)
    mean, spread = float(difference.mean()), float(difference.var(ddof=1))
    half = float(stdtrit(one.size - 1, 0.5 + held / 2.0)) * (spread / one.size) ** 0.5
    return mean - half, mean + half


def _of_shares(difference: NDArray[np.float64], held: float) -> tuple[float, float]:
    """The interval of a difference of shares of the same runs, some of which changed, ``(pair,)``:
    half a change more either way, since few changes tell little (Agresti & Min 2005)."""
    pairs = difference.size + 2.0
    gained, lost = (float(np.count_nonzero(difference == sign)) + 0.5 for sign in (1.0, -1.0))
    mean = (gained - lost) / pairs
    half = float(ndtri(0.5 + held / 2.0)) * ((gained + lost) / pairs - mean**2) ** 0.5
    half /= float(pairs) ** 0.5
    return max(mean - half, -1.0), min(mean + half, 1.0)


def check_paired(one: xr.Dataset, other: xr.Dataset, who: str) -> None:
    """Refuse histories that do not pair.

    Args:
        one, other: as `sim.simulate` gives them.
        who: what asks, for the message.

    Raises:
        LiptakoError: the two do not have the same seed, runs and months.
    """
    apart = [
        f"{what} ({_spelled(first)} and {_spelled(second)})"
        for what, first, second in (
            ("seeds", one.attrs.get("seed"), other.attrs.get("seed")),
            ("runs", one["run"].values, other["run"].values),
            ("months", one["month"].values, other["month"].values),
        )
        if not np.array_equal(np.asarray(first), np.asarray(second))
    ]
    if apart:
        raise LiptakoError(
            f"{who}: the two have different {', '.join(apart)} - simulate both with the same seed, "
            "number of runs and horizon"
        )


def _spelled(values: object) -> str:
    """A seed, how many runs, or from which month to which."""
    if not isinstance(values, np.ndarray):
        return str(values)
    if values.dtype.kind == "M" and values.size:
        first, last = values[[0, -1]].astype("datetime64[M]")
        return f"{first} to {last}"
    return f"{values.size:,} from number {values[0]}" if values.size else "none"
