"""Tables of crises, by what is different about each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.analysis.past_crises.record import past_crises

CRISIS = {
    "id": "AAA-2010",
    "country": "AAA",
    "date": "2010-01-01",
    "kind": "coup",
    "claimant": "captive",
    "outcome": "none",
    "suspended": 1,
    "sanctions": 0,
    "ultimatum": 0,
    "mobilised": 0,
    "force_used": 0,
    "elected_victim": 1,
    "invited": "",
    "days_to_concession": "",
    "borders_nigeria": 0,
    "troops_of_target_thousand": 7,
    "area_thousand_km2": 300,
}
"""An ordinary coup: an elected president held, a suspension, and no more."""

Write = Callable[..., Path]
Crises = Callable[..., pd.DataFrame]


def rows(*changes: dict[str, Any]) -> pd.DataFrame:
    """Ordinary coups but for these changes, each with an id of its own."""
    return pd.DataFrame([{**CRISIS, "id": f"AAA-{n}", **one} for n, one in enumerate(changes)])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of ordinary coups but for these changes."""

    def written(*changes: dict[str, Any]) -> Path:
        file = tmp_path / "crises.csv"
        rows(*changes).to_csv(file, index=False)
        return file

    return written


@pytest.fixture(scope="session")
def crises(tmp_path_factory: pytest.TempPathFactory) -> Crises:
    """Reads such a file."""

    def read(*changes: dict[str, Any]) -> pd.DataFrame:
        file = tmp_path_factory.mktemp("crises") / "crises.csv"
        rows(*changes).to_csv(file, index=False)
        return past_crises(file)

    return read


@pytest.fixture(scope="session")
def shipped() -> pd.DataFrame:
    """The package's own table."""
    return past_crises()
