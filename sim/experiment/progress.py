"""A progress bar for anything that takes over a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Timer
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")

PATIENCE = 1.0
"""Seconds before a bar is worth showing."""


def watched(
    items: Iterable[tuple[Item, int]], total: int, what: str, show: bool | None = None
) -> Iterator[Item]:
    """Pass items on while a bar on stderr counts them, with the time left.

    Args:
        items: pairs of an item and how much of ``total`` it brings.
        total: the whole.
        what: what is counted, such as "runs".
        show: yes, no, or (if not said) only where a person looks on.
    """
    console = Console(stderr=True)
    visible = (console.is_terminal or console.is_jupyter) if show is None else show
    bar = Progress(
        TextColumn(f"[progress.description]{{task.completed:,.0f}} of {{task.total:,.0f}} {what}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not visible,
    )
    task = bar.add_task(what, total=total)
    patience = Timer(PATIENCE, bar.start)
    patience.daemon = True
    patience.start()
    try:
        for item, amount in items:
            bar.advance(task, amount)
            yield item
    finally:
        patience.cancel()
        patience.join()
        bar.stop()
