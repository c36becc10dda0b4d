"""What a sweep's table holds: an outcome of every run, parameters, and which runs share a point."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.errors import LiptakoError, one_of
from sim.experiment.design import REPLICATE, Design, Plan
from sim.experiment.design.table import as_design
from sim.experiment.outcomes import OUTCOMES
from sim.experiment.reading import outcome_table
from sim.mechanisms import declarations

Array = NDArray[np.float64]

RUN = "run"
ANY_INTERVENTION = "intervention"
"""Short for: any bloc sent troops anywhere."""
INTERVENTIONS = "interventions"
GO_ON = "the same sweep command goes on where it was stopped"
LISTED = 15
"""So many columns are listed where one has to be named."""
DRAWN = 5
"""So many parameters that a scenario draws are named."""


def sweep_of(
    histories: xr.Dataset | pd.DataFrame, design: Design | pd.DataFrame | Plan
) -> tuple[pd.DataFrame, Plan]:
    """A row a run, and how they were drawn, of whatever a person has of a sweep.

    Raises:
        LiptakoError: the design has not as many rows as there are histories, or the plan has not
            all of their runs; or a table that is no design.
    """
    frame = outcome_table(histories) if isinstance(histories, xr.Dataset) else histories
    if isinstance(design, Plan):
        _check_planned(frame, design)
        return frame, design
    drawn = as_design(design)
    if len(frame) != drawn.runs:
        raise LiptakoError(
            f"design: {drawn.runs:,} rows, but there are {len(frame):,} histories - give the one "
            "that they were simulated with, or its plan if some are still missing"
        )
    return frame, drawn.plan


def _check_planned(frame: pd.DataFrame, plan: Plan) -> None:
    """Refuse runs that a plan does not have; fewer are those of a sweep that was stopped."""
    planned = plan.points * plan.replicates
    if planned and not frame.empty and frame[RUN].max() >= planned:
        raise LiptakoError(
            f"design: a plan of {planned:,} runs, but there is a history {frame[RUN].max():,} - "
            "give the plan of the design that they were simulated with"
        )


@dataclass(frozen=True, eq=False)
class Measured:
    """An outcome of every run.

    Attributes:
        name: its column, or `ANY_INTERVENTION`.
        values: ``(row,)``; not a number where a run does not have it.
        unit: "1" for a pure number.
        meaning: its long name, with its labels.
    """

    name: str
    values: Array
    unit: str
    meaning: str


def measured(frame: pd.DataFrame, name: str) -> Measured:
    """An outcome by its column, by the part before its labels if only one column has it, or any
    intervention.

    Args:
        frame: a row a run, as `sim.experiment.results.Results.to_dataframe` gives it.
        name: of the outcome.

    Raises:
        LiptakoError: no runs, no such outcome, several of that name, or one that no run has or
            that never varies.
    """
    if not len(frame):
        raise LiptakoError(f"results: no run is finished yet - {GO_ON}")
    found = _found(frame, name)
    known = found.values[~np.isnan(found.values)]
    if not known.size:
        raise LiptakoError(f"{name}: no run has it - choose another outcome")
    if known.min() == known.max():
        raise LiptakoError(
            f"{found.name}: never varies, it is {known[0]:,g} in all {known.size:,} runs - choose "
            "an outcome that does, or run more"
        )
    return found


def _found(frame: pd.DataFrame, name: str) -> Measured:
    columns = _outcomes(frame)
    if name == ANY_INTERVENTION:
        own = [column for column in columns if column.startswith(f"{INTERVENTIONS}.")]
        if own:
            any_of_them = (frame[own].to_numpy(np.float64) > 0.0).any(axis=1)
            values = np.asarray(any_of_them, np.float64)
            return Measured(name, values, "1", "whether any bloc sent troops anywhere")
    if name not in columns:
        own = [column for column in columns if column.startswith(f"{name}.")]
        if not own:
            bases = list(dict.fromkeys(column.split(".")[0] for column in columns))
            raise LiptakoError(
                f"outcome: no '{name}' in these results - "
                f"{one_of(name, [*columns, *bases, ANY_INTERVENTION])}"
            )
        if len(own) > 1:
            more = f", and {len(own) - LISTED:,} more" if len(own) > LISTED else ""
            raise LiptakoError(
                f"outcome: '{name}' has {len(own):,} columns - name one of "
                f"{', '.join(own[:LISTED])}{more}"
            )
        (name,) = own
    base, _, labels = name.partition(".")
    declared = OUTCOMES.get(base)
    meaning = declared.meaning if declared is not None else base
    where = f" ({', '.join(labels.split('.'))})" if labels else ""
    unit = declared.unit if declared is not None else "1"
    return Measured(name, frame[name].to_numpy(np.float64), unit, meaning + where)


def _outcomes(frame: pd.DataFrame) -> list[str]:
    """Columns that hold outcomes: numbers that are neither parameters nor a run's own number."""
    others = {*declarations(), RUN, REPLICATE}
    numbers = frame.select_dtypes(["number", "bool"]).columns
    return [str(name) for name in numbers if name not in others]


def points_of(frame: pd.DataFrame, plan: Plan) -> NDArray[np.int64]:
    """Number of the point that each run belongs to, ``(row,)``.

    Rows of a drawn design are point by point. In a table that a person wrote, those are one point
    that agree in all but their luck; runs of one scenario are each a point of its own.
    """
    runs = frame[RUN].to_numpy(np.int64)
    if plan.method == "replicates":
        return runs
    if plan.method != "table":
        return np.asarray(runs // plan.replicates)
    outcomes = {*_outcomes(frame), RUN, REPLICATE}
    own = [name for name in frame.columns if name not in outcomes]
    if not own:
        return runs
    groups = frame.groupby(own, sort=False, dropna=False).ngroup()
    return np.asarray(groups.to_numpy(), np.int64)


@dataclass(frozen=True)
class Varied:
    """The parameters that differ between runs.

    Attributes:
        names: those that can be looked at.
        notes: in words, which were left out, and why.
    """

    names: list[str]
    notes: tuple[str, ...]


def varied(frame: pd.DataFrame, points: NDArray[np.int64], within: bool) -> Varied:
    """The parameters that differ between runs, as numbers.

    Args:
        frame: a row a run.
        points: number of each run's point.
        within: whether those count that differ between runs of one point, as what a scenario draws
            by itself does.

    Raises:
        LiptakoError: there are none.
    """
    known = declarations()
    own = [str(name) for name in frame.columns if name in known]
    constant = [name for name in own if frame[name].nunique(dropna=False) < 2]
    unknown = [name for name in own if name not in constant and frame[name].isna().any()]
    rest = [name for name in own if name not in constant and name not in unknown]
    drawn = [] if within else drawn_within(frame[rest], points)
    text = [
        str(name)
        for name in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[name]) and frame[name].nunique() > 1
    ]
    notes = [
        f"Left out, {why}: {', '.join(names)}."
        for why, names in (
            ("since it does not vary", constant),
            ("since some runs do not have it", unknown),
            ("since it is no number", text),
        )
        if names
    ]
    names = [name for name in rest if name not in drawn]
    if not names:
        raise LiptakoError(
            "results: no parameter differs between these runs - vary some in a sweep first"
        )
    return Varied(names, tuple(notes))


def note_on_luck(frame: pd.DataFrame, points: NDArray[np.int64]) -> list[str]:
    """A sentence on parameters that differ between runs of one point, if there are any."""
    known = declarations()
    drawn = drawn_within(frame[[name for name in frame.columns if name in known]], points)
    if not drawn:
        return []
    more = f" and {len(drawn) - DRAWN:,} more" if len(drawn) > DRAWN else ""
    return [
        "Luck includes the parameters that the scenario draws by run: "
        f"{', '.join(drawn[:DRAWN])}{more}."
    ]


def drawn_within(parameters: pd.DataFrame, points: NDArray[np.int64]) -> list[str]:
    """Names of the columns that differ between runs of one point."""
    spread = parameters.groupby(points).nunique().max()
    return [str(name) for name, most in spread.items() if most > 1]


def whole(
    frame: pd.DataFrame, plan: Plan, outcome: Measured, size: int, groups: str
) -> NDArray[np.float64]:
    """The outcome of every run of a design whose points belong together, ``(point, replicate)``.

    Args:
        frame: a row a run that is there.
        plan: of all runs.
        outcome: of the rows.
        size: points in a group.
        groups: what groups are called.

    Raises:
        LiptakoError: runs are missing, or do not have the outcome; or there is one group alone.
    """
    count, each = plan.points * plan.replicates, size * plan.replicates
    total = plan.points // size
    runs = frame[RUN].to_numpy(np.int64)
    present = np.zeros(count, np.bool_)
    present[runs] = True
    if not present.all():
        lost = np.flatnonzero(~present)
        raise LiptakoError(
            f"{plan.method}: {lost.size:,} of {count:,} runs are missing, so that "
            f"{np.unique(lost // each).size:,} of {total:,} {groups} are incomplete - {GO_ON}"
        )
    values = np.empty(count)
    values[runs] = outcome.values
    undefined = np.flatnonzero(np.isnan(values))
    if undefined.size:
        raise LiptakoError(
            f"{outcome.name}: {undefined.size:,} of {count:,} runs do not have it, so that "
            f"{np.unique(undefined // each).size:,} of {total:,} {groups} are incomplete - choose "
            "an outcome that is always defined, or the method rank, which leaves such runs out"
        )
    if total < 2:
        raise LiptakoError(f"{plan.method}: one group tells nothing - sweep again with more")
    return values.reshape(plan.points, plan.replicates)


def library(module: str, package: str) -> Any:
    """A module of a package that only analyses need.

    Raises:
        LiptakoError: the package is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise LiptakoError(
            f"this needs the package {package} - pip install 'liptako[analysis]'"
        ) from error
