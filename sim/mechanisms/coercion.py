"""M4, pressure: how a bloc answers a power grab by suspension, sanctions and threats, and how its
target gives way.

The record of 52 power grabs in ECOWAS members, 1990-2025, says that this is no ladder: a bloc may
jump to any posture, hold it, or let the matter drop. Force is `intervention.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Terms = dict[str, Any]

PAST_CRISES = "set on 52 power grabs in ECOWAS members, 1990-2025 (liptako calibrate crises)"
"""Source of the parameters that the record informs."""
WEEKS_A_MONTH = 4.35
TICKS_A_MONTH = 4
"""Diplomacy has four ticks a month, called weeks; each lasts 4.35 / 4 weeks."""
WAVE = 3.0
"""Remembered coups among the members at which a wave is full; judgement."""
EARLY_WEEKS = 2.0
"""A bloc meets almost weekly for so long after a grab, a slip or a massacre."""
LATE_WEEKS = 26.0
"""After so long a bloc seldom meets about a crisis, and no longer thinks of rescue."""
MEETING = (0.9, 0.25, 0.1)
"""Chance of a meeting in a week: early, until `LATE_WEEKS`, and after; record of first answers
(by day 26) and of a second wave (after day 60); sizes judgement."""
SMALL_ARMY = 5_000.0
"""Soldiers under which an army is small; judgement."""
MASSACRE = 100.0
"""Civilians killed by one side in one region and month that make a massacre; judgement."""
SANCTIONS, ULTIMATUM, ACTIVATED = 2, 3, 4
"""Postures by their numbers."""
OPTIONS = ("hold", "lift", "sanctions", "ultimatum", "activate")
"""What a meeting chooses among; the first is what happens in months of history."""
POSTURE_OF = np.array([-1, 1, SANCTIONS, ULTIMATUM, ACTIVATED])
"""Posture after each option; -1: as it was. Who lets a matter drop leaves a suspension."""


@dataclass(frozen=True)
class CoercionParameters(ParameterSet):
    """What weighs in a bloc that presses, and in its target."""

    stake_base: Values = parameter(
        0.375,
        bounds=(0.0, 2.0),
        range=(0.125, 0.375),
        unit="utility",
        symbol="v0",
        meaning="Stake of a bloc in any crisis.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    stake_wave: Values = parameter(
        0.168,
        bounds=(0.0, 2.0),
        range=(0.075, 0.225),
        unit="utility",
        symbol="v1",
        meaning="Recent coups among its members.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    stake_zeal: Values = parameter(
        0.2,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="v2",
        meaning="Zeal of the bloc.",
        source="judgement, on past crises",
    )
    stake_border: Values = parameter(
        0.192,
        bounds=(0.0, 2.0),
        range=(0.1, 0.3),
        unit="utility",
        symbol="v3",
        meaning="The country borders the hegemon.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    stake_elected: Values = parameter(
        0.203,
        bounds=(0.0, 2.0),
        range=(0.1, 0.3),
        unit="utility",
        symbol="v4",
        meaning="The victim was elected.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    stake_decay: Values = parameter(
        0.81,
        bounds=(0.0, 1.0),
        range=(0.7, 0.95),
        unit="1 / month",
        symbol="dec",
        meaning="Share of the stake kept each month.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    belief_sanctions: Values = parameter(
        0.25,
        bounds=(0.0, 1.0),
        unit="probability",
        symbol="belief_2",
        meaning="Concession expected of sanctions.",
        source="judgement, under the third of Hufbauer et al. 2007 for sanctions",
    )
    cost_sanctions: Values = parameter(
        0.05,
        bounds=(0.0, 2.0),
        range=(0.025, 0.075),
        unit="utility",
        symbol="cost_2",
        meaning="Cost of sanctions.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    belief_ultimatum: Values = parameter(
        0.36,
        bounds=(0.0, 1.0),
        unit="probability",
        symbol="belief_3",
        meaning="Concession expected of ultimatum.",
        source="judgement",
    )
    cost_ultimatum: Values = parameter(
        0.143,
        bounds=(0.0, 2.0),
        range=(0.0775, 0.2325),
        unit="utility",
        symbol="cost_3",
        meaning="Cost of ultimatum.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    belief_activation: Values = parameter(
        0.42,
        bounds=(0.0, 1.0),
        unit="probability",
        symbol="belief_4",
        meaning="Concession expected of activation.",
        source="judgement",
    )
    cost_activation: Values = parameter(
        0.235,
        bounds=(0.0, 2.0),
        range=(0.105, 0.315),
        unit="utility",
        symbol="cost_4",
        meaning="Cost of activation.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    threat_leverage: Values = parameter(
        1.27,
        bounds=(0.0, 5.0),
        range=(0.8, 2.4),
        unit="1",
        symbol="lev",
        meaning="How much a threat gains by strength.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    hold_value: Values = parameter(
        0.305,
        bounds=(0.0, 2.0),
        range=(0.13, 0.39),
        unit="utility",
        symbol="hV",
        meaning="Value of holding a line.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    hold_cost: Values = parameter(
        0.01,
        bounds=(0.0, 0.5),
        unit="utility / month",
        symbol="hC",
        meaning="Cost of holding it.",
        source="judgement",
    )
    lift_cost: Values = parameter(
        0.02,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cL",
        meaning="Cost of letting a matter drop.",
        source="judgement",
    )
    climb_down_cost: Values = parameter(
        0.15,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="AC",
        meaning="Audience cost of a climb-down after a threat.",
        source="Fearon 1994; size judgement",
    )
    rationality: Values = parameter(
        17.0,
        bounds=(0.0, 100.0),
        range=(8.0, 24.0),
        unit="1 / utility",
        symbol="lam",
        meaning="How sharply a meeting chooses the best option.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    resolve_sd: Values = parameter(
        0.153,
        bounds=(0.0, 1.0),
        range=(0.075, 0.225),
        unit="utility",
        symbol="sdRes",
        meaning="Resolve differs from crisis to crisis.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    concede_base: Values = parameter(
        -4.72,
        bounds=(-10.0, -2.0),
        range=(-9.3, -3.1),
        unit="logit / week",
        symbol="k0",
        meaning="A target concedes, at the reference state.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    concede_sanctions: Values = parameter(
        1.61,
        bounds=(0.0, 6.0),
        range=(0.8, 2.4),
        unit="logit",
        symbol="kS",
        meaning="Under sanctions.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    concede_threat: Values = parameter(
        1.95,
        bounds=(0.0, 6.0),
        range=(1.0, 3.0),
        unit="logit",
        symbol="kT",
        meaning="Under a credible threat of force.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    concede_popularity: Values = parameter(
        1.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="kP",
        meaning="A popular target resists.",
        source="judgement",
    )
    concede_small: Values = parameter(
        1.27,
        bounds=(0.0, 6.0),
        range=(0.6, 1.8),
        unit="logit",
        symbol="kSm",
        meaning="A small army.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    timetable_slip: Values = parameter(
        0.03,
        bounds=(0.0, 0.5),
        unit="probability / month",
        symbol="slip",
        meaning="A conceded timetable slips.",
        source="judgement",
    )


def stake(
    *, wave: Array, zeal: float, borders: Array, elected: Flags, weeks: Array, p: CoercionParameters
) -> Array:
    """What a crisis is worth to a bloc ``(place,)``; it fades as the grab becomes a fact.

    Args:
        wave: remembered coups among the members.
        zeal: of the bloc's chair, 0 to 1.
        borders: 1 where the country borders the hegemon.
        elected: whether the victim had been elected.
        weeks: since the grab.
        p: the parameters, one value a place.
    """
    fresh = (
        p.stake_base
        + p.stake_wave * np.minimum(wave, WAVE) / WAVE
        + p.stake_zeal * zeal
        + p.stake_border * borders
        + p.stake_elected * elected
    )
    return np.asarray(fresh * fading(weeks, p))


def fading(weeks: Array, p: CoercionParameters) -> Array:
    """Share of a stake that is left after so many weeks.

    Examples:
        >>> fading(np.array([0.0, WEEKS_A_MONTH]), CoercionParameters(stake_decay=0.5))
        array([1. , 0.5])
    """
    return np.asarray(p.stake_decay) ** (np.maximum(weeks, 0.0) / WEEKS_A_MONTH)


def meeting_terms(weeks: Array, weeks_since_trigger: Array) -> Terms:
    """Logit of a bloc's meeting about a crisis this week."""
    early, until_late, late = logit(MEETING)
    rate = np.where(weeks <= LATE_WEEKS, until_late, late)
    return {"base": np.where(weeks_since_trigger <= EARLY_WEEKS, early, rate)}


def posture_utilities(
    *,
    posture: NDArray[np.int8],
    stake: Array,
    weeks: Array,
    odds: Array,
    resolve: Array,
    p: CoercionParameters,
) -> dict[str, Terms]:
    """Utilities of a meeting's options, by option and term, each ``(place,)``.

    A threat is worth what force could do. A bloc can only hold, go further, or let go: what
    it has done already is not to be had (minus infinity).

    Args:
        posture: as it stands.
        stake: see `stake`.
        weeks: since the grab.
        odds: chance of winning by force, 0 to 1.
        resolve: of this bloc in this crisis; it fades like the stake.
        p: the parameters, one value a place.
    """

    def done(level: int) -> Array:
        return np.where(posture >= level, -np.inf, 0.0)

    gain = p.threat_leverage * odds * stake
    return {
        "hold": {"stake": p.hold_value * stake, "time": -p.hold_cost * weeks / WEEKS_A_MONTH},
        "lift": {
            "audience": -p.climb_down_cost * stake * (posture >= ULTIMATUM),
            "cost": -np.asarray(p.lift_cost),
        },
        "sanctions": {
            "concession": p.belief_sanctions * stake,
            "cost": -np.asarray(p.cost_sanctions),
            "resolve": resolve,
            "done": done(SANCTIONS),
        },
        "ultimatum": {
            "concession": p.belief_ultimatum * gain,
            "cost": -np.asarray(p.cost_ultimatum),
            "resolve": resolve,
            "done": done(ULTIMATUM),
        },
        "activate": {
            "concession": p.belief_activation * gain,
            "cost": -np.asarray(p.cost_activation),
            "resolve": resolve,
            "done": done(ACTIVATED),
        },
    }


def concession_terms(
    *,
    posture: NDArray[np.int8],
    odds: Array,
    popularity: Array,
    soldiers: Array,
    p: CoercionParameters,
) -> Terms:
    """Logit terms of a target's giving way this week, each ``(place,)``.

    Args:
        posture: of the bloc, last week's.
        odds: chance that the bloc would win by force; only a threat that would win counts.
        popularity: legitimacy of the target's government.
        soldiers: of the target.
        p: the parameters, one value a place.
    """
    credible = np.clip(2.0 * odds - 1.0, 0.0, 1.0)
    return {
        "base": p.concede_base,
        "sanctions": p.concede_sanctions * (posture >= SANCTIONS),
        "threat": p.concede_threat * (posture >= ULTIMATUM) * credible,
        "popularity": -p.concede_popularity * popularity,
        "small_army": p.concede_small * (soldiers < SMALL_ARMY),
    }


def slip_terms(slip: Values) -> Terms:
    """Logit of a conceded timetable's slipping this month, from its probability."""
    return {"base": logit(slip)}
