"""The fit: waves of rows, each where the last ones were likely, and a posterior at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy.stats import qmc

from sim.analysis.calibration.emulator import Emulator
from sim.analysis.calibration.evaluation import Evaluation, Task, evaluate
from sim.analysis.calibration.training import (
    NOT_READ,
    Observations,
    fitted,
    in_ranges,
    in_unit_cube,
    prior,
)
from sim.analysis.filtering.filter import systematic
from sim.experiment.progress import watched
from sim.experiment.runners import run_all
from sim.experiment.store import source_digest
from sim.experiment.writing import write_whole
from sim.scenario import Scenario
from sim.world.calibrated import Posterior
from sim.world.state import Array

BLOCK_ROWS = 32
"""Rows evaluated together, the unit of work and storage."""
ROWS = 1000
"""Rows of a posterior."""
CANDIDATES = 2**20
"""Points of the prior among which a posterior is chosen by weight."""
FLATTENED = 0.5
"""Power of the likelihood by which the next wave is drawn: wide enough to learn the flanks."""


@dataclass(frozen=True)
class Fit:
    """How the war is fitted.

    Attributes:
        scenario: the history lived.
        countries: codes of the countries observed.
        observed: what it is fitted to.
        rows: evaluated in each wave.
        histories: under each row.
        waves: how many.
        seed: of every random number.
    """

    scenario: Scenario
    countries: list[str]
    observed: Observations
    rows: int = 1536
    histories: int = 128
    waves: int = 2
    seed: int = 1

    def run(self, folder: Path | None, workers: int = 1, progress: bool | None = None) -> Emulator:
        """Evaluate all waves, keeping every block as it is done, and learn from them.

        Args:
            folder: where blocks are kept, under a name made of all that decides their numbers;
                those that are there are not computed again. None keeps nothing.
            workers: processes.
            progress: as for `sim.simulate`.

        Raises:
            LiptakoError: a block cannot be written; those written before stay.
        """
        kept = None if folder is None else folder / self.key()
        total = self.rows * self.waves
        return _last(watched(self._waves(kept, workers), total, "rows", progress))

    def _waves(self, folder: Path | None, workers: int) -> Iterator[tuple[Emulator | None, int]]:
        points: list[Array] = []
        found: list[Evaluation] = []
        emulator: Emulator | None = None
        for wave in range(self.waves):
            drawn = (
                in_unit_cube(prior(self.rows, self.seed))
                if emulator is None
                else draw(emulator, self.rows, self.seed + wave, FLATTENED)
            )
            blocks: dict[int, Evaluation] = {}
            own = None if folder is None else folder / _wave(wave, drawn)
            for place, block in self._evaluated(own, drawn, wave, workers):
                blocks[place] = block
                yield None, len(block.log_likelihood)
            points.append(drawn)
            found.extend(blocks[place] for place in sorted(blocks))
            emulator = Emulator.of(np.concatenate(points), _joined(found), self.observed)
        yield emulator, 0

    def _evaluated(
        self, folder: Path | None, points: Array, wave: int, workers: int
    ) -> Iterator[tuple[int, Evaluation]]:
        parameters = in_ranges(points)
        missing: list[int] = []
        tasks: list[Task] = []
        for place, first in enumerate(range(0, len(points), BLOCK_ROWS)):
            kept = None if folder is None else _read(_file(folder, place))
            if kept is not None:
                yield place, kept
                continue
            missing.append(place)
            own = slice(first, first + BLOCK_ROWS)
            tasks.append(
                Task(
                    self.scenario,
                    {name: values[own] for name, values in parameters.items()},
                    self.histories,
                    self.countries,
                    self.observed.deaths,
                    self.seed,
                    (wave * len(points) + first) * self.histories,
                )
            )
        for position, block in run_all(evaluate, tasks, workers):
            place = missing[position]
            if folder is not None:
                write_whole(_file(folder, place), partial(_save, block))
            yield place, block

    def key(self) -> str:
        """A hash of all that decides the numbers of a fit."""
        text = sha256(self.scenario.digest().encode())
        text.update(source_digest(NOT_READ).encode())
        text.update(self.observed.deaths.tobytes())
        text.update(repr((self.observed.control, self.observed.civilians)).encode())
        text.update(str((self.countries, self.rows, self.histories, self.seed)).encode())
        return text.hexdigest()[:16]


def draw(
    emulator: Emulator, rows: int, seed: int, power: float = 1.0, among: int = CANDIDATES
) -> Array:
    """Points ``(row, parameter)`` of the unit cube by their posterior density to some power.

    Args:
        emulator: knows the density.
        rows: how many.
        seed: of the points tried.
        power: of the density.
        among: how many points are tried, a power of two.
    """
    candidates = qmc.Sobol(len(fitted()), rng=seed).random(among)
    parts = np.array_split(candidates, max(among // 2**14, 1))
    density = np.concatenate([emulator.log_density(part) for part in parts]) * power
    weights = np.exp(density - density.max())
    return np.asarray(candidates[systematic(weights, rows, 0.5)])


def posterior(emulator: Emulator, seed: int) -> Posterior:
    """Rows of the posterior, drawn by weight and so of equal weight."""
    return Posterior(np.full(ROWS, 1.0 / ROWS), in_ranges(draw(emulator, ROWS, seed)))


def _joined(parts: list[Evaluation]) -> Evaluation:
    return Evaluation(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("log_likelihood", "control", "civilians")
        )
    )


def _wave(wave: int, points: Array) -> str:
    """A folder's name. Other libraries may draw other points, to which kept blocks are foreign."""
    return f"wave{wave + 1}-{sha256(points.tobytes()).hexdigest()[:8]}"


def _file(folder: Path, place: int) -> Path:
    return folder / f"{place:04d}.npz"


def _save(block: Evaluation, path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, **vars(block))


def _read(path: Path) -> Evaluation | None:
    """A finished block; none if there is none, or its file is damaged."""
    try:
        with path.open("rb") as file, np.load(file) as kept:
            return Evaluation(kept["log_likelihood"], kept["control"], kept["civilians"])
    except Exception:  # there is no telling what a damaged file makes the library raise
        return None


def _last(items: Iterator[Emulator | None]) -> Emulator:
    found = None
    for item in items:
        found = item
    assert found is not None
    return found
