"""No parameter in force is decoration: each moves something that a run records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from sim.experiment.block import Job, run_job
from sim.experiment.record import VARIABLES, Block
from sim.mechanisms import declarations
from sim.parameters import Declaration
from sim.scenario import Scenario

RUNS = 12
IN_FORCE: dict[str, Declaration] = {
    name: declared for name, declared in declarations().items() if declared.in_force
}
EVENTFUL = {
    "horizon": {"end": "2025-06"},
    # Rare decisions are made common, so that few runs show what weighs in them.
    "parameters": {
        "coups": {"base": -3.5, "transition": 0.05},
        "partners": {"exit_base": -4.0},
        "honouring": {"base_reliability": 0.5},
        "coercion": {"concede_base": -4.5, "timetable_slip": 0.2},
        "intervention": {"base": -2.5},
        "membership": {"form_base": -4.5, "leave_base": -5.5},
    },
    "countries": {"NER": {"aid_share": None}, "GIN": {"soldiers": 4_000}},
    "partners": {"RUS": {"presence": {"NER": {"level": 0.3}}}},
    "treaties": {"AES": {"candidates": ["TCD", "TGO"]}},
    "events": [
        {"kind": "posture", "bloc": "ECOWAS", "country": "NER", "posture": "sanctions"},
        {"kind": "coup", "country": "GIN"},
        {"kind": "coup", "country": "BEN", "claimant": "free", "requested_force": True},
        {"kind": "posture", "bloc": "ECOWAS", "country": "BFA", "posture": "ultimatum"},
        {"kind": "concession", "bloc": "ECOWAS", "country": "MLI"},
        {"kind": "intervention", "by": "ECOWAS", "country": "NER"},
        {"kind": "intervention", "by": "ECOWAS", "country": "NER", "on": date(2024, 9, 1)},
    ],
    "record": {"regions": True, "fighters_every": 1},
}


@dataclass(frozen=True)
class Levels:
    """One block in which each parameter has, in turn, each of its levels for the same runs."""

    block: Block

    def differ(self, name: str) -> set[str]:
        """The variables that differ between low and high, of the range or else of the bounds."""
        first = list(IN_FORCE).index(name) * 4 * RUNS
        for low in (first, first + 2 * RUNS):
            high = low + RUNS
            found = {
                variable
                for variable in VARIABLES
                if not np.array_equal(
                    self.block[variable][..., low : low + RUNS],
                    self.block[variable][..., high : high + RUNS],
                )
            }
            if found:
                return found
        return set()


@pytest.fixture(scope="module")
def levels(baseline: Scenario) -> Levels:
    """Every level of every parameter, in one ensemble."""
    events = [{"on": date(2023, 8, 15), **event} for event in EVENTFUL["events"]]
    scenario = baseline.patch({**EVENTFUL, "events": events})
    runs = 4 * RUNS * len(IN_FORCE)
    design = {name: np.full(runs, scenario.parameters[name], np.float64) for name in IN_FORCE}
    for position, (name, declared) in enumerate(IN_FORCE.items()):
        own = np.repeat([*declared.range, *declared.bounds], RUNS)
        first = position * 4 * RUNS
        design[name][first : first + 4 * RUNS] = own
    numbers = np.tile(np.arange(RUNS, dtype=np.uint32), 4 * len(IN_FORCE))
    return Levels(run_job(Job(scenario, 1, numbers, design)))


@pytest.mark.parametrize("name", IN_FORCE)
def test_a_parameter_in_force_changes_what_is_recorded(levels: Levels, name: str) -> None:
    """A person would turn a knob that is connected to nothing."""
    assert levels.differ(name), (
        f"{name} moves nothing here: if it lacks a clause, say, add it above"
    )


def test_every_parameter_is_in_force() -> None:
    """A parameter would wait for a rule that never came."""
    assert set(declarations()) == set(IN_FORCE)
