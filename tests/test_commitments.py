"""The fourteen commitments: each is switched off, and an outcome moves the way it should."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.experiment.record import Block
from sim.scenario import Scenario, load_scenario
from sim.world.chronicle import KINDS
from tests.conftest import Begin, Run

ROOT = Path(__file__).parents[1]
ROWS = yaml.safe_load((ROOT / "seeds" / "commitments.yaml").read_text("utf-8"))
RUNS = 200
HALF_YEAR = {"horizon": {"end": "2023-12"}}
NO_NOISE = {"affinity": {"noise": 0.0}}


def intervention(day: date) -> dict[str, Any]:
    return {"kind": "intervention", "on": day, "by": "ECOWAS", "country": "NER"}


AUGUST, OCTOBER = intervention(date(2023, 8, 9)), intervention(date(2023, 10, 9))


@pytest.fixture(scope="module")
def half(baseline: Scenario) -> Scenario:
    """The baseline's first six months."""
    return baseline.patch(HALF_YEAR)


def places(scenario: Scenario, kind: str, *names: str) -> list[int]:
    """Where actors stand among their kind."""
    return [list(getattr(scenario.data, kind)).index(name) for name in names]


def of(block: Block, name: str, scenario: Scenario, treaty: str) -> np.ndarray:
    """A variable of a treaty, ``(month, country, run)``."""
    return block[name][:, list(scenario.data.treaties).index(treaty)]


def affinity(block: Block, scenario: Scenario, *pair: str) -> np.ndarray:
    """The affinity of a recorded pair at the end, ``(run,)``."""
    recorded = [frozenset(given) for given in scenario.data.record.pairs]
    return block["affinity"][-1, recorded.index(frozenset(pair))]


def test_every_commitment_names_a_rule_and_a_test_that_is_there() -> None:
    """The table would claim what no code carries or no test shows."""
    assert list(range(1, 15)) == [row["number"] for row in ROWS]
    own = Path(__file__).read_text("utf-8")
    for row in ROWS:
        assert row["carried_by"].strip()
        file, name = row["test"].split("::")
        assert "tests/test_commitments.py" == file
        assert f"def {name}(" in own


def test_1_the_alliance_binds_three_juntas(half: Scenario, run: Run) -> None:
    """The Alliance of Sahel States would be a name without parties or duties."""
    block, three = run(half, RUNS), places(half, "countries", "MLI", "BFA", "NER")
    signed = of(block, "member", half, "AES")[3][three] & block["junta"][3][three]
    assert 0.75 < signed.all(axis=0).mean()
    assert of(block, "operations_due", half, "AES")[4:][:, three].any()
    without = run(half.patch({"treaties": {"AES": None}}), RUNS)
    helped = [b["joint_operations"][5, three].mean() for b in (without, block)]
    assert helped[0] < helped[1] / 2


def test_2_allies_assist_each_other_against_rebellion(baseline: Scenario, run: Run) -> None:
    """Mutual assistance would change nothing in the war."""
    sure = {
        "horizon": {"end": "2024-12"},
        "parameters": {"honouring": {"base_reliability": 0.9}},
    }
    without = {"treaties": {"AES": {"clauses": {"rebellion": None, "terrorism": None}}}}
    bound, alone = baseline.patch(sure), baseline.patch({**sure, **without})
    three = places(baseline, "countries", "MLI", "BFA", "NER")
    dead = [run(s, 600)["total_deaths"][three].sum(axis=0) for s in (bound, alone)]
    saved = dead[1] - dead[0]
    assert 0.0 < saved.mean() - 2.0 * saved.std() / len(saved) ** 0.5


def test_3_an_attack_on_one_is_an_attack_on_all(half: Scenario, run: Run) -> None:
    """ECOWAS could fight Niger, and Mali and Burkina Faso owe nothing under their treaty."""
    attacked = half.patch({"treaties": {"AES": {"pledges": []}}, "events": [OCTOBER]})
    others = places(half, "countries", "MLI", "BFA")
    owed = of(run(attacked, RUNS), "due", half, "AES")
    assert 0.8 < (owed.sum(axis=0)[others] == 1).all(axis=0).mean()
    outsiders = np.delete(owed.sum(axis=0), others, axis=0)
    assert 0 == outsiders.sum()
    clause = {"treaties": {"AES": {"clauses": {"mutual_defence": None}}}}
    assert 0 == of(run(attacked.patch(clause), RUNS), "due", half, "AES").sum()


def test_4_the_answer_may_be_armed_force(half: Scenario, run: Run) -> None:
    """Allies that fight would not make an intervention any harder to win."""
    niger = places(half, "countries", "NER")[0]
    won = []
    for reliability in (0.0, 1.0):
        changes = {"honouring": {"base_reliability": reliability}}
        block = run(half.patch({"events": [AUGUST], "parameters": changes}), 1000)
        won.append(1.0 - block["junta"][1, niger].mean())
    assert won[1] < won[0] - 0.05


def test_5_the_pledges_bind_before_there_is_a_treaty(half: Scenario, run: Run) -> None:
    """The word of 31 July 2023 would be worth nothing until 16 September."""
    attacked = half.patch({"events": [AUGUST]})
    others = places(half, "countries", "MLI", "BFA")
    owed = of(run(attacked, RUNS), "due", half, "AES")
    assert np.all(owed[1][others] == 1)
    silent = attacked.patch({"treaties": {"AES": {"pledges": []}}})
    assert 0 == of(run(silent, RUNS), "due", half, "AES")[1].sum()


@pytest.mark.parametrize("group", ["JNIM", "ISSP"])
def test_6_the_parties_fight_al_qaeda_and_the_islamic_state(
    stated: Scenario, run: Run, group: str
) -> None:
    """One of the two insurgencies would take no part in the war."""
    half = stated.patch(HALF_YEAR)
    three = places(half, "countries", "MLI", "BFA", "NER")
    none = dict.fromkeys(half.data.groups[group].fighters, 0.0)
    without = run(half.patch({"groups": {group: {"fighters": none}}}), RUNS)
    dead = [block["total_deaths"][three].sum(axis=0).mean() for block in (without, run(half, RUNS))]
    assert dead[0] < 0.97 * dead[1]


def test_7_a_coup_strains_relations_with_neighbours_and_partners(half: Scenario, run: Run) -> None:
    """A putsch would cost a country no friends."""
    pairs = [["BEN", "ECOWAS"], ["BEN", "NGA"], ["BEN", "FRA"], ["BEN", "RUS"]]
    quiet = half.patch({"record": {"pairs": pairs}, "parameters": NO_NOISE})
    coup = {"kind": "coup", "on": date(2023, 10, 9), "country": "BEN"}
    calm, shaken = run(quiet, RUNS), run(quiet.patch({"events": [coup]}), RUNS)
    for pair in pairs[:3]:
        lost = affinity(calm, quiet, *pair) - affinity(shaken, quiet, *pair)
        assert 0.1 < lost.mean(), pair
    assert np.array_equal(affinity(calm, quiet, *pairs[3]), affinity(shaken, quiet, *pairs[3]))


def test_8_niger_s_coup_sharpened_the_tension_with_ecowas(half: Scenario, run: Run) -> None:
    """ECOWAS and Niger would get on as if nothing had happened in July 2023."""
    with_coup, without = run(half, RUNS), run(half.patch({"history": []}), RUNS)
    lost = affinity(without, half, "NER", "ECOWAS") - affinity(with_coup, half, "NER", "ECOWAS")
    assert 0.2 < lost.mean()
    elsewhere = affinity(without, half, "MLI", "FRA") - affinity(with_coup, half, "MLI", "FRA")
    assert abs(elsewhere.mean()) < 0.1 < lost.mean()
    niger = places(half, "countries", "NER")[0]
    assert 0.5 < (with_coup["highest_posture"][0, niger] >= 2).mean()
    assert (without["highest_posture"][0, niger] >= 2).mean() < 0.05


def test_9_ecowas_may_threaten_force_to_restore_order(half: Scenario, run: Run) -> None:
    """A bloc would only ever talk, or threaten whatever it costs."""
    niger = places(half, "countries", "NER")[0]
    threatened = (run(half, RUNS)["highest_posture"][0, niger] >= 3).mean()
    assert 0.4 < threatened < 0.95
    dear = {"coercion": {"cost_ultimatum": 2.0, "cost_activation": 2.0}}
    meek = run(half.patch({"parameters": dear}), RUNS)["highest_posture"][0, niger]
    assert (meek >= 3).mean() < 0.05


def test_10_a_public_word_is_costly_to_take_back(half: Scenario, run: Run) -> None:
    """A promise made before the world would bind no better than one whispered."""
    others = places(half, "countries", "MLI", "BFA")
    kept, standing = [], []
    for publicity in (0.0, 1.0):
        told = half.patch({"treaties": {"AES": {"publicity": publicity}}, "events": [AUGUST]})
        block = run(told, 1000)
        honoured = of(block, "honoured", half, "AES")[1][others]
        kept.append(honoured.mean())
        reneged = honoured == 0
        standing.append(block["legitimacy"][1][others][reneged].mean())
    assert kept[0] < kept[1] - 0.05
    assert standing[1] < standing[0] - 0.05


def test_11_the_g5_s_members_operate_together(half: Scenario, run: Run) -> None:
    """The G5 Sahel, five states backed by France, would be a list of names."""
    five = {"MLI", "BFA", "NER", "TCD", "MRT"}
    assert (five, "FRA") == (
        set(half.data.treaties["G5S"].members),
        half.data.treaties["G5S"].patron,
    )
    before = half.patch({"horizon": {"end": "2023-08"}})
    niger = places(half, "countries", "NER")[0]
    block = run(before, RUNS)
    assert of(block, "operations_due", half, "G5S")[1].any()
    assert 0.0 < block["joint_operations"][1, niger].mean()
    without = run(before.patch({"treaties": {"G5S": None}}), RUNS)
    assert 0.0 == without["joint_operations"][1].sum()


def test_12_a_member_leaves_the_g5_after_its_coup(begin: Begin) -> None:
    """Mali's exit would have nothing to do with its coup and its quarrel with France."""
    history = load_scenario(ROOT / "scenarios" / "history.yaml")
    changes: dict[str, Any] = {
        "horizon": {"start": "2018-01", "end": "2022-12"},
        "cut": date(2022, 4, 30),
        "treaties": {"G5S": {"members": {"MLI": {"until": None}}}},
        "parameters": {"membership": {"leave_base": -5.0}},
    }
    quarrels = ("coup", "affinity")
    plain = history.tree.plain()["history"]
    peaceful = [e for e in plain if e["kind"] not in quarrels and e["on"] < date(2022, 12, 1)]
    dated = [e for e in plain if e["on"] < date(2022, 12, 1)]
    left = []
    for events in (peaceful, dated):
        model = begin(history.patch({**changes, "history": events}), RUNS)
        for _ in range(model.scenario.months):
            model.step()
        chronicle = model.world.chronicle
        told = chronicle.table(model.streams.runs)
        numbers = chronicle.numbers(("MLI", "G5S"))
        withdrew = told["kind"] == KINDS.index("withdrawal")
        withdrew &= (told["subject"] == numbers[0]) & (told["object"] == numbers[1])
        left.append(len(np.unique(told["run"][withdrew])) / RUNS)
    assert left[0] < left[1] / 2


def test_13_a_withdrawal_empties_an_alliance(half: Scenario, run: Run) -> None:
    """A treaty would be as strong without a founder as with it, and die no sooner."""
    stays = {"treaties": {"G5S": {"members": {"MLI": {"until": None}}}}}
    changes: dict[str, Any] = {"parameters": {"membership": {"leave_base": -6.5}}}
    with_mali, without = (run(half.patch({**changes, **more}), 400) for more in (stays, {}))
    row = list(half.data.treaties).index("G5S")
    assert (
        without["participation"][1, row].mean() < with_mali["participation"][1, row].mean() - 0.05
    )
    dead = [1.0 - block["treaty_active"][-1, row].mean() for block in (with_mali, without)]
    assert dead[0] < dead[1] - 0.05


def test_14_france_s_presence_follows_the_relation(baseline: Scenario, run: Run) -> None:
    """French forces would stay or go whatever is between the two states."""
    year = baseline.patch({"horizon": {"end": "2024-12"}})
    france, niger = places(year, "partners", "FRA")[0], places(year, "countries", "NER")[0]
    present = []
    for level in (-0.8, 0.8):
        event = {"kind": "affinity", "on": date(2023, 8, 1), "between": ["FRA", "NER"]}
        block = run(year.patch({"events": [{**event, "level": level}]}), RUNS)
        present.append(block["presence"][-1, france, niger].mean())
    assert present[0] < present[1] / 2
