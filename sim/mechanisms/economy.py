"""M5: sanctions and lost aid shrink the budget; the budget, slowly, the army's capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

SANCTIONS_BY_POSTURE = np.array([0.0, 0.1, 0.7, 0.8, 0.9, 1.0])
"""Severity of sanctions (0 to 1) a posture aims at; judgement."""
SANCTIONS_SPEED = 0.5
"""Share of the way to the posture's level gone each month; judgement."""
CAPACITY_BOUNDS = (0.3, 2.0)
"""Capacity index, 1 = January 2018; judgement."""
LOWEST_REVENUE = 0.4
"""Revenue never falls under this share of its reference; judgement."""
LOWEST_BUDGET = 0.1
"""The security budget never falls under this share of its reference; judgement."""


@dataclass(frozen=True)
class EconomyParameters(ParameterSet):
    """What sanctions and aid do to money, and money to an army."""

    sanctions_dependence: Values = parameter(
        0.12,
        bounds=(0.0, 1.0),
        range=(0.06, 0.18),
        unit="share of revenue",
        symbol="depS",
        meaning="Revenue lost under full sanctions.",
        source="Niger and Mali 2022-24, press figures; judgement",
    )
    aid_share: Values = parameter(
        0.25,
        bounds=(0.0, 1.0),
        range=(0.15, 0.45),
        unit="share of revenue",
        symbol="aidsh",
        meaning="Revenue that comes as aid when donors are fully present; a country may say its "
        "own.",
        source="Niger 2023: 40 % of the budget external; judgement elsewhere",
    )
    shield: Values = parameter(
        0.6,
        bounds=(0.0, 1.0),
        range=(0.3, 0.9),
        unit="1",
        symbol="shield",
        meaning="How far a government shields its army from lost revenue (1 = wholly).",
        source="judgement",
    )
    leak: Values = parameter(
        0.03,
        bounds=(0.0, 0.5),
        range=(0.0, 0.1),
        unit="1 / month",
        symbol="lk",
        meaning="Share of sanctions that evasion undoes each month.",
        source="judgement, after Pape 1997",
    )
    substitute_fill: Values = parameter(
        8.0,
        bounds=(0.0, 30.0),
        range=(0.0, 16.0),
        unit="million USD / month",
        symbol="fill",
        meaning="Military support in kind from a substitute partner at full presence.",
        source="judgement",
    )
    substitute_fee: Values = parameter(
        10.0,
        bounds=(0.0, 30.0),
        range=(5.0, 15.0),
        unit="million USD / month",
        symbol="fee",
        meaning="What a substitute partner is paid at full presence.",
        source="Wagner in Mali, about 10 million USD a month, press figures",
    )
    capacity_speed: Values = parameter(
        0.05,
        bounds=(0.0, 0.5),
        range=(0.02, 0.1),
        unit="1 / month",
        symbol="aK",
        meaning="Speed at which capacity follows the budget.",
        source="judgement",
    )
    capacity_elasticity: Values = parameter(
        0.5,
        bounds=(0.0, 1.5),
        range=(0.3, 0.8),
        unit="1",
        symbol="gam",
        meaning="Elasticity of capacity to the budget.",
        source="judgement",
    )
    recruitment_speed: Values = parameter(
        0.01,
        bounds=(0.0, 0.2),
        range=(0.005, 0.02),
        unit="1 / month",
        symbol="aM",
        meaning="Share of missing soldiers replaced each month.",
        source="judgement",
    )


def sanctions(level: Array, posture: NDArray[np.int8], p: EconomyParameters) -> Array:
    """Severity of sanctions ``(run,)`` after a month: half the way to the posture's level, less
    what evasion undoes."""
    level = level + SANCTIONS_SPEED * (SANCTIONS_BY_POSTURE[posture] - level)
    return level * (1.0 - p.leak)


def revenue(sanctions: Array, aid: Array, dependence: Values, aid_share: Values) -> Array:
    """Revenue ``(run,)`` as a share of its reference, from the sum of sanctions and the donors'
    mean presence ``aid``."""
    return np.maximum(1.0 - dependence * sanctions - aid_share * (1.0 - aid), LOWEST_REVENUE)


def budget(reference: float, revenue: Array, substitutes: Array, p: EconomyParameters) -> Array:
    """Security budget ``(run,)``, million USD a month.

    Examples:
        >>> budget(10.0, np.array([1.0, 0.64]), np.zeros(2), EconomyParameters(shield=0.5))
        array([10.,  8.])
    """
    support = (p.substitute_fill - p.substitute_fee) * substitutes
    return np.maximum(reference * revenue ** (1.0 - p.shield) + support, LOWEST_BUDGET * reference)


def capacity(level: Array, budget: Array, reference: float, p: EconomyParameters) -> Array:
    """Capacity index ``(run,)`` after a month; a country without a budget has nothing to lose."""
    ratio = budget / reference if reference > 0.0 else np.ones_like(budget)
    target = np.minimum(ratio, 2.0) ** p.capacity_elasticity
    level = level + p.capacity_speed * (target - level)
    return np.minimum(np.maximum(level, CAPACITY_BOUNDS[0]), CAPACITY_BOUNDS[1])


def soldiers(strength: Array, reference: float, killed: Array, p: EconomyParameters) -> Array:
    """Soldiers ``(run,)`` after a month's losses and replacements; never under a tenth.

    Examples:
        >>> p = EconomyParameters(recruitment_speed=0.1)
        >>> soldiers(np.array([9_000.0, 1_050.0]), 10_000.0, np.array([100.0, 1_000.0]), p)
        array([9000., 1000.])
    """
    strength = strength + p.recruitment_speed * (reference - strength) - killed
    return np.maximum(strength, 0.1 * reference)
