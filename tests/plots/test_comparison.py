"""Paired differences: the numbers of the table, each outcome on its own scale."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.compare import Comparison, differences
from sim.plots import paired_differences
from sim.plots.page import COLUMN, SLIDE
from tests.plots.clipping import assert_nothing_is_cut

MakeDataset = Callable[..., xr.Dataset]
OUTCOMES = {
    "total_deaths": (("country",), "persons", "deaths over the whole horizon, all kinds"),
    "final_state_control": (("country",), "1", "share of the people under state control"),
    "interventions": (("bloc", "country"), "1", "whether the bloc sent troops, fought or not"),
    "treaty_months": (("treaty",), "months", "months that ended with the treaty in force"),
    "months_hit": (("region",), "months", "months with 25 or more deaths in the region"),
    "final_crisis_result": (("bloc", "country"), "1", "last crisis: 0 none, 1 open"),
}


def compared(
    make: MakeDataset, others: int = 1, shift: float = 1.0, title: str = "", **sizes: Any
) -> Comparison:
    """Return ensembles that differ in every outcome, or in none."""
    histories = {}
    for number in range(others + 1):
        generator = np.random.default_rng(5)
        dataset = make(**{"runs": 40, "months": 2} | sizes)
        for name, (dims, unit, meaning) in OUTCOMES.items():
            shape = tuple(dataset.sizes[one] for one in ("run", *dims))
            values = generator.normal(100.0, 10.0, shape)
            apart = np.random.default_rng(number).normal(number, 1.0, shape)
            values = values + (min(shift, 1.0) if unit == "1" else shift) * apart * (number > 0)
            if name == "interventions":
                values = (values > 100.0).astype(float)
            about = {"units": unit, "long_name": meaning, "role": "outcome"}
            dataset[name] = (("run", *dims), values, about)
        dataset.attrs["title"] = f"Scenario {number}{title}"
        histories[f"s{number}"] = dataset
    return Comparison(histories, differences(histories))


def block(figure: Figure, heading: str) -> Axes:
    """Return the panel below a heading."""
    for axes in figure.axes:
        texts = [text.get_text() for text in axes.texts if text.get_gid() == "heading"]
        if texts and texts[0].startswith(heading):
            return axes
    raise AssertionError(heading)


def drawn(axes: Axes, gid: str) -> list[tuple[float, ...]]:
    """Return positions of marks, or ends of intervals, line by line."""
    if gid == "difference":
        return [(float(line.get_xdata()[0]),) for line in axes.lines if line.get_gid() == gid]
    kept = [one for one in axes.collections if one.get_gid() == gid]
    return [tuple(one.get_segments()[0][:, 0].tolist()) for one in kept]


def test_marks_and_intervals_are_those_of_the_table(make_dataset: MakeDataset) -> None:
    """Broken if a mark or an interval stands elsewhere than the table says."""
    found = compared(make_dataset)
    axes = block(paired_differences(found, ["total_deaths"]), "Deaths over the whole horizon")
    rows = found.table[found.table["outcome"] == "total_deaths"]
    for gid, columns in (
        ("difference", ["difference"]), ("90", ["low", "high"]), ("50", ["low50", "high50"])
    ):  # fmt: skip
        expected = {tuple(np.round(row, 6)) for row in rows[columns].to_numpy()}
        assert expected == {tuple(np.round(row, 6)) for row in drawn(axes, gid)}


def test_shares_are_told_in_points(make_dataset: MakeDataset) -> None:
    """Broken if a share is a hundredth of what its unit says."""
    found = compared(make_dataset)
    axes = block(paired_differences(found, ["interventions"]), "Whether the bloc sent troops")
    rows = found.table[found.table["outcome"] == "interventions"]
    expected = {round(100 * one, 6) for one in rows["difference"] if one}
    assert expected == {round(one[0], 6) for one in drawn(axes, "difference")} - {0.0}
    heading = next(text.get_text() for text in axes.texts if text.get_gid() == "heading")
    assert heading.endswith("(percentage points)")


def test_numbers_are_written_with_signs_and_intervals(make_dataset: MakeDataset) -> None:
    """Broken if the text beside a line tells another number than the line."""
    found = compared(make_dataset)
    row = found.table.set_index(["outcome", "place"]).loc[("treaty_months", "AES")]
    axes = block(paired_differences(found, ["treaty_months"]), "Months that ended")
    expected = f"{row.difference:+.2f} ({row.low:+.2f} to {row.high:+.2f})"
    assert expected in [text.get_text() for text in axes.texts]


def test_places_outside_the_focus_and_codes_are_not_drawn_unasked(
    make_dataset: MakeDataset,
) -> None:
    """Broken if regions, neighbours, or means of codes crowd out what matters."""
    figure = paired_differences(compared(make_dataset), most=99)
    headings = [
        t.get_text() for axes in figure.axes for t in axes.texts if t.get_gid() == "heading"
    ]
    assert not [one for one in headings if one.startswith(("Months with", "Last crisis"))]
    axes = block(figure, "Deaths over the whole horizon")
    assert 3 == len(drawn(axes, "difference"))


def test_what_is_left_out_is_counted(make_dataset: MakeDataset) -> None:
    """Broken if a reader takes the largest differences for all there are."""
    found = compared(make_dataset)
    figure = paired_differences(found, ["total_deaths"], most=4)
    subtitle = next(text.get_text() for text in figure.texts if text.get_gid() == "subtitle")
    differing = found.table[found.table["outcome"] == "total_deaths"]
    assert f"Not shown: {len(differing) - 4} rows" in subtitle.replace("\n", " ")


def test_the_surest_and_largest_come_first(make_dataset: MakeDataset) -> None:
    """Broken if what may not differ stands before what does."""
    found = compared(make_dataset)
    figure = paired_differences(found, ["total_deaths"], most=5)
    table = found.table[found.table["outcome"] == "total_deaths"]
    sure = table[(table["low"] > 0) | (table["high"] < 0)]
    sizes = (sure["difference"] / sure["spread"]).abs()
    expected = sure.loc[sizes.sort_values(ascending=False).index[:5], "difference"]
    assert expected.tolist() == [one[0] for one in drawn(figure.axes[0], "difference")]


def test_hollow_marks_may_not_differ(make_dataset: MakeDataset) -> None:
    """Broken if chance looks like an effect."""
    found = compared(make_dataset)
    found.table.loc[found.table.index[::3], "low"] = -1.0
    axes = block(paired_differences(found, ["total_deaths"]), "Deaths over")
    hollow = [line.get_markerfacecolor() == "white" for line in axes.lines if line.get_gid()]
    rows = found.table[found.table["outcome"] == "total_deaths"]
    expected = int(((rows["low"] <= 0) & (rows["high"] >= 0)).sum())
    assert 0 < expected == sum(hollow) < len(hollow)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("page", [SLIDE, COLUMN.to("fr")], ids=["slide", "column"])
@pytest.mark.parametrize(
    "options",
    [{"others": 5, "title": " of a very long name" * 12}, {"runs": 2}, {"shift": 0.0},
     {"shift": 1e6}, {"countries": ["BFA"], "shift": 1e9}],
    ids=["five", "two runs", "no difference", "large", "one country"],
)  # fmt: skip
def test_odd_comparisons_are_drawn_whole(
    make_dataset: MakeDataset, page: Any, options: dict[str, Any]
) -> None:
    """Broken if few runs, no difference, huge ones or long names warn or have text cut off."""
    assert_nothing_is_cut(paired_differences(compared(make_dataset, **options), page=page))


def test_a_missing_place_is_said_to_be_missing(make_dataset: MakeDataset) -> None:
    """Broken if a scenario without a treaty seems to differ by nothing."""
    found = compared(make_dataset, others=2)
    gone = (found.table["scenario"] == "s2") & (found.table["place"] == "AES")
    axes = block(
        paired_differences(Comparison(found.histories, found.table[~gone]), ["treaty_months"]),
        "Months that ended",
    )
    assert "not to be compared" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(
    ("others", "options", "runs", "message"),
    [
        (6, {}, 40, "6 scenarios to compare with the first; at most 5"),
        (1, {"outcomes": ["deaths"]}, 40, "no outcome deaths here; there are: .*total_deaths"),
        (1, {"outcomes": "total_deaths"}, 40, "expected a list of outcomes"),
        (1, {"most": 0}, 40, "most is 0"),
        (1, {}, 1, "a single pair of histories has no interval"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    make_dataset: MakeDataset, others: int, options: dict[str, Any], runs: int, message: str
) -> None:
    """Broken if a slip ends in a strange error or a strange figure."""
    with pytest.raises(ValueError, match=message):
        paired_differences(compared(make_dataset, others, runs=runs), **options)


def test_the_table_is_left_as_it_was(make_dataset: MakeDataset) -> None:
    """Broken if drawing adds columns to what a person works with."""
    found = compared(make_dataset)
    before = found.table.copy(deep=True)
    paired_differences(found)
    pd.testing.assert_frame_equal(before, found.table)
