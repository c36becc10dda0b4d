"""A scenario that has passed every check, and what the model asks of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.mechanisms import declarations
from sim.parameters import Distribution
from sim.scenario.extending import from_python, patched
from sim.scenario.reading import Node
from sim.scenario.references import month_number, month_of, notes_on, reference_faults
from sim.scenario.schema import Event, ScenarioFile
from sim.scenario.validating import validated
from sim.world.calibrated import posterior, states


@dataclass(frozen=True, repr=False)
class Scenario:
    """A whole scenario: who there is, how things stand at the start, and what is made to happen.

    Attributes:
        name: the file's name without its suffix.
        data: what the file says, defaults filled in, actors in the file's order.
        notes: what was accepted but has no effect, each with its place.
        resolved: what the file and those it extends say, as plain JSON; dates are ISO text.
        tree: the same with places.
        regions: the country of each region of the map, by id.
    """

    name: str
    data: ScenarioFile
    notes: tuple[str, ...]
    resolved: dict[str, Any]
    tree: Node = field(compare=False)
    regions: Mapping[str, str] = field(compare=False)

    @classmethod
    def of(
        cls, name: str, tree: Node, regions: Mapping[str, str], faults: Sequence[Fault] = ()
    ) -> Scenario:
        """The scenario of a tree.

        Args:
            name: what to call it.
            tree: its values with their places.
            regions: the country of each region of the map, by id.
            faults: what is already known to be wrong with its text.

        Raises:
            ScenarioError: every fault, these and those found now.
        """
        data, found = validated(tree)
        if data is not None:
            found = reference_faults(data, tree, regions)
        # A text that could not be read has been reported; what stands in for it is no second fault.
        reported = {(fault.file, fault.line, fault.column) for fault in faults if fault.line}
        fresh = [f for f in found if (f.file, f.line, f.column) not in reported]
        if data is None or faults or fresh:
            raise ScenarioError([*faults, *fresh])
        notes = tuple(notes_on(data, tree, regions))
        return cls(name, data, notes, _json(tree.plain()), tree, regions)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as its tree: the schema's parameter sections are made, not importable."""
        return Scenario.of, (self.name, self.tree, self.regions)

    def __repr__(self) -> str:
        """What it is, in a line: all that it says is in ``resolved``."""
        span = f"{self.data.horizon.start} to {self.data.horizon.end}"
        return f"Scenario({self.name!r}, {span}, {len(self.data.countries)} countries)"

    @property
    def start(self) -> int:
        """The first month as a running number, year * 12 + month - 1."""
        return month_number(self.data.horizon.start)

    @property
    def months(self) -> int:
        """How many months are simulated."""
        return month_number(self.data.horizon.end) - self.start + 1

    def month_index(self, day: date) -> int:
        """The month of a date, counted from 0 at the start; negative before it."""
        return month_of(day) - self.start

    @property
    def free_from(self) -> int:
        """Index of the first month in which the model decides; 0 without a cut."""
        return 0 if self.data.cut is None else self.month_index(self.data.cut) + 1

    @property
    def parameters(self) -> dict[str, float | Distribution]:
        """Every declared parameter by dotted name: the file's value, or else what the calibration
        found, or else the default."""
        values: dict[str, float | Distribution] = {}
        calibrated = self._calibrated()
        for name, declared in declarations().items():
            mechanism, own_name = name.split(".")
            section = getattr(self.data.parameters, mechanism)
            given = getattr(section, own_name, None)
            values[name] = calibrated.get(name, declared.default) if given is None else given
        return values

    def _calibrated(self) -> dict[str, float | Distribution]:
        wanted = self.data.calibration
        if wanted.parameters == "stated":
            return {}
        found = states().posterior if wanted.start == "filtered" else posterior()
        if wanted.parameters == "centre":
            return {name: found.centre(name) for name in found.values}
        return {name: found.column(name) for name in found.values}

    @property
    def history_events(self) -> list[Event]:
        """What is made to happen: history up to the cut (all without one), and events; by date,
        then as written."""
        cut = self.data.cut
        known = [event for event in self.data.history if cut is None or event.on <= cut]
        return sorted([*known, *self.data.events], key=lambda event: event.on)

    def patch(self, changes: Mapping[str, Any]) -> Scenario:
        """This scenario with nested changes laid over it, by the rules of ``extends``.

        Raises:
            ScenarioError: every fault of the result.

        Examples:
            >>> fewer = scenario.patch({"parameters": {"recruitment": {"base": 0.05}}})
            >>> fewer.parameters["recruitment.base"]
            0.05
            >>> scenario.patch({"horizon": {"ends": "2024-06"}})
            Traceback (most recent call last):
            sim.errors.ScenarioError: ... horizon.ends: unknown key 'ends' - did you mean 'end'?
        """
        faults: list[Fault] = []
        tree = patched(self.tree, from_python(changes, faults), faults)
        return Scenario.of(self.name, tree, self.regions, faults)

    def digest(self) -> str:
        """SHA-256 of the resolved content, in hexadecimal.

        The order of keys counts, since results list actors in the file's order.
        """
        text = json.dumps(self.resolved, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
