"""A small whole scenario, and how a text becomes one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario

REGIONS = {"MLI.gao": "MLI", "MLI.bamako": "MLI", "BFA.est": "BFA"}

SMALL = """\
question: Why?
title: Small
horizon: {start: 2023-07, end: 2024-06}
countries:
  MLI: {name: Mali, population: 2e7, area_km2: 1e6, gdp_usd: 9e9, military_spending: 0, soldiers: 9}
  BFA: {name: Faso, population: 2e7, area_km2: 1e5, gdp_usd: 9e9, military_spending: 0, soldiers: 9}
"""

Load = Callable[..., Scenario]
Faults = Callable[..., list[str]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a text as ``s.yaml``; other files are given by name."""

    def loaded(text: str, **others: str) -> Scenario:
        for name, content in {"s": text, **others}.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        return load_scenario(tmp_path / "s.yaml", REGIONS)

    return loaded


@pytest.fixture
def faults(load: Load, tmp_path: Path) -> Faults:
    """The faults of a text, one a line, without the folder."""

    def found(text: str, **others: str) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            load(text, **others)
        return str(caught.value).replace(f"{tmp_path}/", "").splitlines()

    return found
