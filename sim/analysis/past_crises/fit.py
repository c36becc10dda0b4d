"""M4's parameters, set on past crises: the most probable values under their priors.

Prior: normal, with the parameter's range as its 90 % interval, and never outside the range. The
likelihood is that of highest posture and end, with a small chance that a row of the record is of
no known pattern. What the record cannot tell (beliefs, what waiting and dropping a matter cost,
what force costs, members' wills) is not fitted and stays judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from sim.analysis.past_crises.chain import CONCEDED_BY, ENDS, Outlook, outlook
from sim.analysis.past_crises.record import DAYS_A_MONTH, POSTURES
from sim.experiment.memory import keep_freed_memory
from sim.mechanisms import declarations
from sim.mechanisms.coercion import CoercionParameters
from sim.mechanisms.intervention import InterventionParameters

Array = NDArray[np.float64]

FITTED = (
    "coercion.stake_base",
    "coercion.stake_wave",
    "coercion.stake_border",
    "coercion.stake_elected",
    "coercion.stake_decay",
    "coercion.cost_sanctions",
    "coercion.cost_ultimatum",
    "coercion.cost_activation",
    "coercion.threat_leverage",
    "coercion.hold_value",
    "coercion.rationality",
    "coercion.resolve_sd",
    "coercion.concede_base",
    "coercion.concede_sanctions",
    "coercion.concede_threat",
    "coercion.concede_small",
    "intervention.base",
    "intervention.requested",
    "intervention.claimant_free",
    "intervention.claimant_captive",
    "intervention.threatened",
)
"""Parameters that the record informs."""
MANDATE_BEFORE = "mandate before 2001"
"""Fitted beside them, and of no use outside the record: how much less often the bloc met about a
coup before the protocol of 2001."""
MANDATE_RANGE = (0.0, 1.0)
STRAY = 0.05
"""Chance that a row of the record follows no pattern; judgement."""
Z90 = 1.645


@dataclass(frozen=True)
class Fit:
    """Values of the fitted parameters.

    Attributes:
        values: by dotted name, `MANDATE_BEFORE` among them.
        sd: standard deviations, from the curvature at the values; of one at its limit, none; empty
            if not asked for.
        loss: minus the log of prior times likelihood, up to a constant.
    """

    values: dict[str, float]
    loss: float
    sd: dict[str, float] = field(default_factory=dict)

    def outlook(self, table: pd.DataFrame) -> Outlook:
        """What these values expect of each crisis."""
        return _outlook(table, self.values)


def shipped() -> dict[str, float]:
    """The values that the package uses, by dotted name."""
    return {name: float(declarations()[name].default) for name in FITTED}  # type: ignore[arg-type]


def prior() -> tuple[Array, Array, Array, Array]:
    """Mean, standard deviation, lowest and highest value of each, `MANDATE_BEFORE` last."""
    ranges = [declarations()[name].range for name in FITTED] + [MANDATE_RANGE]
    low, high = np.array(ranges).T
    return (low + high) / 2, (high - low) / (2 * Z90), low, high


def fit(table: pd.DataFrame, start: Mapping[str, float] | None = None, sd: bool = False) -> Fit:
    """The most probable values, given the crises of a table.

    Args:
        table: as `past_crises` gives it.
        start: values from which to search; the middle of the prior if left out.
        sd: whether to work out standard deviations too.
    """
    keep_freed_memory()
    mean, spread, low, high = prior()
    names = [*FITTED, MANDATE_BEFORE]
    seen = observed(table)

    def loss(z: Array) -> float:
        values = dict(zip(names, mean + spread * z, strict=True))
        likelihood = _likelihood(_outlook(table, values), seen)
        return float(0.5 * (z @ z) - np.log(likelihood).sum())

    at = np.zeros(len(names)) if start is None else (_array(start, names) - mean) / spread
    bounds = list(zip((low - mean) / spread, (high - mean) / spread, strict=True))
    found = minimize(loss, at, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-8})
    values = mean + spread * found.x
    inside = np.flatnonzero((values > low) & (values < high)) if sd else np.array([], np.int64)
    deviation = spread[inside] * _deviation(loss, found.x, inside)
    return Fit(
        values=dict(zip(names, values.tolist(), strict=True)),
        loss=float(found.fun),
        sd=dict(zip([names[place] for place in inside], deviation.tolist(), strict=True)),
    )


def observed(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which highest posture and end each crisis may have had ``(crisis, posture, end)``; of a
    concession without a day, every time is possible."""
    days = table["days_to_concession"].to_numpy()
    end = np.searchsorted(np.array(CONCEDED_BY) * DAYS_A_MONTH, days)
    seen = np.zeros((len(table), len(POSTURES), len(ENDS)), np.bool_)
    for row, (highest, gave_way) in enumerate(
        zip(table["highest"], table["gave_way"], strict=True)
    ):
        if not gave_way:
            seen[row, highest, -1] = True
        elif np.isnan(days[row]):
            seen[row, highest, :-1] = True
        else:
            seen[row, highest, end[row]] = True
    return seen


def _likelihood(expected: Outlook, seen: NDArray[np.bool_]) -> Array:
    stray = seen / (len(POSTURES) * len(ENDS))
    return np.asarray(((1.0 - STRAY) * expected.cells * seen + STRAY * stray).sum(axis=(1, 2)))


def _outlook(table: pd.DataFrame, values: Mapping[str, float]) -> Outlook:
    own: dict[str, dict[str, float]] = {"coercion": {}, "intervention": {}}
    for name, value in values.items():
        mechanism, _, short = name.partition(".")
        if short:
            own[mechanism][short] = value
    return outlook(
        table,
        CoercionParameters(**own["coercion"]),
        InterventionParameters(**own["intervention"]),
        values[MANDATE_BEFORE],
    )


def _array(values: Mapping[str, float], names: list[str]) -> Array:
    return np.array([values[name] for name in names])


def _deviation(
    loss: Callable[[Array], float], at: Array, inside: NDArray[np.int64], step: float = 0.05
) -> Array:
    """Standard deviations of some coordinates, from the curvature of a loss by finite
    differences."""
    steps = np.eye(len(at))[inside] * step
    hessian = np.zeros((len(inside), len(inside)))
    for row, one in enumerate(steps):
        for column, other in enumerate(steps[: row + 1]):
            hessian[row, column] = hessian[column, row] = (
                loss(at + one + other)
                - loss(at + one - other)
                - loss(at - one + other)
                + loss(at - one - other)
            ) / (4 * step**2)
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(hessian))))
