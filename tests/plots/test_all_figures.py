"""What holds for every figure: a source, no warning, no text cut off, no global state."""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import pytest
import xarray as xr
from matplotlib.figure import Figure

import sim.plots
from sim.analysis.compare import Comparison, differences
from sim.plots import catalogue
from sim.plots.catalogue import FIGURES, draw
from sim.plots.page import COLUMN, SLIDE, Page
from sim.plots.style import COLOURS, SPARE_COLOURS, colour_of, fit
from tests.plots.clipping import assert_nothing_is_cut

MakeDataset = Callable[..., xr.Dataset]

OBSERVED = " · observed: UCDP GED 25.1"
every_figure = pytest.mark.parametrize("what", FIGURES)


def source(figure: Figure) -> str:
    """Return the source line of a figure."""
    return next(text.get_text() for text in figure.texts if text.get_gid() == "source")


@every_figure
def test_source_line(make_dataset: MakeDataset, what: str) -> None:
    """Broken if a figure, once apart from its dataset, cannot be traced."""
    dataset = make_dataset()
    expected = "Source: Liptako 0.1.0 · scenario baseline · 60 runs · seed 42"
    assert expected == source(draw(what, dataset, SLIDE)).removesuffix(OBSERVED)


@every_figure
def test_source_line_without_attributes(make_dataset: MakeDataset, what: str) -> None:
    """Broken if a dataset without attributes or country names cannot be drawn."""
    dataset = make_dataset(runs=1).drop_attrs().drop_vars("country_name")
    drawn = source(draw(what, dataset, SLIDE))
    assert "Source: Liptako · 1 run" == drawn.removesuffix(OBSERVED)


def differing(reference: xr.Dataset, other: xr.Dataset) -> Comparison:
    """Return two scenarios compared by an outcome made of their deaths."""
    about = {"units": "persons", "long_name": "deaths", "role": "outcome"}
    histories = {
        name: one.assign(total_deaths=one["deaths"].sum(["month", "kind"]).assign_attrs(about))
        for name, one in (("one", reference), ("other", other))
    }
    return Comparison(histories, differences(histories))


OF_SEVERAL: dict[str, Callable[[xr.Dataset, xr.Dataset], Figure]] = {
    "dashboard": lambda one, other: sim.plots.dashboard({"one": one, "other": other}),
    "difference_map": sim.plots.difference_map,
    "paired_differences": lambda one, other: sim.plots.paired_differences(differing(one, other)),
}


@pytest.mark.parametrize("what", OF_SEVERAL)
def test_figures_of_several_datasets_name_the_models_of_all(
    make_dataset: MakeDataset, what: str
) -> None:
    """Broken if another model's numbers pass for the standard one's beside those."""
    standard, own = make_dataset(runs=20), make_dataset(runs=20, seed=2)
    own = own.assign_attrs(model="mine.Amnesty")
    drawn = OF_SEVERAL[what]
    assert "seed 42" == source(drawn(standard, standard)).split(" · ")[-1]
    assert "models standard, Amnesty" == source(drawn(standard, own)).split(" · ")[-1]
    assert "models Amnesty, standard" == source(drawn(own, standard)).split(" · ")[-1]
    assert "model Amnesty" == source(drawn(own, own)).split(" · ")[-1]


def test_no_figure_of_several_datasets_is_forgotten() -> None:
    """Broken if a further one could leave the models out, and no test would try it."""
    asked = {
        name
        for name in sim.plots.__all__
        for own in [inspect.signature(getattr(sim.plots, name)).parameters.values()]
        if sum("Dataset" in str(one.annotation) for one in own) > 1
        or any(re.search("Mapping.*Dataset|Comparison", str(one.annotation)) for one in own)
    }
    assert set(OF_SEVERAL) == asked


def test_every_figure_can_be_called_by_its_name() -> None:
    """A notebook could not draw what `liptako plot` draws."""
    drawing = {
        name
        for name, one in vars(catalogue).items()
        if getattr(one, "__module__", "") != catalogue.__name__
        and getattr(one, "__annotations__", {}).get("return") == "Figure"
    }
    assert {"fan_chart", "probability_map", "treaty_survival"} <= drawing
    assert drawing <= set(sim.plots.__all__)


def with_long_names(dataset: xr.Dataset) -> xr.Dataset:
    """Return the dataset with names that do not fit anywhere."""
    names = [
        f"The United and Federal Democratic Republic of {code * 9}" for code in "ABCDEFGHIJKLM"
    ]
    long = dataset.assign_coords(country_name=("country", names[: dataset.sizes["country"]]))
    return long.assign_attrs(scenario="withdrawal" * 30)


ODD: tuple[dict[str, Any], ...] = (
    {},
    {"runs": 1},
    {"zero": True},
    {"countries": ["BFA"]},
    {"months": 120},
    {"months": 1},
    {"runs": 1, "months": 1, "zero": True},
    {"long_names": True},
    {"long_names": True, "countries": ["BFA"], "months": 1},
)
TELLING: tuple[dict[str, Any], ...] = (
    {},
    {"runs": 1, "months": 1, "zero": True},
    {"long_names": True},
)
"""What a narrow page is tried on."""
CASES = [
    *(pytest.param(SLIDE, one, id=f"slide-{one}") for one in ODD),
    *(pytest.param(COLUMN.to("fr"), one, id=f"column-{one}") for one in TELLING),
]


@pytest.mark.parametrize(("page", "options"), CASES)
@pytest.mark.parametrize("what", FIGURES)
@pytest.mark.filterwarnings("error")
def test_odd_datasets_draw_without_warning_or_clipped_text(
    make_dataset: MakeDataset, what: str, options: dict[str, Any], page: Page
) -> None:
    """Broken if a small, empty, long or wordy dataset warns, fails or has text cut off."""
    sizes = {"runs": 20} | options
    long_names = sizes.pop("long_names", False)
    dataset = make_dataset(**sizes)
    figure = draw(what, with_long_names(dataset) if long_names else dataset, page)
    assert_nothing_is_cut(figure)


@every_figure
def test_dataset_is_left_as_it_was(make_dataset: MakeDataset, what: str) -> None:
    """Broken if drawing changes what is drawn."""
    dataset = make_dataset(runs=5)
    before = dataset.copy(deep=True)
    draw(what, dataset, SLIDE)
    assert before.identical(dataset)


@every_figure
def test_settings_are_left_as_they_were(make_dataset: MakeDataset, what: str) -> None:
    """Broken if a figure changes how other figures of the session look."""
    before = dict(matplotlib.rcParams)
    draw(what, make_dataset(runs=5), SLIDE).savefig(BytesIO(), format="png")
    assert before == dict(matplotlib.rcParams)


def test_plots_load_late_and_without_pyplot() -> None:
    """Broken if importing the package is slow, or drawing touches pyplot's global figures."""
    code = """
import sys
sys.path.insert(0, "tests/plots")
import sim.plots
assert "matplotlib" not in sys.modules, "matplotlib came with the package"
from conftest import build_dataset
from sim.plots.page import SLIDE
dataset = build_dataset(runs=3)
from sim.plots.catalogue import FIGURES
for draw in FIGURES.values():
    draw(dataset, SLIDE)
assert "matplotlib.pyplot" not in sys.modules, "pyplot was imported"
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_public_names_exist() -> None:
    """Broken if a name is announced and not there, or a wrong one gives a strange error."""
    for name in sim.plots.__all__:
        assert callable(getattr(sim.plots, name))
    with pytest.raises(AttributeError, match="has no attribute 'pie_chart'"):
        _ = sim.plots.pie_chart


def test_actors_of_a_kind_have_their_own_colours() -> None:
    """Broken if two actors look alike, or an unknown one takes the colour of a known one."""
    assert len(COLOURS) == len(set(COLOURS.values()))
    assert not set(COLOURS.values()) & set(SPARE_COLOURS)
    assert COLOURS["MLI"] == colour_of("MLI")
    assert colour_of("Wagner") in SPARE_COLOURS
    assert "#cc6677" == colour_of("Wagner")


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("", 1, ""),
        ("short", 1, "short"),
        ("one two three four five", 2, "one two\nthree fou…"),
        ("mmm mmm mmm", 2, "mmm\nmmm…"),
        ("iii iii iii iii", 2, "iii iii iii iii"),
        ("x" * 50, 1, "x" * 8 + "…"),
    ],
)
def test_text_is_made_to_fit(text: str, lines: int, expected: str) -> None:
    """Broken if a long name runs into its neighbour, or ends without a sign that it is cut."""
    assert expected == fit(text, 6.0 * 9 / 72, 9, lines)
