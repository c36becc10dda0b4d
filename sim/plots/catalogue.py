"""Every figure that histories alone make, by the name that people call it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.observed.series import observed_deaths
from sim.errors import LiptakoError, one_of
from sim.plots.crises import crisis_postures
from sim.plots.fans import deaths_fans, fan_chart
from sim.plots.forces import control_and_fighters
from sim.plots.selection import labels
from sim.plots.style import Page
from sim.plots.theatre_map import probability_map
from sim.plots.treaties import treaty_membership

__all__ = ["FIGURES", "Draw", "draw"]

Draw = Callable[[xr.Dataset, Page], Figure]


def _deaths(dataset: xr.Dataset, page: Page) -> Figure:
    return deaths_fans(dataset, observed=observed_deaths(), events=True, page=page)


FIGURES: MappingProxyType[str, Draw] = MappingProxyType(
    {
        "deaths": _deaths,
        "map": lambda dataset, page: probability_map(dataset),
        "forces": control_and_fighters,
        "crises": lambda dataset, page: crisis_postures(dataset),
        "treaties": lambda dataset, page: treaty_membership(dataset),
    }
)
"""The figures by name; beside them any monthly variable has its fans, see `draw`."""


def draw(what: str, dataset: xr.Dataset, page: Page) -> Figure:
    """Draw a figure by its name, or the fans of a monthly variable, such as ``legitimacy`` or
    ``presence.FRA``.

    Raises:
        LiptakoError: there is no figure or variable of that name, or it cannot be drawn of these
            histories.
    """
    try:
        if what in FIGURES:
            return FIGURES[what](dataset, page)
        return _fans(what, dataset, page)
    except ValueError as error:
        raise LiptakoError(f"{what}: {error}") from error


def _fans(what: str, dataset: xr.Dataset, page: Page) -> Figure:
    variable, *wanted = what.split(".")
    monthly = [str(name) for name, one in dataset.data_vars.items() if "month" in one.dims]
    if variable not in monthly:
        raise LiptakoError(f"what: no figure '{what}' - {one_of(what, [*FIGURES, *monthly], 40)}")
    further = [d for d in dataset[variable].dims if d not in ("run", "month", "country")]
    select = {}
    for label in wanted:
        found = [str(d) for d in further if label in labels(dataset, str(d))]
        if not found:
            known = [one for d in further for one in labels(dataset, str(d))]
            raise LiptakoError(f"what: no '{label}' in {variable} - {one_of(label, known)}")
        select[found[0]] = label
    return fan_chart(dataset, variable, select=select, events=True, page=page)
