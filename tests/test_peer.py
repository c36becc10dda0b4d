"""The plain Mesa model of the war, `benchmarks.peer`, is the same war as the ensemble's.

Runs of one number start alike in both, with the same parameters, but have luck of their own. So the
two are compared run by run: the mean of a difference over runs has to be less than four of its
standard errors from zero. Where nothing is left to luck they have to be equal but for rounding.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import sim
from benchmarks.peer import Land, War, history, starts
from benchmarks.peer.beginning import PLACEBO
from benchmarks.peer.chance import Severity, negative_binomial, poisson
from sim.mechanisms import casualties
from sim.model import CrisisModel
from sim.scenario import Scenario, load_scenario

Array = NDArray[np.float64]
Both = dict[str, tuple[Array, Array]]

RUNS = 300
BOUND = 4.0
"""Standard errors that a mean difference may be from zero."""
OFTEN = 0.2
"""Only outcomes that are not zero in so large a share of runs are compared, in either model."""
YEAR: dict[str, Any] = {"horizon": {"end": "2024-06"}, "cut": date(2024, 6, 30)}
SHOCK, DEATHS_AN_EVENT = 0.3, 3.0
"""What takes the place of luck: every normal number, and the severity of every event."""
CELLS = ("fighters", "control", "excitation")
PLACES = ("grievance", "recent_deaths", "army")
WARS = ("tempo", "swing")
NATIONS = ("soldiers", "capacity", "effectiveness", "harm", "displaced")


def peers(scenario: Scenario, runs: int) -> list[War]:
    """The peer before its first month, for the first runs."""
    land = Land.of(scenario)
    return [War(land, s, rng=[1, s.number]) for s in starts(scenario, 1, range(runs))]


def lived(scenario: Scenario, runs: int) -> Both:
    """What both keep, run first; the ensemble's in the peer's order of axes."""
    ours = sim.simulate(scenario, runs=runs, progress=False)
    theirs = [history(war) for war in peers(scenario, runs)]
    order = dict.fromkeys(theirs[0], ("run", ...))
    order |= {"fighters": ("run", "map_month", "group", "region")}
    order |= {"fighters_national": ("run", "month", "group", "country")}
    order |= {"deaths": ("run", "month", "country", "kind")}
    return {
        name: (
            ours[name].transpose(*axes).values.astype(np.float64),
            np.array([run[name] for run in theirs], np.float64),
        )
        for name, axes in order.items()
    }


@pytest.fixture(scope="module")
def year() -> Both:
    """Twelve months of the placebo in both models."""
    return lived(load_scenario(PLACEBO).patch(YEAR), RUNS)


def ups_and_downs(kept: Array) -> Array:
    """How far something goes from a month to the next, in the mean, ``(run, ...)``."""
    return np.asarray(np.abs(np.diff(np.log1p(kept), axis=1)).mean(axis=1))


MEASURES: dict[str, Callable[[Both, int], Array]] = {
    "deaths by country and kind": lambda both, i: both["deaths"][i].sum(axis=1),
    "deaths by country": lambda both, i: both["deaths"][i].sum(axis=(1, 3)),
    "deaths by region": lambda both, i: both["deaths_region"][i].sum(axis=1),
    "deaths by month": lambda both, i: both["deaths"][i].sum(axis=(2, 3)),
    "months without deaths by region": lambda both, i: (both["deaths_region"][i] == 0).sum(axis=1),
    "ups and downs by region": lambda both, i: ups_and_downs(both["deaths_region"][i]),
    "ups and downs by country": lambda both, i: ups_and_downs(both["attacks"][i]),
    "attacks by country": lambda both, i: both["attacks"][i].sum(axis=1),
    "state control by country": lambda both, i: both["state_control_national"][i][:, -1],
    "state control by region": lambda both, i: both["state_control"][i][:, -1],
    "fighters by group": lambda both, i: both["fighters_national"][i][:, -1].sum(axis=-1),
    "fighters by group and country": lambda both, i: both["fighters_national"][i][:, -1],
    "fighters by group and region": lambda both, i: both["fighters"][i][:, -1],
    "soldiers by country": lambda both, i: both["soldiers"][i][:, -1],
    "effectiveness by country": lambda both, i: both["effectiveness"][i][:, -1],
    "displaced by country": lambda both, i: both["displaced"][i][:, -1],
}
"""What a year came to, or how it ended, in the ensemble (0) or the peer (1), ``(run, ...)``."""


def scores(ours: Array, theirs: Array) -> Array:
    """By how many standard errors each outcome differs, ``(what, outcome)``: its mean, and the mean
    and variance of its logarithm, for a few large events make up most of a plain variance."""
    ours, theirs = (a.reshape(len(a), -1) for a in (ours, theirs))
    often = np.minimum((ours != 0.0).mean(axis=0), (theirs != 0.0).mean(axis=0)) > OFTEN
    ours, theirs = ours[:, often], theirs[:, often]
    logs = [np.log1p(a) for a in (ours, theirs)]
    spread = [(log - log.mean(axis=0)) ** 2 for log in logs]
    differences = np.array([theirs - ours, logs[1] - logs[0], spread[1] - spread[0]])
    error = differences.std(axis=1, ddof=1) / np.sqrt(differences.shape[1])
    # What is kept in single precision differs by rounding where nothing is random.
    none = np.full(ours.shape[1], 1e-6)
    error = np.maximum(error, [none * (1.0 + ours.max(axis=0)), none, none])
    return np.asarray(differences.mean(axis=1) / error)


@pytest.mark.parametrize("what", MEASURES)
def test_a_year_goes_alike(year: Both, what: str) -> None:
    """The peer would be another war, and its speed no measure of anything: an equation that is
    wrong or missing (recruitment off by a fifth, say) moves the mean or spread of some outcome."""
    found = scores(MEASURES[what](year, 0), MEASURES[what](year, 1))
    assert found.shape[1] >= 3  # else nothing would be compared
    assert BOUND > np.abs(found).max()


def without_luck(scenario: Scenario, patch: pytest.MonkeyPatch) -> tuple[CrisisModel, list[War]]:
    """Both models of a few runs, with the mean in place of every count."""
    numbers = np.arange(4, dtype=np.uint32)
    ours, theirs = CrisisModel.start(scenario, 1, numbers), peers(scenario, numbers.size)
    patch.setattr("sim.world.fighting.negative_binomial", lambda _, mean, __: mean)
    patch.setattr("sim.world.fighting.poisson", lambda _, mean: mean)
    patch.setattr("sim.world.fighting._severity", lambda *given: DEATHS_AN_EVENT * given[4])
    ours.streams.normal = lambda names, *_: np.full((len(names), numbers.size), SHOCK)
    patch.setattr("benchmarks.peer.group.negative_binomial", lambda _, mean, __: mean)
    patch.setattr("benchmarks.peer.group.poisson", lambda _, mean: mean)
    patch.setattr(Severity, "of", lambda _, events: DEATHS_AN_EVENT * events)
    patch.setattr(random.Random, "gauss", lambda *_: SHOCK)
    return ours, theirs


def state_of_ours(model: CrisisModel, run: int) -> dict[str, Array]:
    """What one run of the ensemble stands at, in the peer's order of axes."""
    theatre, mapped = model.world.theatre, model.world.theatre.geography.country_of
    found = {n: getattr(theatre, n)[..., run].T for n in (*CELLS, *PLACES, "deaths")}
    found |= {n: getattr(theatre, n)[np.unique(mapped), run] for n in WARS}
    found |= {n: getattr(model.world.nations, n)[..., run] for n in NATIONS}
    return found | {"presence": model.world.presences.presence[..., run]}


def state_of_theirs(war: War) -> dict[str, Any]:
    """The same of the peer, which leaves alone the wars of countries without a region."""
    found = {n: [getattr(r, n) for r in war.regions] for n in (*CELLS, *PLACES, "deaths")}
    found |= {n: [getattr(c, n) for c in war.countries if c.regions] for n in WARS}
    found |= {n: [getattr(c, n) for c in war.countries] for n in NATIONS}
    return found | {"presence": [partner.presence for partner in war.partners]}


def test_without_luck_the_two_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """An equation, or the order of a month, would differ by too little to be seen through luck."""
    quiet = {"parameters": {"affinity": {"noise": 0.0}}}
    ours, theirs = without_luck(load_scenario(PLACEBO).patch(quiet), monkeypatch)
    for month in range(ours.scenario.months):
        ours.step()
        assert (ours.world.theatre.deaths.sum(axis=(1, 2)) > 0.0).all()  # of every kind
        for run, war in enumerate(theirs):
            war.step()
            expected, found = state_of_ours(ours, run), state_of_theirs(war)
            for name, values in expected.items():
                message = f"{name}, month {month}"
                np.testing.assert_allclose(found[name], values, 1e-9, 1e-9, err_msg=message)


def test_events_are_as_severe() -> None:
    """The peer's tail would be lighter or heavier: its totals would differ in rare runs only."""
    scenario, u = load_scenario(PLACEBO), (np.arange(2000) + 0.5) / 2000
    ours = CrisisModel.start(scenario, 1, np.zeros(1, np.uint32)).parameters.casualties
    expected = casualties.severity(u.astype(np.float32), ours.tail, ours.largest)
    severity = peers(scenario, 1)[0].severity
    severity.uniform = iter(u.tolist()).__next__
    found = np.array([severity.of(1) for _ in u])
    assert 500 > found.max() > 50
    # Single precision may fall on the other side of a whole number.
    assert 2000 - 3 <= np.count_nonzero(expected == found)
    assert 1 >= np.abs(expected - found).max()


def test_counts_have_their_mean_and_variance() -> None:
    """Attacks would come in other bursts than the dispersion says."""
    rng, size = np.random.default_rng(1), 20_000
    bursts = np.array([negative_binomial(rng, 4.0, 2.0) for _ in range(size)])
    assert pytest.approx(4.0, abs=0.1) == bursts.mean()
    assert pytest.approx(4.0 + 16.0 / 2.0, rel=0.06) == bursts.var()
    steady = np.array([poisson(rng, 4.0) for _ in range(size)])
    assert pytest.approx(4.0, abs=0.06) == steady.mean()
    assert pytest.approx(4.0, rel=0.06) == steady.var()
    assert 0 == negative_binomial(rng, 0.0, 2.0) == poisson(rng, 0.0)


def test_the_tempo_has_a_spread_of_one() -> None:
    """Quiet and fierce years would come less often, or more, than the ensemble's."""
    war = peers(load_scenario(PLACEBO), 1)[0]
    mali, memory = war.countries[0], war.parameters.attacks.tempo_memory
    drawn = []
    for _ in range(60_000):
        mali.quicken()
        drawn.append((mali.tempo, mali.swing))
    tempo, swing = np.array(drawn).T
    assert pytest.approx(1.0, abs=0.08) == tempo.std()
    assert pytest.approx(1.0, abs=0.08) == swing.std()
    news = tempo[1:] - memory * tempo[:-1]
    assert pytest.approx(np.sqrt(1.0 - memory**2), rel=0.02) == news.std()


def test_relations_move_as_far() -> None:
    """Rivals would fight at the same rate in every run."""
    war = peers(load_scenario(PLACEBO), 1)[0]
    war.affinity = {frozenset((str(i),)): [0.0, 0.5] for i in range(20_000)}
    war.relations_move()
    moved = np.array([level for level, _ in war.affinity.values()])
    p = war.parameters.affinity
    assert pytest.approx(0.5 * p.reversion, abs=0.0003) == moved.mean()
    assert pytest.approx(p.noise, rel=0.03) == moved.std()


def test_politics_is_refused(baseline: Scenario) -> None:
    """A scenario in which somebody decides would be lived as if nobody did."""
    with pytest.raises(ValueError, match="no politics"):
        Land.of(baseline)
