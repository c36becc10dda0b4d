"""One history told: its chronicle as a short dated story that a student can read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.chronicle import chronicle
from sim.analysis.words import called
from sim.language import ENGLISH, Language, language_of

SENTENCES = {
    "coup": "Officers seize power in {subject}.",
    "failed_coup": "A coup fails in {subject}.",
    "civilian_rule": "Civilians govern {subject} again.",
    "force_requested": "{subject}'s ousted government calls for armed help.",
    "suspension": "{subject} suspends {object}.",
    "sanctions": "{subject} imposes sanctions on {object}.",
    "ultimatum": "{subject} gives {object} an ultimatum.",
    "mobilisation": "{subject} activates a force against {object}.",
    "intervention": "{subject} intervenes by force in {object}.",
    "victory": "{subject} wins in {object}; the lawful government is back.",
    "defeat": "{subject} is beaten back in {object}.",
    "rescue": "{subject} sends troops to save the government of {object}.",
    "concession": "{subject} gives way to {object}.",
    "climb_down": "{subject} lifts its pressure on {object}, with nothing in return.",
    "slipped_timetable": "{subject} lets its timetable for elections slip.",
    "pledge": "{subject} pledges to come to the aid of {object}.",
    "signature": "{subject} signs the treaty of {object}.",
    "clause_due": "{subject} is owed help by its allies in {object}.",
    "pledge_due": "The pledges to {subject} fall due: it is under attack.",
    "honoured": "{subject} keeps its word and fights for {object}.",
    "reneged": "{subject} does not come to the aid of {object}.",
    "violation": "{subject} breaks its word under the treaty of {object}.",
    "withdrawal": "{subject} announces that it leaves {object}.",
    "departure": "{subject} is out of {object}.",
    "treaty_formed": "{subject} comes into force.",
    "treaty_defunct": "{subject} is dead.",
    "partner_exit": "{subject}: withdrawal from {object} begins.",
    "realignment": "Relations between {subject} and {object} change lastingly.",
    "reinforcement": "Fighters of {subject} arrive in {object}.",
    "attrition": "Fighters of {subject} are gone from {object}.",
}
"""How each kind of event is told; massacres are counted by the year."""
TOGETHER = {
    "pledge": "{subject} pledge to come to the aid of {object}.",
    "signature": "{subject} sign the treaty of {object}.",
    "clause_due": "{subject} are owed help by their allies in {object}.",
    "honoured": "{subject} keep their word and fight for {object}.",
    "reneged": "{subject} do not come to the aid of {object}.",
    "violation": "{subject} break their word under the treaty of {object}.",
    "withdrawal": "{subject} announce that they leave {object}.",
    "departure": "{subject} are out of {object}.",
    "partner_exit": "{subject}: withdrawal from {object} begins.",
}
"""How several who do the same on the same date are told of together."""
A_YEAR = 12


@dataclass(frozen=True)
class Line:
    """One line of a story.

    Attributes:
        date: such as "26 Jul 2023", "Aug 2023, week 1", "Aug 2023", "Jul-Dec 2023" or "2024".
        text: a sentence.
    """

    date: str
    text: str


def story(histories: xr.Dataset, run: int, language: Language | str = ENGLISH) -> list[Line]:
    """The story of one run, year by year; each year ends with its dead.

    Args:
        histories: as `sim.simulate` gives them.
        run: number of the run.
        language: in which it is told, or its code, such as ``fr``.

    Raises:
        LiptakoError: the run is not among the histories, or no such language.

    Examples:
        >>> for line in story(histories, run=17)[:3]:
        ...     print(line.date, line.text)
        26 Jul 2023 Officers seize power in Niger.
        26 Jul 2023 Niger's ousted government calls for armed help.
        31 Jul 2023 Burkina Faso and Mali pledge to come to the aid of Niger.
    """
    language = language_of(language) if isinstance(language, str) else language
    table = chronicle(histories, run)
    names = called(histories, language)
    own = histories.sel(run=run)
    lines: list[Line] = []
    for year in np.unique(histories["month"].dt.year.values):
        events = table[table["month"].dt.year == year]
        lines += told_events(events[events["kind"] != "massacre"], names, language)
        lines.append(_toll(own, int(year), events[events["kind"] == "massacre"], language))
    return lines


def told_events(events: pd.DataFrame, names: dict[str, str], language: Language) -> list[Line]:
    """Some events of a chronicle, other than massacres, each told.

    Args:
        events: rows of `sim.analysis.chronicle.chronicle`.
        names: what everybody is called, as `sim.analysis.words.called` gives them.
        language: in which they are told.
    """
    subjects: dict[tuple[str, str, str, str], list[str]] = {}
    for event in events.itertuples():
        kind, who = str(event.kind), str(event.subject)
        alone = "" if kind in TOGETHER else f"{event.Index} {who}"
        named = subjects.setdefault((_date(event, language), kind, str(event.object), alone), [])
        if who not in named:
            named.append(who)
    return [
        Line(
            date,
            _sentence(kind, [names.get(one, one) for one in who], names.get(to, to), language),
        )
        for (date, kind, to, _), who in subjects.items()
    ]


def _sentence(kind: str, subjects: list[str], target: str, language: Language) -> str:
    sentence = SENTENCES[kind] if len(subjects) == 1 else TOGETHER[kind]
    text = language.say(sentence, subject=language.listed(subjects), object=target)
    return text[0].upper() + text[1:]


def _date(event: object, language: Language) -> str:
    month: pd.Timestamp = event.month  # type: ignore[attr-defined]
    day, week = event.day, event.week  # type: ignore[attr-defined]
    if not pd.isna(day):
        return language.day(month + pd.Timedelta(days=int(day) - 1))
    named = language.month(month)
    return named if pd.isna(week) else language.say("{month}, week {week}", month=named, week=week)


def _toll(own: xr.Dataset, year: int, massacres: pd.DataFrame, language: Language) -> Line:
    """The dead of a year in the countries in focus, and how often very many civilians died."""
    deaths = own["deaths"].sel(month=own["month"].dt.year == year)
    months = pd.DatetimeIndex(deaths["month"].values)
    focus = [str(c) for c in np.atleast_1d(own.attrs.get("focus", []))] or [
        str(c) for c in own["country"].values[:3]
    ]
    chosen = deaths.sel(country=focus).astype(np.float64).sum(("month", "kind"))
    parts = [
        language.say(
            "{deaths} in {country}",
            deaths=language.number(dead),
            country=language.name(str(name)),
        )
        for dead, name in zip(chosen.values, chosen["country_name"].values, strict=True)
    ]
    text = language.say("Deaths: {listed}.", listed=language.listed(parts))
    if len(massacres):
        text += " " + language.say(
            "Massacres of 100 or more civilians anywhere: {count}.", count=len(massacres)
        )
    return Line(_span(months, language), text)


def _span(months: pd.DatetimeIndex, language: Language) -> str:
    """A year, or those of its months that there are."""
    first, last = months[0], months[-1]
    if len(months) == A_YEAR:
        return f"{last:%Y}"
    if first == last:
        return language.month(last)
    return f"{language.month(first).rsplit(' ', 1)[0]}-{language.month(last)}"
