"""What clauses may say, and who has to know each word of it."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from sim.scenario import Scenario
from sim.scenario.references import _OWED, _POINTLESS
from sim.scenario.schema import Clause
from tests.actors.conftest import attack, coup
from tests.conftest import Run
from tests.experiment.conftest import differing

ROOT = Path(__file__).parents[2]
TRIGGERS = get_args(Clause.model_fields["trigger"].annotation)
RESPONSES = get_args(Clause.model_fields["response"].annotation)


ALLOWED = sorted({*product(TRIGGERS, RESPONSES)} - {*_POINTLESS})
OCTOBER = date(2023, 10, 5)
UPRISING = {
    "events": [
        {"kind": "fighters", "group": "JNIM", "region": "BFA.centre", "on": OCTOBER}
        | {"change": 60_000}
    ],
    "parameters": {"control": {"speed": 0.3}},
}
SET_OFF: dict[str, dict[str, Any]] = {
    "external_attack": {"events": [attack("NGA", "NER", OCTOBER)]},
    "member_attacks_member": {"events": [attack("MLI", "NER", OCTOBER)]},
    "rebellion": UPRISING,
    "terrorism": UPRISING,
    "coup": {"events": [coup("NER", OCTOBER)]},
}
"""What sets off each trigger, and no other that falls in a week, in a member of the Alliance."""


@pytest.fixture(scope="module")
def unbound(baseline: Scenario) -> Scenario:
    """Half a year in which history decides, and the Alliance asks nothing of its members."""
    clauses = dict.fromkeys(baseline.data.treaties["AES"].clauses)
    return baseline.patch(
        {
            "horizon": {"end": "2023-12"},
            "cut": date(2023, 12, 31),
            "treaties": {"AES": {"clauses": clauses}},
        }
    )


@pytest.mark.parametrize(("trigger", "response"), ALLOWED)
def test_every_clause_that_is_accepted_changes_something(
    unbound: Scenario, run: Run, trigger: str, response: str
) -> None:
    """A clause would be accepted, and end its first month in a traceback or never be answered."""
    without = unbound.patch(SET_OFF[trigger])
    owed = dict.fromkeys(_OWED[response], 0.5)
    clause = {"tried": {"trigger": trigger, "response": response, **owed}}
    bound = without.patch({"treaties": {"AES": {"clauses": clause}}})
    assert differing(run(without), run(bound))


def test_every_response_says_what_it_owes() -> None:
    """A clause would be refused with a traceback instead of a remedy."""
    assert set(RESPONSES) == set(_OWED)


def test_every_word_of_a_clause_is_explained() -> None:
    """Who writes a treaty would not learn what a trigger or response means."""
    text = (ROOT / "docs" / "model.md").read_text("utf-8")
    for word in (*TRIGGERS, *RESPONSES):
        assert f"| `{word}` |" in text or f"- **{word}**" in text, word


def test_what_can_answer_what_is_as_documented() -> None:
    """Who writes a treaty would be refused what is documented, or given what answers nothing."""
    text = (ROOT / "scenarios" / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", text, re.M)
    documented = {
        (trigger, response)
        for triggers, responses in rows
        for trigger in re.findall(r"`(\w+)`", triggers)
        for response in re.findall(r"`(\w+)`", responses)
        if trigger in TRIGGERS
    }
    assert documented == {*product(TRIGGERS, RESPONSES)} - {*_POINTLESS}
