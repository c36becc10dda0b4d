"""One run lived again, alone, with every decision kept; and whether it is the run it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.decisions import Decision
from sim.errors import LiptakoError
from sim.experiment.block import live, results
from sim.experiment.design import LARGEST, is_whole
from sim.experiment.ensemble import check_seed
from sim.experiment.record import EVENT_COLUMNS, MONTH, VARIABLES, Block, empty, recorded
from sim.model import CrisisModel
from sim.scenario import Scenario

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Replay:
    """One run, as it was lived again.

    Attributes:
        scenario: what was run.
        seed: its seed.
        run: its number.
        decisions: every one taken, in their order.
        block: what results keep of it: arrays ``(..., 1)`` by name, and events ``(event,)``.
    """

    scenario: Scenario
    seed: int
    run: int
    decisions: tuple[Decision, ...]
    block: Block


def replay(
    scenario: Scenario,
    run: int,
    seed: int = 1,
    design: Mapping[str, NDArray[np.float64]] | None = None,
    luck: int | None = None,
) -> Replay:
    """Live one run from its first month to its last.

    Args:
        scenario: what is run.
        run: number of the run; it is what it is among any number of others.
        seed: of every random number.
        design: values ``(1,)`` of parameters by dotted name, in the scenario's place.
        luck: number under which it draws; its own if not given.

    Raises:
        LiptakoError: a run or seed that cannot be.
    """
    check_run(run)
    check_seed(seed)
    drawn = np.array([run if luck is None else luck], np.uint32)
    model = CrisisModel.start(scenario, seed, drawn, design)
    trace, block = model.trace(0), empty(scenario, 1)
    live(model, block, scenario.months)
    block |= results(model, block, np.array([run], np.uint32))
    model.close()
    return Replay(scenario, seed, run, tuple(trace.decisions), block)


def check_run(run: int) -> None:
    """Refuse what is no number of a run.

    Raises:
        LiptakoError: not a whole number from 0 to ten million less one.
    """
    if not is_whole(run) or not 0 <= run < LARGEST:
        raise LiptakoError(
            f"run: {run!r} is no number of a run - use a whole number from 0 to {LARGEST - 1:,}"
        )


def decided_month(scenario: Scenario, month: str) -> int:
    """Index of a month, such as ``2023-08``, in which the model decides.

    Raises:
        LiptakoError: no month, or one outside the horizon, or one of history.
    """
    found = _MONTH.fullmatch(str(month))
    if not found:
        raise LiptakoError(f"month: {month!r} is no month - write year and month, as in 2023-08")
    year, number = map(int, found.groups())
    index = year * 12 + number - 1 - scenario.start
    first, last = spelled_month(scenario, 0), spelled_month(scenario, scenario.months - 1)
    if not 0 <= index < scenario.months:
        raise LiptakoError(f"month: {month} is outside the horizon - use {first} to {last}")
    if index < scenario.free_from:
        remedy = (
            f"the model decides from {spelled_month(scenario, scenario.free_from)} to {last}"
            if scenario.free_from < scenario.months
            else "every month of this scenario is; choose one that ends its history earlier"
        )
        raise LiptakoError(f"month: {month} is history, in which nobody decides - {remedy}")
    return index


def spelled_month(scenario: Scenario, index: int) -> str:
    """A month of the horizon, from 0, as in ``2023-08``."""
    year, month = divmod(scenario.start + index, 12)
    return f"{year:04d}-{month + 1:02d}"


def check_same(lived: Replay, stored: Block, folder: Path) -> None:
    """Refuse a run lived again that is not, bit for bit, the one that is stored.

    Raises:
        LiptakoError: the first month and variable that differ.
    """
    differing = [
        (_first_month(lived, stored, name), place, name)
        for place, name in enumerate(dict.fromkeys([*lived.block, *stored]))
        if not _same(lived.block.get(name), stored.get(name))
    ]
    if differing:
        month, _, name = min(differing)
        when = (
            f" in {spelled_month(lived.scenario, month)}" if month < lived.scenario.months else ""
        )
        raise LiptakoError(
            f"{folder}: run {lived.run} lived again is not the one that is stored; the first to "
            f"differ is '{name}'{when}. Its results were made by another version of the source or "
            "of a library, or changed since - run the scenario again, and explain the new results"
        )


def _same(one: NDArray[Any] | None, other: NDArray[Any] | None) -> bool:
    if one is None or other is None:
        return False
    return (
        one.dtype == other.dtype
        and one.shape == other.shape
        and np.ascontiguousarray(one).tobytes() == np.ascontiguousarray(other).tobytes()
    )


def _first_month(lived: Replay, stored: Block, name: str) -> int:
    """The first month in which a variable or an event differs; the horizon of what has none."""
    months = lived.scenario.months
    one, other = lived.block.get(name), stored.get(name)
    if one is None or other is None:
        return months
    if name in EVENT_COLUMNS:
        return _first_event(lived.block, stored, months)
    if name not in recorded(lived.scenario) or one.shape != other.shape:
        return months
    rows = [not _same(mine, own) for mine, own in zip(one, other, strict=True)]
    every = 1 if VARIABLES[name].dimensions[0] == MONTH else _map_every(lived.scenario)
    return rows.index(True) * every if any(rows) else months


def _map_every(scenario: Scenario) -> int:
    return scenario.data.record.fighters_every


def _first_event(block: Block, stored: Block, months: int) -> int:
    rows = [
        list(zip(*(table[name].tolist() for name in EVENT_COLUMNS), strict=True))
        for table in (block, stored)
    ]
    month = list(EVENT_COLUMNS).index("event_month")
    apart = [event[month] for event in {*rows[0]} ^ {*rows[1]}]
    return min(apart, default=months)
