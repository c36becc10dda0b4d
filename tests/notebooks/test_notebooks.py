"""The notebooks as they are committed: executed in order, clean, and on the public interface alone.

`make notebooks` executes them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import sim
from tests.notebooks.tidy import FOLDER, notebooks, tidied

HEADINGS = (
    "## Question",
    "## Prediction",
    "## Run",
    "## What it means",
    "## What it does not mean",
)
LIBRARIES = {"matplotlib", "numpy", "pandas", "pathlib", "sim", "tempfile", "xarray", "yaml"}
LARGEST = 400_000
"""Bytes of a notebook: a clone carries each of its versions."""
MACHINE = re.compile(r"/(home|root|tmp|usr|work|Users|var|opt)/|0x[0-9a-f]{6,}|Warning|Traceback")
IDS = [path.stem for path in notebooks()]


@pytest.fixture(params=notebooks(), ids=IDS)
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def cells(path: Path) -> list[Any]:
    return list(nbformat.read(path, as_version=4).cells)


def code(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell.cell_type == "code"]


def words(cells: list[Any]) -> str:
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def tree(cells: list[Any]) -> ast.Module:
    """All code of a notebook, but for the magics."""
    lines = "\n".join(cell.source for cell in code(cells)).splitlines()
    return ast.parse("\n".join(line for line in lines if not line.startswith("%")))


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_there_are_five() -> None:
    """The tests below would hold of none."""
    assert ["01", "02", "03", "04", "05"] == [name[:2] for name in IDS]
    text = (FOLDER / "README.md").read_text("utf-8")
    assert not [name for name in IDS if f"({name}.ipynb)" not in text]


def test_it_was_executed_in_order(cells: list[Any]) -> None:
    """Outputs would be missing, or of cells that were run in another order."""
    found = [cell.execution_count for cell in code(cells)]
    assert list(range(1, len(found) + 1)) == found
    assert any(cell.outputs for cell in code(cells))


def test_outputs_are_clean(cells: list[Any]) -> None:
    """Readers would see errors, warnings, or somebody's folders."""
    for cell in code(cells):
        for output in cell.outputs:
            assert output.output_type in ("display_data", "execute_result", "stream")
            assert "stderr" != output.get("name")
            shown = [output.get("text", ""), *output.get("data", {}).values()]
            texts = [str(one) for one in shown if len(one) < 60_000]
            assert not [text for text in texts if MACHINE.search(text)]


def test_it_uses_the_public_interface_alone(cells: list[Any]) -> None:
    """It would teach what may change without notice."""
    module = tree(cells)
    names = list(imported(module))
    assert {name.split(".")[0] for name in names} <= LIBRARIES
    assert {name for name in names if name.startswith("sim")} == {"sim"}
    chains = {dotted(node) for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    used = {chain.split(".")[1] for chain in chains if chain.startswith("sim.")}
    assert used <= set(sim.__all__)
    drawn = {chain.split(".")[2] for chain in chains if chain.startswith("sim.plots.")}
    assert drawn <= set(sim.plots.__all__)


def test_it_asks_before_it_answers(cells: list[Any]) -> None:
    """A reader would look at numbers without a guess to be surprised by."""
    text = words(cells)
    places = [text.find(f"\n{heading}") for heading in HEADINGS]
    assert -1 not in places and sorted(places) == places
    assert "## Your turn" in text


def test_every_figure_has_a_caption(cells: list[Any]) -> None:
    """Nobody would know what bands and lines are."""
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        outputs = cell.get("outputs", [])
        if any("image/png" in output.get("data", {}) for output in outputs):
            assert after is not None and after.source.startswith("*Figure ")


def test_links_lead_somewhere(path: Path, cells: list[Any]) -> None:
    """A reader would be sent to a page that is not there."""
    links = re.findall(r"\]\(([^)#]+)\)", words(cells))
    assert not [link for link in links if not (path.parent / link).exists()]


def test_it_is_small_and_tidy(path: Path) -> None:
    """A refresh would show differences that say nothing, and make every clone larger."""
    text = path.read_text("utf-8")
    assert LARGEST > len(text.encode())
    assert tidied(text) == text
