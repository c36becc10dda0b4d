"""A scenario file to a `Scenario`, or every fault in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.errors import ScenarioError
from sim.scenario.extending import read_extended
from sim.scenario.scenario import Scenario
from sim.world.geography import load_regions


def load_scenario(path: str | Path, regions: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a file and those it extends.

    Args:
        path: the file.
        regions: the country of each region of the map, by id; else those of the shipped map.

    Raises:
        ScenarioError: with every fault found, in the order of their places.
    """
    tree, faults = read_extended(str(path))
    if tree is None:
        raise ScenarioError(faults)
    known = regions_of_the_map() if regions is None else regions
    return Scenario.of(Path(path).stem, tree, known, faults)


def regions_of_the_map() -> dict[str, str]:
    """The country of each region of the shipped map, by id."""
    return {name: region.country for name, region in load_regions().items()}
