"""M6: coups, their success, legitimacy, and the return to civilian rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

ATTEMPTS = "31 attempts in ECOWAS members, 1990-2019 (liptako calibrate crises)"
"""Source of the base rate of attempts, and of the weights of memory and tenure."""
LOSS_MEMORY = 0.8
"""Share of the battlefield-loss stock kept each month; judgement."""
LOSS_HALF = 4.0
"""Soldiers killed per 1,000 in a month at which the loss index reaches a half; judgement."""
LEGITIMACY_BOUNDS = (0.05, 0.95)
LEGITIMACY_REST = 0.55
"""Level to which legitimacy returns when nothing happens; judgement."""
NEW_REGIME_LEGITIMACY = 0.5
"""Where a new regime starts; judgement."""
WAR_DEATHS = 1000.0
"""Deaths in twelve months from which a country is at war (the UCDP's threshold)."""
CAREFREE_TENURE = 240.0
"""Months of tenure given to a regime whose last irregular change is not stated; judgement."""
HONEYMOON_MONTHS = 12
"""Months after which military rule begins to cost legitimacy; judgement."""


@dataclass(frozen=True)
class CoupParameters(ParameterSet):
    """What makes officers try, succeed, and go."""

    base: Values = parameter(
        -5.0,
        bounds=(-9.0, -3.0),
        range=(-7.0, -5.0),
        unit="logit / month",
        symbol="c0",
        meaning="Attempts at the reference state.",
        source=f"{ATTEMPTS}; range: counts of Powell & Thyne 2011",
        evidence="fitted",
    )
    war: Values = parameter(
        0.59,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="cW",
        meaning="War at home (ln 1.8).",
        source="Bell & Sudduth 2017",
    )
    parity: Values = parameter(
        1.10,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="cP",
        meaning="Rebels as strong as the army (ln 3).",
        source="Bell & Sudduth 2017",
    )
    losses: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="cL",
        meaning="Battlefield losses of recent months.",
        source="Inata 2021, Gaskinde 2022; size judgement",
    )
    memory: Values = parameter(
        0.745,
        bounds=(0.0, 3.0),
        range=(0.45, 1.35),
        unit="logit / coup",
        symbol="cH",
        meaning="Recent coups (the coup trap).",
        source=f"Londregan & Poole 1990; {ATTEMPTS}",
        evidence="fitted",
    )
    legitimacy: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="cG",
        meaning="Legitimacy deters.",
        source="judgement",
    )
    tenure: Values = parameter(
        0.244,
        bounds=(0.0, 2.0),
        range=(0.125, 0.375),
        unit="logit",
        symbol="cT",
        meaning="Older regimes are safer (per log of half-years).",
        source=f"Little 2017 (sign); {ATTEMPTS}",
        evidence="fitted",
    )
    sanctions: Values = parameter(
        0.3,
        bounds=(0.0, 2.0),
        unit="logit",
        symbol="cS",
        meaning="Sanctions weaken a regime.",
        source="judgement",
    )
    believed_aid: Values = parameter(
        0.2,
        bounds=(0.0, 2.0),
        range=(0.0, 0.6),
        unit="logit",
        symbol="cA",
        meaning="Allies believed ready to help insure a regime.",
        source="judgement",
    )
    success: Values = parameter(
        0.55,
        bounds=(0.05, 0.95),
        range=(0.4, 0.7),
        unit="probability",
        symbol="s0",
        meaning="An attempt succeeds, at legitimacy one half.",
        source="Powell & Thyne 2011: 242 of 486",
    )
    memory_half_life: Values = parameter(
        36.0,
        bounds=(3.0, 240.0),
        range=(18.0, 72.0),
        unit="months",
        symbol="hM",
        meaning="Time in which the memory of a coup halves.",
        source="judgement",
    )
    legitimacy_return: Values = parameter(
        0.03,
        bounds=(0.0, 0.5),
        unit="1 / month",
        symbol="lR",
        meaning="Return of legitimacy to its resting level.",
        source="judgement",
    )
    legitimacy_losses: Values = parameter(
        0.02,
        bounds=(0.0, 0.2),
        unit="1 / month",
        symbol="lL",
        meaning="Legitimacy lost to battlefield losses.",
        source="judgement",
    )
    legitimacy_junta: Values = parameter(
        0.0015,
        bounds=(0.0, 0.05),
        unit="1 / month",
        symbol="lJ",
        meaning="Legitimacy lost each month by a junta past its honeymoon.",
        source="judgement",
    )
    rally: Values = parameter(
        0.01,
        bounds=(0.0, 0.1),
        unit="1 / month",
        symbol="rally",
        meaning="Legitimacy gained while a bloc threatens (ultimatum or more).",
        source="judgement",
    )
    transition: Values = parameter(
        0.005,
        bounds=(0.0001, 0.2),
        range=(0.0025, 0.01),
        unit="probability / month",
        symbol="t0",
        meaning="A junta hands over to civilians, at the reference state.",
        source="judgement",
    )
    transition_conceded: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="tS",
        meaning="A timetable was conceded.",
        source="judgement",
    )
    transition_parity: Values = parameter(
        1.0,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="tI",
        meaning="Strong rebels delay the return to civilian rule.",
        source="judgement",
    )


def parity(fighters: Array, effectiveness: Array, soldiers: Array, power: Values) -> Array:
    """Strength of rebels against the army ``(run,)``, 0 to 1."""
    return np.minimum(power * fighters / (effectiveness * soldiers), 1.0)


def loss_index(killed: Array, soldiers: Array) -> Array:
    """A month's losses ``(run,)`` on a scale from 0 to 1: half at `LOSS_HALF` per 1,000.

    Examples:
        >>> loss_index(np.array([0.0, 40.0, 120.0]), np.array(10_000.0))
        array([0.  , 0.5 , 0.75])
    """
    per_thousand = 1000.0 * killed / soldiers
    return per_thousand / (per_thousand + LOSS_HALF)


def loss_stock(stock: Array, losses: Array) -> Array:
    """Remembered losses ``(run,)``, 0 to 1."""
    return LOSS_MEMORY * stock + (1.0 - LOSS_MEMORY) * losses


def memory(coups: Array, p: CoupParameters) -> Array:
    """Remembered coups ``(run,)`` a month later.

    Examples:
        >>> memory(np.array([2.0]), CoupParameters(memory_half_life=1.0))
        array([1.])
    """
    return coups * 0.5 ** (1.0 / np.asarray(p.memory_half_life))


def attempt_terms(
    *,
    at_war: NDArray[np.bool_],
    parity: Array,
    loss_stock: Array,
    memory: Array,
    legitimacy: Array,
    tenure: Array,
    sanctions: Array,
    believed_aid: Array,
    p: CoupParameters,
) -> dict[str, Any]:
    """Logit terms of an attempt, each ``(run,)`` and centred on its reference state."""
    return {
        "base": p.base,
        "war": p.war * at_war,
        "parity": p.parity * (parity - 0.3),
        "losses": p.losses * (loss_stock - 0.1),
        "memory": p.memory * np.minimum(memory, 2.0),
        "legitimacy": -p.legitimacy * (legitimacy - 0.5),
        "tenure": -p.tenure * (np.log1p(tenure / 6.0) - 1.5),
        "sanctions": p.sanctions * sanctions,
        "believed_aid": -p.believed_aid * believed_aid,
    }


def success_terms(legitimacy: Array, p: CoupParameters) -> dict[str, Any]:
    """Logit terms of the success of an attempt."""
    return {"base": logit(p.success), "legitimacy": 0.5 - legitimacy}


def transition_terms(
    conceded: NDArray[np.bool_], parity: Array, p: CoupParameters
) -> dict[str, Any]:
    """Logit terms of a junta's handing over to civilians."""
    return {
        "base": logit(p.transition),
        "conceded": p.transition_conceded * conceded,
        "parity": -p.transition_parity * parity,
    }


def legitimacy(
    level: Array,
    *,
    losses: Array,
    junta: NDArray[np.bool_],
    tenure: Array,
    threatened: NDArray[np.bool_],
    p: CoupParameters,
) -> Array:
    """Legitimacy ``(run,)`` after a month, 0.05 to 0.95."""
    change = (
        p.legitimacy_return * (LEGITIMACY_REST - level)
        - p.legitimacy_losses * losses
        - p.legitimacy_junta * (junta & (tenure > HONEYMOON_MONTHS))
        + p.rally * threatened
    )
    return bounded(level + change)


def bounded(legitimacy: Array) -> Array:
    """Legitimacy within its bounds, 0.05 to 0.95."""
    return np.minimum(np.maximum(legitimacy, LEGITIMACY_BOUNDS[0]), LEGITIMACY_BOUNDS[1])
