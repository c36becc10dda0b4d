"""Maps of differences show effects, and mark what may be noise."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes

from sim.plots import difference_map
from sim.plots.map_differences import _difference_scale
from sim.plots.page import COLUMN, SLIDE, Page
from sim.world.geography import load_regions

MakeDataset = Callable[..., xr.Dataset]
IDS = list(load_regions())


def face_values(axes: Axes) -> np.ma.MaskedArray:
    """Return the values of the regions' faces, in the order of the geography."""
    return np.ma.asarray(axes.collections[0].get_array())


def dotted(axes: Axes) -> list[str]:
    """Return the ids of the dotted regions."""
    faces, marked = axes.collections[0].get_paths(), axes.collections[2].get_paths()
    return [
        region for region, face in zip(IDS, faces, strict=True) if any(face is m for m in marked)
    ]


def changed(dataset: xr.Dataset, **variables: xr.DataArray) -> xr.Dataset:
    """Return another scenario of the same luck."""
    return dataset.assign(**variables).assign_attrs(scenario="rescue")


def test_faces_show_the_difference_in_percentage_points(make_dataset: MakeDataset) -> None:
    """Broken if the sign is turned, years or regions are mixed, or points are written as shares."""
    dataset = make_dataset().isel(region=slice(None, None, -1))
    other = changed(dataset, deaths_region=1.5 * dataset["deaths_region"])
    figure = difference_map(dataset, other, threshold=10)
    chances = [
        (one["deaths_region"] >= 10).mean("run").groupby("month.year").mean("month")
        for one in (dataset, other)
    ]
    expected = 100 * (chances[1] - chances[0]).sel(region=IDS)
    assert (expected > 0).any()
    for axes, (_, values) in zip(figure.axes[:-1], expected.groupby("year"), strict=True):
        np.testing.assert_allclose(values.values.ravel(), face_values(axes), atol=1e-5)
    assert "Difference in percentage points" == figure.axes[-1].get_xlabel()
    words = figure.texts[0].get_text()
    assert "rescue less baseline: probability of 10 or more deaths in a month" == words


def test_what_may_be_noise_is_dotted(make_dataset: MakeDataset) -> None:
    """Broken if a sure effect is dotted, or chance and no change at all stand bare."""
    dataset = make_dataset(months=1)
    generator = np.random.default_rng(1)
    control = dataset["state_control"].copy()
    noise = generator.normal(0, 0.1, control.shape)
    noise -= noise.mean(axis=0)
    control = control + noise
    control.loc[{"region": "MLI.gao"}] = dataset["state_control"].sel(region="MLI.gao")
    control.loc[{"region": "BFA.est"}] = dataset["state_control"].sel(region="BFA.est") - 0.1
    figure = difference_map(dataset, changed(dataset, state_control=control), "control")
    assert [one for one in IDS if one != "BFA.est"] == dotted(figure.axes[0])
    drawn = face_values(figure.axes[0])
    assert -10.0 == pytest.approx(drawn[IDS.index("BFA.est")], rel=1e-5)


def test_falls_have_a_minus(make_dataset: MakeDataset) -> None:
    """Broken if grey print hides which regions get better and which get worse."""
    dataset = make_dataset(months=1)
    shifts = dict.fromkeys(IDS, 0.0) | {"MLI.gao": -50.0, "BFA.est": 80.0, "NER.diffa": -0.1}
    ids = dataset["region"].values
    own = dataset["deaths_region"] + xr.DataArray([shifts[one] for one in ids], dims="region")
    axes = difference_map(dataset, changed(dataset, deaths_region=own), "deaths").axes[0]
    (minus,) = (line for line in axes.lines if line.get_gid() == "falling")
    gao = load_regions()["MLI.gao"]
    assert [[gao.longitude, gao.latitude]] == np.asarray(minus.get_xydata()).tolist()


def test_a_single_pair_is_sure_of_nothing(make_dataset: MakeDataset) -> None:
    """Broken if one run in each scenario is taken for an effect."""
    dataset = make_dataset(runs=1, months=1)
    other = changed(dataset, deaths_region=dataset["deaths_region"] + 5)
    assert dotted(difference_map(dataset, other, "deaths").axes[0]) == IDS


def test_fighters_of_scenarios_with_different_groups(make_dataset: MakeDataset) -> None:
    """Broken if all fighters means only those of the groups that both have."""
    dataset = make_dataset(runs=3, months=1)
    other = changed(dataset.isel(group=[0, 1]))
    figure = difference_map(dataset, other, "fighters")
    expected = -dataset["fighters"].isel(group=2, map_month=0).mean("run").sel(region=IDS)
    np.testing.assert_allclose(expected, face_values(figure.axes[0]), rtol=1e-4)


def test_regions_that_only_one_has_are_missing(make_dataset: MakeDataset) -> None:
    """Broken if regions are compared by position."""
    dataset = make_dataset(runs=3, months=1)
    other = changed(dataset.isel(region=slice(40, 3, -1)))
    drawn = face_values(difference_map(dataset, other, "deaths").axes[0])
    assert np.ma.getmaskarray(drawn).tolist() == [
        one not in dataset["region"].values[4:41] for one in IDS
    ]
    assert 0 == np.abs(drawn.compressed()).max()


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (lambda one: one.assign_attrs(seed=7), "different seeds .42 and 7."),
        (lambda one: one.isel(run=slice(1)), "different runs .2 from number 0 and 1 from"),
        (lambda one: one.isel(month=slice(1)), "different months .2023-07 to 2023-08 and 2023-07"),
        (lambda one: one.isel(region=[]), "no region in common"),
    ],
)
def test_strangers_are_refused(
    make_dataset: MakeDataset, other: Callable[[xr.Dataset], xr.Dataset], message: str
) -> None:
    """Broken if scenarios that share no luck are subtracted run by run."""
    dataset = make_dataset(runs=2, months=2)
    with pytest.raises(ValueError, match=message):
        difference_map(dataset, other(dataset))


def test_unknown_quantities_are_refused(make_dataset: MakeDataset) -> None:
    """Broken if a misspelt quantity gives another's map."""
    dataset = make_dataset(runs=2, months=2)
    with pytest.raises(ValueError, match="no quantity 'death' to map; there are: probability, dea"):
        difference_map(dataset, dataset, "death")


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        (0.0, [-1, -0.3, -0.1, -0.03, 0.03, 0.1, 0.3, 1]),
        (1.0, [-1, -0.3, -0.1, -0.03, 0.03, 0.1, 0.3, 1]),
        (-1.1, [-3, -1, -0.3, -0.1, 0.1, 0.3, 1, 3]),
        (40.0, [-100, -30, -10, -3, 3, 10, 30, 100]),
    ],
)
def test_scale_is_symmetrical_and_reaches(largest: float, expected: list[float]) -> None:
    """Broken if a difference falls off the scale, or no difference has a colour."""
    scale = _difference_scale({"2024": np.array([0.0, largest])})
    assert expected == pytest.approx(list(scale.norm.boundaries))
    assert list(scale.edges) == list(scale.norm.boundaries)


@pytest.mark.parametrize("page", [SLIDE, COLUMN.to("fr")], ids=["slide", "colonne"])
@pytest.mark.parametrize(
    "options",
    [{}, {"zero": True}, {"months": 120}, {"countries": ["BFA"], "months": 1, "runs": 1}],
    ids=str,
)
@pytest.mark.filterwarnings("error")
def test_odd_pairs_are_drawn_within_the_page(
    make_dataset: MakeDataset, page: Page, options: dict[str, Any]
) -> None:
    """Broken if scenarios with long names, no deaths or long horizons warn or are cut off."""
    dataset = make_dataset(**{"runs": 5} | options).assign_attrs(scenario="withdrawal" * 30)
    figure = difference_map(dataset, changed(dataset), "fighters", page=page)
    figure.draw_without_rendering()
    for text in (*figure.texts, figure.axes[-1].xaxis.label, *figure.axes[-1].get_xticklabels()):
        box = text.get_window_extent()
        assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, text
        assert -1 <= box.y0 <= box.y1 <= figure.bbox.height + 1, text
