"""The calibrated war: rows of parameters that agree with 2018-22, and states in July 2023.

Both are files of the package, made by `liptako calibrate --ship`; rows are drawn whole, so that
parameters and states which belong together stay together.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Column
from sim.streams import Streams
from sim.world.state import Array
from sim.world.theatre import Geography

POSTERIOR = "posterior.csv"
STATES = "filtered.npz"
TABLE = "posterior"
"""Name of the stream by which rows are drawn."""
STATES_MONTH = 2023 * 12 + 6
"""The absolute month in which the filtered states start: July 2023."""
CELLS = ("fighters", "control", "excitation")
"""Arrays of the states by group and region."""
PLACES = ("grievance", "recent_deaths")
"""Arrays of the states by region."""
WARS = ("tempo", "swing")
"""Arrays of the states by country."""


@dataclass(frozen=True)
class Posterior:
    """Weighted rows of parameters.

    Attributes:
        weights: of the rows, ``(row,)``; they sum to 1.
        values: by dotted name, ``(row,)``.
    """

    weights: Array
    values: Mapping[str, Array]

    def column(self, name: str) -> Column:
        """One parameter as a distribution that is drawn together with the others."""
        return Column(TABLE, self.values[name], np.cumsum(self.weights))

    def centre(self, name: str) -> float:
        """A parameter's weighted mean."""
        return float(np.dot(self.weights, self.values[name]))

    def rows(self, streams: Streams) -> NDArray[np.int64]:
        """The row that each run draws, ``(run,)``."""
        u = streams.uniform(((f"parameters/{TABLE}", ""),), 0)[0]
        return Column(TABLE, self.weights, np.cumsum(self.weights)).rows(u)


@dataclass(frozen=True)
class States:
    """States of the war at the start of July 2023, each with the parameters that led to it.

    Attributes:
        posterior: the rows, weighted by what was observed up to then.
        groups, regions, countries: ids, in the order of the arrays.
        arrays: by name of the theatre's variable, ``(..., row)``.
    """

    posterior: Posterior
    groups: tuple[str, ...]
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    arrays: Mapping[str, Array]

    def places(self, ids: tuple[str, ...], own: tuple[str, ...]) -> list[tuple[int, int]]:
        """Positions of what both know: in a scenario's ids, and in the states' own."""
        return [(place, own.index(name)) for place, name in enumerate(ids) if name in own]

    def lay_over(
        self,
        theatre: Mapping[str, Array],
        geography: Geography,
        groups: tuple[str, ...],
        stated: frozenset[str],
        streams: Streams,
    ) -> None:
        """Put each run's row in place of what a theatre starts from.

        Args:
            theatre: arrays by name, run last; they are changed.
            geography: of the scenario.
            groups: ids of the scenario.
            stated: regions whose fighters the scenario states itself; these stay.
            streams: of the runs.
        """
        rows = self.posterior.rows(streams)
        pairs = self.places(groups, self.groups)
        for place, own in self.places(geography.regions, self.regions):
            for name in PLACES:
                theatre[name][place] = self.arrays[name][own][rows]
            if geography.regions[place] in stated:
                continue
            for name in CELLS:
                theatre[name][:, place] = 0.0
                for group, known in pairs:
                    theatre[name][group, place] = self.arrays[name][known, own][rows]
        for place, own in self.places(geography.countries, self.countries):
            for name in WARS:
                theatre[name][place] = self.arrays[name][own][rows]


@cache
def posterior() -> Posterior:
    """The shipped posterior."""
    text = files("sim").joinpath("data", POSTERIOR).read_text("utf-8")
    names, *lines = csv.reader(text.splitlines())
    columns = np.array(lines, np.float64).T
    values = dict(zip(names, columns, strict=True))
    weights = values.pop("weight")
    return Posterior(weights / weights.sum(), values)


@cache
def states() -> States:
    """The shipped states."""
    with (
        files("sim").joinpath("data", STATES).open("rb") as file,
        np.load(file, allow_pickle=False) as kept,
    ):
        return unpacked({name: kept[name] for name in kept.files})


def packed(found: States) -> dict[str, NDArray[Any]]:
    """States as plain arrays for a file: single precision for parameters, half for states."""
    plain: dict[str, NDArray[Any]] = {
        "weights": found.posterior.weights,
        "parameters": np.array(list(found.posterior.values)),
        "values": np.array(list(found.posterior.values.values()), np.float32),
        "groups": np.array(found.groups),
        "regions": np.array(found.regions),
        "countries": np.array(found.countries),
    }
    return plain | {f"state_{n}": a.astype(np.float16) for n, a in found.arrays.items()}


def unpacked(plain: Mapping[str, NDArray[Any]]) -> States:
    """The inverse of `packed`, to the precision kept."""
    values = dict(
        zip(plain["parameters"].tolist(), plain["values"].astype(np.float64), strict=True)
    )
    return States(
        Posterior(plain["weights"], values),
        tuple(plain["groups"].tolist()),
        tuple(plain["regions"].tolist()),
        tuple(plain["countries"].tolist()),
        {
            name.removeprefix("state_"): array.astype(np.float64)
            for name, array in plain.items()
            if name.startswith("state_")
        },
    )
