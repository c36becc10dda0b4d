"""How sure a share of the runs is, and the difference of two."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.analysis.paired import INTERVAL


class Interval(Protocol):
    """A share with the ends of its interval."""

    @property
    def value(self) -> float:
        """The share."""

    @property
    def low(self) -> float:
        """Its lower end."""

    @property
    def high(self) -> float:
        """Its upper end."""


def wilson(
    shares: NDArray[np.float64], runs: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 90 % intervals of some shares of so many runs, low and high (Wilson 1927)."""
    z = float(ndtri(0.5 + INTERVAL / 2.0))
    middle = (shares + z**2 / (2 * runs)) / (1 + z**2 / runs)
    half = z / (1 + z**2 / runs) * (shares * (1 - shares) / runs + z**2 / (4 * runs**2)) ** 0.5
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def newcombe(first: Interval, other: Interval) -> tuple[float, float]:
    """The 90 % interval of the difference of two shares that do not pair, the other less the first,
    from the interval of each (Newcombe 1998, method 10)."""
    apart = other.value - first.value
    down = ((other.value - other.low) ** 2 + (first.high - first.value) ** 2) ** 0.5
    up = ((other.high - other.value) ** 2 + (first.value - first.low) ** 2) ** 0.5
    return apart - down, apart + up
