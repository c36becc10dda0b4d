"""M11: fighters: recruits, seeding of neighbours, desertion, losses; grievance drives recruits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]

GRIEVANCE_CEILING = 3.0
"""Grievance above this recruits no faster (civilians killed per 10,000); judgement."""


@dataclass(frozen=True)
class RecruitmentParameters(ParameterSet):
    """How armed groups grow and shrink."""

    base: Values = parameter(
        0.065,
        bounds=(0.0, 0.3),
        range=(0.01, 0.10),
        unit="1 / month",
        symbol="r0",
        meaning="Recruits for each fighter without grievance, far from the pool's limit.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    grievance: Values = parameter(
        0.07,
        bounds=(0.0, 0.5),
        range=(0.02, 0.15),
        unit="1 / month / (killed per 10,000)",
        symbol="r1",
        meaning="Recruits added by civilians that the state's side killed.",
        source="UNDP 2017 (71 % name a government action); size judgement",
    )
    grievance_half_life: Values = parameter(
        9.0,
        bounds=(1.0, 60.0),
        range=(3.0, 18.0),
        unit="months",
        symbol="hhalf",
        meaning="Time in which grievance halves.",
        source="judgement",
    )
    desertion: Values = parameter(
        0.008,
        bounds=(0.0, 0.2),
        range=(0.002, 0.02),
        unit="1 / month",
        symbol="des",
        meaning="Fighters who leave.",
        source="judgement",
    )
    seeding: Values = parameter(
        0.012,
        bounds=(0.0, 0.2),
        range=(0.0, 0.03),
        unit="1 / month",
        symbol="nu",
        meaning="Fighters that those of neighbouring regions call forth.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    pool: Values = parameter(
        0.0006,
        bounds=(0.0001, 0.02),
        range=(0.0005, 0.0025),
        unit="fighters / inhabitant",
        symbol="kp",
        meaning="Fighters that a population can bear.",
        source="judgement",
    )


def grievance(level: Array, killed: Array, population: Array, p: RecruitmentParameters) -> Array:
    """Grievance ``(region, run)`` a month later: civilians killed by the state's side per 10,000,
    decayed."""
    level = level * 0.5 ** (1.0 / np.asarray(p.grievance_half_life))
    level += killed * (1e4 / population)
    return level


def room(all_fighters: Array, population: Array, p: RecruitmentParameters) -> Array:
    """Room for more fighters ``(region, run)``, from 1 (empty) to -1 (twice the pool or more)."""
    return np.clip(1.0 - all_fighters / (np.asarray(p.pool) * population), -1.0, 1.0)


def growth_rate(grievance: Array, room: Array, p: RecruitmentParameters) -> Array:
    """Net growth of any group's fighters ``(region, run)``, share a month, before losses.

    Examples:
        >>> p = RecruitmentParameters(base=0.06, grievance=0.02, desertion=0.01)
        >>> growth_rate(np.array([0.0, 2.0]), np.array([1.0, 0.5]), p).round(3)
        array([0.05, 0.04])
    """
    rate = p.base + p.grievance * np.minimum(grievance, GRIEVANCE_CEILING)
    rate *= room
    rate -= p.desertion
    return rate


def welcome(state_control: Array, room: Array, p: RecruitmentParameters) -> Array:
    """Share of neighbours' fighters that settle in a region each month ``(region, run)``."""
    return p.seeding * (1.0 - 0.6 * state_control) * np.maximum(room, 0.0)


def fighters(strength: Array, growth_rate: Array, arrivals: Array, losses: Array) -> Array:
    """Fighters ``(region, run)`` a month later, never below zero."""
    strength = strength * (1.0 + growth_rate)
    strength += arrivals
    strength -= losses
    return np.maximum(strength, 0.0, out=strength)
