"""The forecasters that a backtest compares. A further one is a line here."""

from __future__ import annotations

from sim.analysis.forecasting import baselines
from sim.analysis.forecasting.forecaster import Forecaster
from sim.analysis.forecasting.pool import Pool
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
POOLED = "liptako-pool"
"""The name of the simulation pooled with the best of the baselines."""


def forecasters(
    history: Scenario, rows: int = 128, runs_each: int = 64, draws: int = 2000
) -> dict[str, Forecaster]:
    """All forecasters by name; the simulation's lives the history given up to each origin.

    Each is a function: from the deaths seen, ``(month, country)``, to draws of the twelve months
    after them, ``(country, lead, draw)``, in deaths a month. Any such function may stand beside
    them in `sim.backtest`.

    Args:
        history: what the simulation lives, such as the shipped scenario ``history``.
        rows: of the posterior, that follow the months seen.
        runs_each: histories under each row; fewer are quicker, and noisier.
        draws: of a forecast of the simulation's.

    Examples:
        >>> list(forecasters(sim.load_scenario("scenarios/history.yaml")))[:3]
        ['liptako', 'liptako-pool', 'conflictology-12']
    """
    simulation = Simulation(history, rows=rows, histories=runs_each, draws=draws)
    own: dict[str, Forecaster] = {SIMULATION: simulation, POOLED: pooled(simulation)}
    return own | BASELINES


def pooled(simulation: Simulation) -> Pool:
    """The simulation and the weighted lognormal, half and half."""
    return Pool([simulation, baselines.lognormal])
