"""Borders, joint operations across them, and who stands by whom."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.world.alliances import Bonds, Borders, Operations
from sim.world.beginning import geography


def test_a_border_is_shared_among_the_neighbours_it_has(baseline: Scenario) -> None:
    """A region would face a country that is not there, or more than all of its neighbours."""
    places = geography(baseline)
    total = np.zeros(len(places.regions))
    borders = Borders.of(places)
    assert pytest.approx(borders.share[:, 0]) == borders.across.toarray().sum(axis=1)
    for (neighbour, country), rows in borders.rows.items():
        assert neighbour != country
        assert {country} == set(places.country_of[borders.regions[rows]].tolist())
        total[borders.regions[rows]] += borders.share[rows, 0]
    assert pytest.approx(places.has_foreign[:, 0]) == total


def test_only_those_who_help_lend_their_army(baseline: Scenario) -> None:
    """The army of a neighbour that owes nothing would fight along."""
    places = geography(baseline)
    mali, burkina, niger = (places.countries.index(c) for c in ("MLI", "BFA", "NER"))
    army = np.where(places.country_of == mali, 1000.0, 9000.0)[:, None].repeat(2, axis=1)
    operations = Operations()
    pair = mali, burkina
    operations.add(pair, np.array([1.0, 0.5]), strength=1.0, share=0.1)
    operations.add(pair, np.array([0.2, 0.6]), strength=1.0, share=0.1)  # the stronger counts
    level = np.ones_like(army)
    order = range(len(places.countries))
    brought = operations.carry_out(Borders.of(places), list(order), army, level)
    region = places.regions.index("BFA.sahel")  # three regions of Mali, one of Niger
    assert pytest.approx([0.75, 0.45]) == level[region]
    assert pytest.approx([75.0, 45.0]) == brought[region]
    assert 0.0 == level[places.country_of == niger].sum()
    assert 0.0 == brought[places.country_of == mali].sum()


def test_the_strongest_of_several_bonds_counts_once() -> None:
    """Two treaties between the same states would double an army."""
    bonds, one = Bonds(), np.array([True, False])
    bonds.add(0, 1, one, np.array([0.2, 0.0]))
    bonds.add(0, 1, ~one, np.array([0.1, 0.3]))
    assert [True, True] == bonds.bound[0, 1].tolist()
    strength = np.array([[10.0, 10.0], [1.0, 1.0]])
    expected = [[0.0, 0.0], [2.0, 3.0]]
    assert expected == bonds.believed_aid(strength, [0, 1]).tolist()
