"""Scenarios: YAML files, checked to the last name, as the model's input."""

from __future__ import annotations

from sim.scenario.jsonschema import json_schema
from sim.scenario.loading import load_scenario, rebuilt_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.schema import POSTURES, Event, ScenarioFile

__all__ = [
    "POSTURES",
    "Event",
    "Scenario",
    "ScenarioFile",
    "json_schema",
    "load_scenario",
    "rebuilt_scenario",
]
