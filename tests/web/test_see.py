"""The first part in a browser: levers, headline, fans, map, treaties, postures."""

from __future__ import annotations

from tests.web.conftest import Look
from tests.web.pages import cells, data, drawn, move, numbers_behind, settled, state, until

CHARTS = (
    "see_fan0", "see_fan1", "see_fan2", "see_map", "bands", "see_posture0", "see_posture1",
    "see_posture2",
)  # fmt: skip
TABLES = {"fan_numbers": 54, "map_numbers": 46, "bands_numbers": 54, "postures_numbers": 54}
"""Rows of each."""
SHORT = "scenario=short"


def test_every_chart_draws_and_has_its_numbers(look: Look) -> None:
    """Broken if a chart stays white, or who does not see it is not told what it shows."""
    page = look().page
    settled(page)
    drawn(page, CHARTS)
    for name, rows in TABLES.items():
        _, *table = numbers_behind(page, name)
        assert rows == len(table), name
        assert all(cell for row in table for cell in row), name
    first = page.text_content("#headline .first") or ""
    count = dict(row[:2] for row in cells(page, "#headline"))[
        "histories in which ECOWAS intervenes in Niger"
    ]
    assert f"ECOWAS intervenes by force in Niger in {count} of 200 histories." == first


def test_a_lever_changes_what_is_shown_and_can_be_put_back(look: Look) -> None:
    """Broken if a slider, moved by keys, changes nothing, changes the picture but not the number,
    or cannot be put back."""
    page = look(SHORT).page
    settled(page)
    drawn(page, CHARTS)
    before = [cells(page, "#headline"), data(page, "see_fan2"), state(page)]
    move(page, "nigeria", "Home")
    move(page, "recruitment", "ArrowRight", 3)
    assert "lever_recruitment" == page.evaluate("document.activeElement.id")
    until(page, lambda: before[1]["q50"] == data(page, "see_fan2")["reference"])  # type: ignore[call-overload]
    after = [cells(page, "#headline"), data(page, "see_fan2"), state(page)]
    assert {"nigeria": "0", "recruitment": "0.09"} == {
        name: after[2][name]
        for name in after[2].keys() - before[2].keys()  # type: ignore[union-attr]
    }
    assert "0.09 a month" == page.text_content("output[for=lever_recruitment]")
    assert before[1]["q50"] != after[1]["q50"]  # type: ignore[call-overload]
    untouched, moved = (dict(row[:2] for row in table[1:]) for table in (before[0], after[0]))
    assert untouched != moved
    assert untouched == {row[0]: row[2] for row in after[0][1:]}  # type: ignore[index]
    page.get_by_role("button", name="Untouched scenario").click()
    page.wait_for_url(lambda url: "nigeria" not in url)
    settled(page)
    until(page, lambda: before[1] == data(page, "see_fan2"))
    assert [before[0], before[2]] == [cells(page, "#headline"), state(page)]


def test_keys_held_down_are_not_lost(look: Look) -> None:
    """Broken if answers to earlier steps of a slider take it back while it is being moved, or the
    pledges cannot be taken away by the keyboard."""
    page = look(f"{SHORT}&belief=0").page
    settled(page)
    page.locator("#lever_belief").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight", delay=15)
    page.wait_for_url(lambda url: "belief=0.6" in url)
    settled(page)
    assert "0.6" == page.input_value("#lever_belief")
    page.locator("#lever_pledges").focus()
    page.keyboard.press("Space")
    page.wait_for_url(lambda url: "pledges=0" in url)
    settled(page)
    assert not page.is_checked("#lever_pledges")
    assert "in the untouched scenario" in (page.text_content("#headline .first") or "")


def test_scenarios_fans_and_maps_can_be_chosen(look: Look) -> None:
    """Broken if a choice shows other numbers than its name says."""
    page = look(SHORT).page
    settled(page)
    drawn(page, CHARTS)
    deaths = data(page, "see_fan0")["q50"]
    page.select_option("#show", "legitimacy")
    page.wait_for_url(lambda url: "show=legitimacy" in url)
    page.wait_for_function("document.getElementById('fan_table').textContent.includes('legit')")
    assert max(deaths) > 1.0
    until(page, lambda: max(data(page, "see_fan0")["q95"]) <= 1.0)
    colours = data(page, "see_map")["colour"]
    page.select_option("#map", "state_control")
    page.wait_for_url(lambda url: "map=state_control" in url)
    page.wait_for_function("document.getElementById('map_key').textContent.includes('control')")
    until(page, lambda: colours != data(page, "see_map")["colour"])
    question = page.text_content("#chosen .question")
    page.select_option("#scenario", "no_pledge")
    page.wait_for_url(lambda url: "scenario=no_pledge" in url)
    settled(page)
    assert question != page.text_content("#chosen .question")
    assert page.is_disabled("#lever_pledges")
    assert "in the baseline" in (page.text_content("#headline .first") or "")
    page.select_option("#scenario", "history")  # of eight years
    page.wait_for_url(lambda url: "scenario=history" in url)
    settled(page)
    until(page, lambda: 96 == len(data(page, "see_fan1")["q50"]))
    drawn(page, CHARTS)
    assert 1 + 96 == len(numbers_behind(page, "fan_numbers"))


def test_the_map_turns_by_keys_and_by_itself(look: Look) -> None:
    """Broken if months of the map cannot be seen one by one, without a mouse, or do not play; or
    if fans do not say which month it is."""
    page = look(SHORT).page
    settled(page)
    drawn(page, CHARTS)
    month = page.locator("#see_map_month")
    first = data(page, "see_map")["colour"]
    month.focus()
    page.keyboard.press("End")
    assert "Jun 2024" == page.text_content("output[for=see_map_month]")
    assert "Jun 2024" == month.get_attribute("aria-valuetext")
    last = data(page, "see_map")
    assert first != last["colour"]
    _, *table = numbers_behind(page, "map_numbers")
    assert {row[0]: row[-1] for row in table}.items() <= dict(
        zip(last["name"], last["value"], strict=True)
    ).items()
    marked = "Bokeh.documents.map(one => one.get_model_by_name('see_fan0_here')).find(Boolean)"
    assert [True, 1717200000000] == page.evaluate(f"[{marked}.visible, {marked}.location]")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")  # the button beside it
    page.wait_for_function("Number(document.getElementById('see_map_month').value) >= 2")
    page.keyboard.press("Space")
    stood = month.input_value()
    page.wait_for_timeout(600)
    assert stood == month.input_value()
    assert first != data(page, "see_map")["colour"]
