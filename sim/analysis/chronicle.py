"""The chronicle of an ensemble as a table, and the history that stands for the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.errors import LiptakoError
from sim.world.chronicle import NO_WEEK


def chronicle(histories: xr.Dataset, run: int | None = None) -> pd.DataFrame:
    """Every discrete event: coups, postures of blocs, obligations, exits, massacres, ...

    Args:
        histories: as `sim.simulate` gives them.
        run: number of one run; all runs if left out.

    Returns:
        A row an event, by run and date: ``run``; ``month`` (its first day); ``week`` of the month,
        1 to 4, and ``day``, each missing where it is not known; ``kind``; ``subject`` (who did it)
        and ``object`` (to whom; empty if nobody), by their ids.

    Raises:
        LiptakoError: the run is not among the histories, or they carry no chronicle.

    Examples:
        >>> told = chronicle(histories, run=17)
        >>> told[["month", "week", "day", "kind", "subject", "object"]].head(3)
               month  week  day             kind subject object
        0 2023-07-01     4   26             coup     NER
        1 2023-07-01     4   26  force_requested     NER
        2 2023-07-01     4   31           pledge     BFA    NER
    """
    if "event_run" not in histories:
        raise LiptakoError("histories: no chronicle here - use the dataset that a run gave")
    events = histories[[str(n) for n in histories.data_vars if str(n).startswith("event_")]]
    wanted = histories["run"].values
    if run is not None:
        if run not in wanted:
            raise LiptakoError(
                f"run: {run} is not among the histories - use {wanted.min()} to {wanted.max()}"
            )
        wanted = np.array([run])
    events = events.isel(event=np.flatnonzero(np.isin(events["event_run"].values, wanted)))
    week, day = events["event_week"].values, events["event_day"].values
    return pd.DataFrame(
        {
            "run": events["event_run"].values,
            "month": _months(histories)[events["event_month"].values],
            "week": pd.Series(week + 1, dtype="Int64").where(week < NO_WEEK),
            "day": pd.Series(day, dtype="Int64").where(day > 0),
            "kind": _words(events["event_kind"]),
            "subject": _words(events["event_subject"]),
            "object": _words(events["event_object"]),
        }
    )


def _months(histories: xr.Dataset) -> NDArray[np.datetime64]:
    """The months that events count from the start of the horizon, whatever was selected since."""
    months = histories["month"].values
    if "start" not in histories.attrs:
        return np.asarray(months)
    first = np.datetime64(str(histories.attrs["start"]), "M")
    last = int(histories["event_month"].max()) if histories.sizes["event"] else 0
    return np.asarray((first + np.arange(last + 1)).astype(months.dtype))


def _words(column: xr.DataArray) -> NDArray[Any]:
    """What the numbers of a column stand for; -1 stands for nobody."""
    words = np.array([*np.atleast_1d(column.attrs["meanings"]), ""], dtype=object)
    return np.asarray(words[column.values])


def typical_run(histories: xr.Dataset) -> int:
    """Number of the most typical history: nearest to the middle of all in every outcome; of
    several as near, the first.

    Each outcome counts alike: how far a run's rank is from the middle, ties sharing theirs, so that
    a rare event is far out and a common one is not. Of countries those in focus count.

    Args:
        histories: as `sim.simulate` gives them.

    Examples:
        >>> sim.story(histories, typical_run(histories))[0].text
        'Officers seize power in Niger.'
    """
    distance = np.zeros(histories.sizes["run"])
    countries = (
        [str(name) for name in histories["country"].values] if "country" in histories else []
    )
    focus = [str(name) for name in np.atleast_1d(histories.attrs.get("focus", []))]
    chosen = [name for name in focus if name in countries] or countries
    for variable in histories.data_vars.values():
        if variable.attrs.get("role") == "outcome" and variable.size:  # of no treaty, say
            own = variable.sel(country=chosen) if "country" in variable.dims else variable
            values = own.transpose("run", ...).values.reshape(len(distance), -1)
            table = pd.DataFrame(np.nan_to_num(values, nan=-1.0))
            ranks = table.rank(method="average").to_numpy()
            distance += np.abs(ranks - (len(distance) + 1) / 2.0).mean(axis=1)
    numbers = histories["run"].values
    return int(numbers[distance == distance.min()].min())


def extreme_runs(histories: xr.Dataset) -> tuple[int, int]:
    """Numbers of the histories with most and with fewest deaths in the countries in focus; of
    several as extreme, the first."""
    focus = [str(name) for name in np.atleast_1d(histories.attrs.get("focus", []))]
    deaths = histories["total_deaths"]
    whole = (deaths.sel(country=focus) if focus else deaths).sum("country").values
    numbers = histories["run"].values
    return int(numbers[whole.argmax()]), int(numbers[whole.argmin()])
