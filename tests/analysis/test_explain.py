"""Explanations: every decision of a run, in words for each, and none that was not taken."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.explain import COLUMNS, noteworthy
from sim.analysis.words import DEEDS, deed_of, in_words, names_of, pledge_of
from sim.experiment.ensemble import Ensemble
from sim.experiment.store import Store
from sim.mechanisms.coercion import OPTIONS
from sim.model import CrisisModel
from sim.scenario import Scenario

ASKING = {"decide", "decide_all", "decide_at", "choose_at"}
SOURCE = Path(sim.__file__).parent


@pytest.fixture(scope="module")
def table(small: Scenario) -> pd.DataFrame:
    """Why run 3 went as it did."""
    return sim.explain(small, 3)


def asked_in_the_source() -> set[str]:
    """The first word of every decision that the source names where it asks."""
    found = set()
    for path in [*(SOURCE / "actors").glob("*.py"), SOURCE / "model.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if getattr(called, "attr", getattr(called, "id", "")) in ASKING:
                for argument in node.args:
                    part = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.add(part.value.split()[0])
    return found


def test_every_decision_of_the_model_has_words() -> None:
    """A decision would end an explanation in a traceback, or words stand for nothing."""
    assert asked_in_the_source() == set(DEEDS)
    assert OPTIONS == DEEDS["posture"].options


def test_every_decision_that_is_taken_has_words(baseline: Scenario) -> None:
    """A decision that is named at random would have none."""
    names = names_of(baseline)
    table = sim.explain(baseline, 17)
    for row in table.itertuples():
        text = in_words(row.actor, row.decision, row.about, names)
        assert text[0].isupper() and ": " in text and "{" not in text
        assert isinstance(row.outcome, str) == bool(deed_of(row.decision).options)


def test_words_name_who_and_whom() -> None:
    """A student would have to know the ids."""
    names = {"MLI": "Mali", "NER": "Niger", "AES": "the Alliance of Sahel States"}
    expected = "Mali: sends armed force to help Niger (AES, mutual defence)"
    assert expected == in_words("MLI", "honour AES mutual_defence", "NER", names)
    by_pledge = "Mali: sends armed force to help Niger (pledge of 31 July 2023)"
    day = date(2023, 7, 31)
    assert by_pledge == in_words("MLI", "honour AES mutual_defence", "NER", names, pledged=day)
    assert "ECOWAS: posture towards Niger" == in_words("ECOWAS", "posture", "NER", names)
    assert "Mali: officers try to take power" == in_words("MLI", "coup", "", names)
    founded = "The Alliance of Sahel States: is founded by its candidates"
    assert founded == in_words("AES", "found", "", names)


def test_a_word_is_a_pledge_until_the_treaty_is_signed(baseline: Scenario) -> None:
    """Broken if an ally that is called in August 2023 is said to be bound by a treaty that is
    signed in September, or one that signed it is said to be bound by its pledge."""
    case = "MLI", "honour AES mutual_defence", "NER"
    assert date(2023, 7, 31) == pledge_of(baseline, *case, {"signature": -0.5})
    assert pledge_of(baseline, *case, {"signature": 0.0}) is None
    assert pledge_of(baseline, *case[:2], "BFA", {"signature": -0.5}) is None
    assert pledge_of(baseline, "ECOWAS", "posture", "NER", {"hold.stake": 1.0}) is None


def test_the_table_is_the_trace_of_that_run_among_others(
    small: Scenario, table: pd.DataFrame
) -> None:
    """An explanation would be of a run that nobody has seen."""
    model = CrisisModel.start(small, 1, np.arange(5, dtype=np.uint32))
    trace = model.trace(3)
    for _ in range(small.months):
        model.step()
    assert list(COLUMNS) == list(table.columns)
    assert len(trace.decisions) == len(table) > 300
    for one, row in zip(trace.decisions, table.itertuples(), strict=True):
        assert f"{one.month // 12}-{one.month % 12 + 1:02d}" == row.month
        expected = (one.actor, one.decision, one.about, one.terms, one.probability, one.draw)
        assert expected == (
            row.actor, row.decision, row.about, row.terms, row.probability, row.draw
        )  # fmt: skip
        assert one.outcome == row.outcome
        assert row.week == (one.week + 1 if one.decision in ("meet", "posture", "force", "concede")
                            or one.decision.startswith(("honour", "lose")) else 0)  # fmt: skip


def test_yes_is_where_the_draw_is_under_the_probability(table: pd.DataFrame) -> None:
    """The caption would tell students wrong."""
    answers = table[[isinstance(outcome, bool) for outcome in table["outcome"]]]
    assert ((answers["draw"] < answers["probability"]) == answers["outcome"]).all()
    logits = [sum(terms.values()) for terms in answers["terms"]]
    assert pytest.approx(answers["probability"].tolist()) == [1 / (1 + np.exp(-x)) for x in logits]


def test_a_month_and_an_actor_can_be_chosen(small: Scenario, table: pd.DataFrame) -> None:
    """A user would get all, or lose some."""
    chosen = sim.explain(small, 3, month="2023-10", actor="NER")
    own = table[(table["month"] == "2023-10") & (table["actor"] == "NER")].reset_index(drop=True)
    assert len(own) > 0
    pd.testing.assert_frame_equal(own, chosen, check_dtype=False)
    other = sim.explain(small, 3, seed=2)
    assert table["draw"].tolist() != other["draw"].tolist()


def test_results_are_explained_by_themselves(small: Scenario, tmp_path: Path) -> None:
    """Results would be explained with another seed or design than made them."""
    design = pd.DataFrame({"coups.base": [-6.0, -3.0]})
    store = Store.of(Ensemble.of(small, None, 9, design), tmp_path)
    store.run(1, progress=False)
    table = sim.explain(store.folder, 1)
    coups = [terms["base"] for terms in table[table["decision"] == "coup"]["terms"]]
    assert {-3.0} == set(coups)
    pd.testing.assert_frame_equal(table, sim.explain(str(tmp_path), 1))


def test_what_is_noteworthy_happened(table: pd.DataFrame) -> None:
    """The short table would leave out what moved a history, or drown it."""
    chosen = noteworthy(table)
    expected = [outcome is True or outcome in OPTIONS[1:] for outcome in table["outcome"]]
    assert expected == chosen.tolist()
    assert not noteworthy(table[:0]).any()


def test_nobody_decides_in_history(baseline: Scenario) -> None:
    """Months that are known would seem to have been decided."""
    known = baseline.patch({"horizon": {"end": "2023-07"}})
    table = sim.explain(known, 0)
    assert (0, list(COLUMNS)) == (len(table), list(table.columns))
    with pytest.raises(sim.LiptakoError, match="every month of this scenario is"):
        sim.explain(known, 0, month="2023-07")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"run": -1}, "run: -1 is no number of a run - use a whole number from 0 to 9,999,999"),
        ({"run": 1.5}, "run: 1.5 is no number"),
        ({"run": 1, "seed": -1}, "seed: -1 is out of range"),
        ({"run": 1, "actor": "NRE"}, "actor: nobody called 'NRE' decides - did you mean 'NER'?"),
        ({"run": 1, "actor": "JNIM"}, "nobody called 'JNIM' decides - use one of MLI, BFA"),
        ({"run": 1, "month": "1999-01"}, "outside the horizon - use 2023-07 to 2024-06"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    small: Scenario, arguments: dict[str, object], expected: str
) -> None:
    """A slip would end in a traceback, or in an empty table."""
    with pytest.raises(sim.LiptakoError) as told:
        sim.explain(small, **arguments)
    assert expected in str(told.value)


def test_interventions_to_be_expected_are_the_chances_of_force_added_up(baseline: Scenario) -> None:
    """Deterrence would be measured by chances that nobody weighed."""
    scenario = baseline.patch({"horizon": {"end": "2023-12"}})
    histories = sim.simulate(scenario, runs=6)
    recorded = histories["expected_interventions"].sel(bloc="ECOWAS", country="NER").values
    for run, expected in enumerate(recorded):
        told = sim.explain(scenario, run)
        weighed = told[(told["decision"] == "force") & (told["about"] == "NER")]
        assert pytest.approx(weighed["probability"].sum()) == expected
    assert recorded.max() > 0.0
