"""Pages of what the model is made of: parameters, decisions, commitments."""

from __future__ import annotations

from markup import cell, code, table
from places import ROOT

from sim.analysis.commitments import commitments as read_commitments
from sim.analysis.words import DEEDS
from sim.mechanisms import PARAMETER_SETS
from sim.parameters import Declaration, Distribution

PARAMETERS = """\
# Parameters

{number} parameters in {sets} mechanisms. A scenario gives a number, or a distribution that is drawn
once a run; what it does not name has its default. Values outside the bounds are refused; a sweep
covers its range unless it is given another. *Fitted* is what is set on data, or is to be; a *prior*
is an assumption, to be reported with its sensitivity; *data* is measured. Sources in full:
[sources](../../seeds/sources.md). `liptako parameters` prints the same.
"""
DECISIONS = """\
# Decisions

Every question that an actor of the model answers. `liptako explain` tells why it was answered as it
was; `liptako fork` forces an answer, written `actor/decision/about=answer@week`. What the terms of
each mean: [the model](../model.md).
"""
COMMITMENTS = """\
# Commitments

What the article that this model started from says about the crisis, in our words. Each is carried
by a rule, and a test fails where it is not. `liptako commitments` prints the same.
"""


def parameters() -> str:
    """Every parameter by mechanism."""
    parts = []
    declared = {name: one.declarations(name) for name, one in PARAMETER_SETS.items()}
    for mechanism, fields in declared.items():
        heads = ["parameter, symbol", "default", "bounds, sweep, unit", "meaning, source, evidence"]
        parts.append(f"## {mechanism}\n\nRules: [sim.mechanisms.{mechanism}][].\n")
        parts.append(table(heads, map(_parameter, fields.values())))
    number = sum(map(len, declared.values()))
    return "\n".join([PARAMETERS.format(number=number, sets=len(declared)), *parts])


def _parameter(one: Declaration) -> list[str]:
    spans = [f"{low:g} to {high:g}" for low, high in (one.bounds, one.range)]
    unused = "" if one.in_force else "<br>not in force yet"
    return [
        f"{code(one.name)}<br>{cell(one.symbol)}{unused}",
        _default(one.default),
        "<br>".join([*spans, cell(one.unit)]),
        f"{cell(one.meaning)}<br>{cell(one.source)}; *{one.evidence}*",
    ]


def _default(default: float | Distribution) -> str:
    """A default as a scenario file would say it."""
    if isinstance(default, int | float):
        return f"{default:g}"
    values = ", ".join(f"{value:g}" for value in vars(default).values())
    return code(f"{type(default).__name__.lower()}: [{values}]")


def decisions() -> str:
    """Every decision."""
    rows = [
        [
            code(name),
            cell(deed.words.format(about="…")),
            "week" if deed.weekly else "month",
            ", ".join(map(code, deed.options)) or "yes or no",
        ]
        for name, deed in DEEDS.items()
    ]
    return f"{DECISIONS}\n{table(['decision', 'what', 'asked every', 'answers'], rows)}"


def commitments() -> str:
    """Every commitment with its rule and its test."""
    rows = [
        [str(one.number), cell(one.statement), cell(one.carried_by), code(one.test.split("::")[-1])]
        for one in read_commitments(ROOT / "seeds" / "commitments.yaml")
    ]
    heads = ["", "commitment", "carried by", "shown by the test"]
    return f"{COMMITMENTS}\n{table(heads, rows)}"
