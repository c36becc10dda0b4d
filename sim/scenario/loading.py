"""A scenario file to a `Scenario`, or every fault in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.extending import from_python, read_extended
from sim.scenario.reading import Steps, spelled
from sim.scenario.scenario import Scenario
from sim.world.geography import load_regions


def load_scenario(path: str | Path, regions: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a file and those it extends.

    Args:
        path: the file.
        regions: the country of each region of the map, by id; else those of the shipped map.

    Raises:
        ScenarioError: with every fault found, in the order of their places.

    Examples:
        >>> load_scenario("scenarios/baseline.yaml").months  # July 2023 to December 2027
        54
    """
    tree, faults = read_extended(str(path))
    if tree is None:
        raise ScenarioError(faults)
    known = regions_of_the_map() if regions is None else regions
    return Scenario.of(Path(path).stem, tree, known, faults)


def rebuilt_scenario(name: str, resolved: Mapping[str, Any]) -> Scenario:
    """The scenario of a resolved content, as manifests keep it; its digest is the same.

    Args:
        name: what to call it.
        resolved: as `Scenario.resolved`, dates as ISO text.

    Raises:
        ScenarioError: every fault of the content.
    """
    regions = regions_of_the_map()
    try:
        return Scenario.of(name, from_python(_dated(resolved), []), regions)
    except ScenarioError as error:  # a title, say, that reads like a date but is text
        texts = {fault.path for fault in error.faults}
        return Scenario.of(name, from_python(_dated(resolved, texts), []), regions)


def _dated(value: Any, texts: Collection[str] = (), steps: Steps = ()) -> Any:
    """Plain JSON with its dates as dates, but for what stands at the paths of texts."""
    if isinstance(value, Mapping):
        return {key: _dated(inner, texts, (*steps, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_dated(inner, texts, (*steps, place)) for place, inner in enumerate(value)]
    if not isinstance(value, str) or spelled(steps) in texts:
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return day if day.isoformat() == value else value


def regions_of_the_map() -> dict[str, str]:
    """The country of each region of the shipped map, by id."""
    return {name: region.country for name, region in load_regions().items()}
