"""Forks: one past, and futures that differ by the decision that is forced."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.analysis.fork import Forked, answer_of
from sim.experiment.branches import Answer, Fork
from sim.scenario import Scenario

RUN, SEED, FUTURES = 17, 1, 40
HONOUR, FORCE = "MLI/honour/NER", "ECOWAS/force/NER"
POSTURE = "ECOWAS/posture/NER=lift"


@pytest.fixture(scope="module")
def honoured(small: Scenario) -> Forked:
    """Mali fights for Niger, or does not, where ECOWAS attacks."""
    return sim.fork(small, RUN, "2023-08", [HONOUR], [FORCE], FUTURES)


@pytest.fixture(scope="module")
def pressed(small: Scenario) -> Forked:
    """ECOWAS lets go of Niger in October, or does not."""
    return sim.fork(small, RUN, "2023-10", [POSTURE], runs=FUTURES)


def happened(histories: xr.Dataset, month: str, kind: str, *who: str) -> set[int]:
    """Runs in which something happened in a month."""
    table = sim.chronicle(histories)
    chosen = (table["month"] == month) & (table["kind"] == kind)
    for column, name in zip(("subject", "object"), who, strict=False):
        chosen &= table[column] == name
    return set(table[chosen]["run"])


def test_a_forced_yes_is_a_yes_and_a_no_a_no(honoured: Forked) -> None:
    """A fork would not fork."""
    no, yes = honoured.histories.values()
    assert [f"{HONOUR}=no", f"{HONOUR}=yes"] == list(honoured.histories)
    asked = happened(yes, "2023-08", "honoured", "MLI", "NER")
    assert len(asked) > 3
    assert asked == happened(no, "2023-08", "reneged", "MLI", "NER")
    assert set() == happened(no, "2023-08", "honoured", "MLI", "NER")
    assert set() == happened(yes, "2023-08", "reneged", "MLI", "NER")
    assert dict.fromkeys(honoured.histories, len(asked)) == honoured.arose[HONOUR]


def test_what_is_given_goes_the_same_way_in_both(honoured: Forked) -> None:
    """The branches would differ by more than the decision."""
    attacked = [happened(one, "2023-08", "intervention") for one in honoured.histories.values()]
    assert attacked[0] == attacked[1]
    assert honoured.arose[FORCE] == dict.fromkeys(honoured.histories, len(attacked[0]))


def test_what_is_forced_is_certain_and_so_expected(small: Scenario) -> None:
    """Forced to attack, a bloc would seem less likely to than where it is kept from it."""
    month = small.patch({"horizon": {"end": "2023-08"}})
    found = sim.fork(month, RUN, "2023-08", [FORCE], runs=FUTURES)
    for branch, count in zip(found.histories, (0, found.arose[FORCE][f"{FORCE}=yes"]), strict=True):
        expected = found.histories[branch]["expected_interventions"]
        assert count == expected.sel(bloc="ECOWAS", country="NER").sum()


def test_futures_in_which_nothing_was_asked_are_alike(honoured: Forked) -> None:
    """Branches would not share their luck, and the difference be chance."""
    no, yes = honoured.histories.values()
    apart = (no["deaths"] != yes["deaths"]).any(("month", "country", "kind")).values
    assert set(np.flatnonzero(apart)) <= happened(yes, "2023-08", "honoured", "MLI", "NER")
    assert apart.any()


def test_a_forced_option_is_taken_in_one_branch_alone(pressed: Forked) -> None:
    """An option would be chosen that was to be left, or the other way round."""
    without, with_it = pressed.histories.values()
    question, _, _ = POSTURE.partition("=")
    assert [f"{question}=not lift", POSTURE] == list(pressed.histories)
    given = happened(with_it, "2023-10-01", "climb_down", "ECOWAS", "NER")
    assert len(given) == pressed.arose[POSTURE][POSTURE] > 3
    assert set() == happened(without, "2023-10-01", "climb_down", "ECOWAS", "NER")


def test_before_the_fork_all_is_the_one_history(small: Scenario, pressed: Forked) -> None:
    """A what-if would begin from a past that never was."""
    whole = sim.simulate(small, runs=RUN + 1, seed=SEED)
    own = whole.sel(run=RUN)
    past = {"month": slice(None, "2023-09"), "map_month": slice(None, "2023-09")}
    for branch in pressed.histories.values():
        for name, variable in own.data_vars.items():
            if variable.attrs["role"] == "variable":
                at = {key: months for key, months in past.items() if key in variable.dims}
                expected, found = variable.sel(at).values, branch[name].sel(at)
                for run in (0, FUTURES - 1):
                    assert np.array_equal(expected, found.sel(run=run).values), name
        told = sim.chronicle(whole, RUN).drop(columns="run")
        before = told[told["month"] < "2023-10"].reset_index(drop=True)
        assert len(before) > 5
        for run in (0, FUTURES - 1):
            events = sim.chronicle(branch, run).drop(columns="run")
            found = events[events["month"] < "2023-10"].reset_index(drop=True)
            pd.testing.assert_frame_equal(before, found)


def test_after_it_futures_are_many(small: Scenario, pressed: Forked) -> None:
    """Every future would be that of the ensemble, or one and the same."""
    deaths = pressed.histories[POSTURE]["deaths"].sel(month="2023-12").values.reshape(FUTURES, -1)
    assert FUTURES == len(np.unique(deaths, axis=0))
    whole = sim.simulate(small, runs=FUTURES, seed=SEED)
    ensemble = whole["deaths"].sel(month="2023-12").values.reshape(FUTURES, -1)
    assert not (deaths[:, None] == ensemble[None]).all(axis=-1).any()


def test_branches_are_results_like_any(small: Scenario, pressed: Forked) -> None:
    """Plots and stories would not work on a fork."""
    plain = sim.simulate(small, runs=FUTURES, seed=SEED)
    for name, branch in pressed.histories.items():
        assert set(plain.variables) == set(branch.variables)
        for own, variable in plain.variables.items():
            assert variable.dims == branch[own].dims
            assert variable.attrs == branch[own].attrs
            assert own.startswith("event_") or variable.dtype == branch[own].dtype
        assert list(range(FUTURES)) == branch["run"].values.tolist()
        assert {"fork_run": RUN, "fork_month": "2023-10", "forced": name, "given": ""}.items() <= (
            branch.attrs.items()
        )
        assert sim.story(branch, sim.typical_run(branch))
    assert not pressed.table.empty
    assert {POSTURE} == set(pressed.table["scenario"])


def test_a_fork_is_the_same_every_time(small: Scenario, pressed: Forked) -> None:
    """Nobody could repeat a finding; or more futures would change the first ones."""
    again = sim.fork(small, RUN, "2023-10", [POSTURE], runs=5)
    for name, branch in again.histories.items():
        whole = pressed.histories[name].sel(run=range(5))
        assert np.array_equal(whole["deaths"].values, branch["deaths"].values)


def test_a_fork_keeps_the_parameters_of_its_history(small: Scenario) -> None:
    """The futures would be those of other assumptions than the past."""
    drawn = small.patch({"parameters": {"recruitment": {"base": {"uniform": [0.05, 0.08]}}}})
    own = sim.simulate(drawn, runs=RUN + 1)["recruitment.base"].values[RUN]
    found = sim.fork(drawn, RUN, "2024-01", ["MLI/coup"], runs=3)
    for branch in found.histories.values():
        assert [own] * 3 == branch["recruitment.base"].values.tolist()


def test_forcing_holds_in_its_month_and_week_alone(small: Scenario) -> None:
    """A decision would be forced for ever."""
    found = sim.fork(small, RUN, "2024-01", ["MLI/coup=no", "NER/coup=no"], runs=8)
    no, yes = (
        found.histories["MLI/coup=yes, NER/coup=yes"],
        found.histories["MLI/coup=no, NER/coup=no"],
    )
    tried = {name: one["coup_attempts"].sel(month=slice("2024-01", "2024-02"))
             for name, one in (("yes", no), ("no", yes))}  # fmt: skip
    for country in ("MLI", "NER"):
        attempts = {name: one.sel(country=country).values for name, one in tried.items()}
        assert [1] * 8 == attempts["yes"][:, 0].tolist()
        assert [0] * 8 == attempts["no"][:, 0].tolist()
        assert attempts["yes"][:, 1].sum() < 8
    weekly = sim.fork(small, RUN, "2023-10", [f"{POSTURE}@4"], runs=FUTURES)
    events = sim.chronicle(weekly.histories[f"{POSTURE}@4"])
    given = events[(events["month"] == "2023-10-01") & (events["kind"] == "climb_down")]
    forced = set(given[(given["object"] == "NER") & (given["week"] == 4)]["run"])
    assert len(forced) == weekly.arose[f"{POSTURE}@4"][f"{POSTURE}@4"] > 0


def test_a_trace_of_a_future_shows_what_was_forced(small: Scenario) -> None:
    """An explanation of a branch would pass off the forced answer for the actor's own."""
    answer = Answer("MLI/coup", "MLI", "coup", "")
    found = []
    for position in (0, 1):
        past, _ = Fork(small, SEED, RUN, 6).past()
        model = past.take(np.zeros(2, np.int64), np.array([2**31, 2**31], np.uint32))
        model.decisions.forced = (answer.forced(np.array([False, True])),)
        trace = model.trace(position)
        model.step()
        (forced,) = [one for one in trace.decisions if one.forced]
        assert ("MLI", "coup", position == 0) == (forced.actor, forced.decision, forced.outcome)
        found.append((forced.probability, forced.draw, forced.terms))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("force", "month", "expected"),
    [
        (["MLI/honour/NER"], "2023-08", "comes up in none of 3 futures in that month - what MLI "
         "decides then: MLI/slip/ECOWAS, MLI/coup"),
        (["ECOWAS/posture/NER=ultimatum"], "2023-10", "the question comes up, but in none of 3"),
        (["FRA/exit/MLI"], "2023-08", "what FRA decides then: FRA/exit/NER"),
        (["XEC/coup"], "2023-08", "XEC decides nothing then; these do: "),
        (["MLI/coup"], "2023-07", "month: 2023-07 is history, in which nobody decides"),
        (["MLI/coup"], "2029-01", "month: 2029-01 is outside the horizon"),
        (["MIL/coup"], "2023-08", "actor: nobody called 'MIL' decides - did you mean 'MLI'?"),
        (["MLI/cuop"], "2023-08", "answer: no decision 'cuop' - did you mean 'coup'?"),
        (["MLI/leave/ECOWSA"], "2023-08", "nobody called 'ECOWSA' is decided about - did you mean"),
        (["ECOWAS/posture/NER"], "2023-08", "does not say which option - write "),
        (["ECOWAS/posture/NER=war"], "2023-08", "has no answer 'war' - use one of hold, lift"),
        (["MLI/ /NER"], "2023-08", "answer: no decision ' ' - use one of coup, "),
        (["MLI/honour/NER", "MLI/honour AES mutual_defence/NER=no"], "2023-08", "answer one"),
        (["MLI/coup=maybe"], "2023-08", "coup has no answer 'maybe' - use one of yes, no"),
        (["MLI/coup="], "2023-08", "coup has no answer ''"),
        (["MLI/coup@1"], "2023-08", "answer: coup is decided once a month - leave out @1"),
        ([f"{POSTURE}@5"], "2023-08", "answer: no week '5' - use one of 1, 2, 3, 4"),
        (["MLI"], "2023-08", "answer: 'MLI' cannot be read - write actor/decision/about="),
        ([], "2023-08", "force: nothing to force"),
        ("MLI/coup", "2023-08", "force: one text - give a list, as in force=['MLI/coup']"),
        (["MLI/coup", "MLI/coup=no"], "2023-08", "answer one question - keep one of them"),
    ],
)  # fmt: skip
def test_what_cannot_be_forked_is_refused(
    small: Scenario, force: list[str], month: str, expected: str
) -> None:
    """A slip would fork nothing and seem to show that nothing matters."""
    with pytest.raises(sim.LiptakoError) as told:
        sim.fork(small, RUN, month, force, runs=3)
    assert expected in str(told.value)


def test_a_coup_and_its_success_are_two_questions(small: Scenario) -> None:
    """Nobody could ask what follows if a coup comes and succeeds, or fails."""
    found = sim.fork(small, RUN, "2024-01", ["MLI/coup-success"], ["MLI/coup"], 5)
    failed, succeeded = (
        one["coups"].sel(month="2024-01", country="MLI").values.ravel().tolist()
        for one in found.histories.values()
    )
    assert ([0] * 5, [1] * 5) == (failed, succeeded)


def test_an_answer_is_read_as_it_is_written(small: Scenario) -> None:
    """A forced decision would be another than the one that was typed."""
    text = "ECOWAS/posture/NER=ultimatum@2"
    expected = Answer(text, "ECOWAS", "posture", "NER", "ultimatum", 1)
    assert expected == answer_of(small, text)
    assert Answer("MLI/coup=no", "MLI", "coup", "", yes=False) == answer_of(small, "MLI/coup=no")
    named = "MLI/honour AES mutual_defence/NER"
    expected = Answer(named, "MLI", "honour AES mutual_defence", "NER")
    assert expected == answer_of(small, named)
