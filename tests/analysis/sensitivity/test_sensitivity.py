"""Functions whose sensitivities are known, pushed through the designs that sweeps use."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.analysis.discover import discover
from sim.analysis.sensitivity import sensitivity
from sim.analysis.sensitivity.noise import noise_of
from sim.analysis.sensitivity.rank import interval
from sim.analysis.sensitivity.swings import swings
from sim.errors import LiptakoError
from sim.experiment import design
from sim.experiment.design import Design
from sim.experiment.ensemble import simulate
from sim.experiment.reading import outcome_table
from sim.scenario import Scenario

NAMES = ["attacks.intensity", "recruitment.base", "honouring.base_reliability"]
OUTCOME = "total_deaths.MLI"
Array = NDArray[np.float64]
Function = Callable[[Array], Array]


def unit(drawn: Design) -> Array:
    """Where each run stands in its parameters' ranges, from 0 to 1, ``(run, parameter)``."""
    low, high = np.array(list(drawn.plan.ranges.values())).T
    return np.asarray((drawn.table[list(drawn.plan.ranges)].to_numpy() - low) / (high - low))


def swept(drawn: Design, values: Array) -> pd.DataFrame:
    """The table of a sweep whose outcome is known."""
    return drawn.table.assign(run=np.arange(drawn.runs), **{OUTCOME: values})


def linear(places: Array) -> Array:
    """Variances 9 : 4 : 0, nothing together."""
    return np.asarray(places @ [3.0, -2.0, 0.0])


def ishigami(places: Array) -> Array:
    x, y, z = (2.0 * places.T - 1.0) * pi
    return np.asarray(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


@pytest.mark.parametrize(
    ("function", "first", "total"),
    [
        (linear, (9 / 13, 4 / 13, 0.0), (9 / 13, 4 / 13, 0.0)),
        (ishigami, (0.314, 0.442, 0.0), (0.558, 0.442, 0.244)),
    ],
)
def test_sobol_indices_are_those_known(
    function: Function, first: tuple[float, ...], total: tuple[float, ...]
) -> None:
    """Broken if rows and Saltelli's groups, or parameters and indices, were mixed up."""
    drawn = design.sobol(NAMES, 1024)
    found = sensitivity(swept(drawn, function(unit(drawn))), drawn.plan, OUTCOME)
    table = found.table.set_index("parameter").loc[NAMES]
    assert first == pytest.approx(table["first"].tolist(), abs=0.05)
    assert total == pytest.approx(table["total"].tolist(), abs=0.05)
    assert sorted(found.table["total"], reverse=True) == found.table["total"].tolist()
    for name, known in (("first", first), ("total", total)):
        low, high = (table[f"{name}_{side}"].to_numpy() for side in ("low", "high"))
        assert ((low - 0.02 <= known) & (known <= high + 0.02)).all()
    assert ("sobol", OUTCOME, "persons") == (found.method, found.outcome, found.unit)


def test_pairs_of_a_second_order_design() -> None:
    """Broken if what two parameters do together were put to another pair."""
    drawn = design.sobol(NAMES, 1024, second_order=True)
    found = sensitivity(swept(drawn, ishigami(unit(drawn))), drawn.plan, OUTCOME)
    assert found.pairs is not None
    first = found.pairs.iloc[0]
    assert {NAMES[0], NAMES[2]} == {first["parameter"], first["other"]}
    assert 0.244 == pytest.approx(first["second"], abs=0.08)
    assert 3 + 3 == len(found.everything)


def test_sobol_takes_means_of_replicates_whatever_the_order_of_rows() -> None:
    """Broken if replicates were taken for points, or a shuffled table for the design's order."""
    drawn = design.sobol(NAMES, 256, replicates=2)
    luck = np.where(drawn.table["replicate"] == 0, 5.0, -5.0)
    table = swept(drawn, linear(unit(drawn)) + luck)
    found = sensitivity(table.sample(frac=1.0, random_state=1), drawn.plan, OUTCOME)
    assert (9 / 13) == pytest.approx(found.table["first"][0], abs=0.1)
    # Luck that is the same everywhere leaves nothing in the means, but much in single runs.
    assert 0.0 == pytest.approx(found.noise.left, abs=1e-9)
    assert 50.0 / (50.0 + 13 / 12) == pytest.approx(found.noise.share, abs=0.01)


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_share_of_luck_known_by_construction(share: float) -> None:
    """Broken if what is left of luck in the means were taken for the parameters' work."""
    generator = np.random.default_rng(3)
    points = generator.normal(size=(3000, 1)) * (1.0 - share) ** 0.5
    found = noise_of(points + generator.normal(size=(3000, 4)) * share**0.5)
    assert share == pytest.approx(found.share, abs=0.03)
    assert found.low < share < found.high
    assert share / 4 / (1.0 - share + share / 4) == pytest.approx(found.left, abs=0.03)


def test_one_run_a_point_does_not_tell_luck() -> None:
    """Broken if a reader took silence about luck for its absence."""
    drawn = design.sobol(NAMES, 64)
    found = sensitivity(swept(drawn, linear(unit(drawn))), drawn.plan, OUTCOME)
    assert np.isnan(found.noise.share)
    assert "every point was run once" in found.noise.words


@pytest.mark.parametrize(("spread", "told"), [(0.1, False), (30.0, True)])
def test_ranks_of_means_that_are_mostly_luck_come_with_a_warning(spread: float, told: bool) -> None:
    """Broken if the rank of a parameter that moves nothing were read as its effect."""
    drawn = design.latin_hypercube(NAMES, 200, replicates=4)
    luck = np.random.default_rng(1).normal(size=drawn.runs) * spread
    found = sensitivity(swept(drawn, linear(unit(drawn)) + luck), drawn.plan, OUTCOME)
    assert told == any(
        "More than half of what the means differ by is luck" in n for n in found.notes
    )


def test_incomplete_groups_are_refused() -> None:
    """Broken if indices were worked out from groups with holes, or nobody said what to do."""
    drawn = design.sobol(NAMES, 8, replicates=2)
    table = swept(drawn, linear(unit(drawn)))
    words = (
        "3 of 80 runs are missing, so that 2 of 8 groups of Saltelli's are incomplete - the same"
    )
    with pytest.raises(LiptakoError, match=words):
        sensitivity(table.drop([0, 9, 10]), drawn.plan, OUTCOME)
    table.loc[[1, 2], OUTCOME] = np.nan
    with pytest.raises(LiptakoError, match="2 of 80 runs do not have it, so that 1 of 8 groups"):
        sensitivity(table, drawn.plan, OUTCOME)
    assert "2 runs do not have" in sensitivity(table, drawn.plan, OUTCOME, "rank").notes[0]


def test_morris_effects_of_a_line_are_its_slopes() -> None:
    """Broken if effects were not over a parameter's whole range, or put to another parameter."""
    drawn = design.morris(NAMES, 12)
    table = swept(drawn, linear(unit(drawn)))
    found = sensitivity(table, drawn.plan, OUTCOME).table
    assert [NAMES[0], NAMES[1], NAMES[2]] == found["parameter"].tolist()
    assert [3.0, 2.0, 0.0] == pytest.approx(found["mu_star"].tolist(), abs=1e-9)
    assert [3.0, -2.0, 0.0] == pytest.approx(found["mu"].tolist(), abs=1e-9)
    assert [0.0, 0.0, 0.0] == pytest.approx(found["sigma"].tolist(), abs=1e-9)
    with pytest.raises(LiptakoError, match="1 of 48 runs are missing, so that 1 of 12 traject"):
        sensitivity(table.iloc[1:], drawn.plan, OUTCOME)


def test_rank_correlation_by_hand() -> None:
    """Broken if ranks, or the order of points, were wrong."""
    values = [0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10, 0.11]
    drawn = design.grid({NAMES[1]: values})
    # Two neighbours change places: 1 - 6 * (1 + 1) / (10 * 99).
    deaths = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 5.0, 7.0, 8.0, 9.0, 1000.0])
    found = sensitivity(swept(drawn, deaths), drawn.plan, OUTCOME)
    (row,) = found.table.to_dict("records")
    assert 1 - 12 / 990 == pytest.approx(row["rank"])
    assert row["rank_low"] < row["rank"] < row["rank_high"] < 1.0
    assert "rank" == found.method


def test_partial_correlation_sees_past_a_stronger_parameter() -> None:
    """Broken if the partial correlation were the plain one, or lost its sign."""
    drawn = design.latin_hypercube(NAMES, 200, replicates=2)
    places = unit(drawn)
    found = sensitivity(swept(drawn, places @ [10.0, -1.0, 0.0]), drawn.plan, OUTCOME)
    table = found.table.set_index("parameter")
    assert 200 == found.points
    assert 400 == found.runs
    assert table["partial"][NAMES[0]] > 0.99
    assert table["partial"][NAMES[1]] < -0.5 < table["rank"][NAMES[1]]


@given(rho=st.floats(-1.0, 1.0), count=st.integers(10, 10_000))
@settings(deadline=None, max_examples=50)
def test_intervals_hold_their_correlation(rho: float, count: int) -> None:
    """Broken if an interval left out its own value, or the possible."""
    low, high = interval(np.array([rho]), count)
    assert -1.0 <= low[0] <= rho + 1e-9
    assert rho - 1e-9 <= high[0] <= 1.0


def test_what_the_scenario_draws_is_luck_only_if_points_are_run_more_than_once() -> None:
    """Broken if means over replicates were set beside a parameter that differs within them."""
    drawn = design.latin_hypercube(NAMES[:1], 40, replicates=2)
    table = swept(drawn, linear(np.column_stack([unit(drawn)] * 3)))
    table["casualties.harm"] = np.arange(80) / 80
    found = sensitivity(table, drawn.plan, OUTCOME)
    assert NAMES[:1] == found.table["parameter"].tolist()
    assert "Luck includes the parameters that the scenario draws by run: casualties.harm." in (
        found.notes
    )
    once = table.iloc[::2].drop(columns="replicate").assign(run=range(40))
    plan = design.latin_hypercube(NAMES[:1], 40).plan
    both = sensitivity(once, plan, OUTCOME).table["parameter"]
    assert {NAMES[0], "casualties.harm"} == set(both)


def test_a_table_has_points_where_rows_agree_but_for_luck() -> None:
    """Broken if a person's own table were cut into points by the order of its rows."""
    base = np.repeat(np.linspace(0.02, 0.1, 12), 2)
    given = pd.DataFrame({NAMES[1]: base, "scenario": "baseline", "replicate": [0, 1] * 12})
    given.loc[:1, "scenario"] = "other"
    drawn = design.from_table(given.sample(frac=1.0, random_state=2, ignore_index=True))
    found = sensitivity(swept(drawn, drawn.table[NAMES[1]].to_numpy()), drawn.plan, OUTCOME)
    assert (24, 12) == (found.runs, found.points)
    assert 1.0 == pytest.approx(found.table["rank"][0])
    assert 0.0 == pytest.approx(found.noise.share)
    assert "Left out, since it is no number: scenario." in found.notes


def test_no_finished_run_is_refused() -> None:
    """Broken if a sweep that was only begun ended in a traceback."""
    plan = design.sobol(NAMES, 8).plan
    with pytest.raises(LiptakoError, match="no run is finished yet - the same sweep command"):
        sensitivity(pd.DataFrame({"run": []}), plan, OUTCOME)


@pytest.mark.parametrize(
    ("outcome", "method", "words"),
    [
        ("total_deths.MLI", "auto", "did you mean 'total_deaths.MLI'"),
        ("total_deaths", "auto", "has 2 columns - name one of total_deaths.MLI, total_deaths.NER"),
        ("coups_total.MLI", "auto", "never varies, it is 2 in all 20 runs"),
        ("honour_rate.AES", "auto", "no run has it"),
        (OUTCOME, "sobol", "sobol needs a sobol design, and this is a grid one - use rank"),
        (OUTCOME, "anova", "no 'anova'"),
        ("final_displaced", "auto", None),
        ("intervention", "auto", None),
    ],
)
def test_outcomes_and_methods_by_name(outcome: str, method: str, words: str | None) -> None:
    """Broken if a slip of the pen ended in a traceback, or in another outcome's numbers."""
    drawn = design.grid({NAMES[1]: [(2 + place) / 250 for place in range(20)]})
    table = swept(drawn, np.arange(20.0)).assign(
        **{
            "total_deaths.NER": 1.0 * (np.arange(20) > 3),
            "coups_total.MLI": 2.0,
            "honour_rate.AES": np.nan,
            "final_displaced.MLI": np.arange(20.0),
            "interventions.ECOWAS.NER": np.arange(20) > 10,
            "interventions.XX.NER": np.arange(20) > 12,
        }
    )
    if words is None:
        found = sensitivity(table, drawn.plan, outcome, method)
        assert found.table["rank"][0] > 0.8
        return
    with pytest.raises(LiptakoError, match=words):
        sensitivity(table, drawn.plan, outcome, method)


def test_histories_beside_their_design_are_a_sweep(small: Scenario) -> None:
    """Who sweeps in a notebook would have to write the histories to disk first."""
    drawn = design.latin_hypercube(["attacks.intensity"], 12)
    histories = simulate(small, design=drawn)
    frame = outcome_table(histories)
    for analysis in (sensitivity, swings):
        expected, found = analysis(frame, drawn.plan, OUTCOME), analysis(histories, drawn, OUTCOME)
        pd.testing.assert_frame_equal(expected.table, found.table)
    with pytest.raises(LiptakoError, match="design: 3 rows, but there are 12 histories"):
        sensitivity(histories, design.replicates(3), OUTCOME)


@pytest.mark.parametrize("analysis", [sensitivity, swings, discover])
def test_a_table_is_a_design_here_too(analysis: Callable[..., Any]) -> None:
    """What `sim.simulate` takes would end in an AttributeError in the line after it."""
    drawn = design.latin_hypercube(NAMES, 60)
    frame = swept(drawn, linear(unit(drawn)))
    more = {"when": "> 0"} if analysis is discover else {}
    explicit = design.from_table(drawn.table)
    expected, found = (
        analysis(frame, one, OUTCOME, **more) for one in (explicit.plan, drawn.table)
    )
    name = "box" if analysis is discover else "table"
    pd.testing.assert_frame_equal(getattr(expected, name), getattr(found, name))
    with pytest.raises(LiptakoError, match="design: a list is none"):
        analysis(frame, [1], OUTCOME, **more)


@pytest.mark.parametrize("analysis", [sensitivity, swings, discover])
def test_a_design_of_other_histories_is_refused(analysis: Callable[..., Any]) -> None:
    """Runs would be told apart by points that are not theirs, and nobody would know."""
    drawn = design.latin_hypercube(NAMES, 60)
    frame = swept(drawn, linear(unit(drawn)))
    other = design.latin_hypercube(NAMES, 40)
    for one in (other, other.table):
        with pytest.raises(LiptakoError, match="design: 40 rows, but there are 60 histories"):
            analysis(frame, one, OUTCOME)
    with pytest.raises(LiptakoError, match="a plan of 40 runs, but there is a history 59"):
        analysis(frame, other.plan, OUTCOME)
    # Of a sweep that was stopped there are fewer.
    more = {"when": "> 0"} if analysis is discover else {}
    assert 50 == analysis(frame.head(50), drawn.plan, OUTCOME, **more).runs
