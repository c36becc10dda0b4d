"""A scenario that is brought along may extend what is shown here, and reach nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sim.errors import LiptakoError
from sim.language import LANGUAGES
from sim.scenario import load_scenario
from sim.web.faults import in_words
from sim.web.shelf import KEPT, Shelf
from sim.web.source import Source
from tests.conftest import SHIPPED


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """The shipped scenarios on a shelf."""
    made = Shelf(SHIPPED.parent)
    yield made
    made.close()


def kept(shelf: Shelf) -> set[str]:
    """Names of the files on a shelf."""
    return {file.stem for file in shelf.file("baseline").parent.iterdir()}


def test_a_patch_of_the_baseline_can_be_brought(shelf: Shelf) -> None:
    """Broken if a visitor's own scenario cannot build on a shipped one."""
    name = shelf.bring("extends: baseline\ntitle: Mine\nhorizon: {end: 2024-06}\n")
    scenario = Source(str(shelf.file(name))).scenario()
    assert ("Mine", 12) == (scenario.data.title, scenario.months)
    assert load_scenario(SHIPPED).data.question == scenario.data.question
    assert name in shelf
    assert name not in shelf.titles


def test_the_oldest_gives_way() -> None:
    """Broken if visitors can fill the disk."""
    with closing(Shelf(SHIPPED.parent)) as own:
        first, *_, last = (own.bring(f"extends: baseline\ntitle: T{i}\n") for i in range(KEPT + 1))
        assert (False, True) == (first in own, last in own)
        assert len(own.names) + KEPT == len(kept(own))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "extends: baseline\ntreaties: {AES: {publicty: 1, strength: much}}\n",
            "your file:2:18: treaties.AES.publicty: unknown key 'publicty' - did you mean",
        ),
        (
            # The fault lies in a line of the baseline's, whose place here is nobody's business.
            "extends: baseline\nhorizon: {start: 2024-01}\n",
            "baseline.yaml:9:6: cut: the cut 2023-07-31 lies outside the horizon",
        ),
        ("extends: baseline\nhorizon: {end: 2033-07}\n", "your file: 121 months are too many"),
        ("title: [", "your file:1:9: not YAML"),
        ("", "your file: the file is empty - begin with"),
        ("\0", "your file:1:1: a character that YAML does not allow"),
        ("\ud800: 1", "your file:1:1: "),
        ("- a\n- b\n", "your file:1:1: "),
        ("title: " + "x" * 300_000, "your file: the file is too large - at most 256,000 bytes"),
    ],
)
def test_faults_are_told_without_where_they_lie(shelf: Shelf, text: str, message: str) -> None:
    """Broken if who brings a faulty file is not told all of it, or learns of this machine."""
    before = kept(shelf)
    with pytest.raises(LiptakoError) as refused:
        shelf.bring(text)
    assert message in str(refused.value)
    for place in (str(shelf.file("baseline").parent), tempfile.gettempdir(), "own-", "liptako-"):
        assert place not in str(refused.value)
    assert before == kept(shelf)


def test_faults_are_told_in_french(shelf: Shelf) -> None:
    """Broken if a French visitor reads English about a usual slip."""
    told = []
    for text in (
        "treaties: {AES: {publicty: 1}}",
        "horizon: {start: 2024-01}",
        "horizon: {end: x}",
    ):
        with pytest.raises(LiptakoError) as refused:
            shelf.bring(f"extends: baseline\n{text}\n")
        told.append(in_words(refused.value, LANGUAGES["fr"]))
    assert "votre fichier:2:18: treaties.AES.publicty: clé inconnue 'publicty'" in told[0]
    assert [False, False, False] == ["qu'en anglais" in one for one in told]
    assert "le texte 'x' n" in told[2]


@pytest.mark.parametrize(
    "parent",
    ["../secret", "./../secret.yaml", "{folder}/secret", "..\\\\secret", "secret", "~/secret",
     "baseline/../../secret", "file:///etc/passwd", ".", ""],
)  # fmt: skip
def test_no_other_file_can_be_extended(shelf: Shelf, parent: str) -> None:
    """Broken if messages about a parent tell what stands in any file of the machine, or whether it
    is there."""
    folder = shelf.file("baseline").parent.parent
    secret = folder / "secret.yaml"
    secret.write_text("password: swordfish\n", "utf-8")
    try:
        with pytest.raises(LiptakoError) as refused:
            shelf.bring(f'extends: "{parent.format(folder=folder)}"\n')
    finally:
        secret.unlink()
    assert "your file:1:10: extends: only a scenario of this page" in str(refused.value)
    assert "password" not in str(refused.value)


def test_another_visitors_scenario_cannot_be_extended(shelf: Shelf) -> None:
    """Broken if who knows or guesses a name can read what another has brought."""
    name = shelf.bring("extends: baseline.yaml\ntitle: Mine\n")
    with pytest.raises(LiptakoError, match="only a scenario of this page"):
        shelf.bring(f"extends: {name}\n")


def test_all_is_gone_in_the_end(tmp_path: Path) -> None:
    """Broken if copies stay on the disk, or a folder without scenarios is shown empty."""
    own = Shelf(SHIPPED.parent)
    folder = own.file("baseline").parent
    own.bring("extends: baseline\ntitle: Mine\n")
    own.close()
    assert not folder.exists()
    with pytest.raises(LiptakoError, match="no scenarios here - start where the folder"):
        Shelf(tmp_path)
