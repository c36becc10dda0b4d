"""The record: what is in it, what is worked out from it, and what a user's table is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.analysis.past_crises.record import GAVE_WAY, POSTURES, STANDING, past_crises
from sim.errors import LiptakoError
from sim.mechanisms.intervention import CLAIMANT_FREE, REQUESTS
from tests.analysis.past_crises.conftest import Crises, Write, rows


def test_the_shipped_table_is_all_there(shipped: pd.DataFrame) -> None:
    """Crises would be lost, or force counted where there was none."""
    assert (52, 6, 17) == (len(shipped), shipped["force"].sum(), shipped["gave_way"].sum())
    forced = shipped["id"][shipped["force"]].tolist()
    assert ["LBR-1990", "LBR-1994", "SLE-1997", "GNB-1998", "GMB-2016", "BEN-2025"] == forced
    assert shipped["date"].is_monotonic_increasing
    numbers = shipped[["wave", "troops_of_target_thousand", "area_thousand_km2"]]
    assert not numbers.isna().to_numpy().any()


def test_highest_postures_of_the_shipped_table(shipped: pd.DataFrame) -> None:
    """A step of the record would count as another."""
    counted = shipped["highest"].value_counts().reindex(range(len(POSTURES)), fill_value=0)
    assert [27, 2, 2, 5, 10, 6] == counted.tolist()  # by hand, from the file
    highest = shipped.set_index("id")["highest"].map(POSTURES.__getitem__)
    known = {
        "GMB-1994": "none",
        "NER-2010": "suspension",
        "GIN-2008": "sanctions",
        "GIN-2021": "ultimatum",
        "NER-2023": "activated force",
        "GMB-2016": "force",
    }
    assert known == highest[list(known)].to_dict()


def test_requests_and_claimants_are_counted_from_the_shipped_table(shipped: pd.DataFrame) -> None:
    """The model's victims would escape, or ask for force, more or less often than real ones."""
    coups = shipped[shipped["kind"] == "coup"]
    free = coups["claimant"].isin(STANDING)
    assert pytest.approx(free.mean()) == CLAIMANT_FREE
    asked = {
        "failed": shipped["invited"][shipped["kind"] == "failed_coup"],
        "free": coups["invited"][free],
        "captive": coups["invited"][~free],
    }
    assert pytest.approx({name: (cells == 1).mean() for name, cells in asked.items()}) == REQUESTS


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({}, "none"),
        ({"suspended": 1}, "suspension"),
        ({"suspended": 1, "ultimatum": 1}, "ultimatum"),
        ({"sanctions": 1, "mobilised": ""}, "sanctions"),
        ({"mobilised": 1, "ultimatum": 1}, "activated force"),
        ({"force_used": 1}, "force"),
    ],
    ids=str,
)
def test_the_highest_step_counts(crises: Crises, steps: dict[str, Any], expected: str) -> None:
    """A bloc that skipped a rung, or a cell that is not known, would be misread."""
    (found,) = crises({"suspended": 0} | steps)["highest"]
    assert expected == POSTURES[found]


def test_who_gave_way(crises: Crises) -> None:
    """A reversal by force would pass for a concession."""
    outcomes = ["none", "climb_down", "reversed_by_force", "conceded_under_threat"]
    table = crises(*({"outcome": outcome} for outcome in outcomes))
    assert [outcome in GAVE_WAY for outcome in outcomes] == table["gave_way"].tolist()
    assert [False, True, False, True] == table["gave_way"].tolist()


def test_the_wave_by_hand(crises: Crises) -> None:
    """A bloc would forget coups at another pace, or count what is no coup, or one to come."""
    table = crises(
        {"date": "2010-01-01"},
        {"date": "2010-07-01", "kind": "failed_coup"},
        {"date": "2013-01-01"},
        {"date": "2020-01-01", "kind": "constitutional"},
    )

    def left(days: int) -> float:
        return float(0.5 ** (days / 30.4 / 36.0))

    first, failed, second, later = table["wave"]
    assert 1.0 == first
    assert pytest.approx(left(181)) == failed
    assert pytest.approx(1.0 + left(1096)) == second
    assert pytest.approx(left(3652) + left(2556)) == later


def test_missing_troops_are_filled(crises: Crises) -> None:
    """A crisis would have no odds; a country's own army of another year is the better guess."""
    table = crises(
        {"country": "AAA", "date": "2001-01-01", "troops_of_target_thousand": ""},
        {"country": "AAA", "date": "2002-01-01", "troops_of_target_thousand": 4},
        {"country": "AAA", "date": "2003-01-01", "troops_of_target_thousand": ""},
        {"country": "BBB", "date": "2004-01-01", "troops_of_target_thousand": ""},
        {"country": "CCC", "date": "2005-01-01", "troops_of_target_thousand": 10},
    )
    assert [4, 4, 4, 4, 10] == table["troops_of_target_thousand"].tolist()


def test_a_table_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """A byte order mark would hide the first column."""
    file = tmp_path / "crises.csv"
    rows({}, {}).to_csv(file, index=False, encoding="utf-8-sig")
    assert ["AAA-0", "AAA-1"] == past_crises(file)["id"].tolist()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "cuop"}, ":3: kind: 'cuop' is unknown - did you mean 'coup'?"),
        ({"claimant": "Free"}, ":3: claimant: 'Free' is unknown - did you mean 'free'?"),
        ({"outcome": "xyz"}, ":3: outcome: 'xyz' is unknown - use one of none, climb_down"),
        ({"id": "AAA-0"}, ":3: id: 'AAA-0' stands twice - give each crisis its own"),
        ({"suspended": 7}, ":3: suspended: '7' is neither 0 nor 1 - leave empty what is not"),
        ({"invited": "yes"}, ":3: invited: 'yes' is neither 0 nor 1 - leave empty"),
        ({"borders_nigeria": -1}, ":3: borders_nigeria: '-1' is neither 0 nor 1 - "),
        (
            {"troops_of_target_thousand": -3},
            ":3: troops_of_target_thousand: '-3' is no number of 0 or more - leave empty",
        ),
        ({"days_to_concession": "soon"}, ":3: days_to_concession: 'soon' is no number of 0"),
        ({"area_thousand_km2": "inf"}, ":3: area_thousand_km2: 'inf' is no number of 0 or more"),
        ({"area_thousand_km2": ""}, ":3: area_thousand_km2: '' is no area - every country has"),
        ({"date": "2010-13-01"}, ":3: date: '2010-13-01' is no date - write YYYY-MM-DD"),
        ({"date": ""}, ":3: date: '' is no date - write YYYY-MM-DD"),
        (
            {"days_to_concession": 5},
            ":3: days_to_concession: '5.0' is a day of no concession - leave it empty, or name an",
        ),
        (
            {"days_to_sanctions": 4},
            ":3: days_to_sanctions: '4.0' is a day of no step - leave it empty, or write 1 under "
            "sanctions",
        ),
    ],
    ids=str,
)
def test_a_wrong_cell_is_named_with_a_remedy(
    write: Write, change: dict[str, Any], expected: str
) -> None:
    """A slip in a user's table would end in a traceback, or in numbers that are none."""
    file = write({}, change, {})
    with pytest.raises(LiptakoError, match=re.escape(f"{file}{expected}")) as refused:
        past_crises(file)
    assert "\n" not in str(refused.value)


def test_armies_that_nobody_knows_are_refused(write: Write) -> None:
    """Without any army there would be no odds, and no number at all."""
    file = write({"troops_of_target_thousand": ""})
    with pytest.raises(LiptakoError, match="all empty - give it in one row at least"):
        past_crises(file)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "cannot be read (No such file or directory) - name a table"),
        (b"", "no table (No columns to parse from file) - use CSV"),
        (b"\xff\xfe\x00", "no table ('utf-8' codec can't decode"),
        (b"a,b\n1,2,3\n4,5,6,7\n", "no table (Error tokenizing data."),
        (b"id;country\nAAA;BBB\n", "no column id, country, date, kind, claimant, outcome, susp"),
        (rows({}).head(0).to_csv(index=False).encode(), "no crises - give a row to each"),
        (rows({}).drop(columns="kind").to_csv(index=False).encode(), "no column kind - use CSV"),
    ],
    ids=["missing", "empty", "binary", "ragged", "semicolons", "no rows", "no column"],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes | None, expected: str) -> None:
    """A wrong file would end in a traceback."""
    file = tmp_path / "crises.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LiptakoError, match=re.escape(f"{file}: {expected}")) as refused:
        past_crises(file)
    assert "\n" not in str(refused.value)
