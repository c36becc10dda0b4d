"""Table D: regularities of other wars, for users who bring event data of this one."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import zeta

from sim.analysis.validation.bench import Bench
from sim.analysis.validation.fact import Fact, Finding, middle, passes, ratio
from sim.analysis.validation.observed import ALLIES
from sim.mechanisms import casualties
from sim.mechanisms.casualties import CasualtyParameters
from sim.world.geography import load_regions

HIT = 25.0
"""Deaths in a month from which a region counts as hit."""
EVENTS = 200_000
TAIL_FROM = 5
"""Deaths from which events count as the tail."""


def tail(_: Bench) -> Finding:
    """Exponent of the tail of event sizes, as a reader of event data would estimate it."""
    p = CasualtyParameters()
    u = (np.arange(EVENTS, dtype=np.float32) + np.float32(0.5)) / np.float32(EVENTS)
    found = tail_exponent(casualties.severity(u, p.tail, p.largest))
    return Finding(
        f"{found:.2f}",
        passes(2.1 <= found <= 2.7),
        "Of event sizes as drawn, with the default parameters; it hardly could fail.",
    )


def tail_exponent(sizes: NDArray[np.float32]) -> float:
    """Most likely exponent of a discrete power law from `TAIL_FROM` on (Clauset et al. 2009).

    Of sizes ``(event,)``, deaths; NaN if none is so large.
    """
    chosen = sizes[sizes >= TAIL_FROM].astype(np.float64)
    if not chosen.size:
        return float("nan")
    logs = float(np.log(chosen).mean())
    found = minimize_scalar(
        lambda alpha: np.log(zeta(alpha, TAIL_FROM)) + alpha * logs,
        bounds=(1.2, 6.0),
        method="bounded",
    )
    return float(found.x)


def concentration(bench: Bench) -> Finding:
    """Share of deaths in the hardest-hit fifth of the regions of the three states."""
    found = middle(hardest_fifth(_regional(bench).sum("month").values))
    return Finding(
        str(found),
        passes(0.5 <= found.value <= 0.75),
        "Where fighters spread is not calibrated yet.",
    )


def hardest_fifth(deaths: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Share ``(run,)`` of deaths ``(run, region)`` in the fifth of regions that has most of them.

    NaN in a run without deaths.
    """
    ordered = np.sort(deaths, axis=1)[:, ::-1]
    fifth = max(round(ordered.shape[1] / 5), 1)
    with np.errstate(invalid="ignore"):
        share = ordered[:, :fifth].sum(axis=1) / ordered.sum(axis=1)
    return np.asarray(share, np.float64)


def escalation(bench: Bench) -> Finding:
    """How much oftener violence spreads to a neighbour while it lasts than by moving there."""
    regional = _regional(bench)
    escalated, relocated = spreading(regional.values, list(regional["region"].values))
    found = ratio(relocated, escalated)
    return Finding(
        str(found),
        passes(found.value >= 3.0),
        f"A region is hit by {HIT:.0f} deaths in a month; the study counted events in grid cells.",
    )


def spreading(
    deaths: NDArray[np.floating[Any]], regions: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Escalations and relocations, each ``(run,)``, in deaths ``(run, month, region)``.

    A region is hit from `HIT` deaths in a month on; see `diffusion`.
    """
    return diffusion(deaths >= HIT, _neighbours(regions))


def diffusion(
    hit: NDArray[np.bool_], neighbours: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often violence spreads to a neighbour while it lasts, and how often it moves there.

    A region is newly hit beside one that was hit a month before: an escalation if that neighbour
    is still hit, else a relocation.

    Args:
        hit: ``(run, month, region)``.
        neighbours: ``(region, region)``.

    Returns:
        Escalations and relocations, each ``(run,)``.
    """
    before, now = hit[:, :-1], hit[:, 1:]
    new = now & ~before
    links = neighbours.astype(np.float64)
    stays = (before & now).astype(np.float64) @ links
    moves = (before & ~now).astype(np.float64) @ links
    return (new * stays).sum(axis=(1, 2)), (new * moves).sum(axis=(1, 2))


def _regional(bench: Bench) -> xr.DataArray:
    deaths = bench.run(bench.scenario("baseline"))["deaths_region"]
    return deaths.isel(region=np.isin(deaths["region_country"].values, ALLIES))


def _neighbours(regions: list[str]) -> NDArray[np.bool_]:
    known = load_regions()
    return np.array([[other in known[one].neighbours for other in regions] for one in regions])


FACTS = (
    Fact(
        "D1",
        "exponent of the tail of event sizes",
        "2.1 to 2.7",
        "Johnson et al. 2006; Clauset et al. 2007",
        "literature",
        tail,
    ),
    Fact(
        "D2",
        "share of deaths in the hardest-hit fifth of regions",
        "50 to 75 %",
        "judgement, after UCDP GED",
        "literature",
        concentration,
    ),
    Fact(
        "D3",
        "escalation over relocation in the diffusion of violence",
        "3 at least",
        "Schutte & Weidmann 2011",
        "literature",
        escalation,
    ),
)
