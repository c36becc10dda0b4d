"""Results of several blocks side by side, whatever scenarios they are of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from sim.experiment.block import Job
from sim.experiment.dataset import label
from sim.experiment.design import REPLICATE, Design
from sim.experiment.record import EVENT_COLUMNS, Block
from sim.parameters import Distribution
from sim.scenario import Scenario
from sim.world.chronicle import NOBODY

RUN, EVENT = "run", "event"
OF_NAMES = ("event_subject", "event_object")
"""Columns that count places in a list of names, which differs by scenario."""


def joined(seed: int, blocks: Sequence[tuple[Job, Block]]) -> xr.Dataset:
    """One dataset of the blocks, its runs in order."""
    return side_by_side(
        [(job.scenario, label(job.scenario, seed, block, job.runs)) for job, block in blocks]
    )


def side_by_side(parts: Sequence[tuple[Scenario, xr.Dataset]]) -> xr.Dataset:
    """One dataset of several that `label` made, its runs in order.

    Labels along a dimension are all that any part has. What a run does not have is not a number, 0
    or False; a parameter that does not vary in its scenario has the scenario's number.

    Args:
        parts: each with its scenario; arrays may be lazy.
    """
    datasets = _same_parameters(parts)
    labels = _labels(datasets)
    names = _names(datasets)
    whole = xr.concat(
        [_spread(part, labels).drop_dims(EVENT) for part in datasets],
        dim=RUN,
        data_vars="all",
        coords="minimal",
        compat="override",
        join="override",
        combine_attrs="override",
    )
    events = xr.concat(
        [_renamed(part[list(EVENT_COLUMNS)].reset_coords(drop=True), names) for part in datasets],
        dim=EVENT,
        combine_attrs="override",
    )
    whole = _in_order(whole.assign(events.data_vars))
    known = _coordinates(datasets, labels)
    attrs = dict(datasets[0].attrs)
    if len({part.attrs["scenario_hash"] for part in datasets}) > 1:
        del attrs["scenario_hash"], attrs["parameters"]
    return whole.assign_coords(known).assign_attrs(attrs)


def with_design(dataset: xr.Dataset, design: Design) -> xr.Dataset:
    """Results beside the columns of their design that results do not hold themselves."""
    columns = {}
    for name in [*design.structure, *([REPLICATE] if REPLICATE in design.table else [])]:
        meaning = (
            "number under which the run draws; equal numbers, equal luck"
            if name == REPLICATE
            else "what the design has here; empty: as in the scenario"
        )
        values = design.table[name].to_numpy()
        attrs = {"units": "1", "long_name": meaning, "role": "design"}
        own = values.astype(np.str_) if values.dtype == object else values
        columns[name] = (RUN, own, attrs)
    return dataset.assign(columns)


def _same_parameters(parts: Sequence[tuple[Scenario, xr.Dataset]]) -> list[xr.Dataset]:
    varying = {
        str(name): variable.attrs
        for _, part in parts
        for name, variable in part.data_vars.items()
        if variable.attrs["role"] == "parameter"
    }
    found = []
    for scenario, part in parts:
        fixed: dict[str, Any] = {}
        for name in varying.keys() - part.data_vars.keys():
            value = scenario.parameters[name]
            number = np.nan if isinstance(value, Distribution) else value
            fixed[name] = (RUN, np.full(part.sizes[RUN], number, np.float64), varying[name])
        found.append(part.assign(fixed))
    return found


def _labels(parts: Sequence[xr.Dataset]) -> dict[str, list[Any]]:
    """All labels along each dimension, in the order in which they come."""
    found: dict[str, dict[Any, None]] = {}
    for part in parts:
        for name, values in part.indexes.items():
            if name != RUN:
                found.setdefault(str(name), {}).update(dict.fromkeys(values))
    return {name: list(values) for name, values in found.items()}


def _spread(part: xr.Dataset, labels: dict[str, list[Any]]) -> xr.Dataset:
    """A part with all labels."""
    bare = part.drop_vars([name for name in part.coords if name not in part.dims])
    wanted = {name: values for name, values in labels.items() if list(part.indexes[name]) != values}
    if not wanted:
        return bare
    fill = {
        name: np.nan if variable.dtype.kind == "f" else variable.dtype.type(0)
        for name, variable in bare.data_vars.items()
    }
    return bare.reindex(wanted, fill_value=fill)


def _coordinates(
    parts: Sequence[xr.Dataset], labels: dict[str, list[Any]]
) -> dict[str, tuple[str, Any]]:
    """Coordinates beside the labels, such as names of actors."""
    found: dict[str, tuple[str, dict[Any, Any]]] = {}
    for part in parts:
        for name, coordinate in part.coords.items():
            if name not in part.dims:
                (dimension,) = map(str, coordinate.dims)
                _, known = found.setdefault(str(name), (dimension, {}))
                known.update(zip(part.indexes[dimension], coordinate.values, strict=True))
    return {
        name: (dimension, np.array([known[one] for one in labels[dimension]]))
        for name, (dimension, known) in found.items()
    }


def _names(parts: Sequence[xr.Dataset]) -> dict[str, list[str]]:
    return {
        column: list(
            dict.fromkeys(
                n for part in parts for n in np.atleast_1d(part[column].attrs["meanings"])
            )
        )
        for column in OF_NAMES
    }


def _renamed(events: xr.Dataset, names: dict[str, list[str]]) -> xr.Dataset:
    """Events that count names in the list of all parts; nobody, the last, stays nobody."""
    for column, known in names.items():
        own = np.atleast_1d(events[column].attrs["meanings"]).tolist()
        if own == known:
            continue
        places = np.array([*(known.index(name) for name in own), NOBODY], np.int32)
        attrs = events[column].attrs | {"meanings": known}
        events = events.assign({column: (EVENT, places[events[column].values], attrs)})
    return events


def _in_order(dataset: xr.Dataset) -> xr.Dataset:
    runs = dataset[RUN].values
    if np.all(np.diff(runs.astype(np.int64)) > 0):
        return dataset
    events = np.argsort(dataset["event_run"].values, kind="stable")
    return dataset.isel({RUN: np.argsort(runs), EVENT: events})
