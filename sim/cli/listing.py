"""`liptako results`: what has been run, and how far."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import RESULTS, find_results
from sim.errors import LiptakoError

if TYPE_CHECKING:
    from sim.experiment.results import Results


@app.command()
def results(
    folder: Annotated[Path, typer.Argument(help="Where to look.")] = RESULTS,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="File for a table of the only results.", show_default=False),
    ] = None,
    variable: Annotated[
        str | None,
        typer.Option(
            help="The table's variable, such as deaths; else outcomes.", show_default=False
        ),
    ] = None,
) -> None:
    """List results, finished or not; or write a table of one."""
    import_mesa_first()
    from sim.experiment.results import Results, list_results
    from sim.experiment.writing import write_whole

    where = find_results(folder)
    if csv is not None:
        table = Results.open(where).to_dataframe(variable)
        write_whole(csv, partial(table.to_csv, index=False))
        typer.echo(f"{len(table):,} rows: {csv}")
        return
    found = list_results(where)
    if not found:
        raise LiptakoError(
            f"{where}: no results here - `liptako run` and `liptako sweep` make some"
        )
    _show(found)


def _show(found: list[Path]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.experiment.results import Results

    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for head in ("results", "runs", "seed", "varied"):
        table.add_column(head, justify="right" if head in ("runs", "seed") else "left")
    for path in found:
        try:
            table.add_row(*map(escape, _row(Results.open(path))))
        except LiptakoError as error:
            table.add_row(escape(str(path)), "", "", escape(str(error).rpartition(": ")[2]))
    Console().print(table)


def _row(one: Results) -> tuple[str, str, str, str]:
    runs = f"{one.runs:,}"
    if one.finished < one.runs:
        runs = f"{one.finished:,} of {runs}"
    if failed := one.failed():
        runs += f", {len(failed)} blocks failed"
    varied = ", ".join(map(str, one.design.table.columns))
    return str(one.folder), runs, str(one.seed), varied
