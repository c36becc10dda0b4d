"""Which histories a visitor asks for: a scenario's file, and the levers moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sim.errors import LiptakoError
from sim.scenario import Scenario, load_scenario
from sim.web.levers import moved

RUNS = 200
"""Histories of a scenario."""
SEED = 1
LONGEST = 120
"""Months that a scenario may have here."""


@dataclass(frozen=True)
class Source:
    """A scenario, and what is changed about it.

    Attributes:
        file: of the scenario.
        levers: moved ones, by name.
    """

    file: str
    levers: tuple[tuple[str, float], ...] = ()

    @property
    def untouched(self) -> Source:
        """The same with no lever moved."""
        return replace(self, levers=())

    def scenario(self) -> Scenario:
        """The scenario, levers moved.

        Raises:
            LiptakoError: it cannot be read, or takes too long to be shown here.
        """
        return _moved(self)

    def with_levers(self, values: Mapping[str, float]) -> Source:
        """The same scenario with these levers moved."""
        return replace(self, levers=tuple(sorted(values.items())))


@lru_cache(maxsize=32)
def _loaded(file: str) -> Scenario:
    scenario = load_scenario(file)
    if scenario.months > LONGEST:
        raise LiptakoError(
            f"{scenario.name}: {scenario.months} months are too many to be shown at once - use a "
            f"horizon of at most {LONGEST}"
        )
    if not scenario.data.record.regions:  # maps are drawn whatever the file would keep
        scenario = scenario.patch({"record": {"regions": True}})
    return scenario


@lru_cache(maxsize=64)
def _moved(source: Source) -> Scenario:
    return moved(_loaded(source.file), dict(source.levers))
