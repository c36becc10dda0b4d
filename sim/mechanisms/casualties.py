"""M10: who dies: attacks, operations of the army, and clashes between rival groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.mechanisms.attacks import SMALLEST_CELL
from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]
Single = NDArray[np.float32]

SOLDIERS_SHARE = 0.6
"""Share of soldiers among the combatants killed in an attack; judgement."""


@dataclass(frozen=True)
class CasualtyParameters(ParameterSet):
    """How deadly events are, and for whom."""

    tail: Values = parameter(
        2.40,
        bounds=(1.5, 4.0),
        range=(2.1, 2.7),
        unit="1",
        symbol="alpha",
        meaning="Exponent of the power law of deaths in an event.",
        source="Johnson et al. 2006, Spagat et al. 2018; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    largest: Values = parameter(
        500.0,
        bounds=(10.0, 5000.0),
        range=(300.0, 1000.0),
        unit="deaths",
        symbol="xmax",
        meaning="Deaths that no single event reaches.",
        source="Moura 2022 (UN: at least 500); judgement",
    )
    civilians: Values = parameter(
        0.50,
        bounds=(0.0, 1.0),
        range=(0.3, 0.7),
        unit="share",
        symbol="pc",
        meaning="Civilians among the dead of an attack where a group dominates but is not secure.",
        source="Kalyvas 2006; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    operations: Values = parameter(
        1.3,
        bounds=(0.0, 10.0),
        range=(0.5, 3.0),
        unit="operations / month",
        symbol="om",
        meaning="Operations of 1,000 effective soldiers against 1,000 fighters.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    lethality: Values = parameter(
        1.6,
        bounds=(0.0, 6.0),
        range=(0.5, 2.5),
        unit="1",
        symbol="leth",
        meaning="Fighters killed in an operation, for one unit of severity.",
        source="judgement: fitted with the number of operations, of which it is hardly separable",
    )
    harm: Values = parameter(
        0.95,
        bounds=(0.0, 5.0),
        range=(0.4, 2.0),
        unit="1",
        symbol="hm",
        meaning="Civilians killed in an operation without information, for one unit of severity.",
        source="Berman, Shapiro & Felter 2011; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    power: Values = parameter(
        4.0,
        bounds=(0.1, 30.0),
        range=(2.0, 12.0),
        unit="soldiers / fighter",
        symbol="psi",
        meaning="Soldiers that balance one fighter.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    rivalry: Values = parameter(
        6.5,
        bounds=(0.0, 50.0),
        range=(1.0, 20.0),
        unit="clashes / month",
        symbol="chi",
        meaning="Clashes between 1,000 fighters each of two groups wholly hostile.",
        source="JNIM-IS war since 2019; size judgement",
    )
    shelter: Values = parameter(
        0.5,
        bounds=(0.0, 1.0),
        range=(0.2, 0.8),
        unit="1",
        symbol="sS",
        meaning="Information lost to sanctuary across the border.",
        source="judgement",
    )
    reach: Values = parameter(
        0.5,
        bounds=(0.0, 2.0),
        range=(0.2, 1.0),
        unit="1",
        symbol="jReach",
        meaning="Share of neighbours' soldiers that joint operations bring to bear.",
        source="judgement",
    )


def severity(u: Single, tail: Values, largest: Values) -> Single:
    """Deaths in each event, whole numbers from 1, by a discrete power law cut off at ``largest``.

    Single precision is enough for whole numbers of this size, and several times faster.

    Args:
        u: one uniform number an event, ``(event,)``.
        tail, largest: the parameters of each event's run, ``(event,)`` or single numbers.

    Examples:
        >>> severity(np.array([0.9, 0.4, 0.15, 0.01], np.float32), tail=2.0, largest=1e6)
        array([ 1.,  2.,  6., 99.], dtype=float32)
    """
    exponent = 1.0 - np.asarray(tail)
    lowest = (np.asarray(largest) ** exponent).astype(np.float32)
    survival = u * (np.float32(1.0) - lowest)
    survival += lowest
    np.log(survival, out=survival)
    survival *= (1.0 / exponent).astype(np.float32)
    np.exp(survival, out=survival)
    return np.floor(survival, out=survival)


def civilian_share(control: Array, p: CasualtyParameters) -> Array:
    """Share of civilians among those killed in a group's attacks, by its control."""
    return p.civilians * (0.5 + 3.375 * (control * control * (1.0 - control)))


def information(state_control: Array, sanctuary: Array, p: CasualtyParameters) -> Array:
    """What the army knows of a region ``(region, run)``, 0.1 to 1."""
    return np.clip(state_control * (1.0 - p.shelter * sanctuary), 0.1, 1.0)


def lent(neighbours: Array, p: CasualtyParameters) -> Array:
    """Effective strength ``(region, run)`` that neighbours' armies bring across the border.

    Args:
        neighbours: mean over foreign neighbours of their effective strength times the level of
            their joint operations, persons.
        p: the parameters.
    """
    return neighbours * p.reach


def expected_operations(army: Array, fighters: Array, p: CasualtyParameters) -> Array:
    """Mean number of operations against a group ``(region, run)``; ``army`` is the effective
    strength of the soldiers there, persons."""
    return p.operations / 1000.0 * np.sqrt(army * fighters) * (fighters >= SMALLEST_CELL)


def army_wins(army: Array, fighters: Array, p: CasualtyParameters) -> Array:
    """Share of an operation's contest that the army wins ``(region, run)``, after Tullock 1980.

    Examples:
        >>> army_wins(np.array([300.0]), np.array([50.0]), CasualtyParameters(power=2.0))
        array([0.75])
    """
    return army / np.maximum(army + p.power * fighters, 1e-9)


def expected_clashes(
    affinity: Values, fighters: Array, rivals: Array, p: CasualtyParameters
) -> Array:
    """Mean number of clashes between two groups ``(region, run)``."""
    hostility: Array = p.rivalry * np.maximum(-np.asarray(affinity), 0.0) / 1000.0
    both = np.minimum(fighters, rivals) >= SMALLEST_CELL
    return hostility * np.sqrt(fighters * rivals) * both
