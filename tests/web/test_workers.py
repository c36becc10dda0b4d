"""Work that goes wrong is told, bounded, and spoils nothing for those who come next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import LiptakoError
from sim.web.workers import Workers

SECONDS = 1.0
WORK = "tests.web.work."


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One process, whose work may take a second."""
    made = Workers(1, SECONDS)
    yield made
    made.close()


def done(workers: Workers, what: str, *arguments: Any) -> Any:
    """What comes of a piece of work."""
    return asyncio.run(workers.do(what, *arguments))


@pytest.mark.parametrize(
    ("bad", "arguments", "kind", "message"),
    [
        (WORK + "refuse", (), LiptakoError, "scenario: no such treaty - name another"),
        (WORK + "sleep", (9.0,), LiptakoError, "this takes too long - try something"),
        (
            WORK + "hoard",
            (),
            LiptakoError,
            "this takes too much memory - try something smaller",
        ),
        (WORK + "stumble", (), ZeroDivisionError, "a fault of the program"),
    ],
)
def test_what_goes_wrong_is_told_and_the_next_works(
    workers: Workers,
    bad: str,
    arguments: tuple[float, ...],
    kind: type[Exception],
    message: str,
) -> None:
    """Broken if one visitor's impossible wish takes a process away from all others, or its message
    is lost on the way."""
    process = done(workers, WORK + "process_id")
    with pytest.raises(kind, match=message):
        done(workers, bad, *arguments)
    assert (42, process) == (
        done(workers, WORK + "double", 21),
        done(workers, WORK + "process_id"),
    )
    assert (0, 1) == (workers.waiting, workers.idle)


def test_another_process_takes_the_place_of_one_that_died(workers: Workers, tmp_path: Path) -> None:
    """Broken if a visitor is told of a failure because the system has ended a process once, or if
    the page must be started anew after work that ends every process it is given to."""
    process = done(workers, WORK + "process_id")
    assert "alive" == done(workers, WORK + "die", str(tmp_path / "died"))
    assert process != done(workers, WORK + "process_id")
    with pytest.raises(LiptakoError, match="the work broke off - try again"):
        done(workers, WORK + "always_die")
    assert 42 == done(workers, WORK + "double", 21)
    assert 0 == workers.waiting


def test_new_processes_are_idle_only_once_they_are_warm(workers: Workers) -> None:
    """Broken if work is shared among processes that have yet to begin, as if they were those that
    died."""
    with pytest.raises(LiptakoError, match="the work broke off"):
        done(workers, WORK + "always_die")
    assert 0 == workers.idle
    assert 42 == done(workers, WORK + "double", 21)
    assert 1 == workers.idle
