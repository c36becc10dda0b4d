"""How likely a month's deaths are, given where runs stand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.filtering.guide import Observer
from sim.analysis.filtering.likelihood import Outlook, Severity
from sim.mechanisms import attacks, casualties
from sim.mechanisms.casualties import CasualtyParameters
from sim.model import CrisisModel
from sim.scenario import Scenario

RUNS = 4000


@pytest.mark.parametrize("tail", [2.1, 2.4, 2.7])
def test_the_moments_of_severity_are_those_of_what_is_drawn(tail: float) -> None:
    """The filter would expect other deaths than the model brings."""
    p = CasualtyParameters(tail=tail)
    u = ((np.arange(4_000_000) + 0.5) / 4_000_000).astype(np.float32)
    drawn = casualties.severity(u, tail, p.largest).astype(np.float64)
    found = Severity.of(p, 1)
    assert pytest.approx(drawn.mean(), rel=1e-3) == found.mean[0]
    assert pytest.approx((drawn**2).mean(), rel=5e-3) == found.square[0]


@pytest.fixture(scope="module")
def month(baseline: Scenario) -> tuple[CrisisModel, np.ndarray]:
    """Many runs of one state that have lived a month, and what each country could expect."""
    one = CrisisModel.start(baseline, 3, np.zeros(1, np.uint32))
    for _ in range(3):
        one.step()
    many = one.take(np.zeros(RUNS, np.int64), np.arange(RUNS, dtype=np.uint32))
    seen = []

    def look(model: CrisisModel, shock: np.ndarray) -> np.ndarray:
        theatre, p = model.world.theatre, model.parameters
        clashes = theatre.by_country(
            model.fighting.expected_clashes(theatre, model.world.relations, p.casualties)
        )
        severity = Severity.of(p.casualties, RUNS)
        tempo = attacks.tempo(theatre.tempo, 0.0 * shock, p.attacks)
        spread = attacks.tempo_spread(theatre.swing, p.attacks)
        factor = attacks.tempo_factor(tempo, spread, model.month, p.attacks)
        for country in range(3):
            outlook = Outlook.of(model, country, clashes[country], severity)
            wanted = np.arange(3000)
            seen.append([float(outlook.likelihood(n, factor[country])[0]) for n in wanted])
        return 0.0 * shock

    many.guide = look
    many.step()
    return many, np.array(seen)


@pytest.mark.parametrize("country", [0, 1, 2])
def test_deaths_come_as_likely_as_they_are_said_to(
    month: tuple[CrisisModel, np.ndarray], country: int
) -> None:
    """The filter would follow noise, or take news for noise; its tails are wider than the model's
    on purpose, which moves these levels by up to .12."""
    model, said = month
    came = model.toll.all_deaths[country]
    below = np.cumsum(said[country])
    assert pytest.approx(1.0, abs=0.03) == below[-1]
    for level in (0.05, 0.25, 0.5, 0.75, 0.95):
        at = int(np.searchsorted(below, level))
        assert pytest.approx(level, abs=0.15) == (came <= at + 0.5).mean()


@pytest.mark.parametrize("events", [0.3, 1.0, 3.0, 6.0, 60.0])
def test_chances_of_all_numbers_of_deaths_add_up_to_one(events: float) -> None:
    """Some parameters would be likely because their chances add up to more."""
    none = np.zeros(1)
    severity = Severity.of(CasualtyParameters(tail=2.5), 1)
    outlook = Outlook(
        attacks=np.full(1, events),
        excited=none,
        squares=(np.full(1, events**2), none, none),
        operations=none,
        toll=none,
        toll_square=none,
        clashes=none,
        severity=severity,
        dispersion=np.full(1, 1e9),
    )
    chances = [outlook.likelihood(float(n), np.ones(1))[0] for n in range(20_000)]
    assert pytest.approx(np.exp(-events), abs=1e-6) == chances[0]
    assert pytest.approx(1.0, abs=0.05) == sum(chances)


def test_a_month_without_news_is_lived_as_if_nobody_looked(baseline: Scenario) -> None:
    """A gap in the data would change the war."""
    runs = np.arange(6, dtype=np.uint32)
    watched, alone = (CrisisModel.start(baseline, 5, runs) for _ in range(2))
    observer = Observer(
        [0, 1, 2], Severity.of(watched.parameters.casualties, 6), np.full(3, np.nan)
    )
    watched.guide = observer
    watched.step()
    alone.step()
    assert np.array_equal(alone.toll.deaths, watched.toll.deaths)
    assert [0.0] * 6 == observer.log_weights.tolist()
