"""Forecasts of the simulation: histories that follow the months seen, and go on from there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.calibration.following import Following
from sim.analysis.calibration.training import FIRST
from sim.analysis.forecasting.forecaster import HORIZON, Array, Forecaster
from sim.analysis.observed.series import MONTH
from sim.errors import LiptakoError
from sim.experiment.memory import keep_freed_memory
from sim.experiment.progress import watched
from sim.scenario import Scenario
from sim.world.calibrated import posterior

LONGEST = 24
"""Months ahead at most."""


@dataclass
class Simulation:
    """A forecaster (see `Forecaster`) that follows the months it is shown with a filter over runs.

    Months from January 2018 on are followed; it is shown neither deaths nor politics after the
    origin. Its rows are those of the fit to 2018-22, so for an origin before December 2022 they
    know later months. Shown a month more than the last time, it goes on from where it stands.

    Attributes:
        history: the scenario lived up to the origin.
        rows: of the posterior.
        histories: under each row.
        draws: of a forecast.
        seed: of every random number.
        months: ahead.
        progress: as for `sim.simulate`.
    """

    history: Scenario
    rows: int = 128
    histories: int = 64
    draws: int = 2000
    seed: int = 1
    months: int = HORIZON
    progress: bool | None = False
    _following: Following | None = field(default=None, repr=False)
    _drawn: Array | None = field(default=None, repr=False)
    _seen: Array = field(default_factory=lambda: np.zeros((0, 0)), repr=False)
    _countries: list[str] = field(default_factory=list, repr=False)

    def __call__(self, seen: xr.DataArray) -> Array:
        """Draws ``(country, lead, draw)``; see `Forecaster`.

        Raises:
            LiptakoError: the months seen do not begin by January 2018, a country is not in the
                scenario, or too few histories agree with what was seen.
        """
        keep_freed_memory()
        countries = [str(code) for code in seen["country"].values]
        months = _from_first(seen)
        if (
            self._knows(months, countries)
            and len(months) == len(self._seen)
            and self._drawn is not None
        ):
            return self._drawn.copy()
        following = self._follow(months, countries)
        model = following.future(self.draws, self.months)
        own = following.filter.countries
        found = np.empty((self.months, len(own), self.draws))
        for lead in range(self.months):
            model.step()
            found[lead] = model.toll.all_deaths[own]
        model.close()
        self._drawn = np.rint(found.transpose(1, 0, 2))
        return self._drawn.copy()

    @property
    def effective(self) -> float:
        """Effective number of the histories that followed the months seen last."""
        return self._following.effective if self._following is not None else 0.0

    def _follow(self, seen: Array, countries: list[str]) -> Following:
        """Histories that have lived all months seen, ``(month, country)``."""
        known = len(self._seen)
        following = self._following
        if following is None or not self._knows(seen, countries):
            following, known = self._start(countries), 0
        self._following = self._drawn = (
            None  # if it is stopped on the way, the next call starts anew
        )
        months = ((deaths, 1) for deaths in seen[known:])
        for deaths in watched(months, len(seen) - known, "months followed", self.progress):
            following.live(deaths)
        self._following, self._seen, self._countries = following, seen, countries
        return following

    def _knows(self, seen: Array, countries: list[str]) -> bool:
        """Whether these months begin with those seen last."""
        known = len(self._seen)
        return (
            countries == self._countries
            and len(seen) >= known
            and np.array_equal(seen[:known], self._seen, equal_nan=True)
        )

    def _start(self, countries: list[str]) -> Following:
        return Following.start(
            self.history, posterior(), countries, self.rows, self.histories, self.seed
        )


def forecast(forecaster: Forecaster, observed: xr.DataArray, origin: str) -> pd.DataFrame:
    """What may come after a month.

    Args:
        forecaster: the simulation, or any other.
        observed: deaths by ``month`` and ``country``; what is later than the origin is not looked
            at.
        origin: the last month known, YYYY-MM.

    Returns:
        A row a draw: ``origin`` (YYYY-MM), ``lead`` (months, from 1), ``country`` (ISO3 code) and
        ``draw`` (deaths in the month foretold).

    Raises:
        LiptakoError: the origin is not observed, or as for `Simulation`.
    """
    if not re.fullmatch(MONTH, origin):
        raise LiptakoError(f"origin: '{origin}' is no month - write YYYY-MM")
    known = observed["month"].values.astype("datetime64[M]")
    if np.datetime64(origin, "M") not in known:
        raise LiptakoError(
            f"origin: {origin} is not observed - name a month from {FIRST} to {known[-1]}, or give "
            "newer months with --observed"
        )
    seen = observed.sel(month=slice(None, f"{origin}-01"))
    draws = forecaster(seen)
    index = pd.MultiIndex.from_product(
        [
            [origin],
            [str(code) for code in seen["country"].values],
            range(1, draws.shape[1] + 1),
            range(draws.shape[2]),
        ],
        names=["origin", "country", "lead", "number"],
    )
    table = pd.DataFrame({"draw": draws.ravel().astype(np.int64)}, index=index).reset_index()
    return table[["origin", "lead", "country", "draw"]]


def _from_first(seen: xr.DataArray) -> Array:
    """The months from the first one that is followed, ``(month, country)``."""
    months = seen["month"].values.astype("datetime64[M]")
    if not len(months) or months[0] > np.datetime64(FIRST, "M"):
        raise LiptakoError(f"observed: begins after {FIRST} - the simulation follows from there on")
    if months[-1] < np.datetime64(FIRST, "M"):
        raise LiptakoError(f"origin: {months[-1]} lies before {FIRST} - name a later month")
    chosen = seen.sel(month=slice(f"{FIRST}-01", None)).transpose("month", "country")
    return np.asarray(chosen.values, np.float64)
