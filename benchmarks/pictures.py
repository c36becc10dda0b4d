"""`make bench ARGS=--pictures`: how long figures and reports of 1,000 runs take on this machine.

Figures are drawn and saved (PNG, 150 dots an inch) in this process, once to warm up and then three
times, of which the least counts; reports from the shell, imports and reading of results included.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure
from rich.console import Console
from rich.table import Table

import sim
from benchmarks.__main__ import best, shell
from sim.analysis.compare import Comparison, differences
from sim.plots import crisis_flows, dashboard, difference_map, paired_differences
from sim.plots.catalogue import FIGURES
from sim.plots.page import COLUMN, SLIDE, Page

RUNS = 1000
SCENARIOS = ("baseline", "no_treaty")


def main() -> None:
    """Measure and print."""
    table = Table("what", "slide", "column, French", "should reach", title=f"Of {RUNS:,} runs")
    histories = {
        name: sim.simulate(sim.load_scenario(f"scenarios/{name}.yaml"), RUNS) for name in SCENARIOS
    }
    one, other = histories.values()
    draws: dict[str, Callable[[Page], Figure]] = {
        name: lambda page, draw=draw: draw(one, page) for name, draw in FIGURES.items()
    }
    found = Comparison(histories, differences(histories))
    draws |= {
        "flows, three countries": lambda page: crisis_flows(
            one, countries=["MLI", "BFA", "NER"], page=page
        ),
        "dashboard of two": lambda page: dashboard(histories, page=page),
        "paired differences": lambda page: paired_differences(found, page=page),
        "difference map": lambda page: difference_map(one, other, page=page),
    }
    for name, draw in draws.items():
        seconds = [best(lambda p=page, d=draw: saved(d, p)) for page in (SLIDE, COLUMN.to("fr"))]
        table.add_row(name, *(f"{one:.2f} s" for one in seconds), "under 1.5 s")
    for words, seconds in reports():
        table.add_row(words, f"{seconds:.1f} s", "", "under 15 s")
    Console().print(table)


def saved(draw: Callable[[Page], Figure], page: Page) -> float:
    """Seconds that a figure takes to be drawn and saved."""
    begun = time.perf_counter()
    draw(page).savefig(io.BytesIO(), format="png", dpi=150)
    return time.perf_counter() - begun


def reports() -> list[tuple[str, float]]:
    """Seconds of `liptako report` on one scenario and on two, with the size of each page."""
    timed = []
    with tempfile.TemporaryDirectory() as folder:
        for name in SCENARIOS:
            shell("run", name, "--runs", str(RUNS), "--no-figures", "--out", folder)
        for names in (SCENARIOS[:1], SCENARIOS):
            page = Path(folder) / "page.html"
            words = ["report", *(f"{folder}/{name}" for name in names), "--out", str(page)]
            seconds = best(lambda words=words: shell(*words))
            size = page.stat().st_size / 1e6
            timed.append((f"report on {len(names)}, {size:.1f} MB", seconds))
    return timed
