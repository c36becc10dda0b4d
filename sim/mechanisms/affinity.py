"""M8: affinity between actors: it returns to its structural level, and politics shocks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

UNIFORM_SPREAD = 12.0**0.5
"""Width of a uniform distribution with standard deviation one."""


@dataclass(frozen=True)
class AffinityParameters(ParameterSet):
    """How relations move."""

    reversion: Values = parameter(
        0.02,
        bounds=(0.0, 0.5),
        unit="1 / month",
        symbol="yB",
        meaning="Return of an affinity to its structural level.",
        source="judgement",
    )
    noise: Values = parameter(
        0.01,
        bounds=(0.0, 0.2),
        unit="1 / month",
        symbol="yN",
        meaning="What else moves an affinity.",
        source="judgement",
    )
    coup_shock: Values = parameter(
        0.25,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost with those who insist on constitutional order, at a coup.",
        source="judgement",
    )
    sanctions_shock: Values = parameter(
        0.05,
        bounds=(0.0, 1.0),
        unit="affinity / month",
        symbol="-",
        meaning="Lost under sanctions.",
        source="judgement",
    )
    ultimatum_shock: Values = parameter(
        0.2,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by an ultimatum.",
        source="judgement",
    )
    honour_gain: Values = parameter(
        0.15,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Won by honouring.",
        source="judgement",
    )
    renege_shock: Values = parameter(
        0.3,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by reneging.",
        source="judgement",
    )
    leave_shock: Values = parameter(
        0.15,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by leaving a common treaty.",
        source="judgement",
    )
    expulsion_shock: Values = parameter(
        0.3,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by expelling a partner.",
        source="judgement",
    )
    operations_gain: Values = parameter(
        0.02,
        bounds=(0.0, 0.5),
        unit="affinity / month",
        symbol="-",
        meaning="Won by joint operations.",
        source="judgement",
    )


def affinity(
    level: Array, structural: Array, shock: Array, noise: Array, p: AffinityParameters
) -> Array:
    """Affinity ``(pair, run)`` a month later, -1 to 1.

    Args:
        level: as it was.
        structural: the level it returns to.
        shock: what the month's politics did to it.
        noise: uniform numbers between 0 and 1; over months their sum is as good as normal, and they
            cost a fraction.
        p: the parameters.
    """
    moved = level * (1.0 - p.reversion)
    moved += structural * p.reversion
    moved += shock
    moved += (noise - 0.5) * (p.noise * UNIFORM_SPREAD)
    return np.clip(moved, -1.0, 1.0, out=moved)
