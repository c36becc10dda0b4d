"""From blocks to one labelled dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import EVENT_COLUMNS, VARIABLES, Block, coordinates
from sim.mechanisms import declarations
from sim.parameters import Distribution
from sim.scenario import Scenario
from sim.version import VERSION
from sim.world.beginning import names_of
from sim.world.chronicle import KINDS
from sim.world.geography import load_regions

ORDER = (
    "run", "month", "map_month", "region", "partner", "bloc", "treaty", "country", "group", "kind",
    "pair", "event",
)  # fmt: skip
"""Order of a variable's dimensions."""


def assemble(
    scenario: Scenario,
    seed: int,
    runs: int,
    blocks: Iterable[tuple[int, Block]],
    filled: Block | None = None,
) -> xr.Dataset:
    """The dataset of all runs.

    Args:
        scenario: what was run.
        seed: its seed.
        runs: how many runs there are in all.
        blocks: pairs of a block's first run and the block, in any order; each is let go once
            copied, so that memory holds the results once.
        filled: arrays for all runs of what the blocks no longer carry.
    """
    arrays: Block = {} if filled is None else dict(filled)
    events: dict[int, Block] = {}
    for first, block in blocks:
        events[first] = {name: block[name] for name in EVENT_COLUMNS}
        for name, part in block.items():
            if name in EVENT_COLUMNS:
                continue
            if name not in arrays:
                arrays[name] = np.zeros((*part.shape[:-1], runs), part.dtype)
            arrays[name][..., first : first + part.shape[-1]] = part
    for name in EVENT_COLUMNS:
        arrays[name] = np.concatenate([events[first][name] for first in sorted(events)])
    return label(scenario, seed, arrays, np.arange(runs))


def label(scenario: Scenario, seed: int, arrays: Block, runs: NDArray[Any]) -> xr.Dataset:
    """A dataset over arrays ``(..., run)`` without copying them: dimensions start with `run`."""
    data = {name: _labelled(scenario, name, array) for name, array in arrays.items()}
    dataset = xr.Dataset(data, coords=_coordinates(scenario, runs), attrs=_origin(scenario, seed))
    return dataset.transpose(*ORDER, missing_dims="ignore")


def unlabel(dataset: xr.Dataset) -> Block:
    """The arrays ``(..., run)`` behind a dataset that `label` made."""
    dimensions = {name: declared.dimensions for name, declared in (VARIABLES | OUTCOMES).items()}
    return {
        str(name): (
            variable.values
            if name in EVENT_COLUMNS
            else variable.transpose(*dimensions.get(str(name), ()), "run").values
        )
        for name, variable in dataset.data_vars.items()
    }


def _labelled(scenario: Scenario, name: str, array: NDArray[Any]) -> xr.Variable:
    if name in EVENT_COLUMNS:
        attrs: dict[str, Any] = {"units": "1", "long_name": EVENT_COLUMNS[name], "role": "event"}
        if name == "event_kind":
            attrs["meanings"] = list(KINDS)
        elif name in ("event_subject", "event_object"):
            attrs["meanings"] = list(names_of(scenario))
        return xr.Variable(("event",), array, attrs)
    if name in VARIABLES or name in OUTCOMES:
        declared = VARIABLES.get(name) or OUTCOMES[name]
        role = "variable" if name in VARIABLES else "outcome"
        attrs = {"units": declared.unit, "long_name": declared.meaning, "role": role}
        return xr.Variable((*declared.dimensions, "run"), array, attrs)
    parameter = declarations()[name]
    attrs = {"units": parameter.unit, "long_name": parameter.meaning, "role": "parameter"}
    return xr.Variable(("run",), array, attrs)


def _coordinates(scenario: Scenario, runs: NDArray[Any]) -> dict[str, Any]:
    labels = coordinates(scenario)
    regions = load_regions()
    coords: dict[str, Any] = {
        "run": ("run", runs.astype(np.int64), {"long_name": "number of the run", "units": "1"}),
    }
    for name, values in labels.items():
        if name.endswith("month"):
            times = np.array(values, "datetime64[ns]")
            coords[name] = (name, times, {"long_name": "month, by its first day"})
        else:
            coords[name] = (name, np.array(values, dtype=np.str_))
    coords["country_name"] = (
        "country",
        np.array([country.name for country in scenario.data.countries.values()], np.str_),
    )
    data = scenario.data
    for kind, actors in (
        ("group", data.groups),
        ("partner", data.partners),
        ("treaty", data.treaties),
        ("bloc", data.blocs),
    ):
        names = [actor.name for actor in actors.values()]
        coords[f"{kind}_name"] = (kind, np.array(names, dtype=np.str_))
    coords["region_name"] = (
        "region",
        np.array([regions[name].name for name in labels["region"]], np.str_),
    )
    coords["region_country"] = (
        "region",
        np.array([regions[name].country for name in labels["region"]], np.str_),
    )
    return coords


def _origin(scenario: Scenario, seed: int) -> dict[str, Any]:
    """What made the results."""
    given = {
        name: value if not isinstance(value, Distribution) else repr(value)
        for name, value in scenario.parameters.items()
    }
    return {
        "title": scenario.data.title,
        "question": scenario.data.question,
        "scenario": scenario.name,
        "scenario_hash": scenario.digest(),
        "seed": seed,
        "start": str(scenario.data.horizon.start)[:7],
        "calibration": scenario.data.calibration.parameters,
        "events": len(scenario.data.events),
        "version": VERSION,
        "numpy": np.__version__,
        "focus": list(scenario.data.focus),
        "answered_by": list(scenario.data.answered_by),
        "parameters": json.dumps(given, sort_keys=True),
    }
