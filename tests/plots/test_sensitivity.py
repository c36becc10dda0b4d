"""The pictures of what moves an outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from sim.analysis.sensitivity import Noise, Sensitivity, Swings
from sim.plots import parameter_effects, tornado
from sim.plots.page import COLUMN, SLIDE, Page
from sim.plots.sensitivity import BLUE, ORANGE

CheckTexts = Callable[[Figure], None]
COLUMNS = {
    "sobol": ("first", "first_low", "first_high", "total", "total_low", "total_high"),
    "morris": ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma"),
    "rank": ("rank", "rank_low", "rank_high", "partial"),
}


def effects(method: str, count: int = 3) -> Sensitivity:
    table = pd.DataFrame({"parameter": [f"attacks.parameter_{place}" for place in range(count)]})
    for name in COLUMNS[method]:
        shift = {"low": -0.2, "high": 0.2}.get(name.rpartition("_")[2], 0.0)
        table[name] = np.linspace(0.7, -0.1 if method != "morris" else 0.0, count) + shift
    return Sensitivity(
        method, "total_deaths.MLI", table, Noise(), 100, 50, (), "persons", "deaths (MLI)"
    )


PAGES = [SLIDE, COLUMN, COLUMN.to("fr")]
every_page = pytest.mark.parametrize("page", PAGES, ids=["slide", "column", "french"])


def swing(count: int = 3, *, share: bool = False) -> Swings:
    """The first is low below the mean and high above; the second falls; the third does nothing."""
    means = np.tile([(2.0, 5.0), (4.5, 2.5), (3.0, 3.0)], (count, 1))[:count] / (10 if share else 1)
    table = pd.DataFrame({"parameter": [f"attacks.parameter_{place}" for place in range(count)]})
    for side, own in zip(("low", "high"), means.T, strict=True):
        table = table.assign(**{side: own, f"{side}_low": own - 0.05, f"{side}_high": own + 0.05})
    table = table.assign(up_to=0.00123456, **{"from": 123_456.0})
    mean = 0.3 if share else 3.0
    return Swings("total_deaths.MLI", "deaths (MLI)", "persons", share, mean, table, 100)


@pytest.mark.parametrize("method", COLUMNS)
@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.filterwarnings("error")
@every_page
def test_effects_of_few_and_many_parameters(
    method: str, count: int, page: Page, check_texts: CheckTexts
) -> None:
    """Broken if a sweep of one parameter or of many could not be drawn, or lost its source."""
    figure = parameter_effects(effects(method, count), "Source: Liptako", page)
    check_texts(figure)
    texts = {text.get_gid(): text.get_text() for text in figure.texts}
    assert "total_deaths.MLI" in texts["title"]
    deaths, persons = (page.language.name(one) for one in ("deaths", "persons"))
    subtitle = texts["subtitle"].replace("\n", " ")
    assert f"{deaths.capitalize()} (MLI), {persons}." in subtitle
    assert "Source: Liptako" == texts["source"]
    cut = page.language.say("The {shown} strongest of {count} parameters.", shown=20, count=40)
    assert (cut in subtitle) == (count == 40)


def test_bars_are_as_long_as_the_indices() -> None:
    """Broken if first and total, or two parameters, changed places."""
    found = effects("sobol")
    (axes,) = parameter_effects(found).axes
    first, total = axes.containers
    assert found.table["first"].tolist() == [bar.get_width() for bar in first]
    assert found.table["total"].tolist() == [bar.get_width() for bar in total]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert found.table["parameter"].tolist() == names


@pytest.mark.parametrize("method", ["rank", "morris"])
def test_directions_are_told_apart(method: str) -> None:
    """Broken if what makes the outcome fall had the colour of what makes it rise, or a bar, an
    interval or a spread were another's."""
    found = effects(method)
    name, sign = ("rank", "rank") if method == "rank" else ("mu_star", "mu")
    found.table[sign] *= [1, -1, 1]
    (axes,) = parameter_effects(found).axes
    bars = axes.patches
    assert found.table[name].tolist() == [bar.get_width() for bar in bars]
    expected = [to_rgba(BLUE if value < 0 else ORANGE) for value in found.table[sign]]
    assert expected == [bar.get_facecolor() for bar in bars]
    (lines,) = (one for one in axes.collections if one.get_gid() == f"{name}_interval")
    ends = [tuple(path.vertices[:, 0]) for path in lines.get_paths()]
    assert list(zip(found.table[f"{name}_low"], found.table[f"{name}_high"], strict=True)) == ends
    low, high = axes.get_xlim()
    assert low < min(map(min, ends))
    assert max(map(max, ends)) < high
    if method == "morris":
        (marks,) = (line for line in axes.lines if line.get_gid() == "sigma")
        assert found.table["sigma"].tolist() == list(marks.get_xdata())


def test_a_swing_goes_from_the_mean_to_low_and_high() -> None:
    """Broken if low and high changed places, or bars did not start at the mean."""
    found = swing()
    (axes,) = tornado(found).axes
    for side in ("low", "high"):
        bars = [bar for bar in axes.patches if bar.get_gid() == side]
        assert {3.0} == {bar.get_x() for bar in bars}
        np.testing.assert_allclose(found.table[side], [bar.get_width() + 3.0 for bar in bars])
    assert [3.0, 3.0] == next(line for line in axes.lines if line.get_gid() == "mean").get_xdata()
    values = [text.get_text() for text in axes.texts]
    assert ["≤ 0.00123", "≥ 123,000"] == [values[0], values[3]]
    low, high = axes.get_xlim()
    assert low < 1.95
    assert 5.05 < high


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("share", [True, False])
@pytest.mark.filterwarnings("error")
@every_page
def test_any_swings_are_drawn(count: int, share: bool, page: Page, check_texts: CheckTexts) -> None:
    """Broken if a sweep of one parameter or of many could not be drawn."""
    figure = tornado(swing(count, share=share), "Source: Liptako", page)
    check_texts(figure)
    assert (page.language.say("share of runs") == figure.axes[0].get_xlabel()) == share


@pytest.mark.filterwarnings("error")
def test_odd_swings_are_drawn(check_texts: CheckTexts) -> None:
    """Broken if nothing swung, nothing were known of how sure it is, or a name were long."""
    found = swing(1)
    blank = dict.fromkeys(["low_low", "low_high", "high_low", "high_high"], np.nan)
    long = found.table.assign(low=3.0, high=3.0, **blank, parameter="attacks." + "x" * 90)
    for page in PAGES:
        check_texts(tornado(replace(found, table=long), page=page))


def test_no_parameters_are_refused() -> None:
    """Broken if an empty picture were drawn."""
    with pytest.raises(ValueError, match="no parameters: nothing to plot"):
        tornado(replace(swing(), table=swing().table.head(0)))
    with pytest.raises(ValueError, match="no parameters: nothing to plot"):
        parameter_effects(replace(effects("rank"), table=effects("rank").table.head(0)))
