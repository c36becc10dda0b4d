"""Every figure that histories alone make, by the name that people call it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.observed.series import observed_deaths
from sim.errors import LiptakoError, one_of
from sim.plots.affinities import affinity_network
from sim.plots.alliances import alliance_picture
from sim.plots.crises import crisis_postures
from sim.plots.fans import deaths_fans, fan_chart
from sim.plots.flows import crisis_flows
from sim.plots.forces import control_and_fighters
from sim.plots.selection import labels
from sim.plots.style import Page
from sim.plots.survival import regime_survival, treaty_survival
from sim.plots.theatre_map import control_map, deaths_map, fighters_map, probability_map
from sim.plots.treaties import treaty_membership

__all__ = ["FIGURES", "Draw", "draw"]

Draw = Callable[[xr.Dataset, Page], Figure]


def _deaths(dataset: xr.Dataset, page: Page) -> Figure:
    return deaths_fans(dataset, observed=observed_deaths(), events=True, page=page)


def _paged(figure: Callable[..., Figure]) -> Draw:
    return lambda dataset, page: figure(dataset, page=page)


FIGURES: MappingProxyType[str, Draw] = MappingProxyType(
    {
        "deaths": _deaths,
        "map": _paged(probability_map),
        "deaths_map": _paged(deaths_map),
        "control_map": _paged(control_map),
        "fighters_map": _paged(fighters_map),
        "forces": _paged(control_and_fighters),
        "crises": _paged(crisis_postures),
        "flows": _paged(crisis_flows),
        "alliances": _paged(alliance_picture),
        "treaties": _paged(treaty_membership),
        "affinities": _paged(affinity_network),
        "regimes": _paged(regime_survival),
        "treaties_last": _paged(treaty_survival),
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
