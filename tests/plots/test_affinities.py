"""The network of affinities shows means over runs, and whether runs agree on the sign."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from sim.plots import affinity_network
from sim.plots.affinities import CLOSE, COLOURS, DIVIDED, HOSTILE, SCALE, THINNEST, WIDEST
from sim.plots.page import COLUMN, SLIDE, Page
from sim.plots.style import colour_of

MakeDataset = Callable[..., xr.Dataset]
NAMES = {
    "Mali": "MLI",
    "Burkina Faso": "BFA",
    "Niger": "NER",
    "Chad": "TCD",
    "ECOWAS": "ECOWAS",
    "France": "FRA",
    "Russia": "RUS",
}


def nodes(axes: Axes) -> dict[str, tuple[float, float]]:
    """Return where each actor stands, by the name beside it."""
    (dots,) = (one for one in axes.collections if isinstance(one, PathCollection))
    names = [text.get_text() for text in axes.texts if text.get_gid() == "actor"]
    places = [tuple(np.round(place, 6).tolist()) for place in np.asarray(dots.get_offsets())]
    return dict(zip(names, places, strict=True))


def lines(axes: Axes) -> dict[frozenset[str], tuple[str, float, Any]]:
    """Return colour, width and style of the line of each pair of actors."""
    (drawn,) = (one for one in axes.collections if one.get_gid() == "affinities")
    assert isinstance(drawn, LineCollection)
    actors = {place: NAMES[name] for name, place in nodes(axes).items()}
    found = {}
    for ends, colour, width, style in zip(
        drawn.get_segments(),
        drawn.get_colors(),
        drawn.get_linewidths(),
        drawn.get_linestyles(),
        strict=True,
    ):
        pair = frozenset(actors[tuple(np.round(end, 6).tolist())] for end in ends)
        dashes = None if style[1] is None else [float(dash / width) for dash in style[1]]
        found[pair] = (to_hex(colour), float(width), dashes)
    return found


def headings(figure: Figure) -> list[str]:
    """Return the headings of the panels."""
    return [axes.get_title(loc="left") for axes in figure.axes]


@pytest.mark.parametrize("page", [SLIDE, COLUMN], ids=["slide", "column"])
def test_colour_and_width_are_the_mean_over_runs(make_dataset: MakeDataset, page: Page) -> None:
    """Broken if a line joins the wrong actors, or shows another month or another number."""
    dataset = make_dataset()
    figure = affinity_network(dataset, ["2024-02", "2023-08"], page=page)
    assert ["August 2023", "February 2024"] == headings(figure)
    for axes, month in zip(figure.axes, ["2023-08-01", "2024-02-01"], strict=True):
        drawn = lines(axes)
        assert dataset.sizes["pair"] == len(drawn)
        for pair in dataset["pair"].values:
            mean = float(dataset["affinity"].sel(pair=pair, month=month).mean("run", dtype=float))
            colour, width, _ = drawn[frozenset(str(pair).split("-"))]
            assert to_hex(COLOURS(SCALE(mean))) == colour
            assert THINNEST + (WIDEST - THINNEST) * abs(mean) == pytest.approx(width)


def test_style_says_whether_runs_agree(make_dataset: MakeDataset) -> None:
    """Broken if runs that differ in sign look as if they agreed, or hostile as if close."""
    dataset = make_dataset(runs=10, months=1)
    for pair, above in (("MLI-BFA", 9), ("MLI-NER", 8), ("MLI-TCD", 1), ("MLI-FRA", 2)):
        dataset["affinity"].loc[{"pair": pair}] = np.where(np.arange(10) < above, 0.2, -0.9)[
            :, None
        ]
    drawn = lines(affinity_network(dataset).axes[0])
    for other, style in (("BFA", CLOSE), ("NER", DIVIDED), ("TCD", HOSTILE), ("FRA", DIVIDED)):
        expected = None if style == CLOSE else pytest.approx(list(style[1]))
        assert expected == drawn[frozenset(("MLI", other))][2], other


def test_colours_are_centred_and_told_apart_from_nothing() -> None:
    """Broken if the scale leans to one side, so that a mild quarrel looks like indifference."""
    assert (-1.0, 1.0) == (SCALE.vmin, SCALE.vmax)
    middle = COLOURS(SCALE(0.0))[:3]
    assert min(middle) > 0.95
    red, _, blue = COLOURS(SCALE(-0.8))[:3]
    assert red > blue
    red, _, blue = COLOURS(SCALE(0.8))[:3]
    assert blue > red


def test_actors_stand_in_the_same_place_in_every_panel(make_dataset: MakeDataset) -> None:
    """Broken if change cannot be seen, or allies do not stand together on the left."""
    dataset = make_dataset(runs=5)
    first, *others = affinity_network(dataset).axes
    assert 3 == len(others)
    for axes in others:
        assert nodes(first) == nodes(axes)
    assert list(NAMES) == list(nodes(first))
    leftmost = sorted(nodes(first), key=lambda name: nodes(first)[name])[:3]
    assert {"Mali", "Burkina Faso", "Niger"} == set(leftmost)
    assert nodes(first)["Mali"][1] > nodes(first)["Niger"][1]


def test_nodes_have_the_colour_of_their_actor(make_dataset: MakeDataset) -> None:
    """Broken if a country has another colour than in other figures."""
    axes = affinity_network(make_dataset(runs=2)).axes[0]
    (dots,) = (one for one in axes.collections if isinstance(one, PathCollection))
    expected = [colour_of(NAMES[name]) for name in nodes(axes)]
    assert expected == [to_hex(colour) for colour in dots.get_facecolor()]


def test_dates_are_first_early_middle_and_last(make_dataset: MakeDataset) -> None:
    """Broken if short results repeat a panel, or the last month is not shown."""
    expected = ["July 2023", "January 2024", "October 2025", "December 2027"]
    assert expected == headings(affinity_network(make_dataset(runs=2)))
    assert ["July 2023"] == headings(affinity_network(make_dataset(runs=2, months=1)))
    short = affinity_network(make_dataset(runs=2, months=3))
    assert ["July 2023", "August 2023", "September 2023"] == headings(short)


def test_key_shows_lines_as_they_are_drawn(make_dataset: MakeDataset) -> None:
    """Broken if the key has other colours than the lines, or speaks of runs where there is one."""
    (key,) = affinity_network(make_dataset(runs=5)).legends
    words = [text.get_text() for text in key.get_texts()]
    expected = ["hostile, -0.8", "hostile, -0.3", "close, 0.3", "close, 0.8"]
    assert [*expected, "sign differs among runs", "none, 0"] == words
    for line, affinity in zip(key.get_lines()[:4], (-0.8, -0.3, 0.3, 0.8), strict=True):
        assert to_hex(COLOURS(SCALE(affinity))) == to_hex(line.get_color())
        assert THINNEST + (WIDEST - THINNEST) * abs(affinity) == pytest.approx(line.get_linewidth())
    (key,) = affinity_network(make_dataset(runs=1)).legends
    assert "sign differs among runs" not in [text.get_text() for text in key.get_texts()]


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (["2022-01"], r"no month 2022-01 in this dataset; it has 2023-07 to 2027-12"),
        (["soon"], r"write a month as in '2023-08'"),
        ("2023-08", r"expected a list of months, such as \['2023-08'\]"),
        ([], r"it has 2023-07 to 2027-12"),
    ],
)
def test_errors_say_which_months_exist(make_dataset: MakeDataset, dates: Any, message: str) -> None:
    """Broken if a slip of the pen ends in a message that does not help."""
    with pytest.raises(ValueError, match=message):
        affinity_network(make_dataset(runs=2), dates)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop_vars("affinity"), "no variable 'affinity' in this dataset; it has"),
        (lambda d: d.isel(pair=slice(0)), "'affinity' is empty along pair: nothing to plot"),
        (lambda d: d.isel(month=0), "'affinity' has the dimensions run, pair; this plot needs"),
        (
            lambda d: d.assign_coords(pair=["MLI"] * d.sizes["pair"]),
            "no pairs: MLI, .*; label a pair as in 'MLI-BFA'",
        ),
    ],
)
def test_other_datasets_are_refused(
    make_dataset: MakeDataset, change: Callable[[xr.Dataset], xr.Dataset], message: str
) -> None:
    """Broken if a dataset without pairs fails without saying what it lacks."""
    with pytest.raises(ValueError, match=message):
        affinity_network(change(make_dataset(runs=2)))
