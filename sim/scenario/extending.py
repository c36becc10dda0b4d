"""A scenario that extends another is a patch: how files are found and laid over one another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from numbers import Integral, Real
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from sim.errors import Fault, one_of
from sim.scenario.reading import MAX_BYTES, MAX_DEPTH, Node, Place, Steps, read, spelled

MAX_PARENTS = 8
PATCH = "<patch>"
"""The file named in faults of a patch that came from Python."""


def read_extended(file: str) -> tuple[Node | None, list[Fault]]:
    """The tree of a file laid over those it extends, and the faults of their texts.

    The tree is None if one of the files cannot be read. Values keep their place in their own file.
    """
    trees: list[Node] = []
    faults: list[Fault] = []
    seen: set[Path] = set()
    path, asked = Path(file), Place(file)
    while True:
        try:
            content = _content(path)
        except _UnreadableError as error:
            steps: Steps = ("extends",) if trees else ()
            return None, [*faults, asked.fault(steps, error.problem, error.remedy)]
        refusal = _chain_refusal(path, seen, len(trees))
        if refusal is not None:
            return None, [*faults, asked.fault(("extends",), *refusal)]
        seen.add(path.resolve())
        tree, found = read(content, str(path))
        faults += found
        if tree is None:
            return None, faults
        parent, own = _split(tree)
        trees.append(own)
        if parent is None:
            break
        asked = parent.place
        refusal = _name_refusal(parent.content)
        if refusal is not None:
            return None, [*faults, asked.fault(("extends",), *refusal)]
        path = path.parent / _file_name(str(parent.content))
    merged = trees.pop()
    while trees:
        merged = patched(merged, trees.pop(), faults)
    return merged, faults


def patched(base: Node, patch: Node, faults: list[Fault], steps: Steps = ()) -> Node:
    """A tree with a patch laid over it; adds a fault for each removal of what is not there.

    Mappings merge key by key, null removes a key, anything else replaces. A parameter's value is
    replaced whole, since half of two distributions is none.
    """
    is_parameter = len(steps) == 3 and steps[0] == "parameters"
    if is_parameter or not isinstance(patch.content, dict):
        return patch
    known = base.content if isinstance(base.content, dict) else {}
    merged, removed = dict(known), dict(base.removed)
    for name, given in patch.content.items():
        if given.content == {} and name in known and _meant(given, (*steps, name), faults):
            problem = f"the empty braces change nothing in '{name}'"
            faults.append(given.place.fault((*steps, name), problem, "write null to remove it"))
        elif given.content is not None:
            below = merged.get(name, Node({}, given.place, given.key))
            merged[name] = patched(below, given, faults, (*steps, name))
            removed.pop(name, None)
        elif not given.written:
            problem = f"nothing is written after '{name}:'"
            faults.append(given.key.fault((*steps, name), problem, _for_nothing(name)))
        elif name in merged:
            del merged[name]
            removed[name] = given.key
        else:
            problem = f"null removes '{name}', a patch of something absent"
            remedy = one_of(name, list(known)) if known else "leave it out"
            faults.append(given.key.fault((*steps, name), problem, remedy))
    return Node(merged, patch.place, patch.key, removed=removed)


def _meant(empty: Node, steps: Steps, faults: Sequence[Fault]) -> bool:
    """Whether an empty mapping stands in the file: from Python it may be what a loop over nothing
    has left, and keys that could not be read have been told."""
    return empty.place.line > 0 and all(fault.path != spelled(steps) for fault in faults)


def _for_nothing(name: str) -> str:
    """What would be right where a key has no value: an empty one may be a slip, so that it does not
    remove anything."""
    if ":" in name:
        return "put a space after the colon"
    if name.isdecimal():
        return "a comma ends a value: write numbers like 0.5 and 1_000_000"
    return "write its value, or null to remove it"


def from_python(value: Any, faults: list[Fault], steps: Steps = ()) -> Node:
    """A tree of nested Python values; adds a fault for what no scenario file could say."""
    place = Place(PATCH)
    if len(steps) > MAX_DEPTH:
        faults.append(place.fault(steps[:1], "nested too deep", f"at most {MAX_DEPTH} levels"))
        return Node("", place, place)
    if isinstance(value, Mapping):
        entries: dict[str, Node] = {}
        for name, given in value.items():
            if not isinstance(name, str):
                faults.append(place.fault(steps, f"the key {name!r} is not text", "use a str"))
                continue
            entries[name] = from_python(given, faults, (*steps, name))
        return Node(entries, place, place)
    if isinstance(value, list | tuple):
        items = [from_python(item, faults, (*steps, i)) for i, item in enumerate(value)]
        return Node(items, place, place)
    if value is None or isinstance(value, str | bool) or type(value) is date:
        return Node(value, place, place)
    if isinstance(value, Real):
        return Node(_number(value, faults, steps), place, place)
    problem = f"a {type(value).__name__} cannot be written in a scenario"
    faults.append(place.fault(steps, problem, "use text, numbers, dates, lists and dicts"))
    return Node("", place, place)


def _number(value: Real, faults: list[Fault], steps: Steps) -> int | float:
    """A plain number, NumPy's included."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        faults.append(Place(PATCH).fault(steps, "not a finite number", "use a finite number"))
        return 0.0
    return int(value) if isinstance(value, Integral) else number


class _UnreadableError(Exception):
    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def _content(path: Path) -> bytes:
    """A file's bytes."""
    try:
        if path.is_dir():
            raise _UnreadableError(f"'{path}' is a directory", "name a file in it")
        if path.exists() and not path.is_file():
            raise _UnreadableError(f"'{path}' is not a regular file", "name a scenario file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _UnreadableError(f"no such file '{path}'", _siblings(path)) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "check its name and permissions"
        raise _UnreadableError(f"cannot be read ({reason})", remedy) from None


def _siblings(path: Path) -> str:
    """Which file was probably meant, among those beside the missing one."""
    names = sorted(found.name for found in path.parent.glob("[!.]*.yaml"))
    # A bare name is compared with the stems: 'base' is nearer to 'baseline' than to the file name.
    close = get_close_matches(path.stem, [PurePath(name).stem for name in names], n=1)
    if close:
        return f"did you mean '{close[0]}.yaml'?"
    below = path.parent / "scenarios" / f"{path.stem}.yaml"
    if below.exists():
        return f"did you mean '{below}'?"
    if path.with_suffix("").is_dir():
        return f"'{path.with_suffix('')}' is a directory: name a file in it"
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'"
    return one_of(path.name, names) if names else f"there are no scenarios in '{path.parent}'"


def _split(tree: Node) -> tuple[Node | None, Node]:
    """The value of ``extends``, and the tree without it."""
    entries = dict(tree.content) if isinstance(tree.content, dict) else {}
    parent = entries.pop("extends", None)
    return parent, Node(entries, tree.place, tree.key)


def _file_name(name: str) -> str:
    return name if PurePath(name).suffix else f"{name}.yaml"


def _name_refusal(name: object) -> tuple[str, str] | None:
    if not isinstance(name, str) or not name:
        return "not the name of a file", "name a scenario file, such as baseline.yaml"
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).is_absolute():
        return "an absolute path", "name the file relative to this one"
    if "\\" in name:
        return "a backslash in the name of a file", "write '/' between folders"
    return None


def _chain_refusal(path: Path, seen: set[Path], parents: int) -> tuple[str, str] | None:
    if path.resolve() in seen:
        return f"'{path}' extends itself in a circle", "extend a file that does not lead back here"
    if parents > MAX_PARENTS:
        return "too long a chain of 'extends'", f"at most {MAX_PARENTS} files one above the other"
    return None
