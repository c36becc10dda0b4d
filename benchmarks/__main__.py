"""`make bench`: measure Liptako on this machine and print a table beside what it should reach.

Every figure comes from a process of its own. `make bench ARGS=--quick` takes a tenth of the runs;
`make bench ARGS=--peers` measures what one would use instead (benchmarks/peers.py) in its place,
`make bench ARGS=--pictures` figures and reports (benchmarks/pictures.py), `make bench
ARGS=--visitors` the live demo (benchmarks/visitors.py).
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

SCENARIO = "scenarios/baseline.yaml"
COMMAND = str(Path(sys.executable).with_name("liptako"))
SCALE = 10 if "--quick" in sys.argv else 1

MEASURE = """
import json, resource, sys, time
import sim
scenario = sim.load_scenario({scenario!r})
if __name__ == "__main__":
    sim.simulate(scenario, runs=2, progress=False)
    begun = time.perf_counter()
    for first in range({repeats}):
        sim.simulate(scenario, runs={runs}, seed=first, workers={workers}, progress=False)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps([seconds, peak]))
"""


def simulate(runs: int, workers: int = 1, repeats: int = 1) -> tuple[float, float]:
    """Seconds and peak memory (bytes) of an ensemble in a fresh process, after a warm-up."""
    code = MEASURE.format(scenario=SCENARIO, runs=runs, workers=workers, repeats=repeats)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "measure.py"
        script.write_text(code)
        done = subprocess.run(
            [sys.executable, str(script)], capture_output=True, text=True, check=True
        )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def best(measure: Callable[[], float], tries: int = 3) -> float:
    """The least of several measurements: other programs only ever slow one down."""
    return min(measure() for _ in range(tries))


def shell(*arguments: str) -> float:
    """Seconds of a command from the shell."""
    begun = time.perf_counter()
    subprocess.run([COMMAND, *arguments], capture_output=True, check=True)
    return time.perf_counter() - begun


def run_command() -> float:
    """Seconds of `liptako run` on the baseline, 500 runs, into an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        return shell("run", SCENARIO, "--runs", "500", "--out", folder)


def nanoseconds_of_exp() -> float:
    """Speed of the machine now: an exponential of an array in cache."""
    values = np.linspace(0.0, 1.0, 20_000)

    def once() -> float:
        begun = time.perf_counter()
        np.exp(values)
        return time.perf_counter() - begun

    return best(once, 200) / values.size * 1e9


def main() -> None:
    """Measure and print."""
    table = Table("what", "measured", "should reach", title="Liptako, baseline scenario, 54 months")
    before = nanoseconds_of_exp()
    runs = 4_000 // SCALE
    seconds = best(lambda: simulate(runs)[0])
    table.add_row("runs a second, one core, recording on", f"{runs / seconds:,.0f}", "700")
    single = simulate(1, repeats=20)[0] / 20
    table.add_row("  times faster than one run at a time", f"{single / (seconds / runs):.0f}", "")
    runs = 8_000 // SCALE
    one, two = best(lambda: simulate(runs)[0]), best(lambda: simulate(runs, workers=2)[0])
    table.add_row(f"two workers over one, {runs:,} runs", f"{one / two:.2f}", "1.7")
    few, many = 1_000 // SCALE, 16_000 // SCALE
    cost = [best(lambda n=n: simulate(n)[0] / n) for n in (few, many)]
    table.add_row(
        f"time a run, {many:,} runs over {few:,}", f"{cost[1] / cost[0]:.2f}", "1 (linear)"
    )
    peak = simulate(10_000 // SCALE)[1]
    table.add_row(f"peak memory, {10_000 // SCALE:,} runs", f"{peak / 1e9:.2f} GB", "under 2 GB")
    table.add_row("liptako run, 500 runs", f"{best(run_command):.1f} s", "under 10 s")
    table.add_row("liptako --help", f"{best(lambda: shell('--help')):.2f} s", "under 0.5 s")
    after = nanoseconds_of_exp()
    table.caption = (
        f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}; "
        f"np.exp took {before:.1f} ns an element before and {after:.1f} ns after"
    )
    Console().print(table)


if __name__ == "__main__":
    if "--peers" in sys.argv:
        from benchmarks import peers  # it loads all that it measures

        peers.main()
    elif "--pictures" in sys.argv:
        from benchmarks import pictures

        pictures.main()
    elif "--visitors" in sys.argv:
        from benchmarks import visitors

        visitors.main()
    else:
        main()
