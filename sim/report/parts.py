"""Parts that a report on one scenario and one on several share."""

from __future__ import annotations

import numpy as np
import xarray as xr

from sim.analysis.summary import summarise
from sim.errors import LiptakoError
from sim.experiment.results import Results
from sim.language import Language
from sim.report.document import Table

FEW = 200
"""Runs below which a reader is warned."""
MOST = 10_000
"""Runs that a report is about, at most: more are too many for memory, and change no picture."""


def histories_of(results: Results) -> xr.Dataset:
    """The runs that a report is about, in memory: all, or the first `MOST` of more.

    Raises:
        LiptakoError: no run is finished.
    """
    if not results.finished:
        raise LiptakoError(
            f"{results.folder}: no run is finished, or what there is is damaged - the same command "
            "goes on where it stopped"
        )
    dataset = results.dataset
    if dataset.sizes["run"] > MOST:
        kept = dataset["event_run"].values < int(dataset["run"].values[MOST])
        dataset = dataset.isel(run=slice(MOST), event=np.flatnonzero(kept))
    return dataset.load()


def glance(dataset: xr.Dataset, language: Language, name: str = "") -> Table:
    """The table that `liptako run` prints, of a scenario of some name."""
    found = summarise(dataset, language)
    rows = [[row.what, *row.values] for row in found.rows]
    return Table([name, *found.countries], rows, found.key)


def subtitle(results: Results, language: Language) -> str:
    """The line under the title: months, runs, seed, version."""
    horizon = results.scenario.data.horizon
    return language.say(
        "{first} to {last} · {runs} histories · seed {seed} · Liptako {version}",
        first=language.month(horizon.start, long=True),
        last=language.month(horizon.end, long=True),
        runs=language.number(results.finished),
        seed=results.seed,
        version=str(results.manifest["liptako"]),
    )


def notes(results: Results, language: Language) -> list[str]:
    """What a reader should know before all else."""
    say, found = language.say, []
    if results.finished < results.runs:
        found.append(
            say(
                "Only {done} of {runs} runs are finished: everything below is of those.",
                done=language.number(results.finished),
                runs=language.number(results.runs),
            )
        )
    if results.finished > MOST:
        found.append(
            say(
                "Everything below is of the first {most} of {runs} runs.",
                most=language.number(MOST),
                runs=language.number(results.finished),
            )
        )
    if len(varied := results.design.table.columns):
        found.append(
            say(
                "These runs differ in {what}: what is below mixes what was varied with luck, and "
                "intervals in pictures take runs of one point for strangers.",
                what=language.listed(map(str, varied)),
            )
        )
    if 1 < results.finished < FEW:
        found.append(
            say(
                "Only {runs} histories: what is rare may be missing, and intervals may be too "
                "narrow. Take {few} or more.",
                runs=results.finished,
                few=FEW,
            )
        )
    if results.finished == 1:
        found.append(say("One history shows what can happen, not how likely it is."))
    return found
