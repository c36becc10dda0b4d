"""One history in which a person decides for one actor, as a pure function of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.decisions import Decision
from sim.errors import AnswersError, LiptakoError
from sim.experiment.block import results
from sim.experiment.course import Course, Player
from sim.experiment.dataset import label
from sim.experiment.ensemble import check_seed
from sim.experiment.questions import Stop, Taken
from sim.experiment.record import Block, chronicle
from sim.experiment.replay import check_run
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.scenario.schema import PresenceEvent


@dataclass(frozen=True, eq=False)
class Game:
    """A history as far as its player has decided.

    Attributes:
        stop: what the player is asked next; None if the history is over.
        taken: every stop answered so far, in order, those answered by holding to it too.
        history: one run, labelled as `simulate` does; of an open game the months before that of
            the stop, without outcomes.
        decisions: everybody's in those months.
        events_before: the chronicle of the stop's month before the stop's week; empty if the
            history is over.
    """

    stop: Stop | None
    taken: tuple[Taken, ...]
    history: xr.Dataset
    decisions: tuple[Decision, ...]
    events_before: xr.Dataset


def play(
    scenario: Scenario, actor: str, answers: Sequence[str] = (), run: int = 0, seed: int = 1
) -> Game:
    """Live one history in which one actor decides as it is told.

    Who answers all as the model would have (`sim.experiment.questions.Question.outcome`) has the
    very run that `simulate` gives.

    Args:
        scenario: as `sim.load_scenario` gives it.
        actor: id of one of `players`.
        answers: one text a stop, in order: a letter or number a question (its ``codes``), joined
            by dots; ``~6`` after them holds the course for six months, in which who is asked the
            same again answers the same without being asked. `Stop.write` writes them.
        run: number of the history.
        seed: of every random number.

    Raises:
        LiptakoError: a run, seed or actor that cannot be; an answer that cannot be, or one more
            than there are stops.
    """
    course = begin(scenario, actor, answers, run, seed)
    stop = course.live(scenario.months)
    player = course.player
    if stop is None and player.heard < len(player.texts):
        raise AnswersError(
            f"answers: {len(player.texts)}, but {actor} is asked {player.heard} times until the "
            f"history is over - leave out those from answer {player.heard + 1} on"
        )
    number = np.array([run], np.uint32)
    told = _told_before(course.model, stop, number)
    if stop is None:
        arrays = course.block | results(course.model, course.block, number)
    else:
        model = course.rewind()
        arrays = course.block | model.parameters.varying() | chronicle(model, number)
    history = _until(label(scenario, seed, arrays, number), scenario, stop)
    before = label(scenario, seed, told, number)
    return Game(stop, tuple(player.taken), history, tuple(course.decisions), before)


def begin(scenario: Scenario, actor: str, answers: Sequence[str], run: int, seed: int) -> Course:
    """The course of a game before its first month; arguments and errors as for `play`."""
    check_run(run)
    check_seed(seed)
    if actor not in (able := players(scenario)):
        remedy = f"use one of {', '.join(able)}" if able else "every month of it is history"
        raise LiptakoError(f"actor: '{actor}' decides nothing in this scenario - {remedy}")
    if isinstance(answers, str):
        raise LiptakoError(f"answers: one text - give a list, as in answers=['{answers}']")
    return Course.start(Player(scenario, actor, answers), run, seed)


def players(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the actors that can be played: those that may come to decide something themselves."""
    data = scenario.data
    if scenario.free_from >= scenario.months:
        return ()
    bound = set[str]()
    for treaty in data.treaties.values():
        bound.update(treaty.candidates)
        if any(clause.response == "armed_force" for clause in treaty.clauses.values()):
            bound.update(treaty.members, (pledge.by for pledge in treaty.pledges))
    return (
        *(own for own, state in data.countries.items() if not state.aggregate or own in bound),
        *data.blocs,
        *(own for own in data.partners if _may_leave(scenario, own)),
    )


def _may_leave(scenario: Scenario, partner: str) -> bool:
    """Whether a partner is somewhere, now or by an event, from where it is not leaving already."""
    own = scenario.data.partners[partner]
    stays = any(there.level > 0.0 and not there.drawing_down for there in own.presence.values())
    comes = any(
        isinstance(event, PresenceEvent) and event.partner == partner and event.level > 0.0
        for event in scenario.data.events
    )
    return not own.substitute and (stays or comes)


def _told_before(model: CrisisModel, stop: Stop | None, number: NDArray[np.uint32]) -> Block:
    """Events of the stop's month that its player can know, ``(event,)``."""
    events = chronicle(model, number)
    known = np.zeros(events["event_run"].shape, np.bool_)
    if stop is not None:
        known = (events["event_month"] == stop.month) & (events["event_week"] < stop.weeks_over)
    return {name: column[known] for name, column in events.items()}


def _until(history: xr.Dataset, scenario: Scenario, stop: Stop | None) -> xr.Dataset:
    """The months before the stop's."""
    if stop is None:
        return history
    maps = -(-stop.month // scenario.data.record.fighters_every)
    return history.isel(month=slice(stop.month), map_month=slice(maps))
