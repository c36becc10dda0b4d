"""States of the war in July 2023, for scenarios that start there."""

from __future__ import annotations

import numpy as np
import xarray as xr

from sim.analysis.calibration.following import Following
from sim.analysis.calibration.training import FIRST
from sim.scenario import Scenario
from sim.scenario.references import month_name
from sim.world.calibrated import CELLS, PLACES, STATES_MONTH, WARS, Posterior, States


def filtered_states(
    history: Scenario,
    posterior: Posterior,
    observed: xr.DataArray,
    countries: list[str],
    *,
    number: int = 1000,
    rows: int = 128,
    histories: int = 64,
    seed: int = 1,
) -> States:
    """Follow the rows of a posterior to the end of June 2023.

    Args:
        history: the scenario lived, from the first month fitted to.
        posterior: rows of parameters.
        observed: deaths by ``month`` and ``country``.
        countries: codes of those whose war is taken over.
        number: how many states, equally likely.
        rows: of the posterior that are followed.
        histories: under each row.
        seed: of every random number.

    Raises:
        LiptakoError: too few histories agree with what was observed.
    """
    months = observed.sel(month=slice(FIRST, month_name(STATES_MONTH - 1)), country=countries)
    found = Following.start(history, posterior, countries, rows, histories, seed)
    for deaths in months.transpose("month", "country").values:
        found.live(deaths)
    drawn = found.drawn(number)
    theatre = found.filter.model.world.theatre
    geography = theatre.geography
    own = [list(geography.countries).index(code) for code in countries]
    regions = np.flatnonzero(np.isin(geography.country_of, own))
    arrays = theatre.arrays()
    taken = {name: arrays[name][:, regions][..., drawn] for name in CELLS}
    taken |= {name: arrays[name][regions][..., drawn] for name in PLACES}
    taken |= {name: arrays[name][own][:, drawn] for name in WARS}
    values = found.filter.model.parameters.varying()
    return States(
        Posterior(
            np.full(number, 1.0 / number),
            {name: values[name][drawn] for name in posterior.values},
        ),
        theatre.groups,
        tuple(geography.regions[place] for place in regions),
        tuple(countries),
        taken,
    )
