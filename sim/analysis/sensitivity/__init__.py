"""How much each parameter of a sweep moves an outcome, and how much is luck."""

from sim.analysis.sensitivity.analyse import METHODS, sensitivity
from sim.analysis.sensitivity.result import Noise, Sensitivity
from sim.analysis.sensitivity.swings import Swings, swings

__all__ = ["METHODS", "Noise", "Sensitivity", "Swings", "sensitivity", "swings"]
