"""Foretelling each crisis from the others, and its scores, against numbers worked out by hand."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.paired import paired
from sim.analysis.past_crises.fit import Fit, fit, prior, shipped
from sim.analysis.past_crises.held_out import (
    EXPECTED,
    base_rates,
    crisis_scores,
    foretell,
    foretell_crises,
    ranked_probability_score,
)
from sim.errors import LiptakoError
from tests.analysis.past_crises.conftest import Crises

TOY = (
    {"date": "1996-01-01", "suspended": 0, "kind": "failed_coup", "claimant": "in_control"},
    {"date": "2006-01-01", "outcome": "climb_down", "days_to_concession": 20, "sanctions": 1},
    {"date": "2012-01-01", "claimant": "free", "invited": 1, "force_used": 1},
    {"date": "2021-01-01", "kind": "constitutional", "suspended": 0, "ultimatum": 1},
)
"""Crises of four kinds."""


@pytest.fixture(scope="module")
def toy(crises: Crises) -> pd.DataFrame:
    return crises(*TOY)


@pytest.fixture(scope="module")
def whole(toy: pd.DataFrame) -> Fit:
    return fit(toy)


@pytest.fixture(scope="module")
def foretold(toy: pd.DataFrame, whole: Fit) -> pd.DataFrame:
    return foretell(toy, whole)


def test_the_ranked_probability_score_by_hand() -> None:
    """A near miss would count like a far one, or a sure hit cost something."""
    expected = np.array([[0.0, 1.0, 0.0], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [1.0, 0.0, 0.0]])
    found = ranked_probability_score(expected, np.array([1, 0, 2, 2]))
    # Cumulated .5 and .8, against 1 and 1, and against 0 and 0; certain and two ranks off: 1 + 1.
    np.testing.assert_allclose([0.0, 0.25 + 0.04, 0.25 + 0.64, 2.0], found)


def test_of_two_answers_it_is_the_brier_score() -> None:
    """Yes-or-no questions would be scored on another scale than everybody's."""
    found = ranked_probability_score(np.array([[0.3, 0.7], [0.3, 0.7]]), np.array([1, 0]))
    np.testing.assert_allclose([0.09, 0.49], found)


def test_base_rates_by_hand() -> None:
    """A crisis would be foretold from itself, or its kind count for nothing."""
    kinds = np.array(["coup", "coup", "coup", "war"], np.object_)
    found = base_rates(kinds, np.array([0, 1, 1, 2]), 3)
    # Of the first, two others of its kind (1, 1) and the three others (1, 1, 2) as one case more.
    np.testing.assert_allclose([0.0, 2 + 2 / 3, 1 / 3], 3 * found[0])
    np.testing.assert_allclose([1 + 1 / 3, 1 + 1 / 3, 1 / 3], 3 * found[1])
    np.testing.assert_allclose([1 / 3, 2 / 3, 0.0], found[3])
    np.testing.assert_allclose(1.0, found.sum(axis=1))


def test_a_single_case_has_no_base_rate() -> None:
    """A table of one row would be scored against probabilities that are none."""
    found = base_rates(np.array(["coup"], np.object_), np.array([2]), 4)
    np.testing.assert_allclose([[0.25] * 4], found)


def test_each_crisis_is_foretold_by_a_fit_without_it(
    toy: pd.DataFrame, whole: Fit, foretold: pd.DataFrame
) -> None:
    """A crisis would help to foretell itself."""
    for row in range(len(toy)):
        others = fit(toy.drop(index=row).reset_index(drop=True), start=whole.values)
        expected = others.outlook(toy.iloc[[row]])
        np.testing.assert_array_equal(expected.highest[0], foretold.loc[row, EXPECTED])
        assert expected.gave_way[0] == foretold.loc[row, "p_gave_way"]
    pd.testing.assert_frame_equal(toy, foretold[toy.columns])
    np.testing.assert_allclose(1.0, foretold[EXPECTED].sum(axis=1))


def test_two_workers_foretell_the_same(
    toy: pd.DataFrame, whole: Fit, foretold: pd.DataFrame
) -> None:
    """Results would depend on who worked them out, or in which order."""
    pd.testing.assert_frame_equal(foretold, foretell(toy, whole, workers=2))


def test_one_crisis_is_foretold_from_the_prior(crises: Crises) -> None:
    """The smallest table would fail, or a crisis without others be foretold from itself."""
    table = crises({})
    found = foretell(table, fit(table))
    middle = dict(zip([*shipped(), "mandate before 2001"], prior()[0].tolist(), strict=True))
    expected = Fit(middle, 0.0).outlook(table).highest[0]
    np.testing.assert_allclose(expected, found.loc[0, EXPECTED].astype(float), atol=1e-3)
    scored = crisis_scores(found)
    assert [1] * 6 == scored["crises"].tolist()
    assert not scored[["score", "base", "gain"]].isna().to_numpy().any()
    assert scored[["low", "high"]].isna().to_numpy().all()  # one crisis has no interval


def told(table: pd.DataFrame, highest: list[list[float]], gave_way: list[float]) -> pd.DataFrame:
    """The table with these probabilities."""
    columns = dict(zip(EXPECTED, np.array(highest).T, strict=True))
    return table.assign(**columns, p_gave_way=gave_way)


def test_scores_of_a_toy(crises: Crises) -> None:
    """Scores would be of another period or question, or praise the worse."""
    table = crises(
        {"date": "1996-01-01", "suspended": 0},
        {"date": "2006-01-01", "force_used": 1},
        {"date": "2007-01-01", "outcome": "climb_down", "days_to_concession": 20},
    )
    sure = [[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1], [0.5, 0.5, 0, 0, 0, 0]]
    found = crisis_scores(told(table, sure, [0.0, 0.5, 1.0])).set_index(["period", "question"])
    assert [3, 3, 3, 2, 2, 2] == found["crises"].tolist()
    whole, late = found.loc["1990-2025"], found.loc["since 2005"]
    assert pytest.approx(0.25 / 3) == whole.loc["highest posture", "score"]
    assert pytest.approx(0.25 / 2) == late.loc["highest posture", "score"]
    assert 0.0 == whole.loc["force", "score"]
    assert pytest.approx(0.25 / 3) == whole.loc["concession", "score"]
    # Force: of the others 1 in 2, none, 1 in 2 for the three; the first two and the last are off.
    assert pytest.approx((0.25 + 1.0 + 0.25) / 3) == whole.loc["force", "base"]
    assert (1.0, whole.loc["force", "base"]) == tuple(whole.loc["force", ["skill", "gain"]])
    gain = paired(np.zeros(3), np.array([0.25, 1.0, 0.25]))
    assert pytest.approx((gain.low, gain.high)) == tuple(whole.loc["force", ["low", "high"]])


def test_a_period_without_crises_and_a_perfect_base_have_no_skill(crises: Crises) -> None:
    """An old table, or one in which all ends alike, would end in a division by zero."""
    table = crises({"date": "1996-01-01"}, {"date": "1997-01-01"})
    found = crisis_scores(told(table, [[0, 1, 0, 0, 0, 0]] * 2, [0.0, 0.0]))
    assert {"1990-2025"} == set(found["period"])
    assert all(isnan(skill) for skill in found["skill"])


def test_later_crises_are_foretold_from_earlier_ones_alone(toy: pd.DataFrame) -> None:
    """What is foretold would be among what the fit had seen."""
    found = foretell_crises("2012-01-01", toy)
    expected = fit(toy.iloc[:2]).outlook(toy.iloc[2:])
    assert list(toy["id"].iloc[2:]) == list(found["id"])
    np.testing.assert_array_equal(expected.highest, found[EXPECTED])
    np.testing.assert_array_equal(expected.gave_way, found["p_gave_way"])


@pytest.mark.parametrize("since", ["1990-01-01", "2030-01-01", "soon"])
def test_a_day_with_crises_on_one_side_only_is_refused(toy: pd.DataFrame, since: str) -> None:
    """A fit to nothing would give the prior, or a table of nothing."""
    with pytest.raises(LiptakoError, match="since: "):
        foretell_crises(since, toy)


@pytest.mark.parametrize("since", [None, "", "NaT"])
def test_no_day_is_no_day_without_crises(toy: pd.DataFrame, since: Any) -> None:
    """Who left the day empty would look for crises that are missing."""
    with pytest.raises(LiptakoError, match="since: no day given - write YYYY-MM-DD"):
        foretell_crises(since, toy)
