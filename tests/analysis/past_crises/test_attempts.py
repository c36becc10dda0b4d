"""Attempts at coups on the record: counts by hand, and the defaults that are set on them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.past_crises.attempts import FIRST, FITTED, LAST, MEMBERS, attempts
from sim.analysis.past_crises.record import past_crises
from sim.mechanisms import declarations


def test_the_shipped_defaults_are_those_of_the_record() -> None:
    """Nobody could say where the base rate of coups comes from."""
    found = attempts(past_crises())
    for name in FITTED:
        assert pytest.approx(declarations()[name].default, rel=5e-3) == found.values[name]


def test_attempts_are_counted_before_2020_and_once() -> None:
    """The coups that the model is held against would have been looked at."""
    table = past_crises()
    years = table["date"].dt.year
    tried = table[table["kind"].isin(["coup", "failed_coup"]) & (years >= FIRST) & (years <= LAST)]
    found = attempts(table)
    assert (31, len(tried)) == (found.attempts, 31)
    assert len(MEMBERS) * (LAST - FIRST + 1) == found.country_years
    late = table.assign(kind=np.where(years > LAST, "war", table["kind"]))
    assert found == attempts(late)


def test_more_attempts_raise_the_base_within_its_range() -> None:
    """A quiet region would look as restless as a stormy one, or leave the range."""
    table = past_crises()
    quiet = table[table["country"] == "GNB"]
    low, high = declarations()["coups.base"].range
    calm, all_of_them = (attempts(rows).values["coups.base"] for rows in (quiet, table))
    assert low <= calm < all_of_them <= high
    assert low == attempts(pd.DataFrame(table.iloc[:1])).values["coups.base"]
