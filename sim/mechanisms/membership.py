"""M3: how treaties form, are left, and die.

The rules of this mechanism are not in force yet; its parameters are declared so that scenario files
written today stay valid. A scenario that sets one is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.parameters import ParameterSet, Values, parameter


@dataclass(frozen=True)
class MembershipParameters(ParameterSet):
    """What makes states join and leave treaties."""

    in_force: ClassVar[bool] = False

    form_base: Values = parameter(
        -6.5,
        bounds=(-9.0, -3.0),
        unit="logit / month",
        symbol="f0",
        meaning="A treaty or pledge forms among the willing.",
        source="AES 2023, G5 2014, Accra 2017; judgement",
    )
    form_threat: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="fT",
        meaning="A threat that all share.",
        source="judgement",
    )
    form_regime: Values = parameter(
        1.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="fR",
        meaning="Share of them under juntas.",
        source="judgement",
    )
    form_affinity: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="fY",
        meaning="Mean affinity among them.",
        source="judgement",
    )
    form_rival: Values = parameter(
        1.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="fV",
        meaning="They belong to a rival treaty.",
        source="judgement",
    )
    leave_base: Values = parameter(
        -7.0,
        bounds=(-9.0, -5.0),
        unit="logit / month",
        symbol="w0",
        meaning="A member leaves, at the reference state.",
        source="G5 Sahel 2022-23; judgement",
    )
    leave_affinity: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wY",
        meaning="Mean affinity with the other members.",
        source="judgement",
    )
    leave_patron: Values = parameter(
        1.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wP",
        meaning="Affinity with the treaty's patron.",
        source="judgement",
    )
    leave_exits: Values = parameter(
        4.0,
        bounds=(0.0, 10.0),
        unit="logit",
        symbol="wX",
        meaning="Share of members that left within a year.",
        source="G5 Sahel; size judgement",
    )
    leave_rival: Values = parameter(
        1.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wV",
        meaning="Party to a rival treaty.",
        source="sign Leeds & Savun 2007; size judgement",
    )
    leave_new_regime: Values = parameter(
        0.8,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wG",
        meaning="A regime younger than eighteen months.",
        source="sign Leeds & Savun 2007; size judgement",
    )
    leave_sanctions: Values = parameter(
        1.2,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wS",
        meaning="Sanctions by the treaty's bloc.",
        source="judgement",
    )
    leave_dishonoured: Values = parameter(
        1.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wH",
        meaning="Was not helped when help was due.",
        source="judgement",
    )
