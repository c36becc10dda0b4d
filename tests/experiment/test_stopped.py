"""A real run, really stopped: what is on disk is whole, and the same command goes on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.experiment import ensemble
from sim.experiment.ensemble import Ensemble
from sim.experiment.store import Store
from sim.scenario import load_scenario
from tests.experiment.conftest import BASELINE

pytestmark = pytest.mark.slow
BLOCKS = 4
DRIVER = """\
import signal

# As from a terminal: who is started in the background of a script has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

from sim.cli import main
from sim.experiment import ensemble

ensemble.STORED_RUNS = 3
if __name__ == "__main__":
    main()
"""
SHORT = "extends: baseline.yaml\nhorizon: {end: 2023-12}\n"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command in small blocks, and a short scenario."""
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "driver.py").write_text(DRIVER, "utf-8")
    (folder / "baseline.yaml").write_bytes(BASELINE.read_bytes())
    (folder / "short.yaml").write_text(SHORT, "utf-8")
    return folder


@pytest.fixture
def start(here: Path) -> Iterator[Start]:
    """Starts `liptako run` in a process group of its own, of which nothing is left afterwards."""
    started: list[subprocess.Popen[str]] = []

    def run(out: str, workers: int = 1) -> subprocess.Popen[str]:
        command = [sys.executable, "driver.py", "run", "short.yaml", "--no-figures"]
        command += ["--runs", str(3 * BLOCKS), "--workers", str(workers), "--out", out]
        with (here / f"{out}.err").open("w") as errors:
            process = subprocess.Popen(
                command,
                cwd=here,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield run
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        assert process.stdout is not None
        process.stdout.close()
        process.wait()


def blocks(out: Path) -> dict[str, bytes]:
    """The files under a final name."""
    return {path.name: path.read_bytes() for path in sorted(out.glob("*/*/blocks/[0-9]*.nc"))}


def finish(here: Path, out: str) -> dict[str, bytes]:
    """The blocks once the same run has gone on to its end, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "STORED_RUNS", 3)
        asked = Ensemble.of(load_scenario(here / "short.yaml"), 3 * BLOCKS, 1)
        Store.of(asked, here / out).run(1)
    assert 1 == len(list((here / out / "short").iterdir())), "another folder was begun"
    return blocks(here / out)


@pytest.fixture(scope="module")
def undisturbed(here: Path) -> dict[str, bytes]:
    """The blocks of a run that nobody stopped."""
    whole = finish(here, "whole")
    assert BLOCKS == len(whole)
    return whole


def wait_for(process: subprocess.Popen[str], out: Path, pattern: str, count: int) -> None:
    """Until so many files are there; a run that ends before is no test of stopping it."""
    while len(list(out.glob(pattern))) < count:
        assert process.poll() is None, "the run ended too soon"


MOMENTS = {
    "before the first block": ("*/*/manifest.json", 1),
    "while a block is written": ("*/*/blocks/.*.nc", 1),
    "after the first block": ("*/*/blocks/[0-9]*.nc", 1),
    "after some blocks": ("*/*/blocks/[0-9]*.nc", 2),
}


@pytest.mark.parametrize(
    ("moment", "workers"), [("while a block is written", 1), ("after the first block", 2)]
)
def test_a_killed_run_leaves_whole_blocks(
    here: Path, undisturbed: dict[str, bytes], start: Start, *, moment: str, workers: int
) -> None:
    """A power cut would leave half a block that later runs take for a whole one."""
    out = f"killed {moment} {workers}"
    process = start(out, workers)
    wait_for(process, here / out, *MOMENTS[moment])
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert -signal.SIGKILL == process.returncode
    left = blocks(here / out)
    assert len(left) < BLOCKS
    assert left.items() <= undisturbed.items()
    assert undisturbed == finish(here, out)


@pytest.mark.parametrize(
    ("moment", "workers"),
    [("after some blocks", 1), ("before the first block", 2)],
)
def test_a_run_can_be_stopped_and_goes_on(
    here: Path, undisturbed: dict[str, bytes], start: Start, *, moment: str, workers: int
) -> None:
    """Ctrl-C would end in a traceback, cost what is finished, or not be understood."""
    out = f"stopped {moment} {workers}"
    process = start(out, workers)
    wait_for(process, here / out, *MOMENTS[moment])
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the command
    process.communicate()
    assert 130 == process.returncode
    said = (here / f"{out}.err").read_text()
    promise = "finished blocks of a run or sweep stay, the same command goes on"
    assert f"liptako: stopped; {promise}.\n" == said
    left = blocks(here / out)
    assert len(left) < BLOCKS
    assert left.items() <= undisturbed.items()
    assert [] == list((here / out).glob("*/*/blocks/.*"))
    assert undisturbed == finish(here, out)


def test_a_killed_run_leaves_no_worker_behind(here: Path, start: Start) -> None:
    """Killed runs would fill the machine with idle processes."""
    process = start("orphans", 2)
    wait_for(process, here / "orphans", "*/*/blocks/[0-9]*.nc", 2)
    process.kill()
    # The pipe ends when the last process that holds it does: a worker left behind keeps it open.
    process.communicate(timeout=60)
    assert -signal.SIGKILL == process.returncode


SWALLOWING = """\
import os, signal
from sim.experiment.runners import run_all

def prepare(job):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(1000))
    except KeyboardInterrupt:  # as a library does that loads compiled code
        pass

try:
    list(run_all(print, ["worked on"], 1, prepare))
except KeyboardInterrupt:
    print("heard")
"""


def test_an_interrupt_that_a_library_would_swallow_is_heard() -> None:
    """Ctrl-C in the wrong tenth of a second would be lost, and the run go on for an hour."""
    code = [sys.executable, "-c", SWALLOWING]
    done = subprocess.run(code, check=False, capture_output=True, text=True)
    assert ("heard\n", "") == (done.stdout, done.stderr)
