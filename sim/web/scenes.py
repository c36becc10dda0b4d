"""Scenes: what the page shows of many histories, as plain numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.chronicle import chronicle
from sim.analysis.dated import dated_coups
from sim.plots.selection import focus_countries, quantiles
from sim.scenario import Scenario

Numbers = NDArray[Any]
SERIES = ("deaths", "state_control_national", "legitimacy", "displaced")
"""What fans show, each ``(run, month, country)``."""
REGIONAL = ("deaths_region", "state_control")
"""What maps show: sums over runs, ``(frame, region)``."""
BY_RUN = (
    "interventions", "interventions_won", "expected_interventions", "highest_posture",
    "coups_total", "total_deaths",
)  # fmt: skip
"""Outcomes by run and country that the headline tells of."""
LEAVES = "leaves"
DEEDS = {
    "sanctions": "sanctions", "ultimatum": "threat", "mobilisation": "threat",
    "concession": "concession", "climb_down": "climb_down", "withdrawal": LEAVES,
}  # fmt: skip
"""Events of which is told whether they happened in a history, and as what."""
POSTURES = 6


@dataclass(frozen=True, eq=False)
class Outline:
    """What is known of a scenario's histories before any is lived.

    Attributes:
        months: first days of the months, ``(month,)``.
        focus: ids of the countries that are shown one by one.
        countries: names by id.
    """

    months: Numbers
    focus: tuple[str, ...]
    countries: Mapping[str, str]

    @classmethod
    def of(cls, scenario: Scenario) -> Outline:
        """The outline of a scenario."""
        first = np.datetime64(scenario.data.horizon.start, "M")
        names = {code: own.name for code, own in scenario.data.countries.items()}
        return cls(
            months=(first + np.arange(scenario.months)).astype("datetime64[ns]"),
            focus=tuple(scenario.data.focus) or tuple(names)[:3],
            countries=names,
        )


@dataclass(frozen=True, eq=False)
class Scene:
    """Many histories of one scenario, summed up.

    Attributes:
        months: first days of the months, ``(month,)``.
        focus: ids of the countries that are shown one by one.
        countries, treaties: names by id.
        runs: how many histories.
        series: values ``(run, month)`` by variable and country in focus.
        regions: ids, ``(region,)``.
        maps: means over runs ``(frame, region)`` by variable; frames are equally far apart.
        members: shares of runs ``(month,)`` by treaty and country that was ever a member.
        active: share of runs ``(month,)`` in which a treaty is in force.
        postures: shares of runs with a bloc's posture at least so hard, ``(posture, month)``, by
            country in focus; nothing without a bloc.
        bloc: its id; empty without one.
        outcomes: values ``(run,)`` by outcome and country, and by treaty.
    """

    months: Numbers
    focus: tuple[str, ...]
    countries: Mapping[str, str]
    treaties: Mapping[str, str]
    runs: int
    series: Mapping[tuple[str, str], Numbers]
    regions: tuple[str, ...]
    maps: Mapping[str, Numbers]
    members: Mapping[tuple[str, str], Numbers]
    active: Mapping[str, Numbers]
    postures: Mapping[str, Numbers]
    bloc: str
    outcomes: Mapping[tuple[str, str], Numbers]
    _fans: dict[tuple[str, str], Numbers] = field(default_factory=dict, init=False, repr=False)

    def fan(self, variable: str, country: str) -> Numbers:
        """Quantiles .05, .25, .5, .75 and .95 over runs, ``(5, month)``."""
        key = variable, country
        if key not in self._fans:
            self._fans[key] = quantiles(self.series[key])
        return self._fans[key]

    def top(self, variable: str) -> float:
        """The largest .95 quantile of a variable."""
        return max(float(self.fan(variable, code)[-1].max()) for code in self.focus)


def part_of(histories: xr.Dataset) -> dict[str, Any]:
    """What a scene needs of some histories; parts of one ensemble are put together by `scene`.

    Args:
        histories: as `sim.simulate` gives them.
    """
    focus = focus_countries(histories)
    part: dict[str, Any] = {
        "months": histories["month"].values,
        "focus": tuple(focus),
        "countries": _names(histories, "country"),
        "treaties": _names(histories, "treaty"),
        "regions": tuple(map(str, histories["region"].values)),
        "runs": histories.sizes["run"],
        "bloc": _bloc(histories),
    }
    for variable in SERIES:
        own = histories[variable].sel(country=focus)
        own = own.sum("kind") if "kind" in own.dims else own
        part[variable] = own.transpose("run", "month", "country").values.astype(np.float32)
    for variable in REGIONAL:
        # Summed at twice the precision, lest it show in how many parts they were lived.
        frames = histories[variable].astype(np.float64).sum("run")
        part[variable] = frames.transpose(..., "region").values
    part["member"] = histories["member"].sum("run").transpose("treaty", "country", "month").values
    part["active"] = histories["treaty_active"].sum("run").transpose("treaty", "month").values
    if part["bloc"]:
        hardest = histories["hardest_posture"].sel(country=focus).isel(bloc=0)
        levels = hardest.transpose("run", "country", "month").values
        part["postures"] = np.stack(
            [np.count_nonzero(levels >= level, axis=0) for level in range(POSTURES)]
        )
    part["outcomes"] = dict(outcomes_of(histories))
    return part


def scene(parts: Sequence[Mapping[str, Any]]) -> Scene:
    """The scene of an ensemble's parts, in the order of their runs."""
    first = parts[0]
    runs = sum(part["runs"] for part in parts)
    focus, months = first["focus"], first["months"]
    together = {variable: np.concatenate([part[variable] for part in parts]) for variable in SERIES}
    shares = {
        name: sum(np.asarray(part[name], np.float64) for part in parts) / runs
        for name in ("member", "active", *REGIONAL, *(["postures"] if first["bloc"] else []))
    }
    members = {
        (treaty, country): shares["member"][i, j]
        for i, treaty in enumerate(first["treaties"])
        for j, country in enumerate(first["countries"])
        if np.any(shares["member"][i, j])
    }
    outcomes = {
        key: np.concatenate([part["outcomes"][key] for part in parts]) for key in first["outcomes"]
    }
    return Scene(
        months=months,
        focus=focus,
        countries=first["countries"],
        treaties=first["treaties"],
        runs=runs,
        series={
            (variable, country): together[variable][..., place]
            for variable in SERIES
            for place, country in enumerate(focus)
        },
        regions=first["regions"],
        maps={variable: np.asarray(shares[variable]) for variable in REGIONAL},
        members=members,
        active=dict(zip(first["treaties"], shares["active"], strict=True)),
        postures={country: shares["postures"][:, place] for place, country in enumerate(focus)}
        if first["bloc"]
        else {},
        bloc=first["bloc"],
        outcomes=outcomes,
    )


def _names(histories: xr.Dataset, kind: str) -> dict[str, str]:
    return {
        str(code): str(name)
        for code, name in zip(histories[kind].values, histories[f"{kind}_name"].values, strict=True)
    }


def outcomes_of(histories: xr.Dataset) -> Iterator[tuple[tuple[str, str], Numbers]]:
    """Values ``(run,)`` by outcome and country or treaty."""
    for name in BY_RUN:
        own = histories[name]
        own = own.isel(bloc=0) if "bloc" in own.dims and own.sizes["bloc"] else own
        if "bloc" in own.dims:
            continue
        for code in map(str, own["country"].values):
            values = own.sel(country=code).values.astype(np.float64)
            if name == "coups_total":
                values -= dated_coups(histories, code)
            yield (name, code), values
    for name in ("obligations_due", "obligations_honoured"):
        for code in map(str, histories["treaty"].values):
            yield (name, code), histories[name].sel(treaty=code).values.astype(np.float64)
    last = histories.isel(month=-1)
    for code in map(str, histories["treaty"].values):
        yield ("alive", code), last["treaty_active"].sel(treaty=code).values.astype(np.float64)
        for country in map(str, histories["country"].values):
            own = last["member"].sel(treaty=code, country=country)
            yield ("member", f"{code}.{country}"), own.values.astype(np.float64)
    yield from _happened(histories)


def _happened(histories: xr.Dataset) -> Iterator[tuple[tuple[str, str], Numbers]]:
    """Whether something was done in a history ``(run,)``, by deed and country in focus, between it
    and the first bloc; of those that announce that they leave a treaty, by treaty and country."""
    events, runs = chronicle(histories), histories["run"].values
    events["deed"] = events["kind"].map(DEEDS)
    bloc = _bloc(histories)
    for deed in dict.fromkeys(DEEDS.values()):
        done = events[events["deed"] == deed]
        for code in focus_countries(histories):
            own = done[(done["subject"] == code) | (done["object"] == code)]
            if deed != LEAVES:
                those = own["run"][(own["subject"] == bloc) | (own["object"] == bloc)]
                yield (deed, code), np.isin(runs, those).astype(np.float64)
                continue
            for treaty in map(str, histories["treaty"].values):
                those = own["run"][own["object"] == treaty]
                yield (deed, f"{treaty}.{code}"), np.isin(runs, those).astype(np.float64)


def _bloc(histories: xr.Dataset) -> str:
    """The bloc that is told of: the first; empty without one."""
    return str(histories["bloc"].values[0]) if histories.sizes["bloc"] else ""
