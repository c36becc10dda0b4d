"""`liptako calibrate`: parameters of the war set on the deaths observed in 2018-22."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_scenario
from sim.errors import LiptakoError

if TYPE_CHECKING:
    import pandas as pd

calibrate = typer.Typer(
    help="Set the parameters of the war on deaths observed in 2018-22 (some minutes)."
)
app.add_typer(calibrate, name="calibrate")


@calibrate.callback(invoke_without_command=True)
def war(
    context: typer.Context,
    method: Annotated[
        str, typer.Option(help="'reference', the one shipped, or 'waves' (some ten minutes).")
    ] = "reference",
    runs: Annotated[
        int, typer.Option(min=1000, help="Histories of the reference table.")
    ] = 100_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random number.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    scenario: Annotated[str, typer.Option(help="History that is lived.")] = "history",
    out: Annotated[
        Path, typer.Option(help="Folder for blocks, posterior and states; a second call goes on.")
    ] = Path("results/calibration"),
    ship: Annotated[
        bool, typer.Option("--ship", help="Put posterior and states into the package as well.")
    ] = False,
) -> None:
    """Set the parameters of the war on deaths observed in 2018-22, or those of blocs on crises."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context)
        return
    _check_extra()
    import_mesa_first()
    from importlib.resources import files

    from sim.analysis.calibration.kept import keep, summary
    from sim.analysis.calibration.methods import posterior_by
    from sim.analysis.calibration.states import filtered_states
    from sim.analysis.calibration.training import COUNTRIES, Observations, training
    from sim.analysis.observed.series import observed_deaths
    from sim.scenario import load_scenario

    observed = observed_deaths()
    history = load_scenario(find_scenario(scenario)).patch(
        {"calibration": {"parameters": "stated"}}
    )
    wanted = Observations(training(observed, COUNTRIES))
    found = posterior_by(method, history, wanted, runs, seed, out, workers)
    _show(summary(found))
    states = filtered_states(history, found, observed, COUNTRIES, seed=seed)
    keep(out, found, states)
    if ship:
        keep(Path(str(files("sim").joinpath("data"))), found, states)
    typer.echo(f"Posterior and states: {out}" + (", and in the package" if ship else ""))


@calibrate.command()
def check(
    method: Annotated[
        str, typer.Option(help="'reference', the one shipped, or 'waves' (at a smaller cost).")
    ] = "reference",
    truths: Annotated[int, typer.Option(min=5, help="Truths to be found again.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Seed of every random number.")] = 7,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    scenario: Annotated[str, typer.Option(help="History that is lived.")] = "history",
    out: Annotated[
        Path, typer.Option(help="Folder for draws and ranks; a second call goes on.")
    ] = Path("results/calibration"),
) -> None:
    """Let a method find known truths again (simulation-based calibration)."""
    _check_extra()
    import_mesa_first()
    from sim.analysis.calibration.checking import find_truths
    from sim.analysis.calibration.ranks import uniformity
    from sim.experiment.writing import write_whole
    from sim.scenario import load_scenario

    history = load_scenario(find_scenario(scenario)).patch(
        {"calibration": {"parameters": "stated"}}
    )
    ranks = find_truths(history, method, truths, seed, out, workers)
    write_whole(out / f"ranks_{method}.csv", partial(ranks.to_csv, index=False))
    _show_ranks(uniformity(ranks), truths)


def _refuse_options_before(context: typer.Context) -> None:
    """Options in front of a further command are this one's, and would do nothing."""
    given = [
        name
        for name in context.params
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    ]
    if given:
        command = context.invoked_subcommand
        raise LiptakoError(
            f"--{given[0].replace('_', '-')} stands before '{command}', where it does nothing - "
            f"write it after '{command}'"
        )


def _check_extra() -> None:
    if find_spec("sklearn") is None:
        raise LiptakoError(
            "calibration needs the package scikit-learn - pip install 'liptako[analysis]'"
        )


def _show_ranks(found: pd.DataFrame, truths: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=f"Ranks of {truths} known truths among posterior draws",
        caption="p: chi-square, uniform ranks. mean: .5 is right; in brackets where nine of ten "
        "right methods lie. z: 1 is right, more is too sure. learnt: of the prior's variance.",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_column("parameter", no_wrap=True)
    for head in ("p", "mean rank", "z", "learnt"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in found.to_dict("records"):
        table.add_row(
            row["parameter"],
            f"{row['p']:.3f}",
            f"{row['mean']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
            f"{row['z']:.2f}",
            f"{row['learnt']:.0%}",
        )
    Console().print(table)


def _show(found: pd.DataFrame) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title="The war's parameters, set on deaths of 2018-22",
        caption="learnt: share of the prior's variance that is gone. 90 %: posterior interval.",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_column("parameter", no_wrap=True)
    for head in ("prior", "mean", "90 %", "learnt"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in found.to_dict("records"):
        table.add_row(
            row["parameter"],
            f"{row['prior_low']:.3g} to {row['prior_high']:.3g}",
            f"{row['mean']:.3g}",
            f"{row['low']:.3g} to {row['high']:.3g}",
            f"{row['learnt']:.0%}",
        )
    Console().print(table)
