"""The numbers behind figures, as tables and as words for those who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.language import Language
from sim.plots.selection import focus_countries, labels, names_along, quantiles
from sim.report.document import Table

Values = NDArray[Any]
Spell = Callable[[float], str]

NOTHING = "-"
NAMED = 6
"""So many columns an alternative text tells of; the table has all."""


def fans_table(
    dataset: xr.Dataset,
    columns: Mapping[str, Values],
    language: Language,
    *,
    percent: Sequence[str] = (),
) -> Table:
    """Median and 90 % of the runs, a row a month.

    Args:
        dataset: gives the months.
        columns: values ``(run, month)`` by the head of their column.
        language: of the table.
        percent: heads of those columns that are shares.
    """
    cells = []
    for head, values in columns.items():
        spell: Spell = language.percent if head in percent else language.number
        low, _, middle, _, high = quantiles(values)
        cells.append(
            [
                language.say(
                    "{middle} ({low} to {high})", middle=spell(m), low=spell(a), high=spell(b)
                )
                for a, m, b in zip(low, middle, high, strict=True)
            ]
        )
    rows = [[month, *own] for month, *own in zip(_months(dataset, language), *cells, strict=True)]
    return Table(
        [language.say("month"), *columns], rows, language.say("Median and 5 to 95 % of the runs")
    )


def shares_table(dataset: xr.Dataset, columns: Mapping[str, Values], language: Language) -> Table:
    """Shares of runs, a row a month: ``columns`` are shares ``(month,)`` by head."""
    cells = [
        [NOTHING if np.isnan(one) else language.percent(float(one)) for one in values]
        for values in columns.values()
    ]
    rows = [[month, *own] for month, *own in zip(_months(dataset, language), *cells, strict=True)]
    return Table([language.say("month"), *columns], rows, language.say("Share of the runs"))


def regions_table(
    dataset: xr.Dataset, panels: Mapping[str, Values], language: Language, spell: Spell, what: str
) -> Table:
    """Values of regions: ``panels`` are values ``(region,)`` by head; a row a region, those with
    most in the last panel first."""
    countries = names_along(dataset, "country", language)
    names = [
        f"{language.bare(str(region))} ({countries.get(str(country), str(country))})"
        for region, country in zip(
            dataset["region_name"].values, dataset["region_country"].values, strict=True
        )
    ]
    last = list(panels.values())[-1]
    order = np.argsort(-np.nan_to_num(last), kind="stable")
    rows = [[names[i], *(spell(float(own[i])) for own in panels.values())] for i in order]
    return Table([language.say("region"), *panels], rows, what)


def alt_of_rows(title: str, table: Table, language: Language) -> str:
    """What a picture of months shows: where each of its first columns starts and ends."""
    if not table.rows or len(table.heads) < 2:
        return f"{title}. {table.caption}."
    first, last = table.rows[0], table.rows[-1]
    parts = [
        language.say(
            "{what}: {start} in {first}, {end} in {last}",
            what=head, start=first[place], first=first[0], end=last[place], last=last[0],
        )
        for place, head in enumerate(table.heads[1 : NAMED + 1], 1)
    ]  # fmt: skip
    return f"{title}. {table.caption}. " + "; ".join(parts) + "."


def alt_of_shares(title: str, table: Table, language: Language) -> str:
    """What a picture of shares shows: how far those that rise highest rise, and where they end."""
    columns = [
        (head, [(_leading(row[place]), row) for row in table.rows if row[place] != NOTHING], place)
        for place, head in enumerate(table.heads[1:], 1)
    ]
    told = sorted((one for one in columns if one[1]), key=lambda one: -max(v for v, _ in one[1]))
    parts = []
    for head, values, place in told[:NAMED]:
        peak = max(values, key=lambda one: one[0])[1]
        parts.append(
            language.say(
                "{what}: at most {peak} in {when}, {end} in {last}",
                what=head, peak=peak[place], when=peak[0], end=values[-1][1][place],
                last=values[-1][1][0],
            )
        )  # fmt: skip
    return f"{title}. " + "; ".join(parts) + "."


def _leading(cell: str) -> float:
    """The number that a share is written with."""
    found = re.search(r"\d+", cell)
    return float(found.group()) if found else 0.0


def alt_of_first(title: str, table: Table, _: Language) -> str:
    """What a picture shows that is not of months or regions: its first rows."""
    parts = [
        ", ".join(f"{head} {cell}".strip() for head, cell in zip(table.heads, row, strict=True))
        for row in table.rows[:NAMED]
    ]
    return " ".join([f"{title}.", f"{table.caption}.".lstrip("."), "; ".join(parts)]).strip() + "."


def alt_of_changes(title: str, table: Table, language: Language) -> str:
    """What a map of differences shows: where most is more at the end, and where most is less."""
    first, last = table.rows[0], table.rows[-1]
    return " ".join(
        [
            f"{title}. {table.caption}.",
            language.say(
                "In {when} from {least} in {lowest} to {most} in {highest}.",
                when=table.heads[-1], least=last[-1], lowest=last[0], most=first[-1],
                highest=first[0],
            ),
        ]
    )  # fmt: skip


def alt_of_regions(title: str, table: Table, language: Language) -> str:
    """What a map shows: the regions with most at the end."""
    parts = [f"{row[0]} {row[-1]}" for row in table.rows[:5]]
    most = language.say("Most in {when}: {regions}", when=table.heads[-1], regions="; ".join(parts))
    return f"{title}. {table.caption}. {most}."


def by_country(dataset: xr.Dataset, variable: str, language: Language) -> dict[str, Values]:
    """A variable's values ``(run, month)`` by the name of each country in focus."""
    names = names_along(dataset, "country", language)
    array = dataset[variable].transpose("run", "month", "country", ...)
    return {
        names[code]: array.sel(country=code).values.reshape(*array.shape[:2], -1).sum(axis=-1)
        for code in focus_countries(dataset)
    }


def members(dataset: xr.Dataset, language: Language) -> dict[str, Values]:
    """Shares of runs ``(month,)`` by treaty and country that was ever a member, and by treaty
    whether it is in force."""
    countries = names_along(dataset, "country", language)
    found: dict[str, Values] = {}
    for treaty, name in names_along(dataset, "treaty", language).items():
        active = dataset["treaty_active"].sel(treaty=treaty).mean("run").values
        found[language.say("{treaty} in force", treaty=name)] = active
        shares = dataset["member"].sel(treaty=treaty).mean("run").transpose("country", "month")
        for code, own in zip(labels(dataset, "country"), shares.values, strict=True):
            if own.any():
                found[language.say("{what}: {which}", what=name, which=countries[code])] = own
    return found


def _months(dataset: xr.Dataset, language: Language) -> list[str]:
    return [language.month(month) for month in dataset["month"].values]
