"""The values of every parameter, for the runs of one model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.mechanisms import PARAMETER_SETS, declarations
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
from sim.parameters import Distribution, Values, stream_of
from sim.streams import Streams


@dataclass(frozen=True)
class ModelParameters:
    """One parameter set a mechanism."""

    start: StartParameters
    economy: EconomyParameters
    partners: PartnerParameters
    honouring: HonouringParameters
    coercion: CoercionParameters
    intervention: InterventionParameters
    deployment: DeploymentParameters
    attacks: AttackParameters
    casualties: CasualtyParameters
    recruitment: RecruitmentParameters
    control: ControlParameters
    displacement: DisplacementParameters
    coups: CoupParameters
    membership: MembershipParameters
    affinity: AffinityParameters

    @classmethod
    def of(
        cls,
        given: Mapping[str, float | Distribution],
        streams: Streams,
        design: Mapping[str, NDArray[np.float64]],
    ) -> Self:
        """Values for the runs of ``streams``: a design's column, else a draw from the scenario's
        distribution (once a run, whatever the month), else the scenario's number."""
        declared = declarations()
        values: dict[str, dict[str, Any]] = {mechanism: {} for mechanism in PARAMETER_SETS}
        for name, declaration in declared.items():
            mechanism, own_name = name.split(".")
            value: Values | Distribution = design.get(name, given[name])
            if isinstance(value, Distribution):
                u = streams.uniform(((stream_of(value, name), ""),), 0)[0]
                value = value.quantile(u, declaration.bounds)
            values[mechanism][own_name] = value
        sets: dict[str, Any] = {name: PARAMETER_SETS[name](**own) for name, own in values.items()}
        return cls(**sets)

    def take(self, positions: NDArray[np.int64]) -> Self:
        """The values of the runs at these positions."""
        return type(self)(*(getattr(self, item.name).take(positions) for item in fields(self)))

    def changed(self, values: Mapping[str, NDArray[np.float64]]) -> Self:
        """These parameters, some with other values, ``(run,)`` by dotted name."""
        by_mechanism: dict[str, dict[str, NDArray[np.float64]]] = {}
        for name, given in values.items():
            mechanism, own_name = name.split(".")
            by_mechanism.setdefault(mechanism, {})[own_name] = given
        sets = {name: replace(getattr(self, name), **own) for name, own in by_mechanism.items()}
        return replace(self, **sets)

    def varying(self) -> dict[str, NDArray[np.float64]]:
        """The parameters that differ by run, ``(run,)`` by dotted name."""
        return {
            f"{mechanism.name}.{item.name}": value
            for mechanism in fields(self)
            for item in fields(getattr(self, mechanism.name))
            for value in [getattr(getattr(self, mechanism.name), item.name)]
            if isinstance(value, np.ndarray)
        }
