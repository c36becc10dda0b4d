"""`liptako parameters` and `liptako commitments`: what the model is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.errors import LiptakoError, one_of

if TYPE_CHECKING:
    from sim.parameters import Distribution

COMMITMENTS = Path("seeds/commitments.yaml")


@app.command()
def commitments(
    file: Annotated[Path, typer.Argument(help="Where they stand.")] = COMMITMENTS,
) -> None:
    """List the statements that the model starts from: what carries each, which test shows it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.analysis.commitments import commitments as read

    table = Table(show_lines=True)
    table.add_column("", justify="right", no_wrap=True)
    for name in ("commitment", "carried by", "shown by the test"):
        table.add_column(name, ratio=1, overflow="fold")  # so that names can be copied whole
    for row in read(file):
        table.add_row(
            str(row.number),
            escape(row.statement),
            escape(row.carried_by),
            escape(row.test.replace("::", "::\n")),
        )
    Console().print(table)


@app.command()
def parameters(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Mechanisms or parameters to show; all if none is named."),
    ] = None,
) -> None:
    """List the parameters: default, bounds, unit, meaning, source."""
    from rich.console import Console
    from rich.table import Table

    from sim.mechanisms import PARAMETER_SETS, declarations

    known = declarations()
    chosen = {
        name: declared
        for name, declared in known.items()
        if not names or any(name == n or name.split(".")[0] == n for n in names)
    }
    for name in names or []:
        if name not in PARAMETER_SETS and name not in known:
            remedy = one_of(name, [*PARAMETER_SETS, *known])
            raise LiptakoError(f"no mechanism or parameter '{name}' - {remedy}")
    table = Table(show_lines=True)
    table.add_column("parameter", no_wrap=True)
    table.add_column("default", no_wrap=True)
    table.add_column("bounds, [dim]sweep[/dim], unit")
    table.add_column("meaning, [dim]source[/dim]", ratio=1)
    for name, declared in chosen.items():
        low, high = declared.range
        table.add_row(
            name + ("" if declared.in_force else "\n[dim]not in force yet[/dim]"),
            _compact(declared.default),
            "{:g} to {:g}".format(*declared.bounds)
            + f"\n[dim]{low:g} to {high:g}[/dim]\n{declared.unit}",
            f"{declared.meaning}\n[dim]{declared.source} ({declared.evidence})[/dim]",
        )
    Console().print(table)


def _compact(default: float | Distribution) -> str:
    """A default as a scenario file would say it."""
    if isinstance(default, int | float):
        return f"{default:g}"
    values = ", ".join(f"{value:g}" for value in vars(default).values())
    return f"{type(default).__name__.lower()}\n({values})"
