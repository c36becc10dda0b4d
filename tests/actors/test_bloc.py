"""Blocs: whose business a grab of power is, how they press and let go, and when they use force."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model import CrisisModel
from sim.scenario import Scenario, load_scenario
from sim.world.crises import CONCESSION, FAILED, INTERVENTION, OPEN, RESCUE
from tests.actors.conftest import (
    CALM,
    SCENARIOS,
    Happening,
    affinity,
    attack,
    coup,
    decided,
    nation,
    only,
    story,
)
from tests.conftest import Begin, Live

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = 1, 2, 3, 4
EAGER = {"intervention": {"base": 0.0, "quorum": 0.0}}
"""Parameters with which blocs use force often."""
CAUCUS = """
extends: {baseline}
question: What if there were a second bloc, across the borders of the first?
treaties:
  CAUCUS:
    name: A caucus of neighbours
    members:
      BEN: {{signed: 2020-01-01}}
      TGO: {{signed: 2020-01-01}}
      NER: {{signed: 2020-01-01}}
      TCD: {{signed: 2020-01-01}}
blocs:
  CAUCUS: {{name: Council of the caucus, treaty: CAUCUS, zeal: 0.5, norm: 0.5}}
"""


@pytest.fixture(scope="session")
def caucus(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A second bloc, by a file alone."""
    file = tmp_path_factory.mktemp("blocs") / "caucus.yaml"
    parent = os.path.relpath(SCENARIOS / "baseline", file.parent)
    file.write_text(CAUCUS.format(baseline=parent), encoding="utf-8")
    return load_scenario(file)


@pytest.fixture(scope="session")
def quiet(baseline: Scenario) -> Scenario:
    """The baseline with hardly a coup or a withdrawal of its own."""
    return baseline.patch({"parameters": CALM})


def posture(bloc: str, country: str, level: str, on: date) -> dict[str, Any]:
    return {"kind": "posture", "on": on, "bloc": bloc, "country": country, "posture": level}


def concession(bloc: str, country: str, on: date) -> dict[str, Any]:
    return {"kind": "concession", "on": on, "bloc": bloc, "country": country}


def standing(model: CrisisModel, country: str, name: str, bloc: int = 0) -> list[Any]:
    """How a crisis stands in every run: its ``open``, ``posture``, ``conceded`` or ``result``."""
    found: list[Any] = getattr(model.world.crises, name)[bloc, nation(model, country)].tolist()
    return found


def about(country: str, entries: list[Happening]) -> list[Happening]:
    return [entry for entry in entries if country in (entry.subject, entry.object)]


# whose business it is


@pytest.mark.parametrize(
    ("country", "blocs"),
    [
        ("BEN", {"ECOWAS", "CAUCUS"}),
        ("NGA", {"ECOWAS"}),
        ("GIN", {"ECOWAS"}),
        ("TCD", {"CAUCUS"}),
        ("MRT", set()),
    ],
)
def test_a_coup_is_the_business_of_every_bloc_the_country_belongs_to(
    caucus: Scenario, live: Live, country: str, blocs: set[str]
) -> None:
    """A bloc would mind the coups of strangers, or only the first bloc those of its own."""
    changes = {"cut": date(2023, 12, 31), "events": [coup(country, date(2023, 11, 3))]}
    before, after = (live(caucus.patch(changes), month, 2) for month in (NOVEMBER, NOVEMBER + 1))
    for row, bloc in enumerate(after.world.crises.blocs):
        assert [False, False] == standing(before, country, "open", row)
        assert [bloc in blocs] * 2 == standing(after, country, "open", row)


def test_a_coup_in_any_member_is_the_bloc_s_business(fated: Scenario, live: Live) -> None:
    """A bloc would look away where it has never had to look yet."""
    treaty, countries = fated.data.treaties["ECOWAS"], fated.data.countries
    members = [name for name in treaty.members if not countries[name].aggregate]
    events = [coup(name, date(2023, 11, 3)) for name in members]
    model = live(fated.patch({"events": events}), NOVEMBER + 1, 1)
    crises = model.world.crises
    opened = {name for name in countries if crises.open[0, nation(model, name), 0]}
    assert set(members) == opened
    assert 10 == len(members)


def test_who_left_the_bloc_is_none_of_its_business(fated: Scenario, live: Live) -> None:
    """A bloc would press a country that is no member any more."""
    leave = {"kind": "withdrawal", "on": date(2023, 10, 3), "treaty": "ECOWAS", "country": "BEN"}
    events = [leave | {"notice_months": 0}, coup("BEN", date(2023, 11, 3))]
    model = live(fated.patch({"events": events}), NOVEMBER + 1, 2)
    assert model.world.nations.junta[nation(model, "BEN")].all()
    assert [False, False] == standing(model, "BEN", "open")
    assert [0, 0] == standing(model, "BEN", "result")


# pressing


@pytest.mark.parametrize("country", ["BEN", "GIN"])
@pytest.mark.parametrize(("day", "first"), [(1, 0), (9, 2), (17, 3), (30, 4)])
def test_nobody_meets_before_the_day_of_the_grab(
    quiet: Scenario, begin: Begin, country: str, day: int, first: int
) -> None:
    """A bloc would answer a coup that is still to come, or a junta give way before it is one;
    Guinea has been suspended since 2021."""
    still = {"parameters": {"coercion": {"timetable_slip": 0.0}}}
    event = coup(country, date(2023, 11, day), requested_force=True)
    scenario = quiet.patch({"events": [event]} | still)
    for seed in range(4):
        decisions = decided(begin(scenario, 1, seed), 6)
        concerned = [d for d in decisions if country in (d.actor, d.about)]
        weeks = [
            4 * (d.month - quiet.start - NOVEMBER) + d.week
            for d in concerned
            if d.decision in ("meet", "posture", "concede", "force")
        ]
        assert first == min(weeks)


def test_a_completed_coup_is_met_with_suspension_at_the_first_meeting(
    quiet: Scenario, begin: Begin
) -> None:
    """A bloc could meet about a coup and do nothing, or suspend without meeting."""
    rules = {"parameters": {"coercion": {"rationality": 0.0}}}  # every option is as good
    scenario = quiet.patch({"events": [coup("BEN", date(2023, 11, 3))]} | rules)
    choices = set()
    for seed in range(12):
        model = begin(scenario, 1, seed)
        decisions = only(decided(model, 8), about="BEN", actor="ECOWAS")
        first = next(d for d in only(decisions, decision="meet") if d.outcome)
        told = about("BEN", story(model, "suspension"))
        expected = [(first.month - quiet.start, first.week)]
        assert expected == [(entry.month, entry.week) for entry in told]
        choice = only(decisions, decision="posture")[0]
        assert (first.month, first.week) == (choice.month, choice.week)
        choices.add(choice.outcome)
    assert {"hold", "lift", "sanctions", "ultimatum", "activate"} == choices


def test_a_grab_by_law_or_a_failed_one_suspends_nobody_by_itself(
    quiet: Scenario, begin: Begin
) -> None:
    """A president who stays on would be treated as a junta."""
    grab = {"kind": "crisis", "on": date(2023, 11, 3), "country": "SEN", "grab": "refusal"}
    rules = {"parameters": {"coercion": {"hold_value": 2.0, "rationality": 100.0}}}
    model = begin(quiet.patch({"events": [grab]} | rules), 12)
    for _ in range(7):
        model.step()
    assert [] == about("SEN", story(model, "suspension"))
    assert {0} == set(standing(model, "SEN", "posture"))
    assert OPEN in standing(model, "SEN", "result")


FALLS = ("climb_down", "concession", "victory", "defeat", "civilian_rule", "departure")
"""What alone lowers a posture."""


def test_a_posture_falls_only_for_a_reason(baseline: Scenario, begin: Begin) -> None:
    """A bloc would forget that it had suspended or threatened a country."""
    rules = {
        "coups": {"base": -3.5, "transition": 0.02},
        "coercion": {"timetable_slip": 0.2, "concede_base": -4.0},
        "membership": {"leave_base": -5.0},
    }
    model, falls = begin(baseline.patch({"parameters": EAGER | rules}), 200), []
    names, before = model.world.nations.countries, model.world.crises.posture[0].copy()
    for month in range(18):
        model.step()
        after = model.world.crises.posture[0]
        falls += [(run, month, names[row]) for row, run in np.argwhere(after < before)]
        before = after.copy()
    reasons: dict[tuple[int, int, str], set[str]] = {}
    for entry in story(model, *FALLS):
        for name in (entry.subject, entry.object):
            reasons.setdefault((entry.run, entry.month, name), set()).add(entry.kind)
    assert [] == [fall for fall in falls if fall not in reasons]
    assert set(FALLS) == set().union(*(reasons[fall] for fall in falls))
    assert {"failed_coup", "slipped_timetable", "rescue"} <= {e.kind for e in story(model)}


def test_nobody_reads_this_week_s_choices(quiet: Scenario, begin: Begin) -> None:
    """A junta would give way to sanctions in the week in which they are decided on."""
    scenario = quiet.patch({"events": [posture("ECOWAS", "NER", "suspended", date(2023, 8, 1))]})
    sharp, met = {"rationality": 100.0}, 0
    mild = scenario.patch({"parameters": {"coercion": sharp | {"hold_value": 2.0}}})
    harsh = scenario.patch({"parameters": {"coercion": sharp | {"belief_sanctions": 1.0}}})
    for seed in range(6):
        soft, hard = (decided(begin(one, 1, seed), 2) for one in (mild, harsh))
        asked = [only(found, actor="NER", about="ECOWAS") for found in (soft, hard)]
        first, second = ({d.week: d for d in only(found, decision="concede")} for found in asked)
        choices = {d.week: d for d in only(hard, decision="posture", about="NER")}
        assert first[0] == second[0]
        if 0 not in choices or first[0].outcome:
            continue
        met += 1
        assert "sanctions" == choices[0].outcome
        assert 0.0 == first[1].terms["sanctions"]
        assert scenario.parameters["coercion.concede_sanctions"] == second[1].terms["sanctions"]
        assert first[1].draw == second[1].draw
    assert met > 2


def test_a_junta_does_not_know_this_week_s_answer_of_its_allies(
    quiet: Scenario, begin: Begin
) -> None:
    """A junta would hold out in the very week in which its allies make up their minds."""
    scenario = quiet.patch({"events": [attack("ECOWAS", "NER", date(2023, 8, 15))]})
    answers, told = [], []
    for reliability in (0.0, 1.0):
        given = {"parameters": {"honouring": {"base_reliability": reliability}}}
        decisions = decided(begin(scenario.patch(given), 1), 2)
        answers.append({d.outcome for d in decisions if d.decision.startswith("honour")})
        told.append([d for d in only(decisions, decision="concede", actor="NER") if d.week <= 2])
    assert [{False}, {True}] == answers
    assert 2 in {decision.week for decision in told[0]}
    assert told[0] == told[1]


# giving way


def test_a_junta_that_conceded_stays_suspended_until_it_goes(quiet: Scenario, begin: Begin) -> None:
    """A concession would be worth nothing to one side, or everything to the other."""
    events = [
        posture("ECOWAS", "NER", "sanctions", date(2023, 8, 1)),
        concession("ECOWAS", "NER", date(2023, 8, 2)),
    ]
    rules = {"parameters": {"coercion": {"timetable_slip": 0.0}, "coups": {"transition": 0.01}}}
    gave, held = (begin(quiet.patch({"events": e} | rules), 300) for e in (events, []))
    niger = nation(gave, "NER")
    for month in range(15):
        for model in (gave, held):
            model.step()
        junta = gave.world.nations.junta[niger]
        if month >= AUGUST:
            assert np.array_equal(junta, gave.world.crises.conceded[0, niger])
            assert np.array_equal(junta.astype(np.int8), gave.world.crises.posture[0, niger])
            assert not gave.world.crises.open[0, niger].any()
    gone = [len(about("NER", story(model, "civilian_rule"))) for model in (gave, held)]
    assert 2 * gone[1] < gone[0] < 300


def test_a_concession_hastens_the_return_of_civilians_by_its_parameter(
    quiet: Scenario, begin: Begin
) -> None:
    """Officers would not know of the timetable they conceded."""
    gave = quiet.patch({"events": [concession("ECOWAS", "NER", date(2023, 8, 1))]})
    cases = [(gave, quiet.parameters["coups.transition_conceded"]), (quiet, 0.0)]
    for scenario, expected in cases:
        decisions = decided(begin(scenario, 1), 2)
        (found,) = only(decisions, decision="civilian-rule", actor="NER")
        assert expected == found.terms["conceded"]


def test_a_timetable_that_slips_opens_the_crisis_anew(quiet: Scenario, begin: Begin) -> None:
    """A junta that breaks its promise would be left in peace, or every crisis reopen."""
    events = [concession("ECOWAS", "TGO", date(2023, 7, 3))]  # but the elected have no timetable
    events.append(posture("ECOWAS", "BEN", "suspended", date(2023, 7, 3)))  # without a promise
    rules = {"coercion": {"timetable_slip": 0.5, "lift_cost": 2.0}}
    model = begin(quiet.patch({"parameters": rules, "events": events}), 100)
    meetings = decided(model, 2)
    slipped = {(e.run, e.subject) for e in story(model, "slipped_timetable") if e.month == AUGUST}
    backed = {(e.run, e.subject) for e in story(model, "concession", "civilian_rule")}
    crises = model.world.crises
    conceded_once = {"MLI", "BFA", "GIN"}
    assert conceded_once == {name for _, name in slipped}
    assert pytest.approx(150.0, abs=4 * 75**0.5) == len(slipped)
    for run, name in {(run, name) for run in range(100) for name in conceded_once} - backed:
        place = 0, nation(model, name), run
        expected = (run, name) in slipped
        assert (expected, not expected) == (crises.open[place], crises.conceded[place])
        assert crises.posture[place] >= 1
    first = {name for run, name in slipped if run == 0}
    assert first == {d.about for d in only(meetings, decision="meet")} - {"NER"}


def test_a_timetable_that_never_slips_opens_nothing(quiet: Scenario, live: Live) -> None:
    """Probability zero would not be never."""
    still = quiet.patch({"parameters": {"coercion": {"timetable_slip": 0.0}}})
    assert [] == story(live(still, 12, 100), "slipped_timetable")


# grabs that fail


def test_a_failed_coup_is_forgotten_after_weeks(quiet: Scenario, begin: Begin) -> None:
    """A bloc would press a government for the coup it survived."""
    scenario = quiet.patch({"events": [coup("BEN", date(2023, 11, 3), success=False)]})
    model = begin(scenario, 20)
    for _ in range(NOVEMBER + 1):
        model.step()
    assert [True] * 20 == standing(model, "BEN", "open")
    assert [FAILED] * 20 == standing(model, "BEN", "kind")
    decisions = decided(model, 2)
    assert [False] * 20 == standing(model, "BEN", "open")
    assert [0] * 20 == standing(model, "BEN", "posture") == standing(model, "BEN", "result")
    assert [] == [d for d in decisions if d.about == "BEN" and d.decision in ("meet", "force")]
    kinds = ("suspension", "sanctions", "intervention", "rescue")
    assert [] == about("BEN", story(model, *kinds))


OLD = {"since": date(2021, 9, 8), "conceded": True}
LIFTED = [
    posture("ECOWAS", "GIN", "sanctions", date(2023, 8, 1)),
    posture("ECOWAS", "GIN", "suspended", date(2023, 9, 1)),
]


@pytest.mark.parametrize(
    ("crises", "events"),
    [
        ({"GIN": OLD | {"posture": "suspended"}}, []),
        ({"GIN": OLD | {"posture": "none"}}, []),
        ({}, LIFTED),
    ],
    ids=["suspended", "readmitted", "let off"],
)
def test_a_failed_coup_leaves_an_older_standing_as_it_is(
    fated: Scenario, live: Live, crises: dict[str, Any], events: list[Any]
) -> None:
    """A junta would win back its seat, or be rid of its timetable, by surviving a coup."""
    scenario = fated.patch({"blocs": {"ECOWAS": {"crises": None}}})
    calm, shaken = (
        live(scenario.patch({"blocs": {"ECOWAS": {"crises": crises}}, "events": given}), 8, 2)
        for given in (events, [*events, coup("GIN", date(2023, 10, 3), success=False)])
    )
    for name in ("posture", "conceded", "open", "result", "kind"):
        assert standing(calm, "GIN", name) == standing(shaken, "GIN", name)
    assert [bool(crises)] * 2 == standing(shaken, "GIN", "conceded")


@pytest.mark.parametrize("requested", [False, True])
def test_a_rescue_comes_only_if_asked_for(quiet: Scenario, live: Live, requested: bool) -> None:
    """A bloc would send soldiers to a government that does not want them, or never."""
    event = coup("BEN", date(2023, 11, 3), success=False, requested_force=requested)
    model = live(quiet.patch({"events": [event], "parameters": EAGER}), 6, 60)
    rescued = [entry.run for entry in about("BEN", story(model, "rescue"))]
    assert [] == about("BEN", story(model, "intervention"))
    assert (20 < len(rescued)) if requested else (0 == len(rescued))
    expected = [RESCUE if run in rescued else 0 for run in range(60)]
    assert expected == standing(model, "BEN", "result")
    assert {0} == set(standing(model, "BEN", "posture"))


def test_a_rescue_is_no_attack_on_the_country(fated: Scenario, live: Live) -> None:
    """Allies would be called to fight those who come to a government's help."""
    events = [
        coup("BEN", date(2023, 11, 3), success=False, requested_force=True),
        attack("ECOWAS", "BEN", date(2023, 11, 10)),
    ]
    members = {"AES": {"members": {"BEN": {"signed": date(2023, 9, 16)}}}}
    model = live(fated.patch({"events": events, "treaties": members}), NOVEMBER + 1, 2)
    told = [(e.week, e.kind) for e in about("BEN", story(model)) if e.month == NOVEMBER]
    assert [(0, "failed_coup"), (0, "force_requested"), (1, "rescue")] * 2 == [
        entry for entry in told if entry[1] != "clause_due"
    ]
    assert 0 == model.world.treaties.due.sum()
    assert 0.0 == model.world.nations.battle_deaths.sum()
    assert not model.world.nations.junta[nation(model, "BEN")].any()


# the end of a crisis


LEAVE = {"kind": "withdrawal", "treaty": "ECOWAS", "country": "NER", "notice_months": 0}


@pytest.mark.parametrize(
    "end", [{"kind": "civilian_rule", "country": "NER"}, LEAVE], ids=["civilians", "departure"]
)
def test_civilian_rule_or_departure_ends_a_crisis(
    fated: Scenario, live: Live, end: dict[str, Any]
) -> None:
    """A country would be pressed for a junta that is gone, or by a bloc that it left."""
    events = [
        posture("ECOWAS", "NER", "sanctions", date(2023, 8, 1)),
        end | {"on": date(2023, 10, 3)},
    ]
    model = live(fated.patch({"events": events}), OCTOBER, 2)
    assert [2, 2] == standing(model, "NER", "posture")
    assert [OPEN, OPEN] == standing(model, "NER", "result")
    before = standing(model, "NER", "sanctions")
    for _ in range(2):
        model.step()
    assert [False, False] == standing(model, "NER", "open")
    assert [0, 0] == standing(model, "NER", "posture") == standing(model, "NER", "result")
    assert [False, False] == standing(model, "NER", "conceded")
    assert standing(model, "NER", "sanctions") < before


def test_civilian_rule_by_the_officers_choice_ends_a_crisis(baseline: Scenario, live: Live) -> None:
    """Officers who hand over power would stay under sanctions for it."""
    rules = CALM | {"coups": {"base": -9.0, "transition": 0.2}}
    model = live(baseline.patch({"parameters": rules}), 4, 60)
    coups = {entry.run for entry in story(model, "coup") if entry.month > 0}
    handed = {e.run for e in about("NER", story(model, "civilian_rule"))} - coups
    assert len(handed) > 20
    for name, expected in {"open": False, "posture": 0, "conceded": False}.items():
        assert {expected} == {standing(model, "NER", name)[run] for run in handed}
    assert OPEN not in {standing(model, "NER", "result")[run] for run in handed}


def test_a_bloc_whose_treaty_is_dead_presses_nobody(caucus: Scenario, live: Live) -> None:
    """Sanctions would outlive the organisation that imposed them."""
    changes = {
        "cut": date(2024, 6, 30),
        "events": [
            posture("CAUCUS", "NER", "sanctions", date(2023, 8, 1)),
            posture("ECOWAS", "NER", "sanctions", date(2023, 8, 1)),
            {"kind": "dissolution", "on": date(2023, 10, 3), "treaty": "CAUCUS"},
        ],
    }
    model = live(caucus.patch(changes), OCTOBER + 1, 2)
    alive, dead = model.world.crises.blocs.index("ECOWAS"), model.world.crises.blocs.index("CAUCUS")
    assert [True, True] == standing(model, "NER", "open", alive)
    assert [2, 2] == standing(model, "NER", "posture", alive)
    assert [False, False] == standing(model, "NER", "open", dead)
    assert [0, 0] == standing(model, "NER", "posture", dead)


# force


def test_an_intervention_that_is_won_restores_the_claimant(baseline: Scenario, live: Live) -> None:
    """A junta that is beaten would stay, or one that wins go."""
    event = attack("ECOWAS", "NER", date(2023, 8, 15))
    rules = CALM | {"coups": {"base": -9.0, "transition": 0.0001}}
    model = live(baseline.patch({"parameters": rules, "events": [event]}), 2, 100)
    won, lost = ({e.run for e in story(model, kind)} for kind in ("victory", "defeat"))
    assert {INTERVENTION} == {standing(model, "NER", "result")[run] for run in won | lost}
    niger = nation(model, "NER")
    assert set(range(100)) == won | lost | {entry.run for entry in story(model, "concession")}
    assert min(len(won), len(lost)) > 10
    nations = model.world.nations
    for run in range(100):
        beaten = run in won
        assert (not beaten, beaten) == (nations.junta[niger, run], nations.elected[niger, run])
        assert (0 if beaten else 1) == standing(model, "NER", "posture")[run]
        assert not standing(model, "NER", "open")[run]


@pytest.mark.parametrize(
    ("by", "attackers"),
    [("NGA", {"NGA"}), ("ECOWAS", {"NGA", "BEN", "TGO", "CIV", "GHA", "SEN", "XEC"})],
)
def test_a_defeat_costs_everybody_who_took_part(
    fated: Scenario, live: Live, by: str, attackers: set[str]
) -> None:
    """Governments would lose a war for nothing, or those pay who stayed at home."""
    calm = live(fated, OCTOBER + 1)
    beaten = live(fated.patch({"events": [attack(by, "NER", date(2023, 10, 3))]}), OCTOBER + 1)
    kept = 1.0 - fated.parameters["coups.legitimacy_return"]
    assert [(run, OCTOBER, 1, "defeat", by, "NER") for run in range(8)] == story(beaten, "defeat")
    aggrieved = {"MLI", "BFA"}  # these broke their word: other costs, tested elsewhere
    for name in set(fated.data.countries) - aggrieved - {"NER"}:
        row = nation(calm, name)
        lost = calm.world.nations.legitimacy[row] - beaten.world.nations.legitimacy[row]
        assert pytest.approx(np.full(8, kept * 0.05 * (name in attackers))) == lost, name
        change = affinity(calm, name, "NER") - affinity(beaten, name, "NER")
        assert pytest.approx(np.full_like(change, 0.3 * (name in attackers))) == change, name
    assert [int(by == "ECOWAS")] * 8 == standing(beaten, "NER", "posture")


def commitment(model: CrisisModel, country: str) -> dict[str, NDArray[np.float64]]:
    """What each country has sent against another, by run, where it has sent anything."""
    sent = model.world.assaults.commitment[:, nation(model, country)]
    return {
        name: shares
        for name, shares in zip(model.world.nations.countries, sent, strict=True)
        if shares.any()
    }


def test_members_that_are_suspended_or_bound_to_the_target_stay_at_home(
    fated: Scenario, live: Live
) -> None:
    """A country would march against an ally that it is bound to defend, or under suspension."""
    word = {"kind": "pledge", "on": date(2023, 10, 2), "treaty": "AES", "by": "SEN", "to": "NER"}
    model = live(fated.patch({"events": [word, attack("ECOWAS", "NER", date(2023, 10, 31))]}), 4, 5)
    sent = commitment(model, "NER")
    assert {"NGA", "BEN", "TGO", "CIV", "GHA", "XEC"} == set(sent)
    for shares in sent.values():
        assert np.all((shares > 0.0) & (shares < 1.0))
    reluctant, eager = sent["NGA"].mean(), sent["CIV"].mean()
    assert reluctant < eager  # Nigeria's senate is against it


def test_a_country_goes_with_all_it_has_and_joins_a_bloc(fated: Scenario, live: Live) -> None:
    """One country's attack would be half-hearted, or take a bloc's crisis out of its hands."""
    events = [attack(by, "NER", date(2023, 10, 31)) for by in ("ECOWAS", "NGA")]
    scenario = fated.patch({"events": events})
    sent = commitment(live(scenario, OCTOBER + 1, 5), "NER")
    assert [1.0] * 5 == sent["NGA"].tolist()
    assert np.all(sent["CIV"] < 1.0)
    model = live(scenario, OCTOBER + 2, 5)
    expected = [(run, NOVEMBER, 0, "defeat", "ECOWAS", "NER") for run in range(5)]
    assert expected == story(model, "victory", "defeat")
    assert [INTERVENTION] * 5 == standing(model, "NER", "result")


def test_a_bloc_of_which_nobody_would_go_uses_no_force(caucus: Scenario, live: Live) -> None:
    """Force would be used, and lost, without a single soldier."""
    aid = {"trigger": "external_attack", "response": "armed_force", "share": 0.5, "cost": 0.1}
    event = coup("BEN", date(2023, 11, 3), claimant="free", requested_force=True)
    changes = {
        "treaties": {"CAUCUS": {"clauses": {"aid": aid}}},
        "blocs": {"ECOWAS": {"domestic_opposition": None}},
        "events": [event],
        "parameters": CALM | EAGER,
    }
    told = about("BEN", story(live(caucus.patch(changes), 8, 60), "intervention"))
    assert {"ECOWAS"} == {entry.subject for entry in told}


def test_troops_that_obtain_a_concession_fight_no_battle(baseline: Scenario, live: Live) -> None:
    """A country that gave way would be invaded all the same."""
    event = attack("ECOWAS", "NER", date(2023, 8, 15))
    rules = CALM | {
        "coups": {"base": -9.0, "transition": 0.0001},
        "coercion": {"concede_base": -2.0},
    }
    changes = {
        "parameters": rules,
        "events": [event, posture("ECOWAS", "NER", "ultimatum", date(2023, 8, 1))],
    }
    model = live(baseline.patch(changes), 2, 100)
    attacked = {entry.run: entry.tick for entry in about("NER", story(model, "intervention"))}
    gave = {entry.run: entry.tick for entry in about("NER", story(model, "concession"))}
    fought = {entry.run for entry in about("NER", story(model, "victory", "defeat"))}
    turned = {run for run, tick in gave.items() if attacked.get(run, 99) <= tick}
    assert len(turned) > 10
    assert {0, 1} == {gave[run] - attacked[run] for run in turned}
    assert set(attacked) - turned == fought
    niger, nations = nation(model, "NER"), model.world.nations
    for run in turned:
        assert 0.0 == nations.battle_deaths[niger, run]
        assert nations.junta[niger, run]
        assert (1, CONCESSION) == (
            standing(model, "NER", "posture")[run],
            standing(model, "NER", "result")[run],
        )
    assert not model.world.assaults.underway.any()
    assert 0.0 == model.world.assaults.commitment.sum()


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "civilian_rule", "on": date(2023, 11, 1), "country": "NER"},
        concession("ECOWAS", "NER", date(2023, 11, 1)),
        {**LEAVE, "on": date(2023, 10, 5)},
    ],
    ids=["civilians", "concession", "departure"],
)
def test_troops_under_way_turn_back_when_the_crisis_is_over(
    fated: Scenario, live: Live, event: dict[str, Any]
) -> None:
    """Civilians would be attacked for the junta that they followed, or a bygone be fought over."""
    model = live(
        fated.patch({"events": [attack("ECOWAS", "NER", date(2023, 10, 31)), event]}), 6, 2
    )
    assert 2 == len(story(model, "intervention"))
    assert [] == story(model, "victory", "defeat", "reneged")
    assert not model.world.assaults.underway.any()
    assert [event["kind"] == "concession"] * 2 == [
        p == 1 for p in standing(model, "NER", "posture")
    ]


def test_an_order_to_troops_that_have_set_out_changes_nothing(quiet: Scenario, live: Live) -> None:
    """A second attack would be told of, and begin and end in the week of the first."""
    event = attack("ECOWAS", "NER", date(2023, 8, 15))
    model = live(quiet.patch({"events": [event], "parameters": EAGER}), 3, 200)
    weeks: dict[int, list[int]] = {}
    for entry in about("NER", story(model, "intervention")):
        weeks.setdefault(entry.run, []).append(entry.tick)
    early = [found for found in weeks.values() if found[0] == 4]
    assert len(early) > 10
    assert set(range(200)) == set(weeks)
    assert [] == [found for found in early if 5 in found]
    assert not model.world.crises.ordered.any()


def test_interventions_are_expected_as_often_as_they_come(quiet: Scenario, live: Live) -> None:
    """Their count would be off: orders left out, or chances that an order takes away left in."""
    for event in ([], [attack("ECOWAS", "NER", date(2023, 8, 15))]):
        rules = CALM | {"intervention": {"base": -3.0}}
        model = live(quiet.patch({"events": event, "parameters": rules}), 3, 2000)
        came = np.zeros(2000)
        for entry in about("NER", story(model, "intervention")):
            came[entry.run] += 1
        expected = model.world.crises.expected[0, nation(model, "NER")]
        apart = came - expected
        assert abs(apart.mean()) < 3.0 * apart.std() / 2000**0.5
        assert came.sum() > 100


def test_a_concession_to_one_bloc_does_not_stop_another(caucus: Scenario, live: Live) -> None:
    """Troops of one bloc would turn back because another got what it wanted."""
    events = [posture(bloc, "NER", "sanctions", date(2023, 8, 1)) for bloc in ("ECOWAS", "CAUCUS")]
    events.append(attack("ECOWAS", "NER", date(2023, 8, 15)))
    rules = CALM | {
        "coups": {"base": -9.0, "transition": 0.0001},
        "coercion": {"concede_base": -2.0},
    }
    model = live(caucus.patch({"parameters": rules, "events": events}), 2, 200)

    def ticks(*kinds: str, later: int = 0, bloc: str = "ECOWAS") -> set[tuple[int, int]]:
        told = about(bloc, about("NER", story(model, *kinds)))
        return {(entry.run, entry.tick + later) for entry in told}

    attacks, fights = ticks("intervention", later=1), ticks("victory", "defeat")
    gave = ticks("concession") | ticks("concession", later=1)
    assert attacks - gave == fights
    other = ticks("concession", bloc="CAUCUS") | ticks("concession", later=1, bloc="CAUCUS")
    assert 10 < len(fights & other)


def test_a_bloc_beaten_by_a_country_that_left_suspends_nobody(fated: Scenario, live: Live) -> None:
    """A country would be suspended from what it does not belong to."""
    events = [{**LEAVE, "on": date(2023, 9, 5)}, attack("ECOWAS", "NER", date(2023, 11, 3))]
    model = live(fated.patch({"events": events}), NOVEMBER + 1, 2)
    assert 2 == len(story(model, "defeat"))
    assert [INTERVENTION] * 2 == standing(model, "NER", "result")
    assert [0, 0] == standing(model, "NER", "posture")


def test_belief_in_allies_lowers_the_odds_and_the_probability_of_force(
    quiet: Scenario, begin: Begin
) -> None:
    """A treaty would deter nobody: what allies are believed to do would not weigh."""
    eager = {"parameters": EAGER}
    alone = quiet.patch({"treaties": {"AES": None}} | eager)
    models = [begin(scenario, 300) for scenario in (alone, quiet.patch(eager))]
    traces = [decided(model, 2) for model in models]
    (without,), (allied,) = (only(t, decision="force", about="NER", week=0) for t in traces)
    differing = {name for name in without.terms if without.terms[name] != allied.terms[name]}
    assert {"believed_allies"} == differing
    assert without.draw == allied.draw
    assert without.probability > allied.probability
    bare, helped = (next(iter(model.blocs)).seen for model in models)
    assert bare is not None
    assert helped is not None
    assert bare.places.run.tolist() == helped.places.run.tolist()
    niger = bare.places.row == nation(models[0], "NER")
    assert 300 == niger.sum()
    assert np.all(bare.odds[niger] > helped.odds[niger])
    assert bare.odds[~niger].tolist() == helped.odds[~niger].tolist()
    first = [
        {e.run for e in about("NER", story(model, "intervention")) if e.tick == 4}
        for model in models
    ]
    assert first[1] < first[0]


# members are alike


TWIN = """{name: The NAME twin, population: 20e6, area_km2: 300e3, gdp_usd: 20e9, soldiers: 30_000,
    military_spending: 0.03, elected: false, junta: true, last_irregular_change: 2022-01-01,
    coup_memory: 1.0}"""
TWIN_RUNS = 4000
TWINS = """
extends: {baseline}
question: Are two countries with the same data treated alike?
countries:
  AAA: {first}
  ZZZ: {second}
treaties:
  AES: {{members: {{AAA: {{signed: 2023-07-01}}, ZZZ: {{signed: 2023-07-01}}}}}}
  ECOWAS: {{members: {{AAA: {{signed: 1975-05-28}}, ZZZ: {{signed: 1975-05-28}}}}}}
affinities:
  NGA: {{AAA: 0.2, ZZZ: 0.2}}
  NER: {{AAA: 0.3, ZZZ: 0.3}}
  ECOWAS: {{AAA: -0.1, ZZZ: -0.1}}
"""


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> CrisisModel:
    """Two countries that are equal in all data, for a year in four thousand runs."""
    file = tmp_path_factory.mktemp("twins") / "twins.yaml"
    parent = os.path.relpath(SCENARIOS / "baseline", file.parent)
    first, second = (TWIN.replace("NAME", name) for name in ("first", "second"))
    text = TWINS.format(baseline=parent, first=first, second=second)
    file.write_text(text, encoding="utf-8")
    pressing = {"concede_base": -4.0, "timetable_slip": 0.3, "rationality": 4.0}
    rules = {"coups": {"base": -4.0}, "coercion": pressing} | EAGER
    events = [attack("NGA", "NER", date(2023, 10, 3))]
    scenario = load_scenario(file).patch({"parameters": rules, "events": events})
    model = CrisisModel.start(scenario, 3, np.arange(TWIN_RUNS, dtype=np.uint32))
    for _ in range(12):
        model.step()
    return model


def alike(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> bool:
    """Whether something befell two countries equally often, run by run: McNemar's test at four
    standard deviations."""
    differing = np.count_nonzero(first != second)
    assert differing > 20, "too seldom to tell"
    return bool(abs(first.sum() - second.sum()) <= 4.0 * differing**0.5)


@pytest.mark.parametrize(
    "kind",
    [
        "coup",
        "failed_coup",
        "civilian_rule",
        "suspension",
        "sanctions",
        "ultimatum",
        "mobilisation",
        "climb_down",
        "concession",
        "slipped_timetable",
        "intervention",
        "defeat",
        "honoured",
        "reneged",
    ],
)
def test_what_befalls_members_that_are_alike_is_alike(twins: CrisisModel, kind: str) -> None:
    """Who stands first in the file, or in the alphabet, would fare otherwise."""
    found = []
    for country in ("AAA", "ZZZ"):
        happened = np.zeros(TWIN_RUNS, np.bool_)
        happened[[entry.run for entry in about(country, story(twins, kind))]] = True
        found.append(happened)
    assert alike(*found)


def test_postures_towards_members_that_are_alike_are_alike(twins: CrisisModel) -> None:
    """A bloc would be harder on one of two members that nothing but a name tells apart."""
    first, second = (twins.world.crises.posture[0, nation(twins, name)] for name in ("AAA", "ZZZ"))
    for level in (1, 2, 3):
        assert alike(first >= level, second >= level)
