"""Liptako: many possible histories of the crisis around the Alliance of Sahel States.

Examples:
    >>> import sim
    >>> baseline = sim.load_scenario("scenarios/baseline.yaml")
    >>> scenario = baseline.patch({"horizon": {"end": "2023-09"}})
    >>> histories = sim.simulate(scenario, runs=20, seed=1)  # an xarray.Dataset
    >>> histories["deaths"].dims
    ('run', 'month', 'country', 'kind')

Other examples of the package speak of the same `scenario` and `histories`. Without the patch the
baseline goes on until December 2027; 500 histories of it take some ten seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import LiptakoError, ScenarioError
from sim.version import VERSION as __version__

if TYPE_CHECKING:
    from sim import plots
    from sim.analysis.chronicle import chronicle, typical_run
    from sim.analysis.compare import compare
    from sim.analysis.deterrence import deterrence
    from sim.analysis.discover import discover
    from sim.analysis.explain import explain
    from sim.analysis.forecasting.backtest import backtest
    from sim.analysis.forecasting.registry import forecasters
    from sim.analysis.forecasting.relative import forecast_skill
    from sim.analysis.fork import fork
    from sim.analysis.observed.events import read_events
    from sim.analysis.observed.series import observed_deaths
    from sim.analysis.past_crises.held_out import crisis_scores, foretell_crises
    from sim.analysis.past_crises.record import past_crises
    from sim.analysis.sensitivity import sensitivity, swings
    from sim.analysis.story import story
    from sim.analysis.validation.asking import validate
    from sim.experiment import design
    from sim.experiment.ensemble import simulate
    from sim.experiment.reading import outcome_table
    from sim.experiment.results import open_results
    from sim.model import CrisisModel
    from sim.scenario import Scenario, load_scenario

__all__ = [
    "CrisisModel",
    "LiptakoError",
    "Scenario",
    "ScenarioError",
    "__version__",
    "backtest",
    "chronicle",
    "compare",
    "crisis_scores",
    "design",
    "deterrence",
    "discover",
    "explain",
    "forecast_skill",
    "forecasters",
    "foretell_crises",
    "fork",
    "load_scenario",
    "observed_deaths",
    "open_results",
    "outcome_table",
    "past_crises",
    "plots",
    "read_events",
    "sensitivity",
    "simulate",
    "story",
    "swings",
    "typical_run",
    "validate",
]

_WHERE = {
    "CrisisModel": "sim.model",
    "Scenario": "sim.scenario",
    "backtest": "sim.analysis.forecasting.backtest",
    "chronicle": "sim.analysis.chronicle",
    "compare": "sim.analysis.compare",
    "crisis_scores": "sim.analysis.past_crises.held_out",
    "deterrence": "sim.analysis.deterrence",
    "discover": "sim.analysis.discover",
    "explain": "sim.analysis.explain",
    "forecast_skill": "sim.analysis.forecasting.relative",
    "forecasters": "sim.analysis.forecasting.registry",
    "foretell_crises": "sim.analysis.past_crises.held_out",
    "fork": "sim.analysis.fork",
    "load_scenario": "sim.scenario",
    "observed_deaths": "sim.analysis.observed.series",
    "open_results": "sim.experiment.results",
    "outcome_table": "sim.experiment.reading",
    "past_crises": "sim.analysis.past_crises.record",
    "read_events": "sim.analysis.observed.events",
    "sensitivity": "sim.analysis.sensitivity",
    "simulate": "sim.experiment.ensemble",
    "story": "sim.analysis.story",
    "swings": "sim.analysis.sensitivity",
    "typical_run": "sim.analysis.chronicle",
    "validate": "sim.analysis.validation.asking",
}
_MODULES = {"design": "sim.experiment.design", "plots": "sim.plots"}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: the command's help needs none of it."""
    from importlib import import_module  # noqa: PLC0415

    if name in _MODULES:
        return import_module(_MODULES[name])
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'sim' has no attribute '{name}'")


def __dir__() -> list[str]:
    """What there is to complete after ``sim.``."""
    return sorted({*globals(), *__all__})
