"""The forecasters that a backtest compares. A further one is a line here."""

from __future__ import annotations

from sim.analysis.forecasting import baselines
from sim.analysis.forecasting.forecaster import Forecaster

REFERENCE = "conflictology-12"
"""The forecaster that the others are held against."""
FORECASTERS: dict[str, Forecaster] = {
    REFERENCE: baselines.conflictology,
    "last-value-poisson": baselines.last_value,
    "negative-binomial-6": baselines.negative_binomial,
    "weighted-lognormal": baselines.lognormal,
    "zero": baselines.zero,
}
"""By the name that tables show."""
