"""Parameters set on a record: what counts as seen, and whether known values are found again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.past_crises.chain import CONCEDED_BY, ENDS
from sim.analysis.past_crises.fit import (
    FITTED,
    MANDATE_BEFORE,
    Fit,
    fit,
    observed,
    prior,
    shipped,
)
from sim.analysis.past_crises.record import DAYS_A_MONTH, POSTURES
from sim.mechanisms import declarations
from sim.mechanisms.coercion import PAST_CRISES
from tests.analysis.past_crises.conftest import Crises

NAMES = [*FITTED, MANDATE_BEFORE]
GOLDEN = 0.6180339887
"""Multiples of it, less their whole part, spread evenly however many are taken."""


@pytest.mark.slow
def test_the_shipped_parameters_are_the_fit_to_the_shipped_record(
    request: pytest.FixtureRequest,
) -> None:
    """What scenarios use could not be got again from the data."""
    found = fit(request.getfixturevalue("shipped"))
    own = shipped()
    # Three digits: half a unit of the last is at most .5 %, and the search stops somewhere near.
    assert pytest.approx(own, rel=0.006) == {name: found.values[name] for name in own}
    mean, spread, low, high = (dict(zip(NAMES, column, strict=True)) for column in prior())
    for name, value in found.values.items():
        assert low[name] <= value <= high[name], name
        assert low[name] < mean[name] < high[name]
        assert spread[name] > 0.0
    assert not found.sd


def test_what_is_fitted_says_so() -> None:
    """`liptako parameters` would call judgement what is fitted, or the other way round."""
    known = declarations()
    marked = {name for name, one in known.items() if one.source == PAST_CRISES}
    assert set(FITTED) == marked
    assert {"fitted"} == {known[name].evidence for name in FITTED}
    for name in FITTED:
        assert known[name].range is not None, name


def test_the_prior_holds_nine_in_ten_within_the_range() -> None:
    """The prior would be wider or narrower than the documents say."""
    mean, spread, low, high = prior()
    np.testing.assert_allclose(mean - 1.645 * spread, low, atol=1e-12)
    np.testing.assert_allclose(mean + 1.645 * spread, high)
    assert len(NAMES) == len(mean)


def test_no_crises_leave_the_middle_of_the_prior(crises: Crises) -> None:
    """Values would come out of nothing."""
    found = fit(crises({}).head(0), sd=True)
    mean, spread, *_ = prior()
    np.testing.assert_allclose(mean, list(found.values.values()), atol=1e-9)
    assert 0.0 == pytest.approx(found.loss)
    np.testing.assert_allclose(spread, [found.sd[name] for name in NAMES], rtol=1e-4)


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({}, ["did not give way"]),
        ({"outcome": "reversed_by_force", "days_to_concession": 9}, ["did not give way"]),
        ({"outcome": "climb_down", "days_to_concession": 60}, ["gave way early"]),
        ({"outcome": "climb_down", "days_to_concession": 61}, ["gave way later"]),
        ({"outcome": "climb_down", "days_to_concession": 500}, ["gave way late"]),
        ({"outcome": "climb_down", "days_to_concession": 600}, ["did not give way"]),
        ({"outcome": "conceded_under_threat"}, list(ENDS[:-1])),
    ],
    ids=str,
)
def test_what_counts_as_seen(crises: Crises, change: dict[str, Any], ends: list[str]) -> None:
    """A concession would count at another time, after the crisis is no longer followed, or, of an
    unknown day, not at all."""
    (seen,) = observed(crises(change))
    assert [(1, end) for end in ends] == [(p, ENDS[e]) for p, e in np.argwhere(seen)]


def drawn(table: pd.DataFrame, truth: dict[str, float], times: int) -> pd.DataFrame:
    """Each crisis so many times, its outcomes at even quantiles of what these values expect."""
    days = np.array([15.0, *(np.array(CONCEDED_BY[:-1]) + 1.0) * DAYS_A_MONTH, np.nan])
    levels = np.arange(len(POSTURES) * len(ENDS))
    parts = []
    for row, cells in enumerate(Fit(truth, 0.0).outlook(table).cells.reshape(len(table), -1)):
        quantiles = (np.arange(times) + row * GOLDEN % 1.0) / times
        place = np.minimum(np.searchsorted(np.cumsum(cells), quantiles), levels[-1])
        highest, end = np.divmod(place, len(ENDS))
        parts.append(
            table.iloc[[row] * times].assign(
                highest=highest, days_to_concession=days[end], gave_way=end < len(ENDS) - 1
            )
        )
    return pd.concat(parts, ignore_index=True)


@pytest.mark.slow
def test_known_values_are_found_again(request: pytest.FixtureRequest) -> None:
    """The search would end elsewhere, or its standard deviations be too small."""
    mean, spread, *_ = prior()
    sides = np.where(np.arange(len(NAMES)) % 2, 0.6, -0.6)
    truth = dict(zip(NAMES, (mean + sides * spread).tolist(), strict=True))
    table = drawn(request.getfixturevalue("shipped").iloc[::3], truth, 1)
    assert 18 == len(table)
    found = fit(table, sd=True)
    off = {name: abs(found.values[name] - truth[name]) / found.sd[name] for name in found.sd}
    assert set(NAMES) == set(off)
    assert max(off.values()) < 2.0, off
    assert np.mean([gap < 1.0 for gap in off.values()]) > 0.8, off
