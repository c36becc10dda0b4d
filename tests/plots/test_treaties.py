"""Members of treaties are drawn as shares of the runs."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from numpy.typing import NDArray

from sim.plots import treaty_membership
from sim.plots.page import COLUMN
from sim.plots.treaties import BAND

MakeDataset = Callable[..., xr.Dataset]
PERCENT = "\N{NO-BREAK SPACE}%"


def blocks(figure: Figure) -> dict[str, tuple[Axes, Axes]]:
    """Return by treaty the panel of its bands and the one that says whether it is in force."""
    *panels, _ = figure.axes
    pairs = zip(panels[::2], panels[1::2], strict=True)
    return {bands.get_title(loc="left"): (bands, strip) for bands, strip in pairs}


def band_values(bands: Axes) -> NDArray[np.float64]:
    """Return the values of the bands, shape (country, month), from top to bottom."""
    (mesh,) = (mesh for mesh in bands.collections if isinstance(mesh, QuadMesh))
    assert (0.0, 1.0) == mesh.get_clim()
    assert bands.yaxis_inverted()
    return np.asarray(mesh.get_array())


def in_force(strip: Axes) -> StepPatch:
    """Return the grey steps under a block."""
    (patch,) = (patch for patch in strip.patches if isinstance(patch, StepPatch))
    return patch


def names(bands: Axes) -> list[str]:
    """Return the names beside the bands, from top to bottom."""
    return [label.get_text() for label in bands.get_yticklabels()]


def beside(axes: Axes) -> list[str]:
    """Return the shares written beside a panel."""
    return [text.get_text() for text in axes.texts]


def test_bands_and_steps_are_shares_of_runs(make_dataset: MakeDataset) -> None:
    """Broken if treaties or countries are mixed up, or a band has the name of another."""
    dataset = make_dataset()
    drawn = blocks(treaty_membership(dataset))
    assert ["AES", "G5S", "ECOWAS"] == list(drawn)
    for treaty, (bands, strip) in drawn.items():
        member = dataset["member"].sel(treaty=treaty).mean("run").transpose("country", "month")
        np.testing.assert_allclose(member, band_values(bands))
        assert dataset["country_name"].values.tolist() == names(bands)
        active = dataset["treaty_active"].sel(treaty=treaty).mean("run")
        np.testing.assert_allclose(active, in_force(strip).get_data().values)
        assert (0.0, 1.0) == strip.get_ylim()


def test_shares_of_a_hand_made_month(make_dataset: MakeDataset) -> None:
    """Broken if the last month is not the one written, or the share is not one of runs."""
    dataset = make_dataset(runs=4, months=2, zero=True)
    dataset["member"].loc[{"treaty": "AES", "country": "NER", "run": [0, 2, 3]}] = True
    dataset["member"].loc[{"treaty": "AES", "country": "BFA", "month": "2023-07", "run": 1}] = True
    dataset["treaty_active"].loc[{"treaty": "AES", "month": "2023-08", "run": [0, 1]}] = True
    bands, strip = blocks(treaty_membership(dataset))["AES"]
    assert ["Burkina Faso", "Niger"] == names(bands)
    assert [[0.25, 0], [0.75, 0.75]] == band_values(bands).tolist()
    assert ["Aug 2023", f"0{PERCENT}", f"75{PERCENT}"] == beside(bands)
    assert [0, 0.5] == list(in_force(strip).get_data().values)
    assert [f"50{PERCENT}"] == beside(strip)


def test_treaties_and_countries_can_be_chosen(make_dataset: MakeDataset) -> None:
    """Broken if a choice is ignored, or shuffles the bands."""
    dataset = make_dataset()
    dataset["member"].loc[{"treaty": "AES", "country": "TCD"}] = False
    figure = treaty_membership(dataset, ["ECOWAS", "AES"], ["TCD", "NER", "MLI"])
    drawn = blocks(figure)
    assert ["ECOWAS", "AES"] == list(drawn)
    assert ["Chad", "Niger", "Mali"] == names(drawn["ECOWAS"][0])
    assert ["Niger", "Mali"] == names(drawn["AES"][0])
    member = dataset["member"].sel(treaty="AES", country=["NER", "MLI"]).mean("run")
    np.testing.assert_allclose(member.transpose("country", "month"), band_values(drawn["AES"][0]))


def test_bands_fill_their_months(make_dataset: MakeDataset) -> None:
    """Broken if bands and steps of a block are not above each other, or the last month is lost."""
    bands, strip = blocks(treaty_membership(make_dataset(runs=3, months=3)))["G5S"]
    months = np.arange("2023-07", "2023-11", dtype="datetime64[M]").astype("datetime64[D]")
    expected = months.astype(float).tolist()
    assert expected == list(in_force(strip).get_data().edges)
    (mesh,) = (mesh for mesh in bands.collections if isinstance(mesh, QuadMesh))
    assert expected == mesh.get_coordinates()[0, :, 0].tolist()
    for axes in (bands, strip):
        assert (expected[0], expected[-1]) == axes.get_xlim()


def test_a_treaty_nobody_is_in(make_dataset: MakeDataset) -> None:
    """Broken if a treaty without members fails, vanishes, or borrows the bands of another."""
    dataset = make_dataset()
    dataset["member"].loc[{"treaty": "G5S"}] = False
    bands, strip = blocks(treaty_membership(dataset))["G5S"]
    assert ["no member"] == names(bands)
    assert 0 == band_values(bands).size
    assert ["Dec 2027"] == beside(bands)
    assert 1 == len(beside(strip))


def test_bands_are_as_high_in_a_large_treaty_as_in_a_small_one(make_dataset: MakeDataset) -> None:
    """Broken if the names of a treaty with many members run into each other."""
    dataset = make_dataset(runs=5)
    dataset["member"].loc[{"treaty": "AES", "country": dataset["country"].values[3:]}] = False
    figure = treaty_membership(dataset)
    for treaty, countries in (("AES", 3), ("ECOWAS", 13)):
        bands, _ = blocks(figure)[treaty]
        assert countries == len(names(bands))
        height = figure.get_figheight() * bands.get_position().height
        assert BAND == pytest.approx(height / countries)


def test_blocks_do_not_overlap(make_dataset: MakeDataset) -> None:
    """Broken if a block is drawn over another, or over the header or the colour bar."""
    figure = treaty_membership(make_dataset(runs=5))
    boxes = [axes.get_position() for axes in figure.axes]
    for upper, lower in pairwise(boxes):
        assert upper.y0 > lower.y1


def test_one_run_is_a_member_or_not(make_dataset: MakeDataset) -> None:
    """Broken if one run is drawn as a mixture, or spoken of as shares."""
    dataset = make_dataset(runs=1)
    figure = treaty_membership(dataset)
    bands, strip = blocks(figure)["AES"]
    assert {0.0, 1.0} == set(band_values(bands).ravel().tolist())
    expected = dataset["treaty_active"].sel(run=0, treaty="AES").values
    assert expected.tolist() == list(in_force(strip).get_data().values)
    subtitle = next(text.get_text() for text in figure.texts if text.get_gid() == "subtitle")
    assert subtitle.startswith("One run only")


def test_colour_bar_says_what_it_measures(make_dataset: MakeDataset) -> None:
    """Broken if the darkness of a band has no key."""
    bar = treaty_membership(make_dataset(zero=True)).axes[-1]
    assert "Share of runs in which a country is a member" == bar.get_xlabel()
    assert (0.0, 1.0) == bar.get_xlim()


def test_pages_differ_in_language_and_width(make_dataset: MakeDataset) -> None:
    """Broken if a page's language or width is ignored, or its bands hold other numbers."""
    dataset = make_dataset(runs=4)
    french = treaty_membership(dataset, page=COLUMN.to("fr"))
    assert COLUMN.width == french.get_figwidth()
    bands, _ = blocks(french)["AES"]
    assert "Niger" in names(bands)
    assert "déc. 2027" == beside(bands)[0]
    same, _ = blocks(treaty_membership(dataset))["AES"]
    np.testing.assert_array_equal(band_values(same), band_values(bands))


def test_certainty_is_not_claimed_by_rounding(make_dataset: MakeDataset) -> None:
    """Broken if all but one run in a thousand is written as all."""
    dataset = make_dataset(runs=1000, months=1, zero=True)
    dataset["member"].loc[{"treaty": "AES", "country": "NER", "run": slice(1, None)}] = True
    bands, _ = blocks(treaty_membership(dataset))["AES"]
    assert ["Jul 2023", ">\N{NO-BREAK SPACE}99\N{NO-BREAK SPACE}%"] == beside(bands)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"treaties": ["AU"]}, r"no treaty AU in this dataset; it has: AES, G5S, ECOWAS"),
        ({"treaties": []}, r"no treaty to plot; the dataset has: AES"),
        ({"treaties": "AES"}, r"expected a list of treaty labels, such as \['AES'\]"),
        ({"countries": ["MLI", "FRA"]}, r"no country FRA in this dataset; it has: MLI, BFA"),
        ({"countries": []}, r"no country to plot; the dataset has: MLI"),
    ],
)
def test_errors_say_what_exists(
    make_dataset: MakeDataset, arguments: dict[str, Any], message: str
) -> None:
    """Broken if a slip of the pen ends in a message that does not help."""
    with pytest.raises(ValueError, match=message):
        treaty_membership(make_dataset(runs=2), **arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda d: d.drop_vars("member"),
            "no variable 'member' in this dataset; it has: affinity, attacks",
        ),
        (lambda d: d.drop_vars("treaty_active"), "no variable 'treaty_active' in this dataset"),
        (lambda d: d.drop_dims("treaty"), "no variable 'member' in this dataset"),
        (lambda d: d.isel(treaty=0), "'member' has the dimensions run, month, country; this plot"),
        (lambda d: d.isel(treaty=slice(0)), "'member' is empty along treaty: nothing to plot"),
    ],
)
def test_other_datasets_are_refused(
    make_dataset: MakeDataset, change: Callable[[xr.Dataset], xr.Dataset], message: str
) -> None:
    """Broken if a dataset without treaties fails without saying what it lacks."""
    with pytest.raises(ValueError, match=message):
        treaty_membership(change(make_dataset(runs=2)))
