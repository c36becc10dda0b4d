"""Blocks on disk, read again: all of them at once or lazily, one run, or outcomes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.errors import LiptakoError
from sim.experiment.dataset import ORDER
from sim.experiment.joining import side_by_side, with_design
from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import EVENT_COLUMNS, VARIABLES, Block

if TYPE_CHECKING:
    from sim.experiment.block import Job
    from sim.experiment.ensemble import Ensemble
    from sim.scenario import Scenario

DAMAGED = "damaged, or made by another version"


def block_name(number: int) -> str:
    """A block's file in its folder."""
    return f"blocks/{number:06d}.nc"


def read_blocks(
    folder: Path, ensemble: Ensemble, numbers: Sequence[int], lazy: bool = False
) -> xr.Dataset:
    """The runs of some blocks as one dataset, beside their design.

    Args:
        folder: of the store.
        ensemble: what was run.
        numbers: of the blocks.
        lazy: whether arrays are to be read only when they are looked at (through Dask).

    Raises:
        LiptakoError: no blocks, or one that cannot be read.
    """
    if not numbers:
        raise LiptakoError(
            f"{folder}: no finished block is here - run the same command as before, it goes on "
            "where it was stopped"
        )
    jobs = ensemble.jobs
    parts = _by_scenario(folder, jobs, numbers, lazy)
    whole = parts[0][1] if len(parts) == 1 else side_by_side(parts)
    rows = np.sort(np.concatenate([jobs[number].runs for number in numbers]))
    design = ensemble.design
    return with_design(whole, design.at(rows) if len(rows) < design.runs else design)


def _opened(path: Path) -> xr.Dataset:
    try:
        found = xr.load_dataset(path, engine="h5netcdf")
    except Exception as error:  # there is no telling what a damaged file makes libraries raise
        raise _damaged(path) from error
    for name in ("ensemble", "variables"):  # a store's own marks
        del found.attrs[name]
    return found


def _by_scenario(
    folder: Path, jobs: Sequence[Job], numbers: Sequence[int], lazy: bool
) -> list[tuple[Scenario, xr.Dataset]]:
    """A dataset for the blocks of each scenario.

    Blocks of a scenario differ in their runs alone, so only the first is looked at as a whole:
    xarray takes half a second for each.
    """
    found = []
    for scenario in dict.fromkeys(id(jobs[number].scenario) for number in numbers):
        own = [number for number in numbers if id(jobs[number].scenario) == scenario]
        paths = [folder / block_name(number) for number in own]
        model = _opened(paths[0])
        if len(own) == 1 and not lazy:
            found.append((jobs[own[0]].scenario, model))
            continue
        sizes = {
            "run": [len(jobs[number].runs) for number in own],
            "event": [_events(path) for path in paths],
        }
        runs = np.concatenate([jobs[number].runs for number in own]).astype(np.int64)
        data = {
            name: (
                variable.dims,
                _array(paths, sizes[str(variable.dims[0])], str(name), variable, lazy),
                variable.attrs,
            )
            for name, variable in model.variables.items()
            if variable.dims[:1] in (("run",), ("event",)) and name != "run"
        }
        rest = model.drop_dims(["run", "event"]).drop_vars("run", errors="ignore")
        coordinate = xr.Variable("run", runs, model["run"].attrs)
        part = rest.assign(data).assign_coords(run=coordinate).assign_attrs(model.attrs)
        found.append((jobs[own[0]].scenario, part))
    return found


def _events(path: Path) -> int:
    with h5py.File(path) as file:
        return int(file["event_run"].shape[0])


def _array(
    paths: Sequence[Path], sizes: Sequence[int], name: str, model: xr.Variable, lazy: bool
) -> Any:
    """A variable of several blocks, one after the other."""
    parts = [
        OnDisk(path, name, model.dtype, (size, *model.shape[1:]))
        for path, size in zip(paths, sizes, strict=True)
    ]
    if not lazy:
        return np.concatenate([part[...] for part in parts])
    from dask import array  # noqa: PLC0415 (slow to import)

    chunks = [array.from_array(part, chunks=-1) for part in parts]  # type: ignore[no-untyped-call]
    return array.concatenate(chunks)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class OnDisk:
    """A variable in a block's file, of which is read what is asked for.

    Attributes:
        path: of the file.
        name: of the variable.
        dtype: of its values.
        shape: of the whole.
    """

    path: Path
    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)

    def __getitem__(self, place: Any) -> NDArray[Any]:
        with h5py.File(self.path) as file:
            return np.asarray(file[self.name][place], self.dtype)


def _damaged(path: Path) -> LiptakoError:
    return LiptakoError(
        f"{path}: {DAMAGED} - the same command as before makes it again, and keeps this file "
        "beside it"
    )


def read_run(path: Path, run: int) -> Block:
    """What a block's file keeps of one run: arrays ``(..., 1)`` by name, and its events
    ``(event,)``.

    Raises:
        LiptakoError: the file is missing or damaged.
    """
    if not path.exists():
        raise LiptakoError(
            f"{path}: missing - the same command as before goes on where it was stopped"
        )
    try:
        with h5py.File(path) as file:
            return _one_run(file, run)
    except Exception as error:  # there is no telling what a damaged file makes libraries raise
        raise _damaged(path) from error


def _one_run(file: h5py.File, run: int) -> Block:
    """What a block's file keeps of one run; xarray would first look at all that is in it."""
    (place,) = np.flatnonzero(file["run"][...] == run)
    first, last = np.searchsorted(file["event_run"][...], [run, run + 1])
    dimensions = {name: declared.dimensions for name, declared in (VARIABLES | OUTCOMES).items()}
    found: Block = {}
    for name, stored in file.items():
        if name in EVENT_COLUMNS:
            found[name] = stored[first:last]
        elif stored.attrs.get("role") in ("variable", "outcome", "parameter"):
            array = stored[place : place + 1]
            # Files keep dimensions in the order of results, blocks in that of their declaration.
            own = [*dimensions.get(name, ()), "run"]
            kept = sorted(own, key=ORDER.index)
            array = array.transpose([kept.index(dimension) for dimension in own])
            found[name] = array.astype(np.bool_) if stored.attrs.get("dtype") == "bool" else array
    return found


def read_outcomes(folder: Path, ensemble: Ensemble, numbers: Sequence[int]) -> pd.DataFrame:
    """A row a run: see `outcome_table`; nothing else of the blocks is read.

    Raises:
        LiptakoError: as `read_blocks`.
    """
    tables = []
    for number in numbers:
        path = folder / block_name(number)
        try:
            with xr.open_dataset(path, engine="h5netcdf") as dataset:
                tables.append(outcome_table(dataset))
        except Exception as error:  # there is no telling what a damaged file makes libraries raise
            raise _damaged(path) from error
    if not tables:
        return pd.DataFrame({"run": np.zeros(0, np.int64)})
    whole = pd.concat(tables).sort_values("run", ignore_index=True)
    design = ensemble.design
    extra = design.table[[name for name in design.table.columns if name not in whole]]
    own = extra.iloc[whole["run"]].reset_index(drop=True)
    return pd.concat([whole[["run"]], own, whole.drop(columns="run")], axis=1)


def outcome_table(histories: xr.Dataset) -> pd.DataFrame:
    """A row a run: every outcome, dotted with its labels, and every parameter that varies.

    Args:
        histories: as `sim.simulate` or `sim.open_results` gives it; outcomes are ``(run, ...)``.

    Examples:
        >>> outcome_table(histories)[["run", "total_deaths.MLI"]].shape
        (20, 2)
    """
    columns: dict[str, Any] = {"run": histories["run"].values}
    for name, variable in histories.data_vars.items():
        role = variable.attrs.get("role")
        if role in ("design", "parameter"):
            columns[str(name)] = variable.values
        elif role == "outcome":
            labels = [histories[dimension].values for dimension in variable.dims[1:]]
            values = variable.values
            for position in np.ndindex(*(len(one) for one in labels)):
                names = [str(one[i]) for one, i in zip(labels, position, strict=True)]
                columns[".".join([str(name), *names])] = values[(slice(None), *position)]
    return pd.DataFrame(columns)
