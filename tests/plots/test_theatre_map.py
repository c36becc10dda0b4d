"""Maps colour each region by its value."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from sim.plots import probability_map, region_map
from sim.plots.theatre_map import NAME_PLACES, _national_borders, exceedance_by_year
from sim.world.geography import load_regions

MakeDataset = Callable[..., xr.Dataset]


def face_values(axes: Axes) -> np.ma.MaskedArray:
    """Return the values of the regions' faces, in the order of the geography."""
    faces = axes.collections[0]
    assert isinstance(faces, PathCollection)
    return np.ma.asarray(faces.get_array())


def test_faces_show_the_probability(make_dataset: MakeDataset) -> None:
    """Broken if regions are shuffled, years are mixed, or the threshold itself does not count."""
    dataset = make_dataset().isel(region=slice(None, None, -1))
    figure = probability_map(dataset, threshold=10)
    panels = ["Jul-Dec 2023", "2024", "2025", "2026", "2027"]
    assert panels == [axes.get_title(loc="left") for axes in figure.axes[:-1]]
    chance = (dataset["deaths_region"] >= 10).mean("run").groupby("month.year").mean("month")
    ordered = chance.sel(region=list(load_regions()))
    for axes, (_, expected) in zip(figure.axes[:-1], ordered.groupby("year"), strict=True):
        np.testing.assert_allclose(expected.values.ravel(), face_values(axes))


def test_probability_of_a_hand_made_year(make_dataset: MakeDataset) -> None:
    """Broken if the mean over months or the share of runs is wrong."""
    dataset = make_dataset(runs=4, months=6, zero=True)
    dataset["deaths_region"].loc[{"region": "MLI.gao", "run": [0, 1], "month": "2023-09"}] = 25
    (values,) = exceedance_by_year(dataset, 25).values()
    assert 0.5 / 6 == pytest.approx(values[dataset["region"].values.tolist().index("MLI.gao")])
    assert 0.5 / 6 == pytest.approx(values.sum())


def test_regions_not_in_the_dataset_are_grey(make_dataset: MakeDataset) -> None:
    """Broken if a region that was not simulated looks like one at peace."""
    figure = probability_map(make_dataset(countries=["BFA"]))
    expected = [region.country != "BFA" for region in load_regions().values()]
    assert expected == np.ma.getmaskarray(face_values(figure.axes[0])).tolist()
    subtitle = next(text.get_text() for text in figure.texts if text.get_gid() == "subtitle")
    assert "33 regions not in this dataset" in subtitle.replace("\n", " ")


def test_scale_is_the_same_for_all_scenarios(make_dataset: MakeDataset) -> None:
    """Broken if the colours of a quiet scenario look like those of a violent one."""
    figure = probability_map(make_dataset(zero=True))
    for axes in figure.axes[:-1]:
        assert (0.0, 1.0) == axes.collections[0].get_clim()
    assert "Probability of 25 or more deaths in a month" == figure.axes[-1].get_xlabel()


def test_borders_inside_a_country_are_not_heavy() -> None:
    """Broken if a border between two regions of one country is drawn as a national border."""
    owners: dict[frozenset[tuple[float, ...]], set[str]] = {}
    for region in load_regions().values():
        for ring in region.outline:
            for start, end in pairwise(map(tuple, ring.tolist())):
                owners.setdefault(frozenset((start, end)), set()).add(region.id)
    drawn = {frozenset(map(tuple, segment.tolist())) for segment in _national_borders()}
    inside = {
        segment
        for segment, ids in owners.items()
        if len(ids) == 2 and len({region[:3] for region in ids}) == 1
    }
    assert inside
    assert set(owners) - inside == drawn


def test_each_country_has_a_place_for_its_name() -> None:
    """Broken if a country is added to the geography and not to the map."""
    assert set(NAME_PLACES) == {region.country for region in load_regions().values()}


def test_any_values_can_be_mapped(make_dataset: MakeDataset) -> None:
    """Broken if the map draws probabilities only, or NaN is given a colour."""
    dataset = make_dataset(runs=2)
    values = np.arange(46.0)
    values[3] = np.nan
    figure = region_map(
        dataset,
        {"Now": values},
        title="Rank",
        subtitle="",
        legend="rank",
        limits=(0, 45),
        percent=False,
    )
    drawn = face_values(figure.axes[0])
    assert [3] == np.flatnonzero(np.ma.getmaskarray(drawn)).tolist()
    assert [*range(3), *range(4, 46)] == drawn.compressed().tolist()


@pytest.mark.parametrize("threshold", [0, -1, float("nan"), float("inf")])
def test_thresholds_that_mean_nothing_are_refused(
    make_dataset: MakeDataset, threshold: float
) -> None:
    """Broken if a map of certainty is drawn for a threshold of none."""
    with pytest.raises(ValueError, match="it must be a number of deaths above zero"):
        probability_map(make_dataset(runs=2), threshold)


def test_unknown_regions_are_named(make_dataset: MakeDataset) -> None:
    """Broken if a region of the dataset is silently left off the map."""
    dataset = make_dataset(runs=2)
    ids = ["XYZ.nowhere", *dataset["region"].values.tolist()[1:]]
    with pytest.raises(ValueError, match=r"no outline for XYZ\.nowhere"):
        probability_map(dataset.assign_coords(region=ids))


def test_no_panels_is_an_error(make_dataset: MakeDataset) -> None:
    """Broken if an empty map fails without a reason."""
    with pytest.raises(ValueError, match="no panels to map"):
        region_map(make_dataset(runs=2), {}, title="", subtitle="", legend="")
