"""docs/model.md: it answers the questions of ODD+D, and shows the rules that the code computes."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from xml.etree import ElementTree

import pytest
from latex2mathml.converter import convert

import sim.world
from sim.mechanisms import declarations
from sim.parameters import Beta, Declaration
from sim.world.state import State

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "model.md").read_text("utf-8")
TEXT, TABLE = PAGE.split("\n## Parameters in force\n")

MATH_BLOCK = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE_MATH = re.compile(r"\$`([^`]+)`\$")
CODE_LINK = re.compile(r"\[`([^`\]]+)`\]\(\.\./(sim/[^)#]+)#([^)]+)\)")
PAGE_LINK = re.compile(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

GREEK = {
    **{name: name for name in ("alpha", "chi", "eta", "iota", "nu", "phi", "psi")},
    **{"gam": "gamma", "kap": "kappa", "lam": "lambda", "om": "omega"},
}
"""Symbols that equations show as Greek letters."""

QUESTIONS = {
    "I Overview": {
        "I.i Purpose": "ab",
        "I.ii Entities, state variables, and scales": "abcde",
        "I.iii Process overview and scheduling": "a",
    },
    "II Design concepts": {
        "II.i Theoretical and empirical background": "abcde",
        "II.ii Individual decision-making": "abcdefgh",
        "II.iii Learning": "ab",
        "II.iv Individual sensing": "abcde",
        "II.v Individual prediction": "abc",
        "II.vi Interaction": "abcd",
        "II.vii Collectives": "ab",
        "II.viii Heterogeneity": "ab",
        "II.ix Stochasticity": "a",
        "II.x Observation": "ab",
    },
    "III Details": {
        "III.i Implementation details": "ab",
        "III.ii Initialisation": "abc",
        "III.iii Input data": "a",
        "III.iv Submodels": "abc",
    },
}
"""Parts and elements of ODD+D, and the letters of their questions (Müller et al. 2013)."""

WITHOUT_AN_EQUATION = {"declarations": "it lists the parameters, and computes nothing"}
"""Public functions of `sim/mechanisms` that the page need not show, and why."""


def maths() -> list[str]:
    """Every formula of the page, without its fence."""
    return sorted(
        {one.strip() for one in MATH_BLOCK.findall(PAGE)} | set(INLINE_MATH.findall(PAGE))
    )


def typeset(symbol: str) -> str:
    """A parameter's symbol as equations show it: ``bSup`` is a b with the index Sup."""
    found = re.fullmatch(r"([a-zA-Z]+?)_?([A-Z0-9][A-Za-z0-9]*)?('?)", symbol)
    assert found, f"no way to typeset the symbol {symbol}"
    stem, index, prime = found.groups()
    if stem in GREEK:
        stem = "\\" + GREEK[stem]
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}"
    if index is None:
        return stem + prime
    if len(index) > 1:
        index = f"{{{index}}}" if index.isdigit() else rf"{{\mathrm{{{index}}}}}"
    return f"{stem}_{index}{prime}"


def row(declared: Declaration) -> str:
    """A parameter's row of the table."""
    shown = "-" if declared.symbol == "-" else f"$`{typeset(declared.symbol)}`$"
    default = declared.default
    if isinstance(default, Beta):
        value = f"beta({default.a:g}, {default.b:g})"
    else:
        assert isinstance(default, float)
        value = f"{default:g}"
    low, high = declared.bounds
    return (
        f"| {shown} | {declared.symbol} | `{declared.name}` | {value} | {low:g} to {high:g} "
        f"| {declared.unit} | {declared.evidence} |"
    )


def rows() -> list[str]:
    """The table of parameters in force."""
    return [row(declared) for declared in declarations().values() if declared.in_force]


def slug(heading: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w -]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")


def anchors(page: str) -> set[str]:
    """Every anchor of a page of `docs`."""
    return {slug(one) for one in HEADING.findall((DOCS / page).read_text("utf-8"))}


@cache
def defined(file: str) -> frozenset[str]:
    """Functions, classes and methods of a source file, methods behind their class and a dot."""
    found: set[str] = set()
    for node in ast.parse((ROOT / file).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            methods = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
            found |= {node.name, *(f"{node.name}.{name}" for name in methods)}
    return frozenset(found)


@pytest.mark.parametrize("part", QUESTIONS)
def test_every_question_of_the_protocol_is_asked_in_its_place(part: str) -> None:
    """A reader could not find an element of ODD+D, or would take a silence for a no."""
    place = PAGE.index(f"\n## {part}\n")
    for element, letters in QUESTIONS[part].items():
        place = PAGE.index(f"\n### {element}\n", place)
        for letter in letters:
            question = re.compile(rf"^\*\*{element.split()[0]}\.{letter} [^*]+\?\*\* \S", re.M)
            found = question.search(PAGE, place)
            assert found, f"{element}: question {letter} is not asked, or not answered"
            assert place < found.start()
            place = found.start()


def test_parts_and_elements_come_once() -> None:
    """A question would be answered under the heading of another."""
    expected = [name for part, inside in QUESTIONS.items() for name in (part, *inside)]
    found = [name for name in HEADING.findall(PAGE) if re.match(r"I+(\.[ivx]+)? ", name)]
    assert expected == found


def test_every_formula_converts() -> None:
    """The site would show source text, or break, where an equation should stand."""
    for text in maths():
        tree = ElementTree.fromstring(convert(text))
        shown = "".join(tree.itertext())
        assert "merror" not in {element.tag.rpartition("}")[2] for element in tree.iter()}, text
        # What the converter does not know it leaves as it is.
        assert shown.strip() and not set("\\&$") & set(shown), text


def test_no_formula_is_left_in_plain_code() -> None:
    """An equation would not be typeset."""
    fences = re.findall(r"^```(.*)$", PAGE, re.MULTILINE)
    assert ["math", ""] * (len(fences) // 2) == fences
    assert len(fences) // 2 == len(MATH_BLOCK.findall(PAGE))


def test_beside_each_equation_stands_what_computes_it() -> None:
    """A reader could not go from an equation to its function."""
    before = ""
    for part in re.split(r"\n\n+", TEXT):
        if part.startswith("```math"):
            assert CODE_LINK.search(before), f"no link before\n{part}"
        else:
            before = part


def test_links_into_the_code_name_what_is_there() -> None:
    """A link would lead to a file in which nothing of that name is left."""
    links = CODE_LINK.findall(PAGE)
    assert len(links) > 100
    for label, file, fragment in links:
        assert fragment in defined(file), f"{file} has no {fragment}"
        assert label.split(".")[-1] == fragment.split(".")[-1], f"{label} is not {fragment}"


def test_every_rule_is_shown() -> None:
    """A function would compute something that the page does not say."""
    linked = {(file, fragment) for _, file, fragment in CODE_LINK.findall(PAGE)}
    for path in sorted((ROOT / "sim" / "mechanisms").glob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        rules = {name for name in defined(file) if name[0].islower() and "." not in name}
        missing = {name for name in rules if (file, name) not in linked}
        assert missing <= set(WITHOUT_AN_EQUATION), f"{file}: {missing}"


def test_every_parameter_stands_in_an_equation() -> None:
    """A reader could not find out what a parameter of the table does."""
    formulas = MATH_BLOCK.findall(TEXT) + INLINE_MATH.findall(TEXT)
    for declared in declarations().values():
        if declared.symbol == "-":  # shown by name, in the table of shocks
            assert f"`{declared.name}`" in TEXT, declared.name
            continue
        whole = rf"(?<![A-Za-z\\]){re.escape(typeset(declared.symbol))}(?![A-Za-z_])"
        found = [one for one in formulas if re.search(whole, one)]
        assert found, f"{declared.name}: {typeset(declared.symbol)} is in no equation"


def test_the_table_of_parameters_is_that_of_the_code() -> None:
    """The page would show a default, a bound or a unit that the code has no more.

    ``python tests/docs/test_model_page.py`` prints the rows anew.
    """
    found = [line for line in TABLE.splitlines() if re.match(r"\| (\$`|- )", line)]
    assert rows() == found


def test_every_state_variable_stands_in_the_table_of_states() -> None:
    """A reader would take for forgotten what the model carries from month to month."""
    table = PAGE[PAGE.index("\n| variable | symbol | scope |") :].partition("\n\n")[0]
    names = [line.split("|")[1] for line in table.strip().splitlines()]
    named = {word for cell in names for word in re.findall(r"\w+", cell)}
    for module in iter_modules(sim.world.__path__):
        import_module(f"sim.world.{module.name}")
    scopes = State.__subclasses__()
    held = {item.name for scope in scopes for item in fields(scope) if item.metadata}
    assert {"fighters", "junta", "affinity"} <= held
    assert held <= named


def test_links_within_the_page_and_to_other_pages_arrive() -> None:
    """A reader would land at the top of a page, or nowhere."""
    for file, anchor in PAGE_LINK.findall(PAGE):
        if file:
            assert (DOCS / file).exists(), file
        if anchor and (not file or file.endswith(".md")):
            assert anchor in anchors(file or "model.md"), f"{file}#{anchor}"


def test_links_from_elsewhere_arrive() -> None:
    """The anchors that other documents, and the program's help, point to would be gone."""
    pages = [*DOCS.glob("*.md"), *ROOT.glob("*.md"), *(ROOT / "seeds").glob("*.md")]
    found = {
        anchor
        for page in pages
        for anchor in re.findall(r"model\.md#([\w-]+)", page.read_text("utf-8"))
    }
    assert {"decisions", "m4-pressure", "m9-attacks", "limits-and-ethics"} <= found
    assert found <= anchors("model.md")


if __name__ == "__main__":
    sys.stdout.write("\n".join(rows()) + "\n")
