"""Who is added, when things come to differ, and in which order a file lists them."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import numpy as np
import pytest
import xarray as xr

from sim.experiment.ensemble import simulate
from sim.scenario import Scenario
from tests.experiment.conftest import (
    Content,
    Rewrite,
    at_labels_of,
    dated,
    differing,
    first,
    lived,
    until,
    variables,
)

RUNS = 24
KINDS = ("countries", "groups", "partners", "treaties", "blocs")

COUNTRY = {
    "name": "Nowhere",
    "population": 7_000_000,
    "area_km2": 1_760_000,
    "gdp_usd": 45e9,
    "military_spending": 0.05,
    "soldiers": 30_000,
}
IDLE: dict[str, dict[str, Any]] = {
    "countries": COUNTRY,
    "groups": {"name": "Nobody"},
    "partners": {"name": "Nobody", "norm": 0.5},
    "treaties": {"name": "Empty", "notice_months": 12},
    "blocs": {"name": "Idle", "treaty": "Alone"},
}
"""An actor of each kind who deals with nobody."""
ALONE = {"name": "Alone", "members": {"XEC": {"signed": date(2000, 1, 1)}}}
"""The treaty of an idle bloc: several states taken as one know no coup."""


@pytest.fixture(scope="module")
def half_year(year: Scenario) -> Scenario:
    return until(year, "2023-12")


@pytest.fixture(scope="module")
def state(half_year: Scenario) -> xr.Dataset:
    """The whole state, unrounded."""
    return lived(half_year, first(RUNS))


@pytest.fixture(scope="module")
def results(year: Scenario) -> xr.Dataset:
    """What a user gets."""
    return simulate(year, runs=RUNS)


def listed(content: Content, kind: str, added: dict[str, Any], at_start: bool) -> None:
    """List actors before or after those of their kind."""
    if kind == "blocs":
        content["treaties"] = {**content["treaties"], "Alone": ALONE}
    content[kind] = {**added, **content[kind]} if at_start else {**content[kind], **added}


def assert_others_as_before(
    state: xr.Dataset, results: xr.Dataset, scenario: Scenario, half: Scenario
) -> None:
    now = at_labels_of(lived(half, first(RUNS)), state)
    assert [] == differing(variables(state), variables(now))
    now = at_labels_of(simulate(scenario, runs=RUNS), results)
    assert [] == differing(variables(results), variables(now))


@pytest.mark.parametrize("at_start", [True, False], ids=["first", "last"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_idle_actor_moves_nobody(
    state: xr.Dataset, results: xr.Dataset, rewrite: Rewrite, *, kind: str, at_start: bool
) -> None:
    """A question about one more actor would be answered with other random numbers for all."""
    name = "AA" if at_start else "ZZ"
    added = rewrite(lambda content: listed(content, kind, {name: IDLE[kind]}, at_start))
    assert_others_as_before(state, results, added, until(added, "2023-12"))


@pytest.mark.parametrize("at_start", [True, False], ids=["first", "last"])
def test_many_idle_actors_move_nobody(
    state: xr.Dataset, results: xr.Dataset, rewrite: Rewrite, *, at_start: bool
) -> None:
    """A sum over actors would be taken in another order once there are many, and so be another
    in its last bit."""

    def add(content: Content) -> None:
        for kind in KINDS:
            added = {
                f"{letter}{kind}": {**IDLE[kind], "name": f"{letter} {kind}"} for letter in "AGMZ"
            }
            listed(content, kind, added, at_start)

    added = rewrite(add)
    assert_others_as_before(state, results, added, until(added, "2023-12"))


def test_an_affinity_between_idle_actors_moves_nobody(
    state: xr.Dataset, results: xr.Dataset, year: Scenario
) -> None:
    """Relations would be looked up in the wrong row."""
    added = year.patch(
        {
            "partners": {"AA": IDLE["partners"]},
            "groups": {"ZZ": IDLE["groups"]},
            "affinities": {"AA": {"ZZ": 0.7, "MLI": -0.9}, "JNIM": {"ZZ": -1}},
        }
    )
    assert_others_as_before(state, results, added, until(added, "2023-12"))


EVENTS: dict[str, dict[str, Any]] = {
    "coup": {"country": "MLI"},
    "failed coup": {"kind": "coup", "country": "MLI", "success": False},
    "civilian_rule": {"country": "MLI"},
    "partner_exit": {"partner": "USA", "country": "NGA"},
    "presence": {"partner": "RUS", "country": "NER", "level": 0.9},
    "posture": {"bloc": "ECOWAS", "country": "NER", "posture": "sanctions"},
    "intervention": {"by": "ECOWAS", "country": "NER"},
    "concession": {"country": "MLI", "bloc": "ECOWAS"},
    "join": {"treaty": "ECOWAS", "country": "TCD"},
    "withdrawal": {"treaty": "ECOWAS", "country": "MLI", "notice_months": 0},
    "dissolution": {"treaty": "G5S"},
    "pledge": {"treaty": "AES", "by": "MLI", "to": "BFA"},
    "affinity": {"between": ["MLI", "RUS"], "level": -0.5},
    "new affinity": {"kind": "affinity", "between": ["JNIM", "RUS"], "level": -0.5},
    "fighters": {"group": "ISSP", "region": "MLI.gao", "change": -600},
}


@pytest.mark.parametrize("kind", EVENTS)
def test_scenarios_are_the_same_until_they_differ(
    half_year: Scenario, state: xr.Dataset, kind: str
) -> None:
    """The past would be changed by the future: a what-if could not be compared with what is."""
    month = 3
    base = half_year.patch({"treaties": {"AES": {"pledges": []}}}) if kind == "pledge" else None
    before = state if base is None else lived(base, first(RUNS))
    event = {"kind": kind, "on": date(2023, 10, 9), **EVENTS[kind]}
    after = lived((base or half_year).patch({"events": [event]}), first(RUNS))
    after = at_labels_of(after, before)
    past, rest = {"month": slice(month)}, {"month": slice(month, None)}
    assert [] == differing(variables(before.isel(past)), variables(after.isel(past)))
    if kind not in ("new affinity", "pledge"):  # these change a row that is not there before
        now = {"month": month}
        assert differing(variables(before.isel(now)), variables(after.isel(now)))
        assert differing(variables(before.isel(rest)), variables(after.isel(rest)))


@pytest.mark.parametrize("month", [0, 5, 11])
def test_results_are_the_same_until_an_event(
    year: Scenario, results: xr.Dataset, month: int
) -> None:
    """The same, in the results, and for an event of the first and the last month."""
    event = {
        "kind": "fighters",
        "on": date(2023 + (6 + month) // 12, (6 + month) % 12 + 1, 28),
        "group": "JNIM",
        "region": "MLI.mopti",
        "change": 4000,
    }
    found = simulate(year.patch({"events": [event]}), runs=RUNS)
    monthly = [name for name in results.data_vars if "month" in results[name].dims]
    past, now = {"month": slice(month)}, {"month": month}
    assert [] == differing(results[monthly].isel(past), found[monthly].isel(past))
    changed = differing(results[monthly].isel(now), found[monthly].isel(now))
    assert {"deaths", "attacks", "fighters_national", "state_control"} <= set(changed)


def test_a_longer_horizon_changes_no_month(half_year: Scenario, results: xr.Dataset) -> None:
    """A year more would give another past."""
    short = simulate(half_year, runs=RUNS)
    for name, values in short.data_vars.items():
        if "month" in values.dims:
            assert [] == differing({name: values}, {name: results[name].isel(month=slice(6))})
        elif "map_month" in values.dims:
            assert [] == differing({name: values}, {name: results[name].isel(map_month=slice(2))})


def reversed_mapping(content: Content, kind: str) -> None:
    content[kind] = dict(reversed(content[kind].items()))


def shuffled(value: Any, generator: random.Random) -> Any:
    """Every mapping within in another order."""
    if not isinstance(value, dict):
        return value
    entries = [(name, shuffled(inner, generator)) for name, inner in value.items()]
    generator.shuffle(entries)
    return dict(entries)


def with_blocs_by_id(state: xr.Dataset) -> xr.Dataset:
    """Who attacks is a row among the blocs: number them by their ids instead."""
    by_id = np.append(np.argsort(np.argsort(state["bloc"].values)), -1)
    attackers = state["assaults.bloc"]
    return state.assign({"assaults.bloc": (attackers.dims, by_id[attackers.values])})


def assert_only_permuted(
    state: xr.Dataset, results: xr.Dataset, scenario: Scenario, dimensions: set[str]
) -> None:
    now = lived(until(scenario, "2023-12"), first(RUNS))
    for dimension in dimensions & {str(name) for name in now.dims}:
        assert list(state[dimension].values) != list(now[dimension].values)
    state, now = with_blocs_by_id(state), with_blocs_by_id(now)
    assert [] == differing(variables(state), variables(at_labels_of(now, state)))
    found = simulate(scenario, runs=RUNS)
    assert [] == differing(variables(results), variables(at_labels_of(found, results)))


@pytest.mark.parametrize(
    ("kind", "dimension"),
    [
        ("countries", "country"),
        ("groups", "group"),
        ("partners", "partner"),
        ("treaties", "treaty"),
        ("affinities", "pair"),
    ],
)
def test_actors_in_another_order_are_only_in_another_order(
    state: xr.Dataset, results: xr.Dataset, rewrite: Rewrite, kind: str, dimension: str
) -> None:
    """Moving a paragraph of a file would change the results."""
    scenario = rewrite(lambda content: reversed_mapping(content, kind))
    assert_only_permuted(state, results, scenario, {dimension})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_regions_in_another_order_are_only_in_another_order(
    state: xr.Dataset, results: xr.Dataset, rewrite: Rewrite, seed: int
) -> None:
    """The order of a list would change the results."""

    def shuffle(content: Content) -> None:
        regions = [str(name) for name in results["region"].values]
        random.Random(seed).shuffle(regions)
        content["regions"] = regions

    assert_only_permuted(state, results, rewrite(shuffle), {"region"})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_shuffled_file_gives_the_same(
    state: xr.Dataset, results: xr.Dataset, rewrite: Rewrite, seed: int
) -> None:
    """Two orders together would do what neither does alone."""
    generator = random.Random(seed)

    def shuffle(content: Content) -> None:
        for kind in (*KINDS, "affinities"):
            content[kind] = shuffled(content[kind], generator)
        generator.shuffle(content["record"]["pairs"])
        content["regions"] = generator.sample(list(results["region"].values.tolist()), 46)

    scenario = rewrite(shuffle)
    dimensions = {"country", "region", "partner", "pair"}
    assert_only_permuted(state, results, scenario, dimensions)


def test_blocs_in_another_order_are_only_in_another_order(year: Scenario, rewrite: Rewrite) -> None:
    """Sanctions of two blocs would add up to something else."""
    second = {
        "name": "Other",
        "treaty": "G5S",
        "crises": {"BFA": {"posture": "sanctions", "since": "2022-02-01", "sanctions": 0.3}},
    }
    third = {
        "name": "Third",
        "treaty": "ECOWAS",
        "crises": {"BFA": {"posture": "sanctions", "since": "2022-02-01", "sanctions": 0.7}},
    }

    def add(content: Content) -> None:
        content["blocs"] |= dated({"AA": second, "ZZ": third})

    def add_and_reverse(content: Content) -> None:
        add(content)
        reversed_mapping(content, "blocs")

    forward = rewrite(add)
    before = lived(until(forward, "2023-12"), first(RUNS))
    assert_only_permuted(before, simulate(forward, runs=RUNS), rewrite(add_and_reverse), {"bloc"})
