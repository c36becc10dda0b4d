"""Scenarios side by side, history by history: equal runs share their luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.paired import Paired, check_paired, paired
from sim.errors import LiptakoError
from sim.experiment.ensemble import DEFAULT_RUNS, simulate
from sim.scenario import Scenario

A_YEAR = 12
ALL, FOCUS = "all", "focus"
"""Places that stand for all countries together, and for those in focus."""
AFTER_PARTING = "deaths_after_parting"
MEANING = "deaths in the year after the two part (or up to the end), all kinds"
CODED = ("final_crisis_result",)
"""Outcomes whose numbers stand for words: their means say nothing."""
BY_ACTOR = {"country", "bloc", "partner", "treaty"}
COLUMNS = ("scenario", "outcome", "place", "unit", "long_name", *(f.name for f in fields(Paired)))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several ensembles, the first of which is the reference.

    Attributes:
        histories: results by name, as `sim.simulate` gives them.
        table: a row a scenario (but the reference), outcome and place; see `sim.compare`.
    """

    histories: dict[str, xr.Dataset]
    table: pd.DataFrame


def compare(
    scenarios: Mapping[str, Scenario | xr.Dataset],
    runs: int | None = None,
    seed: int = 1,
    workers: int = 1,
    progress: bool | None = None,
) -> Comparison:
    """Run several scenarios with the same luck, and see how much each differs from the first.

    Args:
        scenarios: by name, the reference first; results of `sim.simulate` may stand in for one.
        runs: how many histories of each; 500 if not given.
        seed: of all of them.
        workers: processes to use, this one included.
        progress: whether to show a progress bar, as for `sim.simulate`.

    Returns:
        All results, and a table. Its columns: ``scenario``, ``outcome``, ``place`` (labels joined
        by ``/``, as in ``ECOWAS/NER``; empty if it has none), ``unit``, ``long_name``,
        ``reference`` and ``mean`` (of either), ``spread`` (standard deviation of the reference over
        its runs), ``difference`` (mean of the differences run by run), ``low`` and ``high`` (its
        90 % interval; none of a single pair), ``low50`` and ``high50`` (its 50 % interval),
        ``pairs`` (runs in which both have the outcome), ``fewer_runs`` (how many times fewer
        runs this takes than independent draws would) and ``carried_by`` (how many pairs carry the
        difference; of few, the interval is too narrow).
        Beside the recorded outcomes there is ``deaths_after_parting``: deaths in the twelve months
        from the first in which anything recorded differs in any run (of two that never part, from
        the first month), by country, in all countries, and in those in focus. What only one of two
        scenarios has, a treaty say, is left out.

    Raises:
        LiptakoError: fewer than two, or results whose seed, runs or months are not alike.

    Examples:
        >>> fewer = scenario.patch({"parameters": {"recruitment": {"base": 0.02}}})
        >>> found = compare({"as it is": scenario, "fewer recruits": fewer}, runs=20).table
        >>> deaths = found[(found["outcome"] == "total_deaths") & (found["place"] == "BFA")]
        >>> bool(deaths["difference"].item() < 0.0)
        True
    """
    if not isinstance(scenarios, Mapping):
        raise LiptakoError("compare: scenarios without names - give them as {name: scenario, ...}")
    if len(scenarios) < 2:
        raise LiptakoError("compare: nothing to compare - give two scenarios or more")
    _check_horizons(scenarios)
    number = DEFAULT_RUNS if runs is None else runs
    histories = {}
    for name, given in scenarios.items():
        if isinstance(given, xr.Dataset):
            histories[name] = given
        elif isinstance(given, Scenario):
            histories[name] = simulate(given, number, seed, workers, progress=progress)
        else:
            raise LiptakoError(
                f"compare: {name} is a {type(given).__name__} - give a scenario, as "
                "sim.load_scenario does, or results of sim.simulate"
            )
    return Comparison(histories, differences(histories))


def _check_horizons(scenarios: Mapping[str, Scenario | xr.Dataset]) -> None:
    """Refuse scenarios that cannot be paired before they are run."""
    given = {name: one for name, one in scenarios.items() if isinstance(one, Scenario)}
    horizons = {name: (one.start, one.months) for name, one in given.items()}
    if len(set(horizons.values())) > 1:
        words = ", ".join(
            f"{name} {one.data.horizon.start} to {one.data.horizon.end}"
            for name, one in given.items()
        )
        raise LiptakoError(f"compare: different horizons ({words}) - give all the same months")


def differences(histories: Mapping[str, xr.Dataset]) -> pd.DataFrame:
    """The table of `compare`, for results that are there.

    Raises:
        LiptakoError: their seeds, runs or months are not alike.
    """
    (_, reference), *others = histories.items()
    for name, other in others:
        check_paired(reference, other, f"compare: {name}")
    rows = [(name, *row) for name, other in others for row in _outcomes(reference, other)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_first(outcome: str, place: str, histories: xr.Dataset) -> bool:
    """Whether a row of the table is of the countries in focus, or of an alliance; the other rows
    are of regions, groups and neighbours, or have a mean that says nothing.

    Args:
        outcome, place: of the row.
        histories: the reference.
    """
    variable = histories.get(outcome)
    dimensions = {"country"} if variable is None else {str(one) for one in variable.dims} - {"run"}
    if outcome in CODED or not dimensions <= BY_ACTOR:
        return False
    country = place.rpartition("/")[2]
    return "country" not in dimensions or country in [*_focus(histories), ALL, FOCUS]


def _focus(histories: xr.Dataset) -> list[str]:
    """Ids of the countries in focus; the first three if the results do not say."""
    countries = [str(name) for name in histories["country"].values]
    return [str(one) for one in np.atleast_1d(histories.attrs.get("focus", []))] or countries[:3]


def _outcomes(reference: xr.Dataset, other: xr.Dataset) -> Iterator[tuple[object, ...]]:
    """Rows of the table, but for the scenario's name."""
    for name, variable in reference.data_vars.items():
        if variable.attrs.get("role") == "outcome" and name in other:
            yield from _rows(str(name), variable, other[name])
    if "deaths" in reference and "deaths" in other:
        first = _parting(reference, other)
        yield from _rows(AFTER_PARTING, *(_deaths(one, first) for one in (reference, other)))


def _rows(name: str, reference: xr.DataArray, other: xr.DataArray) -> Iterator[tuple[object, ...]]:
    one, two = xr.align(reference, other, join="inner", exclude={"run"})
    dimensions = [str(dimension) for dimension in one.dims if dimension != "run"]
    labels = [one[dimension].values for dimension in dimensions]
    mine, own = (array.transpose("run", *dimensions).values for array in (one, two))
    about = reference.attrs.get("units", ""), reference.attrs.get("long_name", "")
    for place in np.ndindex(*(len(values) for values in labels)):
        named = "/".join(str(values[i]) for values, i in zip(labels, place, strict=True))
        found = paired(*(array[(slice(None), *place)].astype(np.float64) for array in (mine, own)))
        yield (name, named, *about, *asdict(found).values())


def _parting(reference: xr.Dataset, other: xr.Dataset) -> int:
    """Position of the first month in which a recorded variable differs in any run; 0 if none."""
    months = reference["month"].values
    found = []
    for name, variable in reference.data_vars.items():
        if variable.attrs.get("role") == "variable" and name in other:
            one, two = xr.align(variable, other[name], join="inner", exclude={"run"})
            time = next(dimension for dimension in one.dims if dimension in ("month", "map_month"))
            apart = _apart(one.values, two.transpose(*one.dims).values)
            others = tuple(i for i, dimension in enumerate(one.dims) if dimension != time)
            when = np.flatnonzero(apart.any(axis=others))
            if when.size:
                found.append(one[time].values[when[0]])
    return int(np.searchsorted(months, min(found))) if found else 0


def _apart(one: NDArray[np.generic], other: NDArray[np.generic]) -> NDArray[np.bool_]:
    differing = np.asarray(one != other)
    if one.dtype.kind == "f":
        differing &= ~(np.isnan(one) & np.isnan(other))
    return differing


def _deaths(histories: xr.Dataset, first: int) -> xr.DataArray:
    """Deaths of twelve months ``(run, country)``, and in all countries and those in focus."""
    months = histories["deaths"].isel(month=slice(first, first + A_YEAR)).astype(np.float64)
    deaths = months.sum(("month", "kind"))
    focus = [str(name) for name in np.atleast_1d(histories.attrs.get("focus", []))]
    chosen = [name for name in focus if name in deaths["country"].values]
    whole = deaths.sum("country").expand_dims(country=[ALL])
    parts = [deaths, whole]
    if chosen:
        parts.append(deaths.sel(country=chosen).sum("country").expand_dims(country=[FOCUS]))
    found = xr.concat(
        [part.drop_vars("country_name", errors="ignore") for part in parts], "country"
    )
    return found.assign_attrs(units="persons", long_name=MEANING)
