"""Variants: the different scenarios of a design, and which of its rows live each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import LiptakoError, ScenarioError, one_of
from sim.experiment.design import SCENARIO, Design
from sim.scenario import Scenario
from sim.scenario.reading import read


@dataclass(frozen=True)
class Variant:
    """One of a design's scenarios.

    Attributes:
        scenario: what its rows live.
        rows: their numbers, in order.
    """

    scenario: Scenario
    rows: NDArray[np.int64]


def variants(scenarios: Mapping[str, Scenario], design: Design) -> tuple[Variant, ...]:
    """The scenarios of a design, in the order in which they first come.

    Args:
        scenarios: the only one, or each that the design's column of scenarios names, by name.
        design: the table.

    Raises:
        LiptakoError: a row of a scenario that is not given or cannot be changed so, or scenarios
            whose horizon or record differ.
    """
    names = design.structure
    if not names:
        return (Variant(_one(scenarios, ""), np.arange(design.runs)),)
    found = []
    for cells, rows in design.table.groupby(names, sort=False).indices.items():
        texts = dict(zip(names, cells if isinstance(cells, tuple) else (cells,), strict=True))
        found.append(Variant(_changed(scenarios, texts, int(rows[0])), np.sort(rows)))
    found.sort(key=lambda variant: int(variant.rows[0]))
    _check_alike(found)
    return tuple(found)


def _one(scenarios: Mapping[str, Scenario], name: str, row: int = 0) -> Scenario:
    if name in scenarios:
        return scenarios[name]
    if name or len(scenarios) != 1:
        raise LiptakoError(
            f"design: {SCENARIO} in row {row} is '{name}', which is not given - "
            f"{one_of(name, list(scenarios))}"
        )
    return next(iter(scenarios.values()))


def _changed(scenarios: Mapping[str, Scenario], texts: Mapping[str, str], row: int) -> Scenario:
    """The scenario that a row's texts make."""
    scenario = _one(scenarios, texts.get(SCENARIO, ""), row)
    changes: dict[str, Any] = {}
    for name, text in texts.items():
        if name != SCENARIO and text:
            _put(changes, _steps(scenario, name), _value(name, text, row))
    if not changes:
        return scenario
    try:
        return scenario.patch(changes)
    except ScenarioError as error:
        raise LiptakoError(f"design: row {row}: {error}") from error


def _steps(scenario: Scenario, name: str) -> list[str]:
    """The keys that a dotted name means: one of the scenario, or a region, may have dots."""
    parts, steps = name.split("."), []
    here: Any = scenario.resolved
    while parts:
        own = here if isinstance(here, dict) else {}
        joined = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        step = next((one for one in joined if one in own or one in scenario.regions), parts[0])
        steps.append(step)
        here = own.get(step)
        parts = parts[len(step.split(".")) :]
    return steps


def _value(name: str, text: str, row: int) -> Any:
    """What a cell says, read as in a scenario's file."""
    tree, faults = read(f"value: {text}\n".encode(), "design")
    content = tree.content if tree is not None else None
    if not isinstance(content, dict) or set(content) != {"value"} or faults:
        why = f"{faults[0].problem} - {faults[0].remedy}" if faults else "write one value"
        raise LiptakoError(f"design: {name} in row {row} is '{text}', which cannot be read: {why}")
    return content["value"].plain()


def _put(changes: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    for step in steps[:-1]:
        below = changes.setdefault(step, {})
        changes = below if isinstance(below, dict) else {}
    changes[steps[-1]] = value


def _check_alike(found: Sequence[Variant]) -> None:
    first = found[0].scenario
    for variant in found[1:]:
        for what in ("horizon", "record"):
            if getattr(variant.scenario.data, what) != getattr(first.data, what):
                raise LiptakoError(
                    f"design: row {variant.rows[0]} has another {what} than row 0, so that their "
                    f"results do not fit together - give all scenarios of a design one {what}"
                )
