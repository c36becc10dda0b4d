"""Liptako: many possible histories of the crisis around the Alliance of Sahel States.

>>> import sim
>>> scenario = sim.load_scenario("scenarios/baseline.yaml").patch({"horizon": {"end": "2023-09"}})
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
    from sim.analysis.explain import explain
    from sim.analysis.fork import fork
    from sim.analysis.observed.events import read_events
    from sim.analysis.observed.series import observed_deaths
    from sim.analysis.story import story
    from sim.experiment import design
    from sim.experiment.ensemble import simulate
    from sim.experiment.results import open_results
    from sim.scenario import Scenario, load_scenario

__all__ = [
    "LiptakoError",
    "Scenario",
    "ScenarioError",
    "__version__",
    "chronicle",
    "compare",
    "design",
    "deterrence",
    "explain",
    "fork",
    "load_scenario",
    "observed_deaths",
    "open_results",
    "plots",
    "read_events",
    "simulate",
    "story",
    "typical_run",
]

_WHERE = {
    "Scenario": "sim.scenario",
    "chronicle": "sim.analysis.chronicle",
    "deterrence": "sim.analysis.deterrence",
    "compare": "sim.analysis.compare",
    "explain": "sim.analysis.explain",
    "fork": "sim.analysis.fork",
    "load_scenario": "sim.scenario",
    "open_results": "sim.experiment.results",
    "observed_deaths": "sim.analysis.observed.series",
    "read_events": "sim.analysis.observed.events",
    "story": "sim.analysis.story",
    "typical_run": "sim.analysis.chronicle",
    "simulate": "sim.experiment.ensemble",
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
