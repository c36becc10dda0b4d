"""Sobol indices: which shares of an outcome's variance go back to which parameters."""

from __future__ import annotations

import warnings
from itertools import combinations
from typing import Any

import pandas as pd

from sim.analysis.paired import INTERVAL
from sim.analysis.swept import Array, library
from sim.experiment.design import Plan

RESAMPLES = 500
SEED = 1
WIDE = 0.1
"""Half an interval from which on a reader is told how to narrow it."""


def sobol(plan: Plan, means: Array) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """First and total indices by parameter, and second ones by pair if the design has them.

    Args:
        plan: of the whole design.
        means: of every point, ``(point,)``, in the design's order.
    """
    names = list(plan.ranges)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    analyse = library("SALib.analyze.sobol", "SALib").analyze
    with warnings.catch_warnings():
        # Of resamples in which nothing varies, which count as 0.
        warnings.filterwarnings("ignore", message="Constant values encountered")
        found = analyse(
            problem,
            means,
            calc_second_order=plan.second_order,
            num_resamples=RESAMPLES,
            conf_level=INTERVAL,
            seed=SEED,
        )
    first = _with_interval("first", found["S1"], found["S1_conf"])
    total = _with_interval("total", found["ST"], found["ST_conf"])
    table = pd.DataFrame({"parameter": names, **first, **total})
    table = table.sort_values("total", ascending=False, kind="stable", ignore_index=True)
    if not plan.second_order:
        return table, None
    places = list(combinations(range(len(names)), 2))
    second, half = ([float(found[key][pair]) for pair in places] for key in ("S2", "S2_conf"))
    pairs = pd.DataFrame(
        {
            "parameter": [names[one] for one, _ in places],
            "other": [names[other] for _, other in places],
            **_with_interval("second", pd.Series(second).to_numpy(), pd.Series(half).to_numpy()),
        }
    )
    return table, pairs.sort_values("second", ascending=False, kind="stable", ignore_index=True)


def notes_on(table: pd.DataFrame, groups: int) -> list[str]:
    """What a reader of the indices should know."""
    alone = float(table["first"].sum())
    found = [
        f"By themselves the parameters account for {100 * alone:.0f} % of the variance of the "
        "points' means; the rest is in how they act together, and in what is left of luck."
    ]
    half = float((table["total_high"] - table["total"]).max())
    if half > WIDE:
        found.append(
            f"Intervals are wide, up to ±{half:.2f}: a base of {4 * groups:,} would about halve "
            f"those of {groups:,}."
        )
    return found


def _with_interval(name: str, value: Any, half: Any) -> dict[str, Any]:
    return {name: value, f"{name}_low": value - half, f"{name}_high": value + half}
