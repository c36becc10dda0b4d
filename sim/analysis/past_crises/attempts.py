"""How often officers try: attempts in ECOWAS members, 1990-2019, month by month.

A logistic regression on the memory of coups and on tenure, the terms of `sim.mechanisms.coups` that
the record knows; the others (war, parity, losses, legitimacy) are left at their reference. Prior:
flat for the base, and normal with the range as its 90 % interval for the other two; none leaves its
range. The years from 2020 on are not looked at: the model is held against them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from sim.analysis.past_crises.fit import Z90
from sim.analysis.past_crises.record import MEMORY_MONTHS
from sim.decisions import summed
from sim.mechanisms import declarations
from sim.mechanisms.coups import CoupParameters, attempt_terms

Array = NDArray[np.float64]

MEMBERS = (
    "BEN", "BFA", "CIV", "CPV", "GHA", "GIN", "GMB", "GNB", "LBR", "MLI", "NER", "NGA", "SEN",
    "SLE", "TGO",
)  # fmt: skip
FIRST, LAST = 1990, 2019
QUIET_SINCE = 1980
"""Year from which a country counts as quiet that had no coup since 1990; judgement."""
PEACE = np.array(False)
REFERENCE: dict[str, Array] = {
    "parity": np.array(0.3),
    "loss_stock": np.array(0.1),
    "legitimacy": np.array(0.5),
    "sanctions": np.array(0.0),
    "believed_aid": np.array(0.0),
}
"""What the record does not tell, at the reference state of the rule."""
FITTED = ("coups.base", "coups.memory", "coups.tenure")


@dataclass(frozen=True)
class Attempts:
    """Parameters of coups on the record.

    Attributes:
        values: by dotted name.
        attempts: how many there were.
        country_years: in how many.
    """

    values: dict[str, float]
    attempts: int
    country_years: float


def attempts(table: pd.DataFrame) -> Attempts:
    """The most probable base rate of attempts, and weights of memory and tenure.

    Args:
        table: as `past_crises` gives it.
    """
    memory, tenure, tried = _country_months(table)
    ranges = np.array([declarations()[name].range for name in FITTED])
    mean, spread = ranges.mean(axis=1), np.diff(ranges, axis=1)[:, 0] / (2 * Z90)

    def loss(at: Array) -> float:
        p = CoupParameters(base=at[0], memory=at[1], tenure=at[2])
        logit = summed(attempt_terms(at_war=PEACE, memory=memory, tenure=tenure, p=p, **REFERENCE))
        surprise = np.logaddexp(0.0, logit).sum() - logit[tried].sum()
        return float(surprise + 0.5 * (((at - mean) / spread)[1:] ** 2).sum())

    found = minimize(loss, mean, method="L-BFGS-B", bounds=ranges, options={"ftol": 1e-10})
    return Attempts(
        values=dict(zip(FITTED, found.x.tolist(), strict=True)),
        attempts=int(tried.sum()),
        country_years=memory.size / 12,
    )


def _country_months(table: pd.DataFrame) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Memory of coups, months of tenure, and whether officers tried, ``(country month,)``."""
    month = table["date"].dt.year * 12 + table["date"].dt.month - 1
    grabs = table.assign(month=month)
    rows = []
    for country in MEMBERS:
        own = grabs[grabs["country"] == country]
        coups = set(own["month"][own["kind"] == "coup"])
        tried = coups | set(own["month"][own["kind"] == "failed_coup"])
        memory, last = 0.0, QUIET_SINCE * 12
        for now in range(FIRST * 12, (LAST + 1) * 12):
            memory *= 0.5 ** (1.0 / MEMORY_MONTHS)
            rows.append((memory, now - last, now in tried))
            if now in coups:
                memory, last = memory + 1.0, now
    memories, tenures, answers = zip(*rows, strict=True)
    return np.array(memories), np.array(tenures, np.float64), np.array(answers, np.bool_)
