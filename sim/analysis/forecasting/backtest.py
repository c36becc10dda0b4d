"""Forecasts of past months, made of what was known before them, and scored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.forecasting import scores
from sim.analysis.forecasting.forecaster import HORIZON, Array, Forecaster
from sim.analysis.observed.series import MONTH
from sim.errors import LiptakoError, one_of
from sim.experiment.progress import watched

FIRST, LAST = "2023-01", "2024-12"
"""The months foretold, if nobody says otherwise."""
LEADS = (1, 3, 6, 12)
SCORES: dict[str, Callable[[Array, Array], NDArray[np.generic]]] = {
    "crps": scores.crps,
    "log_score": scores.log_score,
    "interval_score": scores.interval_score,
    "covered": scores.covered,
    "pit": scores.pit,
}
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Quantiles of the draws, by column: what a fan is drawn from."""


def backtest(
    forecasters: Mapping[str, Forecaster],
    observed: xr.DataArray,
    first: str = FIRST,
    last: str = LAST,
    leads: Sequence[int] = LEADS,
    countries: Sequence[str] | None = None,
    leave_out: Sequence[str] = (),
    progress: bool | None = None,
) -> pd.DataFrame:
    """Let forecasters foretell months from all origins that are one of the leads before them.

    At an origin a forecaster is handed a copy of the months up to it; it cannot see later ones.

    Args:
        forecasters: by name.
        observed: deaths ``(month, country)``, as `observed_deaths` gives them. Where nothing is
            known (NaN) nothing is scored.
        first: first month foretold, YYYY-MM.
        last: last month foretold.
        leads: months from an origin to the month foretold, 1 to 12.
        countries: codes; all that are observed if left out.
        leave_out: months, YYYY-MM, that nobody sees and that are not scored, in any country.
        progress: as for `sim.simulate`.

    Returns:
        A row a forecaster, origin, lead and country: ``forecaster``, ``origin`` (first day of the
        month), ``lead``, ``country``, ``observed`` (deaths), the columns `SCORES` (see
        `sim.analysis.forecasting.scores`) and the columns `QUANTILES` of the draws, in deaths;
        each is one of the draws, so that ``q05`` to ``q95`` is the interval that is scored.

    Raises:
        LiptakoError: no forecaster; a month, lead or country is not as above; months are not
            observed, or none is left to score; or a forecaster's draws are of a wrong shape, below
            0 or not finite.
    """
    if not forecasters:
        raise LiptakoError("forecasters: none - name one at least")
    past = _chosen(observed, countries)
    targets = np.arange(_month("first", first), _month("last", last) + 1)
    _check(targets, leads, past)
    for month in leave_out:
        past = past.where(past["month"] != _month("leave_out", month))
    by_origin: dict[np.datetime64, list[int]] = {}
    for origin, lead in sorted((month - lead, lead) for month in targets for lead in set(leads)):
        by_origin.setdefault(origin, []).append(lead)
    tables = (
        (_scored(name, forecaster, past, origin, ahead), 1)
        for name, forecaster in forecasters.items()
        for origin, ahead in by_origin.items()
    )
    total = len(forecasters) * len(by_origin)
    table = pd.concat(watched(tables, total, "forecasts", progress), ignore_index=True)
    if table.empty:
        raise LiptakoError(f"{first} to {last}: no deaths known - foretell other months")
    return table


def _scored(
    name: str, forecaster: Forecaster, past: xr.DataArray, origin: np.datetime64, leads: list[int]
) -> pd.DataFrame:
    """The rows of one forecaster and origin."""
    seen = past.sel(month=slice(None, _day(origin))).copy(deep=True)
    draws = _checked(name, forecaster(seen), past.sizes["country"])
    came = past.sel(month=[_day(origin + lead) for lead in leads]).values.T
    countries, ahead = np.nonzero(~np.isnan(came))
    lead = np.array(leads)[ahead]
    drawn, truth = draws[countries, lead - 1], came[countries, ahead]
    levels = np.quantile(drawn, list(QUANTILES.values()), axis=1, method="inverted_cdf")
    return pd.DataFrame(
        {
            "forecaster": name,
            "origin": _day(origin),
            "lead": lead,
            "country": past["country"].values[countries],
            "observed": truth,
        }
        | {column: score(drawn, truth) for column, score in SCORES.items()}
        | dict(zip(QUANTILES, levels, strict=True))
    )


def _checked(name: str, draws: Array, countries: int) -> Array:
    """Draws as a forecaster has to give them."""
    if draws.ndim != 3 or draws.shape[:2] != (countries, HORIZON) or not draws.shape[2]:
        raise LiptakoError(
            f"forecaster '{name}': its draws have the shape {draws.shape} - give (country, lead, "
            f"draw), here ({countries}, {HORIZON}, any number)"
        )
    if not (np.isfinite(draws) & (draws >= 0.0)).all():
        raise LiptakoError(f"forecaster '{name}': a draw is no number of 0 or more - mend it")
    return draws


def _chosen(observed: xr.DataArray, countries: Sequence[str] | None) -> xr.DataArray:
    known = [str(code) for code in observed["country"].values]
    chosen = known if countries is None else list(countries)
    for code in chosen:
        if code not in known:
            raise LiptakoError(f"countries: '{code}' is not observed - {one_of(code, known)}")
    if len(set(chosen)) < max(len(chosen), 1):
        raise LiptakoError("countries: none, or one twice - name each once")
    return observed.sel(country=chosen).transpose("month", "country")


def _check(targets: NDArray[np.datetime64], leads: Sequence[int], past: xr.DataArray) -> None:
    """Refuse what cannot be foretold from the months there are."""
    if not leads or not all(1 <= lead <= HORIZON for lead in leads):
        raise LiptakoError(f"leads: {tuple(leads)} - give some months from 1 to {HORIZON}")
    if not targets.size:
        raise LiptakoError("last: is before first - name the earlier month first")
    begin, end = past["month"].values[[0, -1]].astype("datetime64[M]")
    if targets[0] - max(leads) < begin or targets[-1] > end:
        raise LiptakoError(
            f"{targets[0]} to {targets[-1]}: observed are {begin} to {end} - foretell months from "
            f"{begin + max(leads)} on, to {end}"
        )


def _month(name: str, text: str) -> np.datetime64:
    if not re.fullmatch(MONTH, text):
        raise LiptakoError(f"{name}: '{text}' is no month - write YYYY-MM")
    return np.datetime64(text, "M")


def _day(month: np.datetime64) -> np.datetime64:
    """The first of a month, as the series name it."""
    return np.datetime64(f"{month}-01", "ns")
