"""A quick stand-in for the filter: quadratic in the parameters, learnt from rows evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from sim.analysis.calibration.evaluation import Evaluation
from sim.analysis.calibration.training import Datum, Observations
from sim.world.state import Array

NEAR = 30.0
"""Rows whose log likelihood is farther than this under the best teach nothing about it."""
PENALTIES = np.logspace(-2, 3, 12)
"""Penalties of the ridge regression tried."""


@dataclass(frozen=True)
class Emulator:
    """Log posterior density (up to a constant) of points of the unit cube of parameters.

    Attributes:
        likelihood, control, civilians: regressions of what `evaluate` finds.
        observed: what the two further figures should come near to.
    """

    likelihood: Any
    control: Any
    civilians: Any
    observed: Observations

    @classmethod
    def of(cls, points: Array, found: Evaluation, observed: Observations) -> Self:
        """Learn from points ``(row, parameter)`` and what was found there."""
        near = found.log_likelihood > found.log_likelihood.max() - NEAR
        likelihood = _quadratic().fit(_centred(points[near]), found.log_likelihood[near])
        return cls(
            likelihood,
            _quadratic().fit(_centred(points), found.control),
            _quadratic().fit(_centred(points), found.civilians),
            observed,
        )

    def log_density(self, points: Array) -> Array:
        """Log posterior density ``(row,)`` of points ``(row, parameter)``; the prior is flat."""
        centred = _centred(points)
        return np.asarray(
            self.likelihood.predict(centred)
            + _closeness(self.control.predict(centred), self.observed.control)
            + _closeness(self.civilians.predict(centred), self.observed.civilians)
        )


def _centred(points: Array) -> Array:
    return 2.0 * points - 1.0


def _closeness(found: Array, datum: Datum) -> Array:
    return np.asarray(-0.5 * ((found - datum.value) / np.hypot(datum.sd, datum.within)) ** 2)


def _quadratic() -> Any:
    return make_pipeline(PolynomialFeatures(2, include_bias=False), RidgeCV(PENALTIES))
