"""The scenes that visitors look at: worked out once, kept for the next who asks."""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict

from sim.web.scenes import Scene, scene
from sim.web.source import RUNS, Source
from sim.web.workers import Workers

KEPT = 64
"""Scenes that are kept, some 50 MB."""


class Catalogue:
    """Scenes by what they show."""

    def __init__(self, workers: Workers) -> None:
        """Scenes that these workers make."""
        self._workers = workers
        self._scenes: OrderedDict[Source, asyncio.Task[Scene]] = OrderedDict()

    async def scene(self, source: Source) -> Scene:
        """The scene of a source; those who ask for one that is being made wait for the same.

        Raises:
            LiptakoError: it cannot be made; the next who asks tries again.
        """
        if source not in self._scenes:
            self._scenes[source] = asyncio.ensure_future(self._made(source))
            while len(self._scenes) > KEPT:
                self._scenes.popitem(last=False)
        self._scenes.move_to_end(source)
        try:
            # One who leaves does not take it from the others.
            return await asyncio.shield(self._scenes[source])
        except BaseException:
            own = self._scenes.get(source)
            if own is not None and own.done() and (own.cancelled() or own.exception()):
                self._scenes.pop(source, None)
            raise

    async def _made(self, source: Source) -> Scene:
        """Shared among processes that have nothing else to do."""
        shares = max(self._workers.idle, 1)
        edges = [RUNS * share // shares for share in range(shares + 1)]
        parts = await asyncio.gather(
            *(
                self._workers.do("sim.web.jobs.part", source, first, last)
                for first, last in itertools.pairwise(edges)
            )
        )
        return scene(parts)
