"""Figures drawn from a dataset of runs, from tables of an analysis, or from what was observed.

Each function takes the data and returns a `matplotlib.figure.Figure`; none runs, shows or saves
anything. Modules load on first use, so that importing this package does not import matplotlib.

Examples:
    >>> figure = sim.plots.control_and_fighters(histories)
    >>> figure.savefig("forces.png")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.plots.affinities import affinity_network
    from sim.plots.alliances import alliance_picture
    from sim.plots.backtest import forecast_fans, pit_histogram
    from sim.plots.comparison import paired_differences
    from sim.plots.crises import crisis_postures
    from sim.plots.dashboards import dashboard
    from sim.plots.decision_cards import decision_card
    from sim.plots.discovery import discovered_box
    from sim.plots.fans import deaths_fans, fan_chart
    from sim.plots.flows import crisis_flows
    from sim.plots.forces import control_and_fighters
    from sim.plots.map_differences import difference_map
    from sim.plots.observed import observed_series
    from sim.plots.past_crises import foretold_crises
    from sim.plots.sensitivity import parameter_effects, tornado
    from sim.plots.surface import heat_map
    from sim.plots.survival import regime_survival, treaty_survival
    from sim.plots.theatre_map import (
        control_map,
        deaths_map,
        fighters_map,
        probability_map,
        region_map,
    )
    from sim.plots.treaties import treaty_membership

__all__ = [
    "affinity_network",
    "alliance_picture",
    "control_and_fighters",
    "control_map",
    "crisis_flows",
    "crisis_postures",
    "dashboard",
    "deaths_fans",
    "deaths_map",
    "decision_card",
    "difference_map",
    "discovered_box",
    "fan_chart",
    "fighters_map",
    "forecast_fans",
    "foretold_crises",
    "heat_map",
    "observed_series",
    "paired_differences",
    "parameter_effects",
    "pit_histogram",
    "probability_map",
    "regime_survival",
    "region_map",
    "tornado",
    "treaty_membership",
    "treaty_survival",
]

_MODULES = {
    "affinity_network": "affinities",
    "alliance_picture": "alliances",
    "control_and_fighters": "forces",
    "control_map": "theatre_map",
    "crisis_flows": "flows",
    "crisis_postures": "crises",
    "dashboard": "dashboards",
    "deaths_fans": "fans",
    "deaths_map": "theatre_map",
    "decision_card": "decision_cards",
    "difference_map": "map_differences",
    "discovered_box": "discovery",
    "fan_chart": "fans",
    "fighters_map": "theatre_map",
    "forecast_fans": "backtest",
    "foretold_crises": "past_crises",
    "heat_map": "surface",
    "observed_series": "observed",
    "paired_differences": "comparison",
    "parameter_effects": "sensitivity",
    "pit_histogram": "backtest",
    "probability_map": "theatre_map",
    "regime_survival": "survival",
    "region_map": "theatre_map",
    "tornado": "sensitivity",
    "treaty_membership": "treaties",
    "treaty_survival": "survival",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'sim.plots' has no attribute {name!r}")
    return getattr(import_module(f"sim.plots.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """What there is to complete after ``sim.plots.``."""
    return sorted({*globals(), *__all__})
