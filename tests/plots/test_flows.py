"""Columns and ribbons of crises are shares of the runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from numpy.typing import NDArray

from sim.language import ENGLISH
from sim.plots import crisis_flows
from sim.plots.flows import COLOURS, ORDER, state_words, states, telling_months
from sim.plots.page import COLUMN, SLIDE, Page

MakeDataset = Callable[..., xr.Dataset]


def columns(axes: Axes) -> list[dict[int, tuple[float, float]]]:
    """Return by column, from left to right, foot and top of each state's block."""
    found: dict[float, dict[int, tuple[float, float]]] = {}
    for patch in axes.patches:
        if isinstance(patch, Rectangle):
            state = int(str(patch.get_gid()).removeprefix("at "))
            foot = patch.get_y()
            found.setdefault(round(patch.get_x(), 6), {})[state] = foot, foot + patch.get_height()
    return [found[left] for left in sorted(found)]


def ribbons(axes: Axes) -> list[dict[tuple[int, int], NDArray[np.float64]]]:
    """Return by gap, from left to right, the corners' heights of each ribbon between two states:
    foot and top where it leaves, foot and top where it arrives."""
    found: dict[float, dict[tuple[int, int], NDArray[np.float64]]] = {}
    for patch in axes.patches:
        if isinstance(patch, PathPatch):
            outline = np.asarray(patch.get_path().vertices)
            before, after = map(int, str(patch.get_gid()).split(" to "))
            own = found.setdefault(round(float(outline[0, 0]), 6), {})
            own[before, after] = outline[[0, 7, 3, 4], 1]
            assert COLOURS[after] == to_hex(patch.get_facecolor())
    return [found[left] for left in sorted(found)]


def headings(figure: Figure) -> list[str]:
    """Return the headings of the panels."""
    return [axes.get_title(loc="left") for axes in figure.axes]


def months(axes: Axes) -> list[str]:
    """Return the months below the columns."""
    return [label.get_text() for label in axes.get_xticklabels()]


def crisis(make_dataset: MakeDataset, postures: Any, results: Any) -> xr.Dataset:
    """Return a dataset in which Niger has these postures and results (run, month)."""
    runs, many = np.shape(postures)
    dataset = make_dataset(runs=runs, months=many, zero=True)
    of_niger = {"bloc": "ECOWAS", "country": "NER"}
    dataset["posture"].loc[of_niger] = postures
    dataset["crisis_result"].loc[of_niger] = results
    return dataset


def test_blocks_and_ribbons_of_a_hand_made_crisis(make_dataset: MakeDataset) -> None:
    """Broken if a share or a move is counted wrongly, or drawn in the wrong place."""
    postures = [[0, 2], [0, 2], [0, 1], [0, 0]]
    results = [[1, 1], [1, 1], [1, 2], [1, 4]]
    figure = crisis_flows(crisis(make_dataset, postures, results))
    (axes,) = figure.axes
    assert ["Niger"] == headings(figure)
    assert ["Jul 2023", "Aug 2023"] == months(axes)
    assert [{0: (0, 1)}, {2: (0, 0.5), 9: (0.5, 0.75), 7: (0.75, 1)}] == columns(axes)
    ((moves),) = ribbons(axes)
    expected = {(0, 2): [0, 0.5, 0, 0.5], (0, 9): [0.5, 0.75, 0.5, 0.75]}
    expected |= {(0, 7): [0.75, 1, 0.75, 1]}
    assert expected == {move: corners.tolist() for move, corners in moves.items()}
    (key,) = figure.legends
    expected_words = ["none", "country conceded", "after intervention", "sanctions"]
    assert expected_words == [text.get_text() for text in key.get_texts()]


@pytest.mark.parametrize("page", [SLIDE, COLUMN], ids=["slide", "column"])
def test_shares_of_many_runs(make_dataset: MakeDataset, page: Page) -> None:
    """Broken if a column or what flows in or out of a block does not add up."""
    dataset = make_dataset()
    dates = ["2023-07", "2024-02", "2026-01"]
    figure = crisis_flows(dataset, "UEMOA", ["NER", "BFA"], dates, page=page)
    assert ["Niger", "Burkina Faso"] == headings(figure)
    for axes, country in zip(figure.axes, ["NER", "BFA"], strict=True):
        of_country = dataset.sel(bloc="UEMOA", country=country)
        lived = states(of_country["posture"].values, of_country["crisis_result"].values)
        at = [list(of_country["month"].values.astype("datetime64[M]").astype(str)).index(date)
              for date in dates]  # fmt: skip
        lived = lived[:, at]
        drawn = columns(axes)
        assert 3 == len(drawn)
        for column, own in zip(drawn, lived.T, strict=True):
            for state in range(len(COLOURS)):
                foot, top = column.get(state, (0.0, 0.0))
                assert np.mean(own == state) == pytest.approx(top - foot)
            stacked = [column[state] for state in ORDER if state in column]
            assert 1 == pytest.approx(stacked[-1][1])
        for place, moves in enumerate(ribbons(axes)):
            for (before, after), (foot, top, low, high) in moves.items():
                share = np.mean((lived[:, place] == before) & (lived[:, place + 1] == after))
                assert share == pytest.approx(top - foot)
                assert share == pytest.approx(high - low)
                block, there = drawn[place][before], drawn[place + 1][after]
                assert block[0] - 1e-9 <= foot <= top <= block[1] + 1e-9
                assert there[0] - 1e-9 <= low <= high <= there[1] + 1e-9
            assert 1 == pytest.approx(sum(top - foot for foot, top, _, _ in moves.values()))


def test_a_dispute_that_ended_counts_as_its_end() -> None:
    """Broken if "none" mixes countries never pressed with those that gave way or were let go."""
    postures = np.array([[0, 0, 1, 4, 1, 1, 0, 0, 0, 0, 3]])
    results = np.array([[0, 1, 1, 1, 2, 3, 4, 5, 0, 1, 2]])
    assert [[0, 0, 1, 4, 7, 8, 9, 10, 6, 0, 3]] == states(postures, results).tolist()
    within_a_month = np.array([[0, 0, 0]]), np.array([[1, 4, 0]])
    assert [[0, 9, 6]] == states(*within_a_month).tolist()


def test_every_state_has_a_word_a_colour_and_a_place() -> None:
    """Broken if a state is forgotten in a column or in the legend."""
    assert len(COLOURS) == len(state_words(ENGLISH)) == len(set(COLOURS))
    assert list(range(len(COLOURS))) == sorted(ORDER)


def test_country_is_the_one_pressed_hardest(make_dataset: MakeDataset) -> None:
    """Broken if the figure tells of a country that nobody presses, or misses an intervention that
    began and ended within a month."""
    dataset = make_dataset(runs=4, months=3, zero=True)
    pressed = {"bloc": "ECOWAS", "country": "BFA"}
    dataset["posture"].loc[{**pressed, "month": "2023-08"}] = 4
    assert ["Burkina Faso"] == headings(crisis_flows(dataset))
    dataset["crisis_result"].loc[{"bloc": "ECOWAS", "country": "NER"}] = 4
    assert ["Niger"] == headings(crisis_flows(dataset))


def test_dates_are_where_runs_move() -> None:
    """Broken if dates lie where nothing happens, or a lone move is missed."""
    still = np.zeros((1, 4, 30), int)
    assert [0, 29] == telling_months(still, 6)
    assert [0] == telling_months(still[..., :1], 6)
    once = still.copy()
    once[0, :, 20:] = 2
    assert [19, 20, 29] == telling_months(once, 6)
    often = still.copy()
    for run, month in enumerate((10, 12, 18, 25)):
        often[0, run, month:] = 1
    assert [9, 10, 12, 18, 29] == telling_months(often, 5)


def test_percents_are_written_where_there_is_room(make_dataset: MakeDataset) -> None:
    """Broken if the number in a block is not its share, or does not fit into it."""
    postures = np.zeros((50, 2), int)
    postures[0, 1], postures[1:20, 1] = 5, 2
    (axes,) = crisis_flows(crisis(make_dataset, postures, np.ones((50, 2)))).axes
    written = [text.get_text() for text in axes.texts if text.get_gid() == "share"]
    space = "\N{NO-BREAK SPACE}%"
    assert [f"100{space}", f"38{space}", f"60{space}"] == written
    assert ["sanctions", "none"] == [
        text.get_text() for text in axes.texts if text.get_gid() == "name"
    ]


def test_one_run_takes_one_way(make_dataset: MakeDataset) -> None:
    """Broken if one run is drawn as a mixture, or spoken of as shares."""
    figure = crisis_flows(make_dataset(runs=1))
    for column in columns(figure.axes[0]):
        assert [(0, 1)] == list(column.values())
    subtitle = next(text.get_text() for text in figure.texts if text.get_gid() == "subtitle")
    assert subtitle.startswith("One run only")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bloc": "AU"}, r"no bloc AU in this dataset; it has: ECOWAS, UEMOA"),
        ({"countries": ["FRA"]}, r"no country FRA in this dataset; it has: MLI, BFA"),
        ({"countries": "MLI"}, r"expected a list of country labels, such as \['MLI'\]"),
        ({"dates": ["2031-01"]}, r"no month 2031-01 in this dataset; it has 2023-07 to 2027-12"),
    ],
)
def test_errors_say_what_exists(
    make_dataset: MakeDataset, arguments: dict[str, Any], message: str
) -> None:
    """Broken if a slip of the pen ends in a message that does not help."""
    with pytest.raises(ValueError, match=message):
        crisis_flows(make_dataset(runs=2), **arguments)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop_vars("posture"), "no variable 'posture' in this dataset"),
        (lambda d: d.drop_vars("crisis_result"), "no variable 'crisis_result' in this dataset"),
        (lambda d: d.isel(bloc=slice(0)), "'posture' is empty along bloc: nothing to plot"),
    ],
)
def test_other_datasets_are_refused(
    make_dataset: MakeDataset, change: Callable[[xr.Dataset], xr.Dataset], message: str
) -> None:
    """Broken if a dataset without blocs fails without saying what it lacks."""
    with pytest.raises(ValueError, match=message):
        crisis_flows(change(make_dataset(runs=2)))
