"""The chain of probabilities: what the rules imply, and that the model does the same."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.analysis.past_crises.chain import (
    AFFINITY,
    BLOC_SOLDIERS,
    CONCEDED_BY,
    ENDS,
    HEGEMON_SHARE,
    MONTHS,
    OPPOSITION,
    OTHERS,
    POPULARITY,
    ZEAL,
    Outlook,
    outlook,
)
from sim.analysis.past_crises.record import POSTURES
from sim.mechanisms import declarations
from sim.mechanisms.coercion import CoercionParameters
from sim.mechanisms.intervention import InterventionParameters
from sim.scenario import load_scenario
from sim.world.crises import CONCESSION, RESCUE
from tests.analysis.past_crises.conftest import Crises
from tests.conftest import Begin

PARAMETERS = {"coercion": CoercionParameters, "intervention": InterventionParameters}
SAME = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NEVER = {"base": -9.0, "requested": 0.0, "claimant_free": 0.0, "threatened": 0.0}
"""Parameters with which a bloc hardly uses force."""


@st.composite
def values(draw: st.DrawFn) -> tuple[CoercionParameters, InterventionParameters]:
    """Any parameters within the ranges of a sweep."""
    known = declarations()
    found = {}
    for mechanism, kind in PARAMETERS.items():
        own = {field.name: known[f"{mechanism}.{field.name}"] for field in fields(kind)}
        found[mechanism] = kind(
            **{name: draw(st.floats(*(d.range or d.bounds))) for name, d in own.items()}
        )
    return found["coercion"], found["intervention"]


def expect(table: pd.DataFrame, mandate: float = 1.0, **changes: dict[str, float]) -> Outlook:
    """The outlook with the defaults but for these parameters, by mechanism."""
    c, i = (kind(**changes.get(name, {})) for name, kind in PARAMETERS.items())
    return outlook(table, c, i, mandate)


# what the rules imply


@SAME
@given(values(), st.floats(0.0, 1.0))
def test_probabilities_sum_to_one(
    shipped: pd.DataFrame, parameters: tuple[CoercionParameters, InterventionParameters], m: float
) -> None:
    """Probability would leak away, or be made, in some corner of the rules."""
    found = outlook(shipped, *parameters, m)
    assert (len(shipped), len(POSTURES), len(ENDS)) == found.cells.shape
    assert found.cells.min() >= 0.0
    np.testing.assert_allclose(1.0, found.cells.sum(axis=(1, 2)), rtol=1e-9)
    np.testing.assert_allclose(found.cells[:, -1].sum(axis=1), found.force)
    np.testing.assert_allclose(found.cells[..., :3].sum(axis=(1, 2)), found.gave_way)


@SAME
@given(values(), st.floats(0.0, 1.0))
def test_crises_do_not_touch_one_another(
    shipped: pd.DataFrame, parameters: tuple[CoercionParameters, InterventionParameters], m: float
) -> None:
    """What a crisis is worth would hang on its place in the table."""
    whole, turned = (outlook(table, *parameters, m) for table in (shipped, shipped[::-1]))
    np.testing.assert_allclose(whole.cells, turned.cells[::-1], rtol=1e-9, atol=1e-12)


@SAME
@given(values())
def test_a_failed_coup_without_a_request_never_sees_force(
    shipped: pd.DataFrame, parameters: tuple[CoercionParameters, InterventionParameters]
) -> None:
    """Blocs would rescue governments that do not ask."""
    alone = (shipped["kind"] == "failed_coup") & ~(shipped["invited"] > 0)
    found = outlook(shipped[alone], *parameters, 1.0)
    np.testing.assert_allclose(1.0, found.cells[:, 0, -1])


@SAME
@given(values())
def test_without_a_mandate_there_is_force_or_nothing(
    shipped: pd.DataFrame, parameters: tuple[CoercionParameters, InterventionParameters]
) -> None:
    """Blocs would suspend and sanction before they had a rule to do so."""
    early = shipped[shipped["date"] < "2001-12-21"]
    found = outlook(early, *parameters, 0.0)
    assert 0.0 == found.highest[:, 1:-1].max()


def test_a_bloc_to_which_all_is_too_dear_suspends_and_no_more(crises: Crises) -> None:
    """A coup would pass without suspension, or a bloc go further than it wants to."""
    dear = {f"cost_{name}": 2.0 for name in ("sanctions", "ultimatum", "activation")}
    coercion = {**dear, "resolve_sd": 0.0, "rationality": 100.0}
    found = expect(crises({}, {"kind": "constitutional"}), coercion=coercion, intervention=NEVER)
    suspended, undone = found.highest
    assert suspended[1] > 0.998
    assert undone[0] > 0.998


def test_only_a_completed_coup_is_met_with_suspension(crises: Crises) -> None:
    """Suspension, which the protocol asks for after a coup alone, would come for other grabs."""
    table = crises({"kind": "constitutional"}, {"kind": "refusal_to_leave"}, {"kind": "coup"})
    grab, refusal, coup = expect(table).highest[:, :2]
    assert (0.0, 0.0) == (grab[1], refusal[1])
    assert grab[0] > 0.05
    assert coup[0] < 0.001
    assert coup[1] > 0.05


@SAME
@given(values(), st.sampled_from(["coup", "refusal_to_leave"]), st.sampled_from([1, 7, 33]))
def test_requests_and_standing_claimants_make_force_likelier(
    crises: Crises,
    parameters: tuple[CoercionParameters, InterventionParameters],
    kind: str,
    troops: int,
) -> None:
    """Blocs would rather fight for nobody."""
    facts = {"kind": kind, "troops_of_target_thousand": troops}
    ways = [{}, {"invited": 1}, {"claimant": "free"}, {"invited": 1, "claimant": "free"}]
    table = crises(*(facts | way for way in ways)).assign(wave=1.0)
    neither, asked, free, both = outlook(table, *parameters, 1.0).force
    slack = 1.0 + 1e-9
    assert neither <= min(asked, free) * slack
    assert max(asked, free) <= both * slack


@pytest.mark.parametrize(
    ("name", "sooner"),
    [("concede_base", -3.0), ("concede_sanctions", 3.0), ("concede_small", 2.0)],
)
def test_who_gives_way_more_easily_is_less_often_attacked(
    shipped: pd.DataFrame, name: str, sooner: float
) -> None:
    """A target's yielding would not spare it, or would be lost on the way."""
    usual, easy = expect(shipped), expect(shipped, coercion={name: sooner})
    assert (easy.gave_way >= usual.gave_way - 1e-9).all()
    assert (easy.force <= usual.force + 1e-9).all()
    assert (easy.gave_way > usual.gave_way).any()


def test_a_small_army_gives_way_sooner(crises: Crises) -> None:
    """The smallest states would hold out longest."""
    small, large = expect(
        crises({"troops_of_target_thousand": 4.9}, {"troops_of_target_thousand": 5.1}).assign(
            wave=1.0
        )
    ).cells[:, :, 0]
    assert small.sum() > 1.2 * large.sum()


def test_force_under_way_leaves_a_last_week_to_give_way(crises: Crises) -> None:
    """Troops would fight before their target has answered, as The Gambia did in January 2017."""
    table = crises({"claimant": "free", "invited": 1, "suspended": 0}).assign(date=date(1995, 1, 1))
    table["date"] = pd.to_datetime(table["date"])
    yielding = {"concede_base": -2.0, "concede_threat": 6.0}
    found = expect(table, 0.0, coercion=yielding, intervention={"base": -2.0})
    assert found.force[0] > 0.3  # without a mandate nothing else is asked of the target
    assert 0.5 < found.gave_way[0] / found.force[0] < 1.0


# the same as the model

MEMBERS = [f"M{letter}A" for letter in "ABCDEFGHIJ"]
RUNS = 2000
TOLERANCE = 0.01
"""What the chain leaves out: odds vary with the members' moods, and the hegemon's is not normal.
Measured with 20,000 runs: at most .007 in a posture."""
QUIET = {
    "coups": {
        "base": -9.0, "transition": 0.0001, "legitimacy_return": 0.0, "legitimacy_junta": 0.0,
        "rally": 0.0, "memory_half_life": 240.0,
    },
    "membership": {"leave_base": -9.0},
    "coercion": {"timetable_slip": 0.0},
    "economy": {"sanctions_dependence": 0.0, "aid_share": 0.0},
}  # fmt: skip
"""Parameters under which nothing happens but the one crisis, and nothing drifts meanwhile."""
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "captive": ({}, {}),
    "free and asking": (
        {"claimant": "free", "invited": 1, "troops_of_target_thousand": 1, "area_thousand_km2": 11},
        {"claimant": "free", "requested_force": True},
    ),
    "vast neighbour of the hegemon in a wave": (
        {
            "invited": 1,
            "borders_nigeria": 1,
            "troops_of_target_thousand": 33,
            "area_thousand_km2": 1267,
            "wave": 2.5,
        },
        {"requested_force": True},
    ),
    "failed": (
        {"kind": "failed_coup", "claimant": "in_control", "invited": 1, "wave": 0.0},
        {"success": False, "requested_force": True},
    ),
    "refusal": (
        {"kind": "refusal_to_leave", "claimant": "free", "invited": 1, "wave": 0.0,
         "troops_of_target_thousand": 1},
        {"kind": "crisis", "grab": "refusal", "claimant": "free", "requested_force": True},
    ),
    "unelected": ({"elected_victim": 0, "troops_of_target_thousand": 4}, {}),
}  # fmt: skip
"""By name: facts in the record, and the event of a scenario that says the same."""


def bloc_in_crisis(fact: pd.Series[Any], event: dict[str, Any], file: Path) -> None:
    """Write a scenario whose bloc is what the chain takes for all of them."""

    def country(name: str, **facts: Any) -> dict[str, Any]:
        usual = {"name": name, "population": 1e6, "area_km2": 1e3, "gdp_usd": 1e9}
        army = {"military_spending": 0.01, "soldiers": 1e4, "legitimacy": float(POPULARITY)}
        return usual | army | {"coup_memory": 0.0} | facts

    troops = float(fact["troops_of_target_thousand"])
    members = ["HEG", *MEMBERS]
    shares = {"HEG": HEGEMON_SHARE} | dict.fromkeys(MEMBERS, (1.0 - HEGEMON_SHARE) / OTHERS)
    target = {
        "soldiers": troops * 1e3,
        "area_km2": float(fact["area_thousand_km2"]) * 1e3,
        "elected": bool(fact["elected_victim"]),
        "coup_memory": float(fact["wave"]) - (fact["kind"] == "coup"),
    }
    signed = {name: {"signed": date(2000, 1, 1)} for name in [*members, "TGT"]}
    treaty = {"name": "Treaty", "members": signed, "publicity": 0.5, "decision": "consensus"}
    bloc = {
        "name": "Bloc",
        "treaty": "ALL",
        "zeal": ZEAL,
        "neighbours_of_hegemon": ["TGT"] if fact["borders_nigeria"] else [],
        "domestic_opposition": dict.fromkeys(members, float(OPPOSITION)),
        "capability": shares | {"TGT": troops / BLOC_SOLDIERS},
    }
    countries = {name: country(name) for name in [*members, "MLI"]}  # the map needs a country
    scenario = {
        "question": "Does the model do as the chain says?",
        "title": "One crisis",
        "horizon": {"start": "2023-07", "end": "2025-01"},
        "cut": date(2023, 7, 31),
        "regions": ["MLI.gao"],
        "countries": countries | {"TGT": country("Target", **target)},
        "treaties": {"ALL": treaty | {"notice_months": 12}},
        "blocs": {"ALL": bloc},
        "affinities": {"TGT": dict.fromkeys(members, float(AFFINITY))},
        "events": [{"kind": "coup", "on": date(2023, 8, 1), "country": "TGT"} | event],
        "parameters": QUIET,
    }
    file.write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")


def lived(begin: Begin, file: Path) -> NDArray[np.float64]:
    """Shares of runs by highest posture and end, as in `Outlook.cells`."""
    model = begin(load_scenario(file), RUNS)
    row = model.world.nations.countries.index("TGT")
    highest, end = np.zeros(RUNS, np.int64), np.full(RUNS, len(ENDS) - 1)
    model.step()
    for month in range(MONTHS):
        model.step()
        crises = model.world.crises
        result = crises.result[0, row]
        highest = np.maximum(highest, crises.hardest[0, row])
        highest[result == RESCUE] = len(POSTURES) - 1
        now = (result == CONCESSION) & (end == len(ENDS) - 1)
        end[now] = np.searchsorted(CONCEDED_BY, month, side="right")
    cells = np.zeros((len(POSTURES), len(ENDS)))
    np.add.at(cells, (highest, end), 1.0 / RUNS)
    return cells


@pytest.mark.parametrize("name", CASES)
def test_the_model_does_as_the_chain_says(
    crises: Crises, begin: Begin, tmp_path: Path, name: str
) -> None:
    """Parameters would be set on other rules than those that scenarios live by."""
    changes, event = CASES[name]
    table = crises({"date": "2023-08-01"} | changes)
    table = table.assign(wave=changes.get("wave", 1.0 * (table["kind"] == "coup")))
    bloc_in_crisis(table.iloc[0], event, tmp_path / "crisis.yaml")
    cells = lived(begin, tmp_path / "crisis.yaml")
    expected = expect(table).cells[0]
    for one, other in ((expected, cells), *((expected.sum(a), cells.sum(a)) for a in (0, 1))):
        noise = np.sqrt(np.maximum(one * (1.0 - one), 0.0) / RUNS)
        assert (np.abs(one - other) <= TOLERANCE + 4.0 * noise).all(), (one, other)
