"""What `--vary` says, and the design that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from sim.errors import LiptakoError, one_of

if TYPE_CHECKING:
    from sim.experiment.design import Design

METHODS = ("lhs", "sobol", "morris", "grid")
LEVELS = 5
"""Values of a range in a grid, unless said."""


def parse(texts: Sequence[str]) -> tuple[dict[str, tuple[Any, ...] | None], dict[str, list[str]]]:
    """Ranges and lists of values by name.

    ``name`` is a parameter over its default range, ``name=low:high`` over another,
    ``name=low:high:levels`` in so many steps for a grid; ``name=a,b,c`` lists values, which may be
    empty (as the scenario has it) or ``null``, and hold commas within brackets.

    Raises:
        LiptakoError: a name given twice, or no value where there should be one.
    """
    ranges: dict[str, tuple[Any, ...] | None] = {}
    lists: dict[str, list[str]] = {}
    for text in texts:
        name, given, values = text.partition("=")
        name = name.strip()
        if not name or name in ranges or name in lists:
            why = "is given twice" if name else "names nothing"
            raise LiptakoError(f"vary: '{text}' {why} - write name=low:high, once a name")
        parts = values.split(":")
        if not given:
            ranges[name] = None
        elif len(parts) in (2, 3) and not set(values) & set("[]{},"):
            ranges[name] = tuple(_number(part, text) for part in parts)
        else:
            lists[name] = _split(values)
    return ranges, lists


def _number(part: str, text: str) -> float:
    try:
        return float(part)
    except ValueError:
        raise LiptakoError(
            f"vary: '{text}': '{part}' is no number - write name=low:high, or name=a,b,c"
        ) from None


def _split(values: str) -> list[str]:
    """At commas that stand in no bracket."""
    found, depth = [""], 0
    for letter in values:
        depth += (letter in "[{(") - (letter in ")}]")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [text.strip() for text in found]


def drawn(method: str, vary: Sequence[str], runs: int, replicates: int, seed: int) -> Design:
    """The design of a sweep.

    Args:
        method: one of `METHODS`.
        vary: as `parse` reads them.
        runs: at most so many; of a grid, which has the size it has, not looked at.
        replicates: runs at each point.
        seed: of the points.

    Raises:
        LiptakoError: an unknown method, too few runs, or as the method itself.
    """
    from sim.experiment import design as designs
    from sim.experiment.design.methods import crossed, group_size

    if method not in METHODS:
        raise LiptakoError(f"method: '{method}' is none - {one_of(method, METHODS)}")
    ranges, lists = parse(vary)
    if method == "grid" or not ranges:
        return designs.grid({**_stepped(ranges), **lists}, replicates)
    if any(pair is not None and len(pair) == 3 for pair in ranges.values()):
        raise LiptakoError(f"vary: low:high:levels goes with --method grid, not with {method}")
    pairs = _pairs(ranges)
    each = replicates * prod(len(values) for values in lists.values())
    size = {"lhs": 1, "sobol": group_size(len(pairs), False), "morris": len(pairs) + 1}[method]
    groups = runs // each // size
    if not groups:
        raise LiptakoError(
            f"runs: {runs:,} are too few for this design - use at least {size * each:,}"
        )
    if method == "lhs":
        found = designs.latin_hypercube(pairs, groups, seed, replicates)
    elif method == "sobol":
        found = designs.sobol(pairs, 2 ** (groups.bit_length() - 1), seed, replicates)
    else:
        found = designs.morris(pairs, groups, seed, replicates)
    return crossed(found, lists)


def _pairs(ranges: Mapping[str, tuple[Any, ...] | None]) -> dict[str, tuple[float, float] | None]:
    return {name: None if pair is None else (pair[0], pair[1]) for name, pair in ranges.items()}


def _stepped(ranges: dict[str, tuple[Any, ...] | None]) -> dict[str, list[float]]:
    import numpy as np

    from sim.experiment.design.table import ranges_of

    checked = ranges_of(_pairs(ranges)) if ranges else {}
    found = {}
    for name, (low, high) in checked.items():
        given = ranges[name]
        levels = given[2] if given is not None and len(given) == 3 else LEVELS
        if levels != int(levels) or levels < 2:
            raise LiptakoError(f"vary: {name}: {levels:g} levels - use a whole number from 2 on")
        found[name] = np.linspace(low, high, int(levels)).tolist()
    return found
