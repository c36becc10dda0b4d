"""The command `liptako`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import LiptakoError, one_of
from sim.version import VERSION

if TYPE_CHECKING:
    import xarray as xr

    from sim.analysis.summary import Summary
    from sim.experiment.store import Store
    from sim.parameters import Distribution

app = typer.Typer(
    name="liptako",
    help="Many possible histories of the crisis around the Alliance of Sahel States.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Start with: liptako run scenarios/baseline.yaml",
)

SCENARIOS = Path("scenarios")
COMMITMENTS = Path("seeds/commitments.yaml")
INTERRUPTED = 130
"""Exit code after Ctrl-C."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"liptako {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Many possible histories of the crisis around the Alliance of Sahel States."""


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of one.")],
    runs: Annotated[int, typer.Option(min=1, help="How many histories.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Seed: run i of a seed never changes.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results"),
    figures: Annotated[bool, typer.Option(help="Draw the pictures.")] = True,
) -> None:
    """Run a scenario many times; write results, a table of outcomes and pictures."""
    from sim.analysis.summary import summarise
    from sim.experiment.ensemble import Ensemble
    from sim.experiment.store import Store
    from sim.scenario import load_scenario

    loaded = load_scenario(_find(scenario))
    for note in loaded.notes:
        typer.echo(f"note: {note}", err=True)
    store = Store.of(Ensemble.of(loaded, runs, seed), out)
    dataset = store.run(workers)
    if figures:
        _draw(dataset, store)
    _show(summarise(dataset), f"{loaded.data.title}: {runs:,} runs, seed {seed}")
    _tell(dataset, store)
    typer.echo(f"Results: {store.folder}")


def _draw(dataset: xr.Dataset, store: Store) -> None:
    from sim import plots

    for name, draw in (
        ("deaths", plots.deaths_fans),
        ("map", plots.probability_map),
        ("forces", plots.control_and_fighters),
        ("crises", plots.crisis_postures),
        ("treaties", plots.treaty_membership),
    ):
        try:
            figure = draw(dataset)
        except ValueError as error:  # a scenario without groups, say, or results without regions
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
    for row in summary.rows:
        table.add_row(row.what, *row.values)
    Console().print(table)


def _tell(dataset: xr.Dataset, store: Store) -> None:
    """Print the story of the most typical history, and keep it with the results."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.analysis.chronicle import typical_run
    from sim.analysis.story import story

    run = typical_run(dataset)
    lines = story(dataset, run)
    title = f"The most typical history: run {run}"
    width = max((len(line.date) for line in lines), default=0)
    text = "\n".join([title, "", *(f"{line.date:{width}}  {line.text}" for line in lines), ""])
    store.write("story.txt", lambda path: path.write_text(text, "utf-8"))
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1)
    for line in lines:
        table.add_row(line.date, escape(line.text))
    Console().print("", table, "", sep="\n")


def _find(scenario: str) -> Path:
    """A file as given, or the shipped scenario of that name."""
    path = Path(scenario)
    named = SCENARIOS / f"{scenario}.yaml"
    try:
        return named if not path.exists() and not path.suffix and named.exists() else path
    except OSError:  # a name too long to be looked for: the reader says so
        return path


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Scenario files.", show_default=False)],
) -> None:
    """Check scenario files; print every fault with its place and its remedy."""
    from sim.errors import ScenarioError
    from sim.scenario import load_scenario

    faulty = 0
    for name in files:
        try:
            loaded = load_scenario(_find(name))
        except ScenarioError as error:
            faulty += 1
            typer.echo(str(error))
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


def main() -> None:
    """Run the command; what a person can mend is said in a line, without a traceback."""
    try:
        app()
    except LiptakoError as error:
        typer.echo(f"liptako: {error}" if "\n" not in str(error) else str(error), err=True)
        sys.exit(1)
    except MemoryError:
        typer.echo("liptako: not enough memory - take fewer runs", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as stop:  # Typer turns the first into the second
        if isinstance(stop, SystemExit) and stop.code != INTERRUPTED:
            raise
        typer.echo("liptako: stopped; finished blocks stay, the same command goes on.", err=True)
        sys.exit(INTERRUPTED)
