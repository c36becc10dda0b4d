"""The alliance picture draws what its two parts draw."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.figure import Figure

from sim.plots import affinity_network, alliance_picture, treaty_membership
from sim.plots.page import COLUMN, SLIDE, Page

MakeDataset = Callable[..., xr.Dataset]


def bands(figure: Figure) -> list[QuadMesh]:
    """Return the bands of the treaties, without the colour bar's."""
    return [
        mesh
        for axes in figure.axes
        if axes.get_title(loc="left")
        for mesh in axes.collections
        if isinstance(mesh, QuadMesh)
    ]


def networks(figure: Figure) -> list[Axes]:
    """Return the panels with a network."""
    return [
        axes for axes in figure.axes if any(c.get_gid() == "affinities" for c in axes.collections)
    ]


def lines(axes: Axes) -> LineCollection:
    """Return the lines of a network."""
    (drawn,) = (one for one in axes.collections if one.get_gid() == "affinities")
    assert isinstance(drawn, LineCollection)
    return drawn


@pytest.mark.parametrize("page", [SLIDE, COLUMN], ids=["slide", "column"])
def test_parts_are_those_of_the_figures_alone(make_dataset: MakeDataset, page: Page) -> None:
    """Broken if the picture shows other numbers than its parts do."""
    dataset = make_dataset()
    picture = alliance_picture(dataset, page=page)
    alone = bands(treaty_membership(dataset, page=page))
    assert 3 == len(alone)
    for mesh, same in zip(alone, bands(picture), strict=True):
        np.testing.assert_array_equal(mesh.get_array(), same.get_array())
    network = affinity_network(dataset, ["2023-07", "2025-10", "2027-12"], page=page)
    for axes, same in zip(networks(network), networks(picture), strict=True):
        assert axes.get_title(loc="left") == same.get_title(loc="left")
        np.testing.assert_array_equal(lines(axes).get_colors(), lines(same).get_colors())
        np.testing.assert_array_equal(lines(axes).get_linewidths(), lines(same).get_linewidths())


def test_networks_stand_beside_the_treaties_or_above(make_dataset: MakeDataset) -> None:
    """Broken if one part is drawn over the other."""
    dataset = make_dataset(runs=3)
    wide = alliance_picture(dataset)
    right = max(mesh.axes.get_position().x1 for mesh in bands(wide))
    assert right < min(axes.get_position().x0 for axes in networks(wide))
    narrow = alliance_picture(dataset, page=COLUMN)
    top = max(mesh.axes.get_position().y1 for mesh in bands(narrow))
    assert top < min(axes.get_position().y0 for axes in networks(narrow))


def test_networks_have_room_beside_a_small_treaty(make_dataset: MakeDataset) -> None:
    """Broken if networks beside a single treaty are squeezed."""
    figure = alliance_picture(make_dataset(runs=3, countries=["NER", "MLI"]).isel(treaty=[0]))
    for axes in networks(figure):
        assert figure.get_figheight() * axes.get_position().height > 1.6


def test_dates_can_be_chosen(make_dataset: MakeDataset) -> None:
    """Broken if a choice of dates is ignored."""
    figure = alliance_picture(make_dataset(runs=3), ["2024-05"], page=COLUMN.to("fr"))
    assert ["mai 2024"] == [axes.get_title(loc="left") for axes in networks(figure)]


@pytest.mark.parametrize(
    ("missing", "message"),
    [("member", "no variable 'member'"), ("affinity", "no variable 'affinity'")],
)
def test_other_datasets_are_refused(make_dataset: MakeDataset, missing: str, message: str) -> None:
    """Broken if a dataset without treaties or pairs fails without saying what it lacks."""
    with pytest.raises(ValueError, match=message):
        alliance_picture(make_dataset(runs=2).drop_vars(missing))
