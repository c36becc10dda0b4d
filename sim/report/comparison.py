"""The report on several scenarios' results, the first of which is the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.answer import answer_compared
from sim.analysis.chronicle import typical_run
from sim.analysis.compare import Comparison, differences
from sim.analysis.paired import check_paired
from sim.analysis.story import story
from sim.errors import LiptakoError
from sim.experiment.progress import watched
from sim.experiment.results import Results
from sim.language import Language
from sim.plots.comparison import paired_differences
from sim.plots.dashboards import dashboard
from sim.plots.map_differences import difference_map
from sim.plots.page import Page
from sim.plots.regional import exceedance
from sim.report.document import Answered, Document, Exhibit, Section, Table, Told
from sim.report.exhibits import THRESHOLD
from sim.report.making import reproduction, scenario_differences
from sim.report.numbers import regions_table
from sim.report.parts import glance, histories_of, notes, subtitle
from sim.report.pictures import picture

MOST = 6
"""Scenarios side by side."""


def comparison(
    results: Sequence[Results], language: Language, progress: bool | None = None
) -> Document:
    """The report on what scenarios change, history by history.

    Args:
        results: of two to six, the reference first.
        language: of the report.
        progress: whether to show a progress bar, as for `sim.simulate`.

    Raises:
        LiptakoError: too many, or two that do not pair.
    """
    say = language.say
    if len(results) > MOST:
        raise LiptakoError(f"report: {len(results)} results - compare {MOST} at most")
    histories = _paired(results)
    first, *others = histories
    found = Comparison(histories, differences(histories))
    titles = [language.name(one.scenario.data.title) for one in results]
    answers = [
        Answered(
            language.name(one.scenario.data.question),
            answer_compared(histories[first], histories[name], language),
            say("{other} against {reference}", other=title, reference=titles[0]),
        )
        for name, one, title in zip(others, results[1:], titles[1:], strict=True)
    ]
    exhibits = _exhibits(histories, found, language, progress)
    return Document(
        title=say(
            "{others} against {reference}", others=language.listed(titles[1:]), reference=titles[0]
        ),
        subtitle=subtitle(results[0], language),
        answers=answers,
        sections=[
            Section("glance", say("Side by side"), [_pairing(language)], exhibits=exhibits[:1]),
            Section("differences", say("What differs"), exhibits=exhibits[1:]),
            Section(
                "figures",
                say("In figures"),
                tables=[glance(d, language, n) for n, d in histories.items()],
            ),
            _told(histories, language),
            Section(
                "scenarios",
                say("The scenarios"),
                tables=[
                    scenario_differences(results[0], one, language, (first, name))
                    for name, one in zip(others, results[1:], strict=True)
                ],
            ),
            reproduction([*results], language),
        ],
        language=language,
        notes=list(dict.fromkeys(note for one in results for note in notes(one, language))),
    )


def _paired(results: Sequence[Results]) -> dict[str, xr.Dataset]:
    """Histories by name; two results of one name bear their key too.

    Raises:
        LiptakoError: the same results twice, or results that do not pair.
    """
    if len({one.folder.resolve() for one in results}) < len(results):
        raise LiptakoError("report: one folder of results is given twice - name each once")
    names = [str(one.manifest["scenario"]) for one in results]
    keyed = [
        name if names.count(name) == 1 else f"{name} {str(one.manifest['key'])[:4]}"
        for name, one in zip(names, results, strict=True)
    ]
    histories = {name: histories_of(one) for name, one in zip(keyed, results, strict=True)}
    reference, *others = histories
    for name in others:
        check_paired(histories[reference], histories[name], f"report: {name}")
    return histories


def _pairing(language: Language) -> str:
    return language.say(
        "Equal runs share their luck, so what is left between two scenarios is the change's. "
        "Intervals are the noise of the simulation alone: what was assumed moves results more."
    )


def _exhibits(
    histories: Mapping[str, xr.Dataset],
    found: Comparison,
    language: Language,
    progress: bool | None,
) -> list[Exhibit]:
    """The dashboard, the differences of outcomes, and a map of differences for each scenario."""
    (_, reference), *others = histories.items()
    outcomes = _outcomes(found, language)
    draws: list[tuple[Callable[[Page], Figure], Table]] = [
        (lambda page: dashboard(histories, page=page), outcomes),
        (lambda page: paired_differences(found, page=page), outcomes),
        *(
            (partial(_map, reference, other), _regions(reference, other, language))
            for _, other in others
            if "deaths_region" in reference and "deaths_region" in other
        ),
    ]
    made = []
    for draw, behind in watched(((one, 1) for one in draws), len(draws), "pictures", progress):
        shown = picture(draw, language)
        first = "; ".join(f"{row[0]}: {row[-2]}" for row in behind.rows[:5])
        made.append(Exhibit(shown, f"{shown.title}. {shown.reading} {first}.", behind))
    return made


def _map(reference: xr.Dataset, other: xr.Dataset, page: Page) -> Figure:
    return difference_map(reference, other, page=page)


def _outcomes(found: Comparison, language: Language) -> Table:
    """Every outcome of the countries in focus and of alliances that surely differs."""
    say = language.say
    surely = found.table[found.table["low"] * found.table["high"] > 0.0]
    rows = [
        [
            ", ".join(filter(None, [language.name(row["long_name"]), row["place"]])),
            row["scenario"],
            _number(row["reference"], language),
            _number(row["mean"], language),
            _signed(row["difference"], language),
            say(
                "{low} to {high}",
                low=_signed(row["low"], language),
                high=_signed(row["high"], language),
            ),
        ]
        for row in surely.to_dict("records")
    ]
    heads = [
        say("outcome"), say("scenario"), say("reference"), say("mean"), say("difference"),
        say("90 % interval"),
    ]  # fmt: skip
    caption = say(
        "Outcomes whose 90 % interval does not include 0: {count} of {total}. Of outcomes that do "
        "not differ, one in ten would be here by chance.",
        count=len(surely),
        total=len(found.table),
    )
    return Table(heads, rows, caption)


def _number(value: float, language: Language) -> str:
    return language.number(value) if abs(value) >= 100 else language.plain(float(f"{value:.3g}"))


def _signed(value: float, language: Language) -> str:
    if abs(value) >= 100:
        return language.signed(value)
    text = language.plain(float(f"{value:.3g}"))
    return f"+{text}" if value > 0.0 else text.replace("-", "−")


def _regions(reference: xr.Dataset, other: xr.Dataset, language: Language) -> Table:
    """Differences of the probability of many deaths, a row a region, in percentage points."""
    own, others = (exceedance(one, THRESHOLD, language) for one in (reference, other))
    panels = {
        title: 100.0 * (others.panels[title].mean(axis=0) - values.mean(axis=0))
        for title, values in own.panels.items()
    }
    what = language.say("{what}: difference in percentage points", what=own.name)
    return regions_table(reference, panels, language, partial(language.signed, digits=1), what)


def _told(histories: Mapping[str, xr.Dataset], language: Language) -> Section:
    """One history in every scenario: that which is typical of the reference."""
    say = language.say
    reference, *_ = histories
    run = typical_run(histories[reference])
    told = [
        Told(say("{which}: run {run}", which=name, run=run), story(one, run, language))
        for name, one in histories.items()
    ]
    text = say(
        "The history that is most typical of the reference, and what becomes of it elsewhere: it "
        "has the same luck, and is the same up to the first difference."
    )
    return Section("histories", say("One history, in every scenario"), [text], told=told)
