"""The fit of the war: what it may look at, and that nothing is lost when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sim.analysis.calibration.emulator import Emulator
from sim.analysis.calibration.evaluation import Evaluation
from sim.analysis.calibration.fit import Fit, draw, posterior
from sim.analysis.calibration.kept import summary
from sim.analysis.calibration.training import (
    COUNTRIES,
    Observations,
    fitted,
    in_ranges,
    in_unit_cube,
    prior,
    training,
)
from sim.errors import LiptakoError
from sim.mechanisms import declarations
from sim.scenario import Scenario

FEW = 2**14
NOTHING = Observations(np.zeros((60, 3)))
SCRIPT = """
from pathlib import Path
from sim.analysis.calibration.fit import Fit
from sim.analysis.calibration.training import COUNTRIES, Observations, training
from sim.analysis.observed.series import observed_deaths
from sim.scenario import load_scenario
history = load_scenario("scenarios/history.yaml").patch({"calibration": {"parameters": "stated"}})
observed = Observations(training(observed_deaths(), COUNTRIES))
fit = Fit(history, COUNTRIES, observed, rows=96, histories=4, waves=1)
fit.run(Path(r"%s"))
"""


def tiny(history: Scenario, observed: xr.DataArray) -> Fit:
    deaths = training(observed, COUNTRIES)
    return Fit(history, COUNTRIES, Observations(deaths), rows=96, histories=4, waves=1)


def test_months_held_out_change_no_fitted_number(
    history: Scenario, observed: xr.DataArray, tmp_path: Path
) -> None:
    """What is called a test would have been fitted to."""
    later = observed["month"] > np.datetime64("2022-12-31")
    assert 24 == int(later.sum())
    other = observed.where(~later, 3.0 * observed + 7.0)
    fits = [tiny(history, series) for series in (observed, other)]
    assert fits[0].key() == fits[1].key()
    found = [
        draw(fit.run(tmp_path / str(number)), 300, 1, among=FEW) for number, fit in enumerate(fits)
    ]
    np.testing.assert_array_equal(found[0], found[1])


def test_months_fitted_to_change_the_fit(history: Scenario, observed: xr.DataArray) -> None:
    """The test above could not fail."""
    fitted_to = observed["month"] == np.datetime64("2022-12-01", "ns")
    other = observed.where(~fitted_to, 3.0 * observed)
    assert tiny(history, observed).key() != tiny(history, other).key()


def test_a_fit_that_is_killed_goes_on_where_it_was(
    history: Scenario, observed: xr.DataArray, tmp_path: Path
) -> None:
    """Hours of work would be lost, or the rest would not fit what was done."""
    fit = tiny(history, observed)
    whole = draw(fit.run(tmp_path / "whole"), 300, 1, among=FEW)
    killed = tmp_path / "killed"
    root = Path(__file__).parents[3]
    process = subprocess.Popen([sys.executable, "-c", SCRIPT % killed], cwd=root)
    (wave,) = (tmp_path / "whole" / fit.key()).glob("wave1-*")
    first = killed / fit.key() / wave.name / "0000.npz"
    deadline = time.monotonic() + 120
    while not first.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = {path.name: path.stat().st_mtime_ns for path in first.parent.glob("*.npz")}
    assert 1 <= len(done) < 3
    np.testing.assert_array_equal(whole, draw(fit.run(killed), 300, 1, among=FEW))
    for name, when in done.items():
        assert when == (first.parent / name).stat().st_mtime_ns


def test_a_missing_month_is_said(observed: xr.DataArray) -> None:
    """A fit to fewer months would pass for the fit."""
    short = observed.sel(month=slice(None, "2022-06"))
    with pytest.raises(LiptakoError, match="needs every month"):
        training(short, COUNTRIES)


def test_what_is_fitted_is_what_is_declared_so() -> None:
    """A parameter of the war would be left out of the fit, or a prior be fitted unseen."""
    own = {n for n, d in declarations().items() if d.evidence == "fitted"}
    assert set(fitted()) == {n for n in own if n.split(".")[0] not in {"coups", "coercion",
                                                                       "intervention"}}  # fmt: skip
    points = in_unit_cube(prior(64, 3))
    assert np.all((points >= 0.0) & (points <= 1.0))
    np.testing.assert_allclose(points, in_unit_cube(in_ranges(points)))


def test_the_emulator_finds_the_middle_of_a_known_likelihood() -> None:
    """Rows would be drawn elsewhere than where they are likely."""
    points = in_unit_cube(prior(600, 1))
    middle = np.array([0.35, 0.45, 0.55, 0.65])
    found = Evaluation(
        -((points[:, :4] - middle) ** 2).sum(axis=1) / 2.0 / 0.1**2,
        np.full(600, 0.6),
        np.full(600, 0.4),
    )
    drawn = draw(Emulator.of(points, found, NOTHING), 500, 1, among=2**18)
    np.testing.assert_allclose(middle, drawn[:, :4].mean(axis=0), atol=0.02)
    np.testing.assert_allclose(0.1, drawn[:, :4].std(axis=0), atol=0.02)
    assert np.all(drawn[:, 4:].std(axis=0) > 0.25)


def test_rows_far_from_the_two_other_data_are_unlikely() -> None:
    """State control and civilians would be ignored."""
    points = in_unit_cube(prior(600, 1))
    found = Evaluation(np.zeros(600), 0.2 + 0.8 * points[:, 0], 0.2 + 0.4 * points[:, 1])
    drawn = draw(Emulator.of(points, found, NOTHING), 500, 1, among=2**18)
    assert pytest.approx(0.5, abs=0.05) == drawn[:, 0].mean()
    assert drawn[:, 0].std() < 0.12
    assert pytest.approx(0.5, abs=0.06) == drawn[:, 1].mean()
    assert pytest.approx(0.289, abs=0.03) == drawn[:, 2].std()


def test_the_summary_says_how_much_was_learnt(history: Scenario, observed: xr.DataArray) -> None:
    """A prior would be shown as a finding."""
    points = in_unit_cube(prior(600, 1))
    found = Evaluation(-((points[:, 0] - 0.5) ** 2) / 2.0 / 0.05**2, *np.full((2, 600), 0.5))
    learnt = summary(posterior(Emulator.of(points, found, NOTHING), 1)).set_index("parameter")
    names = list(fitted())
    assert learnt.loc[names[0], "learnt"] > 0.8
    assert abs(learnt.loc[names[5], "learnt"]) < 0.1
