"""The shipped baseline, a short form of it, and how a scenario is run without files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.experiment.block import Job, run_job
from sim.experiment.record import Block
from sim.model import CrisisModel
from sim.scenario import Scenario, load_scenario

# Helpers that assert say what they found, too.
pytest.register_assert_rewrite(
    "tests.commands",
    "tests.docs.building",
    "tests.limits",
    "tests.plots.clipping",
    "tests.web.pages",
    "tests.web.served",
)

SHIPPED = Path(__file__).parents[1] / "scenarios" / "baseline.yaml"
FIGHTERS = {
    "JNIM": {"fighters": {"MLI.mopti": 900, "MLI.gao": 250, "BFA.sahel": 500, "BFA.est": 450}},
    "ISSP": {"fighters": {"MLI.gao": 700, "BFA.sahel": 350, "NER.tillaberi": 550}},
}
"""Fighters in some regions, for tests that want to know them."""
Run = Callable[..., Block]
Begin = Callable[..., CrisisModel]
Live = Callable[..., CrisisModel]


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a path that is not there: with workers, pytest only says that no tests ran."""
    paths = [argument.partition("::")[0] for argument in config.args]
    missing = [path for path in paths if not (config.invocation_params.dir / path).exists()]
    if missing:
        raise pytest.UsageError(f"no such file or folder: {', '.join(missing)}")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """The scenario that everything starts from, with the war's declared defaults in every run."""
    return load_scenario(SHIPPED).patch({"calibration": {"parameters": "stated"}})


@pytest.fixture(scope="session")
def stated(baseline: Scenario) -> Scenario:
    """The same, with fighters from the file alone: those of history in July 2023's places."""
    return baseline.patch({"calibration": {"start": "stated"}, "groups": FIGHTERS})


@pytest.fixture(scope="session")
def small(baseline: Scenario) -> Scenario:
    """The baseline's first twelve months."""
    return baseline.patch({"horizon": {"end": "2024-06"}})


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a scenario; returns every recorded array by name, run last."""

    def done(
        scenario: Scenario,
        runs: int = 8,
        seed: int = 1,
        design: Mapping[str, NDArray[np.float64]] | None = None,
    ) -> Block:
        numbers = np.arange(runs, dtype=np.uint32)
        return run_job(Job(scenario, seed, numbers, dict(design or {})))

    return done


@pytest.fixture(scope="session")
def begin() -> Begin:
    """Makes a model before its first month."""

    def started(scenario: Scenario, runs: int = 8, seed: int = 1, **design: Any) -> CrisisModel:
        return CrisisModel.start(scenario, seed, np.arange(runs, dtype=np.uint32), design)

    return started


@pytest.fixture(scope="session")
def live(begin: Begin) -> Live:
    """Makes a model and lives some months of it."""

    def lived(scenario: Scenario, months: int, runs: int = 8, seed: int = 1) -> CrisisModel:
        model = begin(scenario, runs, seed)
        for _ in range(months):
            model.step()
        return model

    return lived
