"""How forecasters do against one of them, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.forecasting.forecaster import Array
from sim.analysis.forecasting.registry import REFERENCE
from sim.errors import LiptakoError, one_of
from sim.streams import Streams

BLOCK = 6
"""Origins in a row that are drawn together, since neighbours share the months they foretell."""
RESAMPLES = 2_000
INTERVAL = 0.9
"""How much of the resampled ratios the interval holds."""
SEED = 0
CASE = ["origin", "lead", "country"]


def forecast_skill(table: pd.DataFrame, to: str = REFERENCE) -> pd.DataFrame:
    """Mean CRPS over that of a reference: below 1 a forecaster is better.

    Means are over deaths, so that where more die counts for more. The interval is a moving-block
    bootstrap over origins (Künsch 1989), each with all its cases; the same table gives the same.

    Args:
        table: as `backtest` gives it.
        to: the reference, a forecaster of the table.

    Returns:
        A row a forecaster and part: ``forecaster``, ``over`` (``all``, ``lead 1`` and so on, or a
        country's code), ``cases``, ``crps`` (mean, deaths), ``relative`` and its 90 % interval
        ``low`` to ``high`` (NaN where there are fewer origins than two blocks), and the means
        ``log_score`` (nats) and ``covered`` (share). ``relative`` is NaN where the reference never
        errs.

    Raises:
        LiptakoError: the reference is not in the table, or not all have the same cases, once each.

    Examples:
        >>> names = ["conflictology-12", "mine"]
        >>> case = {"origin": "2023-01-01", "lead": 3, "country": "MLI"}
        >>> scored = pd.DataFrame({"forecaster": names, "crps": [40.0, 30.0]}).assign(**case)
        >>> table = scored.assign(log_score=2.0, covered=1.0)
        >>> forecast_skill(table)[["forecaster", "over", "crps", "relative"]].head(2)
                 forecaster over  crps  relative
        0  conflictology-12  all  40.0      1.00
        1              mine  all  30.0      0.75
    """
    names = list(dict.fromkeys(table["forecaster"]))
    if to not in names:
        raise LiptakoError(f"'{to}' is no forecaster of the table - {one_of(to, names)}")
    if table.duplicated(["forecaster", *CASE]).any():
        raise LiptakoError("a case of a forecaster stands twice in the table - give each once")
    rows = []
    for over, part in _parts(table):
        crps = part.pivot(index=CASE, columns="forecaster", values="crps").reindex(columns=names)
        if crps.isna().to_numpy().any():
            raise LiptakoError(f"{over}: not all have the same cases - run one backtest of all")
        by_origin = crps.groupby(level="origin").sum()
        sums = by_origin.to_numpy()[_resampled(len(by_origin))].sum(axis=1)
        means = part.groupby("forecaster")[["crps", "log_score", "covered"]].mean()
        for place, name in enumerate(names):
            base = names.index(to)
            low, high = _interval(sums[:, place], sums[:, base])
            rows.append(
                {
                    "forecaster": name,
                    "over": over,
                    "cases": len(crps),
                    "crps": means["crps"][name],
                    "relative": _ratio(means["crps"][name], means["crps"][to]),
                    "low": low,
                    "high": high,
                    "log_score": means["log_score"][name],
                    "covered": means["covered"][name],
                }
            )
    return pd.DataFrame(rows)


def _parts(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The whole, each lead, each country, with their names."""
    yield "all", table
    for lead in sorted(table["lead"].unique()):
        yield f"lead {lead}", table[table["lead"] == lead]
    for country in dict.fromkeys(table["country"]):
        yield country, table[table["country"] == country]


def _resampled(origins: int) -> NDArray[np.int64]:
    """Positions of origins ``(resample, origin)``, in blocks; none if there are too few."""
    if origins < 2 * BLOCK:
        return np.empty((0, origins), np.int64)
    blocks = -(-origins // BLOCK)
    streams = Streams(SEED, np.arange(RESAMPLES, dtype=np.uint32))
    names = tuple(("backtest/block", str(block)) for block in range(blocks))
    starts = (streams.uniform(names, 0).T * (origins - BLOCK + 1)).astype(np.int64)
    places: NDArray[np.int64] = starts[:, :, None] + np.arange(BLOCK)
    return places.reshape(RESAMPLES, -1)[:, :origins]


def _interval(sums: Array, base: Array) -> tuple[float, float]:
    """The middle `INTERVAL` of resampled ratios."""
    if not sums.size or not base.all():
        return np.nan, np.nan
    tail = (1.0 - INTERVAL) / 2.0
    low, high = np.quantile(sums / base, [tail, 1.0 - tail])
    return float(low), float(high)


def _ratio(crps: float, base: float) -> float:
    return crps / base if base else np.nan
