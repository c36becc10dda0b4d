"""Maps colour each region by its value."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from sim.language import language_of
from sim.plots import control_map, deaths_map, fighters_map, probability_map, region_map
from sim.plots.page import COLUMN, SLIDE
from sim.plots.regional import exceedance
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
    panels = ["Jul – Dec 2023", "2024", "2025", "2026", "2027"]
    assert panels == [axes.get_title(loc="left") for axes in figure.axes[:-1]]
    chance = (dataset["deaths_region"] >= 10).mean("run").groupby("month.year").mean("month")
    ordered = chance.sel(region=list(load_regions()))
    for axes, (_, expected) in zip(figure.axes[:-1], ordered.groupby("year"), strict=True):
        np.testing.assert_allclose(expected.values.ravel(), face_values(axes), rtol=1e-6)


def test_probability_of_a_hand_made_year(make_dataset: MakeDataset) -> None:
    """Broken if the mean over months or the share of runs is wrong."""
    dataset = make_dataset(runs=4, months=6, zero=True)
    dataset["deaths_region"].loc[{"region": "MLI.gao", "run": [0, 1], "month": "2023-09"}] = 25
    (by_run,) = exceedance(dataset, 25).panels.values()
    values = by_run.mean(axis=0)
    assert 0.5 / 6 == pytest.approx(values[dataset["region"].values.tolist().index("MLI.gao")])
    assert 0.5 / 6 == pytest.approx(values.sum())


def test_regions_not_in_the_dataset_are_grey(make_dataset: MakeDataset) -> None:
    """Broken if a region that was not simulated looks like one at peace."""
    figure = probability_map(make_dataset(countries=["BFA"]))
    expected = [region.country != "BFA" for region in load_regions().values()]
    assert expected == np.ma.getmaskarray(face_values(figure.axes[0])).tolist()
    subtitle = next(text.get_text() for text in figure.texts if text.get_gid() == "subtitle")
    assert "not in this dataset (33 of 46 regions)" in subtitle.replace("\n", " ")


def test_scale_is_the_same_for_all_scenarios(make_dataset: MakeDataset) -> None:
    """Broken if the colours of a quiet scenario look like those of a violent one."""
    figure = probability_map(make_dataset(zero=True))
    for axes in figure.axes[:-1]:
        assert (0.0, 1.0) == axes.collections[0].get_clim()
    assert "Probability of 25 or more deaths in a month" == figure.axes[-1].get_xlabel()


def titles(figure: Figure) -> list[str]:
    """Return the headings of the maps."""
    return [axes.get_title(loc="left") for axes in figure.axes[:-1]]


def test_deaths_are_those_of_a_year(make_dataset: MakeDataset) -> None:
    """Broken if months are averaged instead of added, or half a year looks like a calm one."""
    dataset = make_dataset(months=18)
    figure = deaths_map(dataset)
    monthly = dataset["deaths_region"].sel(region=list(load_regions())).mean("run")
    half, whole = (monthly.sel(month=year).sum("month") for year in ("2023", "2024"))
    assert ["Jul – Dec 2023", "2024"] == titles(figure)
    np.testing.assert_allclose(2 * half.values, face_values(figure.axes[0]), rtol=1e-5)
    np.testing.assert_allclose(whole.values, face_values(figure.axes[1]), rtol=1e-5)


def test_deaths_of_whole_years_are_not_said_to_be_scaled(make_dataset: MakeDataset) -> None:
    """Broken if a reader is told of a correction that was not made."""
    dataset = make_dataset(runs=2, months=18)
    half, whole = deaths_map(dataset), deaths_map(dataset.isel(month=slice(6, None)))
    assert [True, False] == [
        any("scaled to twelve months" in text.get_text() for text in figure.texts)
        for figure in (half, whole)
    ]


def test_classes_of_deaths_do_not_depend_on_the_scenario(make_dataset: MakeDataset) -> None:
    """Broken if the colours of a quiet scenario look like those of a violent one."""
    quiet, loud = (
        deaths_map(make_dataset(runs=2, zero=zero)).axes[0].collections[0].norm
        for zero in (True, False)
    )
    assert [0, 1, 3, 10, 30, 100, 300, 1000, 3000] == list(quiet.boundaries)
    assert list(quiet.boundaries) == list(loud.boundaries)
    # one colour a class, the last for what lies above
    assert 9 == len({quiet(value) for value in (0.5, 2, 5, 20, 50, 200, 500, 2000, 5000)})


def test_control_at_the_first_month_and_the_end_of_each_year(make_dataset: MakeDataset) -> None:
    """Broken if a panel shows another month than its title says, or another mean."""
    dataset = make_dataset().isel(region=slice(None, None, -1))
    figure = control_map(dataset)
    dates = ["2023-07", *(f"{year}-12" for year in range(2023, 2028))]
    assert ["July 2023", *(f"December {year}" for year in range(2023, 2028))] == titles(figure)
    for axes, date in zip(figure.axes, dates, strict=False):
        at = dataset["state_control"].sel(month=date).squeeze("month").mean("run")
        expected = at.sel(region=list(load_regions())).values
        np.testing.assert_allclose(expected, face_values(axes), rtol=1e-5)


def test_fighters_of_a_group_and_of_all(make_dataset: MakeDataset) -> None:
    """Broken if a group's map shows another's fighters, or a sum misses one."""
    dataset = make_dataset()
    own = dataset["fighters"].sel(region=list(load_regions()), map_month="2024-01-01").mean("run")
    one = fighters_map(dataset, "ISSP", ["2024-01"])
    together = fighters_map(dataset, dates=["2024-01"])
    np.testing.assert_allclose(own.sel(group="ISSP"), face_values(one.axes[0]), rtol=1e-5)
    np.testing.assert_allclose(own.sum("group"), face_values(together.axes[0]), rtol=1e-5)
    assert "Where the fighters of ISSP are" == one.texts[0].get_text()


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (1, ["July 2023"]),
        (6, ["July 2023", "December 2023"]),
        (8, ["July 2023", "December 2023", "February 2024"]),
        (
            120,
            ["July 2023", "December 2024", "December 2026", "December 2029", "December 2031",
             "June 2033"],
        ),
    ],
)  # fmt: skip
def test_dates_that_nobody_chose(
    make_dataset: MakeDataset, months: int, expected: list[str]
) -> None:
    """Broken if a long horizon makes a wall of maps, or leaves out where it begins or ends."""
    assert expected == titles(control_map(make_dataset(runs=2, months=months)))


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (["2024-02"], "no 2024-02 along 'map_month'; this dataset has: 2023-07, 2023-10, 2024-01"),
        (["soon"], "'soon' is not a month, such as '2025-06'"),
        ("2024-01", "dates must be a list of months"),
        ([], "dates must be a list of months"),
    ],
)
def test_dates_that_are_not_there_are_refused(
    make_dataset: MakeDataset, dates: list[str], message: str
) -> None:
    """Broken if a map silently shows a neighbouring month."""
    with pytest.raises(ValueError, match=message):
        fighters_map(make_dataset(runs=2, months=9), dates=dates)


def test_datasets_without_groups_are_refused(make_dataset: MakeDataset) -> None:
    """Broken if a scenario without armed groups gets an empty map, or an unclear error."""
    dataset = make_dataset(runs=2)
    with pytest.raises(ValueError, match="'fighters' is empty along group"):
        fighters_map(dataset.isel(group=[]))
    with pytest.raises(ValueError, match="no group AQIM in this dataset; it has: JNIM"):
        fighters_map(dataset, "AQIM")


def test_countries_are_named_in_the_language_of_the_page(make_dataset: MakeDataset) -> None:
    """Broken if a French map names a country with its article, or a small map names all."""
    dataset = make_dataset(runs=2)
    wide = probability_map(dataset, page=SLIDE.to(language_of("fr"))).axes[0]
    narrow = probability_map(dataset, page=COLUMN.to("fr")).axes[0]
    assert 10 == len(wide.texts)
    assert ["Mali", "Burkina\nFaso", "Niger"] == [text.get_text() for text in narrow.texts]


def test_panels_beside_one_another(make_dataset: MakeDataset) -> None:
    """Broken if maps on a narrow page are too many beside one another to be read, or too long."""
    dataset = make_dataset(runs=2)
    lefts = [
        len(
            {
                round(axes.get_position().x0, 3)
                for axes in probability_map(some, page=page).axes[:-1]
            }
        )
        for some in (dataset, dataset.isel(month=slice(12)))
        for page in (SLIDE, COLUMN)
    ]
    assert [3, 2, 2, 1] == lefts


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
