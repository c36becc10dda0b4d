"""One history up to a month, and from there many futures: each twice, with a decision forced one
way and the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.decisions import NO, YES, Forced
from sim.errors import LiptakoError
from sim.experiment.block import live, results
from sim.experiment.dataset import label
from sim.experiment.memory import keep_freed_memory
from sim.experiment.record import EVENT_COLUMNS, MONTH, VARIABLES, Block, empty
from sim.model import CrisisModel
from sim.scenario import Scenario

FIRST_FUTURE = 2**31
"""Number of the first future: far from those of an ensemble's runs, and the same for every fork."""
LOOKED_AT = 20
"""So many futures are looked at for what is decided in their first month."""


@dataclass(frozen=True)
class Answer:
    """An answer that is to be forced.

    Attributes:
        text: as a person writes it.
        actor, decision, about, option, week: as for `sim.decisions.Forced`.
        yes: whether the answer is yes, or the option taken.
    """

    text: str
    actor: str
    decision: str
    about: str
    option: str = ""
    week: int | None = None
    yes: bool = True

    def forced(self, turned: NDArray[np.bool_]) -> Forced:
        """The answer in every run, and the other one where it is turned ``(run,)``."""
        given = np.where(turned == self.yes, NO, YES).astype(np.int8)
        return Forced(self.actor, self.decision, self.about, given, self.option, self.week)


@dataclass(frozen=True)
class Fork:
    """Where one history parts into futures.

    Attributes:
        scenario: what is run.
        seed: of every random number.
        run: number of the history.
        month: index of the month at whose start it forks.
    """

    scenario: Scenario
    seed: int
    run: int
    month: int

    def past(self) -> tuple[CrisisModel, Block]:
        """The history alone up to the fork: its model, and what is recorded of it so far."""
        model = CrisisModel.start(self.scenario, self.seed, np.array([self.run], np.uint32))
        block = empty(self.scenario, 1)
        live(model, block, self.month)
        return model, block

    def branches(
        self, runs: int, force: Sequence[Answer], given: Sequence[Answer]
    ) -> tuple[xr.Dataset, xr.Dataset, list[tuple[int, int]]]:
        """Futures in which some answers are forced, and the same in which the other ones are.

        Both are lived side by side in one model, under equal run numbers, and so with equal luck.

        Args:
            runs: how many futures.
            force: what is answered so in the first branch, and otherwise in the second.
            given: what is answered so in both.

        Returns:
            Results of either branch, labelled like those of `simulate`, with runs from 0 on; and in
            how many futures of either each question arose, first those forced, then those given.

        Raises:
            LiptakoError: a question arises in no future of the month.
        """
        keep_freed_memory()
        model, before = self.past()
        numbers = np.arange(FIRST_FUTURE, FIRST_FUTURE + runs, dtype=np.uint32)
        both = model.take(np.zeros(2 * runs, np.int64), np.tile(numbers, 2))
        model.close()
        second = np.arange(2 * runs) >= runs
        forced = [one.forced(second) for one in force]
        forced += [one.forced(np.zeros(2 * runs, np.bool_)) for one in given]
        block = self._remembering(before, 2 * runs)
        both.decisions.forced = tuple(forced)
        live(both, block, self.month + 1)
        both.decisions.forced = ()
        arose = [(int(one.arose[:runs].sum()), int(one.arose[runs:].sum())) for one in forced]
        for answer, futures in zip([*force, *given], arose, strict=True):
            if not any(futures):
                raise LiptakoError(self._never_asked(answer, runs))
        live(both, block, self.scenario.months)
        block |= results(both, block, np.arange(2 * runs, dtype=np.uint32))
        both.close()
        return self._half(block, 0, runs), self._half(block, runs, 2 * runs), arose

    def _never_asked(self, answer: Answer, runs: int) -> str:
        """What to say of a question that does not arise: what does."""
        decided = self._decided(runs)
        own = [text for actor, text in decided if actor == answer.actor]
        asked = "/".join(filter(None, (answer.actor, answer.decision, answer.about)))
        if answer.option and asked in own:
            return (
                f"{answer.text}: the question comes up, but in none of {runs:,} futures in that "
                "month could this option be both taken and left - name another option or month"
            )
        actors = ", ".join(dict.fromkeys(actor for actor, _ in decided))
        then = (
            f"what {answer.actor} decides then: {', '.join(own)}"
            if own
            else f"{answer.actor} decides nothing then; these do: {actors}"
        )
        return f"{answer.text}: comes up in none of {runs:,} futures in that month - {then}"

    def _decided(self, runs: int) -> list[tuple[str, str]]:
        """Who decides in the fork's month, and what as a person writes it, in some futures."""
        model, block = self.past()
        found: dict[tuple[str, str], None] = {}
        for number in range(FIRST_FUTURE, FIRST_FUTURE + min(runs, LOOKED_AT)):
            future = model.take(np.zeros(1, np.int64), np.array([number], np.uint32))
            trace = future.trace(0)
            live(future, block, self.month + 1)
            future.close()
            for one in trace.decisions:
                parts = [one.actor, one.decision, *([one.about] if one.about else [])]
                found[one.actor, "/".join(parts)] = None
        return list(found)

    def _remembering(self, before: Block, runs: int) -> Block:
        """Room for so many runs, each with the one past."""
        block = empty(self.scenario, runs)
        every = self.scenario.data.record.fighters_every
        for name, array in block.items():
            by_month = VARIABLES[name].dimensions[0] == MONTH
            known = self.month if by_month else -(-self.month // every)
            array[:known] = before[name][:known]
        return block

    def _half(self, block: Block, first: int, last: int) -> xr.Dataset:
        """Results of the runs at these positions, numbered from 0."""
        own = (block["event_run"] >= first) & (block["event_run"] < last)
        arrays = {
            name: array[own] if name in EVENT_COLUMNS else array[..., first:last]
            for name, array in block.items()
        }
        arrays["event_run"] = arrays["event_run"] - np.uint32(first)
        runs: NDArray[np.int64] = np.arange(last - first)
        return label(self.scenario, self.seed, arrays, runs)
