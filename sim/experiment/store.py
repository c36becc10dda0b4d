"""Results on disk: one folder an ensemble, one file a block, nothing computed twice.

``<out>/<scenario>/<key>/`` holds ``manifest.json`` (what made the results), ``blocks/NNNNNN.nc``
and ``outcomes.csv``. The key is a hash of the resolved scenario, the design, the seed, the
package's source and its data, and the versions of the libraries that compute. Every file is written
under a temporary name and then renamed, so one that bears its final name is whole.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from sim.errors import LiptakoError
from sim.experiment.block import Job, run_job, warm_up
from sim.experiment.dataset import assemble, label, unlabel
from sim.experiment.ensemble import Ensemble
from sim.experiment.outcomes import OUTCOMES
from sim.experiment.progress import watched
from sim.experiment.record import EVENT_COLUMNS, Block, recorded
from sim.experiment.runners import run_all
from sim.experiment.writing import write_whole
from sim.parameters import Distribution
from sim.version import VERSION

KEY_LENGTH = 16
LIBRARIES = ("mesa", "numba", "numpy", "scipy", "xarray")
READERS = ("analysis", "cli", "plots")


@dataclass(frozen=True)
class Store:
    """The results of one ensemble.

    Attributes:
        folder: where they are.
        ensemble: what they are results of.
    """

    folder: Path
    ensemble: Ensemble

    @classmethod
    def of(cls, ensemble: Ensemble, out: Path) -> Store:
        """The store of an ensemble below the folder ``out``; makes it if need be.

        Raises:
            LiptakoError: the folder cannot be written.
        """
        folder = out / ensemble.scenario.name / key(ensemble)
        try:
            (folder / "blocks").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LiptakoError(
                f"{folder}: cannot be made ({error.strerror}) - choose another folder with --out"
            ) from error
        store = cls(folder, ensemble)
        store.write("manifest.json", lambda path: path.write_text(manifest(ensemble), "utf-8"))
        return store

    def run(self, workers: int, progress: bool | None = None) -> xr.Dataset:
        """Compute what is missing, keep it, and return everything.

        Raises:
            LiptakoError: a block cannot be written; those written before stay.
        """
        total = self.ensemble.design.runs
        dataset = assemble(
            self.ensemble.scenario,
            self.ensemble.seed,
            total,
            watched(self._blocks(workers), total, "runs", progress),
        )
        self.write("outcomes.csv", lambda path: outcome_table(dataset).to_csv(path, index=False))
        return dataset

    def write(self, name: str, save: Callable[[Path], object]) -> Path:
        """Write a file of the store whole or not at all.

        Raises:
            LiptakoError: it cannot be written.
        """
        path = self.folder / name
        write_whole(path, save)
        return path

    def _blocks(self, workers: int) -> Iterator[tuple[tuple[int, Block], int]]:
        jobs = self.ensemble.jobs
        missing = []
        for number, job in enumerate(jobs):
            found = self._read(number)
            if found is None:
                missing.append(number)
            else:
                yield (int(job.runs[0]), found), len(job.runs)
        for position, block in run_all(
            run_job, [jobs[number] for number in missing], workers, warm_up
        ):
            number = missing[position]
            runs = jobs[number].runs
            dataset = label(self.ensemble.scenario, self.ensemble.seed, block, runs)
            self.write(block_name(number), partial(_save, dataset))
            yield (int(runs[0]), block), len(runs)

    def _read(self, number: int) -> Block | None:
        """A finished block; none if there is none, or its file is damaged or not of this kind."""
        path = self.folder / block_name(number)
        if not path.exists():
            return None
        try:
            with xr.open_dataset(path, engine="h5netcdf") as dataset:
                own = _is_of(dataset, self.ensemble.jobs[number])
                return unlabel(dataset.load()) if own else None
        except Exception:  # there is no telling what a damaged file makes the libraries raise
            return None


def _is_of(dataset: xr.Dataset, job: Job) -> bool:
    """Whether what stands in a block's place has the job's origin, runs, variables and design."""
    kept = recorded(job.scenario)
    drawn = [n for n, value in job.scenario.parameters.items() if isinstance(value, Distribution)]
    worked_out = [name for name, outcome in OUTCOMES.items() if set(kept) >= set(outcome.needs)]
    names = {*kept, *drawn, *worked_out, *EVENT_COLUMNS}
    return (
        dataset.attrs.get("scenario_hash") == job.scenario.digest()
        and dataset.attrs.get("seed") == job.seed
        and np.array_equal(dataset["run"], job.runs)
        and names <= set(dataset.data_vars)
        and all(np.array_equal(dataset[name], column) for name, column in job.design.items())
    )


def block_name(number: int) -> str:
    """A block's file in its folder."""
    return f"blocks/{number:06d}.nc"


def _save(dataset: xr.Dataset, path: Path) -> None:
    dataset.to_netcdf(path, engine="h5netcdf")


def key(ensemble: Ensemble) -> str:
    """The name of an ensemble's folder: a hash of all that decides its numbers."""
    parts = (
        ensemble.scenario.digest(),
        ensemble.design.digest(),
        str(ensemble.seed),
        source_digest(),
        *(f"{name} {version(name)}" for name in LIBRARIES),
        platform.machine(),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:KEY_LENGTH]


def source_digest(without: Collection[str] = READERS) -> str:
    """A hash of the package's source and data, but for the folders and files of some names: unless
    said, of what only reads results."""
    root = Path(str(files("sim")))
    text = sha256()
    for path in sorted(root.rglob("*")):
        if (
            not {path.relative_to(root).parts[0], path.name} & set(without)
            and path.is_file()
            and path.suffix in {".py", ".geojson", ".csv", ".yaml", ".npz"}
        ):
            text.update(path.relative_to(root).as_posix().encode())
            text.update(path.read_bytes())
    return text.hexdigest()


def manifest(ensemble: Ensemble) -> str:
    """What made the results, as JSON: scenario, design, seed, versions, machine."""
    content: dict[str, Any] = {
        "liptako": VERSION,
        "source": source_digest(),
        "scenario": ensemble.scenario.name,
        "scenario_hash": ensemble.scenario.digest(),
        "resolved": ensemble.scenario.resolved,
        "seed": ensemble.seed,
        "runs": ensemble.design.runs,
        "design": ensemble.design.digest(),
        "varied": sorted(ensemble.design.parameters),
        "python": sys.version.split()[0],
        "libraries": {name: version(name) for name in LIBRARIES},
        "machine": platform.machine(),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def outcome_table(dataset: xr.Dataset) -> pd.DataFrame:
    """A row a run: every outcome, dotted with its labels, and every parameter that varies."""
    columns: dict[str, Any] = {"run": dataset["run"].values}
    for name, variable in dataset.data_vars.items():
        role = variable.attrs.get("role")
        if role == "parameter":
            columns[str(name)] = variable.values
        elif role == "outcome":
            labels = [dataset[dimension].values for dimension in variable.dims[1:]]
            for position in np.ndindex(*(len(values) for values in labels)):
                names = [str(values[i]) for values, i in zip(labels, position, strict=True)]
                columns[".".join([str(name), *names])] = variable.values[(slice(None), *position)]
    return pd.DataFrame(columns)
