"""Posterior and states as the package keeps them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.calibration.training import fitted
from sim.experiment.writing import write_whole
from sim.world.calibrated import POSTERIOR, STATES, Posterior, States, packed

DIGITS = "%.6g"


def keep(folder: Path, found: Posterior, states: States) -> None:
    """Write both files of a calibration, each whole or not at all.

    Raises:
        LiptakoError: one cannot be written.
    """
    table = pd.DataFrame({"weight": found.weights} | dict(found.values))
    write_whole(
        folder / POSTERIOR, partial(table.to_csv, index=False, float_format=DIGITS, mode="w")
    )
    write_whole(folder / STATES, partial(_save, states))


def _save(states: States, path: Path) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **packed(states))


def summary(found: Posterior) -> pd.DataFrame:
    """What was learnt of each parameter.

    Returns:
        A row a parameter: ``parameter``, the ends of its flat prior ``prior_low`` and
        ``prior_high``, the posterior's ``mean`` and 90 % interval ``low`` to ``high``, and
        ``learnt``: the share of the prior's variance that is gone.
    """
    rows = []
    for name, (low, high) in fitted().items():
        values, weights = found.values[name], found.weights
        mean = float(np.dot(weights, values))
        variance = float(np.dot(weights, (values - mean) ** 2))
        order = np.argsort(values)
        steps = np.cumsum(weights[order])
        ends = [float(values[order][np.searchsorted(steps, level)]) for level in (0.05, 0.95)]
        learnt = 1.0 - variance / ((high - low) ** 2 / 12.0)
        rows.append((name, low, high, mean, *ends, learnt))
    columns = ["parameter", "prior_low", "prior_high", "mean", "low", "high", "learnt"]
    return pd.DataFrame(rows, columns=columns)
