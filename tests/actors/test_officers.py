"""Officers: what weighs with them, what becomes of their victims, and when they hand power back."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.mechanisms.intervention import CLAIMANT_FREE, REQUESTS
from sim.scenario import Scenario
from sim.world.crises import COMPLETED, FAILED
from tests.actors.conftest import CALM, decided, nation, only, story
from tests.conftest import Begin, Live


def within(expected: float, found: int, number: int) -> bool:
    """Whether a share is what it should be, at four standard deviations."""
    return abs(found - expected * number) <= 4.0 * (number * expected * (1.0 - expected)) ** 0.5


@pytest.fixture(scope="module")
def turbulent(baseline: Scenario) -> Scenario:
    """The baseline with very many coups."""
    return baseline.patch({"parameters": {"coups": {"base": -3.0}}})


def test_victims_escape_as_often_as_the_record_says(turbulent: Scenario, begin: Begin) -> None:
    """Every president would be free after a coup, or none after a failed one."""
    model = begin(turbulent, 1500)
    free: dict[int, list[bool]] = {COMPLETED: [], FAILED: []}
    for month in range(4):
        model.step()
        crises = model.world.crises
        new = crises.open[0] & (crises.weeks[0] == 0.0) & (month > 0)
        for kind in free:
            free[kind] += crises.free[0][new & (crises.kind[0] == kind)].tolist()
    assert min(len(found) for found in free.values()) > 200
    assert {True} == set(free[FAILED])
    assert within(CLAIMANT_FREE, sum(free[COMPLETED]), len(free[COMPLETED]))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("failed_coup", REQUESTS["failed"]),
        ("coup", CLAIMANT_FREE * REQUESTS["free"] + (1 - CLAIMANT_FREE) * REQUESTS["captive"]),
    ],
)
def test_victims_ask_for_force_as_often_as_the_record_says(
    turbulent: Scenario, live: Live, kind: str, expected: float
) -> None:
    """Blocs would be asked for force at every coup, or at none."""
    model = live(turbulent, 4, 1500)
    when = {
        name: {(e.run, e.month, e.subject) for e in story(model, name) if e.month > 0}
        for name in (kind, "force_requested")
    }
    tried = when[kind]
    assert len(tried) > 1000
    assert within(expected, len(tried & when["force_requested"]), len(tried))


def test_allies_believed_ready_to_help_insure_a_regime(baseline: Scenario, begin: Begin) -> None:
    """Officers would not know of the allies, or attempt more for them."""
    scenario = baseline.patch({"parameters": CALM})
    alone = scenario.patch({"treaties": {"AES": None}})
    (bare,), (insured,) = (
        only(decided(begin(one, 1), 2), decision="coup", actor="NER") for one in (alone, scenario)
    )
    model = begin(scenario, 1)
    for _ in range(2):
        model.step()
    aid, own = (table[nation(model, "NER"), 0] for table in (model.believed_aid, model.strength))
    expected = -scenario.parameters["coups.believed_aid"] * aid / (aid + own)
    assert 0.0 == bare.terms["believed_aid"]
    assert pytest.approx(expected) == insured.terms["believed_aid"] < -0.005
    assert insured.probability < bare.probability
    assert insured.draw == bare.draw


def test_sanctions_weaken_a_regime(baseline: Scenario, begin: Begin) -> None:
    """Officers would not feel the sanctions on their government."""
    posture = {"kind": "posture", "bloc": "ECOWAS", "country": "TGO", "posture": "sanctions"}
    scenario = baseline.patch({"events": [posture | {"on": date(2023, 8, 1)}]})
    model = begin(scenario, 1)
    (found,) = only(decided(model, 2), decision="coup", actor="TGO")
    severity = model.world.crises.sanctions[0, nation(model, "TGO"), 0]
    assert 0.3 < severity
    assert scenario.parameters["coups.sanctions"] * severity == found.terms["sanctions"]


def test_only_juntas_hand_power_back(baseline: Scenario, begin: Begin) -> None:
    """The elected would be replaced by civilians, or no junta ever go."""
    model = begin(baseline.patch({"parameters": {"coups": {"base": -9.0, "transition": 0.2}}}), 100)
    seen = set()
    for month in range(6):
        before = model.world.nations.junta.copy()
        model.step()
        nations = model.world.nations
        handed = [entry for entry in story(model, "civilian_rule") if entry.month == month]
        for entry in handed:
            place = nation(model, entry.subject), entry.run
            assert before[place]
            assert (False, True) == (nations.junta[place], nations.elected[place])
        beaten = [entry for entry in story(model, "victory") if entry.month == month]
        assert np.count_nonzero(before & ~nations.junta) == len(handed) + len(beaten)
        seen |= {entry.subject for entry in handed}
    assert {"MLI", "BFA", "NER", "GIN", "TCD"} == seen


def test_a_junta_that_conceded_is_asked_every_month(baseline: Scenario, live: Live) -> None:
    """The civilians would come back at another rate than the parameters say."""
    rules = {"coups": {"base": -9.0, "transition": 0.05, "transition_parity": 0.0}}
    changes = {"parameters": rules | {"coercion": {"timetable_slip": 0.0}}}
    model = live(baseline.patch(changes), 2, 1000)
    told = story(model, "civilian_rule")
    gone = {name: sum(entry.subject == name for entry in told) for name in ("GIN", "TCD")}
    odds = 0.05 / 0.95 * np.exp(baseline.parameters["coups.transition_conceded"])
    assert within(odds / (1 + odds), gone["GIN"], 1000)
    assert within(0.05, gone["TCD"], 1000)
