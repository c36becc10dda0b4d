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
            page.wait_for_selector("#stop form[data-tell=answer]")
        assert actor == state(page)["actor"]
        until(page, lambda: [None] * 12 == data(page, "play_fan0")["q50"])  # nobody knows
        ends(page)


def ends(page: Page) -> None:
    """A game goes on, stop by stop, to an end with all that belongs to it."""
    stops = 0
    while page.locator("#stop form[data-tell=answer]").count():
        answer(page)
        stops += 1
        assert stops == len(state(page)["answers"].split(","))
        assert stops < 30
    assert "The history is over" == page.text_content("#stop_title")
    heads, *rows = cells(page, "#stop")
    assert ["what came of it", "your history", "the model's 200 histories"] == heads[:3]
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
    until(page, lambda: ("FRA", "12") == (state(page).get("actor"), state(page).get("luck")))
    page.wait_for_function("document.getElementById('stop_title')?.textContent.match(/decisions/)")


def test_a_stop_and_a_decision_of_the_past_are_forked(look: Look) -> None:
    """Broken if a player cannot see what else might have come: ahead of an answer, and in the
    review of a game that is over."""
    page = look(f"{SHORT}&actor=NER&answers=n~12").page
    waits_for(page, 1)
    page.locator("#ahead summary").click()
    asked = page.text_content("#ahead form >> xpath=..")
    page.locator("#ahead button").first.click()
    table = forked(page)
    assert re.fullmatch(r"\d+ more, \d+ fewer", table[1][4])
    assert (page.text_content("#fork_text h3") or "?") in (asked or "")
    while page.locator("#stop form[data-tell=answer]").count():
        answer(page)
    assert not page.locator("#forked").is_visible()
    page.locator("#review button").first.click()
    again = forked(page)
    assert table[0][0] == again[0][0]
    assert cells(page, "#review")[1][1] == page.text_content("#fork_text h3")


def test_a_game_is_stopped_compared_and_gone_on_with(look: Look) -> None:
    """Broken if a class cannot hold its history against the model's before the end, is shown months
    that it has not played, loses its answers, or gets another page from the address."""
    page = look(f"{SHORT}&actor=MLI&luck=3").page
    waits_for(page, 0)
    assert not page.locator("#until").count()  # nothing was decided
    answer(page, "3")
    while not page.locator("#until option[value='2023-10']").count():
        answer(page, "3")
    answers = state(page)["answers"]
    question = page.text_content("#stop_title")
    page.select_option("#until", "2023-10")
    page.get_by_role("button", name="Stop here and compare").click()
    page.wait_for_selector("#review table")
    assert "Stopped at the end of October 2023" == page.text_content("#stop_title")
    assert ("2023-10", answers) == (state(page)["until"], state(page)["answers"])
    heads, *rows = cells(page, "#stop")
    assert "the model's 200 histories" == heads[2]
    assert "hardest posture of ECOWAS towards Niger" == rows[0][0]
    until(page, lambda: 4 == len(data(page, "play_fan0")["q50"]))
    assert None not in [*data(page, "play_fan0")["q50"], *data(page, "play_fan0")["own"]]
    assert 1 + 4 == len(numbers_behind(page, "cone_numbers"))
    again = look(page.url.partition("?")[2]).page
    again.wait_for_selector("#review table")
    assert [heads, *rows] == cells(again, "#stop")
    page.get_by_role("button", name="Go on playing").click()
    page.wait_for_selector("#stop input[name=turn]", state="attached")
    assert question == page.text_content("#stop_title")
    assert (None, answers) == (state(page).get("until"), state(page)["answers"])
    until(page, lambda: 12 == len(data(page, "play_fan0")["q50"]))


def test_a_lesson_stops_where_it_is_told_to(look: Look) -> None:
    """Broken if a class looks in vain for the month of its task, or has half a year decided by the
    first answer that it gives."""
    game = "part=play&scenario=baseline&luck=149&actor=MLI&step=6&answers=n~6,n~6,n~6,n~6"
    page = look(game).page
    waits_for(page, 4)
    assert "1" == page.input_value("#hold")
    ahead = page.locator("#until option:disabled")
    assert "December 2023: answer on until January 2024" == ahead.text_content()
    page = look(f"{game},n~6").page
    waits_for(page, 5)
    assert "2023-12" == page.input_value("#until")
    assert not page.locator("#until option:disabled").count()


def test_decisions_of_a_game_have_room_on_a_phone(look: Look) -> None:
    """Broken if what was decided is cut off at the edge of a narrow page."""
    page = look(f"{SHORT}&actor=MLI&luck=3&answers=n~12,n~12,n~12&until=2023-08", width=420).page
    page.wait_for_selector("#review table")
    wide, room = page.evaluate(
        "(() => { const one = document.querySelector('#review .scroll');"
        "return [one.scrollWidth, one.clientWidth]; })()"
    )
    assert wide <= room


def test_a_month_that_the_game_does_not_reach_is_told(look: Look) -> None:
    """Broken if an address with a month that has not been played shows nothing at all."""
    page = look(f"{SHORT}&actor=NER&answers=n~1&until=2024-05").page
    page.wait_for_selector("#stop form[data-tell=answer]")
    page.wait_for_selector("#notices >> text=does not reach that month")
    assert "until" not in state(page)


def test_a_question_says_what_its_answers_do(look: Look) -> None:
    """Broken if a student must guess what is asked, what an option does, or what a term means."""
    page = look(f"{SHORT}&actor=ECOWAS&luck=149&answers=n").page
    waits_for(page, 1)
    asked = "How hard does ECOWAS press Niger now, without using force?"
    assert asked == page.text_content("#stop_title")
    options = page.locator(".answers label").all_text_contents()
    assert all(re.fullmatch(r" ?[a-z]+ \([a-z ,]+\)", one) for one in options), options
    terms = page.locator(".terms abbr")
    page.locator(".legend summary").click()
    for place in range(terms.count()):
        word, means = terms.nth(place).text_content(), terms.nth(place).get_attribute("title")
        told = page.locator(f".legend div:has(dt:text-is('{word}')) dd").text_content()
        assert means and means == told
