"""Pages of what a run records: variables by month, outcomes by run, events."""

from __future__ import annotations

from markup import cell, code, table

from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import VARIABLES
from sim.world.chronicle import KINDS

VARIABLES_HEAD = """\
# Variables

{number} variables of the dataset that `sim.simulate` returns and `liptako run` writes. Each has the
dimension `run` first, then those named here; values are those of the end of the month. Unit 1 is a
pure number. A scenario's `record` may leave out what lies along `region`, and says how often
`map_month` comes.
"""
EVENTS = """\
## Events

The chronicle lies along `event`: what happened, to whom and when, in every run.
[`sim.chronicle`](../../sim/analysis/chronicle.py#chronicle) lists that of one run. Its kinds:
"""
OUTCOMES_HEAD = """\
# Outcomes

{number} outcomes: what a whole run came to. Each has the dimension `run` first, then those named
here. In `outcomes.csv`, and wherever a command asks for an outcome, labels follow a dot:
`total_deaths.MLI`. What never came has no number.
"""
HEADS = ["name", "dimensions", "unit", "meaning"]


def variables() -> str:
    """Every variable that a run records."""
    rows = [
        [code(name), cell(", ".join(one.dimensions)), cell(one.unit), cell(one.meaning)]
        for name, one in VARIABLES.items()
    ]
    kinds = ", ".join(map(code, KINDS)) + ".\n"
    head = VARIABLES_HEAD.format(number=len(rows))
    return "\n".join([head, table(HEADS, rows), EVENTS, kinds])


def outcomes() -> str:
    """Every outcome of a run."""
    heads = [*HEADS, "worked out from"]
    rows = [
        [
            code(name),
            cell(", ".join(one.dimensions)) or "none",
            cell(one.unit),
            cell(one.meaning),
            ", ".join(map(code, one.needs)) or "the last month",
        ]
        for name, one in OUTCOMES.items()
    ]
    return f"{OUTCOMES_HEAD.format(number=len(rows))}\n{table(heads, rows)}"
