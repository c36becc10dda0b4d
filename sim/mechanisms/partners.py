"""M7: outside partners leave, a substitute fills the gap, effectiveness and harm follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

DRAW_DOWN = 1.0 / 6.0
"""Presence withdrawn each month once a partner leaves; judgement (Barkhane: six months)."""
NEW_REGIME_MONTHS = 18
"""A coup weighs with partners for this long; judgement."""
SUBSTITUTE_SPEED = 0.1
"""Share of the way a substitute's presence moves each month; judgement."""
EFFECTIVENESS_BOUNDS = (0.3, 3.0)


@dataclass(frozen=True)
class PartnerParameters(ParameterSet):
    """When partners leave and what their presence does."""

    exit_base: Values = parameter(
        -6.0,
        bounds=(-10.0, -2.0),
        range=(-7.0, -5.0),
        unit="logit / month",
        symbol="x0",
        meaning="A partner decides to leave, at the reference state.",
        source="judgement, on dated exits",
    )
    exit_coup: Values = parameter(
        2.8,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="xC",
        meaning="A recent coup, for a partner that insists on constitutional order.",
        source="Mali 2021-22, Burkina Faso 2022-23, Niger 2023; size judgement",
    )
    exit_affinity: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="xY",
        meaning="Good relations hold a partner.",
        source="judgement",
    )
    exit_substitute: Values = parameter(
        1.0,
        bounds=(0.0, 4.0),
        unit="logit",
        symbol="xR",
        meaning="A substitute is already there.",
        source="judgement",
    )
    substitute_target: Values = parameter(
        0.8,
        bounds=(0.0, 1.0),
        range=(0.4, 1.0),
        unit="1",
        symbol="fill'",
        meaning="Presence a substitute aims at under a junta that all others have left.",
        source="judgement",
    )
    western_effectiveness: Values = parameter(
        0.30,
        bounds=(0.0, 1.5),
        range=(0.1, 0.6),
        unit="log",
        symbol="gW",
        meaning="Army effectiveness gained by full western presence.",
        source="sign Fetzer et al. 2021; size judgement",
    )
    substitute_effectiveness: Values = parameter(
        0.12,
        bounds=(-0.5, 1.0),
        range=(-0.1, 0.3),
        unit="log",
        symbol="gR",
        meaning="Army effectiveness gained by a substitute's full presence.",
        source="judgement",
    )
    substitute_harm: Values = parameter(
        0.5,
        bounds=(0.0, 2.0),
        range=(0.2, 1.2),
        unit="log",
        symbol="hR",
        meaning="Harm to civilians added by a substitute's full presence.",
        source="sign ACLED 2023-24 (events +81 %); size judgement",
    )
    western_harm: Values = parameter(
        0.25,
        bounds=(0.0, 1.0),
        range=(0.0, 0.5),
        unit="log",
        symbol="hW",
        meaning="Harm to civilians prevented by full western presence.",
        source="sign Hultman et al. 2013; size judgement",
    )


def exit_terms(
    *,
    norm: float,
    junta: NDArray[np.bool_],
    tenure: Array,
    affinity: Array,
    substitutes: Array,
    p: PartnerParameters,
) -> dict[str, Any]:
    """Logit terms of a partner's decision to leave a country, each ``(country, run)``."""
    return {
        "base": p.exit_base,
        "coup": p.exit_coup * norm * (junta & (tenure < NEW_REGIME_MONTHS)),
        "affinity": -p.exit_affinity * (affinity - 0.2),
        "substitute": p.exit_substitute * norm * substitutes,
    }


def draw_down(presence: Array) -> Array:
    """Presence ``(country, run)`` of a leaving partner a month later; a trace is nothing."""
    left = presence - DRAW_DOWN
    return np.where(left > 1e-9, left, 0.0)


def substitute_presence(
    presence: Array,
    *,
    junta: NDArray[np.bool_],
    western: Array,
    affinity: Array,
    p: PartnerParameters,
) -> Array:
    """Presence ``(country, run)`` of a substitute a month later: it comes to juntas that the west
    left."""
    vacuum = junta * (1.0 - western)
    target = np.minimum(p.substitute_target * vacuum * np.maximum(affinity, 0.0) / 0.6, 1.0)
    return presence + SUBSTITUTE_SPEED * (target - presence)


def effectiveness(
    capacity: Array, western: Array, substitutes: Array, p: PartnerParameters
) -> Array:
    """Effectiveness of an army ``(run,)``, 0.3 to 3."""
    gain = p.western_effectiveness * (western - 1.0) + p.substitute_effectiveness * substitutes
    level = capacity * np.exp(gain)
    return np.minimum(np.maximum(level, EFFECTIVENESS_BOUNDS[0]), EFFECTIVENESS_BOUNDS[1])


def harm(western: Array, substitutes: Array, p: PartnerParameters) -> Array:
    """Factor ``(run,)`` on the civilians an army kills."""
    return np.exp(p.substitute_harm * substitutes - p.western_harm * western)
