"""The rules: one file a mechanism, with its parameters; pure functions on arrays.

The last axis of every array is `run`. A mechanism knows no actor, draws nothing and reads no file.
"""

from __future__ import annotations

from sim.mechanisms.affinity import AffinityParameters
from sim.mechanisms.attacks import AttackParameters
from sim.mechanisms.casualties import CasualtyParameters
from sim.mechanisms.coercion import CoercionParameters
from sim.mechanisms.control import ControlParameters
from sim.mechanisms.coups import CoupParameters
from sim.mechanisms.deployment import DeploymentParameters
from sim.mechanisms.displacement import DisplacementParameters
from sim.mechanisms.economy import EconomyParameters
from sim.mechanisms.honouring import HonouringParameters
from sim.mechanisms.intervention import InterventionParameters
from sim.mechanisms.membership import MembershipParameters
from sim.mechanisms.partners import PartnerParameters
from sim.mechanisms.recruitment import RecruitmentParameters
from sim.mechanisms.start import StartParameters
from sim.parameters import Declaration, ParameterSet

PARAMETER_SETS: dict[str, type[ParameterSet]] = {
    "start": StartParameters,
    "economy": EconomyParameters,
    "partners": PartnerParameters,
    "honouring": HonouringParameters,
    "coercion": CoercionParameters,
    "intervention": InterventionParameters,
    "deployment": DeploymentParameters,
    "attacks": AttackParameters,
    "casualties": CasualtyParameters,
    "recruitment": RecruitmentParameters,
    "control": ControlParameters,
    "displacement": DisplacementParameters,
    "coups": CoupParameters,
    "membership": MembershipParameters,
    "affinity": AffinityParameters,
}
"""Every mechanism that has parameters, by the name a scenario file uses."""


def declarations() -> dict[str, Declaration]:
    """Every parameter's declaration by dotted name, in the order of the month."""
    return {
        declared.name: declared
        for mechanism, parameter_set in PARAMETER_SETS.items()
        for declared in parameter_set.declarations(mechanism).values()
    }
