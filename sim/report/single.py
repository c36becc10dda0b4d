"""The report on one scenario's results."""

from __future__ import annotations

import xarray as xr

from sim.analysis.answer import answer
from sim.analysis.chronicle import extreme_runs, typical_run
from sim.analysis.clustered import Groups, groups_of
from sim.analysis.story import story
from sim.analysis.swept import points_of
from sim.experiment.progress import watched
from sim.experiment.results import Results
from sim.language import Language
from sim.plots.errors import FigureError
from sim.report.document import Answered, Document, Exhibit, Section, Told
from sim.report.exhibits import exhibit
from sim.report.making import parameters, reproduction
from sim.report.parts import glance, histories_of, notes, subtitle

PARTS = (
    ("war", "The war", ("deaths", "map", "forces")),
    ("crisis", "The crisis", ("crises", "flows")),
    ("alliances", "The alliances", ("alliances", "treaties_last")),
    ("regimes", "The regimes", ("regimes",)),
)
"""Sections with pictures: id, heading, figures."""


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
    for name in watched(wanted, len(wanted), "pictures", progress):
        try:
            drawn[name] = exhibit(name, dataset, language)
        except FigureError as error:  # a scenario without groups, say, or results without regions
            missing.append(say("No picture of {what}: {why}.", what=name, why=str(error)))
    sections = [
        Section(anchor, language.name(title), exhibits=[drawn[n] for n in names if n in drawn])
        for anchor, title, names in PARTS
        if any(name in drawn for name in names)
    ]
    return Document(
        title=language.name(data.title),
        subtitle=subtitle(results, language),
        answers=[
            Answered(
                language.name(data.question), answer(dataset, language, _groups(results, dataset))
            )
        ],
        sections=[
            Section("figures", say("In figures"), tables=[glance(dataset, language)]),
            *sections,
            _histories(dataset, language),
            parameters(results, dataset, language),
            reproduction([results], language),
        ],
        language=language,
        notes=[*notes(results, language), *missing],
    )


def _groups(results: Results, dataset: xr.Dataset) -> Groups | None:
    """Which runs of a sweep hang together; none where each point was run once."""
    plan = results.design.plan
    if plan.replicates == 1 or plan.method == "replicates":
        return None
    frame = results.to_dataframe()
    groups = groups_of(frame, plan, points_of(frame, plan))
    return groups[: dataset.sizes["run"]]


def _histories(dataset: xr.Dataset, language: Language) -> Section:
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
