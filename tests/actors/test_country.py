"""A state's army and officers, as the month finds them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Scenario
from tests.conftest import Begin, Live


def test_an_army_is_never_in_two_places(small: Scenario, begin: Begin) -> None:
    """More soldiers would fight on the map than a country has, or fewer than it sends."""
    model = begin(small)
    for _ in range(6):
        strength = model.world.nations.soldiers.copy()
        model.step()
        theatre, nations = model.world.theatre, model.world.nations
        deployed = theatre.by_country(theatre.soldiers)
        assert np.all(deployed <= strength * (1 + 1e-12))
        for country in model.countries:
            if not len(country.regions):
                assert 0.0 == deployed[country.index].sum()
            elif country.off_map_equivalents == 0.0 and country.data.capital is not None:
                assert pytest.approx(strength[country.index]) == deployed[country.index]
        effective = theatre.soldiers * nations.effectiveness[theatre.geography.country_of]
        alone = theatre.joint_operations == 0.0
        assert pytest.approx(effective[alone]) == theatre.army[alone]
        assert np.all(theatre.army[~alone] > effective[~alone])


def test_officers_see_the_rebels_through_fog(small: Scenario, live: Live) -> None:
    """Fear of the rebels would be the same in every run, or biased by the fog itself."""
    model = live(small, 2, 4000)
    country = next(c for c in model.countries if c.id == "NGA")
    model.toll.fighters[country.index][:] = 3000.0
    model.world.nations.effectiveness[country.index][:] = 1.0
    model.world.nations.soldiers[country.index][:] = 140_000.0
    seen = model.officers.perceived_parity()[model.officers.rows == country.index]
    expected = small.parameters["casualties.power"] * 3000.0 / 140_000.0
    assert pytest.approx(expected, rel=0.02) == seen.mean()
    assert pytest.approx(0.3, rel=0.05) == np.log(seen).std()


def test_losses_are_mourned_once(small: Scenario, begin: Begin) -> None:
    """Soldiers would die twice, or be replaced before they are missed."""
    model = begin(small.patch({"parameters": {"economy": {"recruitment_speed": 0.0}}}))
    before = model.world.nations.soldiers.copy()
    killed = np.zeros_like(before)
    for _ in range(5):
        model.step()
        killed += model.toll.soldiers_killed
    assert killed.sum() > 0.0
    assert pytest.approx(before - killed) == model.world.nations.soldiers


def test_actors_stand_in_the_file_s_rows(small: Scenario, begin: Begin) -> None:
    """An actor would write into another's row."""
    model = begin(small)
    kinds = ("countries", "partners", "blocs", "treaties", "groups")
    found = (model.countries, model.partners, model.blocs, model.treaties, model.groups)
    for kind, agents in zip(kinds, found, strict=True):
        names = list(getattr(small.data, kind))
        assert sorted(names) == [agent.id for agent in agents]
        assert all(names[agent.index] == agent.id for agent in agents)
