"""M10, allocation: where an army stands, on last month's information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

RECENT_KEPT = 0.7
"""Share kept each month by the moving average of deaths; judgement."""


@dataclass(frozen=True)
class DeploymentParameters(ParameterSet):
    """How an army is spread over its country."""

    everywhere: Values = parameter(
        0.15,
        bounds=(0.01, 2.0),
        range=(0.05, 0.3),
        unit="weight",
        symbol="wE",
        meaning="Weight of every region, whatever happens there.",
        source="judgement",
    )
    capital: Values = parameter(
        0.6,
        bounds=(0.0, 5.0),
        range=(0.3, 0.9),
        unit="weight",
        symbol="wC",
        meaning="Added weight of the capital.",
        source="judgement",
    )


def recent_deaths(average: Array, deaths: Array) -> Array:
    """Moving average of deaths a month, ``(region, run)``."""
    return RECENT_KEPT * average + (1.0 - RECENT_KEPT) * deaths


def weights(
    recent_deaths: Array, national_deaths: Array, is_capital: Array, p: DeploymentParameters
) -> Array:
    """Weight of each region of one country, ``(region of the country, run)``.

    Args:
        recent_deaths: moving average of deaths there, ``(region, run)``.
        national_deaths: its sum over the country, ``(run,)``.
        is_capital: 1 for the capital's region, else 0, ``(region, 1)``.
    """
    trouble = recent_deaths / np.maximum(national_deaths, 1.0)
    return trouble + (p.everywhere + p.capital * is_capital)


def off_map_weight(equivalents: float, capital_off_map: bool, p: DeploymentParameters) -> Values:
    """Weight of the part of a country that lies off the map.

    Args:
        equivalents: how many average mapped regions its people would fill.
        capital_off_map: whether the capital lies there.
    """
    return p.everywhere * equivalents + p.capital * float(capital_off_map)
