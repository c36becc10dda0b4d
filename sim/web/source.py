"""Which histories a visitor asks for: a scenario's file, and the levers moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
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
        until: last month, such as ``2023-12``; empty if the scenario's own.
    """

    file: str
    levers: tuple[tuple[str, float], ...] = ()
    until: str = ""

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

    def only_until(self, month: str) -> Source:
        """The same histories, the months after this one left out."""
        return replace(self, until=month)


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
    if source.until:
        return _cut_short(replace(source, until="").scenario(), source.until)
    return moved(_loaded(source.file), dict(source.levers))


def _cut_short(scenario: Scenario, until: str) -> Scenario:
    """A scenario whose last month is another, without the events that are dated after it."""
    dated = [
        one | {"on": date.fromisoformat(str(one["on"]))}
        for one in scenario.resolved.get("history", [])
        if str(one["on"])[: len(until)] <= until
    ]
    return scenario.patch({"horizon": {"end": until}, "history": dated})
