"""Runners: the same jobs in this process or in several, with the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from sim.errors import LiptakoError
from sim.experiment.block import Job, run_job
from sim.experiment.design import is_whole
from sim.experiment.record import Block

MOST_WORKERS = 1024


def run_all(
    jobs: Sequence[Job], workers: int = 1, rooms: Sequence[Block | None] | None = None
) -> Iterator[tuple[int, Block]]:
    """Compute every job; yields its position and its block as each is done, in any order.

    With several workers this process is one of them: it takes jobs from the end of the queue while
    the others, which first have to start, take them from the front.

    Args:
        jobs: what to compute.
        workers: processes, this one included.
        rooms: where this process may put the variables of each job, to spare a copy.

    Raises:
        LiptakoError: ``workers`` is not a whole number of at least 1.
    """
    if not is_whole(workers) or not 1 <= workers <= MOST_WORKERS:
        raise LiptakoError(
            f"workers: {workers!r} is no number of processes - use a whole number from 1 to "
            f"{MOST_WORKERS}"
        )
    rooms = rooms or [None] * len(jobs)
    others = min(workers, len(jobs)) - 1
    if others < 1:
        for position, job in enumerate(jobs):
            yield position, run_job(job, rooms[position])
        return
    # Mesa sets a start method for the whole process; name ours instead of relying on it.
    pool = ProcessPoolExecutor(others, mp_context=get_context("spawn"))
    try:
        yield from _share(pool, jobs, rooms)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _share(
    pool: ProcessPoolExecutor, jobs: Sequence[Job], rooms: Sequence[Block | None]
) -> Iterator[tuple[int, Block]]:
    positions: dict[Future[Block], int] = {
        pool.submit(run_job, job): position for position, job in enumerate(jobs)
    }
    handed_over: set[Future[Block]] = set()
    for future, position in reversed(positions.items()):
        if future.cancel():
            yield position, run_job(jobs[position], rooms[position])
        for done in [other for other in positions if other.done() and not other.cancelled()]:
            if done not in handed_over:
                handed_over.add(done)
                yield positions[done], done.result()
    for done in as_completed(f for f in positions if not f.cancelled() and f not in handed_over):
        yield positions[done], done.result()
