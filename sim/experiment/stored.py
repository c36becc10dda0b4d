"""Stored results, opened again: the scenario that made them, and any single run of theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from sim.errors import LiptakoError
from sim.experiment.block import BLOCK_RUNS
from sim.experiment.dataset import ORDER
from sim.experiment.design import is_whole
from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import EVENT_COLUMNS, VARIABLES, Block
from sim.experiment.store import block_name
from sim.scenario import Scenario, rebuilt_scenario

MANIFEST = "manifest.json"
SHOWN = 8
"""So many results are listed where one has to be named."""


@dataclass(frozen=True)
class Stored:
    """The results in a folder.

    Attributes:
        folder: where they are.
        scenario: what was run, to the last bit.
        seed: its seed.
        runs: how many there are.
        varied: dotted names of the parameters that a design gave by run.
    """

    folder: Path
    scenario: Scenario
    seed: int
    runs: int
    varied: tuple[str, ...]

    @classmethod
    def open(cls, path: str | Path) -> Stored:
        """The results in a folder, or in the one folder below it that has any.

        Raises:
            LiptakoError: there are none, or several, or their manifest is damaged.
        """
        folder = find_results(Path(path))
        file = folder / MANIFEST
        try:
            manifest = json.loads(file.read_text("utf-8"))
            scenario = rebuilt_scenario(manifest["scenario"], manifest["resolved"])
            same = scenario.digest() == manifest["scenario_hash"]
            facts = int(manifest["seed"]), int(manifest["runs"]), tuple(manifest["varied"])
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
        return cls(folder, scenario, *facts)

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
        path = self.folder / block_name(run // BLOCK_RUNS)
        if not path.exists():
            raise LiptakoError(
                f"{path}: missing - the same `liptako run` as before goes on where it stopped"
            )
        try:
            with h5py.File(path) as file:
                return _one_run(file, run)
        except Exception as error:  # there is no telling what a damaged file makes libraries raise
            raise LiptakoError(
                f"{path}: damaged, or made by another version - delete it, and the same "
                "`liptako run` as before makes it again"
            ) from error

    def design(self, stored: Block) -> dict[str, NDArray[np.float64]]:
        """The design's row of a run ``(1,)`` by dotted name, out of what is stored of it."""
        missing = [name for name in self.varied if name not in stored]
        if missing:
            raise LiptakoError(
                f"{self.folder}: its blocks lack {', '.join(missing)}, which its manifest says "
                "differ by run - run the scenario again"
            )
        return {name: stored[name] for name in self.varied}


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


def find_results(path: Path) -> Path:
    """The folder of results that a path means: itself, or the only one below it.

    Raises:
        LiptakoError: there is none, or there are several; these are listed, newest first.
    """
    try:
        if (path / MANIFEST).is_file():
            return path
        found = [file for depth in ("*", "*/*") for file in path.glob(f"{depth}/{MANIFEST}")]
    except OSError as error:  # a name too long, a disk that fails
        raise LiptakoError(
            f"{path}: cannot be looked at ({error.strerror}) - name another folder"
        ) from error
    if len(found) == 1:
        return found[0].parent
    if not found:
        what = "no results here" if path.is_dir() else "no folder of results"
        raise LiptakoError(
            f"{path}: {what} - name the folder with {MANIFEST} that `liptako run` printed last"
        )
    times = {file.parent: file.stat().st_mtime for file in found}
    newest = sorted(times, key=lambda folder: (-times[folder], folder))
    lines = [f"  {one}  ({datetime.fromtimestamp(times[one]):%d %b %Y, %H:%M})" for one in newest]
    more = f"\n  and {len(lines) - SHOWN} older" if len(lines) > SHOWN else ""
    raise LiptakoError(
        f"{path}: {len(found)} results are here - name one of them:\n"
        + "\n".join(lines[:SHOWN])
        + more
    )
