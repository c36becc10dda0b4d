"""Addresses carry what is seen, visitors do not disturb one another, and what they bring or take
along is what it should be."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from sim.scenario import load_scenario
from sim.web.source import Source
from tests.browser import address_of, arrive
from tests.web.conftest import Look
from tests.web.pages import answer, cells, data, move, settled, state, until, waits_for
from tests.web.served import Served

HOSTILE = """\
extends: baseline
title: "<script>document.title = 'taken'</script><img src=x onerror=document.title='taken'>"
question: "Is <b>this</b> {{ 7 * 7 }} bold?"
horizon: {end: 2023-12}
countries: {MLI: {name: "<img src=x onerror=document.title='taken'>"}}
"""
WATCH = """id => {
  const place = document.getElementById(id);
  window.seen = [];
  new MutationObserver(() => seen.push(getComputedStyle(place).opacity))
    .observe(place, { attributes: true, attributeFilter: ["class"] });
}"""
"""Notes how faint a place of the page is, whenever that may have changed."""


def bring(page: Page, text: str) -> None:
    """Choose a file of one's own."""
    file = {"name": "mine.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
    page.set_input_files("#own", file)


def told(page: Page) -> str:
    """What a visitor is told, once there is something."""
    page.wait_for_selector("#notices .note")
    return page.text_content("#notices") or ""


def test_an_address_opens_what_its_sender_saw(look: Look) -> None:
    """Broken if a link shows other levers, choices or answers than the page it was copied from, or
    if the other language loses them."""
    page = look("scenario=short").page
    settled(page)
    move(page, "nigeria", "Home")
    page.select_option("#show", "displaced")
    page.wait_for_url(lambda url: "show=displaced" in url)
    there = look(page.url.partition("?")[2]).page
    settled(there)
    assert state(page) == state(there)
    assert cells(page, "#headline") == cells(there, "#headline")
    assert ("0", "displaced") == (there.input_value("#lever_nigeria"), there.input_value("#show"))
    until(there, lambda: data(page, "see_fan0") == data(there, "see_fan0"))
    page.click("nav [data-part=play]")
    waits_for(page, 0)
    answer(page)
    asked, before = page.text_content("#stop .when"), state(page)
    page.get_by_role("link", name="français").click()
    page.wait_for_selector("html[lang=fr]")
    waits_for(page, 1)
    assert before | {"lang": "fr"} == state(page)
    assert (asked or "?").split()[1] in (page.text_content("#stop .when") or "")  # the year
    assert "0" == state(page)["nigeria"]


def test_two_visitors_do_not_disturb_one_another(look: Look) -> None:
    """Broken if who moves a lever moves another's, or a class shares one state."""
    one, other = (look("scenario=short").page for _ in range(2))
    for page in (one, other):
        settled(page)
    move(one, "nigeria", "Home")
    move(other, "belief", "End")
    move(one, "resolve", "End")
    other.select_option("#show", "legitimacy")
    other.wait_for_url(lambda url: "show=legitimacy" in url)
    assert {"nigeria": "0", "resolve": "1", "show": "deaths"}.items() <= state(one).items()
    assert "belief" not in state(one)
    assert "1" == state(other)["belief"]
    assert {"nigeria", "resolve"} & set(state(other)) == set()
    assert cells(one, "#headline") != cells(other, "#headline")


def test_a_bad_address_is_a_page_with_a_note(look: Look) -> None:
    """Broken if a typing error in an address gives no page, or one that says nothing of it."""
    page = look("part=sea&scenario=<b>x&belief=7&colour=red&run=-1&answers=%3Cscript%3E").page
    settled(page)
    notes = page.locator("#notices .note").all_text_contents()
    assert 6 == len(notes)
    for name in ("part=sea", "scenario=<b>x", "belief=7", "colour", "run=-1", "answers=<script>"):
        assert 1 == sum(f"The address has {name}" in note for note in notes), name
    assert {"part": "see", "scenario": "baseline"}.items() <= state(page).items()
    assert "belief" not in state(page)


def test_answers_that_no_game_has_are_told(look: Look) -> None:
    """Broken if an address with another game's answers shows an empty page, or a note outlives
    what it is about."""
    page = look("part=play&scenario=short&actor=MLI&answers=y.y.y").page
    waits_for(page, 0)
    assert "The answers are those of another game: this one begins anew." in told(page)
    assert "answers" not in state(page)
    page.get_by_role("button", name="Begin anew").click()
    page.wait_for_selector("#notices .note", state="detached")
    waits_for(page, 0)


def test_a_game_whose_scenario_has_no_such_actor(look: Look) -> None:
    """Broken if a question stays that nobody asks in the scenario that was chosen, or if one is
    asked whom to be where there is nobody."""
    page = look("part=play&scenario=short&actor=FRA").page
    waits_for(page, 0)
    page.select_option("#scenario", "placebo")
    page.wait_for_selector("text=Nobody decides anything in this scenario: choose another to play.")
    assert (0, False) == (page.locator("#stop form").count(), page.is_visible("#played"))
    assert "" == page.inner_text("#roles").strip()
    bring(page, "extends: short\npartners: {FRA: {presence: null}}\n")
    waits_for(page, 0)
    assert "France decides nothing in this scenario: here you are Mali." in told(page)
    assert "MLI" == state(page)["actor"]


def test_an_old_decision_is_not_forked_in_another_scenario(look: Look) -> None:
    """Broken if a fork of a history that is gone goes on for ever, or ends in a raw message."""
    page = look("part=follow&scenario=short&run=17").page
    page.locator("#decisions li button").first.click()
    page.wait_for_selector("#card button.main")
    page.evaluate("""() => {  // both before the answer to the first
      const button = document.querySelector("#card button.main");
      const scenario = document.getElementById("scenario");
      scenario.value = "history";
      scenario.dispatchEvent(new Event("change", {bubbles: true}));
      button.click();
    }""")
    assert "This decision is of a history that is shown no longer" in told(page)
    page.wait_for_selector("#content[aria-busy=false]")
    assert not page.is_visible("#forked")


def test_nobody_can_enter_anothers_session(look: Look) -> None:
    """Broken if two who are sent the same address see one another's levers."""
    one, other = (look("scenario=short&bokeh-session-id=class&bokeh-token=x").page for _ in "12")
    for page in (one, other):
        settled(page)
        assert "bokeh" not in page.url
    move(one, "nigeria", "Home")
    assert "0" == state(one)["nigeria"]
    assert "nigeria" not in state(other)
    own = one.evaluate("Bokeh.documents[0].roots().length && [...document.scripts]"
                       ".map(one => one.textContent.match(/\"token\":\"([^.\"]+)/)?.[1])"
                       ".find(one => one)")  # fmt: skip
    there = look(f"scenario=short&bokeh-token={own}").page
    settled(there)
    assert "nigeria" not in state(there)


def test_controls_wait_until_somebody_hears_them(look: Look, served: Served) -> None:
    """Broken if a click in a page's first second is lost."""
    with urlopen(served.address) as answered:
        sent = answered.read().decode()
    assert '<main id="content" aria-busy="true" inert>' in sent
    page = look("scenario=short").page
    settled(page)
    assert (0, False) == (page.locator("[inert]").count(), page.is_visible("#connecting"))


def test_countries_without_a_chart_are_named(look: Look) -> None:
    """Broken if a scenario's fourth country in focus is left out in silence."""
    page = look("scenario=short").page
    settled(page)
    bring(page, "extends: short\nfocus: [MLI, BFA, NER, BEN, TGO]\n")
    page.wait_for_selector(
        "text=The page has room for 3 countries one by one: Mali, Burkina Faso and Niger. "
        "Not shown: Benin and Togo."
    )


def test_a_whole_long_game_can_be_opened(look: Look) -> None:
    """Broken if an address as long as it may be is too long for the server."""
    answers = ",".join(["n.n.n.n.n.n.n.n.n"] * 1_100)
    page = look(f"part=play&scenario=short&answers={answers}").page
    waits_for(page, 0)
    assert "another game" in told(page)


def test_a_file_of_ones_own_is_shown_or_refused(look: Look) -> None:
    """Broken if a scenario cannot be brought along, or a faulty one is refused without what is
    wrong, or takes the page with it; or if one that was sent by somebody runs a script."""
    page = look("scenario=short").page
    settled(page)
    bring(page, "extends: baseline\ntreaties: {AES: {publicty: 1}}\n")
    assert "your file:2:18: treaties.AES.publicty: unknown key 'publicty' - did you mean" in told(
        page
    )
    bring(page, "extends: baseline\nhorizon: {end: 2033-07}\n")
    page.wait_for_selector("text=your file: 121 months are too many")
    bring(page, "# " + "x" * 300_000)
    page.wait_for_selector("text=The file is too large for a scenario.")
    assert "short" == state(page)["scenario"]
    small = (Path(__file__).parents[1] / "small.yaml").read_text("utf-8")
    bring(page, small)
    page.wait_for_selector("#living", state="visible")  # while old numbers are on the page
    page.wait_for_url(lambda url: "scenario=own" in url)
    settled(page)
    assert not page.locator("#living").is_visible()
    assert "Your own: Small" == page.text_content("#scenario option:checked")
    assert "people die in the median of 200 histories" in (page.text_content("#headline") or "")
    assert [True, False, False] == [
        page.locator(f"#see_fan{place}_figure").is_visible() for place in range(3)
    ]
    until(page, lambda: not page.locator("#crises").is_visible())
    page.click("nav [data-part=follow]")
    page.wait_for_selector("#story dl, #story p:not(.waiting)")
    until(page, lambda: 12 == len(data(page, "follow_fan0")["own"]))
    page.click("nav [data-part=play]")
    page.wait_for_selector("#stop_title")
    is_harmless(page)


def is_harmless(page: Page) -> None:
    """What a file says is shown as it stands there, and runs nothing."""
    title = page.title()
    page.click("nav [data-part=see]")
    settled(page)
    bring(page, HOSTILE)
    page.wait_for_selector("text=Is <b>this</b> {{ 7 * 7 }} bold?")
    settled(page)
    assert "<script>" in (page.text_content("#scenario option:checked") or "")
    until(page, lambda: "<img src=x" in (page.text_content("#headline") or ""))
    for part, sign in (("follow", "#decisions li"), ("play", "#stop_title"), ("teach", ".lesson")):
        page.click(f"nav [data-part={part}]")
        page.wait_for_selector(sign)
    assert (title, 0) == (page.title(), page.locator("main img, main script").count())


def take(page: Page, name: str, folder: Path) -> Path:
    """What a button of the last part gives."""
    with page.expect_download() as awaited:
        page.get_by_role("button", name=name).click()
    file = folder / awaited.value.suggested_filename
    awaited.value.save_as(file)
    return file


def test_what_is_taken_along_is_what_was_seen(look: Look, scenarios: Path, tmp_path: Path) -> None:
    """Broken if a scenario that was taken along is not the one on screen, or goes by the name of
    the shipped one, or its outcomes are of other histories."""
    page = look("part=teach&scenario=short&belief=0.2&pledges=0").page
    page.wait_for_url(lambda url: "lang=" in url)  # it is heard from then on
    file = take(page, "The scenario (YAML)", tmp_path)
    assert "liptako-short-changed.yaml" == file.name
    moved = Source(str(scenarios / "short.yaml")).with_levers({"belief": 0.2, "pledges": 0.0})
    title = {"title": load_scenario(file).data.title}
    assert moved.scenario().patch(title).digest() == load_scenario(file).digest()
    with take(page, "The outcomes", tmp_path).open(encoding="utf-8", newline="") as table:
        assert 200 == len([*csv.DictReader(table)])
    sheets = take(page, "Sheets to print", tmp_path)
    assert ("liptako-sheets-en.html", 7) == (
        sheets.name, sheets.read_text("utf-8").count('class="sheet'),
    )  # fmt: skip


@pytest.mark.slow
def test_a_report_is_taken_along(look: Look, chrome: object, tmp_path: Path) -> None:
    """Broken if the report is cut off, or calls the levers' scenario what the untouched one is
    called."""
    page = look("part=teach&scenario=short&belief=0.2").page
    page.wait_for_url(lambda url: "lang=" in url)  # it is heard from then on
    file = take(page, "A report", tmp_path)
    seen = arrive(chrome, address_of(file))  # type: ignore[arg-type]
    assert "liptako-short-changed.html" == file.name
    heading = seen.page.text_content("h1") or ""
    assert (
        "A short year, changed: Others' belief in it 0.2 (was 0.5) against A short year" == heading
    )
    assert "short-changed.yaml" in seen.page.content()
    assert 3 == seen.page.locator("figure img").count()
    assert ([], []) == (seen.complaints, seen.outside)
    seen.page.context.close()


@pytest.mark.parametrize(
    ("query", "place", "act"),
    [
        ("scenario=short", "headline", "#lever_recruitment"),
        ("part=follow&scenario=short&run=17", "story", "[data-tell=follow_run][value=typical]"),
        ("part=play&scenario=short&actor=NER", "stop", "[data-tell=role] button:not([name])"),
    ],
)
def test_what_is_being_lived_anew_is_dimmed(look: Look, query: str, place: str, act: str) -> None:
    """Broken if numbers, a story or a question look valid while others are being lived, or stay
    dim; or if who wants no motion sees them fade."""
    page = look(query).page
    page.wait_for_selector("#content[aria-busy=false]")
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(WATCH, place)
    wanted = page.locator(act)
    wanted.click() if place != "headline" else wanted.press("ArrowRight")
    page.wait_for_function("seen.length > 1")
    assert ["0.55", "1"] == page.evaluate("seen.slice(0, 2)")
    assert "0s" == page.evaluate("id => getComputedStyle(document.getElementById(id))"
                                 ".transitionDuration", place)  # fmt: skip
