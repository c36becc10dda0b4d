"""How likely a month's observed deaths are, given where each run stands before its violence.

A run's own draws are not asked: what it was about to do is. Deaths in a country are a sum over
events of power-law size, near to lognormal where there are many, with a share of months in which
nothing happens at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import gammaln, stdtr

from sim.mechanisms.casualties import CasualtyParameters
from sim.model import CrisisModel
from sim.world.state import Array, in_turn

LEAST = 0.5
"""Fewer deaths than this are none."""
DEGREES = 5.0
"""Degrees of freedom of the Student distribution of log deaths: no one month may carry the level.
Judgement, after Moura (March 2022)."""


@dataclass(frozen=True)
class Severity:
    """Mean and mean square of the deaths in an event, ``(run,)``."""

    mean: Array
    square: Array

    @classmethod
    def of(cls, p: CasualtyParameters, runs: int) -> Self:
        """The moments of the power law that `casualties.severity` draws from."""
        tail = np.broadcast_to(np.asarray(p.tail, np.float64), (runs,))
        largest = np.broadcast_to(np.asarray(p.largest, np.float64), (runs,))
        pairs, place = np.unique(np.stack([tail, largest]), axis=1, return_inverse=True)
        found = np.array([_moments(*pair) for pair in pairs.T]).T
        mean, square = found[:, place.ravel()]
        return cls(mean, square)


def _moments(tail: float, largest: float) -> tuple[float, float]:
    sizes = np.arange(1.0, np.ceil(largest))
    lowest = largest ** (1.0 - tail)
    as_large = (sizes ** (1.0 - tail) - lowest) / (1.0 - lowest)
    return float(as_large.sum()), float(((2.0 * sizes - 1.0) * as_large).sum())


@dataclass(frozen=True)
class Outlook:
    """What a month may bring to one country, by the tempo of its war; all ``(run,)``.

    Attributes:
        attacks, excited: attacks expected at the standing tempo, and called forth by earlier ones.
        squares: sums over places of the square of the first, of their product, and of the square
            of the second.
        operations: operations expected at the standing tempo.
        toll, toll_square: deaths (and their square) in these for one of severity, summed.
        clashes: clashes of rivals expected.
        severity: of an event.
        dispersion: of attacks in a place.
    """

    attacks: Array
    excited: Array
    squares: tuple[Array, Array, Array]
    operations: Array
    toll: Array
    toll_square: Array
    clashes: Array
    severity: Severity
    dispersion: Array

    @classmethod
    def of(cls, model: CrisisModel, country: int, clashes: Array, severity: Severity) -> Self:
        """The outlook of a country (its position) as its armies have deployed.

        Args:
            model: prospects known, nothing fought yet.
            country: position.
            clashes: expected in the country, ``(run,)``.
            severity: of an event.
        """
        prospects = model.prospects
        rows = np.flatnonzero(prospects.country == country)
        struck, excited = prospects.attacks[rows], prospects.excitation[rows]
        hunted = prospects.operations[rows]
        toll = prospects.killed[rows] + prospects.harmed[rows]
        return cls(
            attacks=in_turn(struck),
            excited=in_turn(excited),
            squares=(in_turn(struck**2), in_turn(struck * excited), in_turn(excited**2)),
            operations=in_turn(hunted),
            toll=in_turn(hunted * toll),
            toll_square=in_turn(hunted * toll**2),
            clashes=clashes,
            severity=severity,
            dispersion=np.asarray(model.parameters.attacks.dispersion),
        )

    def likelihood(self, deaths: float, factor: Array) -> Array:
        """Probability (of a whole number) of that many deaths.

        Args:
            deaths: observed in the month.
            factor: of the tempo, on attacks and operations, ``(..., run)``.
        """
        number = self.attacks * factor + self.excited
        own, mixed, other = self.squares
        squares = np.maximum((own * factor + 2.0 * mixed) * factor + other, 1e-12)
        size = self.dispersion
        mean = (number + self.toll * factor + self.clashes) * self.severity.mean
        variance = (number + self.toll_square * factor + self.clashes) * self.severity.square
        variance += squares / size * self.severity.mean**2
        whole = size * number**2 / squares  # the size of all attacks as one negative binomial
        nothing = np.exp(
            -whole * np.log1p(number / np.maximum(whole, 1e-12))
            - self.operations * factor
            - self.clashes
        )
        return _probability(deaths, mean, variance, nothing)


def _probability(deaths: float, mean: Array, variance: Array, nothing: Array) -> Array:
    """A share of nothing, and a log-Student of the rest, from one death up, with the moments that
    a lognormal has."""
    if deaths < LEAST:
        return nothing
    something = np.maximum(1.0 - nothing, 1e-9)
    mean = np.maximum(mean, 1e-9) / something
    spread = np.log1p(np.maximum((variance / something) / mean**2 - nothing, 1e-6))
    middle, sd = np.log(mean) - spread / 2.0, np.sqrt(spread)
    density = np.exp(_log_student((np.log(deaths) - middle) / sd)) / sd / deaths
    below = stdtr(DEGREES, (np.log(LEAST) - middle) / sd)
    return np.asarray(density * something / np.maximum(1.0 - below, 1e-9))


def _log_student(z: Array) -> Array:
    n = DEGREES
    constant = gammaln((n + 1) / 2) - gammaln(n / 2) - 0.5 * np.log(n * np.pi)
    return np.asarray(constant - (n + 1) / 2 * np.log1p(z * z / n))
