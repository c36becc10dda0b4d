"""M12: control follows the balance of forces in a region, slowly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

NEUTRAL = 20.0
"""Strength of the people themselves in the contest for a region, in soldiers; judgement."""


@dataclass(frozen=True)
class ControlParameters(ParameterSet):
    """How fast control changes hands."""

    speed: Values = parameter(
        0.065,
        bounds=(0.0, 1.0),
        range=(0.03, 0.12),
        unit="1 / month",
        symbol="eta",
        meaning="Share of the way to the balance of forces that control goes each month.",
        source="judgement; drawn from the fit, to one datum: Burkina Faso in mid-2022",
        evidence="fitted",
    )


def contest(army: Array, insurgents: Array) -> Array:
    """Total strength in each region ``(region, run)``, in soldiers.

    Args:
        army: effective strength of the soldiers there.
        insurgents: power-weighted fighters of all groups there.
    """
    return army + insurgents + NEUTRAL


def control(share: Array, strength: Array, contest: Array, p: ControlParameters) -> Array:
    """A group's share of control ``(region, run)`` a month later; ``strength`` is its own.

    Examples:
        >>> total = contest(army=np.array([480.0]), insurgents=np.array([500.0]))
        >>> control(np.array([0.0]), np.array([500.0]), total, ControlParameters(speed=0.5))
        array([0.25])
    """
    speed = np.asarray(p.speed)
    return (1.0 - speed) * share + speed * (strength / contest)
