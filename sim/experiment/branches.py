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
        both, block = part(*self.past(), (0, 0), runs)
        second = np.arange(2 * runs) >= runs
        forced = [one.forced(second) for one in force]
        forced += [one.forced(np.zeros(2 * runs, np.bool_)) for one in given]
        both.decisions.forced = tuple(forced)
        live(both, block, self.month + 1)
        both.decisions.forced = ()
        arose = [(int(one.arose[:runs].sum()), int(one.arose[runs:].sum())) for one in forced]
        for answer, futures in zip([*force, *given], arose, strict=True):
            if not any(futures):
                raise LiptakoError(self._never_asked(answer, runs))
        return *to_the_end(both, block, self.seed), arose

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


def part(
    model: CrisisModel, before: Block, places: tuple[int, int], runs: int
) -> tuple[CrisisModel, Block]:
    """Let two histories part into futures, which stand side by side under equal run numbers.

    Args:
        model: at the start of a month; it is closed.
        before: what is recorded of its runs so far.
        places: positions of the two along its run axis.
        runs: how many futures of either.

    Returns:
        The model of all, and room for them in which the past stands.
    """
    numbers = np.arange(FIRST_FUTURE, FIRST_FUTURE + runs, dtype=np.uint32)
    positions = np.repeat(np.array(places, np.int64), runs)
    both = model.take(positions, np.tile(numbers, 2))
    model.close()
    return both, remembering(both, before, positions)


def remembering(model: CrisisModel, before: Block, positions: NDArray[np.int64]) -> Block:
    """Room for a model's runs in which their past stands: those of ``before`` at positions
    ``(run,)``."""
    block = empty(model.scenario, len(positions))
    every = model.scenario.data.record.fighters_every
    for name, array in block.items():
        by_month = VARIABLES[name].dimensions[0] == MONTH
        known = model.months_lived if by_month else -(-model.months_lived // every)
        array[:known] = before[name][:known][..., positions]
    return block


def to_the_end(both: CrisisModel, block: Block, seed: int) -> tuple[xr.Dataset, xr.Dataset]:
    """Live futures that `part` made to the end; results of either half, runs from 0 on."""
    scenario, total = both.scenario, len(both.streams.runs)
    live(both, block, scenario.months)
    block |= results(both, block, np.arange(total, dtype=np.uint32))
    both.close()
    runs = total // 2
    return _half(scenario, seed, block, 0, runs), _half(scenario, seed, block, runs, total)


def _half(scenario: Scenario, seed: int, block: Block, first: int, last: int) -> xr.Dataset:
    """Results of the runs at these positions, numbered from 0."""
    own = (block["event_run"] >= first) & (block["event_run"] < last)
    arrays = {
        name: array[own] if name in EVENT_COLUMNS else array[..., first:last]
        for name, array in block.items()
    }
    arrays["event_run"] = arrays["event_run"] - np.uint32(first)
    return label(scenario, seed, arrays, np.arange(last - first))
