"""What happened on a known day: the dated events of history that a figure marks, and its coups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.chronicle import chronicle
from sim.analysis.words import called
from sim.language import ENGLISH, Language

DONE_BY = {
    "coup": "coup",
    "failed_coup": "failed coup",
    "civilian_rule": "civilian rule",
    "signature": "signs {object}",
    "pledge": "pledges aid to {object}",
    "withdrawal": "quits {object}",
}
"""How it is called, in a few words, what a country does."""
DONE_TO = {
    "intervention": "{subject} intervenes",
    "ultimatum": "ultimatum of {subject}",
    "sanctions": "sanctions of {subject}",
    "mobilisation": "{subject} activates a force",
    "partner_exit": "{subject} begins to leave",
    "climb_down": "{subject} lifts its pressure",
    "pledge": "aid pledged by {subject}",
    "suspension": "suspended by {subject}",
}
"""The same of what is done to one."""
WEIGHT = tuple(dict.fromkeys(["coup", "failed_coup", *DONE_TO, *DONE_BY]))
"""Kinds, those first that are kept where there is no room for all."""
MOST = 8
"""Months of a country that are marked."""


class Mark(NamedTuple):
    """A month in which something happened.

    Attributes:
        month: its first day.
        words: the month, and what happened, in the order of days.
    """

    month: np.datetime64
    words: str


def dated_marks(
    histories: xr.Dataset, countries: Sequence[str], language: Language = ENGLISH
) -> dict[str, list[Mark]]:
    """What befell each of some countries on a day that is known, in most of the runs.

    Args:
        histories: as `sim.simulate` gives them; without a chronicle there is nothing to mark.
        countries: codes.
        language: of the words.

    Returns:
        By country, for those that have any, its months in order, at most `MOST`.
    """
    if not {"event_run", "country_name", "region_country"} <= {*histories, *histories.coords}:
        return {}
    table = chronicle(histories)
    table = table[table["day"].notna() & table["kind"].isin(WEIGHT)]
    keys = ["month", "day", "kind", "subject", "object"]
    counts = table.groupby(keys)["run"].nunique()
    found = counts[counts > histories.sizes["run"] / 2].reset_index()
    names = called(histories, language)
    marks = {one: _of_country(found, one, names, language) for one in countries}
    return {one: own for one, own in marks.items() if own}


def _of_country(
    found: pd.DataFrame, country: str, names: dict[str, str], language: Language
) -> list[Mark]:
    rows: dict[tuple[np.datetime64, int, str, str], list[str]] = {}
    for event in found.to_dict("records"):
        kind, subject, target = event["kind"], event["subject"], event["object"]
        month, day = np.datetime64(event["month"], "M"), int(event["day"])
        if subject == country and kind in DONE_BY:
            rows.setdefault((month, day, DONE_BY[kind], kind), []).append(target)
        elif target == country and kind in DONE_TO:
            rows.setdefault((month, day, DONE_TO[kind], kind), []).append(subject)
    months: dict[np.datetime64, list[tuple[int, str, str]]] = {}
    for (month, day, text, kind), others in rows.items():
        listed = language.listed([names.get(other, other) for other in others])
        said = language.say(text, subject=listed, object=listed)
        months.setdefault(month, []).append((day, kind, said))
    heaviest = sorted(months, key=lambda one: min(WEIGHT.index(kind) for _, kind, _ in months[one]))
    kept = sorted(heaviest[:MOST])
    return [
        Mark(month.astype("datetime64[ns]"), _words(month, sorted(months[month]), language))
        for month in kept
    ]


def _words(month: np.datetime64, found: list[tuple[int, str, str]], language: Language) -> str:
    """What happened in a month, by day."""
    first = month.astype("datetime64[D]")
    return "; ".join(
        language.say(
            "{what}: {which}",
            what=language.day(first + np.timedelta64(day - 1, "D")),
            which=", ".join(said for own, _, said in found if own == day),
        )
        for day in dict.fromkeys(day for day, *_ in found)
    )


def dated_coups(histories: xr.Dataset, country: str) -> NDArray[np.int64]:
    """Coups of history in a country ``(run,)``: those of which the chronicle knows the day; none
    without a chronicle."""
    runs = histories.sizes["run"]
    if "event_run" not in histories:
        return np.zeros(runs, np.int64)
    kinds, subjects = (
        [str(one) for one in np.atleast_1d(histories[name].attrs["meanings"])]
        for name in ("event_kind", "event_subject")
    )
    if "coup" not in kinds or country not in subjects:
        return np.zeros(runs, np.int64)
    dated = histories["event_kind"].values == kinds.index("coup")
    dated &= histories["event_subject"].values == subjects.index(country)
    dated &= histories["event_day"].values > 0
    when = pd.Index(histories["run"].values).get_indexer(histories["event_run"].values[dated])
    return np.bincount(when[when >= 0], minlength=runs)


def history_ends(histories: xr.Dataset) -> int | None:
    """Position of the last month in which something happened on a known day in every run, which is
    what dated history does; none without such a month or a chronicle."""
    if "event_run" not in histories:
        return None
    table = chronicle(histories)
    keys = ["month", "day", "kind", "subject", "object"]
    # a signature has its day, but is decided
    dated = table[table["day"].notna() & (table["kind"] != "signature")]
    counts = dated.groupby(keys)["run"].nunique()
    everywhere = counts[counts == histories.sizes["run"]].index.get_level_values("month")
    if not len(everywhere):
        return None
    months = histories["month"].values
    return min(int(np.searchsorted(months, everywhere.max().to_datetime64())), len(months) - 1)
