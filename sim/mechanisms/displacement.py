"""M13: people displaced by the killing of civilians: an accounting identity without feedback."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

POWER = 0.8
"""Of deaths: the more have died, the fewer are left to flee; judgement."""


@dataclass(frozen=True)
class DisplacementParameters(ParameterSet):
    """An accounting identity without feedback."""

    per_death: Values = parameter(
        600.0,
        bounds=(0.0, 5000.0),
        range=(240.0, 960.0),
        unit="persons",
        symbol="iota",
        meaning="Newly displaced for each civilian killed to the power .8; a country may differ.",
        source="adjusted to IDMC 2018-23: Burkina Faso 870 to 2,640 by year; judgement",
    )
    return_rate: Values = parameter(
        0.015,
        bounds=(0.0, 0.5),
        unit="1 / month",
        symbol="ret",
        meaning="Share of displaced people who return.",
        source="judgement",
    )


def newly_displaced(civilians_killed: Array, per_death: Values) -> Array:
    """Persons displaced this month by so many civilians killed."""
    return np.asarray(per_death * civilians_killed**POWER)


def displaced(present: Array, newly: Array, p: DisplacementParameters) -> Array:
    """Displaced people present a month later: some return.

    Examples:
        >>> p = DisplacementParameters(return_rate=0.01)
        >>> displaced(np.array([1_000.0]), np.array([50.0]), p)
        array([1040.])
    """
    return np.asarray(present + newly - p.return_rate * present)
