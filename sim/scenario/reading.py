"""Text to a tree that knows where each of its values stands, in a plain and safe part of YAML.

Scalars mean what a person expects (YAML 1.2's core schema, nearly): ``NO`` and ``on`` are text,
``1e-1`` is a number, ``010`` is ten. Aliases, tags, merge keys and the like are refused, since a
reader of the file would have to resolve them too. Nothing is ever constructed from a tag.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from sim.errors import Fault

MAX_BYTES = 256_000
MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_DIGITS = 300

Scalar = str | int | float | bool | date | None
Steps = tuple[str | int, ...]
"""The keys and list positions (from 0) that lead from the top to a value."""

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DIGITS = "[0-9]+(?:_[0-9]+)*"
_WHOLE = re.compile(f"[-+]?{_DIGITS}")
_NUMBER = re.compile(rf"[-+]?(?:{_DIGITS}\.?|(?:{_DIGITS})?\.{_DIGITS})(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Place:
    """Where something stands: the file as the user named it; line and column from 1, or 0 for the
    whole file."""

    file: str
    line: int = 0
    column: int = 0

    def fault(self, steps: Steps, problem: str, remedy: str) -> Fault:
        """A fault in this place."""
        return Fault(self.file, self.line, self.column, spelled(steps), problem, remedy)


@dataclass(frozen=True)
class Node:
    """A value with its place.

    Attributes:
        content: a scalar, or nodes by key, or a list of nodes.
        place: where the value begins.
        key: where its key begins; the value's own place for items of a list and for the top.
        written: whether anything stands there; an empty value means null, as ``null`` does.
        removed: where patches have removed keys, by key.
    """

    content: Scalar | dict[str, Node] | list[Node]
    place: Place
    key: Place
    written: bool = True
    removed: Mapping[str, Place] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.content, dict):
            return {name: node.plain() for name, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    def at(self, steps: Sequence[str | int]) -> Node:
        """The node that the steps lead to, or the last one there is on the way."""
        node = self
        for step in steps:
            content = node.content
            if isinstance(content, dict) and isinstance(step, str):
                inner = content.get(step)
            elif isinstance(content, list) and isinstance(step, int):
                inner = content[step] if step < len(content) else None
            else:
                inner = None
            if inner is None:
                break
            node = inner
        return node


def spelled(steps: Steps) -> str:
    """Steps as a person writes them: ``events[0].country``."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = shortened(step if step.isprintable() else repr(step))
            text += f".{name}" if text else name
    return text


def shortened(text: str, limit: int = 60) -> str:
    """A text of at most ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 3] + "..."


def scalar(text: str) -> Scalar:
    """What an unquoted text means.

    Raises:
        ValueError: a number that is not finite, or a date that does not exist.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"there is no date {text}") from None
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a finite number")
    if _NUMBER.fullmatch(text):
        number = float(text) if len(text) <= MAX_DIGITS else math.inf
        if not math.isfinite(number):
            raise ValueError(f"{shortened(text)} is too large a number")
        return int(text) if _WHOLE.fullmatch(text) else number
    return text


def read(content: bytes, file: str) -> tuple[Node | None, list[Fault]]:
    """The tree of a scenario file and the faults of its text.

    The tree is None if the text cannot be followed to its end; with a tree, the faults are those
    that leave the rest readable.
    """
    whole = Place(file)
    if len(content) > MAX_BYTES:
        return None, [whole.fault((), "the file is too large", f"at most {MAX_BYTES:,} bytes")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _place_in(content[: error.start].decode("utf-8-sig", "replace"), file)
        return None, [place.fault((), "the file is not UTF-8 text", "save it as UTF-8")]
    reader = _Reader(text, file)
    try:
        tree = reader.document()
    except _StopReadingError as stop:
        return None, [*reader.faults, stop.fault]
    except yaml.YAMLError as error:
        return None, [*reader.faults, _syntax_fault(error, text, file)]
    except (ValueError, OverflowError):
        # PyYAML lets some escapes and version numbers reach chr() and int() unchecked.
        problem = "a number or an escape in the text is out of range"
        return None, [*reader.faults, reader.latest.fault((), problem, "correct it")]
    return tree, reader.faults


class _StopReadingError(Exception):
    """The text goes beyond a limit: what follows is not read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class _Reader:
    """Builds the tree of one text from PyYAML's parser events."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.latest = Place(file, 1, 1)
        self._nodes = 0
        self._depth = 0
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.SafeLoader))

    def document(self) -> Node | None:
        """The one document, a mapping; None with a fault if there is none."""
        tree: Node | None = None
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if tree is not None:
                problem, remedy = "a second document begins here", "write one scenario a file"
                self.faults.append(self._place(event).fault((), problem, remedy))
                break
            tree = self._value(next(self._events), ())
        if tree is None or tree.content is None:
            self.faults.append(Place(self.file).fault((), "the file is empty", _TOP))
            return None
        if not isinstance(tree.content, dict):
            self.faults.append(tree.place.fault((), "the top level is not a set of keys", _TOP))
            return None
        return tree

    def _place(self, event: Any) -> Place:
        self.latest = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        return self.latest

    def _value(self, event: Any, steps: Steps, key: Place | None = None) -> Node:
        place = self._place(event)
        self._count(place, steps)
        self._refuse_indirection(event, place, steps)
        content: Scalar | dict[str, Node] | list[Node]
        if isinstance(event, yaml.MappingStartEvent):
            self._descend(place, steps)
            content = self._mapping(steps)
            self._depth -= 1
        elif isinstance(event, yaml.SequenceStartEvent):
            self._descend(place, steps)
            content = self._sequence(steps)
            self._depth -= 1
        elif isinstance(event, yaml.ScalarEvent):
            content = self._scalar(event, place, steps)
        else:
            content = f"*{event.anchor}"
        return Node(content, place, key or place, written=getattr(event, "value", None) != "")

    def _count(self, place: Place, steps: Steps) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            problem, remedy = "the file goes on too long", f"at most {MAX_NODES:,} values"
            raise _StopReadingError(place.fault(steps[:1], problem, remedy))

    def _refuse_indirection(self, event: Any, place: Place, steps: Steps) -> None:
        if isinstance(event, yaml.AliasEvent):
            problem, remedy = f"the alias *{event.anchor}", "write the value itself"
        elif event.anchor is not None:
            problem, remedy = f"the anchor &{event.anchor}", "leave it out: aliases are not read"
        else:
            problem = ""
        if problem:
            self.faults.append(place.fault(steps, shortened(problem), remedy))
        tag = getattr(event, "tag", None)
        if tag is not None:
            problem = f"the tag {shortened(repr(tag))}"
            self.faults.append(place.fault(steps, problem, "leave it out: tags are not read"))

    def _mapping(self, steps: Steps) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            where = self._place(event)
            name = self._key(event, where, steps)
            if name is None:
                self._value(next(self._events), steps)
                continue
            node = self._value(next(self._events), (*steps, name), where)
            if name in entries:
                first = entries[name].key
                problem = f"the key '{shortened(name)}' is given twice"
                remedy = f"keep one; the first is in line {first.line}"
                self.faults.append(where.fault((*steps, name), problem, remedy))
            else:
                entries[name] = node
        return entries

    def _key(self, event: Any, place: Place, steps: Steps) -> str | None:
        """The text of a key; None, with a fault, if it cannot be one."""
        if not isinstance(event, yaml.ScalarEvent):
            before = len(self.faults)
            self._value(event, steps)
            if len(self.faults) == before:
                problem = "a key that is not plain text"
                self.faults.append(place.fault(steps, problem, "write one word as the key"))
            return None
        self._count(place, steps)
        self._refuse_indirection(event, place, steps)
        name = str(event.value)
        plain = event.style is None
        if plain and name == "<<":
            problem, remedy = "the merge key '<<'", "write the keys out, or use 'extends:'"
        elif not name:
            problem, remedy = "a key without a name", "write the key before the colon"
        elif not _encodable(name):
            problem, remedy = "half a character in a key", "write the character itself"
        else:
            return name
        self.faults.append(place.fault(steps, problem, remedy))
        return None

    def _sequence(self, steps: Steps) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*steps, len(items))))
        return items

    def _descend(self, place: Place, steps: Steps) -> None:
        # Counted apart from the steps, since keys may be nested too.
        self._depth += 1
        if self._depth > MAX_DEPTH:
            problem, remedy = "nested too deep", f"at most {MAX_DEPTH} levels"
            raise _StopReadingError(place.fault(steps[:1], problem, remedy))

    def _scalar(self, event: Any, place: Place, steps: Steps) -> Scalar:
        text = str(event.value)
        if not _encodable(text):
            problem, remedy = "half a character in a text", "write the character itself"
            self.faults.append(place.fault(steps, problem, remedy))
            return ""
        if event.style is not None:
            return text
        try:
            return scalar(text)
        except ValueError as error:
            remedy = "write a date of the calendar" if _DATE.fullmatch(text) else "write a number"
            self.faults.append(place.fault(steps, str(error), remedy))
            return text


_TOP = "begin with 'question:', 'title:', 'horizon:' and 'countries:', or with 'extends:'"


def _encodable(text: str) -> bool:
    """Whether a text holds whole characters only (an escape can give half of a surrogate pair)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _place_in(before: str, file: str) -> Place:
    """The place that follows a text."""
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


_FROM_THE_START = ("while scanning a simple key", "while scanning a quoted scalar")
"""What PyYAML was at where a fault is in its beginning, not where it stopped, lines below."""


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """PyYAML's complaint, in its own words."""
    remedy = "correct the YAML: indentation, colons, quotes and brackets"
    if isinstance(error, yaml.MarkedYAMLError):
        if "'\\t'" in (error.problem or ""):
            remedy = "indent with spaces instead of tabs"
        mark = error.problem_mark or error.context_mark
        if error.context in _FROM_THE_START:
            mark = error.context_mark or mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        return place.fault((), f"not YAML: {_one_line(problem)}", remedy)
    position = getattr(error, "position", None)
    place = _place_in(text[:position], file) if isinstance(position, int) else Place(file)
    return place.fault((), "a character that YAML does not allow", "remove it")


def _one_line(text: str) -> str:
    return shortened("".join(c if c.isprintable() else repr(c)[1:-1] for c in text), 200)
