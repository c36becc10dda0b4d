"""Deterrence: how much less often force is used because of a commitment."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from sim.analysis.paired import check_paired, paired
from sim.errors import LiptakoError, one_of


@dataclass(frozen=True)
class Deterrence:
    """What a commitment deters; shares of histories.

    Attributes:
        without: probability of an intervention without the commitment.
        with_it: with it.
        difference: without less with it.
        low, high: 90 % interval of the difference, from the pairs; see
            `sim.analysis.paired.Paired`.
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

    Examples:
        >>> without = sim.simulate(scenario.patch({"treaties": {"AES": None}}), runs=20, seed=1)
        >>> deterrence(histories, without, "NER", bloc="ECOWAS").pairs
        20
    """
    one, other = with_it, without
    check_paired(one, other, "deterrence")
    blocs = [str(name) for name in one["bloc"].values]
    name = bloc or (blocs[0] if blocs else "")
    for kind, given in (("bloc", name), ("country", country)):
        known = [str(value) for value in one[kind].values]
        if given not in known:
            raise LiptakoError(f"deterrence: no {kind} '{given}' - {one_of(given, known)}")
    found = paired(
        *(
            histories["interventions"].sel(bloc=name, country=country).values
            for histories in (one, other)
        )
    )
    return Deterrence(
        without=found.mean,
        with_it=found.reference,
        difference=found.difference,
        low=found.low,
        high=found.high,
        pairs=found.pairs,
    )
