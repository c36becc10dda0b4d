"""A card shows what weighed in a decision, and what came of it."""

from __future__ import annotations

import re
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language import ENGLISH, LANGUAGES
from sim.mechanisms.coercion import OPTIONS
from sim.web.cards import WIDE, card, weighed
from sim.web.histories import Told
from sim.web.jobs import history
from sim.web.meanings import MEANINGS
from sim.web.pieces import escape
from sim.web.source import Source
from tests.language.messages import terms


@pytest.fixture(scope="module")
def august(baseline_source: Source) -> dict[str, Told]:
    """Decisions of history 56 in August 2023, by who decides what."""
    own = history(baseline_source, 56, "en")
    return {
        f"{one.decision.actor} {one.decision.decision}": one
        for one in own.decisions
        if one.month == 1
    }


def words(html: str) -> str:
    """A card's text."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_yes_or_no_is_told_with_its_chance_and_draw(august: dict[str, Told]) -> None:
    """Broken if a card shows another decision's numbers, or the chance of the wrong answer."""
    one = august["MLI honour AES mutual_defence"]
    said = words(card(one, ENGLISH))
    for expected in (
        "Aug 2023, week 3",
        "Mali: sends armed force to help Niger (pledge of 31 July 2023)",
        "tied down +0.23",
        "signature −0.50",
        "Chance of a yes 35.2 %",
        "The draw 49.3 %",
        "So the answer is no",
    ):
        assert expected in said.replace("\xa0", " ")
    assert "<form" not in card(one, ENGLISH)
    assert 'name="place" value="7"' in card(one, ENGLISH, "7")


def test_options_are_weighed_one_by_one(august: dict[str, Told]) -> None:
    """Broken if the terms of a threat's options are mixed."""
    groups = weighed(august["ECOWAS posture"].decision.terms, ENGLISH)
    assert ["hold", "lift", "sanctions", "ultimatum", "activate"] == [
        one["option"] for one in groups
    ]
    assert 'name="other"' in card(august["ECOWAS posture"], ENGLISH, "0")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_term_is_told_in_plain_words(code: str, august: dict[str, Told]) -> None:
    """Broken if a card has a word that a student cannot look up on the page, or a rule gains a term
    that nobody has explained."""
    language = LANGUAGES[code]
    known = {name.partition(" of ")[0] for name in MEANINGS}
    assert terms() - set(OPTIONS) <= known
    for one in august.values():
        groups = weighed(one.decision.terms, language, one.decision.decision)
        rows = [row for group in groups for row in group["rows"]]  # type: ignore[attr-defined]
        assert all(row["means"] for row in rows)
        shown = card(one, language)
        assert all(2 <= shown.count(escape(row["means"])) for row in rows)  # on hover, and listed


def test_what_cannot_be_had_has_no_bar() -> None:
    """Broken if an option that is not there is drawn, or shortens the bars of the others."""
    gone, there = weighed({"lift.gone": -inf, "hold.stake": 2.0, "hold.time": -1.0}, ENGLISH)
    assert (True, []) == (gone["gone"], gone["rows"])
    assert [("50.0", True), ("25.0", False)] == [
        (row["width"], row["for"])
        for row in there["rows"]  # type: ignore[attr-defined]
    ]


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(-9, 9), max_size=6))
def test_bars_are_as_long_as_what_they_stand_for(terms: dict[str, float]) -> None:
    """Broken if a bar leaves its room, or a small term looks larger than a large one."""
    rows = [row for group in weighed(terms, ENGLISH) for row in group["rows"]]  # type: ignore[attr-defined]
    assert sum(abs(value) >= 0.005 for value in terms.values()) == len(rows)
    longest = max(map(abs, terms.values()), default=0.0)
    for row in rows:
        width, size = float(row["width"]), abs(terms[row["name"]])
        assert pytest.approx(size / longest * WIDE, abs=0.05) == width
        assert (terms[row["name"]] >= 0) == row["for"]
