"""The theatre: how regions adjoin, and sums that no order of regions changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario
from sim.world.geography import load_regions
from sim.world.theatre import Geography
from tests.conftest import Live

REGIONS = load_regions()
COUNTRIES = sorted({region.country for region in REGIONS.values()})

some_regions = st.lists(st.sampled_from(sorted(REGIONS)), min_size=1, unique=True)


def geography(names: list[str]) -> Geography:
    return Geography.of([REGIONS[name] for name in names], COUNTRIES)


@settings(deadline=None, max_examples=40)
@given(some_regions)
def test_all_that_spills_over_arrives(names: list[str]) -> None:
    """Violence or fighters would be lost, or multiply, on their way to the neighbours."""
    places = geography(names)
    spill = places.spill.toarray()
    near = [any(other in names for other in REGIONS[name].neighbours) for name in names]
    assert pytest.approx([float(yes) for yes in near]) == spill.sum(axis=0).tolist()
    for column, name in enumerate(names):
        reached = {names[row] for row in np.flatnonzero(spill[:, column])}
        assert set(REGIONS[name].neighbours) & set(names) == reached


@settings(deadline=None, max_examples=40)
@given(some_regions)
def test_abroad_is_a_mean_over_foreign_neighbours(names: list[str]) -> None:
    """A region without a border would have a sanctuary, or one with a border a wrong one."""
    places = geography(names)
    abroad = places.abroad.toarray()
    for row, name in enumerate(names):
        foreign = {
            other
            for other in REGIONS[name].neighbours
            if other in names and REGIONS[other].country != REGIONS[name].country
        }
        assert foreign == {names[column] for column in np.flatnonzero(abroad[row])}
        assert pytest.approx(float(bool(foreign))) == abroad[row].sum()
        assert float(bool(foreign)) == places.has_foreign[row, 0]
        assert 1 >= len(set(abroad[row][abroad[row] > 0]))


@settings(deadline=None, max_examples=40)
@given(st.permutations(sorted(REGIONS)), st.integers(0, 2**32 - 1))
def test_sums_do_not_depend_on_the_order_of_regions(order: list[str], seed: int) -> None:
    """Moving a region in a file would change every history, if only in the last digit."""
    values = np.random.default_rng(seed).lognormal(0, 3, (len(REGIONS), 3))
    plain, turned = geography(sorted(REGIONS)), geography(order)
    rows = [sorted(REGIONS).index(name) for name in order]
    assert np.array_equal(plain.national @ values, turned.national @ values[rows])
    assert np.array_equal((plain.spill @ values)[rows], turned.spill @ values[rows])
    assert np.array_equal((plain.abroad @ values)[rows], turned.abroad @ values[rows])


def test_sums_do_not_depend_on_the_number_of_runs() -> None:
    """A run would be another alone than among many."""
    values = np.random.default_rng(1).lognormal(0, 3, (len(REGIONS), 64))
    places = geography(list(REGIONS))
    for matrix in (places.national, places.spill, places.abroad):
        assert np.array_equal((matrix @ values)[:, [9]], matrix @ values[:, [9]].copy())


def test_national_sums_are_over_a_country_s_own_regions() -> None:
    """Deaths would be booked in the wrong country."""
    places = geography(list(REGIONS))
    people = (places.national @ places.population)[:, 0]
    for country, found in zip(COUNTRIES, people, strict=True):
        expected = sum(r.population for r in REGIONS.values() if r.country == country)
        assert expected == found
        own = places.regions_of(COUNTRIES.index(country))
        assert {country} == {REGIONS[places.regions[row]].country for row in own}


def test_a_part_of_the_map_is_a_theatre_too(small: Scenario, live: Live) -> None:
    """A scenario of one region, without neighbours, could not be run."""
    theatre = live(small.patch({"regions": ["MLI.gao"]}), 6).world.theatre
    assert (3, 1, 8) == theatre.fighters.shape
    assert np.isfinite(theatre.fighters).all()
    assert theatre.fighters.sum() > 0.0


def test_a_month_s_dead_are_cleared_and_memories_kept(small: Scenario, live: Live) -> None:
    """Last month's dead would be counted again, or forgotten by those who deploy."""
    theatre = live(small, 2).world.theatre
    assert theatre.deaths.sum() > 0.0
    remembered = theatre.recent_deaths.copy()
    theatre.clear_month()
    for flow in (theatre.deaths, theatre.attacks, theatre.soldiers_killed, theatre.losses):
        assert 0.0 == flow.sum()
    assert np.array_equal(remembered, theatre.recent_deaths)


def test_the_first_month_is_the_scenario_s(stated: Scenario, live: Live) -> None:
    """The war would begin with other strengths than the file says."""
    scenario = stated.patch({"parameters": {"start": {"fighters_sd": 0}}})
    theatre = live(scenario, 0, 3).world.theatre
    for row, (name, group) in enumerate(scenario.data.groups.items()):
        assert name == theatre.groups[row]
        for column, region in enumerate(theatre.geography.regions):
            expected = group.fighters.get(region, 0.0)
            assert [expected] * 3 == theatre.fighters[row, column].tolist()
    assert theatre.state_control.min() >= 0.25 - 1e-12
    monthly = [country.deaths_last_year / 12 for country in scenario.data.countries.values()]
    has_fighters = theatre.by_country(theatre.over_groups(theatre.fighters))[:, 0] > 0
    assert (
        pytest.approx(np.array(monthly) * has_fighters)
        == theatre.by_country(theatre.recent_deaths)[:, 0].tolist()
    )


def test_first_strengths_vary_around_the_scenario_s(stated: Scenario, live: Live) -> None:
    """Uncertainty about the start would shift it."""
    theatre = live(stated, 0, 20_000).world.theatre
    row = theatre.groups.index("JNIM"), theatre.geography.regions.index("MLI.mopti")
    strength = theatre.fighters[row]
    assert pytest.approx(900.0, rel=0.02) == strength.mean()
    assert pytest.approx(0.35, rel=0.02) == np.log(strength).std()
