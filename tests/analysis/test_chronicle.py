"""The chronicle as a table, and the history that stands for the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.scenario import Scenario
from tests.analysis.conftest import Happened

COLUMNS = ["run", "month", "week", "day", "kind", "subject", "object"]
EVENTS = (
    (0, "2023-07", 3, 26, "coup", "NER", ""),
    (0, "2023-08", 1, 0, "suspension", "ECOWAS", "NER"),
    (1, "2023-09", 4, 0, "treaty_formed", "AES", ""),
    (3, "2024-01", 4, 0, "massacre", "JNIM", "MLI.gao"),
    (3, "2024-01", 4, 0, "partner_exit", "FRA", "NER"),
)


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Missing values as none, months as text."""
    plain = table.astype(object).where(table.notna(), None)
    return [(r[0], f"{r[1]:%Y-%m-%d}", *r[2:]) for r in plain.itertuples(index=False)]


# the table


def test_a_row_is_an_event_in_words(happened: Happened) -> None:
    """A reader would meet numbers, or dates that nobody can know."""
    assert [
        (0, "2023-07-01", 4, 26, "coup", "NER", ""),
        (0, "2023-08-01", 2, None, "suspension", "ECOWAS", "NER"),
        (1, "2023-09-01", None, None, "treaty_formed", "AES", ""),
        (3, "2024-01-01", None, None, "massacre", "JNIM", "MLI.gao"),
        (3, "2024-01-01", None, None, "partner_exit", "FRA", "NER"),
    ] == rows(sim.chronicle(happened(*EVENTS)))


@pytest.mark.parametrize("events", [EVENTS, ()], ids=["some", "none"])
def test_columns_and_types_are_always_the_same(happened: Happened, events: Any) -> None:
    """A script that works with one scenario would fail with the next, or with a quiet one."""
    histories = happened(*events)
    for table in (sim.chronicle(histories), sim.chronicle(histories, 0)):
        assert COLUMNS == list(table.columns)
        assert ("Int64", "Int64") == (str(table["week"].dtype), str(table["day"].dtype))
        assert np.issubdtype(table["run"].dtype, np.integer)
        assert np.issubdtype(table["month"].dtype, np.datetime64)
        for column in ("kind", "subject", "object"):
            assert pd.api.types.is_string_dtype(table[column]), column
        assert list(range(len(table))) == table.index.tolist()
    assert len(events) == len(sim.chronicle(histories))


def test_one_run_is_told_alone(happened: Happened) -> None:
    """The history of one run would be mixed with another's."""
    histories = happened(*EVENTS)
    whole = rows(sim.chronicle(histories))
    assert [2, 1, 0, 2, 0] == [len(sim.chronicle(histories, run)) for run in range(5)]
    assert whole == [row for run in range(5) for row in rows(sim.chronicle(histories, run))]


def test_only_runs_that_are_there_are_told(happened: Happened) -> None:
    """A choice of runs would come with the events of those left out."""
    histories = happened(*EVENTS)
    whole = rows(sim.chronicle(histories))
    chosen = histories.isel(run=[4, 3, 1])
    assert [row for row in whole if row[0] in (1, 3, 4)] == rows(sim.chronicle(chosen))
    with pytest.raises(sim.LiptakoError, match="run: 0 is not among the histories - use 1 to 4"):
        sim.chronicle(chosen, 0)


@pytest.mark.parametrize("run", [-1, 5, 1000])
def test_an_unknown_run_is_refused_with_a_remedy(happened: Happened, run: int) -> None:
    """A slip would give an empty table, as of a history in which nothing happened."""
    problem = f"run: {run} is not among the histories - use 0 to 4"
    with pytest.raises(sim.LiptakoError, match=problem):
        sim.chronicle(happened(*EVENTS), run)


def test_a_dataset_without_a_chronicle_is_refused_with_a_remedy(fated: xr.Dataset) -> None:
    """Somebody's own selection of variables would end in a traceback."""
    with pytest.raises(sim.LiptakoError, match="no chronicle here - use the dataset that a run"):
        sim.chronicle(fated[["deaths"]])


def test_a_file_tells_the_same(happened: Happened, tmp_path: Path) -> None:
    """What is read again from disk would be told otherwise."""
    for events in (EVENTS, EVENTS[:1], ()):
        histories = happened(*events)
        histories.to_netcdf(tmp_path / "h.nc", engine="h5netcdf")
        with xr.open_dataset(tmp_path / "h.nc", engine="h5netcdf") as again:
            assert rows(sim.chronicle(histories)) == rows(sim.chronicle(again))


def test_real_events_come_by_run_and_date(baseline: Scenario) -> None:
    """A history would be told out of order. What has a day stands among the weeks by its week;
    what has neither, after them."""
    table = sim.chronicle(sim.simulate(baseline, runs=20))
    week, day = table["week"].fillna(5), table["day"].fillna(99)
    order = list(zip(table["run"], table["month"], week, day, strict=True))
    assert sorted(order) == order
    assert set(range(20)) == set(table["run"])
    dated = table[table["day"].notna()]
    assert (dated["week"] == ((dated["day"] - 1) * 4 // 31 + 1).clip(upper=4)).all()


# causes before effects


def test_a_timetable_slips_before_it_is_answered(baseline: Scenario) -> None:
    """A story would tell of sanctions first, and then of what they are for."""
    slips = {"parameters": {"coercion": {"timetable_slip": 0.2}}}
    table = sim.chronicle(sim.simulate(baseline.patch(slips), runs=20))
    answers = table[table["kind"].isin(["sanctions", "ultimatum", "mobilisation"])]
    slipped = table[table["kind"] == "slipped_timetable"]
    both = answers.reset_index().merge(
        slipped.reset_index(),
        left_on=["run", "month", "object"],
        right_on=["run", "month", "subject"],
    )
    assert 20 < len(both)
    assert (both["index_y"] < both["index_x"]).all()


def test_who_is_out_with_the_treaty_s_death_does_not_leave_it_later(baseline: Scenario) -> None:
    """A story would tell that a country is out of an alliance that died months ago."""
    events = [
        {"kind": "withdrawal", "on": date(2024, 1, 5), "treaty": "AES", "country": "MLI"},
        {"kind": "dissolution", "on": date(2024, 3, 5), "treaty": "AES"},
    ]
    changes = {"horizon": {"end": "2024-09"}, "cut": date(2024, 9, 30), "events": events}
    table = sim.chronicle(sim.simulate(baseline.patch(changes), runs=2))
    own = table[(table["subject"] == "AES") | (table["object"] == "AES")]
    late = own[(own["month"] >= "2024-01-01") & (own["kind"] != "clause_due")]
    assert ["withdrawal", "treaty_defunct"] * 2 == late["kind"].tolist()


def test_a_failed_attempt_leaves_an_older_crisis_as_it_is(baseline: Scenario) -> None:
    """A bloc would forget a suspended junta, and the timetable it conceded, over a mutiny that
    came to nothing; and nobody would be told."""
    coup = {"kind": "coup", "on": date(2023, 11, 17), "country": "MLI", "success": False}
    changes = {"horizon": {"end": "2024-06"}, "cut": date(2024, 6, 30), "events": [coup]}
    histories = sim.simulate(baseline.patch(changes), runs=2)
    mali = histories.sel(bloc="ECOWAS", country="MLI")
    assert {1} == set(mali["posture"].values.ravel().tolist())
    assert {2} == set(mali["crisis_result"].values.ravel().tolist())  # conceded


# the most typical run


def outcomes(runs: list[int], **values: Any) -> xr.Dataset:
    """Outcomes by run: numbers, or rows of several."""
    return xr.Dataset(
        {
            name: (("run", f"{name}_place")[: np.ndim(given)], given, {"role": "outcome"})
            for name, given in values.items()
        },
        {"run": runs},
    )


def test_the_typical_run_is_in_the_middle_of_every_outcome() -> None:
    """A story would be told of a history like no other."""
    dead, months = [9.0, 100.0, 5.0, 7.0, 1.0], [3.0, 40.0, 2.0, 1.0, 9.0]
    # Ranks of the dead: 4, 5, 2, 3, 1; of the months: 3, 5, 2, 1, 4. Steps from the middle:
    # 1 + 0, 2 + 2, 1 + 1, 0 + 2, 2 + 1.
    assert 10 == sim.typical_run(outcomes([10, 11, 12, 13, 14], dead=dead, months=months))


def test_a_rare_event_is_far_from_the_middle_and_a_common_one_is_not() -> None:
    """A history with an intervention that one in five knows would stand for all."""
    rare = [1.0, 0.0, 0.0, 0.0, 0.0]
    # Ranks of the dead: 3, 4, 2, 1, 5. Steps from the middle: 0 + 2; 1, 1, 2, 2, and half a step
    # for each of the four that share a rank. Of two as near it is the first.
    assert 1 == sim.typical_run(
        outcomes([0, 1, 2, 3, 4], dead=[3.0, 4.0, 1.0, 0.0, 9.0], rare=rare)
    )


def test_each_outcome_counts_alike_however_many_places_it_has() -> None:
    """Deaths in 46 regions would drown the coups."""
    dead = [[1.0] * 10, [1.1] * 10, [5.0] * 10, [9.0] * 10, [10.0] * 10]
    coups, exits = [0.0, 2.0, 4.0, 1.0, 3.0], [4.0, 2.0, 0.0, 3.0, 1.0]
    assert 1 == sim.typical_run(outcomes([0, 1, 2, 3, 4], dead=dead, coups=coups, exits=exits))
    assert 2 == sim.typical_run(outcomes([0, 1, 2, 3, 4], dead=dead))


def test_what_never_came_is_less_than_anything_that_did() -> None:
    """Days to an event that never came are no number, which would put a run nowhere."""
    nothing = np.nan
    assert 2 == sim.typical_run(outcomes([0, 1, 2], days=[nothing, 7.0, 0.0]))


def test_an_outcome_of_nobody_does_not_count() -> None:
    """Without treaties, say, the first run would always stand for all, after a warning."""
    nobody = np.zeros((3, 0))
    assert 1 == sim.typical_run(outcomes([0, 1, 2], dead=[1.0, 2.0, 3.0], honoured=nobody))


def test_only_outcomes_make_a_run_typical() -> None:
    """A parameter, or a month's number, would choose the history that is told."""
    histories = outcomes([0, 1, 2], dead=[1.0, 2.0, 3.0])
    others = {"tempo": ("run", [5.0, 9.0, 1.0], {"role": "parameter"})}
    others["deaths"] = ("run", [5.0, 9.0, 1.0], {"role": "variable"})
    assert 1 == sim.typical_run(histories.assign(others))


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [1, 4, 0, 3, 2], [3, 0, 1, 2, 4]])
def test_the_order_of_runs_does_not_matter(fated: xr.Dataset, order: list[int]) -> None:
    """Two people with the same runs would be told two stories."""
    assert sim.typical_run(fated) == sim.typical_run(fated.isel(run=order))
    # Of two runs each is as far from the middle as the other.
    two = [place for place in order if place < 2]
    assert 0 == sim.typical_run(fated.isel(run=two))


def test_a_single_run_is_typical_of_itself(fated: xr.Dataset) -> None:
    """The smallest ensemble would have no story."""
    assert 3 == sim.typical_run(fated.isel(run=[3]))
