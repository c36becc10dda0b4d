"""`liptako sensitivity`: which parameters of a sweep move an outcome."""

from __future__ import annotations

from functools import partial
from math import floor, isnan, log10
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_results

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from rich.console import Console

    from sim.analysis.sensitivity import Sensitivity
    from sim.experiment.results import Results

MOST = 20
"""Parameters that are printed; the file has them all."""
READING = {
    "sobol": (
        "Shares of the variance of the points' means, with 90 % intervals: first, what the "
        "parameter moves by itself; total, what would be gone if it were known, acting together "
        "with others included. What is below 0, or above 1, is chance."
    ),
    "morris": (
        "How far the outcome moves as the parameter alone crosses its whole range: mu* is the mean "
        "size of the move, with its 90 % interval, mu the mean with signs, sigma how much it "
        "depends on where the others stand."
    ),
    "rank": (
        "Spearman's rank correlation with its 90 % interval: 1 if the outcome always rises with "
        "the parameter, -1 if it always falls. Partial: with the other parameters held."
    ),
}
SHOWN = {
    "sobol": (("first", "first", True), ("total", "total", True)),
    "morris": (("mu_star", "mu*", True), ("mu", "mu", False), ("sigma", "sigma", False)),
    "rank": (("rank", "rank", True), ("partial", "partial", False)),
}
"""By method: columns, what they are called, and whether they have an interval."""

Csv = Annotated[
    Path | None, typer.Option("--csv", help="File for the whole table.", show_default=False)
]
Picture = Annotated[
    Path | None, typer.Option("--figure", help="File for the picture (PNG).", show_default=False)
]
Folder = Annotated[
    Path,
    typer.Argument(
        help="Folder of results, or the one above it; a scenario's name.", show_default=False
    ),
]
OutcomeName = Annotated[
    str,
    typer.Option(
        help="Column of the results, as total_deaths.MLI; intervention: any.", show_default=False
    ),
]


@app.command()
def sensitivity(
    results: Folder,
    outcome: OutcomeName,
    method: Annotated[
        str, typer.Option(help="sobol, morris or rank; auto: what the design is for.")
    ] = "auto",
    csv: Csv = None,
    figure: Picture = None,
) -> None:
    """Tell which parameters of a sweep move an outcome, how much, and how much is luck."""
    import_mesa_first()
    from rich.console import Console

    from sim.analysis.sensitivity import sensitivity as analysed
    from sim.experiment.results import open_results

    opened = open_results(find_results(results))
    found = analysed(opened.to_dataframe(), opened.design.plan, outcome, method)
    _show(Console(highlight=False), found, opened.scenario.data.title)
    keep_table(found.everything, csv)
    if figure is not None:
        from sim.plots import parameter_effects

        keep_picture(parameter_effects(found, source_of_results(opened, found.runs)), figure)


def source_of_results(opened: Results, runs: int) -> str:
    """The line under a picture that says what made it."""
    from sim.plots.style import source_of

    about = opened.manifest
    return source_of(about["liptako"], about["scenario"], runs, opened.seed)


def keep_picture(drawn: Figure, path: Path) -> None:
    """Write a picture, and say so.

    Raises:
        LiptakoError: it cannot be written.
    """
    from sim.experiment.writing import write_whole

    write_whole(path, partial(drawn.savefig, format="png", dpi=150))
    typer.echo(f"Written: {path}")


def keep_table(table: pd.DataFrame, csv: Path | None) -> None:
    """Write a table to the file that was asked for, if any, and say so.

    Raises:
        LiptakoError: it cannot be written.
    """
    from sim.experiment.writing import write_whole

    if csv is not None:
        text = table.to_csv(index=False, float_format="%.10g")
        write_whole(csv, lambda path: path.write_text(text, "utf-8"))
        typer.echo(f"Written: {csv}")


def _show(console: Console, found: Sensitivity, title: str) -> None:
    from rich.markup import escape

    unit = "" if found.unit == "1" else f", {found.unit}"
    console.print(f"[bold]{escape(found.meaning)}{unit}[/bold]")
    console.print(
        f"{escape(title)}: {found.runs:,} runs at {found.points:,} points; method {found.method}."
    )
    _print_table(console, found.table, SHOWN[found.method])
    if len(found.table) > MOST:
        console.print(f"{len(found.table) - MOST:,} weaker ones are not shown; --csv keeps all.")
    if found.pairs is not None:
        _print_table(console, found.pairs, (("second", "together beyond each", True),))
    console.print(READING[found.method])
    console.print(found.noise.words)
    for note in found.notes:
        console.print(f"- {escape(note)}")


def _print_table(
    console: Console, table: pd.DataFrame, shown: tuple[tuple[str, str, bool], ...]
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    printed = Table(box=SIMPLE_HEAD, pad_edge=False)
    # A long name takes another line, so that numbers are whole in narrow terminals.
    printed.add_column("parameter", overflow="fold")
    if "other" in table:
        printed.add_column("and", overflow="fold")
    for _, words, _ in shown:
        printed.add_column(words, justify="right", no_wrap=True)
    for row in table.head(MOST).to_dict("records"):
        names = [row[name] for name in ("parameter", "other") if name in row]
        cells = [_cell({str(k): v for k, v in row.items()}, key, wide) for key, _, wide in shown]
        printed.add_row(*names, *cells)
    console.print(printed)


def _cell(row: dict[str, Any], key: str, interval: bool) -> str:
    """A number, and its interval if it has one, no finer than two decimals or three digits."""
    value = float(row[key])
    if isnan(value):
        return "-"
    ends = [float(row[f"{key}_{side}"]) for side in ("low", "high")] if interval else []
    largest = max(abs(one) for one in (value, *ends))
    digits = max(0, min(2, 2 - floor(log10(largest)))) if largest > 0.0 else 2
    text, *others = (f"{round(one, digits) + 0.0:,.{digits}f}" for one in (value, *ends))
    return f"{text} ({' to '.join(others)})" if others else text
