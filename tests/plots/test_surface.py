"""The picture of an outcome over two parameters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from sim.errors import LiptakoError
from sim.plots import heat_map
from sim.plots.page import COLUMN, SLIDE, Page

CheckTexts = Callable[[Figure], None]
X, Y = "honouring.base_reliability", "coercion.resolve_sd"
OUTCOME = "total_deaths.MLI"
PAGES = [SLIDE, COLUMN, COLUMN.to("fr")]
every_page = pytest.mark.parametrize("page", PAGES, ids=["slide", "column", "french"])


def a_grid(columns: int = 4, rows: int = 3, each: int = 20, noise: float = 1.0) -> pd.DataFrame:
    """A sweep whose mean is 100 times the column and 10 times the row."""
    points = list(product(range(columns), range(rows)))
    frame = pd.DataFrame(np.repeat(points, each, axis=0), columns=["column", "row"])
    luck = np.random.default_rng(1).normal(0.0, noise, len(frame))
    deaths = 100.0 * frame["column"] + 10.0 * frame["row"] + luck
    return pd.DataFrame(
        {
            "run": np.arange(len(frame)),
            X: 0.2 + 0.1 * frame["column"],
            Y: 0.1 + 0.02 * frame["row"],
            OUTCOME: deaths,
            "interventions.ECOWAS.NER": frame["column"] > 1,
        }
    )


def scattered(points: int = 400) -> pd.DataFrame:
    """A sweep with no run where both parameters are low."""
    drawn = np.random.default_rng(2).random((points, 2))
    drawn = drawn[(drawn > 0.4).any(axis=1)]
    return pd.DataFrame(
        {"run": np.arange(len(drawn)), X: drawn[:, 0], Y: drawn[:, 1], OUTCOME: drawn[:, 0]}
    )


def cells(figure: Figure) -> QuadMesh:
    (found,) = (one for one in figure.axes[0].collections if one.get_gid() == "cells")
    assert isinstance(found, QuadMesh)
    return found


def subtitle(figure: Figure) -> str:
    (text,) = (one for one in figure.texts if one.get_gid() == "subtitle")
    return text.get_text().replace("\n", " ")


def test_cells_are_the_means_of_a_grid() -> None:
    """Broken if rows and columns, or two cells, changed places."""
    frame = a_grid()
    figure = heat_map(frame, X, Y, OUTCOME)
    expected = frame.pivot_table(index=Y, columns=X, values=OUTCOME, aggfunc="mean")
    np.testing.assert_allclose(expected, cells(figure).get_array())
    corners = cells(figure).get_coordinates()
    np.testing.assert_allclose([0.15, 0.25, 0.35, 0.45, 0.55], corners[0, :, 0])
    np.testing.assert_allclose([0.09, 0.11, 0.13, 0.15], corners[:, 0, 1])
    assert "20 runs in each cell" in subtitle(figure)


def test_contour_lines_stand_where_they_say() -> None:
    """Broken if a line joined other means than its label has."""
    figure = heat_map(a_grid(noise=0.01), X, Y, OUTCOME)
    axes = figure.axes[0]
    labels = sorted(float(t.get_text()) for t in axes.texts if t.get_gid() == "level")
    (lines,) = (one for one in axes.collections if one.get_gid() == "lines")
    assert isinstance(lines, ContourSet)
    assert labels
    assert set(labels) <= set(lines.levels)
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        for x, y in path.vertices:
            mean = 100.0 * (x - 0.2) / 0.1 + 10.0 * (y - 0.1) / 0.02
            assert level == pytest.approx(mean, abs=1.0)


def test_chance_draws_no_contour_lines() -> None:
    """Broken if noise were drawn as a landscape, or its cells not marked."""
    figure = heat_map(a_grid(each=3, noise=2000.0), X, Y, OUTCOME)
    assert not [t for t in figure.axes[0].texts if t.get_gid() == "level"]
    assert "they would follow chance" in subtitle(figure)
    (marks,) = (one for one in figure.axes[0].collections if one.get_gid() == "doubtful")
    assert 12 == len(marks.get_offsets())


def test_scattered_runs_are_counted_in_bins() -> None:
    """Broken if empty bins looked like none happening, or counts were another cell's."""
    frame = scattered()
    figure = heat_map(frame, X, Y, OUTCOME)
    values = np.ma.getmaskarray(cells(figure).get_array())
    corners = cells(figure).get_coordinates()
    across, up = corners[0, :, 0], corners[:, 0, 1]
    expected = np.histogram2d(frame[Y], frame[X], [up, across])[0]
    np.testing.assert_array_equal(expected == 0, values)
    assert values[0, 0]
    counts = [int(t.get_text()) for t in figure.axes[0].texts if t.get_gid() == "count"]
    assert expected[expected > 0].tolist() == counts
    assert "no runs" in [t.get_text() for key in figure.legends for t in key.get_texts()]
    assert "////" == figure.axes[0].patch.get_hatch()


def test_shares_are_written_as_such() -> None:
    """Broken if a share of runs looked like a number of interventions, or did not begin at 0."""
    figure = heat_map(a_grid(), X, Y, "intervention")
    assert (0.0, 1.0) == cells(figure).get_clim()
    assert "share of runs" == figure.axes[-1].get_xlabel()


def test_shades_darken_evenly() -> None:
    """Broken if grey print could not tell more from less."""
    red, green, blue, _ = cells(heat_map(a_grid(), X, Y, OUTCOME)).cmap(np.linspace(0, 1, 20)).T
    assert (np.diff(0.3 * red + 0.59 * green + 0.11 * blue) < 0).all()


@every_page
@pytest.mark.parametrize(
    "frame",
    [
        a_grid(2, 1 + 1, 1), a_grid(6, 6, 2), a_grid(3, 3, 4, 0.0), a_grid(15, 12, 2), scattered(),
        scattered(12), a_grid().assign(**{OUTCOME: 1e6 + a_grid()[OUTCOME] * 1e5}),
    ],
    ids=["least", "six", "sure", "fine", "bins", "few", "large"],
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_odd_sweeps_are_drawn(frame: pd.DataFrame, page: Page, check_texts: CheckTexts) -> None:
    """Broken if few runs, many cells or large numbers warned, failed or cut text off."""
    check_texts(heat_map(frame, X, Y, OUTCOME, source="Source: Liptako", page=page))


@pytest.mark.parametrize(
    ("across", "up", "message"),
    [(X, X, "name two different parameters"), (X, "coercion.resolve", "did you mean")],
)
def test_wrong_parameters_are_refused(across: str, up: str, message: str) -> None:
    """Broken if a slip gave a line or a traceback."""
    with pytest.raises(LiptakoError, match=message):
        heat_map(a_grid(), across, up, OUTCOME)
