"""Relative scores as tables to read: a row a forecaster, a column a part."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

import numpy as np
import pandas as pd

from sim.analysis.forecasting.registry import REFERENCE

HEADING = "relative CRPS"


def rows(found: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """The ratios of mean CRPS as text.

    Args:
        found: as `relative` gives it.

    Returns:
        The heads of the columns, and a row a forecaster: its name, then the ratio for each part,
        for the whole with its 90 % interval.
    """
    parts = list(dict.fromkeys(found["over"]))
    cells = {
        (row["forecaster"], row["over"]): _number(row["relative"])
        + (_interval(row["low"], row["high"]) if row["over"] == "all" else "")
        for row in found.to_dict("records")
    }
    names = list(dict.fromkeys(found["forecaster"]))
    return ["forecaster", *parts], [
        [name, *(cells[name, over] for over in parts)] for name in names
    ]


def markdown(found: Mapping[str, pd.DataFrame], to: str = REFERENCE) -> str:
    """A section for a page: a table of ratios for each title, and what errs how much.

    Args:
        found: what `relative` gives, by title, such as "All months" and "Without March 2022".
        to: the reference of all of them.
    """
    lines = [
        f"## {HEADING[0].upper()}{HEADING[1:]}",
        "",
        f"Mean CRPS over that of {to}: below 1 a forecaster is better. In brackets: 90 % interval "
        "of a block bootstrap over origins. Means are over deaths, so the country with most counts "
        "most. log score: nats, lower is better; covered: share of what came inside the 90 % "
        "interval.",
    ]
    for title, table in found.items():
        heads, body = rows(table)
        whole = table[table["over"] == "all"]
        crps = table[table["forecaster"] == to]["crps"]
        errs = [
            f"{to}, in deaths",
            *(f"{value:.1f}" for value in crps.to_numpy(np.float64)),
            "",
            "",
        ]
        lines += ["", f"### {title}", "", _line([*heads, "log score", "covered"])]
        lines += [_line(["---", *["---:"] * (len(heads) + 1)])]
        more = zip(body, whole["log_score"], whole["covered"], strict=True)
        lines += [_line([*row, f"{nats:.2f}", f"{share:.0%}"]) for row, nats, share in more]
        lines += [_line(errs)]
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:.2f}"


def _interval(low: float, high: float) -> str:
    return "" if isnan(low) else f" ({low:.2f} to {high:.2f})"
