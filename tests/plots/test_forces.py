"""Control by country and fighters by group."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from sim.plots import control_and_fighters
from sim.plots.line_labels import spread

MakeDataset = Callable[..., xr.Dataset]


def test_medians_and_labels(make_dataset: MakeDataset) -> None:
    """Broken if fighters are not summed over countries run by run, or a line has a wrong name."""
    dataset = make_dataset()
    left, right = control_and_fighters(dataset).axes
    control = dataset["state_control_national"].median("run")
    fighters = dataset["fighters_national"].sum("country").median("run")
    expected = [control.sel(country=code) for code in ("MLI", "BFA", "NER")]
    expected += [fighters.sel(group=code) for code in ("JNIM", "ISSP", "ISWAP")]
    drawn = [line for axes in (left, right) for line in axes.lines if line.get_gid() == "median"]
    names = [text for axes in (left, right) for text in axes.texts]
    wanted = ["Mali", "Burkina Faso", "Niger", "JNIM", "ISSP", "ISWAP"]
    assert wanted == [text.get_text().replace("\n", " ") for text in names]
    for values, line, name in zip(expected, drawn, names, strict=True):
        np.testing.assert_allclose(values, np.asarray(line.get_ydata(), dtype=float), rtol=1e-5)
        assert line.get_color() == name.get_color()


def test_control_is_on_the_whole_scale(make_dataset: MakeDataset) -> None:
    """Broken if a small loss of control fills the panel."""
    assert (0.0, 1.0) == control_and_fighters(make_dataset()).axes[0].get_ylim()


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([], []),
        ([0.5], [0.5]),
        ([0.2, 0.8], [0.2, 0.8]),
        ([0.8, 0.2], [0.8, 0.2]),
        ([0.5, 0.5], [0.45, 0.55]),
        ([0.0, 0.0, 0.0], [0.05, 0.15, 0.25]),
        ([1.0, 0.98, 0.3], [0.95, 0.85, 0.3]),
    ],
)
def test_labels_stand_apart(heights: list[float], expected: list[float]) -> None:
    """Broken if labels overlap, change order or leave the panel."""
    assert expected == pytest.approx(spread(heights, [0.1] * len(heights)))


def test_missing_variable_is_named(make_dataset: MakeDataset) -> None:
    """Broken if a dataset without groups fails without saying what it lacks."""
    dataset = make_dataset(runs=2).drop_vars("fighters_national")
    with pytest.raises(ValueError, match="no variable 'fighters_national' in this dataset; it has"):
        control_and_fighters(dataset)
