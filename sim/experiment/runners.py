"""Runners: the same jobs in this process or in several, with the same bytes."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process, resource_tracker
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sim.errors import LiptakoError
from sim.experiment.block import Job
from sim.experiment.design import is_whole
from sim.experiment.record import Block

MOST_WORKERS = 1024

Work = Callable[[Job], Block]
Task = TypeVar("Task")
Result = TypeVar("Result")
Runner = Callable[..., Iterator[tuple[int, Any]]]
"""Called as ``runner(work, jobs, prepare=...)``: see `run_all`. One is made by `processes`, another
by `sim.experiment.cluster.on_cluster`."""


def processes(workers: int) -> Runner:
    """A runner on this machine.

    Raises:
        LiptakoError: ``workers`` is not a whole number from 1 to 1024.
    """
    check_workers(workers)
    return partial(run_all, workers=workers)


def check_workers(workers: int) -> None:
    """Refuse what is no number of processes.

    Raises:
        LiptakoError: not a whole number from 1 to 1024.
    """
    if not is_whole(workers) or not 1 <= workers <= MOST_WORKERS:
        raise LiptakoError(
            f"workers: {workers!r} is no number of processes - use a whole number from 1 to "
            f"{MOST_WORKERS}"
        )


def run_all(
    work: Callable[[Task], Result],
    jobs: Sequence[Task],
    workers: int = 1,
    prepare: Callable[[Task], object] | None = None,
) -> Iterator[tuple[int, Result]]:
    """Do the work of every job; yields its position and its result as each is done, in any order.

    With several workers this process is one of them: it takes jobs from the end of the queue while
    the others, which first have to start, take them from the front.

    Args:
        work: what to do with a job; with several workers it has to be picklable.
        jobs: what there is to do.
        workers: processes, this one included.
        prepare: what this process does with a job before it works on any; Ctrl-C is heard
            afterwards, for a library that loads compiled code would swallow it.

    Raises:
        LiptakoError: ``workers`` is not a whole number from 1 to 1024.
    """
    check_workers(workers)

    def get_ready() -> None:
        if prepare is not None and jobs:
            with _interrupts_later():
                prepare(jobs[0])

    others = min(workers, len(jobs)) - 1
    if others < 1:
        get_ready()
        for position, job in enumerate(jobs):
            yield position, work(job)
        return
    # Mesa sets a start method for the whole process; name ours instead of relying on it.
    pool = ProcessPoolExecutor(
        others, mp_context=get_context("spawn"), initializer=_end_with_parent
    )
    try:
        yield from _share(pool, others, work, jobs, get_ready)
    except BrokenProcessPool as error:
        raise LiptakoError(
            "a worker process ended before its work was done - is there enough memory? A script "
            "that uses workers must be a file whose main part stands under "
            "'if __name__ == \"__main__\":'; with workers=1 none of this matters"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Ctrl-C in the meantime is heard at the end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started here leave Ctrl-C, which reaches them all, to the one that started them;
    that one hears of it when they have started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # The tracker of shared memory would unblock the signal when it starts.
    resource_tracker.ensure_running()
    with _interrupts_later():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # processes inherit this
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end_with_parent() -> None:
    """Let a worker end when the process that hands it jobs is gone; else it would wait forever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _share(
    pool: ProcessPoolExecutor,
    others: int,
    work: Callable[[Task], Result],
    jobs: Sequence[Task],
    get_ready: Callable[[], None],
) -> Iterator[tuple[int, Result]]:
    waiting = deque(enumerate(jobs))
    finished: SimpleQueue[tuple[int, Future[Result]]] = SimpleQueue()

    def hand_out() -> None:
        # Nothing is left, or the pool is being shut down.
        with suppress(IndexError, RuntimeError):
            position, job = waiting.popleft()
            pool.submit(work, job).add_done_callback(partial(receive, position))

    def receive(position: int, future: Future[Result]) -> None:
        finished.put((position, future))
        if not future.cancelled() and future.exception() is None:
            hand_out()

    with _deaf_children():
        for _ in range(others):
            hand_out()
    get_ready()
    for _ in jobs:
        try:
            position, future = finished.get_nowait()
        except Empty:
            if waiting:
                with suppress(IndexError):  # another process may take the last one first
                    position, job = waiting.pop()
                    yield position, work(job)
                    continue
            position, future = finished.get()
        yield position, future.result()
