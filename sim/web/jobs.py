"""What the page asks processes to work out: plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from sim.analysis.chronicle import extreme_runs, typical_run
from sim.experiment.block import Job, run_job
from sim.experiment.dataset import label
from sim.experiment.futures import TurningPoint, futures
from sim.experiment.play import play
from sim.experiment.replay import replay
from sim.language import LANGUAGES
from sim.web.games import Turn, turn
from sim.web.histories import History, told
from sim.web.scenes import part_of
from sim.web.source import RUNS, SEED, Source


@dataclass(frozen=True)
class ForkAsked:
    """A question of a history that is to be answered two ways.

    Attributes:
        words: who decides what.
        when: month and week.
        at: the question.
        ways: two of its options.
        run: number of the history.
        answers: of its player, up to then.
        player: who was played; None if nobody was.
    """

    words: str
    when: str
    at: TurningPoint
    ways: tuple[str, str]
    run: int
    answers: tuple[str, ...] = ()
    player: str | None = None


def part(source: Source, first: int, last: int) -> dict[str, Any]:
    """What a scene needs of the histories from one number up to, not including, another."""
    return part_of(_histories(source, first, last))


def _histories(source: Source, first: int, last: int) -> xr.Dataset:
    scenario = source.scenario()
    numbers = np.arange(first, last, dtype=np.uint32)
    block = run_job(Job(scenario, SEED, numbers, {}))
    return label(scenario, SEED, block, np.arange(first, last))


def notable(source: Source) -> dict[str, int]:
    """Numbers of the histories that stand out, by `sim.web.address.NOTABLE`."""
    histories = _histories(source, 0, RUNS)
    worst, best = extreme_runs(histories)
    return {"typical": typical_run(histories), "worst": worst, "best": best}


def history(source: Source, run: int, code: str) -> History:
    """One history, told in a language."""
    scenario = source.scenario()
    lived = replay(scenario, run, SEED)
    alone = label(scenario, SEED, lived.block, np.array([run]))
    return told(alone, lived.decisions, scenario, LANGUAGES[code])


def game(source: Source, actor: str, answers: tuple[str, ...], luck: int, code: str) -> Turn:
    """A game where its answers have brought it."""
    scenario = source.scenario()
    played = play(scenario, actor, answers, luck, SEED)
    return turn(played, scenario, actor, LANGUAGES[code])


def branches(source: Source, asked: ForkAsked) -> tuple[dict[str, Any], dict[str, Any]]:
    """What scenes need of the futures of a question that is answered two ways."""
    one, other = futures(
        source.scenario(), asked.at, asked.ways, RUNS, asked.run, SEED, asked.answers, asked.player
    )
    return part_of(one), part_of(other)
