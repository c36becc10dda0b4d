"""Postures of a bloc are drawn as shares of the runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from numpy.typing import NDArray

from sim.language import ENGLISH
from sim.plots import crisis_postures
from sim.plots.crises import COLOURS, posture_words
from sim.plots.page import COLUMN
from sim.scenario import POSTURES as SCENARIO_POSTURES

MakeDataset = Callable[..., xr.Dataset]
POSTURES = posture_words(ENGLISH)


def steps(axes: Axes) -> list[StepPatch]:
    """Return the steps of a panel, in the order in which they cover each other."""
    return [patch for patch in axes.patches if isinstance(patch, StepPatch)]


def shares(axes: Axes) -> NDArray[np.float64]:
    """Return the thickness of each colour, shape (posture, month)."""
    tops = np.array([patch.get_data().values for patch in steps(axes)])
    return tops - np.append(tops[1:], np.zeros_like(tops[:1]), axis=0)


def headings(figure: Figure) -> list[str]:
    """Return the headings of the panels."""
    return [axes.get_title(loc="left") for axes in figure.axes]


def written(figure: Figure, gid: str) -> str:
    """Return a line of the figure's header, unbroken."""
    text = next(text.get_text() for text in figure.texts if text.get_gid() == gid)
    return text.replace("\n", " ")


def test_thickness_is_the_share_of_runs(make_dataset: MakeDataset) -> None:
    """Broken if postures or countries are mixed up, or the colours do not fill the panel."""
    dataset = make_dataset()
    figure = crisis_postures(dataset, countries=["NER", "MLI"])
    assert ["Niger", "Mali"] == headings(figure)
    for axes, country in zip(figure.axes, ["NER", "MLI"], strict=True):
        of_country = dataset["hardest_posture"].sel(bloc="ECOWAS", country=country)
        expected = [(of_country == posture).mean("run") for posture in range(6)]
        np.testing.assert_allclose(expected, shares(axes), atol=1e-12)
        np.testing.assert_allclose(np.ones(54), shares(axes).sum(axis=0))


def test_shares_of_a_hand_made_month(make_dataset: MakeDataset) -> None:
    """Broken if a posture is counted as its neighbour."""
    dataset = make_dataset(runs=4, months=2, zero=True)
    august = {"bloc": "ECOWAS", "country": "NER", "month": "2023-08-01"}
    dataset["hardest_posture"].loc[august] = [1, 4, 4, 5]
    (axes,) = crisis_postures(dataset, countries=["NER"]).axes
    expected = [[1, 0, 0, 0, 0, 0], [0, 0.25, 0, 0, 0.5, 0.25]]
    assert expected == shares(axes).T.tolist()


def test_the_hardest_lies_lowest(make_dataset: MakeDataset) -> None:
    """Broken if a harder posture is hidden, or a colour is not the one of the legend."""
    figure = crisis_postures(make_dataset())
    for axes in figure.axes:
        assert [f"posture {n}" for n in range(6)] == [patch.get_gid() for patch in steps(axes)]
        assert list(COLOURS) == [to_hex(patch.get_facecolor()) for patch in steps(axes)]
        assert all(np.all(patch.get_data().baseline == 0) for patch in steps(axes))
        assert 1 == len({patch.get_zorder() for patch in steps(axes)})
    (legend,) = figure.legends
    assert list(POSTURES) == [text.get_text() for text in legend.get_texts()]
    assert list(COLOURS) == [to_hex(patch.get_facecolor()) for patch in legend.get_patches()]


def test_words_are_those_of_the_scenario() -> None:
    """Broken if a posture is added or moved, and the figure goes on with the old words."""
    assert len(SCENARIO_POSTURES) == len(POSTURES) == len(COLOURS)
    for known, word in zip(SCENARIO_POSTURES, POSTURES, strict=True):
        assert known in word


def test_colours_darken_as_postures_harden() -> None:
    """Broken if grey print, or a reader blind to colours, confuses two postures."""
    linear = np.array([to_rgb(colour) for colour in COLOURS]) ** 2.2
    lightness = 116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16
    assert lightness[0] > 95
    assert np.all(np.diff(lightness) < -10)


def test_a_column_fills_its_month(make_dataset: MakeDataset) -> None:
    """Broken if a change of posture seems to take a month, or the last month has no width."""
    dataset = make_dataset(runs=3, months=3)
    axes = crisis_postures(dataset).axes[0]
    expected = np.arange("2023-07", "2023-11", dtype="datetime64[M]").astype("datetime64[D]")
    for patch in steps(axes):
        assert expected.astype(float).tolist() == list(patch.get_data().edges)
    assert (expected.astype(float)[0], expected.astype(float)[-1]) == axes.get_xlim()


def test_bloc_is_the_first_or_the_one_asked_for(make_dataset: MakeDataset) -> None:
    """Broken if the postures of one bloc stand under the name of another."""
    dataset = make_dataset()
    for figure, bloc in (
        (crisis_postures(dataset), "ECOWAS"),
        (crisis_postures(dataset, "UEMOA"), "UEMOA"),
    ):
        assert f"Posture of {bloc} towards each country, month by month" == written(figure, "title")
        expected = (dataset["hardest_posture"].sel(bloc=bloc, country="MLI") == 0).mean("run")
        np.testing.assert_allclose(expected, shares(figure.axes[0])[0])


def test_countries_default_to_the_focus(make_dataset: MakeDataset) -> None:
    """Broken if the focus is ignored."""
    dataset = make_dataset(runs=3)
    assert ["Mali", "Burkina Faso", "Niger"] == headings(crisis_postures(dataset))
    dataset.attrs["focus"] = ["TCD"]
    assert ["Chad"] == headings(crisis_postures(dataset))


def test_one_run_has_one_posture_a_month(make_dataset: MakeDataset) -> None:
    """Broken if one run is drawn as a mixture, or spoken of as shares."""
    dataset = make_dataset(runs=1)
    figure = crisis_postures(dataset, countries=["BFA"])
    expected = dataset["hardest_posture"].sel(run=0, bloc="ECOWAS", country="BFA")
    assert expected.values.tolist() == shares(figure.axes[0]).argmax(axis=0).tolist()
    assert {0.0, 1.0} == set(shares(figure.axes[0]).ravel().tolist())
    assert written(figure, "subtitle").startswith("One run only")


def test_panels_stand_below_one_another_in_a_column(make_dataset: MakeDataset) -> None:
    """Broken if a narrow page has its panels side by side, or other numbers."""
    dataset = make_dataset(runs=5)
    wide, narrow = crisis_postures(dataset), crisis_postures(dataset, page=COLUMN.to("fr"))
    assert COLUMN.width == narrow.get_figwidth()
    assert 1 == len({axes.get_position().x0 for axes in narrow.axes})
    assert ["Mali", "Burkina Faso", "Niger"] == headings(narrow)
    for axes, same in zip(wide.axes, narrow.axes, strict=True):
        np.testing.assert_array_equal(shares(axes), shares(same))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bloc": "AU"}, r"no bloc AU in this dataset; it has: ECOWAS, UEMOA"),
        ({"countries": ["MLI", "FRA"]}, r"no country FRA in this dataset; it has: MLI, BFA"),
        ({"countries": []}, r"no country to plot; the dataset has: MLI"),
        ({"countries": "MLI"}, r"expected a list of country labels, such as \['MLI'\]"),
    ],
)
def test_errors_say_what_exists(
    make_dataset: MakeDataset, arguments: dict[str, Any], message: str
) -> None:
    """Broken if a slip of the pen ends in a message that does not help."""
    with pytest.raises(ValueError, match=message):
        crisis_postures(make_dataset(runs=2), **arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda d: d.drop_vars("hardest_posture"),
            "no variable 'hardest_posture' in this dataset; it has: affinity, attacks",
        ),
        (lambda d: d.drop_dims("bloc"), "no variable 'hardest_posture' in this dataset"),
        (
            lambda d: d.isel(bloc=0),
            "'hardest_posture' has the dimensions run, month, country; this plot",
        ),
        (lambda d: d.isel(bloc=slice(0)), "'hardest_posture' is empty along bloc: nothing to plot"),
    ],
)
def test_other_datasets_are_refused(
    make_dataset: MakeDataset, change: Callable[[xr.Dataset], xr.Dataset], message: str
) -> None:
    """Broken if a dataset without blocs fails without saying what it lacks."""
    with pytest.raises(ValueError, match=message):
        crisis_postures(change(make_dataset(runs=2)))
