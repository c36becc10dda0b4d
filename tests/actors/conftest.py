"""What happened in a model's runs, and what one of them decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.decisions import Decision
from sim.model import CrisisModel
from sim.scenario import Scenario, load_scenario
from sim.world.chronicle import KINDS

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CALM = {"coups": {"base": -9.0, "transition": 0.0001}, "membership": {"leave_base": -9.0}}
"""Parameters with which hardly a coup, transition or withdrawal disturbs what a test is about."""


class Happening(NamedTuple):
    """An entry of the chronicle; the month counts from the first, the week from 0."""

    run: int
    month: int
    week: int
    kind: str
    subject: str
    object: str

    @property
    def tick(self) -> int:
        """Weeks of diplomacy from the start of the first month."""
        return 4 * self.month + self.week


def story(model: CrisisModel, *kinds: str) -> list[Happening]:
    """What happened in every run, or what of these kinds, run by run and in order."""
    chronicle = model.world.chronicle
    table, names = chronicle.table(model.streams.runs), [*chronicle.names, ""]
    chosen = np.isin(table["kind"], [KINDS.index(kind) for kind in kinds or KINDS])
    part = {name: column[chosen].tolist() for name, column in table.items()}
    return [
        Happening(run, month, week, KINDS[kind], names[subject], names[acted_upon])
        for run, month, week, kind, subject, acted_upon in zip(
            *(part[name] for name in ("run", "month", "week", "kind", "subject", "object")),
            strict=True,
        )
    ]


def decided(model: CrisisModel, months: int = 1, position: int = 0) -> list[Decision]:
    """Live some months, and tell what one run decided in them."""
    trace = model.trace(position)
    for _ in range(months):
        model.step()
    return trace.decisions


def only(decisions: Iterable[Decision], **facts: Any) -> list[Decision]:
    """Those decisions of which these facts hold."""
    return [
        decision
        for decision in decisions
        if all(getattr(decision, name) == value for name, value in facts.items())
    ]


def nation(model: CrisisModel, country: str) -> int:
    """Row of a country."""
    return model.world.nations.countries.index(country)


def pact(model: CrisisModel, treaty: str) -> int:
    """Row of a treaty."""
    return model.world.treaties.treaties.index(treaty)


def affinity(model: CrisisModel, first: str, second: str) -> NDArray[np.float64]:
    """Affinity of two actors, ``(run,)``."""
    return np.array(model.world.relations.between(first, second))


def attack(by: str, country: str, on: date) -> dict[str, Any]:
    """An intervention, as a scenario writes it."""
    return {"kind": "intervention", "on": on, "by": by, "country": country}


def coup(country: str, on: date, **facts: Any) -> dict[str, Any]:
    """A coup, as a scenario writes it."""
    return {"kind": "coup", "on": on, "country": country, **facts}


@pytest.fixture(scope="session")
def fated(baseline: Scenario) -> Scenario:
    """Eighteen months in which history decides everything: only events happen, and whoever is
    asked for help says no."""
    return baseline.patch({"horizon": {"end": "2024-12"}, "cut": date(2024, 12, 31)})


@pytest.fixture(scope="session")
def intervention() -> Scenario:
    """The scenario in which ECOWAS intervenes in Niger in August 2023."""
    return load_scenario(SCENARIOS / "ecowas_intervenes.yaml")
