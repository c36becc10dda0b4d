"""Events that a scenario makes happen: each in its month, and only what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from sim.experiment.record import Block
from sim.scenario import Scenario
from sim.scenario.schema import AnyEvent
from sim.world.history import calendar, force
from tests.conftest import Begin, Live, Run

DAY = date(2023, 11, 17)
MONTH = 4
FATE = "2024-12"
Happen = Callable[..., Block]
Place = Callable[[str, str], int]


@pytest.fixture(scope="session")
def fated(baseline: Scenario) -> Scenario:
    """Eighteen months in which history decides everything, so that only events happen."""
    still = dict.fromkeys(("noise", "reversion", "coup_shock", "operations_gain"), 0.0)
    changes = {"horizon": {"end": FATE}, "cut": date(2024, 12, 31)}
    return baseline.patch({**changes, "parameters": {"affinity": still}})


@pytest.fixture(scope="session")
def happen(fated: Scenario, run: Run) -> Happen:
    """Runs the fated months with some events, all on the day unless they say their own."""

    def done(*events: dict[str, Any], **changes: Any) -> Block:
        dated = [{"on": DAY, **event} for event in events]
        return run(fated.patch({"events": dated, **changes}), runs=3)

    return done


@pytest.fixture(scope="session")
def place(fated: Scenario) -> Place:
    """Where an actor stands among its kind."""
    return lambda kind, name: list(getattr(fated.data, kind)).index(name)


def steady(values: np.ndarray) -> list[Any]:
    """The months of what is equal in every run."""
    assert np.all(values == values[..., :1])
    return values[..., 0].tolist()


def test_every_kind_of_event_is_tried_here() -> None:
    """A kind of event could do nothing, or fail, and nobody would know."""
    text = Path(__file__).read_text(encoding="utf-8")
    kinds = [get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(_union())]
    assert 14 == len(kinds)
    assert [] == [kind for kind in kinds if f'"kind": "{kind}"' not in text]


def _union() -> Any:
    return get_args(AnyEvent)[0]


def test_a_coup_puts_a_junta_in_power(happen: Happen, place: Place) -> None:
    """A coup would come in another month, another country, or not at all."""
    block, ben = happen({"kind": "coup", "country": "BEN"}), place("countries", "BEN")
    expected = [int(month == MONTH) for month in range(18)]
    assert expected == steady(block["coups"][:, ben])
    assert expected == steady(block["coup_attempts"][:, ben])
    assert [month >= MONTH for month in range(18)] == steady(block["junta"][:, ben])
    others = np.delete(block["coups"], [ben, place("countries", "NER")], axis=1)
    assert 0 == others.sum()


def test_a_coup_ends_a_regime_s_tenure_and_is_remembered(
    fated: Scenario, place: Place, live: Live
) -> None:
    """A forced coup would leave a regime as safe as before."""
    event = {"kind": "coup", "on": DAY, "country": "BEN"}
    model = live(fated.patch({"events": [event]}), MONTH + 1, runs=2)
    ben = place("countries", "BEN")
    assert [0.0, 0.0] == model.world.nations.tenure[ben].tolist()
    assert [True, True] == (model.world.nations.coup_memory[ben] >= 1.0).tolist()


def test_a_coup_that_fails_is_an_attempt_alone(happen: Happen, place: Place) -> None:
    """A failed coup would put a junta in power."""
    block = happen({"kind": "coup", "country": "BEN", "success": False})
    ben = place("countries", "BEN")
    expected = [int(month == MONTH) for month in range(18)]
    assert expected == steady(block["coup_attempts"][:, ben])
    assert [0] * 18 == steady(block["coups"][:, ben])
    assert [False] * 18 == steady(block["junta"][:, ben])


def test_civilian_rule_ends_a_junta(happen: Happen, place: Place) -> None:
    """A junta would never go."""
    block = happen({"kind": "civilian_rule", "country": "MLI"})
    expected = [month < MONTH for month in range(18)]
    assert expected == steady(block["junta"][:, place("countries", "MLI")])
    assert [True] * 18 == steady(block["junta"][:, place("countries", "BFA")])


def test_a_partner_that_exits_is_gone_in_time(happen: Happen, place: Place) -> None:
    """A partner would stay, or vanish in a day."""
    block = happen({"kind": "partner_exit", "partner": "FRA", "country": "CIV"})
    fra, civ, sen = place("partners", "FRA"), *(place("countries", c) for c in ("CIV", "SEN"))
    months = np.maximum(np.arange(18) - MONTH + 1, 0)
    expected = np.maximum(0.6 - months / 6, 0.0)
    assert pytest.approx(expected.tolist(), abs=1e-6) == steady(block["presence"][:, fra, civ])
    assert pytest.approx([0.4] * 18) == steady(block["presence"][:, fra, sen])


def test_presence_is_set_and_stays(happen: Happen, place: Place) -> None:
    """A partner that is sent back would go on leaving."""
    block = happen({"kind": "presence", "partner": "UNO", "country": "MLI", "level": 0.65})
    found = steady(block["presence"][:, place("partners", "UNO"), place("countries", "MLI")])
    assert pytest.approx([0.65] * (18 - MONTH)) == found[MONTH:]
    assert pytest.approx([0.9 - 1 / 6 * (month + 1) for month in range(MONTH)]) == found[:MONTH]


def test_a_posture_is_set_and_sanctions_follow(happen: Happen, place: Place) -> None:
    """A bloc's sanctions would not come, or come before they were imposed."""
    block = happen(
        {"kind": "posture", "bloc": "ECOWAS", "country": "TGO", "posture": "sanctions"},
        {
            "kind": "posture",
            "bloc": "ECOWAS",
            "country": "TGO",
            "posture": "none",
            "on": date(2024, 3, 1),
        },
    )
    tgo = place("countries", "TGO")
    postures = [2 * (MONTH <= month < 8) for month in range(18)]
    assert postures == steady(block["posture"][:, 0, tgo])
    sanctions = steady(block["sanctions"][:, 0, tgo])
    assert [0.0] * MONTH == sanctions[:MONTH]
    assert sorted(sanctions[MONTH:8]) == sanctions[MONTH:8]
    assert 0.5 < sanctions[7] < 0.7
    assert sorted(sanctions[8:], reverse=True) == sanctions[8:]


def test_a_bloc_that_intervenes_has_the_highest_posture(happen: Happen, place: Place) -> None:
    """An intervention would leave no trace in the results, or come in another month."""
    block = happen({"kind": "intervention", "by": "ECOWAS", "country": "GIN"})
    expected = [5 if month == MONTH else 1 for month in range(18)]
    assert expected == steady(block["hardest_posture"][:, 0, place("countries", "GIN")])


def test_a_country_that_intervenes_is_fought(happen: Happen, place: Place) -> None:
    """A war between states would be without dead."""
    block = happen({"kind": "intervention", "by": "NGA", "country": "NER", "on": date(2023, 9, 1)})
    quiet = happen()
    dead = block["deaths"][2, place("countries", "NER"), 0] - quiet["deaths"][2, 2, 0]
    assert np.all(dead > 50)


def test_a_grab_of_power_opens_a_crisis(happen: Happen, place: Place) -> None:
    """A president who stays by force would be nobody's business."""
    block = happen({"kind": "crisis", "country": "SEN", "grab": "refusal", "requested_force": True})
    expected = [int(month >= MONTH) for month in range(18)]
    assert expected == steady(block["crisis_result"][:, 0, place("countries", "SEN")])
    assert [0] * 18 == steady(block["crisis_result"][:, 0, place("countries", "CIV")])


def test_a_concession_lowers_the_posture_and_binds(
    happen: Happen, fated: Scenario, place: Place, live: Live
) -> None:
    """A country that concedes would stay under sanctions, and never return to civilians."""
    posture = {"kind": "posture", "bloc": "ECOWAS", "country": "BFA", "posture": "sanctions"}
    concession = {"kind": "concession", "bloc": "ECOWAS"}
    events = [
        posture | {"on": date(2023, 8, 1)},
        concession | {"country": "BFA"},
        concession | {"country": "GHA"},
    ]
    block = happen(*events)
    bfa, gha = place("countries", "BFA"), place("countries", "GHA")
    assert [1] + [2] * 3 + [1] * 14 == steady(block["posture"][:, 0, bfa])
    assert [0] * 18 == steady(block["posture"][:, 0, gha])
    model = live(fated.patch({"events": [{"on": DAY} | e for e in events]}), MONTH, runs=2)
    conceded = model.world.crises.conceded[0]
    togo = place("countries", "TGO")
    model.step()
    assert conceded[bfa].all()
    assert not conceded[togo].any()


def test_a_country_joins_in_its_month(happen: Happen, place: Place) -> None:
    """A new member would come at another time, or not count."""
    block = happen({"kind": "join", "treaty": "AES", "country": "TCD"})
    aes = place("treaties", "AES")
    joined = [month >= MONTH for month in range(18)]
    assert joined == steady(block["member"][:, aes, place("countries", "TCD")])
    members = [0, 0, *[3] * (MONTH - 2), *[4] * (18 - MONTH)]
    for number, share in zip(members, steady(block["participation"][:, aes]), strict=True):
        assert 0.5 * number / 3 <= share <= number / 3
    assert [number >= 2 for number in members] == steady(block["treaty_active"][:, aes])


@pytest.mark.parametrize("notice", [0, 1, 2, 6, 12, None])
def test_a_member_leaves_when_its_notice_has_run_out(
    happen: Happen, place: Place, notice: int | None
) -> None:
    """A member would leave too early or too late: ECOWAS's year from January 2024 ended in
    January 2025."""
    event = {"kind": "withdrawal", "treaty": "ECOWAS", "country": "TGO"}
    block = happen(event if notice is None else event | {"notice_months": notice})
    last = MONTH + (12 if notice is None else notice)
    member = steady(block["member"][:, place("treaties", "ECOWAS"), place("countries", "TGO")])
    assert [month < last for month in range(18)] == member


def test_who_joins_again_takes_back_its_notice(happen: Happen, place: Place) -> None:
    """A member that changed its mind would be put out all the same."""
    seat = {"treaty": "ECOWAS", "country": "TGO"}
    block = happen({"kind": "withdrawal"} | seat, {"kind": "join", "on": date(2024, 2, 1)} | seat)
    member = block["member"][:, place("treaties", "ECOWAS"), place("countries", "TGO")]
    assert [True] * 18 == steady(member)


def test_who_is_no_member_gives_no_notice(fated: Scenario, place: Place, live: Live) -> None:
    """Who has left a treaty would have a notice running."""
    event = {"kind": "withdrawal", "on": DAY, "treaty": "G5S", "country": "MLI"}
    model = live(fated.patch({"events": [event]}), MONTH + 1, runs=2)
    treaties = model.world.treaties
    assert not treaties.member[place("treaties", "G5S"), place("countries", "MLI")].any()
    assert np.all(treaties.notice[place("treaties", "G5S"), place("countries", "MLI")] == -1.0)


def test_a_treaty_that_is_dissolved_has_no_members(happen: Happen, place: Place) -> None:
    """A dead treaty would go on binding."""
    block = happen({"kind": "dissolution", "treaty": "G5S"})
    g5s, aes = place("treaties", "G5S"), place("treaties", "AES")
    assert [month < MONTH for month in range(18)] == steady(block["treaty_active"][:, g5s])
    assert 0 == block["member"][MONTH:, g5s].sum()
    assert [False] * 2 + [True] * 16 == steady(block["treaty_active"][:, aes])


def test_a_pledge_binds_from_its_month(happen: Happen, place: Place) -> None:
    """A word given would be forgotten, or known before it was given."""
    block = happen({"kind": "pledge", "treaty": "AES", "by": "TCD", "to": "NER"})
    aes, tcd = place("treaties", "AES"), place("countries", "TCD")
    assert [month >= MONTH for month in range(18)] == steady(block["pledged"][:, aes, tcd])


def test_an_affinity_is_set_with_its_structure(happen: Happen, fated: Scenario, live: Live) -> None:
    """A reconciliation would wear off, or reach another pair."""
    event = {"kind": "affinity", "between": ["FRA", "MLI"], "level": 0.35}
    block = happen(event)
    pairs = [frozenset(pair) for pair in fated.data.record.pairs]
    row = pairs.index(frozenset(("MLI", "FRA")))
    expected = [0.35 if month >= MONTH else -0.7 for month in range(18)]
    assert pytest.approx(expected) == steady(block["affinity"][:, row])
    others = np.delete(block["affinity"], row, axis=1)
    assert pytest.approx(np.broadcast_to(others[:1], others.shape)) == others
    relations = live(fated.patch({"events": [{"on": DAY} | event]}), MONTH + 1).world.relations
    position = relations.positions[frozenset(("MLI", "FRA"))]
    assert np.all(relations.structural[position] == 0.35)


def test_an_affinity_of_strangers_can_be_set(fated: Scenario, live: Live) -> None:
    """An event about a pair that the scenario does not name would fail."""
    event = {"kind": "affinity", "on": DAY, "between": ["GIN", "GHA"], "level": -0.5}
    model = live(fated.patch({"events": [event]}), MONTH, runs=2)
    assert [0.0, 0.0] == np.asarray(model.world.relations.between("GHA", "GIN")).tolist()
    model.step()
    assert [-0.5, -0.5] == np.asarray(model.world.relations.between("GHA", "GIN")).tolist()


@pytest.mark.parametrize("change", [250.0, -30.0, -1e6])
def test_fighters_come_and_go(fated: Scenario, place: Place, live: Live, change: float) -> None:
    """Reinforcements would come to another place, or a group be left with fewer than none."""
    event = {"kind": "fighters", "group": "JNIM", "region": "MLI.gao", "change": change}
    model = live(fated.patch({"events": [event | {"on": DAY}]}), MONTH, runs=3)
    theatre = model.world.theatre
    before = theatre.fighters.copy()
    (forced,) = model.events[MONTH]
    force(forced, model.world)
    row = theatre.groups.index("JNIM"), theatre.geography.regions.index("MLI.gao")
    expected = np.maximum(before[row] + change, 0.0)
    assert expected.tolist() == theatre.fighters[row].tolist()
    before[row] = expected
    assert np.array_equal(before, theatre.fighters)


def test_signatures_departures_and_pledges_come_on_their_dates(
    happen: Happen, place: Place
) -> None:
    """Members known by date would belong to a treaty before they signed, or after they left."""
    block = happen(
        treaties={
            "AES": {"members": {"TCD": {"signed": date(2024, 1, 31)}}},
            "G5S": {
                "members": {
                    "TCD": {"until": date(2024, 2, 1)},
                    "MRT": {"until": date(2023, 6, 30)},
                },
                "dissolution_requests": None,  # so that it lives however many leave
                "defunct_when": {"members_below": 0, "participation_below": 0.0},
            },
        }
    )
    aes, g5s = place("treaties", "AES"), place("treaties", "G5S")
    member, country = block["member"], {c: place("countries", c) for c in ("MLI", "TCD", "MRT")}
    assert [month >= 2 for month in range(18)] == steady(member[:, aes, country["MLI"]])
    assert [month >= 6 for month in range(18)] == steady(member[:, aes, country["TCD"]])
    assert [month < 7 for month in range(18)] == steady(member[:, g5s, country["TCD"]])
    assert [False] * 18 == steady(member[:, g5s, country["MRT"]])
    assert [False] * 18 == steady(member[:, g5s, country["MLI"]])
    assert [True] * 18 == steady(block["pledged"][:, aes, country["MLI"]])
    assert [False] * 18 == steady(block["pledged"][:, aes, country["TCD"]])


def test_the_calendar_lists_each_month_by_date(fated: Scenario) -> None:
    """Two events of a month would happen in the wrong order, or one outside the horizon fail."""
    events = [
        {"kind": "coup", "on": date(2023, 11, 20), "country": "GIN"},
        {"kind": "civilian_rule", "on": date(2023, 11, 2), "country": "GIN"},
    ]
    found = calendar(fated.patch({"events": events}))
    assert ["civilian_rule", "coup"] == [event.kind for event in found[MONTH]]
    assert ["coup", "pledge", "pledge"] == [event.kind for event in found[0]]
    assert {0, 2, MONTH} == set(found)


def test_history_after_the_cut_is_left_to_the_model(small: Scenario, begin: Begin) -> None:
    """What the model is to decide would be forced on it."""
    late = [{"kind": "coup", "on": date(2023, 10, 1), "country": "GHA"}]
    assert 3 not in begin(small.patch({"history": late}), 1).events
    assert 3 in begin(small.patch({"history": late, "cut": date(2023, 10, 31)}), 1).events
    assert 3 in begin(small.patch({"events": late}), 1).events


def test_nobody_decides_while_history_does(happen: Happen, fated: Scenario, place: Place) -> None:
    """The past would have coups and exits that never were."""
    block = happen(parameters={"coups": {"base": -3.0}, "partners": {"exit_base": -2.0}})
    assert 1 == block["coup_attempts"][..., 0].sum()
    kept = block["presence"][:, place("partners", "USA")]
    assert np.all(kept == kept[:1])
