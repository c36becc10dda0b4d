"""Designs: which runs there are, and which parameters differ between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import LiptakoError, one_of
from sim.mechanisms import declarations

LARGEST = 10_000_000


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, and not a truth value."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


@dataclass(frozen=True)
class Design:
    """A table with a row a run.

    Attributes:
        runs: number of rows.
        parameters: columns ``(run,)`` by dotted parameter name; what is not named here is as the
            scenario says.
    """

    runs: int
    parameters: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def rows(self, first: int, last: int) -> dict[str, NDArray[np.float64]]:
        """The columns from run ``first`` up to, not including, ``last``."""
        return {name: column[first:last] for name, column in self.parameters.items()}

    def digest(self) -> str:
        """A hash of the whole table."""
        text = sha256(str(self.runs).encode())
        for name in sorted(self.parameters):
            text.update(name.encode())
            text.update(self.parameters[name].astype("<f8").tobytes())
        return text.hexdigest()


def replicates(runs: int) -> Design:
    """The same scenario ``runs`` times.

    Raises:
        LiptakoError: not a whole number from 1 to ten million.
    """
    if not is_whole(runs) or not 0 < runs <= LARGEST:
        raise LiptakoError(
            f"runs: {runs!r} is no number of runs - use a whole number from 1 to {LARGEST:,}"
        )
    return Design(int(runs))


def from_table(table: pd.DataFrame) -> Design:
    """A design from explicit rows: one row a run, a column a parameter.

    Raises:
        LiptakoError: an empty table, unknown or repeated names, or values outside a parameter's
            bounds.
    """
    known = declarations()
    if not len(table):
        raise LiptakoError("design: the table has no rows - give one row a run")
    parameters: dict[str, NDArray[np.float64]] = {}
    for place, name in enumerate(map(str, table.columns)):
        if name not in known:
            raise LiptakoError(f"design: no parameter '{name}' - {one_of(name, list(known))}")
        if name in parameters:
            raise LiptakoError(f"design: {name} is given twice - keep one column of it")
        column = pd.to_numeric(table.iloc[:, place], errors="coerce").to_numpy(np.float64)
        low, high = known[name].bounds
        bad = np.flatnonzero(~((column >= low) & (column <= high)))
        if bad.size:
            raise LiptakoError(
                f"design: {name} in row {bad[0]} is {table.iloc[bad[0], place]} - "
                f"it must be a number from {low:g} to {high:g} {known[name].unit}"
            )
        parameters[name] = column
    return Design(len(table), parameters)
