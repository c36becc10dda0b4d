"""M8: affinity between actors, and what shocks it.

The rules of this mechanism are not in force yet; its parameters are declared so that scenario files
written today stay valid. A scenario that sets one is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.parameters import ParameterSet, Values, parameter


@dataclass(frozen=True)
class AffinityParameters(ParameterSet):
    """How relations move."""

    in_force: ClassVar[bool] = False

    reversion: Values = parameter(
        0.02,
        bounds=(0.0, 0.5),
        unit="1 / month",
        symbol="yB",
        meaning="Return of an affinity to its structural level.",
        source="judgement",
    )
    noise: Values = parameter(
        0.01,
        bounds=(0.0, 0.2),
        unit="1 / month",
        symbol="yN",
        meaning="What else moves an affinity.",
        source="judgement",
    )
    coup_shock: Values = parameter(
        0.25,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost with those who insist on constitutional order, at a coup.",
        source="judgement",
    )
    sanctions_shock: Values = parameter(
        0.05,
        bounds=(0.0, 1.0),
        unit="affinity / month",
        symbol="-",
        meaning="Lost under sanctions.",
        source="judgement",
    )
    ultimatum_shock: Values = parameter(
        0.2,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by an ultimatum.",
        source="judgement",
    )
    honour_gain: Values = parameter(
        0.15,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Won by honouring.",
        source="judgement",
    )
    renege_shock: Values = parameter(
        0.3,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by reneging.",
        source="judgement",
    )
    leave_shock: Values = parameter(
        0.15,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by leaving a common treaty.",
        source="judgement",
    )
    expulsion_shock: Values = parameter(
        0.3,
        bounds=(0.0, 1.0),
        unit="affinity",
        symbol="-",
        meaning="Lost by expelling a partner.",
        source="judgement",
    )
    operations_gain: Values = parameter(
        0.02,
        bounds=(0.0, 0.5),
        unit="affinity / month",
        symbol="-",
        meaning="Won by joint operations.",
        source="judgement",
    )
