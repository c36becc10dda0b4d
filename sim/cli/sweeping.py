"""`liptako sweep`: a scenario over a design of parameters, on this machine or on many."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.job_scripts import job_script
from sim.cli.places import find_scenario
from sim.cli.varying import drawn
from sim.errors import LiptakoError

if TYPE_CHECKING:
    from sim.experiment.design import Design
    from sim.experiment.runners import Runner
    from sim.experiment.store import Filled, Store
    from sim.scenario import Scenario

SHARD = re.compile(r"([0-9]+)/([0-9]+)")
Vary = Annotated[
    list[str] | None,
    typer.Option(
        help="What varies: a parameter's name, name=low:high, name=low:high:levels (grid), or "
        "name=a,b,c; may be given again. Names are parameters, 'scenario', or places in the "
        "scenario, such as treaties.AES=,null."
    ),
]
Script = Annotated[
    str | None,
    typer.Option(
        help="Run nothing; print a job script for slurm, pbs or lsf that runs --shards parts.",
        show_default=False,
    ),
]


@app.command()
def sweep(  # noqa: PLR0917 (a command has as many options as it has)
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of one.")],
    vary: Vary = None,
    design: Annotated[
        Path | None,
        typer.Option(help="Table (CSV) with a row a run, instead of --vary.", show_default=False),
    ] = None,
    method: Annotated[str, typer.Option(help="How points are drawn: lhs, sobol, morris, grid.")] = (
        "lhs"
    ),
    runs: Annotated[
        int, typer.Option(min=1, help="Runs in all, at most; a grid counts its own.")
    ] = (1000),
    replicates: Annotated[
        int, typer.Option(min=1, help="Runs at each point, with the same luck at every point.")
    ] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the points and of the runs.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use on this machine.")] = 1,
    dask: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, instead.", show_default=False)
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(help="i/n: only the i-th of n parts, as in job arrays.", show_default=False),
    ] = None,
    script: Script = None,
    shards: Annotated[int, typer.Option(min=1, help="Parts of the job script.")] = 40,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results"),
) -> None:
    """Run a scenario over many values of its parameters; goes on where it was stopped."""
    if script is not None:
        typer.echo(job_script(script, _without_script(sys.argv[1:]), shards))
        return
    import_mesa_first()
    from sim.experiment.ensemble import Ensemble
    from sim.experiment.runners import processes
    from sim.experiment.store import Store

    part = _shard(shard)
    table = _design(vary or [], design, method, runs, replicates, seed)
    ensemble = Ensemble.of(_scenarios(scenario, table), None, seed, table)
    runner: Runner = processes(workers)
    if dask is not None:
        from sim.experiment.cluster import on_cluster

        runner = on_cluster(dask)
    store = Store.of(ensemble, out)
    typer.echo(_plan(table, len(ensemble.variants)), err=True)
    for note in one_sided(table, ensemble.scenario):
        typer.echo(f"note: {note}", err=True)
    filled = store.fill(runner, part)
    for note in filled.notes:
        typer.echo(f"note: {note}", err=True)
    _tell(store, filled, part)
    store.check(filled)


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    found = SHARD.fullmatch(text)
    which, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= which <= count:
        raise LiptakoError(f"shard: '{text}' is none - write i/n with i from 1 to n, as in 3/40")
    return which, count


def _design(
    vary: list[str], path: Path | None, method: str, runs: int, replicates: int, seed: int
) -> Design:
    import pandas as pd

    from sim.experiment.design import from_table
    from sim.experiment.design import replicates as repeated

    if path is None:
        return drawn(method, vary, runs, replicates, seed) if vary else repeated(runs)
    if vary:
        raise LiptakoError("design: a table and --vary are both given - leave one of them out")
    try:
        # Text as it stands: what a cell of a parameter says is looked at with the rest.
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise LiptakoError(
            f"design: {path}: cannot be read ({why}) - give a CSV file with a row a run"
        ) from error
    return from_table(table)


def _scenarios(scenario: str, design: Design) -> dict[str, Scenario]:
    """Those that the design names, by the names it gives them; or the one that is swept."""
    from sim.experiment.design import SCENARIO
    from sim.scenario import load_scenario

    own = load_scenario(find_scenario(scenario))
    if SCENARIO not in design.table:
        return {own.name: own}
    names = dict.fromkeys(design.table[SCENARIO])
    return {name: load_scenario(find_scenario(name)) if name else own for name in names}


def one_sided(design: Design, scenario: Scenario) -> list[str]:
    """What is swept on one side alone of what the scenario has."""
    from sim.parameters import Distribution

    notes = []
    for name, (low, high) in design.plan.ranges.items():
        value = scenario.parameters[name]
        own = value.centre if isinstance(value, Distribution) else value
        if not low < own < high:
            notes.append(
                f"{name}: swept from {low:g} to {high:g}, while {scenario.name} has {own:g}: "
                "no point lies on its other side"
            )
    return notes


def _plan(design: Design, variants: int) -> str:
    plan = design.plan
    what = f"{design.runs:,} runs"
    if plan.method not in ("replicates", "table"):
        what = f"{plan.method.replace('_', ' ')}, {plan.points:,} points x {plan.replicates:,}"
        what += f" = {design.runs:,} runs"
    return f"{what} of {variants} scenarios" if variants > 1 else what


def _tell(store: Store, filled: Filled, part: tuple[int, int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.summary import over_runs

    present = len(filled.present)
    if present == filled.blocks:
        table = Table(
            title="Outcomes over all runs",
            caption="Mean, and 5 to 95 % of the runs.",
            title_justify="left",
            caption_justify="left",
            box=SIMPLE_HEAD,
            padding=(0, 1),
        )
        for head in ("", "mean", "5 to 95 %"):
            table.add_column(head, justify="left" if not head else "right")
        for row in over_runs(store.outcomes(filled.present), store.ensemble.scenario):
            table.add_row(*row)
        Console().print(table)
    which = f"Shard {part[0]} of {part[1]}: " if part[1] > 1 else ""
    typer.echo(
        f"{which}{filled.computed} blocks computed, {filled.there} were there; "
        f"{present} of {filled.blocks} are there now"
    )
    typer.echo(f"Results: {store.folder}")


def _without_script(arguments: list[str]) -> list[str]:
    """The words of this command but for those about the script."""
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        name = word.split("=")[0]
        if name in ("--script", "--shards"):
            if "=" not in word:
                next(words, None)
        else:
            kept.append(word)
    return kept
