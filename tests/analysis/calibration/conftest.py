"""The history that the war is fitted to, and what was observed."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from sim.analysis.observed.series import observed_deaths
from sim.scenario import Scenario, load_scenario

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def history() -> Scenario:
    """The shipped history, with the declared defaults."""
    shipped = load_scenario(ROOT / "scenarios" / "history.yaml")
    return shipped.patch({"calibration": {"parameters": "stated"}})


@pytest.fixture(scope="session")
def observed() -> xr.DataArray:
    """The package's months."""
    return observed_deaths()
