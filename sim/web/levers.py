"""The levers: what a visitor can change about a scenario, each with unit, range and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sim.parameters import Distribution
from sim.scenario import Scenario

PARAMETERS = "parameters"
SWITCH = (0.0, 1.0, 1.0)
"""Off and on."""


@dataclass(frozen=True)
class Lever:
    """One lever.

    Attributes:
        name: as an address has it.
        path: where a scenario says it, key by key.
        label: what it is called.
        meaning: what moves with it.
        source: where its range comes from.
        low, high, step: of its values.
        unit: of its values; empty of a switch.
    """

    name: str
    path: tuple[str, ...]
    label: str
    meaning: str
    source: str
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05
    unit: str = "from 0 to 1"

    @property
    def switch(self) -> bool:
        """Whether it is off or on, and nothing between."""
        return not self.unit

    def of(self, scenario: Scenario) -> float | None:
        """Its value in a scenario: the mean where runs differ; None where there is none."""
        if self.path[0] == PARAMETERS:
            value = scenario.parameters[".".join(self.path[1:])]
            return value.centre if isinstance(value, Distribution) else value
        here: Any = scenario.data
        for step in self.path:
            here = here.get(step) if isinstance(here, Mapping) else getattr(here, step, None)
            if here is None:
                return None
        if self.switch:
            return float(bool(here))
        return float(here)

    def drawn(self, scenario: Scenario) -> bool:
        """Whether its value in a scenario differs from run to run."""
        if self.path[0] != PARAMETERS:
            return False
        return isinstance(scenario.parameters[".".join(self.path[1:])], Distribution)

    def change(self, value: float) -> dict[str, Any]:
        """What `Scenario.patch` takes to give it a value."""
        inner: Any = value
        if self.switch:
            inner = None
        for step in reversed(self.path):
            inner = {step: inner}
        return dict(inner)

    def fits(self, value: float) -> bool:
        """Whether it can be moved to that value."""
        return self.low <= value <= self.high and (not self.switch or value in (0.0, 1.0))


_LEVERS = (
    Lever(
        "pledges",
        ("treaties", "AES", "pledges"),
        "Pledges to Niger, July 2023",
        "Mali and Burkina Faso say that they will come to Niger's aid. Off: nobody is bound to "
        "Niger until the treaty of 16 September 2023.",
        "joint statement of 31 July 2023",
        *SWITCH,
        unit="",
    ),
    Lever(
        "reliability",
        (PARAMETERS, "honouring", "base_reliability"),
        "Treaty reliability",
        "How likely an ally keeps its word when it is called, at the reference state.",
        "Berkemeier & Fuhrmann 2018 (.22 in some classes), Leeds, Long & Mitchell 2000 (.75)",
    ),
    Lever(
        "belief",
        (PARAMETERS, "honouring", "belief_reliability"),
        "Others' belief in it",
        "What ECOWAS believes of an ally without a record. Deterrence works through this, not "
        "through what allies do.",
        "judgement",
    ),
    Lever(
        "publicity",
        ("treaties", "AES", "publicity"),
        "Publicity of the word",
        "How publicly the allies gave their word; to break it costs them more.",
        "sign: Fearon 1994, Tomz 2007; size: judgement",
    ),
    Lever(
        "resolve",
        ("blocs", "ECOWAS", "zeal"),
        "ECOWAS's resolve",
        "How much the chair of ECOWAS has staked on ending coups.",
        "judgement",
    ),
    Lever(
        "nigeria",
        ("blocs", "ECOWAS", "domestic_opposition", "NGA"),
        "Nigeria's opposition at home",
        "How far Nigeria's parliament and public are against the use of force.",
        "the Senate refused force on 5 August 2023; size: judgement",
    ),
    Lever(
        "france",
        ("partners", "FRA", "presence", "NER", "level"),
        "French forces in Niger",
        "How many there are at the start; 1 is their peak.",
        "judgement, after dated history",
    ),
    Lever(
        "russia",
        ("partners", "RUS", "presence", "MLI", "level"),
        "Russian forces in Mali",
        "How many there are at the start; 1 is their peak.",
        "judgement, after dated history",
    ),
    Lever(
        "recruitment",
        (PARAMETERS, "recruitment", "base"),
        "Recruitment by insurgents",
        "New fighters a month for each who is there, without grievance.",
        "fitted to UCDP GED 2018-22; range: judgement",
        0.01,
        0.10,
        0.005,
        "a month",
    ),
    Lever(
        "sanctions",
        (PARAMETERS, "economy", "sanctions_dependence"),
        "Harm done by sanctions",
        "The share of its revenue that a state loses under full sanctions.",
        "Niger and Mali 2022-24, press figures; judgement",
        0.0,
        0.5,
        0.01,
        "of revenue",
    ),
)
LEVERS: Mapping[str, Lever] = MappingProxyType({lever.name: lever for lever in _LEVERS})
"""Every lever by its name, in the order of the page."""


def levers_of(scenario: Scenario) -> dict[str, float]:
    """The levers that a scenario has, each with its value there."""
    found = {name: lever.of(scenario) for name, lever in LEVERS.items()}
    return {
        name: value
        for name, value in found.items()
        if value is not None and not (LEVERS[name].switch and not value)
    }


def moved(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with some levers moved to values that fit; those that it lacks stay out.

    Raises:
        ScenarioError: a value that the scenario refuses.
    """
    own = levers_of(scenario)
    for name, value in values.items():
        lever = LEVERS[name]
        if name in own and not (lever.switch and value):
            scenario = scenario.patch(lever.change(value))
    return scenario
