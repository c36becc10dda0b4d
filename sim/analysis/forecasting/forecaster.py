"""What a forecaster is."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

Array = NDArray[np.float64]

HORIZON = 12
"""Months ahead that every forecaster answers for: leads 1 to 12."""


class Forecaster(Protocol):
    """Foretells deaths by month and country from those seen so far."""

    def __call__(self, seen: xr.DataArray, /) -> Array:
        """Equally likely deaths of the coming months.

        Args:
            seen: observed deaths ``(month, country)``, deaths a month; the last month is the
                origin, and later ones are not there. NaN where nothing is known.

        Returns:
            Draws ``(country, lead, draw)``, deaths a month, leads 1 to `HORIZON` in order; as many
            draws as it likes.
        """
