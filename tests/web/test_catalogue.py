"""Scenes are worked out once for all who look at them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import LiptakoError
from sim.web.catalogue import Catalogue
from sim.web.scenes import Scene
from sim.web.source import RUNS, Source
from sim.web.workers import Workers


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One process."""
    made = Workers(1)
    yield made
    made.close()


def test_two_who_ask_at_once_get_one_scene(workers: Workers, short_source: Source) -> None:
    """Broken if a class that opens one address has the same histories lived once a pupil, or if
    one who leaves takes them from the others."""
    catalogue = Catalogue(workers)

    async def asked() -> list[Scene]:
        left, *others = (asyncio.ensure_future(catalogue.scene(short_source)) for _ in range(3))
        await asyncio.sleep(0.05)
        left.cancel()
        return [*await asyncio.gather(*others), await catalogue.scene(short_source)]

    first, second, later = asyncio.run(asked())
    assert RUNS == first.runs
    assert first is second is later


def test_a_failure_is_not_kept(workers: Workers, tmp_path: Path) -> None:
    """Broken if what could not be shown once cannot be until the demo is started anew."""
    catalogue, source = Catalogue(workers), Source(str(tmp_path / "late.yaml"))

    async def asked() -> Scene:
        with pytest.raises(LiptakoError, match="no such file"):
            await catalogue.scene(source)
        text = (Path(__file__).parents[1] / "small.yaml").read_text("utf-8")
        Path(source.file).write_text(text, "utf-8")
        return await catalogue.scene(source)

    assert ("MLI",) == asyncio.run(asked()).focus
