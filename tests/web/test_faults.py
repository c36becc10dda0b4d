"""What is wrong with a scenario is told in the visitor's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim import load_scenario
from sim.errors import Fault, ScenarioError
from sim.language import ENGLISH, LANGUAGES
from sim.scenario.reading import MAX_BYTES, MAX_DEPTH, MAX_NODES
from sim.web.faults import in_words

BROKEN = Path(__file__).parents[1] / "scenario" / "broken"
FRENCH = LANGUAGES["fr"]
GIVEN = re.compile(
    r"(?<!\w)'[^']*(?:'(?!\w)|\.\.\.)|choisissez parmi .*|\(?[\w\]]+\[?[.\d][\w.\[\]]+|"
    r"uniform: .*|uniform, normal"
)
"""Words of the file itself, and names in the language of scenarios."""
ENGLISH_WORDS = re.compile(
    r"\b(the|an|is|are|of|to|from|not|no|and|or|it|in|its|with|without|here|this|that|write|use|"
    r"leave|name|names|give|add|make|put|goes|given|takes|lies|means|number|list|keys?|nothing|"
    r"unknown|country|treaty|actor|found|expected|such)\b"
)


def told(path: Path) -> str:
    """What is said of a broken file in French."""
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    return in_words(refused.value, FRENCH)


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_file_is_told_of_in_french(path: Path) -> None:
    """Broken if a message is worded anew, or a new one made, and a French visitor reads English."""
    head, *lines = told(path).splitlines()
    assert "Le scénario ne peut pas servir\N{NO-BREAK SPACE}:" == head
    assert [] == [line for line in lines if ENGLISH_WORDS.search(without_what_is_given(line, path))]


def without_what_is_given(line: str, path: Path) -> str:
    """A message without words of the file that it is about."""
    _, _, line = line.removeprefix(f"{path.parent}").partition(": ")
    return GIVEN.sub("", line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: " + "x" * MAX_BYTES,
         f"le fichier est trop grand - au plus {MAX_BYTES:,} octets"),
        ("[" * 20, f"trop de niveaux imbriqués - au plus {MAX_DEPTH} niveaux"),
        ("focus: [" + "1, " * MAX_NODES + "1]",
         f"le fichier est trop long - au plus {MAX_NODES:,} valeurs"),
        ("horizon: 9e999", "9e999 est un nombre trop grand - écrivez un nombre"),
    ],
)  # fmt: skip
def test_too_much_is_told_of_in_french(text: str, expected: str, tmp_path: Path) -> None:
    """Broken if what is too large for the page is refused in English."""
    path = tmp_path / "large.yaml"
    path.write_text(text, "utf-8")
    assert expected in told(path)


def test_what_has_no_french_is_said_to_have_none() -> None:
    """Broken if a French visitor is left alone with English, or an English one told of it."""
    error = ScenarioError([Fault("a.yaml", 1, 2, "title", "colourless", "sleep furiously")])
    assert "a.yaml:1:2: title: colourless - sleep furiously" == in_words(error, ENGLISH)
    head, line = in_words(error, FRENCH).splitlines()
    assert ("en anglais" in head, in_words(error, ENGLISH)) == (True, line)
