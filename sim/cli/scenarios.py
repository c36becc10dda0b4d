"""`liptako check` and `liptako scenarios`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.places import SCENARIOS, find_scenario
from sim.errors import LiptakoError


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files.", show_default=False)],
) -> None:
    """Check scenario files; print every fault with its place and its remedy."""
    from sim.experiment.outcomes import unknown_outcomes
    from sim.scenario import load_scenario

    faulty = 0
    for name in files:
        try:
            loaded = load_scenario(find_scenario(name))
        except LiptakoError as error:
            faulty += 1
            typer.echo(str(error))
            continue
        if unknown := unknown_outcomes(loaded):
            faulty += 1
            typer.echo("\n".join(f"{name}: answered_by: {fault}" for fault in unknown))
            continue
        for note in loaded.notes:
            typer.echo(f"note: {note}")
        data = loaded.data
        typer.echo(
            f"{name}: good - {loaded.months} months, {len(data.countries)} countries, "
            f"{len(data.groups)} armed groups, {len(data.treaties)} treaties"
        )
    if faulty:
        raise typer.Exit(1)


@app.command()
def scenarios(
    folder: Annotated[Path, typer.Argument(help="Where to look.")] = SCENARIOS,
) -> None:
    """List the scenarios in a folder, each with the question it asks."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.errors import ScenarioError
    from sim.scenario import load_scenario

    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise LiptakoError(f"{folder}: no scenario files (*.yaml) here - name another folder")
    table = Table("file", "question", "months")
    for path in found:
        try:
            loaded = load_scenario(path)
            table.add_row(escape(path.name), escape(loaded.data.question), str(loaded.months))
        except ScenarioError as error:
            table.add_row(
                escape(path.name), f"[red]{len(error.faults)} faults: see liptako check", ""
            )
    Console().print(table)
