"""Small observed series."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

Series = Callable[..., xr.DataArray]


@pytest.fixture(scope="session")
def series() -> Series:
    """Deaths by country, from a month on."""

    def build(first: str = "2020-01", **deaths: list[float]) -> xr.DataArray:
        values = np.array(list(deaths.values()), np.float64).T
        months = np.datetime64(first, "M") + np.arange(len(values))
        coords = {"month": months.astype("datetime64[ns]"), "country": list(deaths)}
        return xr.DataArray(values, coords, ("month", "country"))

    return build
