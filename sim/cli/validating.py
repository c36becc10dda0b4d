"""`liptako validate`: the model against its facts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.places import SCENARIOS


@app.command()
def validate(
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("docs/validation.md"),
    runs: Annotated[int, typer.Option(min=100, help="Histories of each ensemble.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all of them.")] = 7,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    scenarios: Annotated[Path, typer.Option(help="Folder of the scenarios.")] = SCENARIOS,
) -> None:
    """Hold the model against what it must show; write the tables (some ten minutes)."""
    from sim.analysis.forecasting.relative import forecast_skill
    from sim.analysis.forecasting.scores import scoringrules
    from sim.analysis.validation import facts
    from sim.analysis.validation.bench import Bench
    from sim.analysis.validation.report import report
    from sim.analysis.validation.sensitivity import grid, strongest
    from sim.experiment.progress import watched
    from sim.experiment.writing import write_whole

    scoringrules()  # rather missing now than after ten minutes
    bench = Bench(scenarios, runs, seed, workers)
    known = facts()
    found = watched(((fact.find(bench), 1) for fact in known), len(known), "facts")
    findings = list(zip(known, found, strict=True))
    bench.forget()
    forecasts = {
        "All months": forecast_skill(bench.backtest()),
        "Without March 2022, hidden from all (the fit had it)": forecast_skill(
            bench.backtest("2022-03")
        ),
    }
    text = report(findings, forecasts, grid(bench), strongest(bench), runs, seed)
    write_whole(out, lambda path: path.write_text(text, "utf-8"))
    for fact, finding in findings:
        typer.echo(f"{fact.number}  {finding.verdict:6}  {fact.what}")
    typer.echo(f"Written: {out}")
