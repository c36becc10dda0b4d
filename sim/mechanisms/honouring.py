"""M2: whether an obligation that fell due is honoured, and what breaking it costs.

The rules of this mechanism are not in force yet; its parameters are declared so that scenario files
written today stay valid. A scenario that sets one is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.parameters import Beta, ParameterSet, Values, parameter


@dataclass(frozen=True)
class HonouringParameters(ParameterSet):
    """What weighs when a treaty or a pledge falls due."""

    in_force: ClassVar[bool] = False

    base_reliability: Values = parameter(
        Beta(4.0, 7.0),
        bounds=(0.0, 1.0),
        range=(0.22, 0.75),
        unit="probability",
        symbol="R0",
        meaning="An obligation is honoured, at the reference state.",
        source="Berkemeier & Fuhrmann 2018; Leeds, Long & Mitchell 2000",
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
