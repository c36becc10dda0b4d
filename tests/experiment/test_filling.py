"""A store that is filled: what fails, what is in the way, who else writes; nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import LiptakoError
from sim.experiment import ensemble
from sim.experiment import store as stores
from sim.experiment.block import Job, run_job
from sim.experiment.ensemble import Ensemble, simulate
from sim.experiment.record import Block
from sim.experiment.results import Results
from sim.experiment.runners import processes
from sim.experiment.store import Store
from sim.scenario import Scenario, load_scenario
from tests.commands import call
from tests.experiment.conftest import BASELINE, differing, variables

RUNS, BLOCK = 10, 2
ONE = processes(1)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs a block: five blocks."""
    monkeypatch.setattr(ensemble, "STORED_RUNS", BLOCK)


@pytest.fixture
def store(quarter: Scenario, tmp_path: Path) -> Store:
    return Store.of(Ensemble.of(quarter, RUNS, 1), tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def failing(*runs: int):  # type: ignore[no-untyped-def]
    """The model, but for blocks with one of these runs."""

    def work(job: Job) -> Block:
        if set(runs) & set(job.runs.tolist()):
            raise FloatingPointError("a number that makes no sense")
        return run_job(job)

    return work


def test_a_block_that_fails_leaves_its_error_and_the_others_go_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad run would cost a night's sweep, or be gone unseen."""
    monkeypatch.setattr(stores, "run_job", failing(3, 8))
    filled = store.fill(ONE)
    assert (5, 3, [1, 4]) == (filled.blocks, filled.computed, sorted(filled.failed))
    assert [0, 2, 3] == store.present()
    kept = (store.folder / "blocks" / "000001.error.txt").read_text("utf-8")
    assert kept.startswith("Runs 2 to 3 of seed 1:")
    assert "FloatingPointError: a number that makes no sense" in kept
    results = sim.open_results(store.folder)
    assert (6, 10, [1, 4]) == (results.finished, results.runs, sorted(results.failed()))
    with pytest.raises(LiptakoError, match="2 of 5 blocks failed: FloatingPointError: a number"):
        store.check(filled)
    assert not (store.folder / "outcomes.csv").exists()


def test_the_next_call_tries_only_those_that_failed(
    store: Store, quarter: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mended bug would cost the whole sweep again, or its errors stay for ever."""
    with monkeypatch.context() as patch:
        patch.setattr(stores, "run_job", failing(3))
        store.fill(ONE)
    tried = []
    monkeypatch.setattr(
        stores, "run_job", lambda job: tried.append(job.runs.tolist()) or run_job(job)
    )
    filled = store.fill(ONE)
    assert ([[2, 3]], 4, 1) == (tried, filled.there, filled.computed)
    assert not list(store.folder.rglob("*.error.txt"))
    assert [] == differing(variables(simulate(quarter, runs=RUNS)), variables(store.read()))


def test_shards_make_up_the_whole(store: Store, quarter: Scenario, tmp_path: Path) -> None:
    """A job array would leave gaps, or compute a block more than once."""
    counts = [store.fill(ONE, (which, 3)).computed for which in (3, 1, 2)]
    assert [1, 2, 2] == counts
    whole = Store.of(Ensemble.of(quarter, RUNS, 1), tmp_path / "whole")
    whole.fill(ONE)
    assert contents(whole.folder) == contents(store.folder)


def test_a_shard_beyond_the_blocks_has_nothing_to_do(store: Store) -> None:
    """More jobs than blocks would be an error."""
    filled = store.fill(ONE, (9, 20))
    assert (0, 0) == (filled.computed, filled.there)


def test_files_of_others_among_the_blocks_are_left_alone(store: Store) -> None:
    """A note or a backup would be read as results, or be deleted."""
    for name in ("notes.txt", "000001 (copy).nc", ".DS_Store", "999999.nc"):
        (store.folder / "blocks" / name).write_text("mine")
    store.fill(ONE)
    for name in ("notes.txt", "000001 (copy).nc", ".DS_Store", "999999.nc"):
        assert "mine" == (store.folder / "blocks" / name).read_text()
    assert RUNS == store.read().sizes["run"]


def test_results_open_lazily_and_tell_the_same(store: Store, quarter: Scenario) -> None:
    """A large sweep would fill the memory on opening, or read as something else."""
    store.fill(ONE)
    results = Results.open(store.folder)
    assert results.dataset["deaths"].chunks is not None
    expected = simulate(quarter, runs=RUNS)
    assert [] == differing(variables(expected), variables(results.dataset.load()))
    tidy = results.to_dataframe("deaths")
    assert ["run", "month", "country", "kind", "deaths"] == list(tidy.columns)
    assert expected["deaths"].size == len(tidy)
    assert float(expected["deaths"].sum()) == pytest.approx(tidy["deaths"].sum(), rel=1e-6)
    outcomes = results.to_dataframe()
    assert list(range(RUNS)) == outcomes["run"].tolist()
    assert np.array_equal(expected["total_deaths"].sel(country="MLI"), outcomes["total_deaths.MLI"])


def test_an_unfinished_sweep_opens_as_far_as_it_is(store: Store) -> None:
    """Nothing could be looked at before the last block."""
    with pytest.raises(LiptakoError, match="no finished block is here"):
        store.read()
    store.fill(ONE, (2, 5))
    assert [2, 3] == sim.open_results(store.folder).dataset["run"].values.tolist()


def test_a_design_comes_back_from_its_file(quarter: Scenario, tmp_path: Path) -> None:
    """Numbers that lost a bit on the way would name other results."""
    design = sim.design.latin_hypercube(["attacks.intensity", "coups.base"], 4, replicates=2)
    kept = Store.of(Ensemble.of(quarter, None, 1, design), tmp_path)
    kept.fill(ONE)
    results = sim.open_results(kept.folder)
    assert (design.digest(), design.plan) == (results.design.digest(), results.design.plan)
    table = results.to_dataframe()
    assert design.table["replicate"].tolist() == table["replicate"].tolist()
    assert design.table["coups.base"].tolist() == table["coups.base"].tolist()


SWEEP = """\
from sim.cli import main
from sim.experiment import ensemble

ensemble.STORED_RUNS = 2
if __name__ == "__main__":
    main()
"""
ARGUMENTS = ["sweep", "short.yaml", "--vary", "attacks.intensity", "--runs", "10", "--seed", "3"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command in small blocks, and a short scenario."""
    folder = tmp_path_factory.mktemp("filling")
    (folder / "driver.py").write_text(SWEEP, "utf-8")
    (folder / "baseline.yaml").write_bytes(BASELINE.read_bytes())
    (folder / "short.yaml").write_text("extends: baseline\nhorizon: {end: 2023-09}\n", "utf-8")
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "driver.py", *ARGUMENTS, *arguments]


def folder_of(here: Path, out: str) -> Path:
    (found,) = (here / out / "short").iterdir()
    return found


@pytest.fixture(scope="module")
def undisturbed(here: Path) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "STORED_RUNS", 2)
        done = call(here, *ARGUMENTS, "--out", "whole")
    assert "5 of 5 are there now" in done.stdout
    return contents(folder_of(here, "whole"))


KILLED = """\
import os, random, signal, time
from pathlib import Path

from sim.experiment import ensemble
from sim.experiment.block import warm_up
from sim.experiment.ensemble import Ensemble
from sim.experiment.runners import processes
from sim.experiment.store import Store
from sim.scenario import load_scenario

ensemble.STORED_RUNS = 2
asked = Ensemble.of(load_scenario("short.yaml"), 16, 3)
warm_up(asked.jobs[0])
moments, killed, out, before = random.Random(5), 0, 0, {}
while killed < 20:
    store = Store.of(asked, Path(f"killed{out}"))
    child = os.fork()
    if child == 0:
        store.fill(processes(1), progress=False)
        os._exit(0)
    time.sleep(moments.uniform(0.0, 0.3))
    os.kill(child, signal.SIGKILL)
    killed += os.waitpid(child, 0)[1] == signal.SIGKILL
    blocks = store.folder.glob("blocks/[0-9]*.nc")
    now = {path.name: path.stat().st_mtime_ns for path in blocks}
    assert before.items() <= now.items(), "a finished block was computed again"
    before = now
    if len(store.present()) == len(asked.jobs):
        store.fill(processes(1), progress=False)  # killed before it wrote the table, perhaps
        out, before = out + 1, {}
Store.of(asked, Path(f"killed{out}")).fill(processes(1), progress=False)
Store.of(asked, Path("never")).fill(processes(1), progress=False)
"""
"""Kills a process that fills a store, twenty times at random moments; a fork saves the imports."""


@pytest.mark.slow
def test_a_sweep_killed_twenty_times_ends_as_if_never(here: Path) -> None:
    """A power cut would cost finished work, or change the results."""
    (here / "killed.py").write_text(KILLED, "utf-8")
    subprocess.run([sys.executable, "killed.py"], cwd=here, check=True)
    expected = whole_files(folder_of(here, "never"))
    assert 8 == sum(name.endswith(".nc") for name in expected)
    ended = sorted(path.name for path in here.glob("killed[0-9]*"))
    assert ended
    for name in ended:
        assert expected == whole_files(folder_of(here, name))


def whole_files(folder: Path) -> dict[str, bytes]:
    """Those under a final name; a killed process leaves a hidden one."""
    return {
        name: content
        for name, content in contents(folder).items()
        if not Path(name).name.startswith(".")
    }


@pytest.mark.slow
def test_many_shards_and_sweeps_write_into_one_folder(
    here: Path, undisturbed: dict[str, bytes]
) -> None:
    """A job array's jobs would write over one another, or wait for one another."""
    extra = [["--shard", f"{which}/2"] for which in (2,)] + [[]]
    started = [
        subprocess.Popen(
            command("--out", "shared", *arguments),
            cwd=here,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for arguments in extra
    ]
    assert [0, 0] == [process.wait(120) for process in started]
    assert undisturbed == contents(folder_of(here, "shared"))


@pytest.mark.slow
def test_a_full_disk_is_told_and_costs_nothing(here: Path, undisturbed: dict[str, bytes]) -> None:
    """A disk that fills up would end in a traceback, or in blocks cut short."""
    sizes = [len(content) for name, content in undisturbed.items() if name.endswith(".nc")]
    limited = (
        "import resource, runpy, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({min(sizes) // 2}, {min(sizes) // 2}))\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path('driver.py', run_name='__main__')\n"
    )
    (here / "limited.py").write_text(limited, "utf-8")
    done = subprocess.run(
        [sys.executable, "limited.py", "driver.py", *ARGUMENTS, "--out", "full"],
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (1, "") == (done.returncode, done.stdout)
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    goes_on = call(here, *ARGUMENTS, "--out", "full")
    assert 0 == goes_on.returncode
    assert undisturbed == whole_files(folder_of(here, "full"))


def test_the_scenario_of_a_killed_sweep_is_the_same(here: Path) -> None:
    """A file changed meanwhile would go on in the old results."""
    scenario = load_scenario(here / "short.yaml")
    assert scenario.digest() == load_scenario(here / "short.yaml").digest()
    changed = scenario.patch({"parameters": {"coups": {"base": -5.5}}})
    keys = {stores.key(Ensemble.of(one, 10, 3)) for one in (scenario, changed)}
    assert 2 == len(keys)
