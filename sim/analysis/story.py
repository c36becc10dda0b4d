"""One history told: its chronicle as a short dated story that a student can read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.chronicle import chronicle

SENTENCES = {
    "coup": "Officers seize power in {subject}.",
    "failed_coup": "A coup fails in {subject}.",
    "civilian_rule": "Civilians govern {subject} again.",
    "force_requested": "The rightful leader of {subject} asks for help by force.",
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
    "signature": "{subject} signs: {object}.",
    "clause_due": "{object} falls due: {subject} is in need.",
    "pledge_due": "The pledges to {subject} fall due: it is under attack.",
    "honoured": "{subject} keeps its word and fights for {object}.",
    "reneged": "{subject} does not come to the aid of {object}.",
    "violation": "{subject} breaks its word under {object}.",
    "withdrawal": "{subject} announces that it leaves {object}.",
    "departure": "{subject} is out of {object}.",
    "treaty_formed": "{subject} comes into force.",
    "treaty_defunct": "{subject} is dead.",
    "partner_exit": "{subject}: withdrawal from {object} begins.",
    "realignment": "Relations between {subject} and {object} change for good.",
    "reinforcement": "Fighters of {subject} arrive in {object}.",
    "attrition": "Fighters of {subject} are gone from {object}.",
}
"""How each kind of event is told; massacres are counted by the year."""
SHARED_OBJECT = (
    "pledge",
    "signature",
    "clause_due",
    "honoured",
    "reneged",
    "withdrawal",
    "departure",
)
"""Kinds of which those who do the same on the same day are named together."""


@dataclass(frozen=True)
class Line:
    """One line of a story.

    Attributes:
        date: such as "26 Jul 2023", "Aug 2023, week 1", "Aug 2023" or "2023".
        text: a sentence.
    """

    date: str
    text: str


def story(histories: xr.Dataset, run: int) -> list[Line]:
    """The story of one run, year by year; each year ends with its dead.

    Raises:
        LiptakoError: the run is not among the histories.
    """
    table = chronicle(histories, run)
    names = _names(histories)
    own = histories.sel(run=run)
    lines: list[Line] = []
    for year in np.unique(histories["month"].dt.year.values):
        events = table[table["month"].dt.year == year]
        lines += _events(events[events["kind"] != "massacre"], names)
        lines += _toll(own, int(year), events[events["kind"] == "massacre"])
    return lines


def _names(histories: xr.Dataset) -> dict[str, str]:
    """Countries, partners and regions by their names; groups, treaties and blocs by their ids,
    which are how people speak of them."""
    return {
        str(name): str(histories[f"{kind}_name"].values[place])
        for kind in ("country", "partner", "region")
        if f"{kind}_name" in histories.coords
        for place, name in enumerate(histories[kind].values)
    }


def _events(events: pd.DataFrame, names: dict[str, str]) -> list[Line]:
    lines: list[Line] = []
    before: tuple[str, str, str] | None = None
    subjects: list[str] = []
    for event in events.itertuples():
        date, kind, target = _date(event), str(event.kind), str(event.object)
        same = (date, kind, target)
        subject = names.get(str(event.subject), str(event.subject))
        if same == before and kind in SHARED_OBJECT:
            subjects.append(subject)
            lines.pop()
        else:
            subjects = [subject]
        before = same
        text = SENTENCES[kind].format(subject=_listed(subjects), object=names.get(target, target))
        lines.append(Line(date, _plural(text) if len(subjects) > 1 else text))
    return lines


def _date(event: object) -> str:
    month: pd.Timestamp = event.month  # type: ignore[attr-defined]
    day, week = event.day, event.week  # type: ignore[attr-defined]
    if not pd.isna(day):
        return f"{day} {month:%b %Y}"
    return f"{month:%b %Y}" if pd.isna(week) else f"{month:%b %Y}, week {week}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _plural(text: str) -> str:
    """The sentence for several subjects."""
    for one, many in (
        (" pledges ", " pledge "),
        (" signs:", " sign:"),
        (" keeps its word and fights ", " keep their word and fight "),
        (" does not ", " do not "),
        (" announces that it leaves ", " announce that they leave "),
        (" is out ", " are out "),
        (" is in need", " are in need"),
    ):
        if one in text:
            return text.replace(one, many, 1)
    return text


def _toll(own: xr.Dataset, year: int, massacres: pd.DataFrame) -> list[Line]:
    """The dead of a year in the countries in focus, and how often very many civilians died."""
    deaths = own["deaths"].sel(month=own["month"].dt.year == year).sum(("month", "kind"))
    focus = [str(c) for c in np.atleast_1d(own.attrs.get("focus", []))] or [
        str(c) for c in own["country"].values[:3]
    ]
    parts = [
        f"{float(deaths.sel(country=c)):,.0f} in {own['country_name'].sel(country=c).values!s}"
        for c in focus
    ]
    text = f"Deaths: {_listed(parts)}."
    if len(massacres):
        times = {1: "once", 2: "twice"}.get(len(massacres), f"{len(massacres)} times")
        text += f" A hundred or more civilians killed by one side in a region and month: {times}."
    return [Line(str(year), text)]
