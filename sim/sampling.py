"""Counts and events from uniform numbers, by the inverse of the distribution function.

One uniform gives one count, whatever the parameters: a rejection sampler would move every later
draw when one run's parameter changes. Walking up a mass function is the one thing that arrays do
badly, so it is compiled (Numba).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from sim.parameters import Values

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

LARGE_MEAN = 200.0
"""Above this mean a continuous distribution stands in for the count."""
LONGEST_WALK = 100_000
"""Where a walk ends if rounding leaves a sliver of probability that no mass reaches."""
_INVERSES = np.concatenate([[np.inf], 1.0 / np.arange(1, 512)])


def poisson(u: Array, mean: Array) -> Counts:
    """Poisson counts at the probabilities ``u``, same shape; ``mean`` is not negative."""
    counts = np.zeros(u.shape, np.int64)
    _walk_poisson(u.ravel(), mean.ravel(), np.exp(-mean).ravel(), counts.ravel())
    large = mean > LARGE_MEAN
    if large.any():
        quantile = mean[large] + np.sqrt(mean[large]) * ndtri(u[large])
        counts[large] = np.rint(np.maximum(quantile, 0.0))
    return counts


def negative_binomial(u: Array, mean: Array, size: Values) -> Counts:
    """Negative binomial counts at the probabilities ``u``, same shape.

    Args:
        u: uniform numbers.
        mean: means, not negative.
        size: the dispersion (variance = mean + mean**2 / size), above zero; one number, or
            ``(run,)``.
    """
    counts = np.zeros(u.shape, np.int64)
    sizes = np.broadcast_to(np.asarray(size, np.float64), u.shape[-1:]).copy()
    none = np.exp(-sizes * np.log(1.0 + mean / sizes))  # here, since NumPy does several at once
    _walk_negative_binomial(u.ravel(), mean.ravel(), none.ravel(), sizes, counts.ravel())
    large = mean > LARGE_MEAN
    if large.any():
        # A gamma of the count's own mean and variance.
        shape = 1.0 / (1.0 / np.broadcast_to(sizes, u.shape)[large] + 1.0 / mean[large])
        counts[large] = np.rint(gammaincinv(shape, u[large]) * mean[large] / shape)
    return counts


@njit(inline="always")
def _inverse(n: int) -> float:
    """1 / n, looked up where it is wanted most: a division takes longer than all the rest."""
    return _INVERSES[n] if n < _INVERSES.size else 1.0 / n


@njit(cache=True)
def _walk_poisson(u: Array, mean: Array, none: Array, counts: Counts) -> None:
    """Fill in the counts of cells whose mean is not large; ``none`` is the chance of zero."""
    for cell in range(u.size):
        if u[cell] < none[cell] or mean[cell] > LARGE_MEAN:
            continue
        mass = none[cell]
        summed = mass
        n = 0
        while summed <= u[cell] and n < LONGEST_WALK:
            n += 1
            mass *= mean[cell] * _inverse(n)
            summed += mass
        counts[cell] = n


@njit(cache=True)
def _walk_negative_binomial(
    u: Array, mean: Array, none: Array, sizes: Array, counts: Counts
) -> None:
    """Fill in the counts of cells whose mean is not large; ``none`` is the chance of zero, and
    ``sizes`` are by run."""
    for cell in range(u.size):
        if u[cell] < none[cell] or mean[cell] > LARGE_MEAN:
            continue
        size = sizes[cell % sizes.size]
        odds = mean[cell] / (mean[cell] + size)
        surplus = odds * (size - 1.0)
        mass = none[cell]
        summed = mass
        n = 0
        while summed <= u[cell] and n < LONGEST_WALK:
            n += 1
            mass *= odds + surplus * _inverse(n)
            summed += mass
        counts[cell] = n


@njit(cache=True)
def _add_up(
    values: NDArray[np.float32],
    counts: Counts,
    row: NDArray[np.int64],
    run: NDArray[np.int64],
    sums: Array,
) -> None:
    """Put the sum of each cell's values in its place."""
    at = 0
    for cell in range(counts.size):
        total = 0.0
        for _ in range(counts[cell]):
            total += values[at]
            at += 1
        sums[row[cell], run[cell]] = total


@dataclass(frozen=True)
class Events:
    """Single events behind an array of counts ``(cell, run)``, in order of cell, run, number.

    Attributes:
        counts: events of each cell that has any, ``(occupied,)``.
        row, run: where those cells lie in the array, ``(occupied,)``.
        cell: which cells they are, ``(occupied,)``.
        shape: of the array of counts.
    """

    counts: Counts
    row: NDArray[np.int64]
    run: NDArray[np.int64]
    cell: NDArray[np.int64]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, counts: Counts, cells: NDArray[np.int64]) -> Events:
        """The events that make up ``counts``, whose rows are these cells."""
        occupied = np.flatnonzero(counts)
        row, run = np.divmod(occupied, counts.shape[-1])
        return cls(counts.ravel()[occupied], row, run, cells[row], counts.shape)

    def each(self, values: NDArray[Any]) -> NDArray[Any]:
        """One value an event ``(event,)`` from one value an occupied cell."""
        return np.repeat(values, self.counts)

    def total(self, values: NDArray[np.float32]) -> Array:
        """Sums ``(cell, run)`` of one value an event; whole numbers add up exactly (to 2**53)."""
        sums = np.zeros(self.shape)
        _add_up(values, self.counts, self.row, self.run, sums)
        return sums
