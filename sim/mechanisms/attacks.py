"""M9: lethal attacks by armed groups: fighters, opportunity, pressure, tempo, some excitation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.parameters import ParameterSet, Values, parameter

Array = NDArray[np.float64]


DRIEST = 1
"""The month (January is 0) farthest from the middle of the rains, which fall from June to
September."""
SWING_MEMORY = 0.95
"""Month-to-month correlation of how far a war's tempo swings: it halves in a year; judgement."""
SMALLEST_CELL = 1.0
"""Fewer fighters than this in a region neither attack nor are hunted; judgement."""


@dataclass(frozen=True)
class AttackParameters(ParameterSet):
    """How often armed groups attack."""

    intensity: Values = parameter(
        9.5,
        bounds=(0.0, 30.0),
        range=(4.0, 16.0),
        unit="attacks / month / 1,000 fighters",
        symbol="kap",
        meaning="Lethal attacks by a thousand fighters where control is contested.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    dispersion: Values = parameter(
        3.5,
        bounds=(0.2, 50.0),
        range=(0.5, 6.0),
        unit="1",
        symbol="disp",
        meaning="Size of the negative binomial of monthly attacks (small = bursts).",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    excitation: Values = parameter(
        0.10,
        bounds=(0.0, 0.6),
        range=(0.02, 0.25),
        unit="attacks / attack",
        symbol="phi",
        meaning="Attacks that an attack calls forth in the same region in later months.",
        source="Lewis et al. 2012: most offspring within the month; drawn from the fit to UCDP GED",
        evidence="fitted",
    )
    spillover: Values = parameter(
        0.03,
        bounds=(0.0, 0.4),
        range=(0.0, 0.1),
        unit="attacks / attack",
        symbol="phiX",
        meaning="Attacks that an attack calls forth in neighbouring regions.",
        source="Schutte & Weidmann 2011; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    excitation_memory: Values = parameter(
        0.35,
        bounds=(0.0, 0.9),
        range=(0.2, 0.5),
        unit="1 / month",
        symbol="dA",
        meaning="Share of the excitation kept each month.",
        source="Lewis et al. 2012: two to six weeks; judgement",
    )
    tempo_memory: Values = parameter(
        0.85,
        bounds=(0.0, 0.99),
        range=(0.6, 0.98),
        unit="1 / month",
        symbol="tr",
        meaning="Month-to-month correlation of the tempo of a country's war.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    tempo_sd: Values = parameter(
        0.60,
        bounds=(0.0, 1.5),
        range=(0.3, 1.2),
        unit="log",
        symbol="ts",
        meaning="Standard deviation of the log of the tempo of a middling country's war.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    tempo_variety: Values = parameter(
        0.4,
        bounds=(0.0, 1.5),
        range=(0.0, 0.8),
        unit="log",
        symbol="tv",
        meaning="How much wars differ in how far their tempo swings.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    season: Values = parameter(
        0.25,
        bounds=(0.0, 1.5),
        range=(0.0, 0.6),
        unit="log",
        symbol="bSea",
        meaning="How far the dry season quickens the war, and the rains slow it.",
        source="default judgement; drawn from the fit to UCDP GED 2018-22",
        evidence="fitted",
    )
    suppression: Values = parameter(
        0.8,
        bounds=(0.0, 3.0),
        range=(0.3, 1.2),
        unit="log",
        symbol="bSup",
        meaning="An effective army suppresses attacks.",
        source="judgement",
    )
    sanctuary: Values = parameter(
        0.6,
        bounds=(0.0, 3.0),
        range=(0.2, 1.0),
        unit="log",
        symbol="bSan",
        meaning="Ungoverned land across a border breeds attacks.",
        source="sign Salehyan 2009; size judgement",
    )


def tempo(level: Array, shock: Array, p: AttackParameters) -> Array:
    """The tempo of a war a month later, in standard deviations, from a standard normal ``shock`` of
    the same shape."""
    memory = np.asarray(p.tempo_memory)
    return memory * level + np.sqrt(1.0 - memory**2) * shock


def swing(level: Array, shock: Array) -> Array:
    """How far a war's tempo swings a month later, in standard deviations, from a standard normal
    ``shock`` of the same shape."""
    return SWING_MEMORY * level + math.sqrt(1.0 - SWING_MEMORY**2) * shock


def tempo_spread(swing: Array, p: AttackParameters) -> Array:
    """Standard deviation of the log of a war's tempo, ``(..., run)``, from how far it swings."""
    spread: Array = p.tempo_sd * np.exp(p.tempo_variety * swing)
    return spread


def tempo_factor(level: Array, spread: Array, month: int, p: AttackParameters) -> Array:
    """Factor on attacks and operations from the tempo of a war (mean one) and the season.

    Args:
        level: the tempo in standard deviations, ``(..., run)``.
        spread: how large these are for each war, ``(..., run)``.
        month: an absolute month (year * 12 + month - 1).
        p: the parameters.
    """
    dryness = math.cos(2.0 * math.pi * (month % 12 - DRIEST) / 12.0)
    factor: Array = np.exp((level - spread / 2.0) * spread + p.season * dryness)
    return factor


def sanctuary(foreign_state_control: Array, has_foreign: Array, cooperation: Array) -> Array:
    """Ungoverned land across the border ``(region, run)``, 0 to 1.

    Args:
        foreign_state_control: mean state control of the foreign neighbours, ``(region, run)``.
        has_foreign: 1 where a region has foreign neighbours, else 0, ``(region, 1)``.
        cooperation: level of joint operations across that border, 0 to 1.

    Examples:
        >>> sanctuary(np.array([0.4, 0.4]), np.array([1.0, 0.0]), np.array(0.5)).clip(0)
        array([0.3, 0. ])
    """
    return (has_foreign - foreign_state_control) * (1.0 - cooperation)


def pressure(effectiveness: Array, sanctuary: Array, p: AttackParameters) -> Array:
    """Factor on attacks ``(region, run)`` from the army's effectiveness and the sanctuary."""
    return np.exp(p.sanctuary * sanctuary - p.suppression * (effectiveness - 1.0))


def opportunity(control: Array) -> Array:
    """Factor on attacks from a group's control: highest where control is contested.

    Examples:
        >>> opportunity(np.array([0.0, 0.5, 1.0]))
        array([0.25, 1.  , 0.25])
    """
    return 0.25 + 3.0 * (control * (1.0 - control))


def expected(
    fighters: Array,
    control: Array,
    pressure: Array,
    p: AttackParameters,
) -> Array:
    """Mean number of attacks of a group in a month of standing tempo, ``(region, run)``, without
    those that earlier ones call forth."""
    mean = opportunity(control)
    mean *= pressure
    mean *= fighters
    mean *= np.asarray(p.intensity) / 1000.0
    mean *= fighters >= SMALLEST_CELL
    return mean


def starting_excitation(fighters: Array, p: AttackParameters) -> Array:
    """Excitation memory before the first month: the level at which it would stand still if the
    fighters had attacked alike before (judgement)."""
    return p.intensity * p.excitation / 1000.0 * fighters


def excitation(level: Array, attacks: Array, attacks_nearby: Array, p: AttackParameters) -> Array:
    """Excitation memory a month later; ``attacks_nearby`` is what spills over from neighbours."""
    memory = np.asarray(p.excitation_memory)
    news = p.excitation * attacks
    news += p.spillover * attacks_nearby
    news *= 1.0 - memory
    news += memory * level
    return news
