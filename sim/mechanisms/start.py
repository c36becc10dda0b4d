"""How uncertain the state of the first month is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

LOWEST_STATE_CONTROL = 0.25
"""State control of no region starts under this; judgement."""


@dataclass(frozen=True)
class StartParameters(ParameterSet):
    """The first month's unknowns, and what actors never see exactly."""

    fighters_sd: Values = parameter(
        0.35,
        bounds=(0.0, 1.5),
        range=(0.0, 0.7),
        unit="log",
        symbol="sd0",
        meaning="Standard deviation of a group's starting strength, run by run.",
        source="judgement: published counts differ by a factor of two",
    )
    fighters_for_control: Values = parameter(
        900.0,
        bounds=(50.0, 20000.0),
        range=(600.0, 1400.0),
        unit="fighters",
        symbol="F900",
        meaning="Fighters in a region that would end the state's control at the start.",
        source="judgement; Burkina Faso about .60 in mid-2022",
    )
    perception_sd: Values = parameter(
        0.3,
        bounds=(0.0, 1.5),
        range=(0.0, 0.6),
        unit="log",
        symbol="fog",
        meaning="Error with which a country sees the strength of its enemies.",
        source="judgement",
    )


def lognormal_factor(shock: Array, sd: Values) -> Array:
    """A factor with mean one, from a standard normal ``shock``."""
    spread = np.asarray(sd)
    factor: Array = np.exp(spread * shock - spread**2 / 2.0)
    return factor


def state_control(all_fighters: Array, p: StartParameters) -> Array:
    """State control ``(region, run)`` in the first month, from the fighters present.

    Examples:
        >>> p = StartParameters(fighters_for_control=1_000.0)
        >>> state_control(np.array([0.0, 400.0]), p)
        array([1. , 0.6])
    """
    control = 1.0 - all_fighters / np.asarray(p.fighters_for_control)
    return np.asarray(np.clip(control, LOWEST_STATE_CONTROL, 1.0))
