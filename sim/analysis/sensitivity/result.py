"""What an analysis of sensitivity finds."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import pandas as pd


@dataclass(frozen=True)
class Noise:
    """How much of what differs between runs is luck.

    Attributes:
        share: of the variance of single runs, what luck makes: runs at one point differ by it
            alone. Not a number if points have one run each.
        low, high: its 90 % interval.
        left: of the variance of the points' means, what luck still makes.
        replicates: runs at each point.
    """

    share: float = nan
    low: float = nan
    high: float = nan
    left: float = nan
    replicates: int = 1

    @property
    def words(self) -> str:
        """In a sentence or two."""
        if isnan(self.share):
            return (
                "Luck cannot be told apart from the parameters: every point was run once. Sweep "
                "with replicates to see its share."
            )
        return (
            f"Luck makes {100 * self.share:.0f} % of the variance of single runs "
            f"({100 * self.low:.0f} to {100 * self.high:.0f} %), and still "
            f"{100 * self.left:.0f} % of that of the means of {self.replicates:,} runs at a point."
        )


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How much each parameter moves an outcome.

    Attributes:
        method: sobol, morris or rank.
        outcome: its column.
        table: a row a parameter, the strongest first. Sobol: ``first`` and ``total``; Morris:
            ``mu_star``, ``mu`` and ``sigma``, in the outcome's unit over the parameter's whole
            range; rank: ``rank`` and ``partial``. 90 % intervals as in ``total_low`` and
            ``total_high``.
        noise: how much is luck.
        runs: that were used.
        points: that were used.
        notes: what a reader should know, in sentences.
        unit: of the outcome, "1" for a pure number.
        meaning: of the outcome.
        pairs: of a Sobol design with second order, a row a pair: ``parameter``, ``other``,
            ``second`` and its interval.
    """

    method: str
    outcome: str
    table: pd.DataFrame
    noise: Noise
    runs: int
    points: int
    notes: tuple[str, ...] = ()
    unit: str = "1"
    meaning: str = ""
    pairs: pd.DataFrame | None = None

    @property
    def everything(self) -> pd.DataFrame:
        """One table for a file: parameters, and below them pairs, if there are any."""
        if self.pairs is None:
            return self.table
        return pd.concat([self.table, self.pairs], ignore_index=True)
