"""The tempo of each war as one who knows the month's deaths would draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr, ndtri

from sim.analysis.filtering.likelihood import Outlook, Severity
from sim.mechanisms import attacks
from sim.model import CrisisModel
from sim.world.state import Array

STRATA = 24
"""Equally likely parts of a shock between which the observation decides."""
CENTRES: Array = ndtri((np.arange(STRATA) + 0.5) / STRATA)[:, None]
SMALLEST = 1e-300
"""Likelihoods below count as this."""


@dataclass
class Observer:
    """A guide of `CrisisModel` for one month, and what it makes of every run.

    Attributes:
        countries: positions of the countries observed.
        severity: of an event, by run.
        deaths: observed in the coming month, ``(country,)``; NaN where unknown.
        log_weights: after the month, the log of each run's predictive density of these deaths,
            corrected for what the guidance only approximates, ``(run,)``.
    """

    countries: Sequence[int]
    severity: Severity
    deaths: Array
    log_weights: Array = field(default_factory=lambda: np.zeros(0))

    def __call__(self, model: CrisisModel, shock: Array) -> Array:
        """Shocks ``(country, run)``, guided where a country's deaths are known."""
        shock = shock.copy()
        self.log_weights = np.zeros(shock.shape[-1])
        theatre = model.world.theatre
        clashes = theatre.by_country(
            model.fighting.expected_clashes(
                theatre, model.world.relations, model.parameters.casualties
            )
        )
        for country, deaths in zip(self.countries, self.deaths, strict=True):
            if not np.isnan(deaths):
                outlook = Outlook.of(model, country, clashes[country], self.severity)
                shock[country] = self._guided(model, country, outlook, deaths, shock[country])
        return shock

    def _guided(
        self, model: CrisisModel, country: int, outlook: Outlook, deaths: float, shock: Array
    ) -> Array:
        p, theatre = model.parameters.attacks, model.world.theatre
        level, spread = theatre.tempo[country], attacks.tempo_spread(theatre.swing[country], p)

        def likely(given: Array) -> Array:
            tempo = attacks.tempo(level, given, p)
            factor = attacks.tempo_factor(tempo, spread, model.month, p)
            return np.maximum(outlook.likelihood(deaths, factor), SMALLEST)

        found = likely(CENTRES)
        steps = np.cumsum(found, axis=0)
        # One uniform number chooses the part, and what is left of it the place in there.
        target = ndtr(shock) * steps[-1]
        part = np.minimum((steps <= target).sum(axis=0), STRATA - 1)
        own = np.take_along_axis(found, part[None], 0)[0]
        before = np.take_along_axis(steps, part[None], 0)[0] - own
        within = np.clip((target - before) / own, 1e-9, 1.0 - 1e-9)
        guided: Array = ndtri((part + within) / STRATA)
        self.log_weights += np.log(steps[-1] / STRATA) + np.log(likely(guided) / own)
        return guided
