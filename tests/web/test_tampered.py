"""Whatever a page sends, a visitor is told plainly, and no levers stand beside others' numbers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from bokeh.document import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.language import ENGLISH
from sim.web.address import PARTS, View
from sim.web.bridge import _tell
from sim.web.catalogue import Catalogue
from sim.web.composing import compose
from sim.web.levers import LEVERS
from sim.web.shelf import Shelf
from sim.web.visitor import LONGEST_VALUE, Visitor
from sim.web.workers import Workers
from tests.conftest import SHIPPED

FIELDS = (
    "actor", "luck", "other", "turn", "q0", "hold", "place", "one", "which", "number", "text",
    "dark", "until",
)  # fmt: skip
plain = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["²", "9" * 400, "-1", "1e999", "own-1", "../baseline", "x" * LONGEST_VALUE])
)  # fmt: skip
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """The shipped scenarios on a shelf."""
    made = Shelf(SHIPPED.parent)
    yield made
    made.close()


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One process."""
    made = Workers(1)
    yield made
    made.close()


def arrived(shelf: Shelf, workers: Workers, view: View) -> Visitor:
    """A visitor whose page is put together."""
    visitor = Visitor(Document(), view, ENGLISH, shelf, Catalogue(workers), workers)
    compose(visitor)
    return visitor


async def shown(visitor: Visitor) -> None:
    """Wait for what is under way, and have the page show it, as its server does."""
    while visitor._under_way:
        await asyncio.gather(*visitor._under_way.values())
    for callback in visitor.document.session_callbacks:
        visitor.document.remove_next_tick_callback(callback)  # type: ignore[arg-type]
        callback.callback()


@pytest.mark.parametrize("part", PARTS)
def test_no_message_upsets_a_page(
    part: str, shelf: Shelf, workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    """Broken if a page that was tampered with gets a traceback into the log, or work for ever."""
    visitor = arrived(shelf, workers, View(part=part))
    kinds = st.sampled_from(sorted(visitor._handlers)) | st.text(max_size=9)
    begun: list[str] = []
    visitor.begin = lambda kind, *_: begun.append(kind)  # type: ignore[method-assign]

    @given(st.lists(st.tuples(kinds, values), max_size=4))
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def sent(messages: list[tuple[str, Any]]) -> None:
        for name, value in messages:
            _tell(visitor.hear, {"name": name, "value": value})

    sent()
    for message in (None, 7, "ready", [], {}, {"value": 1}, {"name": [], "value": {}}):
        _tell(visitor.hear, message)
    assert [] == [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]
    assert all(LEVERS[name].fits(value) for name, value in visitor.view.levers.items())
    assert visitor.view.scenario in shelf


def test_what_cannot_be_is_refused_plainly(shelf: Shelf, workers: Workers) -> None:
    """Broken if who sends nonsense is told nothing, or if it changes what is looked at."""
    visitor = arrived(shelf, workers, View())
    for value in ("much", None, [1], {"one": 1}):
        visitor.hear("lever_belief", value)
        assert ["The page sent what cannot be: reload it."] == visitor.notes
    visitor.hear("own", {"text": 7})
    assert ["The file is too large for a scenario."] == visitor.notes
    visitor.hear("own", {"text": "x" * LONGEST_VALUE})
    visitor.hear("lever_nobody", 1)
    assert View() == visitor.view


def test_levers_return_to_those_of_the_numbers(shelf: Shelf, workers: Workers) -> None:
    """Broken if numbers of other levers stand beside levers that could not be lived."""
    visitor = arrived(shelf, workers, View(levers={"belief": 0.2}))

    async def moved() -> None:
        visitor.hear("ready", {})
        await shown(visitor)
        workers.seconds = 0.001
        visitor.hear("lever_belief", "0.9")
        visitor.hear("scenario", "history")
        await shown(visitor)

    try:
        asyncio.run(moved())
    finally:
        workers.seconds = 30
    assert ({"belief": 0.2}, "baseline") == (visitor.view.levers, visitor.view.scenario)
    assert [
        "this takes too long - try something smaller",
        "Scenario and levers are again those that the numbers on this page are of.",
    ] == visitor.notes
    visitor.hear("show", "displaced")
    assert [] == visitor.notes
