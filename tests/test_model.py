"""The month as a whole: what always holds, who knows what when, and going on from any month."""

from __future__ import annotations

import gc
import weakref
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.decisions import Decision
from sim.experiment.record import VARIABLES, Block
from sim.mechanisms import declarations
from sim.model import CrisisModel
from sim.parameters import Declaration
from sim.scenario import Scenario
from sim.scenario.extending import from_python
from tests.conftest import Begin, Live, Run
from tests.limits import check_limits

IN_FORCE: dict[str, Declaration] = {
    name: declared for name, declared in declarations().items() if declared.in_force
}
COUP = {"kind": "coup", "on": date(2023, 11, 17), "country": "BEN"}
COUP_MONTH = 4
WITHOUT_GROUPS = {
    "groups": {"JNIM": None, "ISSP": None, "ISWAP": None},
    "affinities": {"JNIM": None, "ISSP": None},
}
PRESSED = {
    "parameters": {"honouring": {"base_reliability": 0.5}},
    "events": [
        {
            "kind": "posture",
            "on": date(2023, 8, 1),
            "bloc": "ECOWAS",
            "country": "NER",
            "posture": "ultimatum",
        },
        {"kind": "concession", "on": date(2023, 10, 1), "bloc": "ECOWAS", "country": "MLI"},
    ],
    "record": {"fighters_every": 1},
}


def same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def differing(one: Block, other: Block) -> list[str]:
    return [name for name in one if not same(one[name], other[name])]


def state(model: CrisisModel) -> dict[str, NDArray[Any]]:
    """Every array of the world, by its name."""
    world = vars(model.world)
    return {
        f"{scope}.{name}": array
        for scope, part in world.items()
        for name, array in part.arrays().items()
    }


# what always holds

RUNS = 4
values_of = {
    name: st.lists(st.floats(*declared.bounds), min_size=RUNS, max_size=RUNS).map(np.array)
    for name, declared in IN_FORCE.items()
}
designs = st.lists(st.sampled_from(sorted(IN_FORCE)), unique=True, max_size=8).flatmap(
    lambda names: st.fixed_dictionaries({name: values_of[name] for name in names})
)


@settings(deadline=None, max_examples=40)
@given(designs, st.integers(0, 2**32 - 1))
def test_whatever_the_parameters_every_number_makes_sense(
    small: Scenario, run: Run, design: dict[str, NDArray[np.float64]], seed: int
) -> None:
    """A sweep would end in infinities, negative soldiers, or control beyond the whole."""
    check_limits(run(small.patch(PRESSED), RUNS, seed, design))


def test_at_every_corner_of_the_bounds_every_number_makes_sense(
    baseline: Scenario, run: Run
) -> None:
    """A parameter at its bound would break a run that its neighbour survives."""
    scenario = baseline.patch({"horizon": {"end": "2025-06"}} | PRESSED)
    corners, own = list(product(IN_FORCE, (0, 1))), scenario.parameters
    design = {
        name: np.array(
            [declared.bounds[end] if name == other else own[name] for other, end in corners]
        )
        for name, declared in IN_FORCE.items()
    }
    check_limits(run(scenario, len(corners), 1, design))
    low, high = ([d.bounds[end] for d in IN_FORCE.values()] for end in (0, 1))
    mixed = np.where(np.random.default_rng(1).random((len(IN_FORCE), 40)) < 0.5, 0.0, 1.0)
    mixed[:, 0], mixed[:, 1] = 0.0, 1.0
    table = np.array(low)[:, None] * (1 - mixed) + np.array(high)[:, None] * mixed
    check_limits(run(scenario, 40, 1, dict(zip(IN_FORCE, table, strict=True))))


def test_control_is_shared_out_exactly(begin: Begin, small: Scenario) -> None:
    """Groups and the state would together hold more or less than a region."""
    model = begin(small, 50)
    for _ in range(13):
        theatre = model.world.theatre
        assert theatre.control.min() >= 0.0
        held = theatre.over_groups(theatre.control)
        assert held.max() <= 1.0
        assert pytest.approx(1.0) == theatre.state_control + held
        model.step()


def test_nobody_dies_without_groups(small: Scenario, run: Run) -> None:
    """Deaths would come out of nothing."""
    block = run(small.patch(WITHOUT_GROUPS), 50)
    assert 0.0 == block["deaths"].sum()
    assert 0.0 == block["deaths_region"].sum()
    assert 0.0 == block["attacks"].sum()
    assert 0.0 == block["total_deaths"].sum()
    assert 1.0 == block["state_control_national"].min()


@pytest.mark.parametrize("country", ["MLI", "SEN"])
def test_a_country_may_spend_nothing_on_its_army(small: Scenario, run: Run, country: str) -> None:
    """A budget of zero, which a scenario may state, would end in numbers that are none."""
    block = run(small.patch({"countries": {country: {"military_spending": 0.0}}}))
    for name in VARIABLES:
        assert np.isfinite(block[name].astype(np.float64)).all(), name


def test_deaths_are_counted_once(small: Scenario, run: Run) -> None:
    """Maps and totals would tell different stories."""
    block = run(small)
    by_country = block["deaths"].sum(axis=(1, 2))
    assert pytest.approx(block["deaths_region"].sum(axis=1), rel=1e-5) == by_country
    assert 100.0 < by_country.mean()
    fighters = block["fighters_national"][::3].sum(axis=2)
    assert pytest.approx(block["fighters"].sum(axis=2), rel=1e-5) == fighters


def test_an_aggregate_of_states_knows_no_coup(small: Scenario, run: Run) -> None:
    """Five states taken as one would have one putsch."""
    block = run(small.patch({"parameters": {"coups": {"base": -3.0}}}), 100)
    row = list(small.data.countries).index("XEC")
    attempts = block["coup_attempts"].sum(axis=(0, 2))
    assert 0 == attempts[row]
    assert 12 == np.count_nonzero(attempts)


# each run is its own run


def test_a_run_is_the_same_alone_and_among_others(small: Scenario, begin: Begin) -> None:
    """Results would depend on blocks, workers and the number of runs."""
    together, alone = begin(small, 7), CrisisModel.start(small, 1, np.array([5], np.uint32))
    for model in (together, alone):
        for _ in range(6):
            model.step()
    whole, single = state(together), state(alone)
    assert [] == [name for name in whole if not same(whole[name][..., [5]], single[name])]


def test_seeds_and_runs_differ(small: Scenario, run: Run) -> None:
    """An ensemble would be one history many times."""
    totals = [tuple(column) for seed in (1, 2) for column in run(small, 8, seed)["total_deaths"].T]
    assert 16 == len(set(totals))


def test_the_order_of_a_file_changes_no_number(small: Scenario, run: Run) -> None:
    """Moving a country in a file would change every history."""
    plain = small.tree.plain()
    plain["record"] = {"pairs": plain["record"]["pairs"]}
    for kind in ("countries", "groups", "partners", "treaties", "affinities"):
        plain[kind] = dict(reversed(plain[kind].items()))
    for group in plain["groups"].values():
        group["fighters"] = dict(reversed(group["fighters"].items()))
    turned = Scenario.of("turned", from_python(plain, []), small.regions)
    first, second = run(small), run(turned)
    assert first["budget"].tolist() == second["budget"][:, ::-1].tolist()
    assert first["deaths"].tolist() == second["deaths"][:, ::-1].tolist()
    assert first["coup_attempts"].tolist() == second["coup_attempts"][:, ::-1].tolist()
    assert first["presence"].tolist() == second["presence"][:, ::-1, ::-1].tolist()
    assert first["fighters"].tolist() == second["fighters"][:, ::-1].tolist()
    assert first["member"].tolist() == second["member"][:, ::-1, ::-1].tolist()


def test_an_added_actor_shifts_nobody_s_draws(small: Scenario, run: Run) -> None:
    """A group without fighters, or a partner without presence, would change the war."""
    added = {
        "groups": {"AAA": {"name": "Nobody"}},
        "partners": {"AAB": {"name": "Nowhere", "norm": 1.0}},
    }
    first, second = run(small), run(small.patch(added))
    rows = [list(small.patch(added).data.groups).index(name) for name in small.data.groups]
    assert first["fighters"].tolist() == second["fighters"][:, rows].tolist()
    for name in ("deaths", "attacks", "budget", "coup_attempts", "junta", "state_control"):
        assert same(first[name], second[name]), name


# who knows what, and when


def traced(model: CrisisModel, months: int, position: int = 0) -> list[list[Decision]]:
    """The decisions of one run, month by month."""
    trace = model.trace(position)
    found = []
    for _ in range(months):
        before = len(trace.decisions)
        model.step()
        found.append(trace.decisions[before:])
    return found


def test_partners_learn_of_a_coup_the_month_after(small: Scenario, begin: Begin) -> None:
    """Actors would know this month what happens in it (hindsight)."""
    calm = traced(begin(small), COUP_MONTH + 2)
    shaken = traced(begin(small.patch({"events": [COUP]})), COUP_MONTH + 2)

    def exits(month: list[Decision]) -> dict[tuple[str, str], Decision]:
        return {(d.actor, d.about): d for d in month if d.decision == "exit"}

    assert exits(calm[COUP_MONTH]) == exits(shaken[COUP_MONTH])
    before, after = exits(calm[COUP_MONTH + 1]), exits(shaken[COUP_MONTH + 1])
    assert {("FRA", "BEN"), ("EUR", "BEN"), ("USA", "BEN")} == {
        who for who in before if before[who].probability != after[who].probability
    }
    expected = small.parameters["partners.exit_coup"]
    assert expected == after["FRA", "BEN"].terms["coup"] - before["FRA", "BEN"].terms["coup"]
    assert before["FRA", "BEN"].draw == after["FRA", "BEN"].draw


def test_a_coup_moves_nothing_else_in_its_own_month(
    small: Scenario, begin: Begin, live: Live
) -> None:
    """A coup would reach wars and treasuries before anyone can have heard of it."""
    calm = traced(begin(small, 40), COUP_MONTH + 1)
    shaken = traced(begin(small.patch({"events": [COUP]}), 40), COUP_MONTH + 1)
    assert calm[:COUP_MONTH] == shaken[:COUP_MONTH]
    others = [[d for d in m[COUP_MONTH] if "BEN" not in (d.actor, d.about)] for m in (calm, shaken)]
    assert others[0] == others[1]
    first = state(live(small, COUP_MONTH + 1, 40))
    second = state(live(small.patch({"events": [COUP]}), COUP_MONTH + 1, 40))
    ben = list(small.data.countries).index("BEN")
    moved = {name for name in first if not same(first[name], second[name])}
    politics = {"junta", "tenure", "coup_memory", "coups", "coup_attempts", "legitimacy", "elected"}
    # Diplomacy moves in weeks: blocs, and relations by the end of the month, feel it at once.
    diplomacy = {name for name in first if name.startswith(("crises.", "relations.", "treaties."))}
    assert {f"nations.{name}" for name in politics} == moved - diplomacy
    assert {"crises.open", "relations.affinity", "treaties.regime_changed"} <= moved
    for name in moved - diplomacy:
        elsewhere = [np.delete(arrays[name], ben, axis=0) for arrays in (first, second)]
        assert same(*elsewhere), name


def test_armies_deploy_on_last_month_s_dead(small: Scenario, begin: Begin) -> None:
    """An army would be where people are about to die."""
    event = {
        "kind": "fighters",
        "on": COUP["on"],
        "group": "JNIM",
        "region": "BEN.alibori",
        "change": 3000.0,
    }
    calm, shaken = begin(small, 40), begin(small.patch({"events": [event]}), 40)
    for month in range(COUP_MONTH + 2):
        for model in (calm, shaken):
            model.step()
        alike = same(calm.world.theatre.soldiers, shaken.world.theatre.soldiers)
        assert (month <= COUP_MONTH) == alike
    assert calm.world.theatre.recent_deaths.sum() < shaken.world.theatre.recent_deaths.sum()


def test_tracing_changes_no_number(small: Scenario, begin: Begin) -> None:
    """Looking at a run would change it."""
    plain, watched = begin(small), begin(small)
    watched.trace(3)
    for _ in range(8):
        plain.step()
        watched.step()
    first, second = state(plain), state(watched)
    assert [] == [name for name in first if not same(first[name], second[name])]


def test_a_trace_tells_of_every_coup_of_its_run(small: Scenario, begin: Begin) -> None:
    """A coup would happen that nobody can explain."""
    scenario = small.patch({"parameters": {"coups": {"base": -3.0, "success": 0.7}}})
    position, model = 4, begin(scenario)
    for month in range(12):
        (decisions,) = traced(model, 1, position)
        told = {(d.decision, d.actor) for d in decisions if d.outcome}
        nations = model.world.nations
        for row, name in enumerate(nations.countries):
            forced = month == 0 and name == "NER"
            attempted, succeeded = (
                bool(counts[row, position]) for counts in (nations.coup_attempts, nations.coups)
            )
            assert attempted == (forced or ("coup", name) in told)
            assert succeeded == (forced or ("coup-success", name) in told)
        assert (month == 0) == (not decisions)


# going on from where it stands


def gone_on(model: CrisisModel, months: int) -> dict[str, NDArray[Any]]:
    for _ in range(months):
        model.step()
    return state(model)


@pytest.mark.parametrize("month", [0, 1, 5])
def test_taking_every_run_changes_nothing(small: Scenario, live: Live, month: int) -> None:
    """Going on from a stored month would be another history."""
    scenario = small.patch(
        {
            "parameters": {
                "attacks": {"tempo_sd": {"uniform": [0.3, 0.9]}, "dispersion": {"uniform": [1, 6]}}
            },
            "events": [
                {
                    "kind": "withdrawal",
                    "on": date(2023, 8, 1),
                    "treaty": "ECOWAS",
                    "country": "MLI",
                    "notice_months": 6,
                },
                COUP,
            ],
        }
        if month == 5
        else {"events": [COUP]}
    )
    through = live(scenario, month)
    taken = through.take(np.arange(8))
    assert (through.months_lived, through.month) == (taken.months_lived, taken.month)
    first, second = gone_on(through, 6), gone_on(taken, 6)
    assert [] == [name for name in first if not same(first[name], second[name])]


@settings(deadline=None, max_examples=8)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=8))
def test_taken_runs_live_their_own_futures(small: Scenario, live: Live, at: list[int]) -> None:
    """A run would change its future by standing elsewhere, or beside itself."""
    model = live(small, 3)
    positions = np.array(at)
    taken = model.take(positions)
    first, second = gone_on(model, 3), gone_on(taken, 3)
    assert [] == [name for name in first if not same(first[name][..., positions], second[name])]


def test_what_is_taken_leaves_the_rest_alone(small: Scenario, live: Live) -> None:
    """Looking at a branch would change the run it came from."""
    model = live(small, 3)
    before = {name: array.copy() for name, array in state(model).items()}
    gone_on(model.take(np.arange(8)), 3)
    after = state(model)
    assert [] == [name for name in before if not same(before[name], after[name])]
    assert 3 == model.months_lived


def test_new_numbers_give_new_futures_of_one_present(small: Scenario, live: Live) -> None:
    """Every branch of a run would end alike, or begin unlike."""
    branches = live(small, 3).take(np.zeros(6, np.int64), np.arange(100, 106, dtype=np.uint32))
    for name, array in state(branches).items():
        assert same(array, np.repeat(array[..., :1], 6, axis=-1)), name
    deaths = gone_on(branches, 1)["theatre.deaths"].sum(axis=(0, 1))
    assert 6 == len(set(deaths.tolist()))


def test_a_model_that_is_done_with_is_forgotten(small: Scenario, begin: Begin) -> None:
    """A sweep would keep every block it ever lived in memory."""
    model = begin(small)
    taken = model.take(np.arange(2))
    watched = [weakref.ref(model), weakref.ref(taken)]
    del model, taken
    gc.collect()
    assert [None, None] == [reference() for reference in watched]


def test_a_dated_coup_ends_its_month_like_one_of_the_model(small: Scenario, begin: Begin) -> None:
    """Partners would forgive a dated coup a month sooner."""
    model = begin(small)
    model.step()
    niger = list(small.data.countries).index("NER")
    nations = model.world.nations
    assert {0.0} == set(nations.tenure[niger])
    before = small.data.countries["NER"].coup_memory * 0.5 ** (1 / 36)
    np.testing.assert_allclose(nations.coup_memory[niger], before + 1.0)
    model.step()
    assert {1.0} == set(nations.tenure[niger])


def test_a_substitute_that_left_stays_away(small: Scenario, begin: Begin) -> None:
    """An exit that a scenario asks for would be undone within months."""
    event = {"kind": "partner_exit", "on": date(2023, 8, 15), "partner": "RUS", "country": "MLI"}
    model = begin(small.patch({"events": [event]}))
    russia = list(small.data.partners).index("RUS")
    mali = list(small.data.countries).index("MLI")
    for _ in range(12):
        model.step()
    assert {0.0} == set(model.world.presences.presence[russia, mali])
