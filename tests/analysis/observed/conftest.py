"""A file in the form of UCDP GED, with the rows that a test asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

MakeEvents = Callable[..., Path]

EVENT: dict[str, Any] = {
    "relid": "MLI-2023-1-1",
    "year": 2023,
    "type_of_violence": 1,
    "side_a": "Government of Mali",
    "side_b": "JNIM",
    "source_article": 'Agency, 2023-05-03, "Two lines,\nand a comma"',
    "adm_1": "Mopti region",
    "latitude": 14.5,
    "longitude": -4.2,
    "country": "Mali",
    "country_id": 432,
    "date_start": "2023-05-02 00:00:00.000",
    "date_end": "2023-05-03 00:00:00.000",
    "best": 7,
    "high": 9,
    "low": 5,
}


@pytest.fixture
def ged(tmp_path: Path) -> MakeEvents:
    """Writes a file; each row is an event in Mopti, changed as asked for."""

    def write(*changes: dict[str, Any], without: str | None = None) -> Path:
        table = pd.DataFrame([EVENT | change for change in changes])
        file = tmp_path / "GEDEvent.csv"
        table.drop(columns=[without] if without else []).to_csv(file, index=False)
        return file

    return write
