"""Processes that live histories for the page, so that it never waits for itself."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from sim.errors import LiptakoError

if sys.platform != "win32":
    import resource

SECONDS = 30
"""What one piece of work may take."""
GIGABYTES = 4
"""What one process may hold."""
BROKEN_OFF = "the work broke off - try again, or try something smaller"
TOO_LARGE = "this takes too much memory - try something smaller"
TOO_LONG = "this takes too long - try something smaller"


class Workers:
    """A few processes, warm, that the visitors share; each piece of work is bounded."""

    def __init__(self, count: int | None = None, seconds: float = SECONDS) -> None:
        """So many processes, as many as there are processors if not given; each piece of work may
        take so many seconds."""
        self.seconds = seconds
        self.count = count or os.cpu_count() or 1
        self.waiting = 0
        self._start()

    def _start(self) -> None:
        """Start processes, none of them warm."""
        # Nothing is ever sent: its end, in whatever way this process ends, is what they wait for.
        line, self._line = Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(self.count, get_context("spawn"), _begin, (line,))
        self._warm = [self._pool.submit(_warm)]
        # One after the other: the page's own process has much to do at first.
        self._warm[0].add_done_callback(partial(self._warm_others, self._pool, self._warm))

    def _warm_others(
        self, pool: ProcessPoolExecutor, warm: list[Future[None]], first: Future[None]
    ) -> None:
        if not first.cancelled():
            with suppress(RuntimeError):  # closed meanwhile, or died
                warm += [pool.submit(_warm) for _ in range(1, self.count)]

    @property
    def idle(self) -> int:
        """How many processes are warm and have nothing to do."""
        return max(sum(one.done() for one in self._warm) - self.waiting, 0)

    async def do(self, work: str, *arguments: Any) -> Any:
        """Have something done in a process.

        Args:
            work: a function, such as ``sim.web.jobs.part``; by name, since the page's own process
                need not import what it takes.
            arguments: of it.

        Raises:
            LiptakoError: what the work itself raises of that kind, or that it took too long or too
                much memory, or that its process died, and a fresh one too.
        """
        self.waiting += 1
        try:
            with suppress(BrokenProcessPool):
                return await self._tried(work, *arguments)
            return await self._tried(work, *arguments)  # it may have died of another's work
        except BrokenProcessPool as error:
            raise LiptakoError(BROKEN_OFF) from error
        finally:
            self.waiting -= 1

    async def _tried(self, work: str, *arguments: Any) -> Any:
        """Have something done; whoever finds the processes dead starts new ones."""
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(_bounded, self.seconds, work, *arguments))
        except BrokenProcessPool:
            if pool is self._pool:
                self._start()
            raise

    def close(self) -> None:
        """End the processes; what they are at is let go."""
        self._line.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _begin(line: Connection) -> None:
    """Leave Ctrl-C to the page's process, end with it, and bound memory where the system can."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_page, args=(line,), daemon=True).start()
    if sys.platform == "win32":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    room = GIGABYTES * 2**30
    resource.setrlimit(resource.RLIMIT_AS, (room if hard < 0 else min(room, hard), hard))


def _end_with_the_page(line: Connection) -> None:
    """End when the page's process does, or lets go of this one."""
    with suppress(OSError):
        line.poll(None)
    os._exit(1)


def _warm() -> None:
    """Import what histories take."""
    import_module("sim.web.jobs")


def _bounded(seconds: float, work: str, *arguments: Any) -> Any:
    module, _, name = work.rpartition(".")
    try:
        with _time(seconds):
            return getattr(import_module(module), name)(*arguments)
    except MemoryError as error:
        raise LiptakoError(TOO_LARGE) from error


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    """Stop what takes too long, where the system can."""
    if sys.platform == "win32":
        yield
        return
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def _too_long(*_: object) -> None:
    raise LiptakoError(TOO_LONG)
