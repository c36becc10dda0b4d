"""Tables of a page that is made: cells become Markdown that stays in its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """Any text as it may stand in a table's cell."""
    words = " ".join(str(text).split())
    return words.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def code(text: object) -> str:
    """A name or value as code in a table's cell; nothing if there is none."""
    words = " ".join(str(text).split()).replace("|", "\\|")
    return f"`{words}`" if words else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
