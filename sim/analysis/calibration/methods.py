"""Methods of calibration as `ranks` asks for them: from observations to points."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.calibration.fit import Fit, draw
from sim.analysis.calibration.ranks import DRAWS
from sim.analysis.calibration.reference import ReferenceTable
from sim.analysis.calibration.training import Observations
from sim.scenario import Scenario
from sim.world.state import Array

TRIED = 2**17
"""Points of the prior among which the draws of a small fit are chosen."""


@dataclass(frozen=True)
class ByWaves:
    """The shipped method at a smaller cost.

    Attributes:
        scenario, countries: as for `Fit`.
        rows: evaluated in each of two waves.
        histories: under each row.
    """

    scenario: Scenario
    countries: list[str]
    rows: int = 160
    histories: int = 48

    def __call__(self, observed: Observations, seed: int) -> Array:
        """Draws of the posterior, ``(draw, parameter)``."""
        fit = Fit(
            self.scenario, self.countries, observed, self.rows, self.histories, waves=2, seed=seed
        )
        return draw(fit.run(None, progress=False), DRAWS, seed, among=TRIED)


@dataclass(frozen=True)
class ByReference:
    """Approximate Bayesian computation from one table of free histories."""

    table: ReferenceTable

    def __call__(self, observed: Observations, seed: int) -> Array:  # noqa: ARG002
        """Draws of the posterior, ``(draw, parameter)``; the seed has nothing to decide."""
        return self.table.posterior(observed)
