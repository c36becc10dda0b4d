"""How much each parameter of a sweep moves an outcome: the one way in to all methods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.sensitivity import morris, rank, sobol
from sim.analysis.sensitivity.noise import noise
from sim.analysis.sensitivity.result import Noise, Sensitivity
from sim.analysis.swept import (
    Measured,
    measured,
    note_on_luck,
    points_of,
    sweep_of,
    varied,
    whole,
)
from sim.errors import LiptakoError, one_of
from sim.experiment.design import Design, Plan
from sim.experiment.design.methods import group_size

FEW_LUCKS = 10
MOST_LUCK = 0.5
"""Of the variance of points' means, beyond which ranks are not to be read alone."""
METHODS = ("auto", "sobol", "morris", "rank")


def sensitivity(
    histories: xr.Dataset | pd.DataFrame,
    design: Design | pd.DataFrame | Plan,
    outcome: str,
    method: str = "auto",
) -> Sensitivity:
    """How much each varied parameter moves an outcome.

    Args:
        histories: as `sim.simulate` gives them, or a table with a row a run, as
            `Results.to_dataframe` of `sim.open_results` does.
        design: that they were simulated with, as `sim.simulate` takes it, or its plan.
        outcome: name of its column, such as ``total_deaths.MLI``; the part before the labels will
            do if only one column has it; ``intervention``: any, anywhere.
        method: sobol or morris for such designs, rank for any; auto: what the design is for.

    Raises:
        LiptakoError: no such outcome, one that never varies, a method that the design does not
            allow, runs that are missing, or an outcome that some do not have where all must.

    Examples:
        >>> drawn = sim.design.latin_hypercube(["attacks.intensity"], points=20, replicates=10)
        >>> swept = sim.simulate(scenario, seed=1, design=drawn)
        >>> found = sensitivity(swept, drawn, "total_attacks.MLI")
        >>> found.method, list(found.table["parameter"])
        ('rank', ['attacks.intensity'])
        >>> bool(found.table["rank_low"][0] > 0.5)
        True
    """
    frame, plan = sweep_of(histories, design)
    if method not in METHODS:
        raise LiptakoError(f"method: no '{method}' - {one_of(method, METHODS)}")
    if method == "auto":
        method = plan.method if plan.method in ("sobol", "morris") else "rank"
    if method not in ("rank", plan.method):
        raise LiptakoError(
            f"method: {method} needs a {method} design, and this is a {plan.method} one - use rank"
        )
    found = measured(frame, outcome)
    points = points_of(frame, plan)
    if method == "rank":
        return _rank(frame, points, found)
    return _grouped(frame, plan, found, points)


def _grouped(
    frame: pd.DataFrame, plan: Plan, outcome: Measured, points: NDArray[np.int64]
) -> Sensitivity:
    """Of a design whose points belong together."""
    count, pairs = len(plan.ranges), None
    is_sobol = plan.method == "sobol"
    size = group_size(count, plan.second_order) if is_sobol else count + 1
    groups = "groups of Saltelli's" if is_sobol else "trajectories"
    means = whole(frame, plan, outcome, size, groups).mean(axis=1)
    if means.min() == means.max():
        raise LiptakoError(f"{outcome.name}: its mean is the same at all points - run more")
    luck = noise(frame, points, outcome.values)
    notes = _notes_on_luck(frame, points, luck)
    if is_sobol:
        table, pairs = sobol.sobol(plan, means)
        notes = [*sobol.notes_on(table, plan.points // size), *notes]
    else:
        table = morris.morris(frame, plan, means)
        notes = [morris.NOTE, *notes]
    return Sensitivity(
        plan.method, outcome.name, table, luck, len(frame), plan.points,
        tuple(notes), outcome.unit, outcome.meaning, pairs,
    )  # fmt: skip


def _rank(frame: pd.DataFrame, points: NDArray[np.int64], outcome: Measured) -> Sensitivity:
    """Of any design, by means over each point's runs that have the outcome."""
    there = ~np.isnan(outcome.values)
    kept, own, values = frame[there], points[there], outcome.values[there]
    found = varied(kept, own, within=False)
    means = kept[found.names].assign(**{outcome.name: values}).groupby(own).mean()
    table = rank.rank(means[found.names].to_numpy(), found.names, means[outcome.name].to_numpy())
    luck = noise(kept, own, values)
    notes = [*found.notes, rank.NOTE, *_notes_on_luck(kept, own, luck)]
    if not there.all():
        notes.insert(0, f"{(~there).sum():,} runs do not have the outcome, and are left out.")
    if table["partial"].isna().all():
        notes.append("No partial correlations: some parameters follow from others.")
    return Sensitivity(
        "rank", outcome.name, table, luck, len(kept), len(means),
        tuple(notes), outcome.unit, outcome.meaning,
    )  # fmt: skip


def _notes_on_luck(frame: pd.DataFrame, points: NDArray[np.int64], luck: Noise) -> list[str]:
    """What else luck stands for."""
    notes = []
    if luck.left > MOST_LUCK:
        notes.append(
            "More than half of what the means differ by is luck: ranks may follow it, either way. "
            "Hold them against how far each parameter moves the outcome in its own unit "
            "(liptako plot ... tornado), and run more replicates."
        )
    elif luck.left > 0.2:
        notes.append(
            "What is left of luck in the means makes every parameter look weaker alone, and "
            "stronger in total: more replicates lessen it."
        )
    if 1 < luck.replicates < FEW_LUCKS:
        notes.append(
            f"Every point has the same {luck.replicates:,} lucks, so that luck's own share is only "
            "roughly known, whatever its interval over points."
        )
    return [*notes, *note_on_luck(frame, points)]
