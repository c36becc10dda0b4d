"""What may be shown, and what is too long for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import LiptakoError
from sim.web.jobs import _histories
from sim.web.source import LONGEST, Source
from tests.conftest import SHIPPED

LONG = "extends: baseline\nhorizon: {{end: {end}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the shipped baseline."""
    shipped = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
    (tmp_path / "baseline.yaml").write_text(shipped.read_text("utf-8"), "utf-8")
    return tmp_path


def test_a_horizon_has_a_limit(folder: Path) -> None:
    """Broken if a visitor's centuries keep all others waiting, or ten years are refused."""
    for name, end in (("ten_years", "2033-06"), ("a_month_more", "2033-07")):
        (folder / f"{name}.yaml").write_text(LONG.format(end=end), "utf-8")
    assert LONGEST == Source(str(folder / "ten_years.yaml")).scenario().months
    with pytest.raises(LiptakoError, match=r"121 months are too many .* at most 120"):
        Source(str(folder / "a_month_more.yaml")).scenario()


def test_equal_wishes_are_one(folder: Path) -> None:
    """Broken if the order in which levers were moved has the same histories lived again."""
    source = Source(str(folder / "baseline.yaml"))
    one = source.with_levers({"belief": 0.2, "pledges": 0.0})
    assert one == source.with_levers({"pledges": 0.0, "belief": 0.2})
    assert source == one.untouched
    assert 0.2 == one.scenario().parameters["honouring.belief_reliability"]
    assert one.scenario() is one.scenario()


def test_months_left_out_change_none_that_are_kept(baseline_source: Source) -> None:
    """Broken if a game that is stopped is held against other histories than it was played in, or a
    scenario with later dates cannot be cut short."""
    short = _histories(baseline_source.only_until("2023-10"), 0, 3)
    whole = _histories(baseline_source, 0, 3)
    assert 4 == short.sizes["month"]
    np.testing.assert_array_equal(whole["deaths"].values[:, :4], short["deaths"].values)
    later = Source(str(SHIPPED.parent / "history.yaml")).only_until("2025-02").scenario()
    assert 86 == later.months
