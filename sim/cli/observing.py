"""`liptako observed`: what was observed of the war."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console
    from rich.table import Table

NAMES = {
    "MLI": "Mali",
    "BFA": "Burkina Faso",
    "NER": "Niger",
    "BEN": "Benin",
    "TGO": "Togo",
    "CIV": "Côte d'Ivoire",
    "GHA": "Ghana",
    "NGA": "Nigeria",
    "TCD": "Chad",
    "MRT": "Mauritania",
}
READING = (
    "All organised violence, and of state-based conflict alone (state). In brackets: the months "
    "known, where they are not twelve. The two series treat events that cross months differently: "
    "take no differences of single months."
)
ABREAST = 3
"""Countries that stand side by side in 80 columns."""


@app.command()
def observed(
    events: Annotated[
        Path | None,
        typer.Option(help="Events of UCDP GED (CSV): used in the months that they span."),
    ] = None,
    newer: Annotated[
        Path | None,
        typer.Option("--observed", help="Table of newer months: month, then a column a country."),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="File for the monthly table.", show_default=False)
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="File for the picture (PNG).", show_default=False)
    ] = None,
) -> None:
    """Show the deaths observed, by year and country; hold events against the literature."""
    from rich.console import Console

    from sim.analysis.observed.events import read_events
    from sim.analysis.observed.series import observed_deaths, with_newer
    from sim.experiment.writing import write_whole
    from sim.plots import observed_series

    found = None if events is None else read_events(events)
    known, state = observed_deaths(), observed_deaths(kind="state_based")
    if found is not None:
        known, state = _with_events(known, state, found, f"UCDP GED ({events})")
    if newer is not None:
        known = with_newer(known, newer)
    console = Console(highlight=False)
    _show_years(console, known, state)
    if found is not None:
        _show_events(console, found)
    if csv is not None:
        table = _monthly_table(known, state)
        text = table.to_csv(index=False, date_format="%Y-%m", float_format="%.10g")
        write_whole(csv, lambda path: path.write_text(text, "utf-8"))
        typer.echo(f"Written: {csv}")
    if plot is not None:
        figure = observed_series(known, state, NAMES)
        write_whole(plot, partial(figure.savefig, format="png", dpi=150))
        typer.echo(f"Written: {plot}")


def _with_events(
    known: xr.DataArray, state: xr.DataArray, found: pd.DataFrame, source: str
) -> tuple[xr.DataArray, xr.DataArray]:
    """Both series, with the deaths of events in the months that these span.

    Of Mali, Burkina Faso and Niger alone: of other countries only the border is on the map.
    """
    from sim.analysis.observed.events import monthly
    from sim.analysis.observed.series import extended

    deaths = monthly(found).assign_attrs(source=source)
    whole = [code for code in deaths["country"].values if code in known["country"].values]
    if not whole:
        return known, state
    deaths = deaths.sel(country=whole)
    part = deaths.sel(kind="state_based", drop=True)
    return extended(known, deaths.sum("kind", keep_attrs=True)), extended(state, part)


def _show_years(console: Console, known: xr.DataArray, state: xr.DataArray) -> None:
    from rich.markup import escape

    countries = [str(code) for code in known["country"].values]
    console.print(f"[bold]Observed deaths by year: {escape(known.attrs['source'])}[/bold]")
    for first in range(0, len(countries), ABREAST):
        console.print(_years(known, state, countries[first : first + ABREAST]))
    console.print(READING)
    console.print(_flag_notes(known))


def _years(known: xr.DataArray, state: xr.DataArray, countries: list[str]) -> Table:
    """A row a year in which something is known of one of the countries."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    for country in countries:
        table.add_column(f"{NAMES[country]}\nall", justify="right", no_wrap=True)
        table.add_column("\nstate", justify="right", no_wrap=True)
    years = known["month"].dt.year
    for year in dict.fromkeys(years.values.tolist()):
        of_year = known["month"][years == year]
        cells = [
            _sum(series, of_year, country) for country in countries for series in (known, state)
        ]
        if any(cells):
            table.add_row(str(year), *cells)
    return table


def _sum(series: xr.DataArray, months: xr.DataArray, country: str) -> str:
    """A year's deaths, with the number of months known if they are not twelve."""
    if country not in series["country"].values:
        return ""
    values = series.sel(country=country).reindex(month=months)
    known = int(values.notnull().sum())
    return f"{float(values.sum()):,.0f}{'' if known == 12 else f' ({known})'}" if known else ""


def _flag_notes(known: xr.DataArray) -> str:
    """A sentence on each month that one event carries."""
    from sim.analysis.observed.series import FLAGGED

    return "\n".join(
        f"{NAMES[flag.country]}, {flag.month.astype('datetime64[M]')}: "
        f"{float(known.sel(country=flag.country, month=flag.month)):,.0f} deaths, with "
        f"{flag.event} ({flag.note}): show every score with this month and without."
        for flag in FLAGGED
    )


def _show_events(console: Console, found: pd.DataFrame) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from sim.analysis.observed.events import placed
    from sim.analysis.observed.regularities import SINCE, regularities

    counts = [
        f"{NAMES[str(code)]} {row['events']:,}"
        + (f" ({row['unplaced']:,} in no region of the map)" if row["unplaced"] else "")
        for code, row in placed(found).iterrows()
    ]
    console.print(f"\nEvents read: {', '.join(counts)}.")
    crossing = found["crosses_months"]
    console.print(
        f"{crossing.sum():,} of them, with {found['best'][crossing].sum():,} deaths, cross months: "
        "counted in the month of their end."
    )
    table = Table(
        title=f"\nRegularities of other wars, in Mali, Burkina Faso and Niger from {SINCE} on",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("", no_wrap=True)
    table.add_column("what", ratio=3)
    table.add_column("expected", ratio=1)
    table.add_column("found", justify="right", no_wrap=True)
    table.add_column("from", ratio=2)
    for row in regularities(found).to_dict("records"):
        value = "not to tell" if row["value"] != row["value"] else f"{row['value']:.2f}"
        table.add_row(row["number"], row["what"], row["expected"], value, row["basis"])
    console.print(table)


def _monthly_table(known: xr.DataArray, state: xr.DataArray) -> pd.DataFrame:
    """A row a month and country, in the columns of the package's own file."""
    import xarray as xr

    both = xr.Dataset({"all_violence": known, "state_based": state}).reindex_like(known)
    table = both.to_dataframe().reset_index()
    return table[["month", "country", "all_violence", "state_based"]]
