"""The exhibits of one scenario's histories: each figure with its numbers and what is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MappingProxyType

import numpy as np
import xarray as xr

from sim.language import Language
from sim.plots.catalogue import FIGURES
from sim.plots.crises import POSTURES
from sim.plots.selection import focus_countries, labels, names_along
from sim.plots.theatre_map import exceedance_by_year
from sim.report.document import Exhibit, Table
from sim.report.numbers import (
    alt_of_regions,
    alt_of_rows,
    by_country,
    fans_table,
    members,
    regions_table,
    shares_table,
)
from sim.report.pictures import picture

THRESHOLD = 25
Tabulate = Callable[[xr.Dataset, Language], Table]


def exhibit(name: str, dataset: xr.Dataset, language: Language) -> Exhibit:
    """A figure by name, with its numbers and its alternative text.

    Raises:
        ValueError: it cannot be drawn of these histories.
    """
    shown = picture(partial(FIGURES[name], dataset), language)
    table = TABLES[name](dataset, language)
    words = alt_of_regions if name in MAPS else alt_of_rows
    return Exhibit(shown, words(shown.title, table, language), table)


def _deaths(dataset: xr.Dataset, language: Language) -> Table:
    return fans_table(dataset, by_country(dataset, "deaths", language), language)


def _map(dataset: xr.Dataset, language: Language) -> Table:
    panels = exceedance_by_year(dataset, THRESHOLD)
    what = language.say("Probability of {count} or more deaths in a month", count=THRESHOLD)
    return regions_table(dataset, panels, language, partial(language.percent, digits=0), what)


def _forces(dataset: xr.Dataset, language: Language) -> Table:
    control = {
        language.say("state control, {country}", country=name): values
        for name, values in by_country(dataset, "state_control_national", language).items()
    }
    fighters = dataset["fighters_national"].transpose("run", "month", "group", "country")
    groups = {
        language.say("fighters, {group}", group=group): fighters.sel(group=group).sum("country")
        for group in labels(dataset, "group")
    }
    columns = control | {head: own.values for head, own in groups.items()}
    return fans_table(dataset, columns, language, percent=list(control))


def _crises(dataset: xr.Dataset, language: Language) -> Table:
    bloc = labels(dataset, "bloc")[0]
    names = names_along(dataset, "country", language)
    columns = {}
    for code in focus_countries(dataset):
        own = dataset["hardest_posture"].sel(bloc=bloc, country=code).transpose("run", "month")
        for number, posture in enumerate(POSTURES[1:], 1):
            shares = np.asarray((own.values == number).mean(axis=0))
            if shares.any():
                columns[f"{names[code]}: {language.name(posture)}"] = shares
    return shares_table(dataset, columns, language)


def _treaties(dataset: xr.Dataset, language: Language) -> Table:
    return shares_table(dataset, members(dataset, language), language)


TABLES: MappingProxyType[str, Tabulate] = MappingProxyType(
    {
        "deaths": _deaths,
        "map": _map,
        "forces": _forces,
        "crises": _crises,
        "treaties": _treaties,
    }
)
"""The numbers behind each figure that a report shows."""
MAPS = ("map",)
