"""The second part in a browser: a history is chosen, read, and forked."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page

from sim.web.jobs import history
from sim.web.source import Source
from tests.web.conftest import Look
from tests.web.pages import cells, data, drawn, forked, numbers_behind, parts, state, until

FOLLOWED = ("follow_fan0", "follow_fan1", "follow_fan2", "follow_map")
FORKED = ("fork_pair0", "fork_pair1", "fork_pair2")


def test_a_history_is_told_drawn_and_forked(look: Look, short_source: Source) -> None:
    """Broken if a history is not the one of its number, a chart stays white, a card is another
    decision's, or a fork has no futures, or passes off one draw as what 200 futures found."""
    page = look("part=follow&scenario=short&run=17").page
    page.wait_for_selector("#decisions li")
    assert ["follow"] == parts(page)
    expected = history(short_source, 17, "en")
    assert len(expected.decisions) == page.locator("#decisions li").count()
    assert [line.text for line in expected.story] == page.locator("#story dd").all_text_contents()
    drawn(page, FOLLOWED)
    np.testing.assert_array_equal(expected.deaths["NER"], data(page, "follow_fan2")["own"])
    assert 1 + 12 == len(numbers_behind(page, "follow_numbers"))
    assert 1 + 46 == len(numbers_behind(page, "follow_map_numbers"))
    button = page.locator("#decisions li button").last
    button.click()
    page.wait_for_selector("#card article")
    told = expected.decisions[-1]
    assert told.words == page.text_content("#card_title")
    assert told.answer in (page.text_content("#card .luck") or "")
    page.get_by_role("button", name="Fork here").click()
    table = forked(page)
    assert "fork_title" == page.evaluate("document.activeElement.id")
    month = expected.months[told.month].astype("datetime64[D]").item()
    luck = f"The rest of {month:%B %Y} keeps this history's luck: what happens in it is one draw"
    assert luck in (page.text_content("#fork_text") or "")
    assert 5 == len(table[0])
    assert re.fullmatch(r"\d+ more, \d+ fewer", table[1][4])
    drawn(page, FORKED)
    for name in ("fork_numbers0", "fork_numbers1"):
        assert 1 + 12 == len(numbers_behind(page, name))


def test_a_step_opens_the_card_it_speaks_of(look: Look) -> None:
    """Broken if a class has to look for the decision that its task is about, or one that looks at
    another history has a card thrown at it."""
    page = look("part=follow&scenario=baseline&run=56&step=5").page
    page.wait_for_selector("#card article")
    title = "Burkina Faso: sends armed force to help Niger (pledge of 31 July 2023)"
    assert title == page.text_content("#card_title")
    until(page, lambda: "card_title" == page.evaluate("document.activeElement.id"))
    page.fill("#follow_number", "17")
    page.locator("form[data-tell=follow_run] button").click()
    page.wait_for_url(lambda url: "run=17" in url)
    page.wait_for_selector("text=History number 17")
    assert not page.locator("#card article").count()


def test_histories_are_chosen_by_what_they_are(look: Look) -> None:
    """Broken if the worst history is not the one with most deaths, a number is refused, another
    actor's decisions are listed than was asked for, or months are those of another scenario."""
    page = look("part=follow&scenario=short").page
    page.wait_for_selector("#decisions li")
    deaths: dict[str, float] = {}
    for which, name in (("worst", "Most deaths"), ("best", "Fewest deaths")):
        before = total(page)
        page.get_by_role("button", name=name).click()
        page.wait_for_url(lambda url, which=which: f"run={which}" in url)
        until(page, lambda before=before: before != total(page))  # type: ignore[misc]
        deaths[which] = total(page)
        assert "true" == page.get_by_role("button", name=name).get_attribute("aria-pressed")
    assert deaths["best"] < deaths["worst"] / 2
    page.fill("#follow_number", "5000000")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_selector("text=History number 5000000")
    assert "5000000" == state(page)["run"]
    actor = page.locator("#follow_actor option").nth(1)
    word = actor.text_content()
    page.select_option("#follow_actor", actor.get_attribute("value"))
    page.wait_for_function(
        "word => [...document.querySelectorAll('#decisions li button span:nth-of-type(2)')]"
        ".every(one => one.textContent.startsWith(word))",
        arg=word,
    )
    page.select_option("#scenario", "history")  # of eight years
    until(page, lambda: 96 == len(data(page, "follow_fan0")["own"]))
    columns = data(page, "follow_fan0")
    assert {96} == {len(column) for column in columns.values()}
    assert None not in columns["own"]
    first, *_, last = cells(page, "#follow_numbers")[1:]
    assert ("Jan 2018", "Dec 2025") == (first[0], last[0])


def total(page: Page) -> int:
    """Deaths of the history in all three countries, by the table behind its fans."""
    _, *rows = cells(page, "#follow_numbers")
    return sum(int(row[place].replace(",", "")) for row in rows for place in (1, 3, 5))
