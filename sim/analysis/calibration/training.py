"""What the war is fitted to, and which of its parameters: later months never enter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.stats import qmc

from sim.errors import LiptakoError
from sim.mechanisms import declarations
from sim.scenario import Scenario
from sim.world.calibrated import POSTERIOR, STATES
from sim.world.state import Array

FIRST, LAST = "2018-01", "2022-12"
"""The months fitted to. What came later is for tests alone."""
COUNTRIES = ["MLI", "BFA", "NER"]
MECHANISMS = ("attacks", "casualties", "recruitment", "control")
"""Mechanisms of the war, of which those parameters are fitted that say so."""


NOT_READ = ("cli", "plots", POSTERIOR, STATES)
"""Parts of the package that a fit does not depend on."""


@dataclass(frozen=True)
class Datum:
    """A figure that a row's histories should come near to, besides the monthly deaths.

    Attributes:
        value, sd: the figure and how far it may be missed.
        source: where it comes from.
        within: standard deviation over the histories of one row (measured): what is known of a
            row's mean is that much less.
    """

    value: float
    sd: float
    source: str
    within: float = 0.0


CONTROL = Datum(
    0.60, 0.05, "BFA, mid-2022: 40 % of the country outside state control (ECOWAS)", 0.046
)
"""Share of people in Burkina Faso under state control, June 2022."""
CIVILIANS = Datum(
    0.40, 0.05, "civilians 30 to 50 % of deaths (table B); the width is judgement", 0.017
)
"""Share of civilians among all deaths of the three countries, 2018-22."""
CONTROL_COUNTRY, CONTROL_MONTH = "BFA", "2022-06"


@dataclass(frozen=True)
class Observations:
    """All that the war is fitted to.

    Attributes:
        deaths: ``(month, country)``.
        control, civilians: the two further figures.
    """

    deaths: Array
    control: Datum = CONTROL
    civilians: Datum = CIVILIANS


def training(observed: xr.DataArray, countries: list[str]) -> Array:
    """The months fitted to, deaths ``(month, country)``.

    Args:
        observed: deaths by ``month`` and ``country``, as `observed_deaths` gives them.
        countries: codes, in the order wanted.

    Raises:
        LiptakoError: a month or country is not there.
    """
    months = np.arange(np.datetime64(FIRST, "M"), np.datetime64(LAST, "M") + 1)
    wanted = [np.datetime64(f"{month}-01", "ns") for month in months]
    try:
        chosen = observed.sel(month=wanted, country=countries)
    except KeyError as error:
        raise LiptakoError(
            f"observed: not all of {FIRST} to {LAST} is there for {', '.join(countries)} - "
            "the fit needs every month (leave a cell empty where nothing is known)"
        ) from error
    return np.asarray(chosen.transpose("month", "country").values, np.float64)


def months_before(scenario: Scenario, month: str) -> int:
    """Index of a month (YYYY-MM) in a scenario."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1 - scenario.start


def check_history(scenario: Scenario, countries: list[str]) -> None:
    """Refuse a scenario that cannot be held against the months fitted to.

    Raises:
        LiptakoError: it starts in another month, or a country is not in it.
    """
    if months_before(scenario, FIRST):
        raise LiptakoError(
            f"scenario '{scenario.name}': it does not start in {FIRST} - what follows the observed "
            "months has to, as the scenario 'history' does"
        )
    for code in countries:
        if code not in scenario.data.countries:
            raise LiptakoError(
                f"countries: '{code}' is not in the scenario '{scenario.name}' - leave it out"
            )


def fitted() -> dict[str, tuple[float, float]]:
    """The fitted parameters by dotted name, and the ends of their (flat) priors."""
    return {
        name: declared.range
        for name, declared in declarations().items()
        if declared.evidence == "fitted" and name.split(".")[0] in MECHANISMS
    }


def prior(rows: int, seed: int) -> dict[str, Array]:
    """Rows of the prior, spread evenly (Latin hypercube), ``(row,)`` by name."""
    unit = qmc.LatinHypercube(len(fitted()), rng=seed).random(rows)
    return in_ranges(unit)


def in_ranges(unit: Array) -> dict[str, Array]:
    """Points of the unit cube ``(row, parameter)`` as values ``(row,)`` by name."""
    return {
        name: low + (high - low) * unit[:, place]
        for place, (name, (low, high)) in enumerate(fitted().items())
    }


def in_unit_cube(parameters: dict[str, Array]) -> Array:
    """Values ``(row,)`` by name as points of the unit cube ``(row, parameter)``."""
    return np.stack(
        [(parameters[name] - low) / (high - low) for name, (low, high) in fitted().items()], axis=1
    )
