"""Scenarios to run, and how two results are compared to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
import yaml
from numpy.typing import NDArray

from sim.experiment.block import Job, run_job
from sim.experiment.record import EVENT_COLUMNS, Block
from sim.model import CrisisModel
from sim.scenario import Scenario, load_scenario

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"

Content = dict[str, Any]
Rewrite = Callable[[Callable[[Content], None]], Scenario]


def until(scenario: Scenario, month: str) -> Scenario:
    """The scenario with another last month."""
    return scenario.patch({"horizon": {"end": month}})


def numbers(*runs: int) -> NDArray[np.uint32]:
    return np.array(runs, np.uint32)


def first(count: int) -> NDArray[np.uint32]:
    return np.arange(count, dtype=np.uint32)


def block(scenario: Scenario, runs: NDArray[np.uint32], seed: int = 1, **design: Any) -> Block:
    """A block of runs, straight from the model."""
    return run_job(Job(scenario, seed, runs, design))


def chosen(whole: Block, positions: Any) -> Block:
    """Some of a block's runs, in that order, with their events; every run has some."""
    runs = list(dict.fromkeys(whole["event_run"].tolist()))
    kept = np.atleast_1d(np.array(runs)[positions])
    events = np.concatenate([np.flatnonzero(whole["event_run"] == run) for run in kept])
    return {
        name: array[events] if name in EVENT_COLUMNS else array[..., positions]
        for name, array in whole.items()
    }


def bits(array: Any) -> tuple[Any, ...]:
    values = np.asarray(array)
    if values.dtype.kind == "U":  # the longest label sets the type of all
        return values.shape, tuple(values.ravel().tolist())
    return values.dtype, values.shape, np.ascontiguousarray(values).tobytes()


def differing(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> list[str]:
    """Names of the arrays that are not the same in both, to the last bit."""
    names = [*one, *(name for name in other if name not in one)]
    return [
        str(name)
        for name in names
        if name not in one or name not in other or bits(one[name]) != bits(other[name])
    ]


def variables(dataset: xr.Dataset) -> Mapping[Any, Any]:
    """Every variable and coordinate; events of the runs that are there, by their words, since
    numbers go by a file's order."""
    if "event_run" in dataset:
        there = np.isin(dataset["event_run"], dataset["run"])
        dataset = dataset.isel(event=np.flatnonzero(there))
    found: dict[Any, Any] = {**dataset.data_vars, **dataset.coords}
    for name in ("event_kind", "event_subject", "event_object"):
        if name in found:
            words = np.array([*dataset[name].attrs["meanings"], ""])
            found[name] = words[dataset[name].values]
    return found


def at_labels_of(dataset: xr.Dataset, wanted: xr.Dataset) -> xr.Dataset:
    """What ``dataset`` says of the labels of ``wanted``, in their order."""
    labels = {str(name): values.values for name, values in wanted.indexes.items()}
    none = {name: slice(0) for name, values in labels.items() if not len(values)}
    return dataset.isel(none).sel({n: values for n, values in labels.items() if n not in none})


def lived(scenario: Scenario, runs: NDArray[np.uint32], seed: int = 1) -> xr.Dataset:
    """The model's whole state after every month, unrounded, with labels.

    The results keep single precision, in which a difference in the last bit would hide.
    """
    model = CrisisModel.start(scenario, seed, runs)
    labels = _labels(model)
    months = []
    for _ in range(scenario.months):
        model.step()
        months.append(xr.Dataset(_state(model), coords=labels))
    return xr.concat(months, "month")


def _labels(model: CrisisModel) -> dict[str, Any]:
    data, relations = model.scenario.data, model.world.relations
    names, data_treaties = list(data.countries), list(data.treaties)
    pairs = sorted(relations.positions, key=lambda pair: relations.positions[pair])
    return {
        "country": list(data.countries),
        "region": list(model.world.theatre.geography.regions),
        "group": list(data.groups),
        "partner": list(data.partners),
        "bloc": list(data.blocs),
        "treaty": list(data.treaties),
        "pair": ["-".join(sorted(pair)) for pair in pairs],
        "attacker": list(data.countries),
        "ally": list(data.countries),
        "pledge": np.array(
            [
                f"{data_treaties[word.treaty]} {names[word.by]}-{names[word.to]}"
                for word in model.world.treaties.words
            ],
            np.str_,
        ),
    }


def _state(model: CrisisModel) -> dict[str, Any]:
    return {
        f"{scope.name}.{item.name}": (
            (*item.metadata["dimensions"], "run"),
            getattr(state, item.name).copy(),
        )
        for scope in fields(model.world)
        for state in [getattr(model.world, scope.name)]
        for item in fields(state)
        if item.metadata
    }


def dated(value: Any) -> Any:
    """Resolved content with its dates as dates, as a file would have them."""
    if isinstance(value, dict):
        return {name: dated(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [dated(inner) for inner in value]
    is_date = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return date.fromisoformat(value) if is_date else value


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The shipped scenario, over its whole horizon, with the war's declared defaults."""
    return load_scenario(BASELINE).patch({"calibration": {"parameters": "stated"}})


@pytest.fixture(scope="session")
def year(baseline: Scenario) -> Scenario:
    """The shipped scenario's first twelve months."""
    return until(baseline, "2024-06")


@pytest.fixture(scope="session")
def quarter(baseline: Scenario) -> Scenario:
    """The shipped scenario's first three months."""
    return until(baseline, "2023-09")


@pytest.fixture
def rewrite(year: Scenario, tmp_path: Path) -> Rewrite:
    """The year written to a file and read again after a change of its content: a patch could not
    change the order of what is there."""

    def rewritten(change: Callable[[Content], None]) -> Scenario:
        content = dated(year.resolved)
        change(content)
        path = tmp_path / "baseline.yaml"
        path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
        return load_scenario(path)

    return rewritten
