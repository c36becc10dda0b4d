"""The commitments that the model starts from, as a file gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.commitments import Commitment, commitments
from sim.errors import LiptakoError

SHIPPED = Path(__file__).parents[2] / "seeds" / "commitments.yaml"
GOOD = """\
# what the article says
- number: 1
  commitment: >-
    Whoever attacks one
    attacks all.
  carried_by: treaties.AES
  test: tests/test_x.py::test_y
  status: carried
- {number: 2, commitment: Mali left., carried_by: history, test: null}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "commitments.yaml"


def test_rows_become_commitments(file: Path) -> None:
    """A reader would see other statements than the file makes, or none for a comment."""
    file.write_text(GOOD, "utf-8")
    assert [
        Commitment(
            1, "Whoever attacks one attacks all.", "treaties.AES", "tests/test_x.py::test_y"
        ),
        Commitment(2, "Mali left.", "history", ""),
    ] == commitments(file)


def test_the_shipped_file_has_fourteen() -> None:
    """A statement of the article would have been lost, or stand there twice."""
    assert list(range(1, 15)) == [row.number for row in commitments(SHIPPED)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no list of commitments - begin each with '- number:'"),
        (b"number: 1\ncommitment: One\n", "no list of commitments - begin each with"),
        (b"- [a, {b", "no YAML (while parsing a flow mapping"),
        (b"\xff\xfe\x00\xd8", "no YAML ('utf-8' codec can't decode byte 0xff"),
        (b"- {number: 1, commitment: A, test: t}\n", "row 1 lacks carried_by - give each number, "),
        (
            b"- {number: 1, commitment: A, carried_by: b, test: t}\n- {number: 2}\n",
            "row 2 lacks commitment, carried_by, test - give each number, commitment, carried_by",
        ),
        (b"- one\n", "row 1 lacks number, commitment, carried_by, test - give each"),
        (b"-\n", "row 1 lacks number, commitment, carried_by, test - give each"),
        (
            b"- {number: one, commitment: A, carried_by: b, test: t}\n",
            "row 1: number 'one' - use a whole number",
        ),
        (
            b"- {number: true, commitment: A, carried_by: b, test: t}\n",
            "row 1: number True - use a whole number",
        ),
    ],
)
def test_a_bad_file_is_refused_in_a_line(file: Path, content: bytes, problem: str) -> None:
    """A slip in the file would end in a traceback, or in a row that says nothing."""
    file.write_bytes(content)
    with pytest.raises(LiptakoError) as caught:
        commitments(file)
    said = str(caught.value)
    assert said.startswith(f"{file}: {problem}")
    assert "\n" not in said


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_is_not_there_is_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    """Whoever starts the command elsewhere would not know what to do."""
    problem = r"cannot be read \(.+\) - run this in the project's folder, or name the file"
    with pytest.raises(LiptakoError, match=problem):
        commitments(tmp_path / name)
