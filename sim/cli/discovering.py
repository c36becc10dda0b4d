"""`liptako discover`: where among the parameters of a sweep something happens."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_results
from sim.cli.sensitivity import (
    Csv,
    Folder,
    OutcomeName,
    Picture,
    keep_picture,
    keep_table,
    source_of_results,
)

if TYPE_CHECKING:
    from rich.console import Console

    from sim.analysis.discover import Discovery

READING = (
    "Found by PRIM: of the boxes it peels off the space, the one that tells most (being inside "
    "correlates most with its happening), with at least 5 % of runs; limits that chance sets as "
    "well more than once in 20 times are dropped. Quasi-p: how often chance would do as well as "
    "this limit; the search makes it look small, so trust the check on unseen points."
)


@app.command()
def discover(
    results: Folder,
    outcome: OutcomeName,
    when: Annotated[
        str | None,
        typer.Option(
            help='What counts: "> 5000", "top 10%"; not needed of yes or no.', show_default=False
        ),
    ] = None,
    csv: Csv = None,
    figure: Picture = None,
) -> None:
    """Find where among the parameters of a sweep something happens."""
    import_mesa_first()
    from rich.console import Console
    from rich.markup import escape

    from sim.analysis.discover import discover as discovered
    from sim.experiment.results import open_results

    opened = open_results(find_results(results))
    found = discovered(opened.to_dataframe(), opened.design.plan, outcome, when)
    console = Console(highlight=False)
    console.print(
        f"[bold]{escape(opened.scenario.data.title)}[/bold]: {found.runs:,} runs at "
        f"{found.points:,} points\n\n{escape(found.words())}"
    )
    _show(console, found)
    for note in found.notes:
        console.print(f"- {escape(note)}")
    keep_table(found.box, csv)
    if figure is not None:
        from sim.plots import discovered_box

        keep_picture(discovered_box(found, source_of_results(opened, found.runs)), figure)


def _show(console: Console, found: Discovery) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from sim.analysis.discover import number
    from sim.mechanisms import declarations

    if found.box.empty:
        return
    known = declarations()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("parameter", overflow="fold")
    for name in ("from", "to", "of all", "quasi-p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("unit", overflow="fold")
    for row in found.box.to_dict("records"):
        low, high, chance = (float(row[name]) for name in ("low", "high", "quasi_p"))
        table.add_row(
            str(row["parameter"]),
            "open" if isnan(low) else number(low),
            "open" if isnan(high) else number(high),
            f"{number(float(row['lowest']))} to {number(float(row['highest']))}",
            "<0.001" if chance < 0.001 else f"{chance:.3f}",
            known[str(row["parameter"])].unit,
        )
    console.print(table)
    console.print(READING)
