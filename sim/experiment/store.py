"""Results on disk: one folder an ensemble, one file a block, nothing computed twice.

``<out>/<scenario>/<key>/`` holds ``manifest.json`` (what made the results), ``design.csv`` (if runs
differ by more than luck), ``blocks/NNNNNN.nc``, in place of a block that failed
``blocks/NNNNNN.error.txt``, and when all are there ``outcomes.csv``. The key is a hash of the
resolved scenarios, the design, the seed, the package's source and its data, and the versions of the
libraries that compute. Every file is written under a temporary name and then renamed, so one that
bears its final name is whole, and any number of processes may write into one folder.
"""

from __future__ import annotations

import json
import platform
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd
import xarray as xr

from sim.errors import LiptakoError
from sim.experiment.block import Job, run_job, warm_up
from sim.experiment.dataset import label
from sim.experiment.ensemble import Ensemble
from sim.experiment.netcdf import write_netcdf
from sim.experiment.progress import watched
from sim.experiment.reading import block_name, read_blocks, read_outcomes
from sim.experiment.runners import Runner, processes
from sim.experiment.writing import write_whole
from sim.model import CrisisModel
from sim.version import VERSION

MANIFEST = "manifest.json"
DESIGN = "design.csv"
TABLE = "outcomes.csv"
KEY_LENGTH = 16
LIBRARIES = ("mesa", "numba", "numpy", "scipy", "xarray")
READERS = ("analysis", "cli", "language", "plots", "report", "web")
LARGEST_TABLE = 2_000
"""Runs up to which the table of outcomes is written unasked; of more it takes too long."""


@dataclass
class Filled:
    """What came of filling a store.

    Attributes:
        blocks: of the whole ensemble.
        there: that were there before.
        present: numbers of those that are there now, whoever computed them.
        computed: that were computed now.
        failed: errors of those that could not be, by number of the block.
        set_aside: files that stood in a block's place and were none of this ensemble's blocks,
            under the names they have now.
    """

    blocks: int
    there: int = 0
    present: list[int] = field(default_factory=list)
    computed: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    set_aside: list[Path] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What a person should know of."""
        return [
            f"{path}: stood in a block's place, but is damaged or of other results; kept so named"
            for path in self.set_aside
        ]


@dataclass(frozen=True)
class Store:
    """The results of one ensemble.

    Attributes:
        folder: where they are.
        ensemble: what they are results of.
        key: by which its blocks are known.
    """

    folder: Path
    ensemble: Ensemble
    key: str

    @classmethod
    def of(cls, ensemble: Ensemble, out: Path) -> Store:
        """The store of an ensemble below the folder ``out``; makes it if need be.

        Raises:
            LiptakoError: the folder cannot be written, or another model than the standard one would
                live the runs: the key knows only the package's source.
        """
        if ensemble.model is not CrisisModel:
            raise LiptakoError(
                f"model: results of {ensemble.model.__qualname__} are not kept among those of the "
                "standard model - write what sim.simulate returns with its to_netcdf"
            )
        own = key(ensemble)
        folder = out / ensemble.scenario.name / own
        try:
            (folder / "blocks").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LiptakoError(
                f"{folder}: cannot be made ({error.strerror}) - choose another folder with --out"
            ) from error
        store = cls(folder, ensemble, own)
        if len(ensemble.design.table.columns):
            save = partial(ensemble.design.table.to_csv, index=False)
            store.write(DESIGN, save)
        store.write(MANIFEST, lambda path: path.write_text(manifest(ensemble, own), "utf-8"))
        return store

    def fill(
        self, runner: Runner, shard: tuple[int, int] = (1, 1), progress: bool | None = None
    ) -> Filled:
        """Compute the blocks that are missing, each kept as it is done.

        A block that fails leaves its error in its place, and the others go on; the next call tries
        those again.

        Args:
            runner: who computes them.
            shard: (i, n), for this call to see only to every n-th block, from the i-th on.
            progress: as for `sim.simulate`.

        Raises:
            LiptakoError: a block cannot be written; those written before stay.
        """
        which, shards = shard
        own = list(range(which - 1, len(self.ensemble.jobs), shards))
        found = Filled(len(self.ensemble.jobs))
        total = sum(len(self.ensemble.jobs[number].runs) for number in own)
        for _ in watched(self._filled(runner, own, found), total, "runs", progress):
            pass
        found.present = self.present()
        if len(found.present) == found.blocks and self.ensemble.design.runs <= LARGEST_TABLE:
            self.write(TABLE, partial(self.outcomes(found.present).to_csv, index=False))
        return found

    def run(self, workers: int = 1, progress: bool | None = None) -> xr.Dataset:
        """Compute what is missing, keep it, and return everything.

        Raises:
            LiptakoError: as `fill`, and `check`.
        """
        self.check(self.fill(processes(workers), progress=progress))
        return self.read()

    def check(self, filled: Filled) -> None:
        """Refuse results of which a block failed.

        Raises:
            LiptakoError: it says where to find why.
        """
        if filled.failed:
            number, error = min(filled.failed.items())
            raise LiptakoError(
                f"{self.folder}: {len(filled.failed)} of {filled.blocks} blocks failed: "
                f"{error.strip().splitlines()[-1]} - {self.folder / error_name(number)} tells "
                "more; the same command tries them again"
            )

    def _filled(self, runner: Runner, own: list[int], found: Filled) -> Iterator[tuple[None, int]]:
        jobs, tasks = self.ensemble.jobs, []
        for number in own:
            if self.has(number):
                found.there += 1
                yield None, len(jobs[number].runs)
                continue
            aside = self._set_aside(number)
            if aside is not None:
                found.set_aside.append(aside)
            tasks.append(Task(self.folder, number, jobs[number], self.key))
        for position, error in runner(keep, tasks, prepare=prepare):
            number = tasks[position].number
            if error is not None:
                found.failed[number] = error
            elif not self.path(number).exists():
                raise LiptakoError(
                    f"{self.path(number)}: written by a worker, but not here - give --out a "
                    "folder that this machine and its workers share under one path"
                )
            else:
                found.computed += 1
            yield None, len(jobs[number].runs)

    def write(self, name: str, save: Callable[[Path], object]) -> Path:
        """Write a file of the store whole or not at all.

        Raises:
            LiptakoError: it cannot be written.
        """
        path = self.folder / name
        write_whole(path, save)
        return path

    def path(self, number: int) -> Path:
        """A block's file."""
        return self.folder / block_name(number)

    def has(self, number: int) -> bool:
        """Whether a block is there, whole and of this ensemble."""
        return is_block(self.path(number), self.ensemble.jobs[number], self.key)

    def present(self) -> list[int]:
        """Numbers of the blocks that are there."""
        return [number for number in range(len(self.ensemble.jobs)) if self.has(number)]

    def _set_aside(self, number: int) -> Path | None:
        """Give another name to what stands in a block's place: it may be somebody's only copy."""
        path = self.path(number)
        if not path.is_file():
            return None
        aside = next(
            name
            for count in range(10_000)
            if not (name := path.with_name(f"{path.stem}.aside{count or ''}")).exists()
        )
        path.replace(aside)
        return aside

    def read(self) -> xr.Dataset:
        """All runs that are there.

        Raises:
            LiptakoError: there are none.
        """
        return read_blocks(self.folder, self.ensemble, self.present())

    def outcomes(self, numbers: Sequence[int]) -> pd.DataFrame:
        """A row a run of these blocks: every outcome and every parameter that varies."""
        return read_outcomes(self.folder, self.ensemble, numbers)


@dataclass(frozen=True)
class Task:
    """A block that is to be computed and kept.

    Attributes:
        folder: of the store.
        number: of the block.
        job: what to compute.
        key: of the ensemble.
    """

    folder: Path
    number: int
    job: Job
    key: str


def prepare(task: Task) -> None:
    """Load compiled code before the first block."""
    warm_up(task.job)


def keep(task: Task) -> str | None:
    """Compute a block and write it; or, if it cannot be computed, write its error, and return it.

    Raises:
        LiptakoError: it cannot be written.
    """
    path, failed = (task.folder / name(task.number) for name in (block_name, error_name))
    if is_block(path, task.job, task.key):  # another process has been here
        return None
    try:
        block = run_job(task.job)
        dataset = label(task.job.scenario, task.job.seed, block, task.job.runs)
    except Exception:  # whatever it is, the other blocks are to go on
        first, last = task.job.runs[0], task.job.runs[-1]
        text = f"Runs {first} to {last} of seed {task.job.seed}:\n{traceback.format_exc()}"
        write_whole(failed, lambda place: place.write_text(text, "utf-8"))
        return text
    write_whole(path, partial(_save, dataset.assign_attrs(ensemble=task.key)))
    failed.unlink(missing_ok=True)
    return None


def is_block(path: Path, job: Job, key: str) -> bool:
    """Whether a file is the block of a job of the ensemble with this key."""
    if not path.exists():
        return False
    try:
        with h5py.File(path) as file:
            return (
                str(file.attrs["ensemble"]) == key
                and np.array_equal(file["run"][...], job.runs)
                and np.ravel(file.attrs["variables"])[0]
                == sum("role" in file[n].attrs for n in file)
            )
    except Exception:  # there is no telling what a damaged file makes the library raise
        return False


def error_name(number: int) -> str:
    """The file of a failed block's error."""
    return f"blocks/{number:06d}.error.txt"


def _save(dataset: xr.Dataset, path: Path) -> None:
    counted = dataset.assign_attrs(variables=len(dataset.data_vars))
    write_netcdf(counted, path)


def key(ensemble: Ensemble) -> str:
    """The name of an ensemble's folder: a hash of all that decides its numbers."""
    parts = (
        *(f"{name} {scenario.digest()}" for name, scenario in ensemble.given.items()),
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


def manifest(ensemble: Ensemble, own: str) -> str:
    """What made the results of this key, as JSON: scenarios, design, seed, versions, machine."""
    content: dict[str, Any] = {
        "liptako": VERSION,
        "key": own,
        "source": source_digest(),
        "scenario": ensemble.scenario.name,
        "scenario_hash": ensemble.scenario.digest(),
        "scenarios": {name: scenario.resolved for name, scenario in ensemble.given.items()},
        "seed": ensemble.seed,
        "runs": ensemble.design.runs,
        "design": ensemble.design.digest(),
        "varied": sorted(map(str, ensemble.design.table.columns)),
        "plan": ensemble.design.plan.plain(),
        "python": sys.version.split()[0],
        "libraries": {name: version(name) for name in LIBRARIES},
        "machine": platform.machine(),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
