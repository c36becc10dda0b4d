"""The bar of a lesson's step tells its task, and its links take a game along."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from sim.language import ENGLISH, LANGUAGES
from sim.web.address import STEPS, View
from sim.web.guiding import bar, links
from sim.web.lesson import steps
from tests.web.conftest import Look
from tests.web.pages import state, waits_for


def test_no_step_no_bar() -> None:
    """Broken if who is not taught anything has a task at the top of the page."""
    assert ("", {}) == (bar(View(), ENGLISH), links(View(), ENGLISH))


def test_steps_are_as_many_as_an_address_may_have() -> None:
    """Broken if an address can ask for a step that there is none of."""
    assert STEPS == len(steps(ENGLISH))


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_step_leads_to_its_neighbours_and_its_own_views(code: str) -> None:
    """Broken if a class cannot get to the next step, or a second half has no link."""
    language = LANGUAGES[code]
    for number, step in enumerate(steps(language), 1):
        found = {
            name: dict(parse_qsl(query))
            for name, query in links(View(step=number), language).items()
        }
        expected = {"step_all", *(f"step_view{place}" for place in range(1 + len(step.also)))}
        expected |= {"step_before"} if number > 1 else set()
        expected |= {"step_after"} if number < STEPS else set()
        assert expected == set(found)
        assert {code} == {query["lang"] for query in found.values()}
        for name, by in (("step_before", -1), ("step_after", 1)):
            if name in found:
                assert str(number + by) == found[name]["step"]
        assert step.predict.replace("'", "&#39;") in bar(View(step=number), language)


def test_a_game_is_taken_to_the_debrief(look: Look) -> None:
    """Broken if the group that has played finds its history gone when it comes to compare."""
    page = look(
        "part=play&scenario=baseline&luck=149&actor=MLI&step=6&answers=n~6,n~6,n~6,n~6"
    ).page
    waits_for(page, 4)
    page.click("#step_after")
    page.wait_for_selector("#teach .lesson")
    assert ("7", "n~6,n~6,n~6,n~6") == (state(page)["step"], state(page)["answers"])
    assert "Step 7 of 7" in (page.text_content("#bar") or "")
    page.click("#step_own")
    page.wait_for_selector("#stop_title")
    assert {"part": "play", "actor": "MLI", "luck": "149"}.items() <= state(page).items()


def test_the_task_stays_while_levers_move(look: Look) -> None:
    """Broken if a class that moves the lever that it is told to move loses sight of its task."""
    page = look("part=see&scenario=short&step=3&pledges=0").page
    page.wait_for_selector("#headline:not(.busy) .first")
    assert "Step 3 of 7" in (page.text_content("#bar") or "")
    assert "3" == state(page)["step"]
    page.click("#step_all")
    page.wait_for_selector("#teach .lesson")
    assert not page.locator("#bar").count()
