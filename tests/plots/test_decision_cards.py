"""A decision's waterfall ends at its chance, and the draw stands where it fell."""

from math import inf, log
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import sim
from sim.analysis.words import names_of
from sim.plots import decision_card
from sim.plots.decision_cards import AGAINST, FOR
from sim.plots.page import COLUMN, SLIDE
from sim.scenario import Scenario
from tests.plots.clipping import assert_nothing_is_cut

NAMES = {"MLI": "Mali", "NER": "Niger"}
HELP: dict[str, Any] = {
    "month": "2023-08", "week": 2, "actor": "MLI", "decision": "honour AES mutual_defence",
    "about": "NER", "terms": {"base": -1.0, "affinity": 1.5, "tied_down": -0.25, "record": 0.0},
    "probability": 0.5621765, "draw": 0.31, "outcome": True,
}  # fmt: skip
PRESS: dict[str, Any] = HELP | {
    "actor": "ECOWAS", "decision": "posture", "probability": 0.7310586, "draw": 0.9,
    "terms": {"hold.stake": 2.0, "hold.time": -1.0, "lift.audience": 0.0,
              "sanctions.cost": -0.5, "sanctions.done": -inf},
    "outcome": "lift",
}  # fmt: skip


def drawn(axes: Axes, gid: str) -> float:
    """Return where a mark stands."""
    return float(next(line.get_xdata()[0] for line in axes.lines if line.get_gid() == gid))


def texts(figure: Figure) -> list[str]:
    """Return what stands beside the rows."""
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def logit(share: float) -> float:
    """Return the logit of a share."""
    return log(share / (1.0 - share))


def bars(axes: Axes) -> list[tuple[float, float, str]]:
    """Return start, width and colour of the terms' bars."""
    found = [bar for group in axes.containers for bar in group]
    colours = {FOR: "for", AGAINST: "against"}
    return [(one.get_x(), one.get_width(), colours[to_hex(one.get_facecolor())]) for one in found]


def test_terms_lead_from_the_base_rate_to_the_chance() -> None:
    """Broken if a bar starts elsewhere than the last one ended, or goes the wrong way."""
    axes = decision_card(HELP, NAMES).axes[0]
    assert -1.0 == drawn(axes, "level")
    assert [(-1.0, 1.5, "for"), (0.5, -0.25, "against")] == bars(axes)
    assert pytest.approx(logit(HELP["probability"]), abs=1e-6) == drawn(axes, "sum")


def test_the_draw_stands_where_it_fell() -> None:
    """Broken if luck is drawn on another scale than the chance, or the answer is another."""
    figure = decision_card(HELP, NAMES)
    assert pytest.approx(logit(0.31)) == drawn(figure.axes[0], "draw")
    assert "31\N{NO-BREAK SPACE}%: yes" in texts(figure)
    unlucky = decision_card(HELP | {"draw": 0.7, "outcome": False})
    assert "70\N{NO-BREAK SPACE}%: no" in texts(unlucky)


def test_the_upper_axis_is_the_lower_one_as_chances() -> None:
    """Broken if a reader of chances is told other ones than a reader of logits."""
    axes = decision_card(HELP, NAMES).axes[0]
    (above,) = axes.child_axes
    places = above.get_xticks()
    shares = [
        float(label.get_text().split("\N{NO-BREAK SPACE}")[0]) for label in above.get_xticklabels()
    ]
    assert len(shares) > 2
    assert [pytest.approx(logit(share / 100)) for share in shares] == list(places)


def test_words_say_who_decides_and_what_weighs_nothing() -> None:
    """Broken if a student has to know ids, or thinks a term was forgotten."""
    figure = decision_card(HELP, NAMES)
    said = {text.get_gid(): text.get_text().replace("\n", " ") for text in figure.texts}
    assert "Mali: sends armed force to help Niger (AES, mutual defence)" == said["title"]
    assert said["subtitle"].startswith("August 2023, week 2.")
    assert said["subtitle"].endswith("Weigh nothing here: record.")
    assert "tied down" in texts(figure)


def test_options_have_the_chances_of_their_terms() -> None:
    """Broken if an option is more or less likely than its terms make it, or one that is gone
    seems to be had."""
    figure = decision_card(PRESS)
    waterfall, chances = figure.axes
    assert [(0.0, 2.0, "for"), (2.0, -1.0, "against")] == bars(waterfall)
    widths = {box.get_gid(): box.get_width() for box in chances.patches}
    assert {"hold": 0.7310586, "lift": 0.2689414, "sanctions": 0.0} == pytest.approx(widths)
    assert 0.9 == drawn(chances, "draw")
    assert "not to be had" in texts(figure)
    assert "90\N{NO-BREAK SPACE}%: lift" in texts(figure)


@pytest.fixture(scope="module")
def lived(small: Scenario) -> pd.DataFrame:
    """Decisions of some runs of the first year, one of each kind and answer."""
    table = pd.concat([sim.explain(small, run) for run in range(2)])
    return table.groupby([table["decision"], table["outcome"].astype(str)]).tail(1)


@pytest.mark.filterwarnings("error")
def test_all_kinds_of_decisions_are_drawn_whole(small: Scenario, lived: pd.DataFrame) -> None:
    """Broken if a decision of the model cannot be drawn, warns, or ends at another chance."""
    names = names_of(small)
    assert len(lived) > 10
    for row in lived.to_dict("records"):
        figure = decision_card(row, names, page=COLUMN.to("fr"))
        assert_nothing_is_cut(figure)
        if not isinstance(row["outcome"], str):
            assert pytest.approx(logit(row["probability"])) == drawn(figure.axes[0], "sum")
        else:
            widths = {box.get_gid(): box.get_width() for box in figure.axes[1].patches}
            assert pytest.approx(row["probability"]) == widths[row["outcome"]]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("page", [SLIDE, COLUMN.to("fr")], ids=["slide", "column"])
@pytest.mark.parametrize(
    "row",
    [
        HELP | {"terms": {"record": -1.1}, "probability": 0.25},
        HELP | {"terms": {"war": 0.4, "memory": -0.2}, "probability": 0.5498},
        HELP | {"terms": {"base": -60.0, "war": 1e-9}, "probability": 0.0, "draw": 1 - 1e-12},
        HELP | {"terms": {f"a very long name of a term {n}": 0.1 for n in range(12)}},
        HELP | {"actor": "a very long name of whoever decides here " * 4},
        PRESS | {"draw": 0.0, "outcome": "hold"},
    ],
    ids=["record", "no base", "never", "long terms", "long actor", "no luck"],
)
def test_odd_decisions_are_drawn_whole(row: dict[str, Any], page: Any) -> None:
    """Broken if what is certain, nameless or wordy warns or has text cut off."""
    assert_nothing_is_cut(decision_card(row, page=page))


def test_what_is_no_decision_is_refused() -> None:
    """Broken if a wrong row ends in a strange error."""
    with pytest.raises(ValueError, match=r"no terms, draw in this row; give a row of sim.explain"):
        decision_card({key: one for key, one in HELP.items() if key not in ("terms", "draw")})
    with pytest.raises(ValueError, match="this decision has no terms"):
        decision_card(HELP | {"terms": {}})
