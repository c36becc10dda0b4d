"""The report on one scenario's results."""

from __future__ import annotations

import numpy as np
import xarray as xr

from sim.analysis.answer import answer
from sim.analysis.chronicle import extreme_runs, typical_run
from sim.analysis.story import story
from sim.analysis.summary import summarise
from sim.errors import LiptakoError
from sim.experiment.progress import watched
from sim.experiment.results import Results
from sim.language import Language
from sim.report.document import Answered, Document, Exhibit, Section, Table, Told
from sim.report.exhibits import exhibit
from sim.report.making import manifest, parameters

PARTS = (
    ("war", "The war", ("deaths", "map", "forces")),
    ("crisis", "The crisis", ("crises",)),
    ("alliances", "The alliances", ("treaties",)),
)
"""Sections with pictures: id, heading, figures."""
MOST = 10_000
"""Runs that a report is about, at most: more are too many for memory, and change no picture."""


def report(results: Results, language: Language, progress: bool | None = None) -> Document:
    """The report on results: the question and its answer, pictures with their numbers, three
    histories told, and what made it all.

    Args:
        results: with finished runs.
        language: of the report.
        progress: whether to show a progress bar, as for `sim.simulate`.

    Raises:
        LiptakoError: no run is finished, or an outcome that answers the question is none.
    """
    dataset = histories_of(results)
    say, data = language.say, results.scenario.data
    wanted = [(name, 1) for _, _, names in PARTS for name in names]
    drawn: dict[str, Exhibit] = {}
    missing = []
    for name in watched(wanted, len(wanted), say("pictures"), progress):
        try:
            drawn[name] = exhibit(name, dataset, language)
        except ValueError as error:  # a scenario without groups, say, or results without regions
            missing.append(say("No picture of {what}: {why}.", what=name, why=str(error)))
    sections = [
        Section(anchor, say(title), exhibits=[drawn[name] for name in names if name in drawn])
        for anchor, title, names in PARTS
        if any(name in drawn for name in names)
    ]
    return Document(
        title=language.name(data.title),
        subtitle=_subtitle(results, language),
        answers=[Answered(language.name(data.question), answer(dataset, language))],
        sections=[
            figures_at_a_glance(dataset, language),
            *sections,
            histories(dataset, language),
            parameters(results, dataset, language),
            manifest(results, language),
        ],
        language=language,
        notes=[*_notes(results, language), *missing],
    )


def figures_at_a_glance(dataset: xr.Dataset, language: Language) -> Section:
    """The table that `liptako run` prints."""
    found = summarise(dataset, language)
    rows = [[row.what, *row.values] for row in found.rows]
    table = Table(["", *found.countries], rows, found.key)
    return Section("figures", language.say("In figures"), tables=[table])


def histories(dataset: xr.Dataset, language: Language) -> Section:
    """The most typical history and two extremes, told."""
    say = language.say
    worst, best = extreme_runs(dataset)
    chosen = {typical_run(dataset): say("The most typical history")}
    chosen.setdefault(worst, say("The history with most deaths"))
    chosen.setdefault(best, say("The history with fewest deaths"))
    told = [
        Told(say("{which}: run {run}", which=title, run=run), story(dataset, run, language))
        for run, title in chosen.items()
    ]
    text = say(
        "Each is one of many that the model finds possible; none is a forecast. The typical one "
        "is nearest to the middle in all outcomes."
    )
    return Section("histories", say("Histories"), [text], told=told)


def _subtitle(results: Results, language: Language) -> str:
    horizon = results.scenario.data.horizon
    return language.say(
        "{first} to {last} · {runs} histories · seed {seed} · Liptako {version}",
        first=language.month(horizon.start, long=True),
        last=language.month(horizon.end, long=True),
        runs=language.number(results.finished),
        seed=results.seed,
        version=str(results.manifest["liptako"]),
    )


def _notes(results: Results, language: Language) -> list[str]:
    say, notes = language.say, []
    if results.finished < results.runs:
        notes.append(
            say(
                "Only {done} of {runs} runs are finished: everything below is of those.",
                done=language.number(results.finished),
                runs=language.number(results.runs),
            )
        )
    if results.finished > MOST:
        notes.append(
            say(
                "Everything below is of the first {most} of {runs} runs.",
                most=language.number(MOST),
                runs=language.number(results.finished),
            )
        )
    if len(varied := results.design.table.columns):
        notes.append(
            say(
                "These runs differ in {what}: ranges below mix what was varied with luck.",
                what=language.listed(map(str, varied)),
            )
        )
    if results.finished == 1:
        notes.append(say("One history shows what can happen, not how likely it is."))
    return notes


def histories_of(results: Results) -> xr.Dataset:
    """The runs that a report is about, in memory: all, or the first `MOST` of more.

    Raises:
        LiptakoError: no run is finished.
    """
    if not results.finished:
        raise LiptakoError(
            f"{results.folder}: no run is finished yet - the same command goes on where it stopped"
        )
    dataset = results.dataset
    if dataset.sizes["run"] > MOST:
        kept = dataset["event_run"].values < int(dataset["run"].values[MOST])
        dataset = dataset.isel(run=slice(MOST), event=np.flatnonzero(kept))
    return dataset.load()
