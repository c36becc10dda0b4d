"""Table D of the validation, from a reader's events of the war itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analysis.observed.events import by_region
from sim.analysis.validation.literature import (
    FACTS,
    TAIL_FROM,
    hardest_fifth,
    spreading,
    tail_exponent,
)
from sim.analysis.validation.observed import ALLIES
from sim.world.geography import load_regions

SINCE = "2018-01"
"""From here on all three states were at war."""


def regularities(events: pd.DataFrame, since: str = SINCE) -> pd.DataFrame:
    """What table D asks of the model, found in events: in Mali, Burkina Faso and Niger.

    Args:
        events: as `sim.read_events` gives them.
        since: first month, YYYY-MM.

    Returns:
        A row a fact: ``number``, ``what`` and ``expected`` as in table D, ``value`` (NaN if the
        events do not tell), and ``basis``, what it rests on.
    """
    regions = [region.id for region in load_regions().values() if region.country in ALLIES]
    chosen = events[events["country"].isin(ALLIES) & (events["date"] >= pd.Timestamp(since))]
    sizes = chosen["best"].to_numpy().astype(np.float32)
    found = {"D1": (tail_exponent(sizes), f"{(sizes >= TAIL_FROM).sum():,} events of {TAIL_FROM}+")}
    if chosen.empty:
        found |= {"D2": (np.nan, "0 deaths"), "D3": (np.nan, "0 months")}
    else:
        deaths = by_region(chosen, regions)
        values = deaths.values[None]
        (share,) = hardest_fifth(values.sum(axis=1))
        (escalated,), (relocated,) = spreading(values, regions)
        ratio = float(escalated / relocated) if relocated else np.nan
        found |= {
            "D2": (float(share), f"{values.sum():,.0f} deaths in a known region"),
            "D3": (ratio, f"{escalated:.0f} escalations, {relocated:.0f} relocations"),
        }
    return pd.DataFrame(
        {
            "number": fact.number,
            "what": fact.what,
            "expected": fact.observed,
            "value": found[fact.number][0],
            "basis": found[fact.number][1],
        }
        for fact in FACTS
    )
