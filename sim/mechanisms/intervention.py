"""M4, rescue: when a bloc uses force against a power grab, who joins in, and how it ends.

In the record of 52 power grabs (`sim/data/crises.csv`, on which the effects are set) force
came in 6 of 11 cases in which the rightful claimant asked for it and in none of 41 others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from sim.mechanisms.coercion import PAST_CRISES
from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Terms = dict[str, Any]

DEATHS = (775.0, 0.82)
"""Deaths in an intervention that is fought: median, and spread on the log scale (5 to 95 %: 200 to
3,000); judgement."""
DEFENDERS_SHARE = 0.5
"""Share of the dead who are the defending country's soldiers; judgement."""
DEFEAT_LEGITIMACY = 0.05
"""Legitimacy that a defeat costs each government that took part; judgement."""
CLAIMANT_FREE = 4 / 26
"""Share of completed coups whose rightful claimant stays free, or in control; record of 52 power
grabs."""
REQUESTS = {"failed": 5 / 17, "free": 1 / 4, "captive": 2 / 22}
"""How often the rightful claimant asks for force: after a failed coup; after a completed one if
free, and if captive or gone; the same record."""
VAST = 1.2e6
"""Area, square kilometres, from which terrain is vast (Mali, Niger); judgement."""
REMNANT = 0.2
"""Strength of mutineers after a failed attempt, as a share of the army's; judgement."""
FAILED_WEEKS = 4.0
"""A failed attempt is forgotten after so long; judgement."""


@dataclass(frozen=True)
class InterventionParameters(ParameterSet):
    """What weighs for and against force."""

    base: Values = parameter(
        -4.95,
        bounds=(-9.0, 0.0),
        range=(-6.9, -2.3),
        unit="logit / week",
        symbol="i0",
        meaning="Force, at the reference state.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    requested: Values = parameter(
        1.67,
        bounds=(0.0, 6.0),
        range=(0.75, 2.25),
        unit="logit",
        symbol="iR",
        meaning="The rightful claimant asked for force.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    claimant_free: Values = parameter(
        1.01,
        bounds=(0.0, 6.0),
        range=(0.5, 1.5),
        unit="logit",
        symbol="iF",
        meaning="The claimant is free.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    claimant_captive: Values = parameter(
        2.67,
        bounds=(0.0, 6.0),
        range=(1.25, 3.75),
        unit="logit",
        symbol="iC",
        meaning="The claimant is captive or gone.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    utility: Values = parameter(
        4.0,
        bounds=(0.0, 20.0),
        unit="logit / utility",
        symbol="iU",
        meaning="Expected utility of force.",
        source="judgement",
    )
    threatened: Values = parameter(
        1.4,
        bounds=(0.0, 6.0),
        range=(0.75, 2.25),
        unit="logit",
        symbol="iT",
        meaning="Force was threatened.",
        source=PAST_CRISES,
        evidence="fitted",
    )
    defeat: Values = parameter(
        0.4,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="loss",
        meaning="Loss from a defeat.",
        source="judgement",
    )
    cost: Values = parameter(
        0.15,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cF",
        meaning="Cost of using force.",
        source="judgement",
    )
    terrain: Values = parameter(
        0.25,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cTerr",
        meaning="Cost of vast terrain.",
        source="judgement",
    )
    resistance: Values = parameter(
        0.1,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cRet",
        meaning="Cost of a popular target.",
        source="judgement",
    )
    home_advantage: Values = parameter(
        1.5,
        bounds=(0.1, 10.0),
        unit="1",
        symbol="home",
        meaning="Weight of the defender's strength.",
        source="judgement",
    )
    will_base: Values = parameter(
        -0.6,
        bounds=(-5.0, 5.0),
        unit="logit",
        symbol="q0",
        meaning="A member is willing, at the reference state.",
        source="judgement",
    )
    will_affinity: Values = parameter(
        3.0,
        bounds=(0.0, 10.0),
        unit="logit",
        symbol="qY",
        meaning="Affinity with the constitutional order at stake.",
        source="judgement",
    )
    will_stake: Values = parameter(
        1.5,
        bounds=(0.0, 10.0),
        unit="logit / utility",
        symbol="qV",
        meaning="Stake of the bloc.",
        source="judgement",
    )
    will_opposition: Values = parameter(
        1.6,
        bounds=(0.0, 10.0),
        unit="logit",
        symbol="qD",
        meaning="Opposition at home.",
        source="Nigeria's Senate, August 2023; size judgement",
    )
    will_noise: Values = parameter(
        0.5,
        bounds=(0.0, 3.0),
        unit="logit",
        symbol="qN",
        meaning="What else moves a member.",
        source="judgement",
    )
    quorum: Values = parameter(
        0.5,
        bounds=(0.0, 1.0),
        unit="share",
        symbol="quorum",
        meaning="Share of the bloc's capability that must be willing.",
        source="judgement",
    )


def terrain(area: Array) -> Array:
    """How vast a country of so many square kilometres is, 0 to 1."""
    return np.minimum(area / VAST, 1.0)


def will_terms(
    *,
    affinity: Array,
    stake: Array,
    opposition: Array,
    shock: Array,
    p: InterventionParameters,
) -> Terms:
    """Logit terms of each member's will to take part, ``(member, place)``.

    Args:
        affinity: structural, with the country whose order is at stake.
        stake: of the bloc.
        opposition: to force at home, 0 to 1.
        shock: standard normal.
        p: the parameters, one value a place.
    """
    return {
        "base": p.will_base,
        "affinity": p.will_affinity * (affinity - 0.3),
        "stake": p.will_stake * stake,
        "opposition": -p.will_opposition * opposition,
        "mood": p.will_noise * shock,
    }


def capability(soldiers: Array, military_spending: Array) -> Array:
    """Strength of an army on a scale of its own: soldiers weighted by spending (USD a year), as
    the geometric mean of both; judgement."""
    return np.sqrt(soldiers * military_spending)


def odds(attackers: Array, target: Array, allies: Array, p: InterventionParameters) -> Array:
    """Chance that the attackers win, 0 to 1: a contest of strengths (Tullock 1980).

    Args:
        attackers: strength that takes part, in units of `capability`.
        target: the target's own; at home it weighs more.
        allies: strength that comes, or is believed to come, to the target's aid.
        p: the parameters, one value a place.

    Examples:
        >>> p = InterventionParameters(home_advantage=1.5)
        >>> attackers, allies = np.array([100.0, 100.0]), np.array([0.0, 25.0])
        >>> odds(attackers, np.array(50.0), allies=allies, p=p).round(2)
        array([0.57, 0.5 ])
    """
    defence = p.home_advantage * target + allies
    return np.asarray(attackers / np.maximum(attackers + defence, 1e-12))


def expected_utility(
    *,
    odds: Array,
    odds_alone: Array,
    stake: Array,
    terrain: Array,
    popularity: Array,
    p: InterventionParameters,
) -> Terms:
    """What a bloc expects of using force, part by part, each ``(place,)``.

    Args:
        odds: chance of winning against the target and the allies who are believed to come.
        odds_alone: against the target alone.
        stake: of the bloc.
        terrain: see `terrain`.
        popularity: legitimacy of the target's government.
        p: the parameters, one value a place.
    """
    return {
        "victory": odds_alone * stake,
        "defeat": -(1.0 - odds_alone) * p.defeat,
        "believed_allies": (odds - odds_alone) * (stake + p.defeat),
        "cost": -np.asarray(p.cost),
        "terrain": -p.terrain * terrain,
        "popularity": -p.resistance * popularity,
    }


def force_terms(
    *, requested: Flags, free: Flags, utility: Terms, threatened: Flags, p: InterventionParameters
) -> Terms:
    """Logit terms of using force this week, each ``(place,)``.

    Args:
        requested: whether the rightful claimant asked for it.
        free: whether the claimant is free.
        utility: see `expected_utility`.
        threatened: whether the bloc has threatened force.
        p: the parameters, one value a place.
    """
    return {
        "base": p.base,
        "requested": p.requested * requested,
        "claimant": np.where(free, p.claimant_free, -np.asarray(p.claimant_captive)),
        **{name: p.utility * part for name, part in utility.items()},
        "threatened": p.threatened * threatened,
    }


def victory_terms(odds: Array) -> Terms:
    """Logit of the attackers' winning."""
    return {"contest": logit(odds)}


def battle_deaths(shock: Array) -> Array:
    """Deaths in an intervention, from a standard normal."""
    median, spread = DEATHS
    return np.rint(median * np.exp(spread * shock))


def chance(probability: Values) -> Terms:
    """Logit of a share of cases in the record."""
    return {"record": logit(probability)}
