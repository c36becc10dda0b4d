"""The ensembles that facts are read from, each run once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from sim.analysis.forecasting.backtest import backtest
from sim.analysis.forecasting.registry import forecasters
from sim.analysis.observed.series import observed_deaths
from sim.experiment.ensemble import simulate
from sim.scenario import Scenario, load_scenario

FIRST_YEAR: dict[str, Any] = {"horizon": {"end": "2024-08"}}
"""The crisis in Niger, from the coup to a year later."""


@dataclass
class Bench:
    """Where facts find their ensembles.

    Attributes:
        folder: of the shipped scenarios.
        runs: histories of each ensemble.
        seed: of all of them.
        workers: processes.
        kept: results, by the digest of their scenario.
        scored: backtests, by the months that they leave out.
    """

    folder: Path
    runs: int = 2000
    seed: int = 7
    workers: int = 1
    kept: dict[str, xr.Dataset] = field(default_factory=dict)
    scored: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict)

    def scenario(self, name: str, *changes: Mapping[str, Any]) -> Scenario:
        """A shipped scenario, patched.

        Raises:
            ScenarioError: it is not there, or faulty.
        """
        scenario = load_scenario(self.folder / f"{name}.yaml")
        for change in changes:
            scenario = scenario.patch(change)
        return scenario

    def run(self, scenario: Scenario) -> xr.Dataset:
        """The histories of a scenario."""
        key = scenario.digest()
        if key not in self.kept:
            self.kept[key] = simulate(scenario, self.runs, self.seed, self.workers, progress=False)
        return self.kept[key]

    def backtest(self, *leave_out: str) -> pd.DataFrame:
        """Forecasts of the months held out, by all forecasters, without some months (YYYY-MM)."""
        if leave_out not in self.scored:
            known = forecasters(self.scenario("history"))
            self.scored[leave_out] = backtest(
                known, observed_deaths(), leave_out=leave_out, progress=False
            )
        return self.scored[leave_out]

    def forget(self) -> None:
        """Let go of all ensembles: memory is for the next ones."""
        self.kept.clear()
