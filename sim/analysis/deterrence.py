"""Deterrence: how much less often force is used because of a commitment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.errors import LiptakoError, one_of

Z90 = 1.645
"""Half-width of a 90 % interval, standard errors."""


@dataclass(frozen=True)
class Deterrence:
    """What a commitment deters; shares of histories.

    Attributes:
        without: probability of an intervention without the commitment.
        with_it: with it.
        difference: without less with it.
        low, high: 90 % interval of the difference, from the pairs.
        pairs: how many histories were compared.
    """

    without: float
    with_it: float
    difference: float
    low: float
    high: float
    pairs: int


def deterrence(
    with_it: xr.Dataset, without: xr.Dataset, country: str, bloc: str | None = None
) -> Deterrence:
    """Compare two ensembles, history by history: equal runs share their luck.

    The difference is all that sets the two scenarios apart, over the whole horizon. A prior
    restated, never a finding: what others believe of an alliance is an assumption
    (``honouring.belief_reliability``); show the result with its sensitivity.

    Args:
        with_it: histories of the scenario with the commitment.
        without: of the one without it, with the same seed and runs.
        country: id of the country it protects.
        bloc: id of the bloc that might intervene; the first if left out.

    Raises:
        LiptakoError: the two do not have the same seed, runs and months, or a name is unknown.
    """
    one, other = with_it, without
    alike = one.attrs.get("seed") == other.attrs.get("seed") and all(
        np.array_equal(one[name].values, other[name].values) for name in ("run", "month")
    )
    if not alike:
        raise LiptakoError(
            "deterrence: the two have different seeds, runs or months - simulate both with the "
            "same seed, number of runs and horizon"
        )
    blocs = [str(name) for name in one["bloc"].values]
    name = bloc or (blocs[0] if blocs else "")
    for kind, given in (("bloc", name), ("country", country)):
        known = [str(value) for value in one[kind].values]
        if given not in known:
            raise LiptakoError(f"deterrence: no {kind} '{given}' - {one_of(given, known)}")
    used = [
        histories["interventions"].sel(bloc=name, country=country).values
        for histories in (one, other)
    ]
    difference = used[1] - used[0]
    half = (
        Z90 * float(difference.std(ddof=1)) / len(difference) ** 0.5 if len(difference) > 1 else 0.0
    )
    mean = float(difference.mean())
    return Deterrence(
        without=float(used[1].mean()),
        with_it=float(used[0].mean()),
        difference=mean,
        low=mean - half,
        high=mean + half,
        pairs=len(difference),
    )
