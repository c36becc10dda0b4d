"""`liptako fork` and `liptako compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, isfinite, isnan, log10
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_scenario
from sim.errors import LiptakoError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.compare import Comparison
    from sim.scenario import Scenario

READING = (
    "Means of {pairs:,} pairs of histories. Equal runs share their luck, so what is left between "
    "the two is the change's: the difference run by run. Its 90 % interval is the noise of the "
    "simulation alone: more runs narrow it, and of outcomes that do not differ one in ten seems "
    "to. What was assumed moves results more; what is evidence and what assumption: "
    "docs/validation.md. Gain: without shared luck this would take so many times the runs."
)
READING_FEW = (
    "* Fewer than {few} histories carry the difference, so that its interval is too narrow: take "
    "more runs, and look whether another seed says the same."
)
ALWAYS = ("interventions", "interventions_won", "expected_interventions", "deaths_after_parting")
"""Outcomes that are printed even if the interval of their difference includes none."""
WIDTHS = (10, 10, 10, 19, 7)
FEWEST_PLACE = 12
MOST_GAIN = 9999
FINEST = 4
"""Digits after the point, at most."""

Row = dict[str, Any]
Csv = Annotated[
    Path | None, typer.Option("--csv", help="File for the whole table.", show_default=False)
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        help="Print outcomes whose name or meaning has this word, such as interventions.",
        show_default=False,
    ),
]
All = Annotated[bool, typer.Option("--all", help="Print what may not differ, too.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed: run i of a seed never changes.")]


@app.command()
def fork(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of one.")],
    *,
    run: Annotated[int, typer.Option(min=0, help="Number of the history.", show_default=False)],
    month: Annotated[
        str, typer.Option(help="At whose start it forks, as in 2023-08.", show_default=False)
    ],
    force: Annotated[
        list[str],
        typer.Option(
            help="actor/decision/about=answer@week: MLI/honour/NER=no, "
            "ECOWAS/posture/NER=ultimatum@2.",
            show_default=False,
        ),
    ],
    given: Annotated[
        list[str] | None, typer.Option(help="What goes the same way in both branches.")
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="How many futures of each branch.")] = 200,
    seed: Seed = 1,
    csv: Csv = None,
    only: Only = None,
    every: All = False,
) -> None:
    """Fork one history at a decision: the same futures with it forced one way, and the other."""
    import_mesa_first()
    from rich.console import Console
    from rich.markup import escape

    from sim.analysis.fork import fork as forked

    loaded = _loaded(scenario)
    found = forked(loaded, run, month, force, given or (), runs, seed)
    console = Console(highlight=False)
    console.print(
        f"[bold]{escape(loaded.data.title)}[/bold]\n"
        f"Run {run} of seed {seed}, and {runs:,} futures of it from {month} on, either way."
    )
    for question, counts in found.arose.items():
        futures = " and ".join(f"{count:,}" for count in dict.fromkeys(counts.values()))
        console.print(f"{escape(question)} came up in {futures} of {runs:,} futures.")
    console.print("Where what is forced did not come up, nothing differs; means are over all.")
    _show(console, found, only or (), every)
    _write(found.table, csv)


@app.command()
def compare(
    files: Annotated[
        list[str],
        typer.Argument(help="Scenario files or names, the reference first.", show_default=False),
    ],
    runs: Annotated[int, typer.Option(min=1, help="How many histories of each.")] = 500,
    seed: Seed = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    csv: Csv = None,
    only: Only = None,
    every: All = False,
) -> None:
    """Compare scenarios with the first, history by history: equal runs share their luck."""
    import_mesa_first()
    from rich.console import Console

    from sim.analysis.compare import compare as compared

    if len({find_scenario(name).resolve() for name in files}) < len(files):
        raise LiptakoError("compare: one file is given twice - name each once")
    loaded: dict[str, Scenario] = {}
    for name in files:
        scenario = _loaded(name)
        # Two files in different folders may bear one name.
        loaded[name if scenario.name in loaded else scenario.name] = scenario
    found = compared(loaded, runs, seed, workers)
    _show(Console(highlight=False), found, only or (), every)
    _write(found.table, csv)


def _loaded(name: str) -> Scenario:
    from sim.scenario import load_scenario

    scenario = load_scenario(find_scenario(name))
    for note in scenario.notes:
        typer.echo(f"note: {note}", err=True)
    return scenario


def _write(table: pd.DataFrame, csv: Path | None) -> None:
    if csv is not None:
        try:
            table.to_csv(csv, index=False)
        except OSError as error:
            reason = error.strerror or error
            raise LiptakoError(
                f"{csv}: cannot be written ({reason}) - name another file"
            ) from error


def _show(console: Console, found: Comparison, only: Sequence[str], every: bool) -> None:
    from rich.markup import escape

    from sim.analysis.paired import FEW

    (reference, histories), *others = found.histories.items()
    printed: list[Row] = []
    places = _places(found.histories.values())
    for name, _ in others:
        table = found.table[found.table["scenario"] == name]
        rows = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
        asked = [row for row in rows if _asked(row, only)]
        chosen = asked if every else [row for row in asked if _matters(row, histories, bool(only))]
        console.print(f"\n[bold]{escape(name)}[/bold], compared with {escape(reference)}\n")
        printed += chosen
        if chosen:
            _print_rows(console, chosen, places, histories.sizes["run"])
        else:
            console.print("No outcome surely differs.")
        if len(rows) > len(chosen):
            console.print(
                f"[dim]{len(rows) - len(chosen):,} other rows, most with an interval that includes "
                "no difference; --all prints them.[/dim]"
            )
    console.print(f"\n{READING.format(pairs=histories.sizes['run'])}")
    if any(_few(row) for row in printed):
        console.print(READING_FEW.format(few=FEW))


def _asked(row: Row, only: Sequence[str]) -> bool:
    """Whether one of some words is in an outcome's name or meaning; if there are none, any will
    do."""
    text = f"{row['outcome']} {row['long_name']}".casefold()
    return not only or any(word.casefold() in text for word in only)


def _matters(row: Row, histories: xr.Dataset, asked: bool) -> bool:
    """Whether an outcome surely differs, or at all if it was asked for, in the countries in focus
    or an alliance; what would be printed as nothing does not."""
    from sim.analysis.compare import read_first

    sizes = [abs(row[name]) for name in ("difference", "low", "high")]
    differs = isfinite(row["difference"]) and any(size >= 0.5 * 10.0**-FINEST for size in sizes)
    if row["outcome"] not in ALWAYS and not asked:
        differs = differs and (row["low"] > 0.0 or row["high"] < 0.0)
    return differs and read_first(row["outcome"], row["place"], histories)


def _places(ensembles: Iterable[xr.Dataset]) -> dict[str, str]:
    """What countries, partners and regions are called; others go by their ids."""
    return {
        str(own): str(name)
        for histories in ensembles
        for kind in ("country", "partner", "region")
        for own, name in zip(histories[kind].values, histories[f"{kind}_name"].values, strict=True)
    } | {"": "in all", "all": "all countries", "focus": "those in focus"}


def _print_rows(console: Console, rows: list[Row], places: Mapping[str, str], pairs: int) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head = _grid(console)
    head.add_row("", "reference", "changed", "difference", "90 % interval", "gain", style="bold")
    console.print(head)
    for outcome in dict.fromkeys(row["outcome"] for row in rows):
        own = [row for row in rows if row["outcome"] == outcome]
        unit = "" if own[0]["unit"] == "1" else f", {own[0]['unit']}"
        console.print(Text(f"{own[0]['long_name']}{unit}", style="bold"))
        grid = _grid(console)
        for row in own:
            place = ", ".join(places.get(part, part) for part in row["place"].split("/"))
            if row["pairs"] < pairs:
                place += f" (n={row['pairs']:,})"
            if _few(row):
                place += " *"
            grid.add_row(Padding(Text(place), (0, 0, 0, 2)), *_numbers(row))
        console.print(grid)


def _few(row: Row) -> bool:
    from sim.analysis.paired import carried_by_few

    return carried_by_few(row["carried_by"], row["pairs"])


def _grid(console: Console) -> Table:
    """Columns as wide in every grid, so that they stand below one another."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1, 0, 0))
    rest = min(console.width, 110) - sum(WIDTHS) - len(WIDTHS) - 1
    grid.add_column(width=max(rest, FEWEST_PLACE))
    for width in WIDTHS:
        grid.add_column(width=width, justify="right", no_wrap=True)
    return grid


def _numbers(row: Row) -> tuple[str, ...]:
    """Means, difference, interval and gain, no finer than the interval tells apart."""
    if not row["pairs"]:
        return "-", "-", "-", "-", "-"
    largest = max(abs(row["reference"]), abs(row["mean"]))
    width = row["high"] - row["low"]
    scale = width if width > 1e-9 * largest else abs(row["difference"]) or largest or 1.0
    digits = min(max(1 - floor(log10(scale)), 0), FINEST)
    coarse = min(digits, max(FINEST - floor(log10(max(largest, 1.0))), 0))
    signed = {name: _signed(row[name], digits) for name in ("difference", "low", "high")}
    return (
        f"{row['reference']:,.{coarse}f}",
        f"{row['mean']:,.{coarse}f}",
        signed["difference"],
        "-" if isnan(width) else f"{signed['low']} to {signed['high']}",
        _gain(row["fewer_runs"]),
    )


def _signed(value: float, digits: int) -> str:
    return f"{value:+,.{digits}f}" if round(value, digits) else f"{0:.{digits}f}"


def _gain(fewer_runs: float) -> str:
    if isnan(fewer_runs):
        return "-"
    if fewer_runs > MOST_GAIN:
        return f">{MOST_GAIN:,}x"
    return f"{fewer_runs:,.{int(fewer_runs < 10)}f}x"
