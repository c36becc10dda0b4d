"""How sure a share of the runs is."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.analysis.paired import INTERVAL


def wilson(
    shares: NDArray[np.float64], runs: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 90 % intervals of some shares of so many runs, low and high (Wilson 1927)."""
    z = float(ndtri(0.5 + INTERVAL / 2.0))
    middle = (shares + z**2 / (2 * runs)) / (1 + z**2 / runs)
    half = z / (1 + z**2 / runs) * (shares * (1 - shares) / runs + z**2 / (4 * runs**2)) ** 0.5
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
