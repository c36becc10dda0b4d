"""This ensemble beside what one would use instead: `python -m benchmarks.peers [--quick]`.

All live the war of scenarios/placebo.yaml, of the same length and number of runs, and keep the same
outcomes of every month; the ensemble keeps politics besides. The others drive `benchmarks.peer`, a
plain Mesa model of that war: Mesa's own `batch_run`, the EMA Workbench, and a loop with joblib
(`pip install ema_workbench joblib`). Where a run starts is worked out before the clock runs, once a
process. Pools are warm before the clock runs too, but for `batch_run`, which makes its own.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from mesa import batch_run
from rich.console import Console
from rich.table import Table

import sim
from benchmarks.peer import NumberedWar, history, start_of
from benchmarks.peer.beginning import SEED, land

RUNS, TRIES = (40, 1) if "--quick" in sys.argv else (300, 3)
BLOCK = 4_000
"""Runs that the ensemble steps side by side if it may: more than others are asked for."""

Timed = tuple[float, float]
"""Seconds, and deaths a run."""


@dataclass(frozen=True)
class Way:
    """A way to live many runs.

    Attributes:
        name: what it is called.
        package: whose it is.
        processes: that it uses.
        runs: that it lives.
        measure: lives that many runs in so many processes.
    """

    name: str
    package: str
    processes: int
    runs: int
    measure: Callable[[int, int], Timed]


def ensemble(runs: int, processes: int) -> Timed:
    """This package's own way."""
    scenario = land().scenario
    sim.simulate(scenario, runs=2, progress=False)
    begun = time.perf_counter()
    found = sim.simulate(scenario, runs=runs, seed=SEED, workers=processes, progress=False)
    seconds = time.perf_counter() - begun
    return seconds, float(found["deaths"].sum(("month", "country", "kind")).mean())


def mesa_batch(runs: int, processes: int) -> Timed:
    """Mesa's own runner; a row a run and month."""
    start_of(runs - 1)
    begun = time.perf_counter()
    rows = batch_run(
        NumberedWar,
        {"number": range(runs)},
        number_processes=processes,
        data_collection_period=1,
        display_progress=False,
    )
    seconds = time.perf_counter() - begun
    return seconds, sum(float(row["deaths"].sum()) for row in rows) / runs


def numbered(number: int) -> dict[str, Any]:
    """One run by its number."""
    return history(NumberedWar(number))


def joblib_loop(runs: int, processes: int) -> Timed:
    """A loop over runs, with joblib's processes, which it keeps."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - may be missing

    def loop(numbers: range) -> Any:
        return Parallel(n_jobs=processes)(delayed(numbered)(number) for number in numbers)

    loop(range(2 * processes))
    begun = time.perf_counter()
    found = loop(range(runs))
    seconds = time.perf_counter() - begun
    return seconds, float(np.mean([run["deaths"].sum() for run in found]))


def workbench(runs: int, processes: int) -> Timed:
    """The EMA Workbench, with one process or several."""
    from ema_workbench import (  # noqa: PLC0415 - may be missing
        ArrayOutcome,
        IntegerParameter,
        Model,
        MultiprocessingEvaluator,
        Scenario,
        SequentialEvaluator,
    )

    model = Model("peer", function=numbered)
    model.uncertainties = [IntegerParameter("number", 0, max(runs, 2) - 1)]
    model.outcomes = [ArrayOutcome(name) for name in numbered(0)]

    def scenarios(numbers: range) -> list[Any]:
        return [Scenario(f"run {number}", number=number) for number in numbers]

    several = processes > 1
    with (
        MultiprocessingEvaluator(model, n_processes=processes)
        if several
        else SequentialEvaluator(model)
    ) as evaluator:
        evaluator.perform_experiments(scenarios(range(2 * processes)))
        begun = time.perf_counter()
        _, found = evaluator.perform_experiments(scenarios(range(runs)))
        seconds = time.perf_counter() - begun
    return seconds, float(found["deaths"].sum() / runs)


OURS = Way("this ensemble", "liptako", 1, RUNS, ensemble)
OURS_AT_LENGTH = [
    Way("this ensemble, more runs", "liptako", 1, BLOCK, ensemble),
    Way("this ensemble, more runs", "liptako", 2, 2 * BLOCK, ensemble),
]
PEERS = [
    Way(name, package, processes, RUNS, measure)
    for name, package, measure in (
        ("Mesa, batch_run", "mesa", mesa_batch),
        ("EMA Workbench around Mesa", "ema_workbench", workbench),
        ("joblib around Mesa", "joblib", joblib_loop),
    )
    for processes in (1, 2)
]


def measured(ways: list[Way]) -> dict[Way, Timed]:
    """The least time of each way that is installed: other programs only ever slow one down. The
    tries go round, so that a machine that slows down slows all."""
    found: dict[Way, Timed] = {}
    for _ in range(TRIES):
        for way in ways:
            try:
                timed = way.measure(way.runs, way.processes)
            except ImportError:
                continue
            found[way] = min(timed, found.get(way, timed))
    return found


def version_of(package: str) -> str:
    """A package's version, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def speed(way: Way, seconds: float) -> float:
    """Runs a second."""
    return way.runs / seconds


def main() -> None:
    """Measure and print."""
    ways = [OURS, *OURS_AT_LENGTH, *PEERS]
    found = measured(ways)
    months = land().scenario.months
    table = Table(title=f"The war of scenarios/placebo.yaml, {months} months")
    table.add_column("what")
    for column in ("version", "processes", "runs", "runs a second", "times slower", "deaths a run"):
        table.add_column(column, justify="right")
    ours = speed(OURS, found[OURS][0])
    for way in ways:
        row = [way.name, version_of(way.package), str(way.processes), f"{way.runs:,}"]
        if way in found:
            seconds, deaths = found[way]
            fast = speed(way, seconds)
            slower = f"{ours / fast * way.processes:.1f}" if way in PEERS else ""
            row += [f"{fast:,.1f}", slower, f"{deaths:,.0f}"]
        table.add_row(*row)
    per_core = {way: speed(way, found[way][0]) / way.processes for way in PEERS if way in found}
    best = max(per_core, key=per_core.__getitem__)
    table.caption = (
        f"On one core the ensemble is {ours / per_core[best]:.0f} times as fast as the fastest "
        f"peer ({best.name}, {best.processes} process{'es' * (best.processes > 1)}), of two "
        f"processes half is counted. Python {platform.python_version()}, NumPy {np.__version__}, "
        f"Numba {version_of('numba')}, {platform.machine()}"
    )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
