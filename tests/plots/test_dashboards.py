"""A dashboard shows each scenario's own numbers, all on one scale."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from sim.plots import dashboard
from sim.plots.crises import COLOURS
from sim.plots.page import COLUMN, SLIDE
from tests.plots.clipping import assert_nothing_is_cut
from tests.plots.conftest import build_dataset

MakeDataset = Callable[..., xr.Dataset]
Shown = tuple[dict[str, xr.Dataset], Figure]
FOCUS = ("MLI", "BFA", "NER")


def several(make: MakeDataset, many: int = 2, title: str = "", **sizes: Any) -> dict[str, Any]:
    """Return scenarios of different luck."""
    made = {
        f"s{seed}": make(**{"runs": 20, "months": 24, "countries": FOCUS} | sizes, seed=seed + 1)
        for seed in range(many)
    }
    return {
        key: one.assign_attrs(title=f"{key}{title}", focus=list(one["country"].values[:3]))
        for key, one in made.items()
    }


@pytest.fixture(scope="module")
def shown() -> Shown:
    """Three scenarios and their dashboard."""
    histories = several(build_dataset, 3)
    return histories, dashboard(histories)


def panels(figure: Figure, heading: str) -> list[Axes]:
    """Return the panels of a quantity, country by country."""
    return [
        axes
        for axes in figure.axes
        if heading in [text.get_text() for text in axes.texts if text.get_gid() == "heading"]
    ]


def dots(axes: Axes) -> list[float]:
    """Return where the dots of a panel stand, line by line."""
    return [float(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "value"]


def test_medians_are_those_of_each_scenario_and_country(shown: Shown) -> None:
    """Broken if scenarios or countries are mixed up."""
    histories, figure = shown
    for country, deaths, control in zip(
        ["MLI", "BFA", "NER"], panels(figure, "Deaths in all"), panels(figure, "State control"),
        strict=True,
    ):  # fmt: skip
        own = [one.sel(country=country) for one in histories.values()]
        expected = [float(one["deaths"].sum(("month", "kind")).median()) for one in own]
        np.testing.assert_allclose(expected, dots(deaths), rtol=1e-5)
        expected = [float(one["state_control_national"][:, -1].median()) for one in own]
        np.testing.assert_allclose(expected, dots(control), rtol=1e-5)


def test_intervals_hold_nine_runs_in_ten(shown: Shown) -> None:
    """Broken if the spread of histories is drawn wider or narrower than it is."""
    histories, figure = shown
    axes = panels(figure, "Deaths in all")[0]
    ends = [line.get_xdata() for line in axes.lines if line.get_gid() == "ends"]
    for one, drawn in zip(histories.values(), ends, strict=True):
        deaths = one["deaths"].sel(country="MLI").sum(("month", "kind"))
        np.testing.assert_allclose(np.quantile(deaths, [0.05, 0.95]), drawn, rtol=1e-5)


def test_lines_by_month_are_medians(shown: Shown) -> None:
    """Broken if kinds are not summed before the median, or the second scenario is lost."""
    histories, figure = shown
    axes = figure.axes[1]
    lines = [line.get_ydata() for line in axes.lines if line.get_gid() == "median"]
    for one, drawn in zip(histories.values(), lines, strict=True):
        expected = one["deaths"].sel(country="BFA").sum("kind").median("run")
        np.testing.assert_allclose(expected, drawn, rtol=1e-5)


def test_chances_are_shares_of_runs(shown: Shown) -> None:
    """Broken if a coup counts twice, or hits are those of other regions or years."""
    histories, figure = shown
    expected = [
        float((one["coups"].sel(country="NER").sum("month") > 0).mean())
        for one in histories.values()
    ]
    np.testing.assert_allclose(expected, dots(panels(figure, "A coup")[2]))
    expected = []
    for one in histories.values():
        regions = [label for label in one["region"].values if label.startswith("NER.")]
        last = one["deaths_region"].sel(region=regions)[:, -12:]
        expected.append(float((last >= 25).mean()))
    np.testing.assert_allclose(expected, dots(panels(figure, "25+ deaths")[2]))


def test_coups_of_history_do_not_count(make_dataset: MakeDataset) -> None:
    """Broken if the coup of July 2023 makes a coup certain in every scenario."""
    histories = several(make_dataset, zero=True, months=3)
    for one in histories.values():
        one["coups"][:, 0, 2] = 1
        one["coups"][5, 1, 2] = 1
        runs = np.arange(20)
        one["event_run"] = ("event", np.append(runs, 5))
        one["event_day"] = ("event", np.append(np.full(20, 26), 0))
        one["event_kind"] = ("event", np.zeros(21, int), {"meanings": ["coup"]})
        one["event_subject"] = ("event", np.zeros(21, int), {"meanings": ["NER"]})
    assert [1 / 20, 1 / 20] == dots(panels(dashboard(histories), "A coup")[2])


def test_bars_are_shares_by_hardest_posture(shown: Shown) -> None:
    """Broken if colours stand for other postures, or months are not taken together."""
    histories, figure = shown
    axes = panels(figure, "Posture: ECOWAS")[0]
    hardest = histories["s0"]["hardest_posture"].sel(bloc="ECOWAS", country="MLI").max("month")
    for posture, colour in enumerate(COLOURS):
        bar = next(one for one in axes.patches if one.get_gid() == f"posture {posture}")
        assert pytest.approx(float((hardest == posture).mean())) == bar.get_width()
        assert colour == to_hex(bar.get_facecolor())


def test_cells_are_shares_of_members(make_dataset: MakeDataset) -> None:
    """Broken if a treaty or country is another, or a treaty that is not there seems empty."""
    histories = several(make_dataset)
    histories["s1"] = histories["s1"].sel(treaty=["ECOWAS", "AES"])
    axes = panels(dashboard(histories), "Members at end")[1]
    words = [text.get_text() for text in axes.texts if text.get_gid() is None]
    member = [one["member"].sel(country="BFA")[:, -1].mean("run") for one in histories.values()]
    expected = [round(100 * float(member[0].sel(treaty=own))) for own in ("AES", "G5S", "ECOWAS")]
    assert expected == [int(word.split("\N{NO-BREAK SPACE}")[0]) for word in words[:3]]
    assert "–" == words[5]


def test_scales_are_shared(shown: Shown) -> None:
    """Broken if panels that stand below one another cannot be compared."""
    _, figure = shown
    for heading in ("Deaths in all", "State control", "A coup", "25+ deaths"):
        limits = {axes.get_xlim() for axes in panels(figure, heading)}
        assert 1 == len(limits)
        assert 0 == limits.pop()[0]
    assert 1 == len({axes.get_ylim() for axes in figure.axes[:3]})


def test_what_a_scenario_lacks_is_left_out(make_dataset: MakeDataset) -> None:
    """Broken if results without regions or blocs cannot be compared at all."""
    histories = several(make_dataset)
    histories["s1"] = histories["s1"].drop_vars(["deaths_region", "coups"])
    histories["s0"] = histories["s0"].sel(bloc=[], treaty=[])
    histories["s1"] = histories["s1"].sel(bloc=[], treaty=[])
    figure = dashboard(histories)
    headings = {
        t.get_text() for axes in figure.axes for t in axes.texts if t.get_gid() == "heading"
    }
    assert {"Deaths in all", "State control"} == headings
    assert not any("none" in [t.get_text() for t in key.get_texts()] for key in figure.legends)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("page", [SLIDE, COLUMN.to("fr")], ids=["slide", "column"])
@pytest.mark.parametrize(
    "options",
    [{"many": 6, "months": 120, "title": " with a very long name" * 12}, {"zero": True},
     {"months": 1, "runs": 1}, {"countries": ["BFA"]}],
    ids=["six", "nothing happens", "one run of a month", "one country"],
)  # fmt: skip
def test_odd_scenarios_are_drawn_whole(
    make_dataset: MakeDataset, page: Any, options: dict[str, Any]
) -> None:
    """Broken if few runs, no deaths or long names warn or have text cut off."""
    assert_nothing_is_cut(dashboard(several(make_dataset, **options), page=page))


@pytest.mark.parametrize(("many", "said"), [(1, "1 scenarios"), (7, "7 scenarios")])
def test_too_few_or_too_many_are_refused(make_dataset: MakeDataset, many: int, said: str) -> None:
    """Broken if one scenario is compared with nothing, or seven cannot be told apart."""
    with pytest.raises(ValueError, match=f"{said}; a dashboard sets two to 6 side by side"):
        dashboard(several(make_dataset, many, months=1, runs=1))


def test_other_months_or_countries_are_refused(make_dataset: MakeDataset) -> None:
    """Broken if a year is compared with ten, or a country with nothing."""
    one, other = make_dataset(months=3), make_dataset(months=4)
    with pytest.raises(ValueError, match="other has other months than the first"):
        dashboard({"one": one, "other": other})
    with pytest.raises(ValueError, match="no country MLI in this dataset"):
        dashboard({"one": one, "other": one.sel(country=["NER", "BFA"])})
