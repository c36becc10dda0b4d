"""Histories that follow nothing: what rows of parameters bring by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from sim.analysis.calibration.training import (
    CIVILIANS,
    CONTROL,
    CONTROL_COUNTRY,
    CONTROL_MONTH,
    NOT_READ,
    Observations,
    months_before,
)
from sim.experiment.memory import keep_freed_memory
from sim.experiment.progress import watched
from sim.experiment.runners import run_all
from sim.experiment.store import source_digest
from sim.experiment.writing import write_whole
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.streams import Streams
from sim.world.state import Array, in_turn
from sim.world.theatre import ONE_SIDED_GROUP, ONE_SIDED_STATE

BLOCK_RUNS = 2000


@dataclass(frozen=True)
class Lived:
    """What came of one history a row.

    Attributes:
        deaths: ``(month, country, row)``.
        control, civilians: the two further figures, as they would be observed (with their error),
            ``(row,)``.
    """

    deaths: Array
    control: Array
    civilians: Array

    def observations(self, row: int) -> Observations:
        """What an observer of one history would have: whole deaths."""
        return Observations(
            np.rint(self.deaths[:, :, row]),
            replace(CONTROL, value=float(self.control[row])),
            replace(CIVILIANS, value=float(self.civilians[row])),
        )


def live_freely(
    scenario: Scenario,
    parameters: Mapping[str, Array],
    countries: list[str],
    months: int,
    seed: int,
    workers: int = 1,
    progress: bool | None = None,
    folder: Path | None = None,
) -> Lived:
    """Live a history for each row of parameters ``(row,)``.

    Args:
        scenario: the history lived.
        parameters: by dotted name.
        countries: codes of those observed.
        months: how many.
        seed: of every random number; rows are runs 0, 1, ...
        workers: processes.
        progress: as for `sim.simulate`.
        folder: where blocks are kept as they are done, under a name made of all that decides them;
            those that are there are not lived again. None keeps nothing.

    Raises:
        LiptakoError: a block cannot be written; those written before stay.
    """
    rows = len(next(iter(parameters.values())))
    firsts = list(range(0, rows, BLOCK_RUNS))
    work = partial(_block, scenario, dict(parameters), countries, months, seed)
    kept = None if folder is None else folder / _key(scenario, parameters, countries, months, seed)

    def done() -> Iterator[tuple[tuple[int, Lived], int]]:
        found = {first: _read(kept, first) for first in firsts}
        missing = [first for first in firsts if found[first] is None]
        for first, block in found.items():
            if block is not None:
                yield (first, block), len(block.control)
        for place, block in run_all(work, missing, workers):
            if kept is not None:
                write_whole(_file(kept, missing[place]), partial(_save, block))
            yield (missing[place], block), len(block.control)

    lived = dict(watched(done(), rows, "runs", progress))
    blocks = [lived[first] for first in sorted(lived)]
    return Lived(
        np.concatenate([block.deaths for block in blocks], axis=-1),
        np.concatenate([block.control for block in blocks]),
        np.concatenate([block.civilians for block in blocks]),
    )


def _block(
    scenario: Scenario,
    parameters: Mapping[str, Array],
    countries: list[str],
    months: int,
    seed: int,
    first: int,
) -> Lived:
    keep_freed_memory()
    own = {name: values[first : first + BLOCK_RUNS] for name, values in parameters.items()}
    runs = np.arange(first, first + len(next(iter(own.values()))), dtype=np.uint32)
    model = CrisisModel.start(scenario, seed, runs, own)
    names = list(scenario.data.countries)
    rows = [names.index(code) for code in countries]
    deaths = np.zeros((months, len(rows), len(runs)))
    civilians, control = np.zeros(len(runs)), np.zeros(len(runs))
    for month in range(months):
        model.step()
        killed = model.toll.deaths[ONE_SIDED_GROUP] + model.toll.deaths[ONE_SIDED_STATE]
        civilians += in_turn(killed[rows])
        deaths[month] = model.toll.all_deaths[rows]
        if month == months_before(scenario, CONTROL_MONTH):
            control = model.toll.national_control[names.index(CONTROL_COUNTRY)].copy()
    model.close()
    share = civilians / np.maximum(deaths.sum(axis=(0, 1)), 1.0)
    error = Streams(seed, runs).normal((("observed/control", ""), ("observed/civilians", "")), 0)
    return Lived(deaths, control + CONTROL.sd * error[0], share + CIVILIANS.sd * error[1])


def _key(
    scenario: Scenario,
    parameters: Mapping[str, Array],
    countries: list[str],
    months: int,
    seed: int,
) -> str:
    """A hash of all that decides the numbers."""
    text = sha256((scenario.digest() + source_digest(NOT_READ)).encode())
    text.update(repr((countries, months, seed, CONTROL, CIVILIANS)).encode())
    for name in sorted(parameters):
        text.update(name.encode() + parameters[name].tobytes())
    return f"free-{text.hexdigest()[:16]}"


def _file(folder: Path, first: int) -> Path:
    return folder / f"{first:07d}.npz"


def _save(block: Lived, path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, **vars(block))


def _read(folder: Path | None, first: int) -> Lived | None:
    """A finished block; none if there is none, or its file is damaged."""
    if folder is None:
        return None
    try:
        with _file(folder, first).open("rb") as file, np.load(file) as kept:
            return Lived(kept["deaths"], kept["control"], kept["civilians"])
    except Exception:  # there is no telling what a damaged file makes the library raise
        return None
