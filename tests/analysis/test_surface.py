"""Means over two parameters of a sweep."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.surface import surface
from sim.errors import LiptakoError
from sim.experiment import design
from sim.experiment.design import Design

X, Y, OTHER = "honouring.base_reliability", "coercion.resolve_sd", "attacks.intensity"
OUTCOME = "total_deaths.MLI"


def swept(drawn: Design, values: object) -> pd.DataFrame:
    """The table of a sweep whose outcome is known."""
    return drawn.table.assign(run=np.arange(drawn.runs), **{OUTCOME: values})


def test_a_grid_keeps_its_cells() -> None:
    """Broken if cells were other points' means, or lay beside their values."""
    drawn = design.grid({Y: [0.1, 0.2], X: [0.3, 0.4, 0.6]}, replicates=4)
    frame = swept(drawn, 100.0 * drawn.table[X] + drawn.table[Y] + drawn.table["replicate"])
    found = surface(frame, X, Y, OUTCOME, drawn.plan)
    expected = frame.pivot_table(index=Y, columns=X, values=OUTCOME, aggfunc="mean")
    np.testing.assert_allclose(expected, found.mean)
    assert found.across.exact
    assert found.up.exact
    np.testing.assert_allclose([0.25, 0.35, 0.5, 0.7], found.across.edges)
    np.testing.assert_array_equal(np.full((2, 3), 4), found.count)
    # The mean of 0 to 3 is unsure, that all cells share it is sure.
    assert found.half.min() > 1.0
    assert found.apart.max() < 1e-9


def test_scattered_points_are_binned() -> None:
    """Broken if a run counted in another bin, or an empty one had a mean."""
    drawn = design.latin_hypercube([X, Y, OTHER], 500)
    table = drawn.table
    frame = swept(drawn, table[X])
    low, high = drawn.plan.ranges[X]
    kept = frame[(frame[X] > (low + high) / 2) | (frame[Y] > 0.15)]
    found = surface(kept, X, Y, OUTCOME, drawn.plan)
    edges = [found.up.edges, found.across.edges]
    expected = np.histogram2d(kept[Y], kept[X], edges)[0]
    np.testing.assert_array_equal(expected, found.count)
    assert len(kept) == found.runs
    np.testing.assert_array_equal(expected == 0, np.isnan(found.mean))
    assert (expected == 0).any()
    inside = found.count > 0
    centres = np.broadcast_to(found.across.centres, found.mean.shape)
    width = np.diff(found.across.edges)[0]
    assert (np.abs(found.mean - centres)[inside] < width / 2).all()


def test_points_run_again_are_not_sure_for_that() -> None:
    """Broken if bins of few points, each run often, looked as sure as bins of many."""
    once = design.latin_hypercube([X, Y], 90)
    often = design.latin_hypercube([X, Y], 90, replicates=20)
    one, other = (
        surface(swept(drawn, drawn.table[X]), X, Y, OUTCOME, drawn.plan) for drawn in (once, often)
    )
    np.testing.assert_allclose(one.half, other.half)


def test_a_share_is_known_as_one() -> None:
    """Broken if shares of runs were shown as numbers."""
    drawn = design.latin_hypercube([X, Y], 90)
    assert surface(swept(drawn, drawn.table[X] > 0.5), X, Y, OUTCOME).share
    assert not surface(swept(drawn, drawn.table[X]), X, Y, OUTCOME).share


@pytest.mark.parametrize(
    ("across", "up", "message"),
    [
        (X, X, f"{X}: along both sides - name two different parameters"),
        (X, "coercion.resolve", f"'coercion.resolve': no parameter that varies here - did you mean "
         f"'{Y}'?"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused(across: str, up: str, message: str) -> None:
    """Broken if a slip gave a line or a traceback."""
    drawn = design.latin_hypercube([X, Y], 30)
    with pytest.raises(LiptakoError) as caught:
        surface(swept(drawn, drawn.table[X]), across, up, OUTCOME)
    assert message == str(caught.value)
