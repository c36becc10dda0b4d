"""`liptako run`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_scenario
from sim.errors import LiptakoError

ROOMY = 100
"""Columns of a terminal from which a value and its range fit in one line."""

FIGURES = ("deaths", "map", "forces", "crises", "treaties")
"""Pictures that every run gets; `liptako plot` draws the others."""

if TYPE_CHECKING:
    import xarray as xr

    from sim.analysis.summary import Summary
    from sim.experiment.store import Store


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of one.")],
    runs: Annotated[int, typer.Option(min=1, help="How many histories.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Seed: run i of a seed never changes.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results"),
    point: Annotated[
        bool, typer.Option("--point", help="Give the war's parameters their mean in every run.")
    ] = False,
    figures: Annotated[bool, typer.Option(help="Draw the pictures.")] = True,
) -> None:
    """Run a scenario many times; write results, a table of outcomes and pictures."""
    import_mesa_first()
    from sim.analysis.summary import summarise
    from sim.experiment.ensemble import Ensemble
    from sim.experiment.outcomes import unknown_outcomes
    from sim.experiment.runners import processes
    from sim.experiment.store import Store
    from sim.scenario import load_scenario

    loaded = load_scenario(find_scenario(scenario))
    if point:
        loaded = loaded.patch({"calibration": {"parameters": "centre"}})
    for note in loaded.notes:
        typer.echo(f"note: {note}", err=True)
    for fault in unknown_outcomes(loaded):
        typer.echo(f"note: answered_by: {fault}", err=True)
    store = Store.of(Ensemble.of(loaded, runs, seed), out)
    filled = store.fill(processes(workers))
    for note in filled.notes:
        typer.echo(f"note: {note}", err=True)
    store.check(filled)
    dataset = store.read()
    if figures:
        _draw(dataset, store)
    _show(summarise(dataset), f"{loaded.data.title}: {runs:,} runs, seed {seed}")
    _tell(dataset, store)
    typer.echo(f"Results: {store.folder}")


def _draw(dataset: xr.Dataset, store: Store) -> None:
    from sim.plots.catalogue import draw
    from sim.plots.page import SLIDE

    for name in FIGURES:
        try:
            figure = draw(name, dataset, SLIDE)
        except LiptakoError as error:  # a scenario without groups, say, or results without regions
            typer.echo(f"note: no picture of {name}: {error}", err=True)
            continue
        store.write(f"figures/{name}.png", partial(figure.savefig, format="png", dpi=150))


def _show(summary: Summary, title: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(
        title=escape(title),
        caption=summary.key,
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
    )
    table.add_column("", no_wrap=True)
    for country in summary.countries:
        table.add_column(escape(country), justify="right")
    console = Console()
    for row in summary.rows:
        # All ranges on a line of their own where some would have to be.
        broken = [value.replace(" (", "\n(") for value in row.values]
        table.add_row(row.what, *(broken if console.width < ROOMY else row.values))
    console.print(table)


def _tell(dataset: xr.Dataset, store: Store) -> None:
    """Print the story of the most typical history, and keep it with the results."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.analysis.chronicle import typical_run
    from sim.analysis.story import story

    run = typical_run(dataset)
    lines = story(dataset, run)
    title = f"The most typical history, nearest to the middle in all outcomes: run {run}"
    width = max((len(line.date) for line in lines), default=0)
    text = "\n".join([title, "", *(f"{line.date:{width}}  {line.text}" for line in lines), ""])
    store.write("story.txt", lambda path: path.write_text(text, "utf-8"))
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1)
    for line in lines:
        table.add_row(line.date, escape(line.text))
    Console().print("", table, "", sep="\n")
