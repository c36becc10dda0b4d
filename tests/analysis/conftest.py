"""A year and a half of fate, in which nothing happens but what a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
import xarray as xr

from sim.experiment.ensemble import simulate
from sim.scenario import Scenario

RUNS = 5

Event = tuple[int, str, int, int, str, str, str]
"""Run, month, week (0 to 3; 4 if it is not known), day (0 if none), kind, subject, object."""
Happened = Callable[..., xr.Dataset]


@pytest.fixture(scope="session")
def fated(baseline: Scenario) -> xr.Dataset:
    """Histories in which nobody decides anything."""
    changes = {"horizon": {"end": "2025-01"}, "cut": date(2025, 1, 31)}
    return simulate(baseline.patch(changes), runs=RUNS)


@pytest.fixture(scope="session")
def happened(fated: xr.Dataset) -> Happened:
    """Replaces the chronicle of these histories by given events."""

    def retold(*events: Event) -> xr.Dataset:
        kinds, names = (
            [str(word) for word in fated[column].attrs["meanings"]]
            for column in ("event_kind", "event_subject")
        )
        months = [f"{month:%Y-%m}" for month in fated.indexes["month"]]
        rows = []
        for run, month, week, day, kind, *who in events:
            numbers = [names.index(name) if name else -1 for name in who]
            rows.append((run, months.index(month), week, day, kinds.index(kind), *numbers))
        table = np.array(rows, np.int32).reshape(-1, 7)
        columns = ("run", "month", "week", "day", "kind", "subject", "object")
        named = {f"event_{name}": table[:, place] for place, name in enumerate(columns)}
        told = {n: ("event", values, fated[n].attrs) for n, values in named.items()}
        return fated.drop_dims("event").assign(told)

    return retold
