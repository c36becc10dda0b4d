"""Fan charts draw the quantiles of the runs."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.observed.series import observed_deaths
from sim.plots import deaths_fans, fan_chart

MakeDataset = Callable[..., xr.Dataset]


def median(axes: Axes) -> NDArray[np.float64]:
    """Return the median that a panel with one fan shows."""
    (line,) = (line for line in axes.lines if line.get_gid() == "median")
    return np.asarray(line.get_ydata(), dtype=np.float64)


def headings(figure: Figure) -> list[str]:
    """Return the headings of the panels."""
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_medians_are_those_of_all_kinds_together(make_dataset: MakeDataset) -> None:
    """Broken if kinds are not summed before the median, or countries are mixed up."""
    dataset = make_dataset()
    figure = deaths_fans(dataset, ["NER", "MLI"])
    assert ["Niger", "Mali"] == headings(figure)
    for axes, country in zip(figure.axes, ["NER", "MLI"], strict=True):
        expected = dataset["deaths"].sel(country=country).sum("kind").median("run")
        np.testing.assert_allclose(expected, median(axes), rtol=1e-5)


def test_bands_are_the_stated_quantiles(make_dataset: MakeDataset) -> None:
    """Broken if a band is wider or narrower than the subtitle says."""
    dataset = make_dataset()
    (axes,) = fan_chart(dataset, "attacks", ["BFA"]).axes
    attacks = dataset["attacks"].sel(country="BFA").values
    for band, (low, high) in zip(axes.collections, [(5, 95), (25, 75)], strict=True):
        heights = np.asarray(band.get_paths()[0].vertices)[:, 1]
        expected = np.percentile(attacks, [low, high], axis=0)
        assert set(np.unique(expected)) == set(heights.tolist())


def test_countries_default_to_the_focus(make_dataset: MakeDataset) -> None:
    """Broken if the focus is ignored, also as a file gives it back: an array, or a bare string."""
    dataset = make_dataset()
    del dataset.attrs["focus"]
    assert ["Mali", "Burkina Faso", "Niger"] == headings(deaths_fans(dataset))
    for focus in (["TCD", "NER"], np.array(["TCD", "NER"]), "TCD, NER"):
        dataset.attrs["focus"] = focus
        assert ["Chad", "Niger"] == headings(deaths_fans(dataset))
    assert ["Niger"] == headings(deaths_fans(dataset.sel(country=["MLI", "NER"])))


def test_scale_starts_at_zero_and_is_shared(make_dataset: MakeDataset) -> None:
    """Broken if panels that stand side by side cannot be compared, or hide where zero is."""
    dataset = make_dataset()
    shared = deaths_fans(dataset)
    assert 1 == len({axes.get_ylim() for axes in shared.axes})
    assert 0 == shared.axes[0].get_ylim()[0]
    alone = deaths_fans(dataset, share_y=False)
    assert 3 == len({axes.get_ylim() for axes in alone.axes})


def test_negative_values_are_not_cut_off(make_dataset: MakeDataset) -> None:
    """Broken if a variable below zero falls out of the panel."""
    dataset = make_dataset()
    dataset["budget"] = dataset["budget"] - 1e5
    bottom, top = fan_chart(dataset, "budget").axes[0].get_ylim()
    assert bottom < -1e5
    assert 0 == top


@pytest.mark.filterwarnings("error")
def test_unknown_months_leave_a_gap(make_dataset: MakeDataset) -> None:
    """Broken if months without values warn, or spoil the scale of the others."""
    dataset = make_dataset()
    dataset["attacks"][:, :3] = np.nan
    axes = fan_chart(dataset, "attacks").axes[0]
    assert [True] * 3 + [False] * 51 == np.isnan(median(axes)).tolist()
    assert axes.get_ylim()[1] > np.nanmax(median(axes))


def test_title_and_unit_come_from_the_variable(make_dataset: MakeDataset) -> None:
    """Broken if a figure does not say what it shows and in what unit."""
    dataset = make_dataset()
    figure = fan_chart(dataset, "attacks")
    assert "Attacks" == next(t.get_text() for t in figure.texts if t.get_gid() == "title")
    assert "attacks per month" == figure.axes[0].get_ylabel()
    renamed = fan_chart(dataset, "attacks", title="Raids")
    assert "Raids" == next(t.get_text() for t in renamed.texts if t.get_gid() == "title")


def test_integers_and_booleans_have_fans_too(make_dataset: MakeDataset) -> None:
    """Broken if a yes-or-no variable, such as a junta in power, is drawn as a block from no to
    yes."""
    dataset = make_dataset()
    dataset["junta"] = dataset["attacks"] > 50
    drawn = median(fan_chart(dataset, "junta", ["BFA"]).axes[0])
    expected = dataset["junta"].sel(country="BFA").astype(float).mean("run")
    np.testing.assert_allclose(expected, drawn)


@pytest.mark.parametrize(
    ("variable", "countries", "message"),
    [
        (
            "deahts",
            None,
            r"no variable 'deahts' in this dataset; it has: affinity, attacks, budget",
        ),
        ("attacks", ["MLI", "FRA"], r"no country FRA in this dataset; it has: MLI, BFA, NER"),
        ("attacks", [], r"no country to plot; the dataset has: MLI"),
        ("attacks", "MLI", r"expected a list of country labels, such as \['MLI'\]"),
    ],
)
def test_errors_say_what_exists(
    make_dataset: MakeDataset, variable: str, countries: list[str] | None, message: str
) -> None:
    """Broken if a slip of the pen ends in a message that does not help."""
    with pytest.raises(ValueError, match=message):
        fan_chart(make_dataset(runs=2), variable, countries)


def test_a_further_dimension_is_added_up_or_selected(make_dataset: MakeDataset) -> None:
    """Broken if fighters of one group are shown as all, or if levels are added up."""
    dataset = make_dataset(runs=5)
    fighters = dataset["fighters_national"]
    for select, expected in (
        ({}, fighters.sum("group")),
        ({"group": "ISSP"}, fighters.sel(group="ISSP")),
    ):
        drawn = median(fan_chart(dataset, "fighters_national", ["MLI"], select=select).axes[0])
        np.testing.assert_allclose(expected.sel(country="MLI").median("run"), drawn, rtol=1e-5)
    dataset["presence"] = fighters.assign_attrs(units="1")
    with pytest.raises(ValueError, match=r"dimension group too; select a label, as in select="):
        fan_chart(dataset, "presence", ["MLI"])
    with pytest.raises(ValueError, match=r"no dimension 'partner' to select from; it has: run"):
        fan_chart(dataset, "presence", ["MLI"], select={"partner": "FRA"})


def test_no_runs_is_an_error(make_dataset: MakeDataset) -> None:
    """Broken if an empty ensemble ends in numpy's words."""
    dataset = make_dataset(runs=2).isel(run=slice(0))
    with pytest.raises(ValueError, match="'attacks' is empty along run: nothing to plot"):
        fan_chart(dataset, "attacks")


def observed_line(axes: Axes, name: str = "observed") -> NDArray[np.float64] | None:
    """Return the heights of the observed series, or of flagged months, that a panel shows."""
    found = [line.get_ydata() for line in axes.lines if line.get_gid() == name]
    return np.asarray(found[0], dtype=np.float64) if found else None


def text_of(figure: Figure, name: str) -> str:
    """Return the title, subtitle or source line of a figure."""
    return next(text.get_text() for text in figure.texts if text.get_gid() == name)


def test_what_was_observed_is_drawn_where_months_overlap(make_dataset: MakeDataset) -> None:
    """Broken if the observed series is shifted, of another country, or drawn where none is."""
    observed = observed_deaths()
    figure = deaths_fans(make_dataset(), ["NER", "TCD", "MLI"], observed=observed)
    for axes, country in zip(figure.axes, ["NER", "TCD", "MLI"], strict=True):
        drawn = observed_line(axes)
        if country == "TCD":
            assert drawn is None
            continue
        assert drawn is not None
        expected = observed.sel(country=country, month=slice("2023-07", "2024-12")).values
        np.testing.assert_array_equal(expected, drawn[:18])
        assert np.isnan(drawn[18:]).all()
    assert text_of(figure, "source").endswith(" · seed 42 · observed: UCDP GED 25.1")
    (legend,) = figure.legends
    assert ["observed"] == [text.get_text() for text in legend.get_texts()]


def test_the_flagged_month_is_marked_and_inside_the_panel(make_dataset: MakeDataset) -> None:
    """Broken if the month of Moura looks like any other, or its peak is cut off."""
    dataset = make_dataset()
    months = np.arange("2018-01", "2022-07", dtype="datetime64[M]").astype("datetime64[ns]")
    figure = deaths_fans(dataset.assign_coords(month=months) / 10, observed=observed_deaths())
    mali, burkina, _ = figure.axes
    assert [1363] == np.atleast_1d(observed_line(mali, "flagged")).tolist()
    assert observed_line(burkina, "flagged") is None
    for axes in figure.axes:
        assert axes.get_ylim()[1] > 1363
    (legend,) = figure.legends
    words = "March 2022, with Moura: 1,363 (UN: at least 500 killed there)"
    assert ["observed", words] == [text.get_text() for text in legend.get_texts()]


def test_nothing_observed_leaves_the_figure_as_it_was(make_dataset: MakeDataset) -> None:
    """Broken if a future scenario's figure names a source of what it does not show."""
    dataset = make_dataset(months=12)
    later = dataset.assign_coords(month=dataset["month"] + np.timedelta64(3650, "D"))
    for other in (later, dataset.isel(country=[3, 4, 5])):
        plain, asked = deaths_fans(other), deaths_fans(other, observed=observed_deaths())
        assert text_of(plain, "source") == text_of(asked, "source")
        assert [] == asked.legends
        assert plain.get_figheight() == asked.get_figheight()
