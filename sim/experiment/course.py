"""One history under the hand of a player: lived month by month, and anew where the player departs
from what the model would do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.decisions import Decision, Forced
from sim.errors import AnswersError
from sim.experiment.questions import Key, Question, Stop, Taken, force, stops_among
from sim.experiment.record import Block, Recorder, empty
from sim.experiment.replay import spelled_month
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.world.world import World

ALONE = np.zeros(1, np.int64)
"""The one run of a history."""
Listens = Callable[[list[Decision]], list[Stop]]
"""The stops of a month, lived for a try, that the player is to answer."""


@dataclass
class Player:
    """Who plays, and what has been said so far.

    Attributes:
        scenario: what is played.
        actor: id; empty if nobody plays.
        texts: answers, one a stop, in order.
        taken: every stop that was answered.
        heard: how many of the texts have been read.
        said: answers of the month that is being lived.
        held: answers that are held to, by decision and about, each until a month.
    """

    scenario: Scenario
    actor: str
    texts: Sequence[str]
    taken: list[Taken] = field(default_factory=list)
    heard: int = 0
    said: dict[Key, str] = field(default_factory=dict)
    held: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def answer(self, stops: list[Stop], settled: Collection[Key]) -> tuple[Stop | None, list[Key]]:
        """Answer the stops of a month as far as they are sure to come up as they do here.

        Args:
            stops: of a month lived for a try, in order.
            settled: questions that are forced already.

        Returns:
            The stop for which there is no answer yet, if any; or else the questions of the first
            stop at which the model chose otherwise: what comes after it is not to be trusted.
        """
        for stop in stops:
            self._hold_course(stop)
            new = tuple(one for one in stop.questions if stop.key(one) not in self.said)
            if new:
                asked = replace(stop, questions=new)
                if self.heard == len(self.texts):
                    return asked, []
                self._say(asked)
            differing = [
                stop.key(one)
                for one in stop.questions
                if stop.key(one) not in settled and one.outcome != self.said[stop.key(one)]
            ]
            if differing:
                return None, differing
        return None, []

    def _hold_course(self, stop: Stop) -> None:
        """Answer as before what is to be held to, where that can still be had."""
        found: list[tuple[Question, str]] = []
        for one in stop.questions:
            answer, until = self.held.get((one.decision, one.about), ("", 0))
            if stop.key(one) not in self.said and stop.month < until and answer in one.options:
                found.append((one, answer))
                self.said[stop.key(one)] = answer
        if found:
            questions, answers = zip(*found, strict=True)
            self.taken.append(Taken(replace(stop, questions=questions), answers, held=True))

    def _say(self, stop: Stop) -> None:
        """Read the next answer; what is said now is held to, or no longer."""
        try:
            answers, months = stop.read(self.texts[self.heard])
        except AnswersError as error:
            when = spelled_month(self.scenario, stop.month)
            raise AnswersError(
                f"answer {self.heard + 1} ({self.actor}, {stop.decision}, {when}): {error}"
            ) from error
        self.heard += 1
        for one, answer in zip(stop.questions, answers, strict=True):
            self.said[stop.key(one)] = answer
            self.held[one.decision, one.about] = answer, stop.month + months
        self.taken.append(Taken(stop, answers, months))


@dataclass
class Course:
    """A history as far as it has been lived.

    Attributes:
        player: who answers for one actor.
        model: at the start of a month; or at its end, if that was a try.
        block: what is recorded of whole months.
        decisions: those of whole months.
        begun: the world as the month began that was tried last.
    """

    player: Player
    model: CrisisModel
    block: Block
    decisions: list[Decision]
    begun: World

    @classmethod
    def start(cls, player: Player, run: int, seed: int) -> Course:
        """Before the first month of a run."""
        model = CrisisModel.start(player.scenario, seed, np.array([run], np.uint32))
        return cls(player, model, empty(player.scenario, 1), [], model.world)

    def live(self, until: int) -> Stop | None:
        """Live up to, not including, the month of index ``until``; or to the first stop without an
        answer, which is returned: then `rewind` has the start of its month."""
        recorder = Recorder(self.model.scenario.data.record.fighters_every, self.block)
        while self.model.months_lived < until:
            stop, decisions = self.try_month()
            if stop is not None:
                return stop
            recorder.keep(self.model)
            self.decisions += decisions
        return None

    def stops(self, decisions: list[Decision]) -> list[Stop]:
        """All that the player is asked in the month just lived."""
        return stops_among(decisions, self.player.actor, self.model.months_lived - 1)

    def try_month(self, listens: Listens | None = None) -> tuple[Stop | None, list[Decision]]:
        """Live a month until all that the player has to say in it is heeded.

        What the model does of its own accord is not forced, so that a player who always agrees
        with it has the very history that it gives.

        Args:
            listens: which stops the player is to answer; all if not given.

        Returns:
            The stop for which there is no answer yet, if any; and the decisions of the month.
        """
        self.begun = self.model.world.take(ALONE)
        self.player.said = {}
        forced: dict[Key, Forced] = {}
        while True:
            self.model.decisions.forced = tuple(forced.values())
            trace = self.model.trace(0)
            self.model.step()
            stops = (listens or self.stops)(trace.decisions)
            stop, differing = self.player.answer(stops, forced)
            if stop is not None or not differing:
                return stop, trace.decisions
            for key in differing:
                forced[key] = force(self.player.actor, key, self.player.said[key], ALONE == 0)
            tried, self.model = self.model, self.rewind()
            tried.close()

    def rewind(self) -> CrisisModel:
        """A model at the start of the month that was tried last."""
        model = self.model
        return CrisisModel(
            model.scenario,
            model.streams,
            model.parameters,
            self.begun.take(ALONE),
            model.months_lived - 1,
        )
