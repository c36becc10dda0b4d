"""The figure of past crises: its rows, marks and shares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.past_crises.held_out import EXPECTED
from sim.analysis.past_crises.record import POSTURES
from sim.analysis.past_crises.record import past_crises as record
from sim.plots import foretold_crises
from sim.plots.page import COLUMN, SLIDE, Page
from sim.plots.past_crises import HAPPENED

CheckTexts = Callable[[Figure], None]


@pytest.fixture(scope="module")
def foretold() -> pd.DataFrame:
    """The shipped record, with made-up probabilities."""
    table = record()
    shares = np.random.default_rng(1).dirichlet(np.ones(len(POSTURES)), len(table))
    columns = dict(zip(EXPECTED, shares.T, strict=True))
    return table.assign(**columns, p_gave_way=np.linspace(0.0, 1.0, len(table)))


def labels(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


@pytest.mark.parametrize(
    ("rows", "page"), [(1, SLIDE), (2, COLUMN), (52, SLIDE), (52, COLUMN.to("fr"))]
)
@pytest.mark.filterwarnings("error")
def test_any_number_of_crises_is_drawn(
    foretold: pd.DataFrame, rows: int, page: Page, check_texts: CheckTexts
) -> None:
    """Broken if a short table warned, failed, or had text cut off or on top of other text."""
    figure = foretold_crises(foretold.head(rows), page)
    check_texts(figure)
    assert rows == len(labels(figure))
    texts = {text.get_gid(): text.get_window_extent() for text in figure.texts}
    for axes in figure.axes:
        heads = [axes.xaxis.label, *axes.get_xticklabels()]
        for head in heads:
            assert head.get_window_extent().y1 < texts["subtitle"].y0
    assert texts["source"].y1 < figure.axes[0].bbox.y0


def test_crises_have_their_names(foretold: pd.DataFrame) -> None:
    """Broken if a reader could not tell which crisis a row is, on either page."""
    assert "LBR Dec 1989, war" == labels(foretold_crises(foretold))[0]
    narrow = foretold_crises(foretold, COLUMN)
    assert "LBR Dec 1989 E" == labels(narrow)[0]
    assert "E: war." in narrow.texts[1].get_text()


def test_shades_and_marks_are_those_of_the_table(foretold: pd.DataFrame) -> None:
    """What happened would be marked in another crisis or posture, or a share be another's."""
    figure = foretold_crises(foretold)
    highest, force, gave_way = figure.axes
    (image,) = highest.images
    np.testing.assert_allclose(foretold[EXPECTED], image.get_array())
    marks = [patch for patch in highest.patches if isinstance(patch, Rectangle)]
    corners = [(round(p.get_x() + 0.47), round(p.get_y() + 0.44)) for p in marks]
    assert [(p, row) for row, p in enumerate(foretold["highest"])] == corners
    assert {HAPPENED} == {to_hex(mark.get_edgecolor()) for mark in marks}
    for axes, expected, seen in (
        (force, foretold[EXPECTED[-1]], foretold["force"]),
        (gave_way, foretold["p_gave_way"], foretold["gave_way"]),
    ):
        np.testing.assert_allclose(expected, [bar.get_width() for bar in axes.patches])
        points = axes.collections[0]
        np.testing.assert_allclose(seen, np.asarray(points.get_offsets())[:, 0])
        filled = [to_hex(colour) == HAPPENED for colour in points.get_facecolors()]
        assert seen.tolist() == filled


def test_no_crises_are_refused(foretold: pd.DataFrame) -> None:
    """An empty picture would be drawn."""
    with pytest.raises(ValueError, match="no crises to draw"):
        foretold_crises(foretold.head(0))
