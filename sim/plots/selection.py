"""What the plots take from a dataset, and what they say when it is not there."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.language import ENGLISH, Language
from sim.plots.errors import FigureError

__all__ = [
    "QUANTILES",
    "country_names",
    "focus_countries",
    "labels",
    "months_at",
    "names_along",
    "quantiles",
    "run_values",
]

# So many variables are named where one is missing.
LISTED = 8
QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)


def run_values(dataset: xr.Dataset, variable: str, dims: tuple[str, ...]) -> NDArray[Any]:
    """Return a variable's values with their axes in the order of `dims`, without a copy.

    Raises:
        ValueError: The dataset lacks the variable, or the variable has other dimensions, or one
            of them is empty.
    """
    if variable not in dataset.data_vars:
        names = sorted(str(name) for name in dataset.data_vars)
        more = f", and {len(names) - LISTED} more" if len(names) > LISTED else ""
        raise FigureError(
            f"no variable {variable!r} in this dataset; it has: {_listed(names[:LISTED])}{more}"
        )
    array = dataset[variable]
    if set(array.dims) != set(dims):
        raise FigureError(
            f"variable {variable!r} has the dimensions {_listed(array.dims)}; this plot needs "
            f"{_listed(dims)}: select, sum or rename first"
        )
    if array.size == 0:
        empty = [name for name, size in array.sizes.items() if size == 0]
        raise FigureError(
            f"variable {variable!r} is empty along {_listed(empty)}: nothing to plot, for this "
            f"dataset has no {_listed(empty)}"
        )
    return array.transpose(*dims).values


def quantiles(values: NDArray[Any]) -> NDArray[np.floating[Any]]:
    """Return the `QUANTILES` over runs: shape (run, ...) in, shape (5, ...) out."""
    numbers = values if np.issubdtype(values.dtype, np.floating) else values.astype(np.float32)
    return np.asarray(np.quantile(numbers, QUANTILES, axis=0))


def labels(dataset: xr.Dataset, dimension: str, wanted: Sequence[str] | None = None) -> list[str]:
    """Return the labels of a dimension, or those `wanted`, in the order asked for.

    Raises:
        ValueError: A label is not in the dataset, or none is asked for.
    """
    existing = [str(label) for label in dataset[dimension].values]
    if wanted is None:
        return existing
    if isinstance(wanted, str):
        raise FigureError(f"expected a list of {dimension} labels, such as [{wanted!r}]")
    unknown = [label for label in wanted if label not in existing]
    if unknown:
        raise FigureError(
            f"no {dimension} {_listed(unknown)} in this dataset; it has: {_listed(existing)}"
        )
    if not wanted:
        raise FigureError(f"no {dimension} to plot; the dataset has: {_listed(existing)}")
    return list(wanted)


def months_at(dataset: xr.Dataset, dates: Sequence[str | np.datetime64]) -> list[int]:
    """Return the positions of months, such as "2023-08", in the order of time, each once.

    Raises:
        ValueError: A date is none, or its month is not in the dataset, or none is asked for.
    """
    months = dataset["month"].values.astype("datetime64[M]")
    if isinstance(dates, str):
        raise FigureError(f"expected a list of months, such as [{dates!r}]")
    try:
        wanted = np.array(dates, "datetime64[M]")
    except ValueError as error:
        raise FigureError(f"{error}; write a month as in '2023-08'") from error
    unknown = [month for month in wanted if month not in months]
    if unknown or not len(wanted):
        raise FigureError(
            f"no month {_listed(unknown)} in this dataset; it has {months[0]} to {months[-1]}"
        )
    return [int(position) for position in np.flatnonzero(np.isin(months, wanted))]


def focus_countries(dataset: xr.Dataset) -> list[str]:
    """Return the countries modelled whole: the attribute "focus", or else the first three.

    Those that a selection has left out of the dataset are passed over.
    """
    focus = dataset.attrs.get("focus", ())
    # a file may give back a list of one as a bare string
    codes = focus.replace(",", " ").split() if isinstance(focus, str) else focus
    existing = labels(dataset, "country")
    return [str(code) for code in codes if str(code) in existing] or existing[:3]


def country_names(dataset: xr.Dataset, language: Language = ENGLISH) -> dict[str, str]:
    """Return the names of the countries by code; a country without a name keeps its code."""
    return names_along(dataset, "country", language)


def names_along(
    dataset: xr.Dataset, dimension: str, language: Language = ENGLISH
) -> dict[str, str]:
    """Return what to call the labels of a dimension: countries and partners by their names,
    groups, blocs and treaties by their ids, which are how people speak of them."""
    codes = labels(dataset, dimension) if dimension in dataset.coords else []
    if dimension == "region" and "region_name" in dataset.coords:
        return dict(zip(codes, map(str, dataset["region_name"].values), strict=True))
    if dimension not in ("country", "partner") or f"{dimension}_name" not in dataset.coords:
        return {code: language.bare(code.replace("_", " ")) for code in codes}
    names = [str(name) for name in dataset[f"{dimension}_name"].values]
    return {code: language.bare(name) or code for code, name in zip(codes, names, strict=True)}


def _listed(names: Sequence[object]) -> str:
    return ", ".join(str(name) for name in names)
