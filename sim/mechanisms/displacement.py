"""M13: people displaced by the killing of civilians.

The rules of this mechanism are not in force yet; its parameters are declared so that scenario files
written today stay valid. A scenario that sets one is told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.parameters import ParameterSet, Values, parameter


@dataclass(frozen=True)
class DisplacementParameters(ParameterSet):
    """An accounting identity without feedback."""

    in_force: ClassVar[bool] = False

    per_death: Values = parameter(
        60.0,
        bounds=(0.0, 1000.0),
        range=(24.0, 96.0),
        unit="persons",
        symbol="iota",
        meaning="Newly displaced for each civilian killed to the power .8; a country may differ.",
        source="IDMC 2018-23: Burkina Faso 150, Mali 30, Niger 60",
    )
    return_rate: Values = parameter(
        0.015,
        bounds=(0.0, 0.5),
        unit="1 / month",
        symbol="ret",
        meaning="Share of displaced people who return.",
        source="judgement",
    )
