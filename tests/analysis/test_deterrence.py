"""Deterrence, against numbers worked out by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
import xarray as xr

import sim
from sim.scenario import Scenario


def ensemble(*used: float, first_run: int = 0, seed: int = 1) -> xr.Dataset:
    """Histories in which one bloc used force against a country in these runs, another in none,
    and against another country in all."""
    force = np.zeros((len(used), 2, 2))
    force[:, 0, 0] = used
    force[:, :, 1] = 1.0
    return xr.Dataset(
        {"interventions": (("run", "bloc", "country"), force)},
        {
            "run": np.arange(first_run, first_run + len(used)),
            "bloc": ["ECOWAS", "ECCAS"],
            "country": ["NER", "GAB"],
            "month": [0, 1],
        },
        {"seed": seed},
    )


def test_the_difference_is_of_pairs() -> None:
    """The interval would be that of two strangers, which is wider, or the sign be turned."""
    found = sim.deterrence(ensemble(0, 0, 1, 0), ensemble(1, 0, 1, 1), "NER")
    assert (0.75, 0.25, 0.5, 4) == (found.without, found.with_it, found.difference, found.pairs)
    # 2.5 gained, .5 lost of 6, half a change more either way: 1/3 +- 1.6449 x its error.
    half = 1.6448536 * sqrt((3.0 / 6.0 - 1.0 / 9.0) / 6.0)
    assert pytest.approx((1 / 3 - half, 1 / 3 + half)) == (found.low, found.high)


def test_a_commitment_that_provokes_has_a_negative_difference() -> None:
    """Provocation would pass for deterrence."""
    found = sim.deterrence(ensemble(1, 1, 0), ensemble(0, 0, 0), "NER")
    assert pytest.approx(-2 / 3) == found.difference
    assert found.low < found.difference < found.high


def test_what_never_differs_is_certain() -> None:
    """A scenario compared with itself would seem to deter."""
    one = ensemble(1, 0, 0, 1)
    found = sim.deterrence(one, one, "NER")
    assert (0.5, 0.5, 0.0, 0.0, 0.0) == (
        found.without,
        found.with_it,
        found.difference,
        found.low,
        found.high,
    )


def test_a_single_pair_has_no_spread() -> None:
    """The smallest comparison would end in a warning, or be sure of what it found."""
    found = sim.deterrence(ensemble(0), ensemble(1), "NER")
    assert (1.0, 1) == (found.difference, found.pairs)
    assert np.isnan([found.low, found.high]).all()


def test_bloc_and_country_are_those_asked_for() -> None:
    """The answer would be about another bloc's force, or against another country."""
    one, other = ensemble(0, 0), ensemble(1, 1)
    assert 1.0 == sim.deterrence(one, other, "NER").difference
    assert 1.0 == sim.deterrence(one, other, "NER", "ECOWAS").difference
    assert 0.0 == sim.deterrence(one, other, "NER", "ECCAS").difference
    gabon = sim.deterrence(one, other, "GAB")
    assert (1.0, 1.0) == (gabon.with_it, gabon.without)


@pytest.mark.parametrize(
    "other",
    [
        ensemble(0, 1, seed=2),
        ensemble(0, 1, first_run=1),
        ensemble(0, 1, 1),
        ensemble(0),
        ensemble(0, 1).isel(run=[1, 0]),
    ],
    ids=["seed", "other runs", "more", "fewer", "order"],
)
def test_different_seeds_or_runs_are_refused_with_a_remedy(other: xr.Dataset) -> None:
    """Luck would be taken for an effect."""
    problem = r"different (seeds|runs) \(.*\) - simulate both with the same seed, number of runs"
    for pair in ((ensemble(0, 1), other), (other, ensemble(0, 1))):
        with pytest.raises(sim.LiptakoError, match=problem):
            sim.deterrence(*pair, "NER")


def test_real_histories_can_be_compared(baseline: Scenario) -> None:
    """What works on made numbers would not fit what a simulation gives."""
    eager = {
        "horizon": {"end": "2023-12"},
        "blocs": {"ECOWAS": {"zeal": 1.0, "domestic_opposition": None}},
    }
    pledged = baseline.patch(eager)
    alone = pledged.patch({"treaties": {"AES": None}})
    with_it, without = (sim.simulate(scenario, runs=200) for scenario in (pledged, alone))
    found = sim.deterrence(with_it, without, "NER")
    force = [h["interventions"].sel(country="NER").mean().item() for h in (with_it, without)]
    assert pytest.approx(force) == [found.with_it, found.without]
    assert 0.0 < found.without
    assert 200 == found.pairs


@pytest.mark.parametrize(
    ("names", "word"), [({"country": "NRE"}, "NER"), ({"bloc": "X"}, "ECOWAS")]
)
def test_an_unknown_name_is_refused_with_a_remedy(names: dict[str, str], word: str) -> None:
    """A slip in a notebook would end in a bare KeyError."""
    one = ensemble(0, 1)
    with pytest.raises(sim.LiptakoError, match=word):
        sim.deterrence(one, one, **{"country": "NER", **names})
