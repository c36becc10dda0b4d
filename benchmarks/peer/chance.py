"""Draws of one number, from a model's own generators."""

from __future__ import annotations

import random

import numpy as np


def negative_binomial(rng: np.random.Generator, mean: float, size: float) -> int:
    """A count with that mean, and variance mean + mean²/size (docs/model.md M9)."""
    return int(rng.negative_binomial(size, size / (size + mean))) if mean > 0.0 else 0


def poisson(rng: np.random.Generator, mean: float) -> int:
    """A count with that mean and variance."""
    return int(rng.poisson(mean)) if mean > 0.0 else 0


class Severity:
    """Deaths in an event: whole numbers from 1, by a power law cut off (docs/model.md M10)."""

    def __init__(self, generator: random.Random, tail: float, largest: float) -> None:
        self.uniform = generator.random
        self.lowest = largest ** (1.0 - tail)
        self.power = 1.0 / (1.0 - tail)

    def of(self, events: int) -> int:
        """Deaths in that many events together."""
        uniform, lowest, power = self.uniform, self.lowest, self.power
        width, dead = 1.0 - lowest, 0
        for _ in range(events):
            dead += int((lowest + width * uniform()) ** power)
        return dead
