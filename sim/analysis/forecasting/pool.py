"""Forecasts of several forecasters, pooled: each is right with equal probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.analysis.forecasting.forecaster import Array, Forecaster


@dataclass(frozen=True)
class Pool:
    """A forecaster (see `Forecaster`) that draws as often from each of its members.

    Equal weights need no fitting, and fitted ones seldom beat them (Clemen 1989).

    Attributes:
        members: at least one; leads are those that all of them have.
    """

    members: Sequence[Forecaster]

    def __call__(self, seen: xr.DataArray) -> Array:
        """Draws ``(country, lead, draw)``; see `Forecaster`."""
        found = [member(seen) for member in self.members]
        number = min(draws.shape[2] for draws in found)
        leads = min(draws.shape[1] for draws in found)
        return np.concatenate([_evenly(draws[:, :leads], number) for draws in found], axis=2)


def _evenly(draws: Array, number: int) -> Array:
    """So many of the draws, evenly from the lowest to the highest."""
    places = ((np.arange(number) + 0.5) * draws.shape[2] / number).astype(np.int64)
    return np.sort(draws, axis=2)[..., places]
