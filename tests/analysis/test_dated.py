"""Dated events are those of history, whatever of the histories is looked at."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import sim
from sim.analysis.dated import dated_coups, dated_marks, history_ends
from sim.language import language_of
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def lived(baseline: Scenario) -> xr.Dataset:
    """Eight histories of the baseline to the end of 2024."""
    return sim.simulate(baseline.patch({"horizon": {"end": "2024-12"}}), 8, progress=False)


def test_marks_are_dated_and_told(lived: xr.Dataset) -> None:
    """Broken if a mark stands in another month, or forgets the day or who did it."""
    marks = dated_marks(lived, ["NER", "MLI", "NGA"])
    assert {"NER", "MLI"} == set(marks)
    first = marks["NER"][0]
    assert np.datetime64("2023-07", "ns") == first.month
    told = "26 Jul 2023: coup; 31 Jul 2023: aid pledged by Burkina Faso and Mali"
    assert told == first.words
    (french,) = (one[0].words for one in dated_marks(lived, ["NER"], language_of("fr")).values())
    assert french.startswith("26 juil. 2023")


def test_marks_keep_their_months_when_months_are_left_out(lived: xr.Dataset) -> None:
    """Broken if a part of the months, or countries, moves the events or ends in an error."""
    for part in (lived.isel(month=slice(3, 9)), lived.sel(country=["NER"])):
        for own in dated_marks(part, ["NER"]).values():
            assert np.datetime64("2023-07", "ns") == own[0].month
    backwards = lived.isel(month=slice(None, None, -1))
    assert dated_marks(lived, ["MLI"]) == dated_marks(backwards, ["MLI"])
    assert {} == dated_marks(lived.drop_vars("country_name"), ["NER"])


def test_history_ends_with_its_last_dated_month(lived: xr.Dataset) -> None:
    """Broken if chance, or nothing, starts the clock of survival."""
    assert 0 == history_ends(lived)
    assert history_ends(lived.drop_vars("event_run")) is None


def test_dated_coups_are_counted_by_run(lived: xr.Dataset) -> None:
    """Broken if the coup of July 2023 counts as one that the model foresaw."""
    np.testing.assert_array_equal(np.ones(8), dated_coups(lived, "NER"))
    np.testing.assert_array_equal(np.zeros(8), dated_coups(lived, "MLI"))
