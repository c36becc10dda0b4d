"""What if: one question of one history answered two ways, and many futures from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.decisions import Decision, Forced
from sim.errors import LiptakoError, one_of
from sim.experiment.block import live
from sim.experiment.branches import part, remembering, to_the_end
from sim.experiment.course import Course, Player
from sim.experiment.design import replicates
from sim.experiment.ensemble import check_seed
from sim.experiment.memory import keep_freed_memory
from sim.experiment.play import begin
from sim.experiment.questions import Key, Question, Stop, force
from sim.experiment.replay import check_run, spelled_month
from sim.scenario import Scenario

TWICE = np.zeros(2, np.int64)
"""The one run of a history, two times."""


@dataclass(frozen=True)
class TurningPoint:
    """A question of a history.

    Attributes:
        actor, decision, about: as in `sim.experiment.questions.Question`; the whole name of the
            decision.
        month, week: as in its `Stop`.
    """

    actor: str
    decision: str
    about: str
    month: int
    week: int

    @property
    def key(self) -> Key:
        """What tells it from the actor's other questions of the month."""
        return self.decision, self.about, self.week

    def among(self, decisions: Sequence[Decision]) -> int | None:
        """Its place among the decisions of its month; None if it did not come up."""
        for place, one in enumerate(decisions):
            if (self.actor, *self.key) == (one.actor, one.decision, one.about, one.week):
                return place
        return None


def futures(
    scenario: Scenario,
    turn: TurningPoint,
    ways: tuple[str, str],
    runs: int = 200,
    run: int = 0,
    seed: int = 1,
    answers: Sequence[str] = (),
    player: str | None = None,
) -> tuple[xr.Dataset, xr.Dataset]:
    """Let one question of a history be answered two ways, and live many futures of either.

    The month of the question is lived with the history's own luck, so that the question comes up in
    every future; what follows it has luck of its own, equal futures the same in both branches.
    After the question the model decides for everybody.

    Args:
        scenario: as `sim.load_scenario` gives it.
        turn: the question.
        ways: two of the question's options, one a branch.
        runs: futures of each branch.
        run: number of the history.
        seed: of every random number.
        answers: of a game, as for `sim.experiment.play.play`; those after the question are left
            out of account.
        player: id of who gave them; None if the model decided for everybody.

    Returns:
        Results of either branch, labelled like those of `simulate`, with runs from 0 on.

    Raises:
        LiptakoError: the question does not come up there, or has no such option; or as for `play`.
    """
    replicates(runs)
    course = _course(scenario, player, answers, run, seed)
    question = _live_to(course, turn)
    for way in ways:
        if way not in question.options:
            raise LiptakoError(f"ways: '{way}' cannot be had - {one_of(way, question.options)}")
    forced = _given(course, turn)
    forced += [force(turn.actor, turn.key, way, np.arange(2) == at) for at, way in enumerate(ways)]
    keep_freed_memory()
    model = course.rewind()
    both = model.take(TWICE)
    model.close()
    before = remembering(both, course.block, TWICE)
    both.decisions.forced = tuple(forced)
    live(both, before, turn.month + 1)
    return to_the_end(*part(both, before, (0, 1), runs), seed)


def _course(
    scenario: Scenario, player: str | None, answers: Sequence[str], run: int, seed: int
) -> Course:
    if player is not None:
        return begin(scenario, player, answers, run, seed)
    if answers:
        raise LiptakoError("answers: nobody plays - say who gave them, as in player='MLI'")
    check_run(run)
    check_seed(seed)
    return Course.start(Player(scenario, "", ()), run, seed)


def _live_to(course: Course, turn: TurningPoint) -> Question:
    """Live the months before a question, and try its own as far as the question.

    Raises:
        LiptakoError: the history does not get there, or it does not come up.
    """
    player = course.player
    if not 0 <= turn.month < player.scenario.months:
        raise LiptakoError(
            f"month: {turn.month} is outside the horizon - use 0 to {player.scenario.months - 1}"
        )
    when = f"{spelled_month(player.scenario, turn.month)}, week {turn.week + 1}"
    asked = "/".join(filter(None, (turn.actor, turn.decision, turn.about)))
    stop = course.live(turn.month)
    if stop is None:
        stop, decisions = course.try_month(lambda all_: _begun_by(course, turn, all_))
        place = turn.among(decisions)
        if place is not None and (stop is None or _is_at(stop, turn)):
            return Question.of(decisions[place])
        if stop is None:
            own = [one for one in decisions if one.actor == turn.actor]
            texts = ["/".join(filter(None, (one.decision, one.about))) for one in own]
            decided = ", ".join(dict.fromkeys(texts)) or "nothing"
            raise LiptakoError(
                f"{asked}: does not come up in {when} - what {turn.actor} decides in that month: "
                f"{decided}"
            )
    raise LiptakoError(
        f"{asked}: the game does not get to {when} - it waits for {player.actor}'s answer "
        f"{player.heard + 1} ({stop.decision}, {spelled_month(player.scenario, stop.month)})"
    )


def _begun_by(course: Course, turn: TurningPoint, decisions: list[Decision]) -> list[Stop]:
    """The player's stops of which a question was asked before the turn, or with it; all if it did
    not come up."""
    stops, place = course.stops(decisions), turn.among(decisions)
    if place is None:
        return stops
    begun = {(stop.week, stop.decision) for stop in course.stops(decisions[: place + 1])}
    return [stop for stop in stops if (stop.week, stop.decision) in begun]


def _is_at(stop: Stop, turn: TurningPoint) -> bool:
    return any(one.actor == turn.actor and stop.key(one) == turn.key for one in stop.questions)


def _given(course: Course, turn: TurningPoint) -> list[Forced]:
    """What the player has answered in the month by now, but for the question itself."""
    player = course.player
    return [
        force(player.actor, key, answer, TWICE == 0)
        for key, answer in player.said.items()
        if (player.actor, *key) != (turn.actor, *turn.key)
    ]
