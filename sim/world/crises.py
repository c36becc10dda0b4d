"""Crises between blocs and the countries they press, and the use of force against a country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.decisions import Places
from sim.mechanisms.coercion import ACTIVATED, SANCTIONS, TICKS_A_MONTH, ULTIMATUM, WEEKS_A_MONTH
from sim.world.state import Array, Flags, State, in_turn, variable

Positions = NDArray[np.int64]

NONE, SUSPENDED, INTERVENED = 0, 1, 5
"""Postures by their numbers, beside those of `sim.mechanisms.coercion`."""
KINDS = ("completed_coup", "failed_coup", "constitutional_grab", "refusal")
"""Kinds of crisis, as a scenario calls them; the position is the number in `Crises.kind`."""
COMPLETED, FAILED, GRAB = 0, 1, 2
"""The first of them; from `GRAB` on the grab can be undone by those who made it."""
RESULTS = ("none", "open", "concession", "climb_down", "intervention", "rescue")
"""How a crisis stands or ended; the position is the number in the results."""
OPEN, CONCESSION, CLIMB_DOWN, INTERVENTION, RESCUE = range(1, 6)
TOLD = {
    SUSPENDED: "suspension",
    SANCTIONS: "sanctions",
    ULTIMATUM: "ultimatum",
    ACTIVATED: "mobilisation",
}
"""What the chronicle calls a posture that a bloc takes."""
A_TICK = WEEKS_A_MONTH / TICKS_A_MONTH
"""Length of a tick of diplomacy, weeks."""
DAYS_A_WEEK = 7.0


@dataclass
class Crises(State):
    """Blocs and the countries they press.

    Attributes:
        blocs: ids, in the scenario's order.
        treaties: row of the treaty behind each bloc.
    """

    blocs: tuple[str, ...]
    treaties: tuple[int, ...]
    posture: NDArray[np.int8] = variable(
        "bloc",
        "country",
        unit="1",
        meaning="Posture: 0 none, 1 suspended, 2 sanctions, 3 ultimatum, 4 activated, 5 intervened",
    )
    hardest: NDArray[np.int8] = variable(
        "bloc", "country", unit="1", meaning="Hardest posture of this month"
    )
    open: Flags = variable("bloc", "country", unit="1", meaning="In dispute")
    kind: NDArray[np.int8] = variable(
        "bloc", "country", unit="1", meaning="Kind of crisis: see KINDS"
    )
    weeks: Array = variable("bloc", "country", unit="weeks", meaning="Since the grab of power")
    since_trigger: Array = variable(
        "bloc", "country", unit="weeks", meaning="Since the grab, a slip or a massacre"
    )
    resolve: Array = variable("bloc", "country", unit="utility", meaning="Resolve of the bloc")
    elected: Flags = variable("bloc", "country", unit="1", meaning="The victim had been elected")
    free: Flags = variable("bloc", "country", unit="1", meaning="The rightful claimant is free")
    requested: Flags = variable("bloc", "country", unit="1", meaning="The claimant asked for force")
    ordered: NDArray[np.int8] = variable(
        "bloc",
        "country",
        unit="1",
        meaning="Week, from 1, in which a dated event orders an intervention; 0 for none",
    )
    sanctions: Array = variable("bloc", "country", unit="1", meaning="Severity of sanctions")
    conceded: Flags = variable("bloc", "country", unit="1", meaning="A timetable was conceded")
    result: NDArray[np.int8] = variable(
        "bloc", "country", unit="1", meaning="How the last crisis stands or ended; see RESULTS"
    )
    first_reached: Array = variable(
        "level",
        "bloc",
        "country",
        unit="weeks",
        meaning="When the first crisis reached a posture or a harder one",
    )
    number: NDArray[np.int16] = variable(
        "bloc",
        "country",
        unit="crises",
        meaning="Grabs of power so far, a crisis open at the start included",
    )
    launched: Flags = variable("bloc", "country", unit="1", meaning="The bloc has sent troops")
    won: Flags = variable(
        "bloc", "country", unit="1", meaning="The bloc has won an intervention that was fought"
    )
    expected: Array = variable(
        "bloc",
        "country",
        unit="interventions",
        meaning="Interventions to be expected so far: the chances of all weeks, added up",
    )
    threatened: Flags = variable(
        "bloc", "country", unit="1", meaning="The bloc began to threaten force this month"
    )

    def threatens(self, country: int) -> Flags:
        """Whether some bloc threatens a country with force ``(run,)``."""
        return np.asarray((self.posture[:, country] >= ULTIMATUM).any(axis=0))

    def presses(self) -> Flags:
        """Whether some bloc stands at sanctions or more ``(country, run)``."""
        return np.asarray((self.posture >= SANCTIONS).any(axis=0))

    def total_sanctions(self) -> Array:
        """Sum of sanctions ``(country, run)``, in the order of bloc ids."""
        order = sorted(range(len(self.blocs)), key=lambda i: self.blocs[i])
        return in_turn(self.sanctions[order])

    def begin(
        self,
        bloc: int,
        places: Places,
        *,
        kind: int,
        elected: Flags,
        free: Flags,
        requested: Flags,
        weeks: float = 0.0,
        anew: bool = False,
    ) -> None:
        """A grab of power opens a crisis, or a slip opens it anew.

        Args:
            bloc: row of the bloc.
            places: rows of countries, and runs.
            kind: of crisis.
            elected: whether the victim had been elected, ``(place,)``.
            free: whether the claimant is free, likewise.
            requested: whether the claimant asked for force, likewise.
            weeks: since the grab; negative until its day comes.
            anew: whether it is the same crisis as before.
        """
        place = bloc, places.row, places.run
        self.open[place] = True
        self.number[place] += not anew
        self.kind[place] = kind
        self.weeks[place] = weeks
        self.since_trigger[place] = weeks
        self.resolve[place] = np.nan
        self.elected[place] = elected
        self.free[place] = free
        self.requested[place] = requested
        self.conceded[place] = False
        self.result[place] = OPEN

    def close(
        self, bloc: int, places: Places, posture: int | NDArray[np.int8], result: int
    ) -> None:
        """A crisis ends; what stays is a posture, none or suspended."""
        place = bloc, places.row, places.run
        self.open[place] = False
        self.posture[place] = posture
        self.result[place] = result

    def forget(self, places: Places, blocs: Sequence[int] | None = None) -> None:
        """Lawful rule is back, or the country left the bloc: nothing is left to press for."""
        for bloc in range(len(self.blocs)) if blocs is None else blocs:
            place = bloc, places.row, places.run
            self.result[place] = np.where(self.open[place], 0, self.result[place])
            self.open[place] = False
            self.conceded[place] = False
            self.posture[place] = NONE

    def concede(self, bloc: int, places: Places) -> None:
        """Targets give way: a junta by a timetable, others by undoing what they did."""
        undone = places.take(self.kind[bloc]) >= GRAB
        posture = np.where(undone, NONE, SUSPENDED).astype(np.int8)
        posture = np.minimum(posture, places.take(self.posture[bloc]))
        self.close(bloc, places, posture, CONCESSION)
        self.conceded[bloc, places.row, places.run] = ~undone

    def take_posture(self, bloc: int, places: Places, posture: NDArray[np.int8]) -> None:
        """Move to other postures ``(place,)``; when the first crisis reached each is remembered."""
        place = bloc, places.row, places.run
        before = self.posture[place]
        self.posture[place] = posture
        self.hardest[place] = np.maximum(self.hardest[place], posture)
        self.threatened[place] |= (before < ULTIMATUM) & (posture >= ULTIMATUM)
        harder = (posture > before) & (self.number[place] == 1)
        if harder.any():
            weeks = self.weeks[place]
            for level, known in enumerate(self.first_reached, 1):
                new = harder & (posture >= level) & np.isnan(known[place])
                known[place] = np.where(new, weeks, known[place])

    def clear_month(self) -> None:
        """Forget last month's hardest posture and threats."""
        self.hardest[...] = self.posture
        self.threatened[...] = False

    def pass_week(self) -> None:
        """A tick of diplomacy goes by."""
        self.weeks += A_TICK
        self.since_trigger += A_TICK


@dataclass
class Assaults(State):
    """Force used against countries: what is on its way, and who stands by the target.

    Between the decision and the fight lies a tick, in which allies answer.
    """

    commitment: Array = variable(
        "attacker", "country", unit="1", meaning="Share of its strength that an attacker commits"
    )
    underway: Flags = variable("country", unit="1", meaning="An attack is on its way")
    answered: Flags = variable("country", unit="1", meaning="Allies have answered")
    defence: Array = variable(
        "ally", "country", unit="1", meaning="Share of its strength that an ally sends"
    )
    bloc: NDArray[np.int8] = variable(
        "country", unit="1", meaning="Row of the bloc that attacks; -1 if a country does"
    )
    ordered: NDArray[np.int8] = variable(
        "attacker",
        "country",
        unit="1",
        meaning="Week, from 1, in which a dated event has a country attack; 0 for none",
    )

    def strength_of(
        self, side: Array, country: int, runs: Positions, strength: Array, order: list[int]
    ) -> Array:
        """What a side, `commitment` or `defence`, brings to a country ``(position,)``.

        Args:
            side: shares ``(country, country, run)``.
            country: row of the target.
            runs: positions.
            strength: of each country, ``(country, run)``.
            order: rows of countries in the order of their ids.
        """
        return in_turn(np.stack([side[i, country, runs] * strength[i, runs] for i in order]))

    def launch(self, places: Places, attackers: Positions, commitment: Array, bloc: int) -> None:
        """Attackers, with shares of their strength ``(attacker, place)``, set out; where an attack
        is on its way already they join it."""
        place = attackers[:, None], places.row, places.run
        self.commitment[place] = np.maximum(self.commitment[place], commitment)
        first = places[~places.take(self.underway)]
        self.bloc[first.row, first.run] = bloc
        self.underway[places.row, places.run] = True

    def set_out(self, week: int) -> None:
        """Countries that a dated event has attack this week set out with all they have."""
        if not self.ordered.any():
            return
        now = self.ordered == week + 1
        attacked = now.any(axis=0)
        self.commitment[now] = 1.0
        self.bloc[attacked & ~self.underway] = -1
        self.underway |= attacked
        self.ordered[now] = 0

    def call_off(self, bloc: int, places: Places) -> None:
        """A bloc has no reason to fight any more: its troops that are under way turn back."""
        self.end(places[places.take(self.underway & (self.bloc == bloc))])

    def end(self, places: Places) -> None:
        """The fight is over, or the target has given way."""
        self.commitment[:, places.row, places.run] = 0.0
        self.defence[:, places.row, places.run] = 0.0
        self.underway[places.row, places.run] = False
        self.answered[places.row, places.run] = False
