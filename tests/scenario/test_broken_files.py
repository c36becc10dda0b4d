"""Scenario files with a mistake that a person makes: each is refused in its place, in plain words.

A file in `broken/` says in its first lines what it is refused for, a line a fault, in the order in
which they are told::

    # expected: 7:5 treaties.AES.notice_months | out of bounds | from 0 to 120

that is: line and column, dotted path, a piece of the reason, a piece of the remedy. ``0:0`` is the
whole file; a fault of the text has no path; one in another file begins with its name and a colon.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim import load_scenario
from sim.errors import Fault, ScenarioError
from sim.scenario.reading import MAX_BYTES, MAX_NODES
from sim.scenario.references import _POINTLESS
from tests.commands import call

BROKEN = Path(__file__).with_name("broken")
FILES = sorted(BROKEN.glob("*.yaml"))
MARK = "# expected: "
PLACE = re.compile(r"(?:(?P<file>[^ :]+):)?(?P<line>\d+):(?P<column>\d+)(?: (?P<path>.+))?")


@dataclass(frozen=True)
class Expected:
    """A fault as a file expects it: its place, and pieces of what is said."""

    file: str
    line: int
    column: int
    path: str
    reason: str
    remedy: str

    @classmethod
    def of(cls, text: str, file: str) -> Expected:
        """What a line expects, without its mark; ``file`` is the file that it stands in."""
        where, reason, remedy = text.split(" | ")
        place = PLACE.fullmatch(where)
        assert place, f"{file}: no place of a fault: {where}"
        line, column, path = int(place["line"]), int(place["column"]), place["path"] or ""
        return cls(place["file"] or file, line, column, path, reason, remedy)


def expected_in(path: Path) -> list[Expected]:
    """The faults that a file expects."""
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        if not line.startswith(MARK):
            break
        found.append(Expected.of(line.removeprefix(MARK), path.name))
    return found


def head(file: str | Path, fault: Expected | Fault) -> str:
    """How a fault in a file must begin: ``file:line:column: path: ``, as far as it has a place."""
    where = f"{file}:{fault.line}:{fault.column}" if fault.line else f"{file}"
    return f"{where}: {fault.path}: " if fault.path else f"{where}: "


def refused(path: Path) -> tuple[Fault, ...]:
    """The faults of a file."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return caught.value.faults


def assert_refused(path: Path, expected: Sequence[Expected]) -> None:
    """A file has exactly these faults, and each reads ``file:line:column: path: why - remedy``."""
    faults = refused(path)
    places = [(f"{path.parent / one.file}", one.line, one.column, one.path) for one in expected]
    assert places == [(one.file, one.line, one.column, one.path) for one in faults]
    for one, fault in zip(expected, faults, strict=True):
        assert one.reason in fault.problem
        assert one.remedy in fault.remedy
        assert f"{head(fault.file, fault)}{fault.problem} - {fault.remedy}" == str(fault)
        assert "\n" not in str(fault)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_as_it_expects(path: Path) -> None:
    """A mistake would be accepted, be shown in another place, or leave its maker helpless."""
    expected = expected_in(path)
    assert expected, "the file says nothing of what it expects"
    assert_refused(path, expected)


def test_the_files_are_many_and_each_is_another_mistake() -> None:
    """The corpus would shrink, or show the same mistake again and again."""
    assert 75 <= len(FILES)
    seen = Counter((one.path, one.reason) for path in FILES for one in expected_in(path))
    assert [] == [mistake for mistake, times in seen.items() if times > 1]


def test_every_clause_that_answers_nothing_has_a_file() -> None:
    """Who writes such a clause would be refused in the wrong place, or in words nobody tried."""
    said = [one.reason.split(" is no answer to ") for path in FILES for one in expected_in(path)]
    refused_for = {(pair[1], pair[0]) for pair in said if len(pair) == 2}
    assert set(_POINTLESS) == refused_for


@pytest.mark.parametrize("path", sorted(BROKEN.glob("parent/*.yaml")), ids=lambda path: path.stem)
def test_what_broken_files_extend_is_good(path: Path) -> None:
    """Files that extend it would be refused for its faults."""
    assert () == load_scenario(path).notes


@pytest.mark.slow
def test_the_command_refuses_them_all_without_a_traceback() -> None:
    """One file would end the check of those that follow, or a script would take it for good."""
    done = call(BROKEN, "check", *(path.name for path in FILES), COLUMNS="80")
    assert (1, "") == (done.returncode, done.stderr)
    assert "Traceback" not in done.stdout
    expected = [one for path in FILES for one in expected_in(path)]
    said = done.stdout.splitlines()
    assert len(expected) == len(said)
    for one, line in zip(expected, said, strict=True):
        assert line.startswith(head(one.file, one)), line
        assert one.reason in line
        assert one.remedy in line


TOO_LONG = 9 + 2 * (MAX_NODES - 3)
"""The column of the first item too many: before it come the mapping, its key and the list."""
WRITTEN = [
    ("0:0 | the file is too large | at most 256,000 bytes", b"#".ljust(MAX_BYTES + 1, b"x")),
    ("0:0 | the file is empty | begin with 'question:'", b""),
    ("1:1 | the file is not UTF-8 text | save it as UTF-8", "extends: baseline".encode("utf-16")),
    ("1:1 | the file is not UTF-8 text | save it as UTF-8", b"\x89PNG\r\n\x1a\n" * 99),
    (f"1:{TOO_LONG} focus | goes on too long | 20,000", b"focus: [M" + b",M" * MAX_NODES + b"]"),
    ("1:1 | the top level is not a set of keys | or with 'extends:'", b"A text about Mali."),
]


@pytest.mark.parametrize(("expected", "content"), WRITTEN)
def test_what_can_bear_no_comment_is_refused(tmp_path: Path, expected: str, content: bytes) -> None:
    """A file that is no scenario at all would be read for minutes, or end in a traceback."""
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    assert_refused(path, [Expected.of(expected, path.name)])


def test_a_chain_of_ten_files_is_refused(tmp_path: Path) -> None:
    """Files could be put on top of one another until nobody knows what a scenario says."""
    for number in range(10):
        text = f"extends: f{number + 1}\ntitle: Number {number}\n"
        (tmp_path / f"f{number}.yaml").write_text(text, encoding="utf-8")
    expected = "f8.yaml:1:10 extends | too long a chain of 'extends' | at most 8 files"
    assert_refused(tmp_path / "f0.yaml", [Expected.of(expected, "f0.yaml")])
