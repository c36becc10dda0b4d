"""The report on several scenarios' results, the first of which is the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from math import floor, isnan, log10

import pandas as pd
import xarray as xr

from sim.analysis.answer import answer_compared
from sim.analysis.chronicle import typical_run
from sim.analysis.compare import Comparison, differences, read_first
from sim.analysis.paired import check_paired
from sim.analysis.story import Line, story
from sim.errors import LiptakoError
from sim.experiment.progress import watched
from sim.experiment.results import Results
from sim.language import Language
from sim.plots.comparison import paired_differences
from sim.plots.dashboard_columns import columns
from sim.plots.dashboards import dashboard
from sim.plots.errors import FigureError
from sim.plots.map_differences import difference_map
from sim.plots.page import SLIDE
from sim.plots.regional import exceedance
from sim.plots.selection import focus_countries, names_along
from sim.report.document import Answered, Document, Exhibit, Section, Table, Told
from sim.report.exhibits import THRESHOLD
from sim.report.making import reproduction, scenario_differences
from sim.report.numbers import alt_of_changes, alt_of_first, regions_table
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
    titles = _titles(results, list(histories), language)
    answers = [
        Answered(
            language.name(one.scenario.data.question),
            answer_compared(histories[first], histories[name], language),
            say("{other} against {reference}", other=title, reference=titles[0]),
        )
        for name, one, title in zip(others, results[1:], titles[1:], strict=True)
    ]
    exhibits, missing = _exhibits(histories, found, language, progress)
    return Document(
        title=say(
            "{others} against {reference}", others=language.listed(titles[1:]), reference=titles[0]
        ),
        subtitle=subtitle(results[0], language),
        answers=answers,
        sections=[
            Section("differences", say("What differs"), [_pairing(language)], exhibits=exhibits),
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
        notes=[*dict.fromkeys(note for one in results for note in notes(one, language)), *missing],
    )


def _paired(results: Sequence[Results]) -> dict[str, xr.Dataset]:
    """Histories by name; two results of one name bear their key too.

    Raises:
        LiptakoError: the same results twice, or results that do not pair.
    """
    if len({str(one.manifest["key"]) for one in results}) < len(results):
        raise LiptakoError("report: the same results are given twice - name each once")
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


def _titles(results: Sequence[Results], names: list[str], language: Language) -> list[str]:
    """Titles of scenarios, those that several share with their names."""
    titles = [language.name(one.scenario.data.title) for one in results]
    return [
        title if titles.count(title) == 1 else f"{title} ({name})"
        for title, name in zip(titles, names, strict=True)
    ]


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
) -> tuple[list[Exhibit], list[str]]:
    """The dashboard, the differences of outcomes, and a map of differences for each scenario; and
    why some of them are not there."""
    (_, reference), *others = histories.items()
    makers = [
        partial(_side_by_side, histories, language),
        partial(_forest, found, language),
        *(
            partial(_map, reference, other, language)
            for _, other in others
            if "deaths_region" in reference and "deaths_region" in other
        ),
    ]
    made, missing = [], []
    for make in watched(((one, 1) for one in makers), len(makers), "pictures", progress):
        try:
            made.append(make())
        except FigureError as error:  # single histories, or countries that one does not have
            missing.append(language.say("A picture is missing: {why}.", why=str(error)))
    return made, missing


def _side_by_side(histories: Mapping[str, xr.Dataset], language: Language) -> Exhibit:
    shown = picture(lambda page: dashboard(histories, page=page), language)
    reference = next(iter(histories.values()))
    names, countries = names_along(reference, "country", language), focus_countries(reference)
    quantities = list(columns(histories, countries, SLIDE.to(language)))
    rows = [
        [names[code], name, *(one.tell(one.values[code][name]) for one in quantities)]
        for code in countries
        for name in histories
    ]
    say = language.say
    heads = [say("country"), say("scenario"), *(one.heading for one in quantities)]
    caption = say(
        "Medians and 5 to 95 % of the runs; of chances their 90 % interval; of postures and "
        "members shares of the runs"
    )
    table = Table(heads, rows, caption)
    return Exhibit(shown, alt_of_first(shown.title, table, language), table)


def _forest(found: Comparison, language: Language) -> Exhibit:
    shown = picture(lambda page: paired_differences(found, page=page), language)
    table = _outcomes(found, language)
    surely = found.table["low"] * found.table["high"] > 0.0
    telling = _outcomes(replace(found, table=_strongest(found.table[surely])), language)
    return Exhibit(shown, alt_of_first(shown.title, telling, language), table)


def _strongest(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by how large the difference is beside the spread of the reference."""
    size = (table["difference"] / table["spread"]).abs()
    return table.loc[size.sort_values(ascending=False, kind="stable").index]


def _map(reference: xr.Dataset, other: xr.Dataset, language: Language) -> Exhibit:
    shown = picture(lambda page: difference_map(reference, other, page=page), language)
    table = _regions(reference, other, language)
    return Exhibit(shown, alt_of_changes(shown.title, table, language), table)


def _outcomes(found: Comparison, language: Language) -> Table:
    """Every outcome of the countries in focus and of alliances, with its difference."""
    say = language.say
    reference = next(iter(found.histories.values()))
    rows = []
    for row in found.table.to_dict("records"):
        if not read_first(row["outcome"], row["place"], reference):
            continue
        unit = "" if row["unit"] == "1" else language.name(row["unit"])
        what = ", ".join(filter(None, [language.name(row["long_name"]), row["place"], unit]))
        low, high = (_signed(row[end], language) for end in ("low", "high"))
        rows.append(
            [
                what,
                row["scenario"],
                _number(row["reference"], language),
                _number(row["mean"], language),
                _signed(row["difference"], language),
                say("{low} to {high}", low=low, high=high),
            ]
        )
    heads = [
        say("outcome"), say("scenario"), say("reference"), say("mean"), say("difference"),
        say("90 % interval"),
    ]  # fmt: skip
    caption = say(
        "Means over the runs, of the countries in focus and of alliances. Of outcomes that do not "
        "differ, one in ten seems to by chance"
    )
    return Table(heads, rows, caption)


def _number(value: float, language: Language) -> str:
    if isnan(value):
        return "–"
    return language.number(value) if abs(value) >= 100 else language.plain(float(f"{value:.3g}"))


def _signed(value: float, language: Language) -> str:
    if isnan(value):
        return "–"
    finest = 0 if abs(value) >= 100 else 2 - floor(log10(abs(value))) if value else 0
    return language.signed(value, min(finest, 6))


def _regions(reference: xr.Dataset, other: xr.Dataset, language: Language) -> Table:
    """Differences of the probability of many deaths, a row a region, in percentage points."""
    own, others = (exceedance(one, THRESHOLD, language) for one in (reference, other))
    panels = {
        title: 100.0 * (others.panels[title].mean(axis=0) - values.mean(axis=0))
        for title, values in own.panels.items()
    }
    what = language.say("{what}: difference in percentage points", what=own.name)
    return regions_table(reference, panels, language, partial(language.signed, digits=1), what)


def _from_where_they_part(
    reference: Sequence[Line], own: Sequence[Line], say: Callable[..., str]
) -> list[Line]:
    """A story without what it has in common with that of the reference at its beginning."""
    pairs = zip(reference, own, strict=False)
    same = len([*takewhile(lambda pair: pair[0] == pair[1], pairs)])
    if same == len(own) == len(reference):
        return [Line("", say("This history is the same as in the reference."))]
    if not same:
        return [*own]
    return [Line(own[same - 1].date, say("Up to here as in the reference.")), *own[same:]]


def _told(histories: Mapping[str, xr.Dataset], language: Language) -> Section:
    """One history in every scenario: that which is typical of the reference."""
    say = language.say
    reference, *_ = histories
    run = typical_run(histories[reference])
    lived = {name: story(one, run, language) for name, one in histories.items()}
    told = [
        Told(
            say("{which}: run {run}", which=name, run=run),
            lines if name == reference else _from_where_they_part(lived[reference], lines, say),
        )
        for name, lines in lived.items()
    ]
    text = say(
        "The history that is most typical of the reference, and what becomes of it elsewhere: it "
        "has the same luck, and is the same up to the first difference."
    )
    return Section("histories", say("One history, in every scenario"), [text], told=told)
