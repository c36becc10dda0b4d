"""How state is declared and kept: arrays whose last axis is `run`, with dimensions and units."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def variable(*dimensions: str, unit: str, meaning: str) -> Any:
    """Declare a field that holds state: its axes before `run`, its unit, and what it means."""
    return field(metadata={"dimensions": dimensions, "unit": unit, "meaning": meaning})


def in_turn(parts: NDArray[Any]) -> Array:
    """Sum over the first axis, one slice after the other: the same bits for any number of runs."""
    total = np.zeros(parts.shape[1:])
    for part in parts:
        total += part
    return total


@dataclass
class State:
    """Arrays that change from month to month; a subclass a scope, a field a variable.

    Fields made by `variable` are indexed by run on their last axis; others are fixed facts.
    """

    def take(self, runs: NDArray[np.int64]) -> Self:
        """A copy for the runs at these positions; a position may come more than once."""
        return replace(
            self,
            **{
                name: np.ascontiguousarray(np.take(array, runs, axis=-1))
                for name, array in self.arrays().items()
            },
        )

    def copy(self) -> Self:
        """A copy that later changes do not reach."""
        return replace(self, **{name: array.copy() for name, array in self.arrays().items()})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Every variable's array by name."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.metadata}
