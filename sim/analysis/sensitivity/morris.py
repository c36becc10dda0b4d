"""Morris' elementary effects: how far an outcome moves as one parameter crosses its range."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analysis.paired import INTERVAL
from sim.analysis.swept import RUN, Array, library
from sim.experiment.design import Plan

RESAMPLES = 500
SEED = 1
DECIMALS = 6
"""Of places within a range: levels are far apart, so what is finer is rounding."""

NOTE = (
    "Luck adds to mu* and sigma of every parameter, even of one that does nothing: hold the "
    "weakest against the others."
)


def morris(frame: pd.DataFrame, plan: Plan, means: Array) -> pd.DataFrame:
    """Mean effect, mean of its size and its spread by parameter, in the outcome's unit over the
    parameter's whole range.

    Args:
        frame: a row a run, all of them.
        plan: of the whole design.
        means: of every point, ``(point,)``, in the design's order.
    """
    names = list(plan.ranges)
    low, high = np.array(list(plan.ranges.values())).T
    rows = frame.sort_values(RUN)[names].to_numpy(np.float64)[:: plan.replicates]
    places = np.round((rows - low) / (high - low), DECIMALS)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    found = library("SALib.analyze.morris", "SALib").analyze(
        problem,
        places,
        means,
        num_resamples=RESAMPLES,
        conf_level=INTERVAL,
        num_levels=plan.levels,
        seed=SEED,
    )
    columns = {key: np.asarray(found[key], np.float64) for key in ("mu_star", "mu", "sigma")}
    half = np.asarray(found["mu_star_conf"], np.float64)
    table = pd.DataFrame(
        {
            "parameter": names,
            "mu_star": columns["mu_star"],
            "mu_star_low": columns["mu_star"] - half,
            "mu_star_high": columns["mu_star"] + half,
            "mu": columns["mu"],
            "sigma": columns["sigma"],
        }
    )
    return table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
