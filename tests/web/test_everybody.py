"""The page is for every reader, screen and keyboard."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Page

from sim.web.address import PARTS
from tests.web.conftest import Look
from tests.web.pages import data, drawn, forked, parts, settled, state, until, waits_for

READY = {
    "see": "#headline:not(.busy) .first", "follow": "#decisions li", "play": "#stop_title",
    "teach": ".lesson",
}  # fmt: skip
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll("main *")].filter(one => {
    const box = one.getBoundingClientRect();
    const within = one.closest(".scroll, .unseen, .story, .decisions"); // these scroll
    return box.width && box.right > wide + 1 && !within;
  }).map(one => one.outerHTML.slice(0, 120)).slice(0, 3);
}"""

PAPERS = """() => {
  const models = Bokeh.documents.flatMap(one => [...one._all_models.values()]);
  const charts = models.filter(one => one.type === "Figure");
  return [...new Set(charts.map(one => one.background_fill_color))];
}"""
SHARP = """() => {
  const headline = document.getElementById("headline");
  return !headline || getComputedStyle(headline).opacity === "1";
}"""


def go(page: Page, part: str) -> None:
    """Go to a part, and wait until it shows what it has."""
    if part != state(page)["part"]:
        page.click(f"nav [data-part={part}]")
    page.wait_for_selector(READY[part])
    if part == "follow" and not page.locator("#card article").count():
        page.locator("#decisions li button").first.click()
        page.wait_for_selector("#card article")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize(
    ("dark", "language", "width"),
    [
        (True, "en", 1400),
        (False, "fr", 420),
        pytest.param(False, "en", 1400, marks=pytest.mark.slow),
        pytest.param(True, "fr", 420, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_no_fault_on_any_part(look: Look, dark: bool, language: str, width: int) -> None:
    """Broken if a part is too pale, has controls without names, or what cannot be reached; or if
    a phone must scroll sideways."""
    seen = look(f"scenario=short&lang={language}&belief=0.2&pledges=0", width=width, dark=dark)
    page = seen.page
    settled(page)
    for part in PARTS:
        go(page, part)
        assert [part] == parts(page)
        if part == "follow" and width < 1000:
            page.locator("#card button.main").click()
            forked(page)
        page.wait_for_function(SHARP)  # it is pale while histories are lived
        assert [] == seen.faults_for_readers(), part
        fits(page, width)
    if width < 1000:
        page.set_viewport_size({"width": 360, "height": 740})
        for part in PARTS:
            go(page, part)
            fits(page, 360)


def fits(page: Page, width: int) -> None:
    """Nothing of a page is wider than its window."""
    until(page, lambda: page.evaluate(SIDEWAYS) <= 0)
    assert [] == page.evaluate(OUTSIDE), width


NAMES = """() => {
  for (const page of Bokeh.documents) {
    const names = page.get_model_by_name("see_map_labels");
    if (!names) continue;
    const view = Bokeh.index.find_one(names), frame = view.parent.frame.bbox;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "bold 13px Helvetica, Arial, sans-serif";
    const shifts = {left: 0, center: 0.5, right: 1}, data = names.data_source.data;
    return [...data.text].map((text, place) => {
      const wide = pen.measureText(text).width, shift = shifts[data.align[place]];
      const x = view.parent.frame.x_scale.compute(data.x[place]) - shift * wide;
      const y = view.parent.frame.y_scale.compute(data.y[place]);
      return [text, x - frame.left, frame.right - x - wide, x, x + wide, y];
    });
  }
}"""


def test_names_on_a_phones_map_are_whole(look: Look) -> None:
    """Broken if a country's name runs over the map's edge or under another's."""
    page = look("scenario=short", width=420).page
    settled(page)
    drawn(page, ["see_map"])
    names = page.evaluate(NAMES)
    assert 10 == len(names)
    for text, left, right, *_ in names:
        assert left > 0, text
        assert right > 0, text
    for one, other in itertools.combinations(names, 2):
        beside = one[4] < other[3] or other[4] < one[3]
        assert beside or abs(one[5] - other[5]) > 13, (one[0], other[0])


def test_a_dark_page_is_dark_in_its_charts_too(look: Look) -> None:
    """Broken if who reads in the dark gets white charts, or must open the page anew."""
    page = look("scenario=short").page
    settled(page)
    drawn(page, ["see_map"])
    light = data(page, "see_map")["colour"]
    page.emulate_media(color_scheme="dark")
    until(page, lambda: light != data(page, "see_map")["colour"])
    until(page, lambda: ["#17191c"] == page.evaluate(PAPERS))
    key = page.locator("#bands_key rect").first
    until(page, lambda: "#26221c" == key.get_attribute("fill"))


def reach(page: Page, wanted: str, most: int = 60) -> None:
    """Go by Tab alone to an element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_tab_reaches_what_a_visitor_needs(look: Look) -> None:
    """Broken if the skip link, parts, levers, their explanations or the map's months need a mouse,
    or come in an order that nobody would guess."""
    page = look("scenario=short").page
    settled(page)
    page.keyboard.press("Tab")
    assert "#content" == page.evaluate("document.activeElement.getAttribute('href')")
    for wanted in (
        "nav [data-part=see]", "nav [data-part=teach]", "#language_fr", "#scenario",
        "#own_scenario summary", "#levers_panel summary", "#lever_pledges", "#lever_belief",
        ".lever .about",
        "#levers button[data-tell=reset]", "#show", "#map", "button[data-play=see_map]",
        "#see_map_month", "#map_numbers summary",
    ):  # fmt: skip
        reach(page, wanted)
    assert not page.locator("#own").is_visible()
    page.locator("#own_scenario summary").focus()
    page.keyboard.press("Enter")
    reach(page, "#own", 1)
    page.locator("#lever_belief").focus()
    page.keyboard.press("Tab")
    assert page.locator("#about_belief").is_visible()


def test_a_game_is_played_by_the_keyboard(look: Look) -> None:
    """Broken if somebody without a mouse cannot play: choose who to be, answer, hold, go on."""
    page = look("scenario=short").page
    settled(page)
    reach(page, "nav [data-part=play]")
    page.keyboard.press("Enter")
    waits_for(page, 0)
    reach(page, "input[name=actor]")
    page.keyboard.press("ArrowLeft")  # round to France
    reach(page, "#roles button:not([name])")
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('stop_title')?.textContent.match(/decisions/)")
    assert "FRA" == state(page)["actor"]
    for stop in range(1, 9):
        if page.evaluate("document.activeElement.id") != "stop_title":
            reach(page, "#stop_title, #stop input[type=radio]")
        for place in range(page.locator("#stop .question_asked").count()):
            asked = f"#stop input[name=q{place}]"
            if not page.evaluate("wanted => document.activeElement.matches(wanted)", asked):
                reach(page, asked)
            page.keyboard.press("Space")
            if "n" != page.evaluate("document.activeElement.value"):
                page.keyboard.press("ArrowRight")
            assert "n" == page.evaluate("document.activeElement.value")
        reach(page, "#hold")
        page.keyboard.press("End")
        reach(page, "#stop button.main")
        page.keyboard.press("Enter")
        waits_for(page, stop)
        if not page.locator("#stop form[data-tell=answer]").count():
            break
    assert "The history is over" == page.text_content("#stop_title")
    assert re.fullmatch(r"(n\.)*n~12(,(n\.)*n~12)*", state(page)["answers"])
