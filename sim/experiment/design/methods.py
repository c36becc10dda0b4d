"""Ways to draw a design: which points there are, and how often each is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.errors import LiptakoError
from sim.experiment.design.table import (
    LARGEST,
    Design,
    Plan,
    Ranges,
    check_count,
    from_table,
    ranges_of,
    repeated,
)

MORRIS_LEVELS = 4
"""As Morris (1991)."""


def replicates(runs: int) -> Design:
    """The same scenario ``runs`` times, each with luck of its own.

    Args:
        runs: how many rows the design has.

    Raises:
        LiptakoError: not a whole number from 1 to ten million.

    Examples:
        >>> replicates(3).runs
        3
    """
    return Design(
        pd.DataFrame(index=pd.RangeIndex(check_count(runs, "runs"))),
        Plan("replicates", points=1, replicates=int(runs)),
    )


def grid(vary: Mapping[str, Sequence[Any]], replicates: int = 1) -> Design:
    """Every combination of the values listed.

    Args:
        vary: by name of a parameter or of a place in the scenario, its values; an empty text leaves
            a place as the scenario has it, ``null`` removes what stands there.
        replicates: runs at each point; replicate k has the same luck at every point.

    Raises:
        LiptakoError: a name that is none, no values, one listed twice or out of bounds.

    Examples:
        >>> grid({"attacks.intensity": [2.0, 3.0]}, replicates=2).table
           attacks.intensity  replicate
        0                2.0          0
        1                2.0          1
        2                3.0          0
        3                3.0          1
    """
    if not vary:
        raise LiptakoError("vary: nothing - name a parameter, such as attacks.intensity")
    for name, values in vary.items():
        if isinstance(values, str) or not len(values):
            raise LiptakoError(f"vary: {name}: {values!r} are no values - give a list of them")
        if len({str(value) for value in values}) < len(values):
            raise LiptakoError(f"vary: {name}: a value is listed twice - keep one of it")
    size = int(np.prod([len(values) for values in vary.values()], dtype=object))
    check_count(size * check_count(replicates, "replicates"), "runs")
    points = pd.DataFrame(list(product(*vary.values())), columns=list(vary))
    return from_table(
        repeated(points, replicates), Plan("grid", points=size, replicates=replicates)
    )


def latin_hypercube(vary: Ranges, points: int, seed: int = 1, replicates: int = 1) -> Design:
    """Points that are evenly spread over each parameter's range (McKay et al. 1979).

    Args:
        vary: as `Ranges`.
        points: how many.
        seed: of the points.
        replicates: runs at each point; if more than one, replicate k has the same luck everywhere.

    Raises:
        LiptakoError: a name that is none, a range out of bounds, or too many runs.

    Examples:
        >>> found = latin_hypercube({"recruitment.base": (0.05, 0.09)}, points=4).table
        >>> sorted(((found["recruitment.base"] - 0.05) // 0.01).astype(int))  # one in each quarter
        [0, 1, 2, 3]
    """
    ranges = ranges_of(vary)
    check_count(check_count(points, "points") * check_count(replicates, "replicates"), "runs")
    unit = qmc.LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(points)
    plan = Plan("latin_hypercube", ranges, points, replicates, seed=seed)
    return _drawn(ranges, unit, plan)


def sobol(
    vary: Ranges, base: int, seed: int = 1, replicates: int = 1, second_order: bool = False
) -> Design:
    """What Sobol indices are worked out from: Saltelli's groups of points (Saltelli et al. 2010).

    Args:
        vary: as `Ranges`.
        base: groups, a power of two; each has two points more than there are parameters, or with
            second order two more than twice as many.
        seed: of the scrambling of Sobol's sequence.
        replicates: runs at each point; if more than one, replicate k has the same luck everywhere.
        second_order: whether indices of pairs are wanted too.

    Raises:
        LiptakoError: a name that is none, a range out of bounds, a base that is no power of two,
            too many runs, or SALib is not installed.

    Examples:
        >>> sobol(["attacks.intensity", "coups.base"], base=8).runs  # 8 groups of 2 + 2 points
        32
    """
    ranges = ranges_of(vary)
    if check_count(base, "base") & (base - 1):
        raise LiptakoError(f"base: {base} is no power of two - use {2 ** (base.bit_length() - 1)}")
    size = base * group_size(len(ranges), second_order)
    check_count(size * check_count(replicates, "replicates"), "runs")
    problem = _problem(ranges)
    unit = _salib("sobol").sample(problem, base, calc_second_order=second_order, seed=seed)
    return _drawn(ranges, unit, Plan("sobol", ranges, size, replicates, second_order, seed=seed))


def group_size(parameters: int, second_order: bool) -> int:
    """Points in each of Saltelli's groups."""
    return 2 + (2 if second_order else 1) * parameters


def morris(vary: Ranges, trajectories: int, seed: int = 1, replicates: int = 1) -> Design:
    """Paths that change one parameter at a time, to screen many of them (Morris 1991).

    Args:
        vary: as `Ranges`.
        trajectories: paths; each has one point more than there are parameters.
        seed: of the paths.
        replicates: runs at each point; if more than one, replicate k has the same luck everywhere.

    Raises:
        LiptakoError: a name that is none, a range out of bounds, too many runs, or SALib is not
            installed.

    Examples:
        >>> paths = morris(["attacks.intensity", "coups.base"], trajectories=5)
        >>> paths.runs  # each path has 2 + 1 points
        15
    """
    ranges = ranges_of(vary)
    size = check_count(trajectories, "trajectories", LARGEST) * (len(ranges) + 1)
    check_count(size * check_count(replicates, "replicates"), "runs")
    unit = _salib("morris").sample(_problem(ranges), trajectories, MORRIS_LEVELS, seed=seed)
    plan = Plan("morris", ranges, size, replicates, levels=MORRIS_LEVELS, seed=seed)
    return _drawn(ranges, unit, plan)


def crossed(design: Design, vary: Mapping[str, Sequence[Any]]) -> Design:
    """A design once for every combination of the values listed, such as scenarios.

    Raises:
        LiptakoError: as `grid`; or a design of Sobol or Morris, whose groups belong together.
    """
    if not vary:
        return design
    if design.plan.method in ("sobol", "morris"):
        raise LiptakoError(
            f"vary: {next(iter(vary))}: a list of values does not go with {design.plan.method} - "
            "give a range, or choose a grid or a Latin hypercube"
        )
    combinations = grid(vary).table
    table = combinations.merge(design.table, how="cross")
    plan = design.plan
    points = plan.points * len(combinations)
    return from_table(
        table, Plan(plan.method, plan.ranges, points, plan.replicates, seed=plan.seed)
    )


def _drawn(ranges: dict[str, tuple[float, float]], unit: Any, plan: Plan) -> Design:
    """The design of points ``(point, parameter)`` of the unit cube."""
    low, high = np.array(list(ranges.values())).T
    # Rounding may leave a range by a bit.
    values = np.clip(low + (high - low) * np.asarray(unit, np.float64), low, high)
    points = pd.DataFrame(values, columns=list(ranges))
    return from_table(repeated(points, plan.replicates), plan)


def _problem(ranges: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    names = list(ranges)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _salib(name: str) -> Any:
    """A sampler of SALib, which is imported only here: most designs need none of it."""
    try:
        return import_module(f"SALib.sample.{name}")
    except ImportError as error:
        raise LiptakoError(
            f"a {name} design needs the package SALib - pip install 'liptako[analysis]'"
        ) from error
