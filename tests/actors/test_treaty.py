"""Treaties: what falls due to whom and when, what it is worth, and how they begin and end."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.decisions import Decision
from sim.mechanisms import membership
from sim.mechanisms.honouring import REBELLION_LOSS, TERRORISM_DEATHS
from sim.model import CrisisModel
from sim.scenario import Scenario, load_scenario
from sim.world.conditions import Battlefield
from sim.world.geography import load_regions
from tests.actors.conftest import (
    CALM,
    SCENARIOS,
    affinity,
    attack,
    coup,
    decided,
    nation,
    only,
    pact,
    story,
)
from tests.conftest import Begin, Live

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = 1, 2, 3, 4
NOBODY_BUT_US = {"AES": {"defunct_when": {"participation_below": 0.0}}, "G5S": None}
"""Treaties: the Alliance alone, however cool its members are to each other."""
ACCRA = """
extends: {baseline}
question: What would a working Accra Initiative change?
treaties:
  ACCRA:
    name: Accra Initiative
    members:
      BEN: {{signed: 2017-09-21}}
      BFA: {{signed: 2017-09-21}}
      CIV: {{signed: 2017-09-21}}
      GHA: {{signed: 2017-09-21}}
      TGO: {{signed: 2017-09-21}}
    publicity: 0.5
    notice_months: 3
    clauses:
      terrorism: {{trigger: terrorism, response: joint_operations, share: 0.1, strength: 0.4,
                   cost: 0.1}}
      aid: {{trigger: external_attack, response: armed_force, share: 0.2, cost: 0.5}}
events:
  - {{kind: intervention, on: 2023-11-10, by: NGA, country: BEN}}
"""
FRONT = """
extends: accra
question: What if the Accra Initiative sent soldiers against a rebellion?
treaties:
  ACCRA:
    clauses:
      front: {trigger: rebellion, response: armed_force, share: 0.1, cost: 0.2}
events:
  - {kind: fighters, on: 2023-08-05, group: JNIM, region: BFA.centre, change: 60000}
parameters:
  control: {speed: 0.3}
  honouring: {base_reliability: 0.5}
"""


@pytest.fixture
def accra(tmp_path: Path) -> Path:
    """A further treaty, in a file of its own."""
    file = tmp_path / "accra.yaml"
    parent = os.path.relpath(SCENARIOS / "baseline", tmp_path)
    file.write_text(ACCRA.format(baseline=parent), encoding="utf-8")
    return file


@pytest.fixture
def front(accra: Path) -> Path:
    """The same with soldiers against rebels, in a file that extends it."""
    file = accra.with_name("front.yaml")
    file.write_text(FRONT, encoding="utf-8")
    return file


def asked(model: CrisisModel, month: int) -> set[tuple[str, str]]:
    """Who was asked in a month to fight for whom, in every run alike."""
    answers = [entry for entry in story(model, "honoured", "reneged") if entry.month == month]
    by_run = {
        run: {(entry.subject, entry.object) for entry in answers if entry.run == run}
        for run in range(len(model.streams.runs))
    }
    first = by_run[0]
    assert [first] * len(by_run) == list(by_run.values())
    return first


# what falls due, and when


@pytest.mark.parametrize(("reliability", "expected"), [(0.0, "reneged"), (1.0, "honoured")])
def test_at_the_bounds_of_reliability_armed_force_never_or_always_comes(
    intervention: Scenario, live: Live, reliability: float, expected: str
) -> None:
    """The base rate of honouring would not be the base."""
    given = {"parameters": {"honouring": {"base_reliability": reliability}}}
    model = live(intervention.patch(given), 2)
    answers = [entry for entry in story(model, "honoured", "reneged") if entry.month == AUGUST]
    assert {expected} == {entry.kind for entry in answers}
    assert {("BFA", "NER"), ("MLI", "NER")} == asked(model, AUGUST)
    aes = pact(model, "AES")
    due = model.world.treaties.due[aes].sum(axis=0)
    assert np.all(due >= 2)
    assert (reliability * due).tolist() == model.world.treaties.honoured[aes].sum(axis=0).tolist()


@pytest.mark.parametrize("reliability", [0.0, 1.0])
def test_at_the_bounds_of_reliability_joint_operations_are_nothing_or_all(
    fated: Scenario, begin: Begin, reliability: float
) -> None:
    """Joint operations would be half-hearted where everything is honoured, or begin by
    themselves."""
    given = {"parameters": {"honouring": {"base_reliability": reliability}}}
    model, levels = begin(fated.patch(given | {"treaties": NOBODY_BUT_US})), set()
    for _ in range(6):
        model.step()
        for level in model.operations.level.values():
            levels.update(level.tolist())
    assert model.world.treaties.operations_due.sum() > 0
    assert {0.0, 0.6 * reliability} == levels
    assert (reliability > 0.0) == (model.world.theatre.joint_operations.max() > 0.0)


@pytest.mark.parametrize("by", ["ECOWAS", "NGA"])
@pytest.mark.parametrize(
    ("day", "attacked", "answered"),
    [(1, (3, 0), (3, 1)), (15, (3, 1), (3, 2)), (31, (3, 3), (4, 0))],
)
def test_an_attack_is_answered_in_the_week_after(
    fated: Scenario, live: Live, by: str, day: int, attacked: Any, answered: Any
) -> None:
    """Allies would know of an attack before it came, or come when it is over."""
    model = live(fated.patch({"events": [attack(by, "NER", date(2023, 10, day))]}), 6, 2)
    kinds = ("intervention", "clause_due", "honoured", "reneged", "victory", "defeat")
    told = [entry for entry in story(model, *kinds) if entry.run == 0 and entry.week < 4]
    assert [
        (*attacked, "intervention", by, "NER"),
        (*answered, "clause_due", "NER", "AES"),
        (*answered, "reneged", "BFA", "NER"),
        (*answered, "reneged", "MLI", "NER"),
        (*answered, "defeat", by, "NER"),
    ] == [entry[1:] for entry in told]


def ticks(model: CrisisModel, *kinds: str, later: int = 0) -> set[tuple[int, int]]:
    """When something of these kinds befell Niger, by run, put off by some weeks."""
    told = [entry for entry in story(model, *kinds) if "NER" in (entry.subject, entry.object)]
    return {(entry.run, entry.tick + later) for entry in told}


def test_what_the_model_decides_is_answered_a_week_later_too(
    baseline: Scenario, live: Live
) -> None:
    """A week's decisions would be answered in the same week, or in some weeks of the month only."""
    eager = {"intervention": {"base": 0.0}, "coups": {"transition": 0.0001}}
    model = live(baseline.patch({"parameters": eager}), 4, 300)
    attacks, answers = ticks(model, "intervention", later=1), ticks(model, "honoured", "reneged")
    fights = ticks(model, "victory", "defeat")
    assert {0, 1, 2, 3} == {tick % 4 for _, tick in answers}
    assert 50 < len(answers)
    assert fights <= answers <= attacks
    over = {(run, 16) for run in range(300)}
    conceded_at_once = ticks(model, "concession", later=1)
    assert answers == attacks - over - conceded_at_once
    assert fights == answers - ticks(model, "concession")


@pytest.mark.parametrize("pledges", [True, False])
def test_a_pledge_binds_before_the_signature_and_the_treaty_after(
    fated: Scenario, live: Live, pledges: bool
) -> None:
    """A word would count only once it is in a treaty, or a treaty only bind those who pledged."""
    days = date(2023, 8, 3), date(2023, 10, 3)
    events = [attack("NGA", victim, day) for day in days for victim in ("MLI", "NER")]
    given = {} if pledges else {"treaties": {"AES": {"pledges": None}}}
    model = live(fated.patch({"events": events} | given), 4, 2)
    told = {entry[1:] for entry in story(model, "clause_due", "pledge_due") if entry.week == 1}
    signed = {(OCTOBER, 1, "clause_due", victim, "AES") for victim in ("MLI", "NER")}
    assert signed | ({(AUGUST, 1, "pledge_due", "NER", "AES")} if pledges else set()) == told
    assert ({("BFA", "NER"), ("MLI", "NER")} if pledges else set()) == asked(model, AUGUST)
    expected = {("BFA", "NER"), ("MLI", "NER"), ("BFA", "MLI"), ("NER", "MLI")}
    assert expected == asked(model, OCTOBER)


def contest(scenario: Scenario, begin: Begin) -> tuple[float, NDArray[np.float64]]:
    """The odds of the attackers in Niger in August, and everybody's strength."""
    model = begin(scenario, 1)
    (battle,) = only(decided(model, 2), decision="lose-to-attackers", actor="NER")
    return battle.probability, model.strength[:, 0]


@pytest.mark.parametrize("name", ["ecowas_intervenes", "no_treaty"])
def test_who_honours_a_pledge_sends_the_clause_s_share(begin: Begin, name: str) -> None:
    """Allies would send all they have, or nothing unless they signed a treaty."""
    scenario = load_scenario(SCENARIOS / f"{name}.yaml").patch(
        {"events": [attack("ECOWAS", "NER", date(2023, 8, 15))]}
    )
    alone, strength = contest(
        scenario.patch({"parameters": {"honouring": {"base_reliability": 0.0}}}), begin
    )
    together, _ = contest(
        scenario.patch({"parameters": {"honouring": {"base_reliability": 1.0}}}), begin
    )
    countries = list(scenario.data.countries)
    mali, burkina, niger = (strength[countries.index(c)] for c in ("MLI", "BFA", "NER"))
    attackers = scenario.parameters["intervention.home_advantage"] * niger * alone / (1 - alone)
    assert 0.0 < together < alone < 1.0
    assert pytest.approx(0.35 * (mali + burkina)) == attackers / together - attackers / alone


def test_without_treaty_and_pledge_nobody_owes_anything(live: Live) -> None:
    """Sympathy alone would bind."""
    scenario = load_scenario(SCENARIOS / "no_commitment.yaml")
    events = [attack("ECOWAS", "NER", date(2023, 8, 15)), attack("NGA", "MLI", date(2023, 11, 3))]
    model = live(scenario.patch({"treaties": {"G5S": None}, "events": events}), 6)
    kinds = ("clause_due", "pledge_due", "honoured", "reneged", "violation")
    assert [] == story(model, *kinds)
    assert 16 <= len(story(model, "victory", "defeat"))
    assert 0.0 == model.believed_aid.sum()
    assert 0.0 == model.world.theatre.joint_operations.sum()
    assert 0.0 == model.world.treaties.let_down.sum()


def test_a_member_that_attacks_owes_its_victim_nothing(fated: Scenario, live: Live) -> None:
    """An attacker would be asked to defend its victim against itself."""
    event = attack("MLI", "NER", date(2023, 11, 3))
    model = live(fated.patch({"events": [event], "treaties": NOBODY_BUT_US}), 5, 2)
    assert {("BFA", "NER")} == asked(model, NOVEMBER)
    mali = nation(model, "MLI")
    assert 0 == model.world.treaties.due[:, mali].sum()
    assert 2 == len(story(model, "violation"))


def test_members_of_the_bloc_that_intervenes_owe_its_target_nothing(
    fated: Scenario, live: Live
) -> None:
    """Who has set out against a country would be asked to defend it, for it pledged so since."""
    word = {"kind": "pledge", "on": date(2023, 9, 1), "treaty": "AES", "to": "NER"}
    events = [attack("ECOWAS", "NER", date(2023, 8, 31))]
    events += [word | {"by": name} for name in ("NGA", "SEN", "TCD")]
    model = live(fated.patch({"events": events}), 3, 2)
    assert {("BFA", "NER"), ("MLI", "NER"), ("TCD", "NER")} == asked(model, SEPTEMBER)


@pytest.mark.parametrize(("notice", "bound"), [(6, True), (1, False)])
def test_a_member_under_notice_is_bound_and_one_that_is_out_is_not(
    fated: Scenario, live: Live, notice: int, bound: bool
) -> None:
    """Giving notice would free a member at once, or leaving never."""
    leave = {
        "kind": "withdrawal",
        "on": date(2023, 11, 5),
        "treaty": "AES",
        "country": "BFA",
        "notice_months": notice,
    }
    events = [leave, attack("NGA", "NER", date(2024, 2, 3)), attack("NGA", "BFA", date(2024, 2, 3))]
    model = live(fated.patch({"events": events, "treaties": NOBODY_BUT_US}), 8, 2)
    expected = {("MLI", "NER")}
    if bound:
        expected |= {("BFA", "NER"), ("MLI", "BFA"), ("NER", "BFA")}
    assert expected == asked(model, 7)


# what an answer does


def compared(scenario: Scenario, live: Live, months: int, *changes: Any) -> list[CrisisModel]:
    """One model for each set of changes, over the same draws."""
    return [live(scenario.patch(change), months) for change in changes]


def with_parameter(mechanism: str, name: str, value: float, reliability: float) -> dict[str, Any]:
    given = {"honouring": {"base_reliability": reliability}}
    return {"parameters": given | {mechanism: given.get(mechanism, {}) | {name: value}}}


def test_reneging_costs_legitimacy(intervention: Scenario, live: Live) -> None:
    """A public word would be broken for nothing."""
    free, dear = compared(
        intervention,
        live,
        2,
        with_parameter("honouring", "legitimacy_cost", 0.0, 0.0),
        with_parameter("honouring", "legitimacy_cost", 0.1, 0.0),
    )
    before, after = (model.world.nations.legitimacy for model in (free, dear))
    kept = 1.0 - free.scenario.parameters["coups.legitimacy_return"]
    publicity = 0.8
    for name, lost in {"MLI": 0.1, "BFA": 0.1, "NER": 0.0, "NGA": 0.0}.items():
        row = nation(free, name)
        assert pytest.approx(kept * publicity * lost) == before[row] - after[row]


@pytest.mark.parametrize(
    ("reliability", "name", "size", "sign"),
    [(0.0, "renege_shock", 0.3, -1.0), (1.0, "honour_gain", 0.15, 1.0)],
)
def test_reneging_costs_affinity_and_honouring_wins_it(
    intervention: Scenario, live: Live, reliability: float, name: str, size: float, sign: float
) -> None:
    """Niger would not mind who came and who stayed away."""
    plain, moved = compared(
        intervention.patch({"treaties": {"G5S": None}}),
        live,
        2,
        with_parameter("affinity", name, 0.0, reliability),
        with_parameter("affinity", name, size, reliability),
    )
    for giver in ("MLI", "BFA"):
        change = affinity(moved, giver, "NER") - affinity(plain, giver, "NER")
        assert pytest.approx(np.full(8, sign * size)) == change
    assert affinity(plain, "MLI", "BFA").tolist() == affinity(moved, "MLI", "BFA").tolist()


@pytest.mark.parametrize("reliability", [0.0, 1.0])
def test_an_answer_enters_the_record_and_is_remembered_by_who_was_in_need(
    intervention: Scenario, begin: Begin, reliability: float
) -> None:
    """Allies would be believed whatever they did, and those let down would not mind."""
    scenario = intervention.patch(
        {"parameters": CALM | {"honouring": {"base_reliability": reliability}}}
    )
    model = begin(scenario)
    for _ in range(2):
        model.step()
    nations, kept = model.world.nations, 0.98
    for giver in ("MLI", "BFA"):
        row = nation(model, giver)
        assert pytest.approx(np.full(8, 3.0 + kept * reliability)) == nations.record_honoured[row]
        broken = 3.0 + kept * (1.0 - reliability)
        assert pytest.approx(np.full(8, broken)) == nations.record_broken[row]
    let_down = model.world.treaties.let_down[pact(model, "AES")]
    niger = nation(model, "NER")
    assert [1.0 - reliability] * 8 == let_down[niger].tolist()
    assert 0.0 == np.delete(let_down, niger, axis=0).sum()
    decisions = decided(model)
    (leave,) = only(decisions, decision="leave", actor="NER", about="AES")
    weight = scenario.parameters["membership.leave_dishonoured"]
    assert weight * (1.0 - reliability) == leave.terms["let_down"]


# joint operations


def test_joint_operations_begin_the_month_after_terrorism(fated: Scenario, begin: Begin) -> None:
    """Neighbours would know of the dead before they died, or go on when nobody dies any more."""
    model = begin(fated, 60)
    g5s = pact(model, "G5S")
    terrorised = np.zeros(model.world.nations.junta.shape, np.bool_)
    seen = set()
    for _ in range(6):
        member = model.world.treaties.member[g5s].copy()
        model.step()
        suffering = terrorised & member
        expected = (suffering.sum(axis=0) - suffering) * member
        assert expected.tolist() == model.world.treaties.operations_due[g5s].tolist()
        seen |= set(expected.ravel().tolist())
        terrorised = model.world.nations.killed_by_groups >= TERRORISM_DEATHS
    assert {0, 1, 2} <= seen
    told = [(e.run, e.subject) for e in story(model, "clause_due") if e.object == "G5S"]
    assert len(told) == len(set(told)) > 60  # once, not every month


def test_joint_operations_begin_the_month_after_a_rebellion(fated: Scenario, begin: Begin) -> None:
    """A country that loses its land would be helped too late, or for what it has held on to."""
    charge = {"kind": "fighters", "group": "JNIM", "region": "BFA.centre", "change": 60_000}
    changes = {
        "treaties": {"AES": {"clauses": {"terrorism": None}}},
        "events": [charge | {"on": date(2023, 12, 5)}],
        "parameters": {"control": {"speed": 0.4}},
    }
    model, rebellious = begin(fated.patch(changes), 20), []
    aes, burkina = pact(model, "AES"), nation(model, "BFA")
    control = [model.world.nations.control_by_month[0].copy()] * 4
    for month in range(8):
        bound = model.world.treaties.member[aes] & model.world.treaties.active[aes]
        model.step()
        lost = control[-4] - control[-1] > REBELLION_LOSS
        expected = ((lost & bound).sum(axis=0) - lost) * bound
        assert expected.tolist() == model.world.treaties.operations_due[aes].tolist()
        rebellious.append(lost[burkina].mean() * (month >= OCTOBER))
        control.append(model.toll.national_control.copy())
    assert [0.0] * 6 == rebellious[:6]
    assert rebellious[6] > 0.5


def test_a_war_between_states_is_no_terrorism(fated: Scenario, live: Live) -> None:
    """Soldiers whom an intervention killed would bring joint operations against armed groups."""
    changes = {
        "groups": {"JNIM": None, "ISSP": None, "ISWAP": None},
        "affinities": {"JNIM": None, "ISSP": None},
        "events": [attack("NGA", "NER", date(2023, 11, 3))],
    }
    model = live(fated.patch(changes), NOVEMBER + 1, 2)
    niger, nations = nation(model, "NER"), model.world.nations
    assert np.all(nations.battle_deaths[niger] > 100.0)
    assert pytest.approx(0.5 * nations.battle_deaths[niger]) == nations.soldiers_killed[niger]
    model.step()
    assert 0 == model.world.treaties.operations_due.sum()


def borders() -> dict[tuple[str, str], float]:
    """What part of a region's foreign neighbours lies in a country, from the map."""
    regions, found = load_regions(), {}
    for region in regions.values():
        nations = [regions[other].country for other in region.neighbours]
        foreign = [name for name in nations if name != region.country]
        for name in foreign:
            found[region.id, name] = foreign.count(name) / len(foreign)
    return found


def test_joint_operations_reach_across_the_borders_of_the_bound_alone(
    fated: Scenario, live: Live
) -> None:
    """Benin's border would be guarded by a treaty that it never signed."""
    sure = {"honouring": {"base_reliability": 1.0}}
    model = live(fated.patch({"parameters": sure, "treaties": NOBODY_BUT_US}), 6, 20)
    geography, share = model.world.theatre.geography, borders()
    bound = ("MLI", "BFA", "NER")
    terrorised = {name: model.public.triggers["terrorism"][nation(model, name)] for name in bound}
    expected = np.zeros((len(geography.regions), 20))
    for row, region in enumerate(geography.regions):
        owner = region.split(".")[0]
        if owner in bound:
            reach = sum(share.get((region, giver), 0.0) for giver in bound)
            expected[row] = 0.6 * reach * terrorised[owner]
    assert pytest.approx(expected) == model.world.theatre.joint_operations
    assert 5 < np.count_nonzero(expected[:, 0]) < len(expected)


def test_joint_operations_reduce_sanctuary_and_bring_strength(
    fated: Scenario, begin: Begin
) -> None:
    """Joint operations would be words: as many attacks, as blind an army."""
    sure = {"honouring": {"base_reliability": 1.0}}
    model = begin(fated.patch({"parameters": sure, "treaties": NOBODY_BUT_US}), 20)
    for _ in range(5):
        model.step()
    for phase in ("remember", "live_history", "run_economies", "live_partnerships", "diplomacy"):
        getattr(model, phase)()
    model.deploy()
    world, p = model.world, model.parameters
    together = Battlefield.of(world, p.attacks, p.casualties)
    helped = world.theatre.joint_operations > 0.0
    army = world.theatre.army.copy()
    model.operations.level.clear()
    model.deploy()
    alone = Battlefield.of(world, p.attacks, p.casualties)
    assert 0.0 == world.theatre.joint_operations.max()
    assert np.array_equal(helped, together.pressure < alone.pressure)
    assert np.array_equal(~helped, together.pressure == alone.pressure)
    assert np.array_equal(helped, army > world.theatre.army)
    blind = alone.information < 1.0
    assert np.array_equal(helped & blind, (together.information > alone.information) & blind)
    assert helped.any()


# further treaties, by data alone


def test_a_further_treaty_needs_only_a_file(accra: Path, live: Live) -> None:
    """Only the treaties that the code knows by name would bind."""
    members = {"BEN", "BFA", "CIV", "GHA", "TGO"}
    model = live(load_scenario(accra).patch({"parameters": CALM}), 6)
    assert {(giver, "BEN") for giver in members - {"BEN"}} == asked(model, NOVEMBER)
    told = {entry[1:5] for entry in story(model, "clause_due") if entry.object == "ACCRA"}
    assert {(NOVEMBER, 2, "clause_due", "BEN")} == {entry for entry in told if entry[1] < 4}
    assert (AUGUST, 4, "clause_due", "BFA") in told
    rows = [nation(model, name) for name in members]
    owed = model.world.treaties.operations_due[pact(model, "ACCRA")]
    terrorised = model.public.triggers["terrorism"][rows]
    assert (terrorised.sum(axis=0) - terrorised).tolist() == owed[rows].tolist()
    assert 0 < owed[rows].sum() == owed.sum()
    helped = model.world.theatre.joint_operations
    region = model.world.theatre.geography.regions.index("BFA.cascades")
    suffering = model.public.triggers["terrorism"][nation(model, "BFA")]
    assert np.array_equal(suffering, helped[region] > 0.0)


def test_armed_force_against_a_rebellion_strengthens_an_army(front: Path, begin: Begin) -> None:
    """An army lent would be lost on the way, or come without need."""
    model = begin(load_scenario(front).patch({"parameters": CALM}), 40)
    burkina, came = nation(model, "BFA"), 0
    for month in range(5):
        model.step()
        nations, theatre = model.world.nations, model.world.theatre
        answers = [entry for entry in story(model, "honoured") if (month, 0) == entry[1:3]]
        lent = np.zeros_like(nations.allied_army)
        for entry in answers:
            giver, receiver = nation(model, entry.subject), nation(model, entry.object)
            lent[receiver, entry.run] += 0.1 * model.public.strength[giver, entry.run]
        assert pytest.approx(lent) == nations.allied_army
        rebellious = set(np.flatnonzero(model.public.triggers["rebellion"][burkina]).tolist())
        assert {entry.run for entry in answers if entry.object == "BFA"} <= rebellious
        alone = theatre.joint_operations == 0.0
        own = (
            nations.effectiveness[burkina]
            + nations.allied_army[burkina] / model.public.soldiers[burkina]
        )
        home = theatre.geography.regions.index("BFA.centre")
        expected = (own * theatre.soldiers[home])[alone[home]]
        assert pytest.approx(expected) == theatre.army[home][alone[home]]
        came += len(answers)
    assert came > 20


# what a treaty forbids


def test_who_attacks_a_fellow_member_breaks_its_word_to_all(fated: Scenario, live: Live) -> None:
    """An ally could turn on another and be trusted as before."""
    scenario = fated.patch({"events": [attack("MLI", "NER", date(2023, 11, 3))]})
    lawful = scenario.patch({"treaties": {"AES": {"clauses": {"no_aggression": None}}}})
    free, guilty = (live(one, NOVEMBER + 1) for one in (lawful, scenario))
    assert [] == story(free, "violation")
    expected = [(run, NOVEMBER, 1, "violation", "MLI", "AES") for run in range(8)]
    assert expected == story(guilty, "violation")
    broken = guilty.world.nations.record_broken - free.world.nations.record_broken
    mali = nation(free, "MLI")
    assert pytest.approx(np.full(8, 0.98)) == broken[mali]
    assert 0.0 == np.delete(broken, mali, axis=0).max()
    for other, lost in {"NER": 0.3, "BFA": 0.3, "GIN": 0.0}.items():
        change = affinity(guilty, "MLI", other) - affinity(free, "MLI", other)
        assert pytest.approx(np.full(8, -lost)) == change
    assert affinity(free, "BFA", "NER").tolist() == affinity(guilty, "BFA", "NER").tolist()


def test_a_coup_that_a_treaty_forbids_breaks_its_word_the_month_after(
    fated: Scenario, live: Live
) -> None:
    """A treaty against coups would be paper."""
    scenario = fated.patch({"events": [coup("BEN", date(2023, 11, 17))]})
    clause = {"order": {"trigger": "coup", "response": "prohibition"}}
    strict = scenario.patch({"treaties": {"ECOWAS": {"clauses": clause}}})
    guilty = live(strict, NOVEMBER + 2)
    expected = [(AUGUST, "NER"), (NOVEMBER + 1, "BEN")] * 8
    assert expected == [(entry.month, entry.subject) for entry in story(guilty, "violation")]
    free = live(scenario, NOVEMBER + 2)
    broken = guilty.world.nations.record_broken - free.world.nations.record_broken
    kept = {"BEN": 0.98, "NER": 0.98 ** (NOVEMBER + 1)}
    for row, name in enumerate(free.world.nations.countries):
        assert pytest.approx(np.full(8, kept.get(name, 0.0))) == broken[row]
    for other, lost in {"NGA": 0.3, "TGO": 0.3, "TCD": 0.0, "FRA": 0.0}.items():
        change = affinity(guilty, "BEN", other) - affinity(free, "BEN", other)
        assert pytest.approx(np.full_like(change, -lost)) == change


# joining


def test_a_candidate_signs_in_time(baseline: Scenario, begin: Begin) -> None:
    """A candidate would never be asked, or asked when it has signed already."""
    changes = {
        "treaties": {"AES": {"candidates": ["TCD"]}},
        "parameters": CALM | {"membership": {"leave_base": -9.0, "form_base": -3.0}},
    }
    model = begin(baseline.patch(changes), 40)
    aes, chad, run = pact(model, "AES"), nation(model, "TCD"), 0
    decisions = decided(model, 10, run)
    signed = [entry for entry in story(model, "signature") if entry.subject == "TCD"]
    first = {entry.run: entry.month for entry in signed}
    assert 10 < len(first) == len(signed)
    assert sorted(first) == np.flatnonzero(model.world.treaties.member[aes, chad]).tolist()
    assert set(range(SEPTEMBER, 6)) < set(first.values())
    months = [d.month - baseline.start for d in only(decisions, decision="sign")]
    assert list(range(SEPTEMBER, first.get(run, 9) + 1)) == months


def test_a_treaty_nobody_belongs_to_is_founded_by_all_its_candidates(
    baseline: Scenario, live: Live
) -> None:
    """A treaty would come into force with one member, or never."""
    names = ["MRT", "SEN", "TCD"]
    given = {"name": "A new one", "candidates": names, "notice_months": 0}
    rules = {"membership": {"form_base": -4.0, "leave_base": -9.0}}
    changes = {"treaties": {"NEW": given}, "parameters": CALM | rules}
    model = live(baseline.patch(changes), 12, 40)
    signed = [entry for entry in story(model, "signature") if entry.object == "NEW"]
    formed = [entry for entry in story(model, "treaty_formed") if entry.subject == "NEW"]
    expected = [(e.run, e.month, name) for e in formed for name in names]
    assert expected == [(entry.run, entry.month, entry.subject) for entry in signed]
    assert 4 < len(formed) < 40
    assert 1 < len({entry.month for entry in formed})
    runs = [entry.run for entry in formed]
    row = pact(model, "NEW")
    assert model.world.treaties.active[row, runs].all()
    assert 3 * len(runs) == model.world.treaties.member[row].sum()


def test_who_founds_a_treaty_as_a_candidate_counts_among_its_founders(
    fated: Scenario, live: Live
) -> None:
    """A treaty that only candidates made would never be hollowed out, however many leave."""
    names = ["MRT", "SEN", "TCD"]
    floor = {"members_below": 1, "participation_below": 0.45}
    given = {"name": "A new one", "candidates": names, "notice_months": 0, "defunct_when": floor}
    join = {"kind": "join", "on": date(2023, 10, 1), "treaty": "NEW"}
    leave = {"kind": "withdrawal", "on": date(2023, 12, 1), "treaty": "NEW"}
    events = [join | {"country": name} for name in names]
    events += [leave | {"country": name} for name in names[:2]]
    scenario = fated.patch({"treaties": {"NEW": given}, "events": events})
    model = live(scenario, NOVEMBER + 1)
    row = pact(model, "NEW")
    parts = membership.engagement(next(t for t in model.treaties if t.id == "NEW").warmth)
    assert pytest.approx(parts.mean(axis=0)) == model.world.treaties.participation[row]
    assert model.world.treaties.active[row].all()
    model.step()
    assert not model.world.treaties.active[row].any()
    assert 0 == model.world.treaties.member[row].sum()


@pytest.mark.parametrize(
    ("event", "absent"),
    [
        (coup("BFA", date(2023, 8, 10)), {"BFA"}),
        ({"kind": "civilian_rule", "on": date(2023, 8, 10), "country": "MLI"}, {"MLI"}),
        (coup("BFA", date(2023, 7, 28)), set()),
        (coup("BFA", date(2023, 8, 10), success=False), set()),
    ],
)
def test_another_regime_does_not_make_a_planned_signature(
    baseline: Scenario, live: Live, event: dict[str, Any], absent: set[str]
) -> None:
    """Whoever governs would sign what its predecessor had in mind, or nobody would."""
    model = live(baseline.patch({"events": [event], "parameters": CALM}), SEPTEMBER + 1)
    signed = {(e.run, e.subject) for e in story(model, "signature") if e.object == "AES"}
    expected = {"MLI", "BFA", "NER"} - absent
    assert {(run, name) for run in range(8) for name in expected} == signed


# leaving, and the end of a treaty


def withdrawal(treaty: str, country: str, on: date, notice: int | None = None) -> dict[str, Any]:
    given = {"kind": "withdrawal", "on": on, "treaty": treaty, "country": country}
    return given if notice is None else given | {"notice_months": notice}


def test_who_gives_notice_is_out_when_it_has_run_out(baseline: Scenario, live: Live) -> None:
    """A member would leave too early or too late, or a treaty that is dead be left once more."""
    rules = {"coups": {"base": -9.0}, "membership": {"leave_base": -5.0}}
    model = live(baseline.patch({"parameters": rules}), 30, 60)
    months = {"AES": 6, "G5S": 0, "ECOWAS": 12}
    ends = {(e.run, e.subject): e.month for e in story(model, "treaty_defunct")}
    expected = {
        (e.run, e.month + months[e.object], e.subject, e.object)
        for e in story(model, "withdrawal")
        if e.month + months[e.object] <= min(ends.get((e.run, e.object), 29), 29)
    }
    found = {(e.run, e.month, e.subject, e.object) for e in story(model, "departure")}
    assert expected == found
    for treaty in months:
        assert 5 < len([e for e in found if e[3] == treaty])
    assert 5 < len(ends)


@pytest.mark.parametrize(("leaver", "expected"), [("MLI", {("BFA", "NER")}), ("NER", set())])
def test_pledges_lapse_with_the_departure_of_either(
    fated: Scenario, live: Live, leaver: str, expected: set[tuple[str, str]]
) -> None:
    """Who is out of the treaty would still owe what it had pledged, or be owed it."""
    events = [withdrawal("AES", leaver, date(2023, 11, 5), 0)]
    events.append(attack("NGA", "NER", date(2023, 12, 5)))
    model = live(fated.patch({"events": events, "treaties": NOBODY_BUT_US}), 6, 2)
    assert expected == asked(model, 5)
    aes, other = pact(model, "AES"), nation(model, "BFA")
    assert (leaver == "MLI") == model.world.treaties.pledged[aes, other].all()


def test_exits_make_further_exits_likelier(baseline: Scenario, begin: Begin) -> None:
    """Each member would leave as if it were the first."""
    scenario = baseline.patch({"parameters": CALM})
    event = withdrawal("ECOWAS", "TGO", date(2023, 8, 5))
    calm, shaken = (begin(one) for one in (scenario, scenario.patch({"events": [event]})))
    weight = scenario.parameters["membership.leave_exits"]
    before, after = (
        only(decided(model, 3), decision="leave", about="ECOWAS") for model in (calm, shaken)
    )
    for month, share in ((AUGUST, 1.0), (SEPTEMBER, 11.0 / 12.0)):
        now = baseline.start + month
        without, with_it = (
            {d.actor: d for d in only(found, month=now)} for found in (before, after)
        )
        assert {"TGO"} == set(without) - set(with_it)
        for member, decision in with_it.items():
            assert pytest.approx(weight * share / 11) == decision.terms["exits"]
            assert 0.0 == without[member].terms["exits"]
            assert without[member].probability < decision.probability


HOLLOW = {"members_below": 1, "participation_below": 0.45}
SMALL = {"members_below": 3, "participation_below": 0.0}


@pytest.mark.parametrize("floor", [HOLLOW, SMALL])
def test_a_treaty_that_is_hollow_or_small_dies_and_binds_no_more(
    fated: Scenario, live: Live, floor: dict[str, float]
) -> None:
    """A dead treaty would have members, or its parties owe each other what they had pledged."""
    cool = {"kind": "affinity", "on": date(2023, 11, 5), "between": ["MLI", "NER"], "level": 0.0}
    word = {"kind": "pledge", "on": date(2023, 9, 5), "treaty": "ECOWAS", "by": "NGA", "to": "BEN"}
    events = [word, cool, withdrawal("AES", "BFA", date(2023, 11, 5), 0)]
    events.append(attack("NGA", "NER", date(2023, 12, 5)))
    treaties = {"AES": {"defunct_when": floor}, "G5S": None}
    model = live(fated.patch({"events": events, "treaties": treaties}), NOVEMBER + 1, 2)
    told = [(e.run, e.month, e.subject) for e in story(model, "treaty_defunct")]
    assert [(run, NOVEMBER, "AES") for run in range(2)] == told
    aes = pact(model, "AES")
    assert 0 == model.world.treaties.member[aes].sum() == model.world.treaties.pledged[aes].sum()
    assert 2 == model.world.treaties.pledged[pact(model, "ECOWAS")].sum()
    model.step()
    assert set() == asked(model, NOVEMBER + 1)
    assert 0 == model.world.treaties.operations_due[aes].sum()
    assert 2 == len(story(model, "defeat"))


def test_a_pledge_without_a_treaty_does_not_die_with_one(fated: Scenario, live: Live) -> None:
    """A treaty would bind its few members before it is in force, or take their old word from
    them."""
    treaties = {"AES": {"defunct_when": {"participation_below": 1.0}}, "G5S": None}
    events = [attack("NGA", victim, date(2023, 12, 5)) for victim in ("MLI", "NER")]
    model = live(fated.patch({"events": events, "treaties": treaties}), 6, 2)
    assert [] == story(model, "treaty_formed", "treaty_defunct")
    assert 6 == model.world.treaties.member[pact(model, "AES")].sum()
    assert {("BFA", "NER"), ("MLI", "NER")} == asked(model, 5)


@pytest.mark.parametrize("leavers", [["BFA"], ["BFA", "TCD"]])
def test_requests_of_enough_members_dissolve_a_treaty(
    fated: Scenario, live: Live, leavers: list[str]
) -> None:
    """The law of a treaty would not end it; Mali, which left in 2022, is the first of three."""
    events = [withdrawal("G5S", name, date(2023, 11, 5), 9) for name in leavers]
    treaties = {"G5S": {"defunct_when": {"participation_below": 0.0}}}
    model = live(fated.patch({"events": events, "treaties": treaties}), 15, 2)
    dead = len(leavers) == 2
    told = [(e.month, e.subject) for e in story(model, "treaty_defunct")]
    assert [(NOVEMBER, "G5S")] * 2 * dead == told
    assert ([0, 0] if dead else [3, 3]) == model.world.treaties.member[pact(model, "G5S")].sum(
        axis=0
    ).tolist()
    assert ([] if dead else [(13, "BFA")] * 2) == [
        (e.month, e.subject) for e in story(model, "departure")
    ]


def test_several_states_taken_as_one_never_leave(baseline: Scenario, begin: Begin) -> None:
    """Five states would walk out of ECOWAS hand in hand."""
    model = begin(baseline.patch({"parameters": {"membership": {"leave_base": -5.0}}}), 150)
    decisions = decided(model, 18)
    assert "XEC" not in {decision.actor for decision in only(decisions, decision="leave")}
    leavers = {entry.subject for entry in story(model, "withdrawal")}
    assert set(baseline.data.treaties["ECOWAS"].members) - {"XEC"} <= leavers
    assert "XEC" not in leavers
    assert model.world.treaties.member[pact(model, "ECOWAS"), nation(model, "XEC")].all()


def test_who_belongs_to_two_rivals_pays_for_it(baseline: Scenario, begin: Begin) -> None:
    """Niger could be in the Alliance and in ECOWAS, under its sanctions, at no cost."""
    cold = {"ECOWAS": {"MLI": -0.5, "BFA": -0.5, "NER": -0.3}}
    scenario = baseline.patch(
        {"cut": date(2023, 12, 31), "affinities": cold, "treaties": {"G5S": None}}
    )
    posture = {"kind": "posture", "on": date(2023, 11, 1), "bloc": "ECOWAS", "country": "NER"}
    pressed = {"events": [posture | {"posture": "sanctions"}]}

    def leaving(changes: dict[str, Any], treaty: str = "ECOWAS") -> tuple[Decision, float]:
        model = begin(scenario.patch(changes))
        (found,) = only(decided(model, 7), decision="leave", actor="NER", about=treaty)
        return found, float(model.world.crises.sanctions[0, nation(model, "NER"), 0])

    cases = [leaving({"treaties": {"AES": None}}), leaving({}), leaving(pressed)]
    rival, sanctions = (
        scenario.parameters[f"membership.leave_{name}"] for name in ("rival", "sanctions")
    )
    assert [0.0, rival, rival] == [decision.terms["rival"] for decision, _ in cases]
    expected = [sanctions * severity for _, severity in cases]
    assert pytest.approx(expected) == [decision.terms["sanctions"] for decision, _ in cases]
    alone, both, both_pressed = (decision for decision, _ in cases)
    assert both.terms["sanctions"] < both_pressed.terms["sanctions"]
    assert alone.probability < both.probability < both_pressed.probability
    assert alone.draw == both.draw == both_pressed.draw
    assert 0.0 == leaving({}, "AES")[0].terms["rival"]
