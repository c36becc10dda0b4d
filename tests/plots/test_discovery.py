"""The picture of the box in which something happens."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.analysis.discover import HAPPENS, Condition, Discovery, Judged
from sim.plots import discovered_box
from sim.plots.page import COLUMN, SLIDE, Page

CheckTexts = Callable[[Figure], None]


def discovery(limits: dict[str, tuple[float, float]], names: list[str]) -> Discovery:
    values = np.random.default_rng(1).random((60, len(names)))
    data = pd.DataFrame(values, columns=names).assign(**{HAPPENS: values[:, 0] < 0.4})
    rows = [(name, *pair, 0.0, 1.0, 0.001) for name, pair in limits.items()]
    columns = ["parameter", "low", "high", "lowest", "highest", "quasi_p"]
    return Discovery(
        "intervention", Condition("intervention"), pd.DataFrame(rows, columns=columns),
        0.9, 0.8, 0.4, 0.3, Judged(0.8, 0.7, 0.4), 60, 60, data,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ({"a.x": (np.nan, 0.4), "b.y": (0.2, 0.9), "c.z": (0.1, np.nan)}, ["a.x", "b.y", "c.z"]),
        ({"a.x": (np.nan, 0.4)}, ["a.x", "b.y"]),
        ({"a.x": (np.nan, 0.4)}, ["a.x"]),
        ({}, ["a.x", "b.y"]),
    ],
    ids=["three", "one", "one alone", "none"],
)
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("page", [SLIDE, COLUMN, COLUMN.to("fr")], ids=["slide", "column", "fr"])
def test_boxes(
    limits: dict[str, tuple[float, float]], names: list[str], page: Page, check_texts: CheckTexts
) -> None:
    """Broken if a box stood elsewhere than its limits, or an open side were closed."""
    figure = discovered_box(discovery(limits, names), "Source: Liptako", page)
    check_texts(figure)
    (axes,) = figure.axes
    boxes = [patch for patch in axes.patches if patch.get_gid() == "box"]
    assert bool(limits) == len(boxes)
    if boxes:
        left, bottom = boxes[0].get_xy()
        assert axes.get_xlim()[0] == left
        assert 0.4 == pytest.approx(left + boxes[0].get_width())
        assert bottom == (0.2 if "b.y" in limits else axes.get_ylim()[0])


def test_runs_of_one_point_share_its_place() -> None:
    """Broken if a case hid the runs at its point in which it did not happen."""
    found = discovery({}, ["a.x", "b.y"])
    twice = pd.concat([found.data, found.data.assign(**{HAPPENS: False})])
    (axes,) = discovered_box(Discovery(**{**vars(found), "data": twice, "runs": 120})).axes
    sizes = {group.get_gid(): group.get_sizes() for group in axes.collections}
    assert 60 == len(next(g for g in axes.collections if g.get_gid() == "no").get_offsets())
    assert 0.5 * sizes["no"][0] == pytest.approx(sizes["yes"][0])


def test_what_happens_is_the_title() -> None:
    """Broken if a reader could not tell what the box is of."""
    found = discovery({"a.x": (np.nan, 0.4)}, ["a.x", "b.y"])
    dear = Condition("total_deaths.MLI", ">=", 12_000.0, "persons", 10.0)
    figure = discovered_box(Discovery(**{**vars(found), "condition": dear}))
    title, subtitle, _ = (text.get_text().replace("\n", " ") for text in figure.texts)
    assert "Where total_deaths.MLI is at least 12,000 persons" == title
    assert "In 80\xa0% of the runs inside, 30\xa0% in all" in subtitle


def test_no_parameters_are_refused() -> None:
    """Broken if an empty picture were drawn."""
    with pytest.raises(ValueError, match="no parameters: nothing to plot"):
        discovered_box(
            discovery({}, ["a.x"]).__class__(
                **{**vars(discovery({}, ["a.x"])), "data": pd.DataFrame({HAPPENS: [True, False]})}
            )
        )
