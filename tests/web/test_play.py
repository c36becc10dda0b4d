"""The third part in a browser: games are played to their ends, taken back, and forked."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from sim.web.address import ACTORS
from tests.web.conftest import Look
from tests.web.pages import (
    answer,
    cells,
    data,
    drawn,
    forked,
    numbers_behind,
    parts,
    state,
    until,
    waits_for,
)

SHORT = "part=play&scenario=short"
CONES = ("play_fan0", "play_fan1", "play_fan2", "play_map")


def test_every_actor_is_played_to_the_end(look: Look) -> None:
    """Broken if an actor's game stops, forgets an answer, or ends without what came of it: table,
    fans of the other histories, and a review of what was decided."""
    page = look(f"{SHORT}&luck=3").page
    waits_for(page, 0)
    assert ["play"] == parts(page)
    for actor in ACTORS:
        if actor != state(page)["actor"]:
            page.locator(f"input[name=actor][value={actor}]").check()
            page.get_by_role("button", name="Begin anew").click()
            page.wait_for_selector("#stop form")
        assert actor == state(page)["actor"]
        until(page, lambda: [None] * 12 == data(page, "play_fan0")["q50"])  # nobody knows
        ends(page)


def ends(page: Page) -> None:
    """A game goes on, stop by stop, to an end with all that belongs to it."""
    stops = 0
    while page.locator("#stop form").count():
        answer(page)
        stops += 1
        assert stops == len(state(page)["answers"].split(","))
        assert stops < 30
    assert "The history is over" == page.text_content("#stop_title")
    heads, *rows = cells(page, "#stop")
    assert ["what came of it", "your history", "the 200 others"] == heads[:3]
    assert len(rows) > 5
    assert all(cell for row in rows for cell in row)
    assert stops <= len(cells(page, "#review")) - 1
    until(page, lambda: None not in data(page, "play_fan1")["q50"])
    assert None not in data(page, "play_fan1")["own"]
    drawn(page, CONES)
    assert 1 + 12 == len(numbers_behind(page, "cone_numbers"))


def test_answers_can_be_taken_back_and_given_anew(look: Look) -> None:
    """Broken if a slip of the mouse decides a game, or an old answer is given twice."""
    page = look(f"{SHORT}&actor=ECOWAS").page
    waits_for(page, 0)
    first = page.text_content("#stop_title"), page.text_content("#stop .when")
    answer(page, "0")
    assert first != (page.text_content("#stop_title"), page.text_content("#stop .when"))
    page.get_by_role("button", name="Take back").click()
    waits_for(page, 0)
    assert first == (page.text_content("#stop_title"), page.text_content("#stop .when"))
    assert "answers" not in state(page)
    page.locator("#stop input[value='3']").check()  # an ultimatum this time
    page.locator("#stop button.main").click()
    waits_for(page, 1)
    assert state(page)["answers"].startswith("3")
    page.wait_for_selector("#played_story >> text=ultimatum")
    page.get_by_role("button", name="Other luck").click()
    waits_for(page, 0)
    page.locator("input[name=actor][value=FRA]").check()
    page.fill("#luck", "12")
    page.get_by_role("button", name="Begin anew").click()
    page.wait_for_function("document.getElementById('stop_title')?.textContent.match(/decisions/)")
    assert ("FRA", "12") == (state(page)["actor"], state(page)["luck"])


def test_a_stop_and_a_decision_of_the_past_are_forked(look: Look) -> None:
    """Broken if a player cannot see what else might have come: ahead of an answer, and in the
    review of a game that is over."""
    page = look(f"{SHORT}&actor=NER&answers=n~12").page
    waits_for(page, 1)
    page.locator("#ahead summary").click()
    asked = page.text_content("#ahead form >> xpath=..")
    page.locator("#ahead button").first.click()
    table = forked(page)
    assert re.fullmatch(r"\d+ more, \d+ less", table[1][4])
    assert (page.text_content("#fork_text h3") or "?") in (asked or "")
    while page.locator("#stop form").count():
        answer(page)
    assert not page.locator("#forked").is_visible()
    page.locator("#review button").first.click()
    again = forked(page)
    assert table[0][0] == again[0][0]
    assert cells(page, "#review")[1][1] == page.text_content("#fork_text h3")
