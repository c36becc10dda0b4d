"""How much each parameter of a sweep moves an outcome, and how much is luck."""

from sim.analysis.sensitivity.analyse import METHODS, sensitivity
from sim.analysis.sensitivity.result import Noise, Sensitivity

__all__ = ["METHODS", "Noise", "Sensitivity", "sensitivity"]
