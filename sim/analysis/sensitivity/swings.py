"""Swings: where an outcome lies as a parameter goes from its low to its high, all else as it comes.

For any design: means over the runs in the lowest and in the highest fifth of each parameter's
values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.clustered import apart_of, groups_of
from sim.analysis.swept import Array, measured, points_of, sweep_of, varied
from sim.experiment.design import Design, Plan

PART = 0.2
"""Share of a parameter's values that counts as low, and as high."""
FEW = 10
"""Values, below which a parameter's lowest and highest count instead: those of a grid, or of
Morris."""
MEANS = [f"{side}{end}" for side in ("low", "high") for end in ("", "_low", "_high")]
"""Columns in the outcome's unit."""


@dataclass(frozen=True, eq=False)
class Swings:
    """How far an outcome swings with each parameter.

    Attributes:
        outcome: its column.
        meaning: of the outcome.
        unit: of the outcome, "1" for a pure number.
        share: whether it is yes or no, so that means are shares of runs.
        mean: over all runs.
        table: a row a parameter, the widest swing first: ``parameter``; ``low`` and ``high``, means
            of the outcome where the parameter is low and where it is high; 90 % intervals of how
            far these lie from the mean over all, ``low_low`` to ``low_high`` and ``high_low`` to
            ``high_high``, in the outcome's unit; and what counts as low and high, ``up_to`` and
            ``from``, in the parameter's.
        runs: that were used.
        notes: what a reader should know, in sentences.
    """

    outcome: str
    meaning: str
    unit: str
    share: bool
    mean: float
    table: pd.DataFrame
    runs: int
    notes: tuple[str, ...] = ()


def swings(
    histories: xr.Dataset | pd.DataFrame, design: Design | pd.DataFrame | Plan, outcome: str
) -> Swings:
    """How far an outcome swings with each varied parameter.

    Args:
        histories: as `sim.simulate` gives them, or a table with a row a run, as
            `Results.to_dataframe` of `sim.open_results` does.
        design: that they were simulated with, as `sim.simulate` takes it, or its plan.
        outcome: name of its column; see `sim.analysis.sensitivity.sensitivity`.

    Raises:
        LiptakoError: no such outcome, one that never varies, or no parameter varies.

    Examples:
        >>> drawn = sim.design.latin_hypercube(["attacks.intensity"], points=20, replicates=10)
        >>> swept = sim.simulate(scenario, seed=1, design=drawn)
        >>> found = swings(swept, drawn, "total_attacks.MLI")
        >>> list(found.table["parameter"]), found.unit
        (['attacks.intensity'], 'attacks')
        >>> bool(found.table["low"][0] < found.mean < found.table["high"][0])
        True
    """
    frame, plan = sweep_of(histories, design)
    found = measured(frame, outcome)
    there = ~np.isnan(found.values)
    kept, values = frame[there], found.values[there]
    points = points_of(kept, plan)
    names = varied(kept, points, within=False)
    groups = groups_of(kept, plan, points)
    mean = float(values.mean())
    rows = [
        {"parameter": name} | _swing(kept[name].to_numpy(np.float64), values, groups, mean)
        for name in names.names
    ]
    table = pd.DataFrame(rows)
    share = bool(np.isin(values, (0.0, 1.0)).all())
    if share:
        table[MEANS] = table[MEANS].clip(0.0, 1.0)
    width = (table["high"] - table["low"]).abs()
    order = width.sort_values(ascending=False, kind="stable").index
    left_out = (~there).sum()
    gone = [f"{left_out:,} runs do not have the outcome, and are left out."] if left_out else []
    return Swings(
        found.name, found.meaning, found.unit, share, mean,
        table.loc[order].reset_index(drop=True), len(kept), (*gone, *names.notes),
    )  # fmt: skip


def _swing(own: Array, values: Array, groups: NDArray[np.int64], mean: float) -> dict[str, float]:
    """The low and the high of one parameter ``(row,)``."""
    if np.unique(own).size < FEW:
        edges = {"low": own.min(), "high": own.max()}
    else:
        edges = dict(zip(("low", "high"), np.quantile(own, [PART, 1.0 - PART]), strict=True))
    row: dict[str, float] = {}
    for side, chosen in (("low", own <= edges["low"]), ("high", own >= edges["high"])):
        apart, half = apart_of(values, chosen, groups)
        row |= {
            side: mean + apart,
            f"{side}_low": mean + apart - half,
            f"{side}_high": mean + apart + half,
        }
    return row | {"up_to": float(edges["low"]), "from": float(edges["high"])}
