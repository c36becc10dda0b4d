"""The table of a design, and what may stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import LiptakoError, one_of
from sim.mechanisms import declarations
from sim.scenario.schema import ScenarioFile

LARGEST = 10_000_000
REPLICATE = "replicate"
"""Column of the number under which a run draws its luck; equal numbers, equal luck."""
SCENARIO = "scenario"
"""Column of the scenario that a run lives, by name."""
MOST_VARIANTS = 1000
"""Different scenarios in one design, at most: each is set up by itself."""


Ranges = Sequence[str] | Mapping[str, tuple[float, float] | None]
"""Parameters to vary: their names (each over its default range), or by name a lowest and a highest
value, or None for the default range."""


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, and not a truth value.

    Args:
        value: anything.

    Examples:
        >>> is_whole(3), is_whole(3.0), is_whole(True)
        (True, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


@dataclass(frozen=True)
class Plan:
    """How a design was drawn, which its analysis has to know.

    Attributes:
        method: replicates, grid, latin_hypercube, sobol, morris, or table for explicit rows.
        ranges: lowest and highest value of what was drawn from ranges, by name.
        points: different rows, each with all its replicates.
        replicates: runs at each point.
        second_order: whether a Sobol design holds what pairs of parameters need.
        levels: of a Morris design.
        seed: of the points.
    """

    method: str = "table"
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    points: int = 0
    replicates: int = 1
    second_order: bool = False
    levels: int = 0
    seed: int = 0

    def plain(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Plan:
        """The inverse of `plain`."""
        ranges = {name: (float(low), float(high)) for name, (low, high) in plain["ranges"].items()}
        return cls(**{**plain, "ranges": ranges})


@dataclass(frozen=True)
class Design:
    """A table with a row a run.

    Attributes:
        table: columns are parameters under their dotted names (numbers), places in the scenario
            under theirs or `SCENARIO` (text; empty: as the scenario has it), and `REPLICATE`.
        plan: how it was drawn.
    """

    table: pd.DataFrame
    plan: Plan = field(default_factory=Plan)

    @property
    def runs(self) -> int:
        """Number of rows."""
        return len(self.table)

    @property
    def parameters(self) -> dict[str, NDArray[np.float64]]:
        """Columns ``(run,)`` by dotted parameter name; what is not here is as the scenario says."""
        known = declarations()
        return {str(n): self.table[n].to_numpy() for n in self.table.columns if n in known}

    @property
    def structure(self) -> list[str]:
        """Names of the columns that change the scenario itself."""
        known = {*declarations(), REPLICATE}
        return [str(name) for name in self.table.columns if name not in known]

    @property
    def luck(self) -> NDArray[np.uint32] | None:
        """Under which number each run draws, ``(run,)``; None if each does under its own."""
        return self.table[REPLICATE].to_numpy() if REPLICATE in self.table else None

    def rows(self, places: slice | NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        """The parameters' columns at some rows."""
        return {name: column[places] for name, column in self.parameters.items()}

    def at(self, rows: NDArray[Any]) -> Design:
        """Some rows of it."""
        return Design(self.table.iloc[rows].reset_index(drop=True), self.plan)

    def digest(self) -> str:
        """A hash of the whole table, whatever the order of its columns."""
        text = sha256(str(self.runs).encode())
        for name in sorted(map(str, self.table.columns)):
            text.update(name.encode())
            column = self.table[name].to_numpy()
            text.update("\0".join(column).encode() if column.dtype == object else column.tobytes())
        return text.hexdigest()


def from_table(table: pd.DataFrame, plan: Plan | None = None) -> Design:
    """A design from explicit rows: one row a run.

    Args:
        table: columns are parameters under their dotted names, such as ``attacks.intensity``;
            ``scenario``, the name of a scenario; other places of a scenario under theirs, such as
            ``treaties.AES`` or ``events``, with what would stand there in the file (``null``
            removes, an empty cell leaves it alone); and ``replicate``, the number under which a
            run draws its luck (else each row has luck of its own).
        plan: how it was drawn, if it was.

    Raises:
        LiptakoError: an empty table, unknown or repeated names, values outside a parameter's
            bounds, or two rows that are the same run.

    Examples:
        >>> design = from_table(pd.DataFrame({"recruitment.base": [0.05, 0.05, 0.08]}))
        >>> design.runs, list(design.parameters)
        (3, ['recruitment.base'])
    """
    if not 0 < len(table) <= LARGEST:
        raise LiptakoError(
            f"design: the table has {len(table) or 'no'} rows - give one row a run, at most "
            f"{LARGEST:,}"
        )
    columns: dict[str, NDArray[Any]] = {}
    for place, name in enumerate(map(str, table.columns)):
        if name in columns:
            raise LiptakoError(f"design: {name} is given twice - keep one column of it")
        columns[name] = _column(name, table.iloc[:, place])
    # Columns in one order, so that one design has one table.
    rows = pd.RangeIndex(len(table))
    design = Design(pd.DataFrame(columns, index=rows), plan or Plan("table", points=len(table)))
    _check_structure(design)
    if design.plan.method == "table":  # a group of Saltelli's may have a point twice
        _check_rows(design.table)
    return design


def as_design(given: pd.DataFrame | Design) -> Design:
    """A design, of whatever a person gives as one.

    Raises:
        LiptakoError: a table that is none; see `from_table`.
    """
    if isinstance(given, pd.DataFrame):
        return from_table(given)
    if not isinstance(given, Design):
        raise LiptakoError(
            f"design: a {type(given).__name__} is none - give what sim.design makes, or a table"
        )
    return given


def _column(name: str, given: pd.Series[Any]) -> NDArray[Any]:
    known = declarations()
    if name in known:
        return _numbers(name, given, *known[name].bounds, known[name].unit).astype("<f8")
    if name == REPLICATE:
        found = _numbers(name, given, 0, LARGEST - 1, "")
        odd = np.flatnonzero(found != np.rint(found))
        if odd.size:
            raise LiptakoError(
                f"design: {name} in row {odd[0]} is {given.iloc[odd[0]]} - use whole numbers"
            )
        return found.astype("<u4")
    places = [place for place in ScenarioFile.model_fields if place not in NOT_VARIED]
    if name != SCENARIO and name.split(".", maxsplit=1)[0] not in places:
        raise LiptakoError(
            f"design: no parameter '{name}', nor a place in a scenario - "
            f"{one_of(name, [*known, SCENARIO, REPLICATE, *places])}"
        )
    text = given.astype(object).where(given.notna(), "")
    return np.array([str(cell).strip() for cell in text], object)


NOT_VARIED = ("horizon", "record", "parameters", "question", "title")
"""Places of a scenario that no design changes: results would not fit together, or, of parameters,
they have columns of their own."""


def _numbers(
    name: str, given: pd.Series[Any], low: float, high: float, unit: str
) -> NDArray[np.float64]:
    column = pd.to_numeric(given, errors="coerce").to_numpy(np.float64)
    bad = np.flatnonzero(~((column >= low) & (column <= high)))
    if bad.size:
        raise LiptakoError(
            f"design: {name} in row {bad[0]} is {given.iloc[bad[0]]} - "
            f"it must be a number from {low:g} to {high:g} {unit}".rstrip()
        )
    return column


def _check_structure(design: Design) -> None:
    if not design.structure:
        return
    variants = len(design.table[design.structure].drop_duplicates())
    if variants > MOST_VARIANTS:
        raise LiptakoError(
            f"design: {variants:,} different scenarios - at most {MOST_VARIANTS:,}; numbers that "
            "vary by run have to be parameters"
        )


def _check_rows(table: pd.DataFrame) -> None:
    """Refuse a run that stands there twice; rows with luck of their own are never the same."""
    if REPLICATE not in table:
        return
    again = np.flatnonzero(table.duplicated())
    if again.size:
        first = int(np.flatnonzero((table == table.iloc[again[0]]).all(axis=1))[0])
        raise LiptakoError(
            f"design: row {again[0]} is row {first} again, luck and all - leave one of them out, "
            f"or give it another {REPLICATE}"
        )


def repeated(points: pd.DataFrame, replicates: int) -> pd.DataFrame:
    """Every row so many times, one after the other; if it is more than once, replicate k has the
    same luck at every point."""
    if replicates == 1:
        return points
    table = points.loc[points.index.repeat(replicates)].reset_index(drop=True)
    return table.assign(**{REPLICATE: np.tile(np.arange(replicates), len(points))})


def check_count(value: int, what: str, most: int = LARGEST) -> int:
    """A whole number from 1 to ``most``.

    Raises:
        LiptakoError: it is none.
    """
    if not is_whole(value) or not 0 < value <= most:
        raise LiptakoError(
            f"{what}: {value!r} is no number of {what} - use a whole number from 1 to {most:,}"
        )
    return int(value)


def ranges_of(vary: Ranges) -> dict[str, tuple[float, float]]:
    """Lowest and highest value of each parameter that is to vary.

    Args:
        vary: as `Ranges`.

    Raises:
        LiptakoError: an unknown name, or a range that is none or leaves a parameter's bounds.
    """
    known = declarations()
    given = dict(vary) if isinstance(vary, Mapping) else dict.fromkeys(vary)
    if not given:
        raise LiptakoError("vary: nothing - name a parameter, such as attacks.intensity")
    found: dict[str, tuple[float, float]] = {}
    for name, pair in given.items():
        if name not in known:
            raise LiptakoError(f"vary: no parameter '{name}' - {one_of(name, list(known))}")
        low, high = known[name].bounds
        try:
            one, other = known[name].range if pair is None else map(float, pair)
        except (TypeError, ValueError):
            raise LiptakoError(
                f"vary: {name}: {pair!r} is no range - give its lowest and highest value"
            ) from None
        if not low <= one < other <= high:
            raise LiptakoError(
                f"vary: {name}: {one:g} to {other:g} is no range within its bounds - use a lower "
                f"and a higher number from {low:g} to {high:g} {known[name].unit}".rstrip()
            )
        found[name] = (float(one), float(other))
    return found
