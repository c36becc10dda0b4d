"""Results in a folder, opened again: what made them, all runs lazily, tidy tables, any one run."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.errors import LiptakoError, one_of
from sim.experiment.design import Design, Plan, from_table, is_whole, replicates
from sim.experiment.ensemble import Ensemble
from sim.experiment.reading import block_name, read_blocks, read_outcomes, read_run
from sim.experiment.record import Block
from sim.experiment.store import DESIGN, MANIFEST, Store, error_name
from sim.scenario import Scenario, rebuilt_scenario

NEEDED = ("liptako", "key", "scenario", "python", "libraries", "machine")
"""What a manifest says besides."""
SHOWN = 8
"""So many results are listed where one has to be named."""


@dataclass(frozen=True, repr=False)
class Results:
    """The results in a folder.

    Attributes:
        folder: where they are.
        ensemble: what was run, to the last bit: scenarios, design, seed.
        manifest: what made them, as ``manifest.json`` says.
    """

    folder: Path
    ensemble: Ensemble
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: str | Path) -> Results:
        """The results in a folder, or in the one folder below it that has any.

        Raises:
            LiptakoError: there are none, or several, or their manifest is damaged.
        """
        folder = find_results(Path(path))
        file = folder / MANIFEST
        try:
            manifest = json.loads(file.read_text("utf-8"))
            given = {
                name: rebuilt_scenario(name, resolved)
                for name, resolved in manifest["scenarios"].items()
            }
            design = _design(folder, manifest)
            ensemble = Ensemble.of(given, None, int(manifest["seed"]), design)
            for name in NEEDED:
                manifest[name]
            same = (
                ensemble.scenario.digest() == manifest["scenario_hash"]
                and design.digest() == manifest["design"]
            )
        except OSError as error:
            raise LiptakoError(f"{file}: cannot be read ({error.strerror})") from error
        except (
            LiptakoError, ValueError, TypeError, KeyError, AttributeError, RecursionError
        ) as error:  # fmt: skip
            raise LiptakoError(
                f"{file}: damaged, or made by another version - run the scenario again"
            ) from error
        if not same:
            raise LiptakoError(
                f"{file}: what it says was run is not what its hash says - run the scenario again"
            )
        return cls(folder, ensemble, manifest)

    def __repr__(self) -> str:
        """What is there, in a line; ``manifest`` says what made it."""
        return f"Results('{self.folder}', {self.runs:,} runs, seed {self.seed})"

    @property
    def scenario(self) -> Scenario:
        """That of the first run."""
        return self.ensemble.scenario

    @property
    def seed(self) -> int:
        """Seed of every random number."""
        return self.ensemble.seed

    @property
    def runs(self) -> int:
        """Runs of the whole ensemble, finished or not."""
        return self.ensemble.design.runs

    @property
    def design(self) -> Design:
        """The table of what differs between runs."""
        return self.ensemble.design

    @property
    def store(self) -> Store:
        """Where they are kept."""
        return Store(self.folder, self.ensemble, str(self.manifest["key"]))

    @cached_property
    def present(self) -> list[int]:
        """Numbers of the blocks that are there, whole and of this ensemble."""
        return self.store.present()

    @property
    def finished(self) -> int:
        """Runs that are there."""
        return sum(len(self.ensemble.jobs[number].runs) for number in self.present)

    @cached_property
    def dataset(self) -> xr.Dataset:
        """All runs that are there, as `sim.simulate` returns them, but read from disk only where
        they are looked at (arrays of Dask).

        Raises:
            LiptakoError: none are there.
        """
        return read_blocks(self.folder, self.ensemble, self.present, lazy=True)

    def to_dataframe(self, variable: str | None = None) -> pd.DataFrame:
        """A tidy table.

        Args:
            variable: of the dataset, such as ``deaths``; else all outcomes.

        Returns:
            Of a variable, a row an observation: its dimensions as columns, what the design varies,
            and its value. Else a row a run: ``run``, what differs between runs, and every outcome,
            dotted with its labels, such as ``total_deaths.MLI``.

        Raises:
            LiptakoError: no such variable.
        """
        if variable is None:
            return read_outcomes(self.folder, self.ensemble, self.present)
        if variable not in self.dataset:
            names = [str(name) for name in self.dataset.data_vars]
            raise LiptakoError(f"variable: no '{variable}' - {one_of(variable, names)}")
        own = self.dataset[variable].drop_vars(
            [name for name in self.dataset[variable].coords if name not in self.dataset.dims]
        )
        table = own.to_dataframe().reset_index()
        varied = self.design.table
        return table.join(varied, on="run") if len(varied.columns) and "run" in table else table

    def failed(self) -> dict[int, str]:
        """Errors of blocks that failed, by number of the block."""
        found = {}
        for number in range(len(self.ensemble.jobs)):
            path = self.folder / error_name(number)
            if path.exists() and number not in self.present:
                found[number] = path.read_text("utf-8")
        return found

    def block(self, run: int) -> Block:
        """What is stored of one run: arrays ``(..., 1)`` by name, and its events ``(event,)``.

        Raises:
            LiptakoError: the run is not among them, or its block is missing or damaged.
        """
        if not is_whole(run) or not 0 <= run < self.runs:
            raise LiptakoError(
                f"run: {run!r} is not among the {self.runs:,} of {self.folder} - "
                f"use 0 to {self.runs - 1}"
            )
        jobs = self.ensemble.jobs
        number = next(place for place, job in enumerate(jobs) if run in job.runs)
        return read_run(self.folder / block_name(number), run)

    def row(self, run: int) -> dict[str, NDArray[np.float64]]:
        """Values ``(1,)`` of the parameters that the design gives a run, by dotted name."""
        return self.design.rows(slice(run, run + 1))

    def luck(self, run: int) -> int:
        """Number under which a run draws."""
        return run if self.design.luck is None else int(self.design.luck[run])


def open_results(path: str | Path) -> Results:
    """Results that a run or a sweep has kept, finished or not.

    Args:
        path: the folder with ``manifest.json``, or one above it that has no other results.

    Raises:
        LiptakoError: there are none, or several, or their manifest is damaged.
    """
    return Results.open(path)


def _design(folder: Path, manifest: dict[str, Any]) -> Design:
    plan = Plan.of(manifest["plan"])
    if not manifest["varied"]:
        return replicates(int(manifest["runs"]))
    # Structure is text, whatever it looks like; an empty cell is an empty text.
    table = pd.read_csv(folder / DESIGN, dtype=str, keep_default_na=False)
    return from_table(table, plan)


def find_results(path: Path) -> Path:
    """The folder of results that a path means: itself, or the only one below it.

    Raises:
        LiptakoError: there is none, or there are several; these are listed, newest first.
    """
    found = list_results(path)
    if found and (path / MANIFEST).is_file():
        return path
    if len(found) == 1:
        return found[0]
    if not found:
        what = "no results here" if path.is_dir() else "no folder of results"
        raise LiptakoError(
            f"{path}: {what} - name the folder with {MANIFEST} that `liptako run` printed last"
        )
    lines = [f"  {one}  ({_about(one)})" for one in found]
    more = f"\n  and {len(lines) - SHOWN} older" if len(lines) > SHOWN else ""
    raise LiptakoError(
        f"{path}: {len(found)} results are here - name one of them:\n"
        + "\n".join(lines[:SHOWN])
        + more
    )


def list_results(path: Path) -> list[Path]:
    """The folders of results in a folder or just below it, newest first.

    Raises:
        LiptakoError: it cannot be looked at.
    """
    try:
        with suppress(FileNotFoundError):
            path.stat()  # from Python 3.13 on, a glob passes over what cannot be looked at
        found = [file for depth in ("", "*/", "*/*/") for file in path.glob(f"{depth}{MANIFEST}")]
        times = {file.parent: file.stat().st_mtime for file in found}
    except OSError as error:  # a name too long, a disk that fails
        raise LiptakoError(
            f"{path}: cannot be looked at ({error.strerror}) - name another folder"
        ) from error
    return sorted(times, key=lambda folder: (-times[folder], folder))


def _about(folder: Path) -> str:
    """What tells results apart: how many runs, the seed, when they were begun."""
    file = folder / MANIFEST
    when = f"{datetime.fromtimestamp(file.stat().st_mtime):%d %b %Y, %H:%M}"
    try:
        manifest = json.loads(file.read_text("utf-8"))
        return f"{manifest['runs']:,} runs, seed {manifest['seed']}, {when}"
    except (OSError, ValueError, TypeError, KeyError):
        return when
