"""What clauses may say, and who has to know each word of it."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import get_args

from sim.actors.treaty import ATTACKS
from sim.scenario import Scenario
from sim.scenario.references import _OWED, _POINTLESS
from sim.scenario.schema import Clause
from tests.conftest import Begin

ROOT = Path(__file__).parents[2]
TRIGGERS = get_args(Clause.model_fields["trigger"].annotation)
RESPONSES = get_args(Clause.model_fields["response"].annotation)


def test_every_trigger_can_be_set_off(small: Scenario, begin: Begin) -> None:
    """A clause would be accepted, and its first month end in a traceback."""
    known = {*begin(small, runs=1).public.triggers, *ATTACKS}
    assert set(TRIGGERS) == known - {"massacre"}  # which blocs know, and no clause yet


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
