"""Swings of functions that are known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.sensitivity import swings
from sim.errors import LiptakoError
from sim.experiment import design
from tests.analysis.sensitivity.test_sensitivity import NAMES, OUTCOME, linear, swept, unit


def test_lowest_and_highest_fifth_of_scattered_points() -> None:
    """Broken if low and high, or parameters, changed places, or parts were not fifths."""
    drawn = design.latin_hypercube(NAMES, 2000)
    found = swings(swept(drawn, linear(unit(drawn))), drawn.plan, OUTCOME)
    assert NAMES == found.table["parameter"].tolist()
    assert 0.5 == pytest.approx(found.mean, abs=0.05)
    # Their middles lie at a tenth and at nine tenths of the range.
    for row, slope in zip(found.table.to_dict("records"), (3.0, -2.0, 0.0), strict=True):
        for side, place in (("low", -0.4), ("high", 0.4)):
            expected = found.mean + slope * place
            assert expected == pytest.approx(row[side], abs=0.1)
            assert row[f"{side}_low"] < expected < row[f"{side}_high"]
        low, high = drawn.plan.ranges[row["parameter"]]
        assert low + 0.2 * (high - low) == pytest.approx(row["up_to"], rel=0.01)
        assert low + 0.8 * (high - low) == pytest.approx(row["from"], rel=0.01)


def test_a_grid_swings_from_end_to_end() -> None:
    """Broken if the lowest of a few values were mixed with its neighbour."""
    levels = {NAMES[0]: [4.0, 6.0, 8.0], NAMES[1]: [0.02, 0.03]}
    drawn = design.grid(levels, replicates=3)
    luck = drawn.table["replicate"].to_numpy() * 100.0
    found = swings(swept(drawn, drawn.table[NAMES[0]].to_numpy() + luck), drawn.plan, OUTCOME)
    row = found.table.iloc[0]
    assert (NAMES[0], 104.0, 108.0) == (row["parameter"], row["low"], row["high"])
    # All points have the same luck: that the distance is 2 is sure.
    np.testing.assert_allclose([104.0, 108.0], row[["low_low", "high_high"]].tolist())
    assert (4.0, 8.0) == (row["up_to"], row["from"])


def test_shares_stay_between_none_and_all() -> None:
    """Broken if an interval spoke of less than no run."""
    drawn = design.latin_hypercube(NAMES, 100)
    happens = unit(drawn)[:, 0] > 0.95
    found = swings(swept(drawn, happens.astype(np.float64)), drawn.plan, OUTCOME)
    assert found.share
    means = found.table.filter(regex="^(low|high)")
    assert (0.0, True) == (means.to_numpy().min(), means.to_numpy().max() <= 1.0)
    assert found.table["low_high"].min() > 0.0


def test_runs_without_the_outcome_are_told() -> None:
    """Broken if runs went away without a word, or an outcome that never varies were taken."""
    drawn = design.latin_hypercube(NAMES, 50)
    values = linear(unit(drawn))
    values[:5] = np.nan
    found = swings(swept(drawn, values), drawn.plan, OUTCOME)
    assert (45, "5 runs do not have the outcome, and are left out.") == (found.runs, found.notes[0])
    with pytest.raises(LiptakoError, match="never varies"):
        swings(swept(drawn, np.ones(50)), drawn.plan, OUTCOME)
