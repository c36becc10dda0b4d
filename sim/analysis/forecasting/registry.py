"""The forecasters that a backtest compares. A further one is a line here."""

from __future__ import annotations

from sim.analysis.forecasting import baselines
from sim.analysis.forecasting.forecaster import Forecaster
from sim.analysis.forecasting.simulation import Simulation
from sim.scenario import Scenario

REFERENCE = "conflictology-12"
"""The forecaster that the others are held against."""
BASELINES: dict[str, Forecaster] = {
    REFERENCE: baselines.conflictology,
    "last-value-poisson": baselines.last_value,
    "negative-binomial-6": baselines.negative_binomial,
    "weighted-lognormal": baselines.lognormal,
    "zero": baselines.zero,
}
"""By the name that tables show."""
SIMULATION = "liptako"
"""The name of the simulation's own forecaster."""


def forecasters(history: Scenario) -> dict[str, Forecaster]:
    """All forecasters by name; the simulation's lives the history given up to each origin."""
    return {SIMULATION: Simulation(history)} | BASELINES
