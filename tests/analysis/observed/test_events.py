"""Events of UCDP GED: what is read, counted, and refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.observed.events import COUNTRIES, by_region, monthly, placed, read_events
from sim.errors import LiptakoError
from sim.world.geography import load_regions
from tests.analysis.observed.conftest import MakeEvents

NIGER = {"country_id": 436, "country": "Niger", "adm_1": "Tillabéri region"}
FRANCE = {"country_id": 220, "country": "France", "adm_1": "", "best": "x"}
ACROSS = {"date_start": "2023-05-30", "date_end": "2023-07-02", "best": 20, "type_of_violence": 3}


def test_events_are_read(ged: MakeEvents) -> None:
    """A column would be misread; rows of other countries, which may be odd, would matter."""
    file = ged(NIGER | {"best": 3, "type_of_violence": 2}, FRANCE, {}, {"adm_1": "", "best": 0})
    events = sim.read_events(file)
    assert ["NER", "MLI", "MLI"] == events["country"].tolist()
    assert ["NER.tillaberi", "MLI.mopti", ""] == events["region"].tolist()
    assert ["non_state", "state_based", "state_based"] == events["kind"].tolist()
    assert [3, 7, 0] == events["best"].tolist()
    assert {pd.Timestamp("2023-05-03")} == set(events["date"])
    assert ["Government of Mali", "JNIM"] == events.loc[1, ["side_a", "side_b"]].tolist()
    assert not events["crosses_months"].any()


def test_every_country_of_the_map_has_its_number() -> None:
    """A country's events would be passed over."""
    known = {region.country for region in load_regions().values()}
    assert known == set(COUNTRIES.values())


def test_monthly_deaths_by_hand(ged: MakeEvents) -> None:
    """Deaths would be counted in another month, country or kind; quiet months would be missing."""
    events = read_events(ged({}, {"best": 4}, ACROSS, NIGER))
    deaths = monthly(events)
    assert ("month", "country", "kind") == deaths.dims
    assert ["MLI", "NER"] == deaths["country"].values.tolist()
    months = [str(month)[:7] for month in deaths["month"].values]
    assert ["2023-05", "2023-06", "2023-07"] == months
    assert [[11, 7], [0, 0], [20, 0]] == deaths.sum("kind").values.tolist()
    assert 20 == deaths.sel(kind="one_sided").sum().item()
    inside = monthly(events, crossing=False)
    assert [[11, 7], [0, 0], [0, 0]] == inside.sum("kind").values.tolist()


def test_deaths_by_region_by_hand(ged: MakeEvents) -> None:
    """A region would have another's deaths, or those of no region."""
    deaths = by_region(read_events(ged({}, NIGER | {"best": 2}, {"adm_1": "nowhere", "best": 50})))
    assert (1, 46) == deaths.shape
    assert list(load_regions()) == deaths["region"].values.tolist()
    assert 9 == deaths.sum().item()
    assert [7, 2] == deaths.sel(region=["MLI.mopti", "NER.tillaberi"]).values.ravel().tolist()


def test_events_without_a_region_are_counted(ged: MakeEvents) -> None:
    """A user would not know how much of the war is missing from the map."""
    table = placed(read_events(ged(NIGER, {}, {"adm_1": ""}, {"adm_1": "Timetrine region"})))
    assert {"MLI": [3, 2], "NER": [1, 0]} == table.T.to_dict("list")


def test_the_series_and_the_events_have_one_form(ged: MakeEvents) -> None:
    """Observed series of two origins could not be compared or joined."""
    ours, theirs = sim.observed_deaths(), monthly(read_events(ged({}))).sum("kind")
    assert ours.dims == theirs.dims
    assert ours["month"].dtype == theirs["month"].dtype == np.dtype("datetime64[ns]")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"best": "many"}, "3: best: 'many' is no whole number of 0 or more - use the CSV of UCDP"),
        ({"best": -1}, "3: best: '-1' is no whole number of 0 or more - "),
        ({"best": 1.5}, "3: best: '1.5' is no whole number of 0 or more - "),
        ({"best": ""}, "3: best: '' is no whole number of 0 or more - "),
        ({"date_start": "May"}, "3: date_start: 'May' is no date - write YYYY-MM-DD"),
        ({"date_end": "2023-02-30"}, "3: date_end: '2023-02-30' is no date - write YYYY-MM-DD"),
        ({"date_end": "2023-05-01"}, "3: date_end: '2023-05-01' is before the start - an event"),
        ({"type_of_violence": 4}, "3: type_of_violence: '4' is no type - use 1 (state-based), 2"),
        ({"country_id": "Mali"}, "3: country_id: 'Mali' is no whole number of 0 or more"),
    ],
    ids=str,
)
def test_a_wrong_cell_is_named(ged: MakeEvents, change: dict[str, Any], expected: str) -> None:
    """A damaged file would end in a traceback, or in deaths that nobody died."""
    file = ged(FRANCE, change)
    with pytest.raises(LiptakoError, match=re.escape(f"{file}:{expected}")):
        read_events(file)


def test_a_file_of_another_version_or_place_is_refused(ged: MakeEvents) -> None:
    """An old file, or one of other countries, would end in a traceback or an empty table."""
    expected = "GEDEvent.csv: no column best - use the CSV of UCDP GED, version 22.1 or later"
    with pytest.raises(LiptakoError, match=re.escape(expected)):
        read_events(ged({}, without="best"))
    expected = "GEDEvent.csv: no event in the countries of the map (MLI, BFA, NER, BEN, TGO, "
    with pytest.raises(LiptakoError, match=re.escape(expected)):
        read_events(ged(FRANCE))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, ": cannot be read (No such file or directory) - name a table"),
        (b"", ": no table (No columns to parse from file) - use the CSV of UCDP GED"),
        (b"PK\x03\x04\xff\xfe", ": no table ('utf-8' codec can't decode"),
        (b"a;b\n1;2\n", ": no column country_id, adm_1, date_start, date_end, type_of_violence"),
    ],
    ids=["missing", "empty", "archive", "semicolons"],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes | None, expected: str) -> None:
    """A wrong file would end in a traceback."""
    file = tmp_path / "events.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LiptakoError, match=re.escape(f"{file}{expected}")) as refused:
        read_events(file)
    assert "\n" not in str(refused.value)
