"""The pictures of what moves an outcome, and of where it happens."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.analysis.discover import HAPPENS, Discovery, Judged
from sim.analysis.sensitivity import Noise, Sensitivity
from sim.plots import discovered_box, parameter_effects

COLUMNS = {
    "sobol": ("first", "first_low", "first_high", "total", "total_low", "total_high"),
    "morris": ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma"),
    "rank": ("rank", "rank_low", "rank_high", "partial"),
}


def effects(method: str, count: int = 3) -> Sensitivity:
    table = pd.DataFrame({"parameter": [f"attacks.parameter_{place}" for place in range(count)]})
    for name in COLUMNS[method]:
        shift = {"low": -0.2, "high": 0.2}.get(name.rpartition("_")[2], 0.0)
        table[name] = np.linspace(0.7, -0.1 if method != "morris" else 0.0, count) + shift
    return Sensitivity(
        method, "total_deaths.MLI", table, Noise(), 100, 50, (), "persons", "deaths (MLI)"
    )


def discovery(limits: dict[str, tuple[float, float]], names: list[str]) -> Discovery:
    values = np.random.default_rng(1).random((60, len(names)))
    data = pd.DataFrame(values, columns=names).assign(**{HAPPENS: values[:, 0] < 0.4})
    rows = [(name, *pair, 0.0, 1.0, 0.001) for name, pair in limits.items()]
    columns = ["parameter", "low", "high", "lowest", "highest", "quasi_p"]
    return Discovery(
        "intervention", "an intervention comes", pd.DataFrame(rows, columns=columns),
        0.9, 0.8, 0.4, 0.3, Judged(0.8, 0.7, 0.4), 60, 60, data,
    )  # fmt: skip


def check_drawn(figure: Figure) -> None:
    """It draws, and no text is cut off."""
    figure.savefig(BytesIO(), format="png")
    labels = [label for axes in figure.axes for label in axes.get_yticklabels()]
    for text in [*figure.texts, *labels]:
        box = text.get_window_extent()
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.width
        assert 0 <= box.y0 <= box.y1 <= figure.bbox.height


@pytest.mark.parametrize("method", COLUMNS)
@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.filterwarnings("error")
def test_effects_of_few_and_many_parameters(method: str, count: int) -> None:
    """Broken if a sweep of one parameter or of many could not be drawn, or lost its source."""
    figure = parameter_effects(effects(method, count), "Source: Liptako")
    check_drawn(figure)
    texts = {text.get_gid(): text.get_text() for text in figure.texts}
    assert "total_deaths.MLI" in texts["title"]
    assert "Deaths (MLI), persons." in texts["subtitle"]
    assert "Source: Liptako" == texts["source"]
    assert ("20 strongest of 40" in texts["subtitle"].replace("\n", " ")) == (count == 40)


def test_bars_are_as_long_as_the_indices() -> None:
    """Broken if first and total, or two parameters, changed places."""
    found = effects("sobol")
    (axes,) = parameter_effects(found).axes
    first, total = axes.containers
    assert found.table["first"].tolist() == [bar.get_width() for bar in first]
    assert found.table["total"].tolist() == [bar.get_width() for bar in total]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert found.table["parameter"].tolist() == names


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
def test_boxes(limits: dict[str, tuple[float, float]], names: list[str]) -> None:
    """Broken if a box stood elsewhere than its limits, or an open side were closed."""
    figure = discovered_box(discovery(limits, names))
    check_drawn(figure)
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
