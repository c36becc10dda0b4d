"""An outcome over two parameters of a sweep: its mean, and how sure it is, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.clustered import apart_of, groups_of, lucks_of, mean_of
from sim.analysis.swept import Array, measured, points_of, varied
from sim.errors import LiptakoError, one_of
from sim.experiment.design import Plan

A_BIN = 40
"""Points that a bin of a scattered design holds on average, as far as there are enough."""
FEWEST, MOST = 3, 12
"""Bins along a side."""


@dataclass(frozen=True)
class Side:
    """One parameter's cells.

    Attributes:
        name: of the parameter.
        edges: of the cells, ascending, ``(cell + 1,)``, in the parameter's unit.
        centres: ``(cell,)``: the values of a grid, else the middles of bins.
        exact: whether cells are values, and not bins.
    """

    name: str
    edges: Array
    centres: Array
    exact: bool


@dataclass(frozen=True, eq=False)
class Surface:
    """The mean of an outcome over two parameters, all others as they come.

    Attributes:
        across, up: the parameters.
        outcome: its column.
        meaning: of the outcome.
        unit: of the outcome, "1" for a pure number.
        share: whether it is yes or no, so that means are shares of runs.
        mean: ``(up, across)``, in the outcome's unit; not a number where no run is.
        half: half of the 90 % interval of each mean, alike; not a number where runs do not tell.
        apart: half of that of its distance from the mean of all runs; smaller than `half` where
            cells share their luck.
        count: runs in each cell.
    """

    across: Side
    up: Side
    outcome: str
    meaning: str
    unit: str
    share: bool
    mean: Array
    half: Array
    apart: Array
    count: NDArray[np.int64]

    @property
    def runs(self) -> int:
        """In all cells."""
        return int(self.count.sum())


def surface(
    frame: pd.DataFrame, across: str, up: str, outcome: str, plan: Plan | None = None
) -> Surface:
    """The mean of an outcome over two parameters.

    A parameter that has each of its values at several points, as in a grid, has a cell a value; one
    that is scattered is cut into bins of equal width.

    Args:
        frame: a row a run, as `sim.experiment.results.Results.to_dataframe` gives it.
        across: parameter along the one side.
        up: parameter along the other.
        outcome: name of its column; see `sim.analysis.sensitivity.sensitivity`.
        plan: how the design was drawn, which tells what runs have in common; without it, those
            that agree in all parameters.

    Raises:
        LiptakoError: no such outcome or one that never varies; a parameter that does not vary, is
            not there, or is named twice.
    """
    found = measured(frame, outcome)
    there = ~np.isnan(found.values)
    kept, values = frame[there], found.values[there]
    plan = plan or Plan()
    points = points_of(kept, plan)
    names = varied(kept, points, within=True).names
    for name in (across, up):
        if name not in names:
            raise LiptakoError(f"'{name}': no parameter that varies here - {one_of(name, names)}")
    if across == up:
        raise LiptakoError(f"{across}: along both sides - name two different parameters")
    number = int(np.unique(points).size)
    sides = [_side(name, kept[name].to_numpy(np.float64), number) for name in (across, up)]
    columns, rows = (_cells(side, kept[side.name].to_numpy(np.float64)) for side in sides)
    shape = (sides[1].centres.size, sides[0].centres.size)
    mean, half, apart = np.full((3, *shape), np.nan)
    cells = rows * shape[1] + columns
    # Of a single point in each cell nothing is unsure but luck.
    alone = int(pd.Series(points).groupby(cells).nunique().max()) == 1
    groups = lucks_of(kept) if alone else groups_of(kept, plan, points)
    for cell in np.unique(cells):
        own = cells == cell
        mean.flat[cell], half.flat[cell] = mean_of(values[own], groups[own])
        apart.flat[cell] = apart_of(values, own, groups).half
    share = bool(np.isin(values, (0.0, 1.0)).all())
    return Surface(
        sides[0], sides[1], found.name, found.meaning, found.unit, share,
        mean, half, apart, np.bincount(cells, minlength=mean.size).reshape(shape),
    )  # fmt: skip


def _side(name: str, own: Array, points: int) -> Side:
    """The cells of a parameter ``(row,)`` that was run at so many points."""
    levels = np.unique(own)
    if 2 * levels.size <= points:
        middles = (levels[1:] + levels[:-1]) / 2.0
        first, last = 2.0 * levels[0] - middles[0], 2.0 * levels[-1] - middles[-1]
        return Side(name, np.array([first, *middles, last]), levels, True)
    bins = int(np.clip((points / A_BIN) ** 0.5, FEWEST, MOST))
    edges = np.linspace(levels[0], levels[-1], bins + 1)
    return Side(name, edges, (edges[1:] + edges[:-1]) / 2.0, False)


def _cells(side: Side, own: Array) -> NDArray[np.int64]:
    """Number of the cell of each value ``(row,)``; the last edge belongs to the last cell."""
    found = np.searchsorted(side.edges, own, side="right") - 1
    return np.asarray(found.clip(0, side.centres.size - 1), np.int64)
