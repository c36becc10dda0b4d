"""Every message that a reader may see, found in the source and in what the source lists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sim.analysis import answer, compare, dated, grounds, phrases, story, words
from sim.analysis.observed.series import FLAGGED
from sim.analysis.past_crises import record
from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import VARIABLES
from sim.language import ENGLISH
from sim.mechanisms import declarations
from sim.plots import fans
from sim.report.single import PARTS
from sim.scenario import load_scenario
from sim.web import asking, faults, meanings, workers
from sim.web.levers import LEVERS
from sim.web.wording import unit_of
from sim.world.geography import load_regions
from sim.world.theatre import KINDS

SAYING = ("say", "sentence", "name", "bare")
"""Methods whose first argument is a message, or a name that has a translation."""
ROOT = Path(__file__).parents[2]
TERMS = re.compile(r"\bTerms\b|dict\[str, Any\]")
IN_TEMPLATE = re.compile(r"""\b(?:say|name)\((?P<quote>["'])(?P<text>.*?)(?P=quote)""")


def spoken() -> set[str]:
    """Literal messages of calls of `say` in modules and templates."""
    found = set()
    for path in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and _called(node.func) in SAYING:
                found |= set(_texts(node.args[0]))
    for path in (ROOT / "sim").rglob("*.j2"):
        found |= {one["text"] for one in IN_TEMPLATE.finditer(path.read_text("utf-8"))}
    return found


def _called(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def listed() -> set[str]:
    """Messages that stand in tables of the source."""
    return {
        *story.SENTENCES.values(), *story.TOGETHER.values(),
        *dated.DONE_BY.values(), *dated.DONE_TO.values(),
        *(phrase.words for phrase in phrases.PHRASES.values()), *answer.RANGES.values(),
        fans.SHARES,
        *answer.DIFFERENCES.values(), phrases.OTHER.words,
        *(one.words for one in grounds.OF_OUTCOMES.values()),
        *(one.words for one in (grounds.STATED, grounds.IMPOSED, grounds.CHANGE)),
        *grounds.KINDS.values(),
        *(deed.words for deed in words.DEEDS.values()),
        *(option.replace("_", " ") for deed in words.DEEDS.values() for option in deed.options),
        *(title for _, title, _ in PARTS),
        *(flag.note for flag in FLAGGED),
        *(one.meaning for one in (OUTCOMES | VARIABLES).values()),
        *(one.unit for one in (OUTCOMES | VARIABLES).values() if one.unit != "1"),
        *(one.meaning for one in declarations().values()),
        *(one.unit for one in declarations().values() if one.unit != "1"),
        *(one.source for one in declarations().values()),
        *(text for one in LEVERS.values() for text in (one.label, one.meaning, one.source)),
        *(one.unit for one in LEVERS.values() if unit_of(one, ENGLISH)),
        *(text for one in asking.QUESTIONS.values() for text in (one.asks, one.means)),
        *asking.DOES.values(), *meanings.MEANINGS.values(),
        *faults.PHRASES, workers.BROKEN_OFF, workers.TOO_LARGE, workers.TOO_LONG,
        compare.MEANING, *record.POSTURES, *(kind.replace("_", " ") for kind in KINDS),
        *(term.replace("_", " ") for term in terms()),
    }  # fmt: skip


def terms() -> set[str]:
    """Names of what weighs in decisions: keys that functions give which return terms, and those
    that actors add."""
    found = set()
    for folder, only in (("mechanisms", True), ("actors", False)):
        for path in (ROOT / "sim" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and (not only or _gives_terms(node)):
                    found |= set(_keys(node))
    return found


def _gives_terms(function: ast.FunctionDef) -> bool:
    return function.returns is not None and bool(TERMS.search(ast.unparse(function.returns)))


def _keys(function: ast.FunctionDef) -> Iterator[str]:
    """Keys of the dicts written in it, and those that it sets."""
    for node in ast.walk(function):
        keys = node.keys if isinstance(node, ast.Dict) else []
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            keys = [node.slice]
        for key in keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def shipped() -> set[str]:
    """Titles, questions and names of the shipped scenarios, names of regions, and ids that people
    speak of."""
    found = {one.name for one in load_regions().values()}
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        data = load_scenario(path).data
        found |= {data.title, data.question}
        found |= {one.name for actors in (data.countries, data.partners) for one in actors.values()}
        found |= {one.name for actors in (data.groups, data.blocs) for one in actors.values()}
        found |= {*data.groups, *data.blocs, *data.treaties}
        clauses = {own for one in data.treaties.values() for own in one.clauses}
        found |= {own.replace("_", " ") for own in clauses}
        named = {own: one.name for own, one in data.treaties.items()}
        found |= set(words.treaty_names(named, data.blocs).values())
    return found


def everything() -> set[str]:
    """All of them."""
    return spoken() | listed() | shipped()
