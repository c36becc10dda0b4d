"""M1 and M2: what falls due under a treaty, whether it is honoured, and what breaking it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from sim.parameters import Beta, ParameterSet, Values, parameter

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Terms = dict[str, Any]

REBELLION_LOSS = 0.01
"""Share of the people lost from state control in three months that makes a rebellion; judgement."""
TERRORISM_DEATHS = 25.0
"""Deaths by armed groups in a month that make terrorism; judgement."""
RECORD_WEIGHT = 6.0
"""Cases that the belief in an ally without a record is worth; judgement."""
TIED_LOSSES = 20.0
"""Own deaths per 1,000 soldiers and month at which an army is wholly tied down; judgement."""


@dataclass(frozen=True)
class HonouringParameters(ParameterSet):
    """What weighs when a treaty or a pledge falls due."""

    base_reliability: Values = parameter(
        Beta(4.0, 7.0),
        bounds=(0.0, 1.0),
        range=(0.22, 0.75),
        unit="probability",
        symbol="R0",
        meaning="An obligation is honoured, at the reference state.",
        source="range: Berkemeier & Fuhrmann 2018, Leeds, Long & Mitchell 2000; shape judgement",
    )
    belief_reliability: Values = parameter(
        0.5,
        bounds=(0.0, 1.0),
        range=(0.2, 0.8),
        unit="probability",
        symbol="belief",
        meaning="What others believe of an ally without a record.",
        source="judgement",
    )
    affinity: Values = parameter(
        1.2,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bY",
        meaning="Affinity with the ally in need.",
        source="sign Leeds 2003; size judgement",
    )
    publicity: Values = parameter(
        0.6,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bA",
        meaning="The word was given in public.",
        source="sign Fearon 1994, Tomz 2007; size judgement",
    )
    signature: Values = parameter(
        0.5,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bS",
        meaning="A signed treaty against a pledge.",
        source="judgement",
    )
    cost: Values = parameter(
        1.4,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bC",
        meaning="Cost of the response.",
        source="judgement",
    )
    tied: Values = parameter(
        0.9,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bT",
        meaning="Forces tied down at home.",
        source="judgement",
    )
    others: Values = parameter(
        0.25,
        bounds=(0.0, 5.0),
        unit="logit / ally",
        symbol="bN",
        meaning="Other allies are obliged too (free-riding).",
        source="sign Olson & Zeckhauser 1966; size judgement",
    )
    regime_change: Values = parameter(
        0.6,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bR",
        meaning="The regime changed since it gave its word.",
        source="sign Leeds & Savun 2007; size judgement",
    )
    record: Values = parameter(
        1.0,
        bounds=(0.0, 5.0),
        unit="logit",
        symbol="bZ",
        meaning="Its record of honouring.",
        source="judgement",
    )
    legitimacy_cost: Values = parameter(
        0.1,
        bounds=(0.0, 0.5),
        unit="legitimacy",
        symbol="aL",
        meaning="Legitimacy lost by reneging on a public word.",
        source="Tomz 2007; size judgement",
    )
    record_memory: Values = parameter(
        0.98,
        bounds=(0.9, 1.0),
        unit="1 / month",
        symbol="f",
        meaning="Share of the record kept each month.",
        source="judgement",
    )


def rebellion(control_before: Array, control_now: Array) -> Flags:
    """Whether a country lost so much control in three months that a rebellion is on."""
    return np.asarray(control_before - control_now > REBELLION_LOSS)


def terrorism(deaths_by_groups: Array) -> Flags:
    """Whether armed groups killed so many in a month that terrorism is on."""
    return np.asarray(deaths_by_groups >= TERRORISM_DEATHS)


def tied_down(killed: Array, soldiers: Array) -> Array:
    """How far an army is tied down at home, 0 to 1, by last month's dead."""
    return np.minimum(1000.0 * killed / soldiers / TIED_LOSSES, 1.0)


def reliability(honoured: Array, broken: Array) -> Array:
    """Mean of an ally's record: cases honoured and broken, prior belief included.

    Examples:
        >>> float(reliability(honoured=np.array(3.0), broken=np.array(1.0)))
        0.75
    """
    return np.asarray(honoured / (honoured + broken))


def circumstances(
    *,
    affinity: Array,
    publicity: Array,
    signed: Flags,
    tied: Array,
    obliged: Array,
    regime_changed: Flags,
    p: HonouringParameters,
) -> Terms:
    """Logit terms of honouring an obligation, but for its cost and where they start from.

    Arrays are of one shape, that of the obligations.

    Args:
        affinity: of the giver with the party in need.
        publicity: of the word given, 0 to 1.
        signed: whether by a signed treaty, not by a pledge alone.
        tied: see `tied_down`; the giver's.
        obliged: how many allies are obliged in this matter.
        regime_changed: whether the giver's regime changed since it gave its word.
        p: the parameters.
    """
    return {
        "affinity": p.affinity * (affinity - 0.3),
        "publicity": p.publicity * (publicity - 0.5),
        "signature": p.signature * (signed - 1.0),
        "tied_down": -p.tied * (tied - 0.3),
        "free_riding": -p.others * (obliged - 1.0),
        "regime_change": -p.regime_change * regime_changed,
    }


def cost_term(cost: float, p: HonouringParameters) -> Values:
    """Logit of what the response asked for costs."""
    return -p.cost * (cost - 0.3)


def own_terms(reliability: Array, p: HonouringParameters) -> Terms:
    """Logit terms that an ally starts from: how reliable allies are, and its own record."""
    return {
        "base": logit(p.base_reliability),
        "record": p.record * (reliability - p.belief_reliability),
    }


def belief(reliability: Array, circumstances: Array) -> Array:
    """What others believe of an ally's honouring, 0 to 1: its record in the circumstances, whose
    logits are added up.

    Examples:
        >>> belief(np.array(0.5), circumstances=np.array([-1.0, 0.0, 1.0])).round(2)
        array([0.27, 0.5 , 0.73])
    """
    return np.asarray(expit(logit(reliability) + circumstances))


def level(terms: Array) -> Array:
    """How much of what it owes to joint operations an ally gives, 0 to 1, from the logit."""
    return np.asarray(expit(terms))


def faded(cases: Array, start: Values, p: HonouringParameters) -> Array:
    """Cases of a record a month later: what goes beyond the start is forgotten by and by.

    Examples:
        >>> faded(np.array([6.0]), start=2.0, p=HonouringParameters(record_memory=0.5))
        array([4.])
    """
    return np.asarray(start + p.record_memory * (cases - start))


def starting_record(p: HonouringParameters) -> tuple[Values, Values]:
    """Cases honoured and broken of an ally without a record."""
    return (
        RECORD_WEIGHT * np.asarray(p.belief_reliability),
        RECORD_WEIGHT * (1.0 - np.asarray(p.belief_reliability)),
    )
