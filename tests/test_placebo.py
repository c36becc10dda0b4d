"""The placebo: the war of the baseline by itself, until politics reaches it.

A political act is the first event of a run's chronicle after July 2023 that is not a massacre (a
coup, a suspension, a partner's exit, a signature, a pledge that falls due, ...), or, if it comes
sooner, the first month in which a clause of joint operations is at work, which changes the war
every month but is told only once. The baseline's Alliance and G5 Sahel are not in the placebo, by
design; what is kept of treaties is compared for ECOWAS alone.

In the baseline politics never waits: ECOWAS answers, or the G5 Sahel operates, in August 2023. So
the two are also compared without these treaties, and without ECOWAS besides, where a run may go
without a political act for years.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from numpy.typing import NDArray

import sim
from sim.scenario import Scenario, load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
PLACEBO = SCENARIOS / "placebo.yaml"
RUNS = 60
LAST_DAY_OF_HISTORY = pd.Timestamp("2023-07-31")
WAR = (
    "deaths",
    "coastal_deaths",
    "attacks",
    "deaths_region",
    "state_control",
    "state_control_national",
    "fighters",
    "fighters_national",
    "soldiers",
    "capacity",
    "effectiveness",
    "budget",
    "presence",
    "displaced",
    "newly_displaced",
)
AT_ONCE = ("partner_exit", "intervention", "rescue", "victory", "defeat")
"""Acts that reach the war in their own month, as joint operations do; others, as a suspension or a
coup, reach it a month later at the soonest."""
NO_TREATY: dict[str, Any] = {"treaties": {"AES": None, "G5S": None}}
NO_BLOC: dict[str, Any] = {
    "blocs": None,
    "affinities": {"ECOWAS": None},
    "record": {"pairs": [["MLI", "BFA"], ["NER", "FRA"]]},
}


@dataclass(frozen=True)
class Pair:
    """The histories of two scenarios, run by run, and the month of each run's first political act
    in the first of them, ``(run,)``; the number of months where there is none."""

    acted: xr.Dataset
    silent: xr.Dataset
    first_act: NDArray[np.int64]

    def same_while(self, name: str, mask: NDArray[np.bool_]) -> bool:
        """Whether a variable is the same to the last bit where the mask ``(run, month)`` holds."""
        one, other = self.acted[name], self.silent[name]
        if "treaty" in one.dims:
            one, other = (values.sel(treaty=["ECOWAS"]) for values in (one, other))
        months = self.acted.indexes["month"].get_indexer(self.acted.indexes[str(one.dims[1])])
        chosen = [values.values[mask[:, months]].tobytes() for values in (one, other)]
        return chosen[0] == chosen[1]

    def months_before(self) -> NDArray[np.bool_]:
        """The months ``(run, month)`` before the first political act."""
        return np.arange(self.acted.sizes["month"]) < self.first_act[:, None]


def first_act(histories: xr.Dataset) -> NDArray[np.int64]:
    """The month of each run's first political act; the number of months where there is none."""
    never = histories.sizes["month"]
    told = sim.chronicle(histories)
    acts = told[(told["kind"] != "massacre") & (told["month"] > LAST_DAY_OF_HISTORY)]
    first = np.full(histories.sizes["run"], never)
    months = histories.indexes["month"].get_indexer(acts["month"])
    np.minimum.at(first, acts["run"].to_numpy(np.int64), months)
    at_work = joint_operations(histories)
    return np.minimum(first, np.where(at_work.any(axis=1), at_work.argmax(axis=1), never))


def joint_operations(histories: xr.Dataset) -> NDArray[np.bool_]:
    """Where a clause of joint operations is at work, ``(run, month)``."""
    return np.asarray(histories["operations_due"].sum(("treaty", "country")).values > 0)


def variables(histories: xr.Dataset) -> list[str]:
    return [str(n) for n, v in histories.data_vars.items() if v.attrs["role"] == "variable"]


@pytest.fixture(
    scope="module",
    params=[({}, {}), (NO_TREATY, {}), (NO_TREATY | NO_BLOC, NO_BLOC)],
    ids=["as shipped", "no treaty", "no treaty, no bloc"],
)
def pair(request: pytest.FixtureRequest) -> Pair:
    """Baseline and placebo, both as shipped, in three strengths."""
    changes, same = request.param
    acted = sim.simulate(load_scenario(SCENARIOS / "baseline.yaml").patch(changes), runs=RUNS)
    silent = sim.simulate(load_scenario(PLACEBO).patch(same), runs=RUNS)
    return Pair(acted, silent, first_act(acted))


def test_nothing_differs_before_the_first_political_act(pair: Pair) -> None:
    """The placebo would differ from the baseline by more than politics: what is compared with it
    would be called an effect of treaties or blocs that it is not."""
    before = pair.months_before()
    assert before[:, 0].all()  # July 2023 is history in both
    found = variables(pair.acted)
    assert set(WAR) < set(found)
    assert [] == [name for name in found if not pair.same_while(name, before)]


def test_the_same_is_told_of_both_before_the_first_political_act(pair: Pair) -> None:
    """A massacre of the baseline would be missing from the placebo, or come in another month."""
    told = []
    for histories in (pair.acted, pair.silent):
        table = sim.chronicle(histories)
        months = histories.indexes["month"].get_indexer(table["month"])
        early = months < pair.first_act[table["run"].to_numpy(np.int64)]
        # The pledges of July 2023 stand under the Alliance, which the placebo has not.
        told.append(table[early & (table["kind"] != "pledge")].to_dict("records"))
    assert 2 * RUNS <= len(told[1])
    assert str(told[0]) == str(told[1])


def test_the_war_of_the_month_of_the_act_is_the_same_unless_it_acts_at_once(pair: Pair) -> None:
    """A suspension or a coup would reach the battlefield before anybody can have heard of it."""
    told = sim.chronicle(pair.acted)
    months = pair.acted.indexes["month"].get_indexer(told["month"])
    runs = told["run"].to_numpy(np.int64)
    at_once = joint_operations(pair.acted)
    loud = told["kind"].isin(AT_ONCE).to_numpy()
    at_once[runs[loud], months[loud]] = True
    until = np.arange(at_once.shape[1]) <= pair.first_act[:, None]
    until &= ~at_once
    assert [] == [name for name in WAR if not pair.same_while(name, until)]


def test_politics_comes_and_tells(pair: Pair) -> None:
    """The comparisons above would hold of two scenarios that are one, or of no month at all."""
    acted = pair.first_act < pair.acted.sizes["month"]
    assert RUNS // 2 < np.count_nonzero(acted)
    deaths = [histories["deaths"].sum(("month", "kind")) for histories in (pair.acted, pair.silent)]
    differs = (deaths[0] != deaths[1]).any("country").values
    assert np.count_nonzero(differs & acted) > 0.9 * np.count_nonzero(acted)
    assert not differs[~acted].any()


def test_without_treaties_and_bloc_politics_may_wait_for_years(baseline: Scenario) -> None:
    """All that is compared would be a month or two."""
    calm = {"parameters": {"coups": {"base": -6.0}}}
    histories = sim.simulate(baseline.patch(NO_TREATY | NO_BLOC | calm), runs=RUNS)
    assert 12 < first_act(histories).max()


def test_in_the_placebo_nobody_acts() -> None:
    """The placebo would have politics of its own."""
    histories = sim.simulate(load_scenario(PLACEBO), runs=RUNS)
    told = sim.chronicle(histories)
    late = told[told["month"] > LAST_DAY_OF_HISTORY]
    assert {"massacre"} == set(late["kind"])
    assert {"coup", "force_requested", "massacre"} == set(told["kind"])
    assert {histories.sizes["month"]} == set(first_act(histories).tolist())
    for name in ("operations_due", "due", "honoured", "joint_operations"):
        assert 0 == histories[name].sum(), name
