"""This ensemble beside what one would use instead: `python -m benchmarks.peers [--quick]`.

All live the war of scenarios/placebo.yaml, of the same length and number of runs, and keep the same
outcomes of every month; the ensemble keeps politics besides. The others drive `benchmarks.peer`, a
plain Mesa model of that war: Mesa's own `batch_run`, the EMA Workbench, and a loop with joblib
(`pip install ema_workbench joblib`). Where the peer's runs start is worked out once a
process, in the first before the clock runs. Pools are warm before it runs, but for `batch_run`,
which makes its own.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import numpy as np
from mesa import batch_run
from rich.console import Console
from rich.table import Table

import sim
from benchmarks.peer import NumberedWar, history, start_of
from benchmarks.peer.beginning import SEED, land
from sim.experiment.block import BLOCK_RUNS
from sim.experiment.ensemble import DEFAULT_RUNS

RUNS, TRIES = (100, 1) if "--quick" in sys.argv else (DEFAULT_RUNS, 2)
"""As many runs as `liptako run` takes if nothing is said."""


class Timed(NamedTuple):
    """What many runs took, and came to.

    Attributes:
        seconds: by the clock on the wall.
        processor: seconds of this process's own work, which other programs lengthen less.
        deaths: in a run, in the mean.
    """

    seconds: float
    processor: float
    deaths: float


def clocked(work: Callable[[], Any], deaths_of: Callable[[Any], float]) -> Timed:
    """Time some work; what it came to is read after the clock has stopped."""
    begun, at_work = time.perf_counter(), time.process_time()
    found = work()
    seconds, processor = time.perf_counter() - begun, time.process_time() - at_work
    return Timed(seconds, processor, deaths_of(found))


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
    return clocked(
        lambda: sim.simulate(scenario, runs=runs, seed=SEED, workers=processes, progress=False),
        lambda found: float(found["deaths"].sum(("month", "country", "kind")).mean()),
    )


def mesa_batch(runs: int, processes: int) -> Timed:
    """Mesa's own runner; a row a run and month."""
    start_of(runs - 1)
    return clocked(
        lambda: batch_run(
            NumberedWar,
            {"number": range(runs)},
            number_processes=processes,
            data_collection_period=1,
            display_progress=False,
        ),
        lambda rows: sum(float(row["deaths"].sum()) for row in rows) / runs,
    )


def numbered(number: int) -> dict[str, Any]:
    """One run by its number."""
    return history(NumberedWar(number))


def joblib_loop(runs: int, processes: int) -> Timed:
    """A loop over runs, with joblib's processes, which it keeps."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - may be missing

    def loop(numbers: range) -> Any:
        return Parallel(n_jobs=processes)(delayed(numbered)(number) for number in numbers)

    loop(range(2 * processes))
    return clocked(
        lambda: loop(range(runs)),
        lambda found: float(np.mean([run["deaths"].sum() for run in found])),
    )


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
    one = numbered(0)
    model.outcomes = [ArrayOutcome(n, shape=a.shape, dtype=a.dtype) for n, a in one.items()]

    def scenarios(numbers: range) -> list[Any]:
        return [Scenario(f"run {number}", number=number) for number in numbers]

    many, one_process = MultiprocessingEvaluator, SequentialEvaluator
    with many(model, n_processes=processes) if processes > 1 else one_process(model) as evaluator:
        evaluator.perform_experiments(scenarios(range(2 * processes)), log_progress=True)
        return clocked(
            lambda: evaluator.perform_experiments(scenarios(range(runs)), log_progress=True),
            lambda found: float(found[1]["deaths"].sum() / runs),
        )


OURS = Way("this ensemble", "liptako", 1, RUNS, ensemble)
# The more runs, the less each costs here; a second worker has nothing to do before a second block.
OURS_AT_LENGTH = Way("this ensemble, a block", "liptako", 1, BLOCK_RUNS, ensemble)
OURS_BY_TWO = Way("this ensemble, two blocks", "liptako", 2, 2 * BLOCK_RUNS, ensemble)
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
            before = found.get(way, timed)
            found[way] = Timed(*(min(pair) for pair in zip(timed, before, strict=True)))
    return found


def version_of(package: str) -> str:
    """A package's version, or that it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def speed(way: Way, found: dict[Way, Timed]) -> float:
    """Runs a second on one core: of two processes half is counted."""
    return way.runs / found[way].seconds / way.processes


def processor_ms(way: Way, found: dict[Way, Timed]) -> float:
    """Milliseconds of processor that a run takes."""
    return found[way].processor / way.runs * 1000.0


def table_of(ways: list[Way], found: dict[Way, Timed]) -> Table:
    """A row a way; those that are not installed say so."""
    table = Table(title=f"The war of scenarios/placebo.yaml, {land().scenario.months} months")
    table.add_column("what")
    columns = ("version", "processes", "runs", "runs a second", "slower by", "processor", "deaths")
    for column in columns:
        table.add_column(column, justify="right")
    for way in ways:
        row = [way.name, version_of(way.package), str(way.processes), f"{way.runs:,}"]
        if way in found:
            own = speed(way, found)
            slower = f"{speed(OURS, found) / own:.1f}" if way in PEERS else ""
            # What other processes do is not seen from this one.
            ms = f"{processor_ms(way, found):.2f} ms" if way.processes == 1 else ""
            row += [f"{own * way.processes:,.1f}", slower, ms, f"{found[way].deaths:,.0f}"]
        table.add_row(*row)
    return table


def verdict(found: dict[Way, Timed]) -> str:
    """How the ensemble and the fastest peer compare on one core."""
    peers = [way for way in PEERS if way in found]
    best = max(peers, key=lambda way: speed(way, found))
    alone = min(
        (way for way in peers if way.processes == 1), key=lambda way: processor_ms(way, found)
    )
    ours = (OURS, OURS_AT_LENGTH)
    fast = [f"{speed(way, found) / speed(best, found):.0f}" for way in ours]
    work = [f"{processor_ms(alone, found) / processor_ms(way, found):.0f}" for way in ours]
    several = "one process" if best.processes == 1 else f"{best.processes} processes"
    return (
        f"On one core the ensemble lives {fast[0]} times the runs of the fastest peer ({best.name},"
        f" {several}) in {RUNS} runs, {fast[1]} times in {BLOCK_RUNS:,}; by time "
        f"of the processor {work[0]} and {work[1]} times. Half is counted of what two processes do."
    )


def main() -> None:
    """Measure and print."""
    ways = [OURS, OURS_AT_LENGTH, OURS_BY_TWO, *PEERS]
    found = measured(ways)
    table = table_of(ways, found)
    table.caption = (
        f"{verdict(found)} Python {platform.python_version()}, NumPy {np.__version__}, "
        f"Numba {version_of('numba')}, {platform.machine()}"
    )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
