"""What stands around the package: versions, the changelog, and the checks before a commit."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from sim.mechanisms import declarations
from tests import commands, limits

ROOT = Path(__file__).parents[1]
CHANGES = (ROOT / "CHANGELOG.md").read_text("utf-8")
HEADING = re.compile(r"^## (?:\[Unreleased\]: )?\[?([\d.]+)\]?(?: - (\d{4}-\d\d-\d\d))?$", re.M)


def test_the_citation_is_of_this_version() -> None:
    """Who cites the software would name a version that gave other numbers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert ("1.2.0", "software") == (cited["cff-version"], cited["type"])
    assert project["license"] == cited["license"]
    newest = HEADING.search(CHANGES)
    assert newest is not None
    version, day = newest.groups()
    assert (version, version) == (project["version"], cited["version"])
    assert day == (str(cited["date-released"]) if "date-released" in cited else None)


@pytest.mark.parametrize("section", re.split(r"^## ", CHANGES, flags=re.M)[1:])
def test_every_version_says_whether_it_alters_numbers(section: str) -> None:
    """Who compares results of two versions could not tell the model's change from the world's."""
    assert HEADING.match(f"## {section.splitlines()[0]}")
    first, *others = re.split(r"^### ", section, flags=re.M)[1:]
    title, *lines = first.splitlines()
    assert "Alters numbers" == title
    said = [line for line in lines if line]
    assert said and all(re.match(r"- (Everything|Nothing|M\d+)\b", line) for line in said)
    assert not any(other.startswith("Alters numbers") for other in others)


def test_no_function_is_longer_than_a_screen() -> None:
    """A reader would lose the beginning of a function before its end."""
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / "sim").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > 60
    ]
    assert [] == long


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines it has, without its documentation."""
    documented = (ast.get_docstring(function, clean=False) or "").count("\n") + 1
    return (function.end_lineno or 0) - function.lineno + 1 - documented


CITED = re.compile(
    r"((?:[A-Z][\w'-]*)(?:(?:, | & )[A-Z][\w'-]*)*)(?: et al\.)?,? \(?((?:19|20)\d\d)"
)
"""Names and a year, as a parameter's source gives them: Leeds, Long & Mitchell 2000."""


def test_every_source_of_a_parameter_stands_in_the_list_of_sources() -> None:
    """A reader could not find out what a parameter rests on."""
    text = (ROOT / "seeds" / "sources.md").read_text("utf-8")
    entries = [line for line in text.splitlines() if line.startswith("- ")]
    cited = {(d.name, *found) for d in declarations().values() for found in CITED.findall(d.source)}
    assert 30 < len(cited)
    missing = [
        (parameter, names, year)
        for parameter, names, year in sorted(cited)
        if not any(
            all(re.search(rf"\b{word}\b", entry) for word in [*re.findall(r"[\w'-]+", names), year])
            for entry in entries
        )
    ]
    assert [] == missing


def test_what_runs_before_a_commit_is_what_make_check_runs() -> None:
    """A commit would pass here and fail in CI."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    entries = [hook["entry"] for one in hooks for hook in one["hooks"]]
    assert {"local"} == {one["repo"] for one in hooks}
    tools = [f".venv/bin/{line}" for line in commands.recipe("check") if "pip" not in line]
    assert sorted(tools) == sorted(entries)


def test_make_writes_the_schema_of_editors(tmp_path: Path) -> None:
    """Who adds a parameter would have to write a program to tell editors of it."""
    (line,) = [one for one in commands.recipe("schema") if "schema_text" in one]
    (tmp_path / "scenarios").mkdir()
    subprocess.run([sys.executable, *shlex.split(line)[1:]], cwd=tmp_path, check=True)
    written = tmp_path / "scenarios" / "schema.json"
    assert (ROOT / "scenarios" / "schema.json").read_bytes() == written.read_bytes()


def test_a_path_of_a_test_that_is_not_there_is_named() -> None:
    """Who misspells a path would read that no tests ran, and look for the fault elsewhere."""
    command = [sys.executable, "-m", "pytest", "tests/test_nothing.py", "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert pytest.ExitCode.USAGE_ERROR == done.returncode
    assert "no such file or folder: tests/test_nothing.py" in done.stderr


def test_a_helper_of_tests_says_what_it_found() -> None:
    """A number out of its limits would fail a test without a word about it."""
    limits.LIMITS["nothing"] = (0.0, 1.0)
    try:
        with pytest.raises(AssertionError, match="nothing"):
            limits.check_limits({})
    finally:
        del limits.LIMITS["nothing"]


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda one: one.name
)
def test_forms_can_be_read(path: Path) -> None:
    """Who reports a fault would be given an empty page instead of what to say."""
    form = yaml.safe_load(path.read_text("utf-8"))
    if path.parent.name == "ISSUE_TEMPLATE":
        assert {"name", "description", "body"} <= set(form)
        assert all({"type", "attributes"} <= set(part) for part in form["body"])
