"""Scores of equally likely draws against what came; lower is better.

Draws are ``(case, draw)`` and what came ``(case,)``, both deaths a month.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from sim.analysis.forecasting.forecaster import Array
from sim.errors import LiptakoError

BINS = (0, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
"""Upper ends of the bins of the log score: 0, 1-2, 3-5, 6-10, ... 501-1000, and 1001+."""
FLOOR = 0.001
"""Least probability of a bin."""
INTERVAL = 0.9
"""How much of the probability the interval holds."""


def crps(draws: Array, came: Array) -> Array:
    """Continuous ranked probability score ``(case,)``, in deaths, of the draws taken as the whole
    distribution (Matheson & Winkler 1976; Gneiting & Raftery 2007).

    Raises:
        LiptakoError: scoringrules is not installed.
    """
    found = scoringrules().crps_ensemble(came, draws, estimator="qd", backend="numpy")
    return np.asarray(found, np.float64)


def log_score(draws: Array, came: Array) -> Array:
    """Minus the natural logarithm of the probability of the bin that came, ``(case,)``, in nats.

    A bin that no draw fell into would cost infinitely much; so every bin gets `FLOOR`, and the
    draws share the rest: the score is at most 6.9.
    """
    hit = _bins(draws) == _bins(came)[:, None]
    bins = len(BINS) + 1
    return np.asarray(-np.log((1.0 - bins * FLOOR) * hit.mean(axis=1) + FLOOR))


def interval(draws: Array) -> tuple[Array, Array]:
    """Lower and upper end of the central `INTERVAL`, each ``(case,)``, deaths; both are draws."""
    tail = (1.0 - INTERVAL) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=1, method="inverted_cdf")
    return low, high


def interval_score(draws: Array, came: Array) -> Array:
    """Width of the interval, and 20 times what came lies outside it by, ``(case,)``, in deaths
    (Gneiting & Raftery 2007).

    Raises:
        LiptakoError: scoringrules is not installed.
    """
    low, high = interval(draws)
    found = scoringrules().interval_score(came, low, high, 1.0 - INTERVAL, backend="numpy")
    return np.asarray(found, np.float64)


def covered(draws: Array, came: Array) -> NDArray[np.bool_]:
    """Whether what came lies in the interval, ends included, ``(case,)``."""
    low, high = interval(draws)
    return (low <= came) & (came <= high)


def pit(draws: Array, came: Array) -> Array:
    """Probability of less than came, and half of that of just as much, ``(case,)``: the middle of
    the range over which a randomised PIT would be drawn (Czado, Gneiting & Held 2009)."""
    less, same = draws < came[:, None], draws == came[:, None]
    return np.asarray(less.mean(axis=1) + 0.5 * same.mean(axis=1))


def _bins(deaths: Array) -> NDArray[np.int64]:
    return np.searchsorted(BINS, np.rint(deaths))


def scoringrules() -> ModuleType:
    """The library, an extra that only a backtest needs."""
    try:
        return import_module("scoringrules")
    except ImportError as error:
        raise LiptakoError(
            "scores need the package scoringrules - pip install 'liptako[analysis]'"
        ) from error
