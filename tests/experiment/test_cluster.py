"""The runner on a cluster: a real one, whose workers really die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import LiptakoError
from sim.experiment import cluster, ensemble
from sim.experiment.cluster import on_cluster
from sim.experiment.ensemble import Ensemble
from sim.experiment.runners import processes
from sim.experiment.store import Store
from sim.scenario import Scenario

pytestmark = pytest.mark.slow
RUNS, BLOCK = 30, 3
CLUSTER = """\
import json, sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
                      scheduler_port=0) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        print(json.dumps([cluster.scheduler_address, pids]), flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """A scheduler's address and the processes of its two workers."""
    folder = tmp_path_factory.mktemp("dask")
    script = folder / "cluster.py"
    script.write_text(CLUSTER, "utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    address, pids = json.loads(process.stdout.readline())
    yield address, pids
    process.stdin.close()
    process.wait(60)
    process.stdout.close()


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three runs a block: ten blocks."""
    monkeypatch.setattr(ensemble, "STORED_RUNS", BLOCK)


def contents(store: Store) -> dict[str, bytes]:
    return {
        path.relative_to(store.folder).as_posix(): path.read_bytes()
        for path in sorted(store.folder.rglob("*"))
        if path.is_file()
    }


def test_a_folder_that_the_workers_do_not_share_is_told(
    quarter: Scenario, dask: tuple[str, list[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep would end without results, and say that all is well."""
    monkeypatch.chdir(tmp_path)  # the workers stand in another folder
    store = Store.of(Ensemble.of(quarter, BLOCK, 1), Path("results"))
    with pytest.raises(LiptakoError, match="written by a worker, but not here"):
        store.fill(on_cluster(dask[0]))


def test_a_sweep_ends_complete_though_a_worker_is_killed(
    quarter: Scenario, dask: tuple[str, list[int]], tmp_path: Path
) -> None:
    """A machine that goes down would cost the sweep, or a cluster write other bytes."""
    address, pids = dask
    asked = Ensemble.of(quarter, RUNS, 1)
    store = Store.of(asked, tmp_path / "cluster")
    runner = on_cluster(address)
    killed = []

    def killing(work, jobs, prepare=None):  # type: ignore[no-untyped-def]
        for done in runner(work, jobs, prepare):
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)
            yield done

    filled = store.fill(killing)
    assert [pids[0]] == killed
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pids[0]}/task").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert (RUNS // BLOCK, {}) == (filled.blocks, filled.failed)
    assert filled.blocks == len(store.present())
    here = Store.of(asked, tmp_path / "here")
    here.fill(processes(1))
    assert contents(here) == contents(store)


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong address would end in a traceback, or in a wait without end."""
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with pytest.raises(LiptakoError, match="no scheduler answers"):
        on_cluster("tcp://127.0.0.1:9")
