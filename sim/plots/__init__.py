"""Figures drawn from a dataset of runs, or from what was observed.

Each function takes the data and returns a `matplotlib.figure.Figure`; none runs, shows or saves
anything. Modules load on first use, so that importing this package does not import matplotlib.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.plots.crises import crisis_postures
    from sim.plots.fans import deaths_fans, fan_chart
    from sim.plots.forces import control_and_fighters
    from sim.plots.observed import observed_series
    from sim.plots.sensitivity import discovered_box, parameter_effects
    from sim.plots.theatre_map import probability_map, region_map
    from sim.plots.treaties import treaty_membership

__all__ = [
    "control_and_fighters",
    "crisis_postures",
    "deaths_fans",
    "discovered_box",
    "fan_chart",
    "observed_series",
    "parameter_effects",
    "probability_map",
    "region_map",
    "treaty_membership",
]

_MODULES = {
    "control_and_fighters": "forces",
    "crisis_postures": "crises",
    "deaths_fans": "fans",
    "discovered_box": "sensitivity",
    "fan_chart": "fans",
    "observed_series": "observed",
    "parameter_effects": "sensitivity",
    "probability_map": "theatre_map",
    "region_map": "theatre_map",
    "treaty_membership": "treaties",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'sim.plots' has no attribute {name!r}")
    return getattr(import_module(f"sim.plots.{_MODULES[name]}"), name)
