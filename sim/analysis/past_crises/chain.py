"""What M4 gives each past crisis: exact probabilities, week by week, with the rules of the model.

The rules are those of `sim.mechanisms.coercion` and `sim.mechanisms.intervention`, in the order of
the model's week; only the first wave of a crisis is followed (no slips, no massacres). Instead of
drawing, every posture's probability is carried forward, and chance that lasts (the bloc's resolve)
or recurs (its members' moods, drawn once a month) is integrated out. As in the model, odds and
quorum are those of the month's first week. What the record does not tell of a crisis stands at one
value for all of them, named below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, log_ndtr, ndtr, softmax

from sim.analysis.past_crises.record import POSTURES, STANDING
from sim.decisions import summed
from sim.mechanisms import coercion, intervention
from sim.mechanisms.coercion import (
    ACTIVATED,
    LATE_WEEKS,
    OPTIONS,
    SANCTIONS,
    TICKS_A_MONTH,
    ULTIMATUM,
    WEEKS_A_MONTH,
    CoercionParameters,
)
from sim.mechanisms.intervention import FAILED_WEEKS, InterventionParameters

Array = NDArray[np.float64]

PROTOCOL = np.datetime64("2001-12-21")
"""ECOWAS Protocol A/SP1/12/01 on Democracy and Good Governance: from here on a coup means
suspension, and the bloc has a mandate to meet about it."""
MONTHS = 18
"""How long a crisis is followed."""
CONCEDED_BY = (2, 6, MONTHS)
"""Months up to which those who grabbed power give way: early, later, late."""
ENDS = ("gave way early", "gave way later", "gave way late", "did not give way")
ZEAL = 0.5
OPPOSITION, POPULARITY, AFFINITY = np.array(0.4), np.array(0.5), np.array(0.3)
"""Of the bloc's chair, at home to force, of those who grabbed power, and of members with the order
at stake: the record does not tell, so each is the same in all crises; judgement."""
HEGEMON_SHARE, OTHERS = 0.5, 10
"""Share of the bloc's strength that is Nigeria's; its other members, taken as equal; about 2023."""
BLOC_SOLDIERS = 440.0
"""Thousand soldiers in the bloc, about 2023; a target's strength is its soldiers' share."""
RESOLVE_NODES, MOOD_NODES = 9, 7
FURTHER = {"sanctions": SANCTIONS, "ultimatum": ULTIMATUM, "activate": ACTIVATED}
"""Posture after an option."""
STAYS = 5
"""Postures in which a crisis can stand: none to activated."""


@dataclass(frozen=True)
class Outlook:
    """What the rules expect of each crisis.

    Attributes:
        cells: probability ``(crisis, highest posture, end)``, over `POSTURES` and `ENDS`.
    """

    cells: Array

    @property
    def highest(self) -> Array:
        """Probability of each highest posture ``(crisis, posture)``."""
        return np.asarray(self.cells.sum(axis=2))

    @property
    def force(self) -> Array:
        """Probability of force ``(crisis,)``."""
        return np.asarray(self.highest[:, -1])

    @property
    def gave_way(self) -> Array:
        """Probability that those who grabbed power gave way ``(crisis,)``."""
        return np.asarray(self.cells[:, :, :-1].sum(axis=(1, 2)))


def outlook(
    table: pd.DataFrame, c: CoercionParameters, i: InterventionParameters, mandate_before: float
) -> Outlook:
    """Probabilities of highest posture and end, crisis by crisis.

    Args:
        table: as `past_crises` gives it.
        c: parameters of pressure.
        i: parameters of force.
        mandate_before: how much less often the bloc met about a coup before the protocol of 2001,
            0 to 1; a factor on the chance of a meeting.
    """
    ticks = TICKS_A_MONTH * MONTHS
    weeks = np.arange(ticks) * WEEKS_A_MONTH / TICKS_A_MONTH
    facts = _Facts.of(table)
    stake = _stake(facts, weeks, c)
    coalition = _Coalition.of(facts, stake, i)
    odds = coalition.odds
    force = _force(facts, stake, coalition.odds_cohesive, weeks, i)
    mandate = np.where(facts.protocol, 1.0, mandate_before) * ~facts.failed
    moves, lifts = _moves(facts, mandate, stake, odds, weeks, c)
    concede = _concede(facts, odds, c)
    return Outlook(
        np.einsum(
            "knpe,n->kpe",
            _carry(facts, coalition.quorum, force, moves, lifts, concede),
            _normal(RESOLVE_NODES)[1],
        )
    )


@dataclass(frozen=True)
class _Facts:
    """What the record tells of each crisis, ``(crisis,)``."""

    failed: NDArray[np.bool_]
    completed: NDArray[np.bool_]
    protocol: NDArray[np.bool_]
    elected: NDArray[np.bool_]
    free: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    hegemon: NDArray[np.bool_]
    borders: Array
    wave: Array
    terrain: Array
    soldiers: Array

    @classmethod
    def of(cls, table: pd.DataFrame) -> _Facts:
        return cls(
            failed=table["kind"].isin(["failed_coup", "war"]).to_numpy(),
            completed=(table["kind"] == "coup").to_numpy(),
            protocol=(table["date"] >= PROTOCOL).to_numpy(),
            elected=(table["elected_victim"] > 0).to_numpy(),
            free=table["claimant"].isin(STANDING).to_numpy(),
            asked=(table["invited"] > 0).to_numpy(),
            hegemon=(table["country"] == "NGA").to_numpy(),
            borders=table["borders_nigeria"].fillna(0.0).to_numpy(),
            wave=table["wave"].to_numpy(),
            terrain=intervention.terrain(table["area_thousand_km2"].to_numpy() * 1e3),
            soldiers=table["troops_of_target_thousand"].to_numpy(),
        )

    @property
    def least(self) -> NDArray[np.int64]:
        """The posture that a meeting takes at least."""
        return (self.completed & self.protocol).astype(np.int64)


def _normal(nodes: int) -> tuple[Array, Array]:
    """Nodes and weights of a standard normal (Gauss and Hermite)."""
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    return points, weights / weights.sum()


def _stake(facts: _Facts, weeks: Array, c: CoercionParameters) -> Array:
    """``(crisis, tick)``."""
    return coercion.stake(
        wave=facts.wave[:, None],
        zeal=ZEAL,
        borders=facts.borders[:, None],
        elected=facts.elected[:, None],
        weeks=weeks,
        p=c,
    )


@dataclass(frozen=True)
class _Coalition:
    """Who would fight, as seen at each month's start; all ``(crisis, tick)``.

    Attributes:
        odds: chance that the willing would win.
        odds_cohesive: the same where they make a quorum, for then more are willing than on average.
        quorum: chance that they do.
    """

    odds: Array
    odds_cohesive: Array
    quorum: Array

    @classmethod
    def of(cls, facts: _Facts, stake: Array, i: InterventionParameters) -> _Coalition:
        moods, weights = _normal(MOOD_NODES)
        terms = intervention.will_terms(
            affinity=AFFINITY,
            stake=stake[:, ::TICKS_A_MONTH, None],
            opposition=OPPOSITION,
            shock=moods,
            p=i,
        )
        will = expit(summed(terms))
        mean = will @ weights
        variance = (will**2) @ weights - mean**2
        hegemon = np.where(facts.hegemon, 0.0, HEGEMON_SHARE)[:, None]
        other = (1.0 - HEGEMON_SHARE) / OTHERS
        whole = hegemon + other * OTHERS
        willing = whole * mean
        spread = np.maximum(np.sqrt(variance * (hegemon**2 + OTHERS * other**2)), 1e-9)
        army = (facts.soldiers / BLOC_SOLDIERS * np.where(facts.failed, intervention.REMNANT, 1.0))[
            :, None
        ]
        gap = (willing - i.quorum * whole) / spread
        # Mean of a normal that is known to lie above a bound.
        above = spread * np.exp(-0.5 * gap**2 - log_ndtr(gap)) / np.sqrt(2.0 * np.pi)
        seen = (
            intervention.odds(willing, army, np.zeros(1), i),
            intervention.odds(np.minimum(willing + above, whole), army, np.zeros(1), i),
            ndtr(gap),
        )
        return cls(*(np.repeat(values, TICKS_A_MONTH, axis=1) for values in seen))


def _force(
    facts: _Facts,
    stake: Array,
    odds: Array,
    weeks: Array,
    i: InterventionParameters,
) -> Array:
    """Chance of force this week, given a quorum, ``(crisis, tick, posture before)``."""
    postures = np.arange(STAYS)
    utility = intervention.expected_utility(
        odds=odds,
        odds_alone=odds,
        stake=stake,
        terrain=facts.terrain[:, None],
        popularity=POPULARITY,
        p=i,
    )
    terms = intervention.force_terms(
        requested=facts.asked[:, None, None],
        free=facts.free[:, None, None],
        utility={name: np.asarray(part)[..., None] for name, part in utility.items()},
        threatened=postures >= ULTIMATUM,
        p=i,
    )
    possible = np.where(
        facts.failed[:, None],
        facts.asked[:, None] & (weeks <= FAILED_WEEKS),
        weeks <= LATE_WEEKS,
    )
    return np.asarray(expit(summed(terms)) * possible[..., None])


def _moves(
    facts: _Facts,
    mandate: Array,
    stake: Array,
    odds: Array,
    weeks: Array,
    c: CoercionParameters,
) -> tuple[Array, Array]:
    """Chances of a week's meeting: that the posture moves,
    ``(crisis, node, tick, before, after)``, and that the matter is dropped,
    ``(crisis, node, tick, before)``."""
    postures, nodes = np.arange(STAYS), _normal(RESOLVE_NODES)[0]
    resolve = c.resolve_sd * nodes[:, None] * coercion.fading(weeks, c)
    utilities = coercion.posture_utilities(
        posture=postures.astype(np.int8),
        stake=stake[:, None, :, None],
        weeks=weeks[:, None],
        odds=odds[:, None, :, None],
        resolve=resolve[..., None],
        p=c,
    )
    shape = (len(stake), len(nodes), len(weeks), STAYS)
    scaled = np.stack(
        [c.rationality * np.broadcast_to(summed(utilities[name]), shape) for name in OPTIONS]
    )
    meets = mandate[:, None] * expit(summed(coercion.meeting_terms(weeks, weeks)))
    chosen = dict(zip(OPTIONS, softmax(scaled, axis=0) * meets[:, None, :, None], strict=True))
    moves = np.zeros((*shape, STAYS))
    crises = np.arange(len(stake))
    for before in postures:
        moves[..., before, before] += (1.0 - meets)[:, None]
        held = np.maximum(before, facts.least)
        moves[crises, ..., before, held] += chosen["hold"][..., before]
        for name, after in FURTHER.items():
            moves[..., before, after] += chosen[name][..., before]
    return moves, chosen["lift"]


def _concede(facts: _Facts, odds: Array, c: CoercionParameters) -> Array:
    """Chance that the target gives way this week, ``(crisis, tick, posture before)``; the last
    posture is force under way, for between order and fight lies a week."""
    postures = np.arange(STAYS + 1)
    terms = coercion.concession_terms(
        posture=postures.astype(np.int8),
        odds=odds[..., None],
        popularity=POPULARITY,
        soldiers=(facts.soldiers * 1e3)[:, None, None],
        p=c,
    )
    asked = (postures > 0) & ~facts.failed[:, None, None]
    return np.asarray(expit(summed(terms)) * asked)


def _carry(
    facts: _Facts, quorum: Array, force: Array, moves: Array, lifts: Array, concede: Array
) -> Array:
    """Carry the probabilities through the weeks; ``(crisis, node, highest posture, end)``."""
    crises, nodes, ticks = lifts.shape[:3]
    standing = np.zeros((2, crises, nodes, STAYS))
    standing[0, ..., 0] = 1.0
    ended = np.zeros((crises, nodes, len(POSTURES), len(ENDS)))
    rows = np.arange(crises)
    for tick in range(ticks):
        if tick % TICKS_A_MONTH == 0:  # a new month, new moods: no quorum, or one
            cohesive = quorum[:, tick, None, None]
            standing = standing.sum(axis=0) * np.stack([1.0 - cohesive, cohesive])
        end, next_end = (_end(week) for week in (tick, tick + 1))
        gives = concede[:, None, tick, :STAYS]
        attacked = standing[1] * force[:, None, tick]
        held_out = (attacked * (1.0 - gives)).sum(axis=-1)
        gives_late = concede[:, None, min(tick + 1, ticks - 1), STAYS]
        ended[..., -1, end] += (attacked * gives).sum(axis=-1)
        ended[..., -1, next_end] += held_out * gives_late
        ended[..., -1, -1] += held_out * (1.0 - gives_late)
        standing[1] -= attacked
        calm = standing.sum(axis=0)
        dropped = calm * lifts[:, :, tick]
        for before in range(STAYS):
            ended[rows, :, np.maximum(before, facts.least), -1] += dropped[..., before]
        ended[..., :STAYS, end] += _moved(calm * gives, moves[:, :, tick])
        standing = _moved(standing * (1.0 - gives), moves[:, :, tick])
    ended[..., :STAYS, -1] += standing.sum(axis=0)
    return ended


def _end(tick: int) -> int:
    """Which of `ENDS` a concession in this week is."""
    return int(np.searchsorted(CONCEDED_BY, tick / TICKS_A_MONTH, side="right"))


def _moved(standing: Array, moves: Array) -> Array:
    """Probability of each posture ``(..., crisis, node, after)`` once a meeting has moved it."""
    return np.asarray((standing[..., None, :] @ moves)[..., 0, :])
