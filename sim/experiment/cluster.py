"""The runner on a Dask cluster, whatever made it: machines by hand, SLURM, a cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from sim.errors import LiptakoError
from sim.experiment.runners import Runner

PATIENCE = 30.0
"""Seconds in which a scheduler has to answer."""
RETRIES = 3
"""So often a job is given out again after an error of the cluster's."""
AHEAD = 2
"""Jobs handed out for each thread of the cluster, so that none waits for the next and none holds
much."""

Task = TypeVar("Task")
Result = TypeVar("Result")


def on_cluster(address: str) -> Runner:
    """A runner on the cluster whose scheduler has this address, such as ``tcp://10.0.0.1:8786``.

    A job whose worker dies is given to another. The workers need Liptako in the same version, and
    the folder of results under the same path.

    Raises:
        LiptakoError: no scheduler answers there, or Dask is not installed.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise LiptakoError(
            "a cluster needs the package distributed - pip install 'liptako[cluster]'"
        ) from error
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise LiptakoError(
            f"dask: no scheduler answers at '{address}' ({error}) - start one with "
            "`dask scheduler` and give the address that it prints"
        ) from error
    return partial(_run, distributed, client)


def _run(
    distributed: Any,
    client: Any,
    work: Callable[[Task], Result],
    jobs: Sequence[Task],
    prepare: Callable[[Task], object] | None = None,  # noqa: ARG001
) -> Iterator[tuple[int, Result]]:
    """As `run_all`; nothing is prepared, for a worker of a cluster stays for many jobs."""
    places: dict[Any, int] = {}
    waiting = iter(enumerate(jobs))
    done = distributed.as_completed(loop=client.loop)

    def hand_out() -> None:
        for place, job in waiting:
            # Not pure: the work of a job is to write a file, which a second call has to do again.
            future = client.submit(work, job, pure=False, retries=RETRIES)
            places[future] = place
            done.add(future)
            return

    try:
        for _ in range(max(AHEAD * sum(client.nthreads().values()), AHEAD)):
            hand_out()
        for future in done:
            place = places.pop(future)
            hand_out()
            try:
                yield place, future.result()
            except distributed.KilledWorker as error:
                raise LiptakoError(
                    f"dask: a job ended {RETRIES + 1} workers ({error}) - have they enough memory?"
                ) from error
    finally:
        client.cancel(list(places))
        client.close()
