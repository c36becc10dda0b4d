"""`make bench ARGS=--visitors`: how fast the live demo answers one visitor, and twenty at once.

One visitor is a page in Chromium: seconds from the command to a page with headline and charts
drawn, and from the change of a slider to a new headline and new fans on the screen. Twenty are
sessions of their own that speak to the server as a page does (benchmarks/session.py), since twenty
pages would load this machine with their drawing, and the browser would be measured; their seconds
end when the last word of an answer has come. Each moves sliders and then looks at what came of it
for 3 to 8 seconds, drawn from a fixed seed.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from random import Random

import numpy as np
import psutil
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import COMMAND
from benchmarks.session import Session

ADDRESS = re.compile(r"http://\S+/")
MOVES = 20
VISITORS = 20
SECONDS = 60.0
LOOK = (3.0, 8.0)
"""Seconds for which an answer is looked at."""
PATIENCE = 30.0
DRAWN = """() => {
  const models = Bokeh.documents.flatMap(one => [...one._all_models.values()]);
  const fans = models.filter(one => /^see_fan[0-9]$/.test(one.name) && one.renderers);
  return fans.length === 3 && document.querySelector("#headline:not(.busy) .first") !== null
    && fans.every(one => !Number.isNaN(one.renderers[0].data_source.data.q50[0]));
}"""
MOVE = """async ([lever, value]) => {
  const models = Bokeh.documents.flatMap(one => [...one._all_models.values()]);
  const fans = models.filter(one => /^see_fan[0-9]$/.test(one.name) && one.renderers);
  const sources = fans.map(one => one.renderers[0].data_source);
  const before = sources.map(one => one.data.q50);
  const frame = () => new Promise(requestAnimationFrame);
  const slider = document.getElementById(`lever_${lever}`);
  const headline = document.getElementById("headline");
  const first = headline.querySelector(".first");
  const begun = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  while (headline.contains(first) || headline.classList.contains("busy")
         || sources.some((one, place) => one.data.q50 === before[place])) await frame();
  await frame();
  return (performance.now() - begun) / 1000;
}"""


@dataclass
class Answers:
    """What visitors waited for.

    Attributes:
        seconds: of each answer that came.
        failures: how many did not.
    """

    seconds: list[float] = field(default_factory=list)
    failures: int = 0

    def row(self) -> str:
        """Median, 95 % and worst, and how many came."""
        if not self.seconds:
            return "none"
        middle, high, last = np.quantile(self.seconds, (0.5, 0.95, 1.0))
        return f"{middle:.2f} / {high:.2f} / {last:.2f} s ({len(self.seconds)})"


def main() -> None:
    """Measure and print."""
    table = Table("what", "measured", "should reach", title="The live demo, 200 histories a scene")
    playwright = sync_playwright().start()  # before the clock
    path = shutil.which("chromium") or shutil.which("google-chrome")
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    begun = time.perf_counter()
    with served() as (process, address):
        told = time.perf_counter() - begun
        page = first_picture(browser, address)
        shown = time.perf_counter() - begun
        one = moves_of_one(page)
        browser.close()
        playwright.stop()
        free, together = asyncio.run(twenty(address))
        sizes = memory(process.pid)
    table.add_row("from the command to its address", f"{told:.1f} s", "")
    table.add_row("from the command to the first picture", f"{shown:.1f} s", "")
    table.add_row("one visitor, a slider moved", one.row(), "")
    table.add_row(f"{VISITORS} visitors for {SECONDS:.0f} s, each in its time", free.row(), "")
    table.add_row(f"{VISITORS} visitors at the same moment", together.row(), "")
    table.add_row("answers that did not come", f"{free.failures + together.failures}", "0")
    for name, size in sizes:
        table.add_row(name, f"{size / 1e6:,.0f} MB", "")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table.caption = (
        "Seconds: median / 95 % / worst, and how many answers. "
        f"{os.cpu_count()} processors; load in the end {load}"
    )
    Console().print(table)


@contextmanager
def served() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demo on a free port, and its address."""
    process = subprocess.Popen(
        [COMMAND, "demo", "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        found = next(filter(None, map(ADDRESS.search, process.stdout)))
        yield process, found.group()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def first_picture(browser: Browser, address: str) -> Page:
    """A page whose headline and fans are drawn."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    page.wait_for_function(DRAWN)
    return page


def wishes() -> Iterator[tuple[str, str]]:
    """Levers and values, each pair once, in a fixed order: nobody has asked for it before."""
    values = [
        *product(["recruitment"], (f"{one / 1000:g}" for one in range(10, 100, 5))),
        *product(["sanctions"], (f"{one / 100:g}" for one in range(51) if one != 12)),
    ]
    Random(1).shuffle(values)
    yield from values


def moves_of_one(page: Page) -> Answers:
    """Sliders moved by one visitor, one after the other's answer."""
    answers = Answers()
    for (lever, value), _ in zip(wishes(), range(MOVES), strict=False):
        answers.seconds.append(page.evaluate(MOVE, [lever, value]))
        page.wait_for_timeout(300)
    return answers


async def twenty(address: str) -> tuple[Answers, Answers]:
    """Twenty visitors: each in its own time for a minute, and then all at the same moment."""
    free, together = Answers(), Answers()
    sessions = [await Session.open(address) for _ in range(VISITORS)]
    ends = time.perf_counter() + SECONDS
    await asyncio.gather(*(visit(one, n, ends, free) for n, one in enumerate(sessions)))
    await asyncio.gather(*(moved(one, n, "belief", together) for n, one in enumerate(sessions)))
    for one in sessions:
        one.close()
    return free, together


async def visit(session: Session, number: int, ends: float, answers: Answers) -> None:
    """Look, move a slider, wait for what comes of it, until the time is over."""
    chance = Random(number)
    levers = ("reliability", "resolve", "nigeria", "france", "russia")
    while True:
        await asyncio.sleep(chance.uniform(*LOOK))
        if time.perf_counter() > ends:
            return
        await moved(session, chance.randrange(21), chance.choice(levers), answers)


async def moved(session: Session, step: int, lever: str, answers: Answers) -> None:
    """Move a slider to one of its steps."""
    begun = time.perf_counter()
    try:
        await asyncio.wait_for(session.move(lever, f"{step / 20:g}"), PATIENCE)
    except (TimeoutError, ConnectionError):
        answers.failures += 1
    else:
        answers.seconds.append(time.perf_counter() - begun)


def memory(page: int) -> Sequence[tuple[str, int]]:
    """Memory of the page's process and of all that live histories."""
    server = psutil.Process(page)
    workers = [one.memory_info().rss for one in server.children(recursive=True)]
    return [
        ("memory of the server afterwards", server.memory_info().rss),
        (f"memory of its {len(workers)} other processes", sum(workers)),
    ]
