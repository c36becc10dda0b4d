"""Forecasts that know nothing but the past months: what any model has to beat.

Their draws are quantiles at fixed, equally likely points, so no random number is needed. Unknown
months are left out of each window; windows are of calendar months.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import nbinom, poisson

from sim.analysis.forecasting.forecaster import HORIZON, Array
from sim.errors import LiptakoError

POINTS = 1_200
"""Draws of a forecast; a multiple of twelve, so that twelve months are equally likely."""
LEVELS: Array = (np.arange(POINTS) + 0.5) / POINTS
"""Their levels of probability, the middle of each of as many equal parts."""
WEIGHT = 0.15
"""What the latest month counts in an exponentially weighted mean; each before it, .85 of the
next."""


def conflictology(seen: xr.DataArray) -> Array:
    """The last twelve months, each equally likely, for every lead (Hegre et al. 2025, the baseline
    of the VIEWS prediction challenge).

    Args and returns as of `Forecaster`. Raises LiptakoError if a country has no month known.
    """
    return _by_country(seen.tail(month=12), _resampled)


def last_value(seen: xr.DataArray) -> Array:
    """Poisson with the last month known as its mean, for every lead; see `conflictology`."""
    return _by_country(seen, lambda known: _poisson(float(known[-1])))


def negative_binomial(seen: xr.DataArray) -> Array:
    """Negative binomial with mean and variance (unbiased) of the last six months, for every lead;
    Poisson where the variance is no larger than the mean. See `conflictology`."""
    return _by_country(seen.tail(month=6), _negative_binomial)


def lognormal(seen: xr.DataArray) -> Array:
    """Lognormal of deaths + 1, for every lead, with the exponentially weighted mean and variance of
    the logarithms of all months (`WEIGHT`); whole deaths, none below 0. See `conflictology`."""
    return _by_country(seen, _lognormal)


def zero(seen: xr.DataArray) -> Array:
    """No deaths, ever: by its own score, what a country's war costs a forecaster."""
    return np.zeros((seen.sizes["country"], HORIZON, POINTS))


def _by_country(window: xr.DataArray, draws: Callable[[Array], Array]) -> Array:
    """Draws from the known months ``(month,)`` of each country, the same for every lead."""
    found = np.empty((window.sizes["country"], HORIZON, POINTS))
    for place, country in enumerate(window["country"].values):
        deaths = window.values[:, place]
        known = deaths[~np.isnan(deaths)]
        if not known.size:
            month = window["month"].values[-1].astype("datetime64[M]")
            raise LiptakoError(
                f"{country}: no deaths known in the {window.sizes['month']} months to {month} - "
                "begin the backtest later, or leave the country out"
            )
        found[place] = draws(known)
    return found


def _resampled(known: Array) -> Array:
    places: NDArray[np.int64] = (LEVELS * known.size).astype(np.int64)
    return np.sort(known)[places]


def _poisson(mean: float) -> Array:
    return np.asarray(poisson.ppf(LEVELS, mean), np.float64)


def _negative_binomial(known: Array) -> Array:
    mean = float(known.mean())
    variance = float(known.var(ddof=1)) if known.size > 1 else 0.0
    if variance <= mean:
        return _poisson(mean)
    size = mean**2 / (variance - mean)
    return np.asarray(nbinom.ppf(LEVELS, size, mean / variance), np.float64)


def _lognormal(known: Array) -> Array:
    logs = np.log1p(known)
    weights = (1.0 - WEIGHT) ** np.arange(known.size)[::-1]
    mean = np.average(logs, weights=weights)
    sd = np.average((logs - mean) ** 2, weights=weights) ** 0.5
    return np.asarray(np.rint(np.expm1(mean + sd * ndtri(LEVELS))).clip(min=0.0))
