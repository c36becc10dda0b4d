"""Forecasts of the simulation: from what was seen alone, and refused where they rest on little."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sim.analysis.forecasting.registry import BASELINES, POOLED, SIMULATION, forecasters
from sim.analysis.forecasting.simulation import Simulation, forecast
from sim.analysis.observed.series import observed_deaths
from sim.errors import LiptakoError
from sim.scenario import Scenario, load_scenario

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def history() -> Scenario:
    return load_scenario(ROOT / "scenarios" / "history.yaml")


@pytest.fixture(scope="module")
def observed() -> xr.DataArray:
    return observed_deaths()


def small(history: Scenario) -> Simulation:
    return Simulation(history, rows=16, histories=48, draws=200, months=12)


def until(observed: xr.DataArray, month: str) -> xr.DataArray:
    return observed.sel(month=slice(None, f"{month}-01"))


@pytest.fixture(scope="module")
def early(history: Scenario, observed: xr.DataArray) -> np.ndarray:
    """A forecast after December 2018."""
    return small(history)(until(observed, "2018-12"))


def test_a_forecast_is_of_every_country_lead_and_draw(early: np.ndarray) -> None:
    """A backtest would refuse it, or score other months."""
    assert (3, 12, 200) == early.shape
    assert np.all(early >= 0.0)
    assert np.all(early == np.rint(early))
    assert np.all(early.std(axis=-1) > 0.0)


def test_no_later_politics_is_known(
    history: Scenario, observed: xr.DataArray, early: np.ndarray
) -> None:
    """Coups and withdrawals of later years would speak from a forecast."""
    events = [e for e in history.resolved["history"] if e["on"] < "2019-01-01"]
    assert len(events) < len(history.resolved["history"])
    from sim.scenario.loading import rebuilt_scenario

    unaware = rebuilt_scenario(history.name, history.resolved | {"history": events})
    np.testing.assert_array_equal(early, small(unaware)(until(observed, "2018-12")))


def test_going_on_a_month_is_the_same_as_starting_anew(
    history: Scenario, observed: xr.DataArray, early: np.ndarray
) -> None:
    """A backtest, which goes on, would score other forecasts than those that people get."""
    stepwise = small(history)
    stepwise(until(observed, "2018-11"))
    np.testing.assert_array_equal(early, stepwise(until(observed, "2018-12")))
    np.testing.assert_array_equal(
        small(history)(until(observed, "2018-11")), stepwise(until(observed, "2018-11"))
    )


def test_more_deaths_seen_are_more_deaths_foretold(
    history: Scenario, observed: xr.DataArray, early: np.ndarray
) -> None:
    """What was observed would not reach the forecast."""
    seen = until(observed, "2018-12")
    late = seen["month"] >= np.datetime64("2018-09-01", "ns")
    worse = small(history)(seen.where(~late, 4.0 * seen + 40.0))
    assert np.all(np.median(early[:, 0], axis=-1) < np.median(worse[:, 0], axis=-1))


def test_too_few_histories_foretell_nothing(history: Scenario, observed: xr.DataArray) -> None:
    """A handful of lucky histories would pass for a forecast."""
    few = Simulation(history, rows=4, histories=4)
    with pytest.raises(LiptakoError, match=r"too few: \d+ carry the weight, 100 are needed"):
        few(until(observed, "2018-03"))


@pytest.mark.parametrize(
    ("origin", "says"), [("2031-01", "is not observed"), ("2017-06", "lies before 2018-01")]
)
def test_an_origin_that_cannot_be_is_refused(
    history: Scenario, observed: xr.DataArray, origin: str, says: str
) -> None:
    """A person would get a traceback, or a forecast of another month."""
    with pytest.raises(LiptakoError, match=says):
        forecast(small(history), observed, origin)


def test_a_table_names_origin_lead_country_and_draw(
    history: Scenario, observed: xr.DataArray
) -> None:
    """Other programs could not read it."""
    table = forecast(
        Simulation(history, rows=32, histories=48, draws=150, months=2), observed, "2018-02"
    )
    assert ["origin", "lead", "country", "draw"] == list(table.columns)
    assert 150 * 2 * 3 == len(table)
    assert {150} == set(table.groupby(["country", "lead"]).size())
    assert {"2018-02"} == set(table["origin"])


def test_months_after_those_fitted_to_move_parameters_a_little(
    history: Scenario, observed: xr.DataArray
) -> None:
    """Histories that multiply would be copies for ever, or leave the prior's range."""
    from sim.analysis.calibration.training import in_unit_cube

    simulation = small(history)
    simulation(until(observed, "2023-04"))
    assert simulation._following is not None
    points = in_unit_cube(simulation._following.filter.model.parameters.varying())
    assert np.all((points >= 0.0) & (points <= 1.0))
    assert len(np.unique(points[:, 0])) > 100


def test_the_simulation_stands_among_the_forecasters(history: Scenario) -> None:
    """A backtest would leave it out."""
    assert [SIMULATION, POOLED, *BASELINES] == list(forecasters(history))
