"""M4: how a bloc presses on a power grab, rescues, threatens, or lets go.

The rules of this mechanism are not in force yet; its parameters are declared so that scenario files
written today stay valid. A scenario that sets one is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.parameters import ParameterSet, Values, parameter


@dataclass(frozen=True)
class CoercionParameters(ParameterSet):
    """What weighs in a bloc, its members and its target."""

    in_force: ClassVar[bool] = False

    stake_base: Values = parameter(
        0.25,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="v0",
        meaning="Stake of a bloc in any crisis.",
        source="judgement, on past crises",
    )
    stake_wave: Values = parameter(
        0.15,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="v1",
        meaning="Recent coups among its members.",
        source="judgement, on past crises",
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
        0.2,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="v3",
        meaning="The country borders the hegemon.",
        source="judgement, on past crises",
    )
    stake_elected: Values = parameter(
        0.2,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="v4",
        meaning="The victim was elected.",
        source="judgement, on past crises",
    )
    stake_decay: Values = parameter(
        0.82,
        bounds=(0.0, 1.0),
        range=(0.7, 0.95),
        unit="1 / month",
        symbol="dec",
        meaning="Share of the stake kept each month.",
        source="judgement",
    )
    belief_sanctions: Values = parameter(
        0.25,
        bounds=(0.0, 1.0),
        unit="probability",
        symbol="belief_2",
        meaning="Concession expected of sanctions.",
        source="sanctions: Hufbauer et al. 2007, one third; judgement",
    )
    cost_sanctions: Values = parameter(
        0.05,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cost_2",
        meaning="Cost of sanctions.",
        source="judgement",
    )
    belief_ultimatum: Values = parameter(
        0.36,
        bounds=(0.0, 1.0),
        unit="probability",
        symbol="belief_3",
        meaning="Concession expected of ultimatum.",
        source="sanctions: Hufbauer et al. 2007, one third; judgement",
    )
    cost_ultimatum: Values = parameter(
        0.155,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cost_3",
        meaning="Cost of ultimatum.",
        source="judgement",
    )
    belief_activation: Values = parameter(
        0.42,
        bounds=(0.0, 1.0),
        unit="probability",
        symbol="belief_4",
        meaning="Concession expected of activation.",
        source="sanctions: Hufbauer et al. 2007, one third; judgement",
    )
    cost_activation: Values = parameter(
        0.21,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cost_4",
        meaning="Cost of activation.",
        source="judgement",
    )
    hold_value: Values = parameter(
        0.26,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="hV",
        meaning="Value of holding a line.",
        source="judgement",
    )
    hold_cost: Values = parameter(
        0.01,
        bounds=(0.0, 0.5),
        unit="utility / month",
        symbol="hC",
        meaning="Cost of holding it.",
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
        16.0,
        bounds=(0.0, 100.0),
        unit="1 / utility",
        symbol="lam",
        meaning="How sharply a meeting chooses the best option.",
        source="judgement",
    )
    defeat: Values = parameter(
        0.4,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="loss",
        meaning="Loss from a defeat.",
        source="judgement",
    )
    force_cost: Values = parameter(
        0.15,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cF",
        meaning="Cost of using force.",
        source="judgement",
    )
    force_terrain: Values = parameter(
        0.25,
        bounds=(0.0, 2.0),
        unit="utility",
        symbol="cTerr",
        meaning="Cost of vast terrain.",
        source="judgement",
    )
    force_resistance: Values = parameter(
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
    force_base: Values = parameter(
        -4.6,
        bounds=(-9.0, 0.0),
        unit="logit / week",
        symbol="i0",
        meaning="Force, at the reference state.",
        source="52 power grabs 1990-2025; judgement",
    )
    force_requested: Values = parameter(
        1.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="iR",
        meaning="The rightful claimant asked for force.",
        source="52 power grabs 1990-2025",
    )
    force_claimant_free: Values = parameter(
        1.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="iF",
        meaning="The claimant is free.",
        source="52 power grabs 1990-2025",
    )
    force_claimant_captive: Values = parameter(
        2.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="iC",
        meaning="The claimant is captive or gone.",
        source="52 power grabs 1990-2025",
    )
    force_utility: Values = parameter(
        4.0,
        bounds=(0.0, 20.0),
        unit="logit / utility",
        symbol="iU",
        meaning="Expected utility of force.",
        source="judgement",
    )
    force_threatened: Values = parameter(
        1.5,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="iT",
        meaning="Force was threatened.",
        source="52 power grabs 1990-2025",
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
    resolve_sd: Values = parameter(
        0.15,
        bounds=(0.0, 1.0),
        unit="utility",
        symbol="sdRes",
        meaning="Resolve differs from crisis to crisis.",
        source="judgement",
    )
    concede_base: Values = parameter(
        -6.2,
        bounds=(-10.0, -2.0),
        unit="logit / week",
        symbol="k0",
        meaning="A target concedes, at the reference state.",
        source="Mali 2012, Gambia 2017, Niger 2023; judgement",
    )
    concede_sanctions: Values = parameter(
        1.6,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="kS",
        meaning="Under sanctions.",
        source="judgement",
    )
    concede_threat: Values = parameter(
        2.0,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="kT",
        meaning="Under a credible threat of force.",
        source="judgement",
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
        1.2,
        bounds=(0.0, 6.0),
        unit="logit",
        symbol="kSm",
        meaning="A small army.",
        source="judgement",
    )
    timetable_slip: Values = parameter(
        0.03,
        bounds=(0.0, 0.5),
        unit="probability / month",
        symbol="slip",
        meaning="A conceded timetable slips.",
        source="judgement",
    )
