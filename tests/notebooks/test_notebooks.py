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
from sim.experiment.outcomes import OUTCOMES
from sim.mechanisms import declarations
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
NUMBER = re.compile(r"(?<![\w.])(?:\d[\d,_]*\d|\d)?(?:\.\d+|\d)(?:e\d+)?")
QUANTITY = re.compile(
    r"(?<![\w.,-])"
    r"(\d[\d,]*\.\d+|\.\d+|\d+(?:,\d{3})+|\d+(?= (?:and \d+ )?(?:%|[a-z])))"
)
NO_QUANTITY = re.compile(
    r"`[^`]*`|\]\([^)]*\)|\d{1,2} (?:July|September)|(?:July|August|June|December) \d{4}"
    r"|\b(?:19|20)\d\d(?:-\d\d)?\b|^#+ \d\.|^\d\. "
    r"|\b(?:Table|Figure|[Nn]otebook|[Hh]istory|from|luck) \d+\b(?: to \d)?",
    re.MULTILINE,
)
"""Code, links, days, years, headings and lists, and numbers that are names."""
NOT_SHOWN = {
    "4,919": "counted before the histories begin; see below",
    "25.1": "version of the observed deaths; see below",
    "51": "all past crises but one; see below",
    "50": "the narrow interval that figures draw",
    "0.5": "what a reader is asked to try",
}
"""Numbers in the words that no cell has to show, and why."""
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


def prose_numbers(cells: list[Any]) -> list[str]:
    """Numbers of the words that stand for a quantity: with decimals, thousands, % or a noun."""
    return QUANTITY.findall(NO_QUANTITY.sub(" ", words(cells)))


def shown_numbers(cells: list[Any]) -> set[float]:
    """Numbers that the code gives or prints, and those that they are in hundredths."""
    texts = [cell.source for cell in code(cells)]
    for cell in code(cells):
        for output in cell.outputs:
            texts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
    found = {value(text) for text in NUMBER.findall("\n".join(texts))}
    return found | {round(100 * one, 6) for one in found}


def value(text: str) -> float:
    return float(re.sub("[,_]", "", text))


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


def test_numbers_in_the_words_are_those_shown(cells: list[Any]) -> None:
    """After a change of the model the words would go on telling what no cell says any more."""
    shown = shown_numbers(cells)
    asked = prose_numbers(cells)
    assert asked
    assert [] == [one for one in asked if value(one) not in shown and one not in NOT_SHOWN]


def test_numbers_that_no_cell_shows_are_those_of_the_data() -> None:
    """What readers measure their guess against would be of another version of the data."""
    observed = sim.observed_deaths()
    before = observed.sel(country="BFA", month=slice("2022-07", "2023-06"))
    assert 4_919 == before.sum().item()
    assert "UCDP GED 25.1" == observed.attrs["source"]
    assert 51 == len(sim.past_crises()) - 1


def test_a_number_that_is_not_shown_is_found_out() -> None:
    """The test above would hold of any words."""
    shown = nbformat.v4.new_code_cell("share = 0.03\nprint(1_234.5)  # 2023")
    told = nbformat.v4.new_markdown_cell(
        "3 % of 1,234.5 in [Table 7](x.md), `9.5` and 2018-22: two, not 4 deaths, nor .4 or 1,235"
    )
    cells = [shown, told]
    assert ["3", "1,234.5", "4", ".4", "1,235"] == prose_numbers(cells)
    missing = [one for one in prose_numbers(cells) if value(one) not in shown_numbers(cells)]
    assert ["4", ".4", "1,235"] == missing


def test_names_in_the_words_exist(cells: list[Any]) -> None:
    """A reader would be told to turn a parameter, or to ask of an outcome, that is not there."""
    mechanisms = {name.partition(".")[0] for name in declarations()}
    own = {node.id for node in ast.walk(tree(cells)) if isinstance(node, ast.Name)}
    known = {*OUTCOMES, *own, "sim"}
    for span in re.findall(r"`\"?([a-z_]+\.\w+)\"?`", words(cells)):
        first = span.partition(".")[0]
        assert span in declarations() if first in mechanisms else first in known, span


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
