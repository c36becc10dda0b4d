"""The exhibits of one scenario's histories: each figure with its numbers and what is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np
import xarray as xr

from sim.language import Language
from sim.plots.catalogue import FIGURES
from sim.plots.crises import posture_words
from sim.plots.flows import flow_of, lived_states, state_words, telling_months
from sim.plots.regional import exceedance
from sim.plots.selection import focus_countries, labels, names_along
from sim.plots.survival import Curve, regime_curves, treaty_curves
from sim.report.document import Exhibit, Table
from sim.report.numbers import (
    alt_of_first,
    alt_of_regions,
    alt_of_rows,
    alt_of_shares,
    by_country,
    fans_table,
    members,
    regions_table,
    shares_table,
)
from sim.report.pictures import picture

THRESHOLD = 25
SHOWN_DATES = 6
"""Dates of the flows, as a wide figure has them."""


@dataclass(frozen=True)
class Behind:
    """What stands behind a figure.

    Attributes:
        tabulate: makes its numbers.
        describe: says from its title and these what is to be seen.
    """

    tabulate: Callable[[xr.Dataset, Language], Table]
    describe: Callable[[str, Table, Language], str]


def exhibit(name: str, dataset: xr.Dataset, language: Language) -> Exhibit:
    """A figure by name, with its numbers and its alternative text.

    Raises:
        ValueError: it cannot be drawn of these histories.
    """
    shown = picture(partial(FIGURES[name], dataset), language)
    behind = TABLES[name]
    table = behind.tabulate(dataset, language)
    title = f"{shown.title}. {shown.reading}".removesuffix(".")
    return Exhibit(shown, behind.describe(title, table, language), table)


def _deaths(dataset: xr.Dataset, language: Language) -> Table:
    return fans_table(dataset, by_country(dataset, "deaths", language), language)


def _map(dataset: xr.Dataset, language: Language) -> Table:
    found = exceedance(dataset, THRESHOLD, language)
    panels = {title: values.mean(axis=0) for title, values in found.panels.items()}
    return regions_table(dataset, panels, language, language.percent, found.name)


def _forces(dataset: xr.Dataset, language: Language) -> Table:
    control = {
        language.say("state control, {country}", country=name): values
        for name, values in by_country(dataset, "state_control_national", language).items()
    }
    fighters = dataset["fighters_national"].transpose("run", "month", "group", "country")
    groups = {
        language.say("fighters, {group}", group=name): fighters.sel(group=group).sum("country")
        for group, name in names_along(dataset, "group", language).items()
    }
    columns = control | {head: own.values for head, own in groups.items()}
    return fans_table(dataset, columns, language, percent=list(control))


def _crises(dataset: xr.Dataset, language: Language) -> Table:
    bloc = labels(dataset, "bloc")[0]
    names = names_along(dataset, "country", language)
    columns = {}
    for code in focus_countries(dataset):
        own = dataset["hardest_posture"].sel(bloc=bloc, country=code).transpose("run", "month")
        for number, posture in enumerate(posture_words(language)):
            shares = np.asarray((own.values == number).mean(axis=0))
            if number and shares.any():
                head = language.say("{what}: {which}", what=names[code], which=posture)
                columns[head] = shares
    return shares_table(dataset, columns, language)


def _flows(dataset: xr.Dataset, language: Language) -> Table:
    _, (country,), (lived,) = lived_states(dataset, None, None)
    dates = telling_months(lived[None], SHOWN_DATES)
    flow, words = flow_of(lived[:, dates]), state_words(language)
    months = [language.month(dataset["month"].values[date]) for date in dates]
    rows = []
    for place, moves in enumerate(flow.moves):
        for start, end in sorted(zip(*np.nonzero(moves), strict=True), key=lambda at: -moves[at]):
            share = language.percent(float(moves[start, end]) / len(lived), 1)
            when = f"{months[place]} - {months[place + 1]}"
            rows.append([when, words[start], words[end], share])
    say = language.say
    heads = [say("months"), say("from"), say("to"), say("share of the runs")]
    return Table(heads, rows, names_along(dataset, "country", language)[country], words=True)


def _alliances(dataset: xr.Dataset, language: Language) -> Table:
    return shares_table(dataset, members(dataset, language), language)


def _regimes(dataset: xr.Dataset, language: Language) -> Table:
    return _survival(dataset, regime_curves(dataset, language=language)[1], language)


def _treaties_last(dataset: xr.Dataset, language: Language) -> Table:
    return _survival(dataset, treaty_curves(dataset, language=language), language)


def _survival(dataset: xr.Dataset, curves: list[Curve], language: Language) -> Table:
    columns = {}
    for curve in curves:
        shares = np.full(dataset.sizes["month"], np.nan)
        shares[curve.start :] = curve.alive.mean(axis=0)
        columns[" ".join(curve.name.split())] = shares
    return shares_table(dataset, columns, language)


def _alt_of_endings(title: str, table: Table, language: Language) -> str:
    """What flows show: those of the last months, the largest first."""
    last = [row for row in table.rows if row[0] == table.rows[-1][0]]
    return alt_of_first(title, replace(table, rows=last), language)


TABLES: MappingProxyType[str, Behind] = MappingProxyType(
    {
        "deaths": Behind(_deaths, alt_of_rows),
        "map": Behind(_map, alt_of_regions),
        "forces": Behind(_forces, alt_of_rows),
        "crises": Behind(_crises, alt_of_shares),
        "flows": Behind(_flows, _alt_of_endings),
        "alliances": Behind(_alliances, alt_of_shares),
        "regimes": Behind(_regimes, alt_of_shares),
        "treaties_last": Behind(_treaties_last, alt_of_shares),
    }
)
"""The numbers behind each figure that a report shows, and the text for those who cannot see it."""
