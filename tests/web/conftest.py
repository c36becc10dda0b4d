"""A demo that is served, a browser, histories; each made once for all who only look."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from playwright.sync_api import Browser

from sim.web.jobs import _histories
from sim.web.scenes import Scene, part_of, scene
from sim.web.source import RUNS, Source
from tests.browser import Visit, arrive, browser
from tests.conftest import SHIPPED
from tests.web.served import Served

SHORT = "extends: baseline\ntitle: A short year\nhorizon: {end: 2024-06}\n"
Look = Callable[..., Visit]


@pytest.fixture(scope="session")
def baseline_source() -> Source:
    """The histories of the shipped baseline."""
    return Source(str(SHIPPED))


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped scenarios, and a year of the baseline, which takes less time."""
    folder = tmp_path_factory.mktemp("demo") / "scenarios"
    shutil.copytree(SHIPPED.parent, folder)
    (folder / "short.yaml").write_text(SHORT, "utf-8")
    return folder


@pytest.fixture(scope="session")
def short_source(scenarios: Path) -> Source:
    """The histories of that year."""
    return Source(str(scenarios / "short.yaml"))


@pytest.fixture(scope="session")
def histories(baseline_source: Source) -> xr.Dataset:
    """The 200 histories that a visitor sees first."""
    return _histories(baseline_source, 0, RUNS)


@pytest.fixture(scope="session")
def whole(histories: xr.Dataset) -> Scene:
    """What the page shows of them."""
    return scene([part_of(histories)])


@pytest.fixture(scope="session")
def served(scenarios: Path) -> Iterator[Served]:
    """A demo for all tests of this process. In the end Ctrl-C, which is how one ends it, counts as
    no failure, leaves no process, and nothing that it was asked has upset it."""
    running = Served.start(scenarios)
    try:
        yield running
    finally:
        code, alive, complaints = running.stop()
    assert (0, []) == (code, alive)
    # Bokeh itself complains of visitors who leave while they are being told something.
    assert not re.search(r"/sim/|ERROR", complaints), complaints


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """A browser for the tests of a module: while one is open, no other can be."""
    with browser() as opened:
        yield opened


@pytest.fixture
def look(served: Served, chrome: Browser) -> Iterator[Look]:
    """Opens the demo at a query, as a new visitor; whatever a test does, no page may complain, or
    ask anybody but the demo for anything."""
    visits: list[Visit] = []

    def looked(query: str = "", **options: Any) -> Visit:
        visits.append(arrive(chrome, f"{served.address}?{query}", **options))
        return visits[-1]

    yield looked
    found = [(one.complaints, one.outside) for one in visits]
    for one in visits:
        one.page.context.close()
    assert [([], [])] * len(visits) == found
