"""A scenario is written so that it is read as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load_scenario
from sim.scenario.writing import scenario_text

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_written_scenario_is_the_same(path: Path, tmp_path: Path) -> None:
    """Broken if the scenario in a report makes other histories than those reported."""
    scenario = load_scenario(path)
    written = tmp_path / path.name
    written.write_text(scenario_text(scenario.resolved), "utf-8")
    assert scenario.digest() == load_scenario(written).digest()
