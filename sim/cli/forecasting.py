"""`liptako forecast`: the deaths of coming months."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_scenario
from sim.errors import LiptakoError

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.05, 0.5, 0.95)


@app.command()
def forecast(
    origin: Annotated[
        str | None, typer.Option(help="Last month known, YYYY-MM; else the last one observed.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=24, help="Months ahead.")] = 12,
    newer: Annotated[
        Path | None,
        typer.Option("--observed", help="Table of newer months: month, then a column a country."),
    ] = None,
    scenario: Annotated[
        str, typer.Option(help="History that is lived up to the origin.")
    ] = "history",
    pool: Annotated[
        bool,
        typer.Option("--pool", help="Draw half from a plain average of past months (docs: why)."),
    ] = False,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="Draws of each month.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random number.")] = 1,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="File for all draws.", show_default=False)
    ] = None,
) -> None:
    """Foretell monthly deaths by country, from histories that agree with the months observed."""
    import_mesa_first()
    from sim.analysis.forecasting.forecaster import HORIZON
    from sim.analysis.forecasting.registry import pooled
    from sim.analysis.forecasting.simulation import Simulation
    from sim.analysis.forecasting.simulation import forecast as foretell
    from sim.analysis.observed.series import observed_deaths
    from sim.experiment.writing import write_whole
    from sim.scenario import load_scenario

    if pool and months > HORIZON:
        raise LiptakoError(f"months: {months}, but a pool reaches {HORIZON} ahead - use fewer")
    observed = observed_deaths(newer)
    last = str(observed["month"].values[-1].astype("datetime64[M]"))
    simulation = Simulation(
        load_scenario(find_scenario(scenario)), draws=draws, seed=seed, months=months, progress=None
    )
    forecaster = pooled(simulation) if pool else simulation
    table = foretell(forecaster, observed, last if origin is None else origin)
    _show(table, simulation.effective)
    if csv is not None:
        write_whole(csv, partial(table.to_csv, index=False))
        typer.echo(f"Draws: {csv}")


def _show(table: pd.DataFrame, effective: float) -> None:
    import numpy as np
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    countries = list(dict.fromkeys(table["country"]))
    origin = table["origin"].iloc[0]
    shown = Table(
        title=f"Deaths a month foretold after {origin}: median (90 % interval)",
        caption=f"{effective:,.0f} effective histories agree with the months observed.",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    shown.add_column("month", no_wrap=True)
    for country in countries:
        shown.add_column(country, justify="right", no_wrap=True)
    draws = {
        (lead, country): np.quantile(own["draw"], LEVELS)
        for (lead, country), own in table.groupby(["lead", "country"])
    }
    for lead in dict.fromkeys(table["lead"]):
        month = np.datetime64(origin, "M") + lead
        cells = []
        for country in countries:
            low, middle, high = draws[lead, country]
            cells.append(f"{middle:,.0f} ({low:,.0f} to {high:,.0f})")
        shown.add_row(str(month), *cells)
    Console().print(shown)
