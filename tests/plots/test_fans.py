"""Fan charts draw the quantiles of the runs."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

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
    """Broken if a yes-or-no variable, such as a junta in power, cannot be drawn."""
    dataset = make_dataset()
    dataset["junta"] = dataset["attacks"] > 50
    drawn = median(fan_chart(dataset, "junta", ["BFA"]).axes[0])
    expected = dataset["junta"].sel(country="BFA").astype(float).median("run")
    np.testing.assert_allclose(expected, drawn)


@pytest.mark.parametrize(
    ("variable", "countries", "message"),
    [
        ("deahts", None, r"no variable 'deahts' in this dataset; it has: attacks, budget, deaths"),
        ("deaths", None, r"'deaths' has the dimensions run, month, country, kind; this plot needs"),
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


def test_no_runs_is_an_error(make_dataset: MakeDataset) -> None:
    """Broken if an empty ensemble ends in numpy's words."""
    dataset = make_dataset(runs=2).isel(run=slice(0))
    with pytest.raises(ValueError, match="'attacks' is empty along run: nothing to plot"):
        fan_chart(dataset, "attacks")
