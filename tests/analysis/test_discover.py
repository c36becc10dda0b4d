"""A corner in which something is known to happen, found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.discover import discover, number
from sim.errors import LiptakoError
from sim.experiment import design
from sim.experiment.design import Plan

RANGES = {
    "honouring.base_reliability": (0.0, 1.0),
    "casualties.civilians": (0.0, 1.0),
    "attacks.intensity": (4.0, 16.0),
}
LOW, HIGH, REST = RANGES
OUTCOME = "interventions.ECOWAS.NER"


@pytest.fixture(scope="module")
def corner() -> tuple[pd.DataFrame, Plan]:
    """Troops come in 9 of 10 runs of a corner that is a quarter of the space, and 1 of 20 else."""
    drawn = design.latin_hypercube(RANGES, 500, seed=2, replicates=2)
    inside = (drawn.table[LOW] < 0.5) & (drawn.table[HIGH] > 0.5)
    chance = np.random.default_rng(5).random(drawn.runs)
    yes = np.where(inside, chance < 0.9, chance < 0.05)
    table = drawn.table.assign(run=range(drawn.runs))
    return table.assign(**{OUTCOME: 1.0 * yes, "total_deaths.MLI": chance * 1e4}), drawn.plan


def test_a_known_corner_is_found(corner: tuple[pd.DataFrame, Plan]) -> None:
    """Broken if limits were on the wrong parameter or side, or numbers of another box."""
    found = discover(*corner, "intervention")
    box = found.box.set_index("parameter")
    assert {LOW, HIGH} == set(box.index)
    assert 0.5 == pytest.approx(box["high"][LOW], abs=0.04)
    assert 0.5 == pytest.approx(box["low"][HIGH], abs=0.04)
    assert box[["low", "high"]].isna().sum().tolist() == [1, 1]
    base = 0.25 * 0.9 + 0.75 * 0.05
    assert base == pytest.approx(found.base_rate, abs=0.03)
    assert 0.25 * 0.9 / base == pytest.approx(found.coverage, abs=0.06)
    assert 0.9 == pytest.approx(found.density, abs=0.04)
    assert 0.25 == pytest.approx(found.mass, abs=0.04)
    assert 0.9 == pytest.approx(found.held_out.density, abs=0.1)
    assert 0.25 * 0.9 / base == pytest.approx(found.held_out.coverage, abs=0.1)
    assert (1000, 500) == (found.runs, found.points)
    words = found.words()
    assert words.startswith(f"An intervention comes in {100 * found.density:.0f} % of runs where ")
    assert f"{LOW} is below {number(box['high'][LOW])}" in words
    assert "do not rely" not in words


def test_where_parameters_do_nothing_no_box_is_trusted(corner: tuple[pd.DataFrame, Plan]) -> None:
    """Broken if a box were sold that fits nothing but the runs it was found on."""
    table, plan = corner
    chance = np.random.default_rng(9).random(len(table))
    found = discover(table.assign(**{"total_deaths.MLI": chance}), plan, "total_deaths", "top 15%")
    assert found.box.empty or "do not rely" in found.words()
    if found.box.empty:
        assert "tell, more surely than chance, where" in found.words()


@pytest.mark.parametrize(
    ("when", "share", "words"),
    [
        ("> 7,500", 0.25, "is above 7,500 persons"),
        ("<=2e3", 0.2, "is at most 2,000 persons"),
        ("top 10%", 0.1, "is at least 8,9"),
        ("bottom 20 %", 0.2, "(bottom 20 %)"),
    ],
)
def test_conditions(
    corner: tuple[pd.DataFrame, Plan],
    when: str,
    share: float,
    words: str,
) -> None:
    """Broken if a threshold were read as another, or the wrong end of an outcome were taken."""
    table, plan = corner
    # One chance a thousandth, so that shares are exact.
    table = table.assign(**{"total_deaths.MLI": np.random.default_rng(2).permutation(1000) * 10.0})
    found = discover(table, plan, "total_deaths", when)
    assert share == pytest.approx(found.base_rate, abs=0.002)
    assert words in found.condition.words()


@pytest.mark.parametrize(
    ("outcome", "when", "words"),
    [
        ("total_deaths", None, 'say what counts, with --when "> '),
        ("total_deaths", "many", "'many' cannot be read - use a limit"),
        ("total_deaths", "top 0%", "cannot be read"),
        ("total_deaths", "> 1.2.3", "cannot be read"),
        ("total_deaths", "> 9995", "it is so in only . of 1,000 runs"),
        ("total_deaths", "> 5", "it is not so in only . of 1,000 runs"),
    ],
)
def test_what_cannot_be_found_is_refused(
    corner: tuple[pd.DataFrame, Plan], outcome: str, when: str | None, words: str
) -> None:
    """Broken if a handful of cases gave a box, or a condition were guessed."""
    with pytest.raises(LiptakoError, match=words):
        discover(*corner, outcome, when)


def test_few_points_are_refused(corner: tuple[pd.DataFrame, Plan]) -> None:
    """Broken if many runs of a few points were taken for many places."""
    drawn = design.latin_hypercube(RANGES, 4, replicates=50)
    table = drawn.table.assign(run=range(200), **{OUTCOME: 1.0 * (np.arange(200) % 3 == 0)})
    with pytest.raises(LiptakoError, match="4 points tell nothing"):
        discover(table, drawn.plan, OUTCOME)
