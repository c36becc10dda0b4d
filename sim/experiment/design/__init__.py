"""Designs are tables: one row a run, a column for whatever differs between runs."""

from sim.experiment.design.methods import grid, latin_hypercube, morris, replicates, sobol
from sim.experiment.design.table import (
    LARGEST,
    REPLICATE,
    SCENARIO,
    Design,
    Plan,
    from_table,
    is_whole,
)

__all__ = [
    "LARGEST",
    "REPLICATE",
    "SCENARIO",
    "Design",
    "Plan",
    "from_table",
    "grid",
    "is_whole",
    "latin_hypercube",
    "morris",
    "replicates",
    "sobol",
]
