"""M3: how treaties form, are left, empty and die."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Terms = dict[str, Any]

NEW_REGIME_MONTHS = 18
"""A coup weighs with members for this long; judgement."""
EXITS_KEPT = 11.0 / 12.0
"""Share of past exits still felt a month later: they are remembered for a year on average."""
HOSTILE = -0.1
"""Mean affinity under which a treaty's patron or bloc is hostile to another's parties;
judgement."""
PRESENT = 50.0
"""Fighters with whom a group is a threat to a country; judgement."""


@dataclass(frozen=True)
class MembershipParameters(ParameterSet):
    """What makes states join and leave treaties."""

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
        -7.25,
        bounds=(-9.0, -5.0),
        unit="logit / month",
        symbol="w0",
        meaning="A member leaves, at the reference state.",
        source="adjusted to G5 Sahel 2022-23; judgement",
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
        4.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wP",
        meaning="Affinity with the treaty's patron.",
        source="adjusted to G5 Sahel 2022-23; judgement",
    )
    leave_exits: Values = parameter(
        9.0,
        bounds=(0.0, 10.0),
        unit="logit",
        symbol="wX",
        meaning="Share of members that left within a year.",
        source="adjusted to G5 Sahel 2022-23; judgement",
    )
    leave_rival: Values = parameter(
        3.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="wV",
        meaning="Party to a rival treaty in warmer company.",
        source="sign Leeds & Savun 2007; size adjusted to G5 Sahel 2022-23, judgement",
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


def signing_terms(
    *, threat: Array, juntas: Array, affinity: Array, rival: Flags, p: MembershipParameters
) -> Terms:
    """Logit terms of a candidate's signing a treaty this month, each ``(candidate, run)``.

    Args:
        threat: 1 where it shares an adversary or an armed group with the parties.
        juntas: share of the parties and itself under juntas.
        affinity: with the parties, as the treaty's decision rule counts it.
        rival: whether it is party to a rival treaty.
        p: the parameters.
    """
    return {
        "base": p.form_base,
        "threat": p.form_threat * threat,
        "regime": p.form_regime * juntas,
        "affinity": p.form_affinity * affinity,
        "rival": -p.form_rival * rival,
    }


def leaving_terms(
    *,
    affinity: Array,
    patron: Values,
    exits: Array,
    rival: Flags,
    new_regime: Flags,
    sanctions: Values,
    let_down: Array,
    p: MembershipParameters,
) -> Terms:
    """Logit terms of a member's leaving this month, each ``(member, run)``.

    Args:
        affinity: mean, with the other members.
        patron: affinity with the treaty's patron.
        exits: remembered exits over the number of founders.
        rival: whether it is party to a rival treaty.
        new_regime: whether its regime is a young junta.
        sanctions: of the treaty's own bloc on it.
        let_down: share of those obliged who did not help when it was attacked.
        p: the parameters.
    """
    return {
        "base": p.leave_base,
        "affinity": -p.leave_affinity * affinity,
        "patron": -p.leave_patron * patron,
        "exits": p.leave_exits * exits,
        "rival": p.leave_rival * rival,
        "new_regime": p.leave_new_regime * new_regime,
        "sanctions": p.leave_sanctions * sanctions,
        "let_down": p.leave_dishonoured * let_down,
    }


def engagement(warmth: Array) -> Array:
    """What a member's part in a treaty is worth, .5 to 1, from its mean affinity with the other
    members; hostility counts as indifference.

    Examples:
        >>> engagement(np.array([-0.4, 0.0, 0.5]))
        array([0.5 , 0.5 , 0.75])
    """
    return 0.5 + 0.5 * np.maximum(warmth, 0.0)
