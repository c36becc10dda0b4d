"""The documents: their fenced blocks, and the command lines in them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```", re.M | re.S
)
SPAN = re.compile(r"`([^`\n]+)`")
MADE = ("results/gallery/README.md", "CHANGELOG.md")
"""Written by the program, and told of the past."""


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        document: path from the project's folder.
        line: of its fence.
        language: behind the fence.
        text: what it says.
        file: the file that the paragraph before it names, for the reader to write; if any.
    """

    document: str
    line: int
    language: str
    text: str
    file: str


def documents() -> list[str]:
    """Every Markdown file for readers, by its path."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
    paths = [path.relative_to(ROOT).as_posix() for path in found]
    return sorted({path for path in paths if path not in MADE and not path.startswith(".")})


def blocks(document: str) -> list[Block]:
    """Its fenced blocks, in order."""
    text = (ROOT / document).read_text("utf-8")
    found, end = [], 0
    for fence in FENCE.finditer(text):
        before = text[end : fence.start()].rstrip().rpartition("\n\n")[2]
        named = re.findall(r"`([\w/]+\.(?:yaml|csv))`", before)
        line = text.count("\n", 0, fence.start()) + 1
        own = dedent(fence["text"])
        found.append(Block(document, line, fence["language"], own, named[-1] if named else ""))
        end = fence.end()
    return found


def spans(document: str) -> list[str]:
    """What stands in inline code, outside of fenced blocks."""
    return SPAN.findall(FENCE.sub("", (ROOT / document).read_text("utf-8")))


def command_lines(text: str) -> list[list[str]]:
    """The words of each command, without comments; a backslash joins lines."""
    joined = text.replace("\\\n", " ").splitlines()
    lines = [shlex.split(line, comments=True) for line in joined]
    return [words for words in lines if words]
