"""`liptako backtest`: forecasters against the months that came."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_scenario

if TYPE_CHECKING:
    import pandas as pd


@app.command()
def backtest(
    newer: Annotated[
        Path | None,
        typer.Option("--observed", help="Table of newer months: month, then a column a country."),
    ] = None,
    first: Annotated[str, typer.Option(help="First month foretold, YYYY-MM.")] = "2023-01",
    last: Annotated[str, typer.Option(help="Last month foretold.")] = "2024-12",
    leave_out: Annotated[
        list[str] | None,
        typer.Option(help="Month hidden from all, such as 2022-03; may be given again."),
    ] = None,
    scenario: Annotated[
        str, typer.Option(help="History that the simulation lives up to each origin.")
    ] = "history",
    csv: Annotated[
        Path | None, typer.Option("--csv", help="File for all scores.", show_default=False)
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            "--figures", help="Folder for pictures: fans of each lead, and PIT.", show_default=False
        ),
    ] = None,
) -> None:
    """Foretell the deaths of past months from those before them, and score the forecasts."""
    import_mesa_first()
    from sim.analysis.forecasting.backtest import backtest as foretell
    from sim.analysis.forecasting.registry import forecasters
    from sim.analysis.forecasting.relative import forecast_skill
    from sim.analysis.forecasting.scores import scoringrules
    from sim.analysis.observed.series import observed_deaths
    from sim.experiment.writing import write_whole
    from sim.scenario import load_scenario

    scoringrules()  # rather missing now than after the forecasts
    observed = observed_deaths(newer)
    history = load_scenario(find_scenario(scenario))
    table = foretell(forecasters(history), observed, first, last, leave_out=leave_out or ())
    _show(forecast_skill(table), f"{first} to {last}")
    if csv is not None:
        write_whole(csv, partial(table.to_csv, index=False))
    if figures is not None:
        _draw(table, history.name, str(observed.attrs.get("source", "?")), figures)


def _draw(table: pd.DataFrame, scenario: str, seen: str, folder: Path) -> None:
    """Fans of each lead, ``fans_1.png`` and so on, and ``pit.png``."""
    from sim.cli.observing import NAMES
    from sim.experiment.writing import write_whole
    from sim.plots import forecast_fans, pit_histogram
    from sim.plots.style import source_of
    from sim.version import VERSION

    source = f"{source_of(VERSION, scenario)} · observed: {seen}"
    drawn = {
        f"fans_{lead}": forecast_fans(table, lead=int(lead), names=NAMES, source=source)
        for lead in sorted(table["lead"].unique())
    } | {"pit": pit_histogram(table, source=source)}
    for name, figure in drawn.items():
        write_whole(folder / f"{name}.png", partial(figure.savefig, format="png", dpi=150))
    typer.echo(f"Pictures: {folder}")


def _show(found: pd.DataFrame, months: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.forecasting.registry import REFERENCE
    from sim.analysis.forecasting.report import HEADING, rows

    table = Table(
        title=f"{HEADING}, {months}",
        caption=f"Mean CRPS over that of {REFERENCE}: below 1 is better. In brackets: 90 % "
        "interval of a block bootstrap over origins.",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
    )
    heads, body = rows(found)
    table.add_column(heads[0], no_wrap=True)
    for head in heads[1:]:
        table.add_column(head.replace(" ", "\n"), justify="right", no_wrap=True)
    for row in body:
        table.add_row(*row)
    Console().print(table)
