"""Every figure that histories alone make, by the name that people call it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.observed.series import observed_deaths
from sim.analysis.sensitivity import sensitivity, swings
from sim.errors import LiptakoError, one_of
from sim.plots.affinities import affinity_network
from sim.plots.alliances import alliance_picture
from sim.plots.crises import crisis_postures
from sim.plots.errors import FigureError
from sim.plots.fans import adds_up, deaths_fans, fan_chart
from sim.plots.flows import crisis_flows
from sim.plots.forces import control_and_fighters
from sim.plots.page import SLIDE, Page
from sim.plots.selection import labels
from sim.plots.sensitivity import parameter_effects, tornado
from sim.plots.surface import heat_map
from sim.plots.survival import regime_survival, treaty_survival
from sim.plots.theatre_map import control_map, deaths_map, fighters_map, probability_map
from sim.plots.treaties import treaty_membership
from sim.world.geography import load_regions

if TYPE_CHECKING:
    from sim.experiment.design import Plan

__all__ = ["FIGURES", "SWEPT", "Draw", "draw", "draw_swept"]

Draw = Callable[[xr.Dataset, Page], Figure]


def _deaths(dataset: xr.Dataset, page: Page) -> Figure:
    return deaths_fans(dataset, observed=_comparable(dataset), events=True, page=page)


def _comparable(dataset: xr.Dataset) -> xr.DataArray:
    """Observed deaths of the countries all of whose regions the scenario has."""
    observed = observed_deaths()
    if "region" not in dataset.coords:
        return observed
    there = set(labels(dataset, "region"))
    partly = {one.country for own, one in load_regions().items() if own not in there}
    return observed.where(~observed["country"].isin(sorted(partly)))


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


SWEPT = ("effects", "tornado", "surface")
"""Figures of a sweep: what moves an outcome, how far it swings, and what two parameters do."""


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
    except FigureError as error:
        raise LiptakoError(str(error)) from error


def _fans(what: str, dataset: xr.Dataset, page: Page) -> Figure:
    """Fans of a monthly variable, its labels behind it with points between: one of each further
    dimension at most, and perhaps one of the panels."""
    variable, _, rest = what.partition(".")
    monthly = [str(name) for name, one in dataset.data_vars.items() if "month" in one.dims]
    if variable not in monthly:
        known = list(dict.fromkeys([*FIGURES, *monthly]))
        raise LiptakoError(f"what: no figure '{what}' - {one_of(what, known, 40)}")
    others = [str(d) for d in dataset[variable].dims if d not in ("run", "month")]
    along = "country" if "country" in others else (others or [""])[-1]
    select: dict[str, str] = {}
    panels: list[str] = []
    # ids of regions have points themselves
    whole = bool(along) and rest in labels(dataset, along)
    wanted = [rest] if whole else what.split(".")[1:]
    for label in wanted:
        found = [d for d in others if d not in select and label in labels(dataset, d)]
        if not found:
            known = [one for d in others for one in labels(dataset, d)]
            raise LiptakoError(f"what: no '{label}' in {variable} - {one_of(label, known)}")
        if found[0] == along:
            panels.append(label)
        else:
            select[found[0]] = label
    further = [d for d in others if d != along and d not in select]
    if further and not adds_up(dataset[variable]):
        shown = labels(dataset, further[0])
        raise LiptakoError(
            f"{variable}: of which {further[0]}? - add one of {', '.join(shown)}, as in "
            f"{variable}.{shown[0]}"
        )
    return fan_chart(dataset, variable, panels or None, select=select, events=True, page=page)


def draw_swept(
    what: str,
    frame: pd.DataFrame,
    plan: Plan,
    outcome: str,
    two: Sequence[str] = (),
    source: str = "",
    page: Page = SLIDE,
) -> Figure:
    """Draw one of `SWEPT`.

    Args:
        what: its name.
        frame: a row a run, as `Results.to_dataframe` gives it.
        plan: how the design was drawn.
        outcome: name of its column.
        two: parameters across and up a surface; the two with the widest swings if not given.
        source: the line below.
        page: what the figure is for.

    Raises:
        LiptakoError: nothing varies, or no such outcome or parameter.
    """
    if what == "effects":
        return parameter_effects(sensitivity(frame, plan, outcome), source, page)
    found = swings(frame, plan, outcome)
    if what == "tornado":
        return tornado(found, source, page)
    chosen = list(two) or [str(name) for name in found.table["parameter"].head(2)]
    if len(chosen) != 2:
        raise LiptakoError(
            f"surface: it has two parameters, not {len(chosen)} - name two that vary"
        )
    across, up = chosen
    return heat_map(frame, across, up, outcome, plan=plan, source=source, page=page)
