"""Known truths, found again by methods that are right, too sure, or shipped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sim.analysis.calibration.checking import find_truths
from sim.analysis.calibration.free import Lived, live_freely
from sim.analysis.calibration.methods import ByWaves, posterior_by
from sim.analysis.calibration.ranks import rank_truths, uniformity
from sim.analysis.calibration.reference import ReferenceTable, summaries
from sim.analysis.calibration.training import (
    COUNTRIES,
    Datum,
    Observations,
    fitted,
    in_ranges,
    in_unit_cube,
    prior,
    training,
)
from sim.errors import LiptakoError
from sim.scenario import Scenario
from sim.world.calibrated import posterior

PLACES = len(fitted())
INTENSITY = list(fitted()).index("attacks.intensity")


@dataclass(frozen=True)
class Toy:
    """Knows its truth but for a normal error; says so, or makes the error out to be smaller."""

    sd: float
    said: float

    def __call__(self, observed: Observations, seed: int) -> np.ndarray:
        generator = np.random.default_rng(seed + 1000)
        middle = observed.deaths[0] + self.sd * generator.standard_normal(PLACES)
        return middle + self.said * generator.standard_normal((99, PLACES))


def seen(truths: np.ndarray) -> list[Observations]:
    return [Observations(truth[None], Datum(0, 1, ""), Datum(0, 1, "")) for truth in truths]


def test_a_right_method_ranks_uniformly_and_one_too_sure_is_found_out(tmp_path: Path) -> None:
    """A broken calibration would pass."""
    truths = in_unit_cube(prior(200, 4))
    right = uniformity(rank_truths(Toy(0.1, 0.1), truths, seen(truths), tmp_path / "a"))
    sure = uniformity(rank_truths(Toy(0.1, 0.03), truths, seen(truths), tmp_path / "b"))
    assert right["p"].min() > 0.05 / PLACES
    assert sure["p"].max() < 1e-4
    assert np.all(sure["z"] > 2.0)
    assert pytest.approx(1.0, abs=0.1) == right["z"].mean()
    assert pytest.approx(1.0 - 12.0 * 0.1**2, abs=0.02) == right["learnt"].mean()


def test_truths_that_were_found_are_not_asked_for_again(tmp_path: Path) -> None:
    """A check that is stopped would begin anew."""
    truths = in_unit_cube(prior(6, 4))
    first = rank_truths(Toy(0.1, 0.1), truths[:4], seen(truths[:4]), tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = rank_truths(Toy(0.1, 0.1), truths, seen(truths), tmp_path)
    assert 4 == len(kept)
    assert kept == {path: path.stat().st_mtime_ns for path in kept}
    assert first["rank"].tolist() == again["rank"].tolist()[: len(first)]


def test_summaries_are_what_they_say() -> None:
    """The other method would compare histories by something else."""
    deaths = np.zeros((24, 1, 1))
    deaths[:12, 0, 0] = [9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 9]
    deaths[12:, 0, 0] = 99.0
    found = summaries(Lived(deaths, np.array([0.6]), np.array([0.4])))[0]
    logs = np.log1p(deaths[:, 0, 0])
    expected = [
        np.log1p(54.0),
        np.log1p(12 * 99.0),
        logs.std(),
        float(np.corrcoef(logs[1:], logs[:-1])[0, 1]),
        np.log(10.0) / 2,
        6 / 24,
        np.log(100.0),
        0.6,
        0.4,
    ]
    assert pytest.approx(expected[:3] + expected[4:]) == [*found[:3], *found[4:]]
    assert pytest.approx(expected[3], abs=0.05) == found[3]


@pytest.fixture(scope="module")
def table(history: Scenario) -> ReferenceTable:
    """Two thousand histories of 24 months."""
    return ReferenceTable.of(history, COUNTRIES, 24, runs=2000, seed=1, progress=False)


def test_the_shipped_method_finds_what_the_data_tell(
    history: Scenario, table: ReferenceTable
) -> None:
    """It would give back its prior."""
    truths = prior(40, 9)
    lived = live_freely(history, truths, COUNTRIES, 24, 9, progress=False)
    points = in_unit_cube(truths)
    found = np.array([table.posterior(lived.observations(n), 0.05).mean(axis=0) for n in range(40)])
    for name in ("attacks.tempo_sd", "attacks.season", "casualties.tail"):
        place = list(fitted()).index(name)
        assert np.corrcoef(points[:, place], found[:, place])[0, 1] > 0.3
    assert np.all((found > 0.0) & (found < 1.0))


def test_histories_are_the_same_in_any_block(history: Scenario) -> None:
    """Truths would live other lives than the table's, or by the number of processes."""
    parameters = prior(8, 2)
    whole = live_freely(history, parameters, COUNTRIES, 4, 3, progress=False)
    few = {name: values[:5] for name, values in parameters.items()}
    part = live_freely(history, few, COUNTRIES, 4, 3, progress=False)
    np.testing.assert_array_equal(whole.deaths[:, :, :5], part.deaths)
    observed = whole.observations(2)
    assert np.all(observed.deaths == np.rint(observed.deaths))
    assert (4, 3) == observed.deaths.shape


def test_blocks_that_are_there_are_not_lived_again(history: Scenario, tmp_path: Path) -> None:
    """A fit that is stopped would begin anew, or go on with another fit's blocks."""
    parameters = prior(8, 2)
    first = live_freely(history, parameters, COUNTRIES, 3, 3, progress=False, folder=tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    again = live_freely(history, parameters, COUNTRIES, 3, 3, progress=False, folder=tmp_path)
    assert 1 == len(kept)
    assert kept == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    np.testing.assert_array_equal(first.deaths, again.deaths)
    (file,) = kept
    file.write_bytes(file.read_bytes()[:1000])
    mended = live_freely(history, parameters, COUNTRIES, 3, 3, progress=False, folder=tmp_path)
    np.testing.assert_array_equal(first.deaths, mended.deaths)
    live_freely(history, parameters, COUNTRIES, 3, 4, progress=False, folder=tmp_path)
    assert 2 == len(list(tmp_path.rglob("*.npz")))


def test_the_shipped_posterior_is_what_a_smaller_table_finds_too(
    history: Scenario, observed: xr.DataArray
) -> None:
    """People would run with another posterior than the documents describe."""
    table = ReferenceTable.of(history, COUNTRIES, 60, runs=6000, seed=2, progress=False)
    small = in_ranges(table.posterior(Observations(training(observed, COUNTRIES)), 0.05))
    for name in ("attacks.season", "attacks.tempo_sd", "recruitment.base"):  # what is learnt most
        low, high = fitted()[name]
        assert abs(small[name].mean() - posterior().centre(name)) < 0.25 * (high - low), name


@pytest.mark.parametrize("method", ["reference", "waves"])
def test_a_scenario_of_other_months_is_refused_before_anything_runs(
    baseline: Scenario, observed: xr.DataArray, method: str
) -> None:
    """Deaths of 2018 would be held against a war of 2023."""
    wanted = Observations(training(observed, COUNTRIES))
    with pytest.raises(LiptakoError, match="does not start in 2018-01"):
        posterior_by(method, baseline, wanted)


def test_the_other_method_can_be_asked_like_the_shipped(history: Scenario) -> None:
    """A check of it would be of something else."""
    lived = live_freely(history, in_ranges(np.full((1, PLACES), 0.5)), COUNTRIES, 60, 3,
                        progress=False)  # fmt: skip
    drawn = ByWaves(history, COUNTRIES, rows=32, histories=4)(lived.observations(0), 5)
    assert (99, PLACES) == drawn.shape
    assert np.all((drawn >= 0.0) & (drawn <= 1.0))
    assert drawn.std(axis=0).min() > 0.0


@pytest.mark.parametrize(
    ("method", "seed", "says"), [("wave", 7, "did you mean"), ("reference", 1, "is the reference")]
)
def test_a_check_refuses_in_words(
    history: Scenario, tmp_path: Path, method: str, seed: int, says: str
) -> None:
    """A person would get a traceback, or truths that the table knows."""
    with pytest.raises(LiptakoError, match=says):
        find_truths(history, method, 5, seed, tmp_path)
