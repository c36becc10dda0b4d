"""The lesson that the demo lists is the one that both documents tell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sim.analysis.explain import explain
from sim.experiment.ensemble import simulate
from sim.language import LANGUAGES
from sim.scenario import Scenario, load_scenario
from sim.web.address import read_address
from sim.web.lesson import steps
from sim.web.shelf import Shelf

ROOT = Path(__file__).parents[2]
TEXTS = {"en": "lesson.md", "fr": "lesson.fr.md"}
ADDRESS = "?"
"""What stands in front of it differs with the port."""
HEADING = re.compile(r"^## (\d)\. (.+) \((\d+) minutes\)$", re.M)


def told(code: str) -> list[str]:
    """A document, cut at the headings of its steps; what stands before the first is left out."""
    text = (ROOT / "docs" / TEXTS[code]).read_text("utf-8")
    starts = [one.start() for one in HEADING.finditer(text)]
    return [text[one:two] for one, two in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize("code", TEXTS)
def test_the_document_has_the_steps_of_the_demo(code: str) -> None:
    """Broken if a teacher reads one lesson and the demo lists another."""
    expected = [
        (str(number), step.title, str(step.minutes))
        for number, step in enumerate(steps(LANGUAGES[code]), 1)
    ]
    headings = [HEADING.match(part) for part in told(code)]
    assert expected == [one.groups() for one in headings if one]


def test_the_lesson_fits_a_school_hour() -> None:
    """Broken if a step is added or stretched, and nothing shortened for it."""
    assert (7, 45) == (
        len(steps(LANGUAGES["en"])),
        sum(step.minutes for step in steps(LANGUAGES["en"])),
    )


@pytest.mark.parametrize("code", TEXTS)
def test_each_step_of_the_document_opens_its_own_state(code: str) -> None:
    """Broken if a printed address opens another state than the demo's link."""
    language = {} if code == "en" else {"lang": code}
    for number, (step, part) in enumerate(zip(steps(LANGUAGES[code]), told(code), strict=True), 1):
        (_, query), *_ = step.queries(number)
        assert f"`{ADDRESS}{urlencode(query | language)}`" in part, step.title


@pytest.mark.parametrize("code", TEXTS)
def test_addresses_of_the_document_are_links_of_the_demo(code: str) -> None:
    """Broken if a teacher reads of a state that no link of the page opens, or finds no port that
    is not the demo's own."""
    language = {} if code == "en" else {"lang": code}
    known = {
        ADDRESS + urlencode(query | language)
        for number, step in enumerate(steps(LANGUAGES[code]), 1)
        for _, query in step.queries(number)
    }
    found = {one for part in told(code) for one in re.findall(r"`(\?[^`]+)`", part)}
    assert set() == found - known
    assert "5006" not in "".join(told(code))


@pytest.mark.parametrize("code", TEXTS)
def test_every_address_of_a_step_can_be_read(code: str) -> None:
    """Broken if a link of the lesson opens a page that complains of it."""
    shelf = Shelf(ROOT / "scenarios")
    for number, step in enumerate(steps(LANGUAGES[code]), 1):
        for _, query in step.queries(number):
            sent = {name: [value.encode()] for name, value in query.items()}
            view, notes = read_address(sent, shelf, LANGUAGES[code])
            assert ([], number) == (notes, view.step)


@pytest.mark.parametrize("code", TEXTS)
def test_each_step_asks_and_predicts_as_the_demo_does(code: str) -> None:
    """Broken if the document's question or prediction is not the demo's."""
    for step, part in zip(steps(LANGUAGES[code]), told(code), strict=True):
        assert [] == [one for one in (step.question, step.predict) if one not in part]


def test_scenarios_of_the_steps_are_shipped() -> None:
    """Broken if a link opens a scenario that there is none of."""
    named = {step.query["scenario"] for step in steps(LANGUAGES["en"]) if "scenario" in step.query}
    assert named <= {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}


def force_in_niger(scenario: Scenario) -> tuple[int, float]:
    """Of 200 histories with seed 1: in how many force comes, and how many times it is to be
    expected."""
    histories = simulate(scenario, runs=200, seed=1).sel(bloc="ECOWAS", country="NER")
    return int(histories["interventions"].sum()), float(histories["expected_interventions"].sum())


@pytest.mark.parametrize("code", TEXTS)
def test_the_document_uses_the_words_of_the_card(code: str) -> None:
    """Broken if a pupil looks in vain on the page for a term of the lesson, or for its draw."""
    language, part = LANGUAGES[code], told(code)[4]
    for term in ("base", "affinity", "publicity", "signature", "tied down", "free riding", "cost"):
        assert f"| {language.bare(term)}" in part, term
    assert language.percent(0.493, 1) in part.replace("49.3 %", "49.3\N{NO-BREAK SPACE}%")


@pytest.mark.slow
def test_numbers_of_the_document_are_the_models() -> None:
    """Broken if the model has moved on, and a class is told what is no longer so."""
    scenario = load_scenario(ROOT / "scenarios" / "baseline.yaml")
    patches: dict[str, dict[str, Any]] = {
        "as it is": {},
        "Nigeria for force": {"blocs": {"ECOWAS": {"domestic_opposition": {"NGA": 0.0}}}},
        "no pledges": {"treaties": {"AES": {"pledges": None}}},
    }
    found = {name: force_in_niger(scenario.patch(one)) for name, one in patches.items()}
    found["no treaty"] = force_in_niger(load_scenario(ROOT / "scenarios" / "no_treaty.yaml"))
    expected = {
        "as it is": (5, 7.80),
        "Nigeria for force": (18, 21.76),
        "no pledges": (6, 8.55),
        "no treaty": (7, 7.34),
    }
    assert expected == {name: (came, round(chances, 2)) for name, (came, chances) in found.items()}
    for number in (
        "21.76 to be expected", "8.55 interventions", "7.80 with them",
        "in 7 of 200 histories without it", "7.34 are to be expected",
    ):  # fmt: skip
        assert number in (ROOT / "docs" / "lesson.md").read_text("utf-8")


@pytest.mark.slow
def test_the_histories_that_are_told_go_as_told() -> None:
    """Broken if history 56 is no longer one in which one ally comes and the other does not."""
    scenario = load_scenario(ROOT / "scenarios" / "baseline.yaml")
    table = explain(scenario, run=56, month="2023-08")
    asked = table[table["decision"].str.startswith("honour")].set_index("actor")
    assert {"BFA": True, "MLI": False} == asked["outcome"].to_dict()
    assert {"BFA": 0.35, "MLI": 0.35} == asked["probability"].astype(float).round(2).to_dict()
    table = explain(scenario, run=149, month="2023-09")
    asked = table[table["decision"].str.startswith("honour")].set_index("actor")
    assert {"BFA": False, "MLI": False} == asked["outcome"].to_dict()
