"""The figure of past crises: its rows, marks and shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.analysis.past_crises.held_out import EXPECTED
from sim.analysis.past_crises.record import POSTURES
from sim.analysis.past_crises.record import past_crises as record
from sim.plots.past_crises import HAPPENED, past_crises


@pytest.fixture(scope="module")
def foretold() -> pd.DataFrame:
    """The shipped record, with made-up probabilities."""
    table = record()
    shares = np.random.default_rng(1).dirichlet(np.ones(len(POSTURES)), len(table))
    columns = dict(zip(EXPECTED, shares.T, strict=True))
    return table.assign(**columns, p_gave_way=np.linspace(0.0, 1.0, len(table)))


def labels(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].get_yticklabels()]


@pytest.mark.parametrize("rows", [1, 2, 52])
@pytest.mark.filterwarnings("error")
def test_any_number_of_crises_is_drawn(foretold: pd.DataFrame, rows: int) -> None:
    """A short table would warn, fail, or have text cut off or on top of other text."""
    figure = past_crises(foretold.head(rows))
    figure.draw_without_rendering()
    assert rows == len(labels(figure))
    assert "LBR Dec 1989, war" == labels(figure)[0]
    texts = [*figure.texts, *(t for axes in figure.axes for t in axes.findobj(Text))]
    for text in texts:
        if text.get_visible() and text.get_text():
            box = text.get_window_extent()
            assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, text
            assert -1 <= box.y0 <= box.y1 <= figure.bbox.height + 1, text
    heads = [axes.xaxis.label.get_window_extent() for axes in figure.axes]
    for head in heads:
        assert head.y1 < figure.texts[1].get_window_extent().y0  # under the subtitle
    assert figure.texts[2].get_window_extent().y1 < figure.axes[0].bbox.y0  # source under all


def test_shades_and_marks_are_those_of_the_table(foretold: pd.DataFrame) -> None:
    """What happened would be marked in another crisis or posture, or a share be another's."""
    figure = past_crises(foretold)
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
        past_crises(foretold.head(0))
