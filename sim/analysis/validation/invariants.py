"""Table E: what the code must do whatever the parameters; a failure is a fault of the program."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from sim.analysis.chronicle import chronicle
from sim.analysis.validation.bench import FIRST_YEAR, Bench
from sim.analysis.validation.fact import Fact, Finding, passes
from sim.errors import ScenarioError

LIMIT = 4.0
"""Standard deviations within which two shares count as equal."""
TWIN: dict[str, Any] = {
    "population": 20e6,
    "area_km2": 300e3,
    "gdp_usd": 20e9,
    "soldiers": 30_000,
    "military_spending": 0.03,
    "elected": False,
    "junta": True,
    "last_irregular_change": date(2022, 1, 1),
    "coup_memory": 1.0,
}
TWINS = ("AAA", "ZZZ")
FATES = ("coup", "failed_coup", "suspension", "sanctions", "ultimatum", "concession", "climb_down")
NO_POLITICS: dict[str, Any] = {
    "treaties": {"AES": None, "G5S": None},
    "blocs": None,
    "affinities": {"ECOWAS": None},
    "record": {"pairs": [["MLI", "BFA"], ["NER", "FRA"]]},
}


def no_groups(bench: Bench) -> Finding:
    """Without fighters nobody dies."""
    scenario = bench.scenario("placebo")
    empty = {
        name: {"fighters": dict.fromkeys(group.fighters, 0)}
        for name, group in scenario.data.groups.items()
    }
    nobody = {"groups": empty, "calibration": {"start": "stated"}}
    deaths = float(bench.run(scenario.patch(nobody))["total_deaths"].sum())
    return Finding(f"{deaths:,.0f} deaths in {bench.runs:,} runs", passes(deaths == 0.0))


def nothing_honoured(bench: Bench) -> Finding:
    """With a base reliability of nil no obligation is honoured."""
    nil = {"parameters": {"honouring": {"base_reliability": 0.0}}}
    histories = bench.run(bench.scenario("ecowas_intervenes", FIRST_YEAR, nil))
    due = float(histories["obligations_due"].sum())
    honoured = float(histories["obligations_honoured"].sum())
    return Finding(f"{honoured:,.0f} of {due:,.0f} due", passes(due > 0 and honoured == 0))


def alike(bench: Bench) -> Finding:
    """Two countries with the same data fare alike."""
    names = dict.fromkeys(TWINS)
    twins = {
        "countries": {name: {"name": f"Twin {name}"} | TWIN for name in names},
        "treaties": {
            "ECOWAS": {"members": {name: {"signed": date(1975, 5, 28)} for name in names}}
        },
        "affinities": {"ECOWAS": dict.fromkeys(names, -0.1), "NGA": dict.fromkeys(names, 0.2)},
        "parameters": {"coups": {"base": -4.0}},
    }
    told = chronicle(bench.run(bench.scenario("baseline", FIRST_YEAR, twins)))
    worst, which, fates = 0.0, "", 0
    for kind in FATES:
        column = "subject" if kind in ("coup", "failed_coup", "concession") else "object"
        runs = [set(told["run"][(told["kind"] == kind) & (told[column] == name)]) for name in TWINS]
        apart = len(runs[0] ^ runs[1])
        fates += len(runs[0] | runs[1])
        if apart:
            distance = abs(len(runs[0]) - len(runs[1])) / apart**0.5
            if distance >= worst:
                worst, which = distance, kind
    return Finding(
        f"at most {worst:.1f} standard deviations apart (McNemar; {which.replace('_', ' ')})",
        passes(fates > 0 and worst <= LIMIT),
    )


def no_explosion(bench: Bench) -> Finding:
    """Attacks that would breed more attacks than themselves are refused."""
    explosive = {"parameters": {"attacks": {"excitation": 0.8, "spillover": 0.2}}}
    try:
        bench.scenario("baseline", explosive)
    except ScenarioError as error:
        return Finding(f"refused with {len(error.faults)} faults", "pass")
    return Finding("accepted", "FAIL")


def placebo(bench: Bench) -> Finding:
    """The war is the same, to the last bit, until politics acts for the first time."""
    acted = bench.run(bench.scenario("baseline", NO_POLITICS))
    silent = bench.run(
        bench.scenario("placebo", {k: v for k, v in NO_POLITICS.items() if k != "treaties"})
    )
    months = acted.sizes["month"]
    told = chronicle(acted)
    acts = told[(told["kind"] != "massacre") & (told["month"] > pd.Timestamp("2023-07-31"))]
    first = np.full(acted.sizes["run"], months)
    when = acted.indexes["month"].get_indexer(pd.Index(acts["month"]))
    np.minimum.at(first, acts["run"].to_numpy(np.int64), when)
    before = np.arange(months) < first[:, None]
    same = all(_same(acted[name], silent[name], before) for name in ("deaths", "attacks"))
    return Finding(
        f"{'equal' if same else 'different'} in {before.sum():,} months of {bench.runs:,} runs",
        passes(same and bool(before.any())),
        "Both without blocs, the Alliance of Sahel States and the G5 Sahel.",
    )


def _same(one: xr.DataArray, other: xr.DataArray, where: np.ndarray[Any, Any]) -> bool:
    return bool(one.values[where].tobytes() == other.values[where].tobytes())


FACTS = (
    Fact("E1", "no armed groups, no deaths", "none", "design", "invariant", no_groups),
    Fact(
        "E2",
        "base reliability of nil, nothing honoured",
        "none",
        "design",
        "invariant",
        nothing_honoured,
    ),
    Fact("E3", "actors with the same data fare alike", "equal", "design", "invariant", alike),
    Fact(
        "E4",
        "attacks that breed without end are refused",
        "refused",
        "design",
        "invariant",
        no_explosion,
    ),
    Fact(
        "E5",
        "placebo and baseline are equal until the first political act",
        "equal bits",
        "design",
        "invariant",
        placebo,
    ),
)
