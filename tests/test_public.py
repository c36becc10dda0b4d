"""What the package offers by name."""

from __future__ import annotations

import contextlib
import inspect
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import sim

PUBLIC = [
    "CrisisModel",
    "LiptakoError",
    "Scenario",
    "ScenarioError",
    "__version__",
    "backtest",
    "chronicle",
    "compare",
    "crisis_scores",
    "design",
    "deterrence",
    "discover",
    "explain",
    "forecast_skill",
    "forecasters",
    "foretell_crises",
    "fork",
    "load_scenario",
    "observed_deaths",
    "open_results",
    "outcome_table",
    "past_crises",
    "plots",
    "read_events",
    "sensitivity",
    "simulate",
    "story",
    "swings",
    "typical_run",
    "validate",
]


def test_the_public_names_are_those_documented() -> None:
    """A name would be promised that is not there, or offered that is not meant to stay."""
    assert PUBLIC == sorted(sim.__all__)


ALONE = """\
import os, sys
import matplotlib, mesa, numpy, pandas, pydantic, scipy.special, xarray, yaml

for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        exec(f"from sim import {name}; assert {name}")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, name
    assert "sim" not in sys.modules
"""
"""Imports each name in a process that knows of `sim` nothing yet, of its libraries all."""


def test_each_public_name_imports_alone() -> None:
    """A script's first line would fail, depending on what was imported before."""
    subprocess.run([sys.executable, "-c", ALONE, *PUBLIC], check=True)


def test_a_star_imports_the_public_names() -> None:
    """A name in the list would not be there."""
    space: dict[str, object] = {}
    exec("from sim import *", space)
    assert set(PUBLIC) <= set(space)


def test_public_names_say_what_they_do() -> None:
    """`help(sim.simulate)` would be empty."""
    for name in PUBLIC:
        assert getattr(sim, name).__doc__, name
    assert issubclass(sim.ScenarioError, sim.LiptakoError)


FUNCTIONS = {
    f"{where.__name__}.{name}": found
    for where in (sim, sim.design, sim.plots)
    for name in where.__all__
    if inspect.isfunction(found := getattr(where, name))
}
NEVER_REFUSE = {
    "sim.crisis_scores",
    "sim.experiment.design.is_whole",
    "sim.forecasters",
    "sim.outcome_table",
    "sim.story",
    "sim.typical_run",
}
"""Functions that take whatever has the right type."""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_says_what_it_takes_and_gives(name: str) -> None:
    """Who calls it would have to read its source."""
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    takes, _, gives = text.partition("Args:")[2].partition("Returns:")
    signature = inspect.signature(FUNCTIONS[name])
    for parameter in signature.parameters:
        assert re.search(rf"^ +([\w, ]+, )?{parameter}(, [\w, ]+)?:", takes, re.M), parameter
    if name not in NEVER_REFUSE:
        assert re.search(r"Raises:\n    (Liptako|Scenario|Value)Error:", text), "what it refuses"
    if re.search("NDArray|DataArray", str(signature.return_annotation)):
        assert re.search(r"``\(\w+,[\w, ]*\)``", gives), "the shape of what it gives"


WITHOUT_EXAMPLE = {
    "sim.backtest": "takes seconds; notebook 4 has one",
    "sim.crisis_scores": "scores what foretell_crises gives; notebook 4 has one",
    "sim.discover": "takes seconds; notebook 3 has one",
    "sim.foretell_crises": "takes seconds; notebook 4 has one",
    "sim.open_results": "reads what a command has kept; docs/cluster.md has one",
    "sim.read_events": "reads a file that UCDP publishes; docs/observed.md tells which",
}
"""Functions of `sim` and `sim.design` without an example, and why."""


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if not name.startswith("sim.plots.")])
def test_a_public_function_has_an_example(name: str) -> None:
    """Who looks it up would not see how it is called, nor what comes of it.

    Figures are all called as in the example of `sim.plots`.
    """
    shown = ">>> " in (inspect.getdoc(FUNCTIONS[name]) or "")
    assert (name not in WITHOUT_EXAMPLE) == shown, WITHOUT_EXAMPLE.get(name)


def test_exceptions_are_of_functions_there_are() -> None:
    """One would stand there for a name that is gone, and excuse the next of that name."""
    assert not [name for name in (*WITHOUT_EXAMPLE, *NEVER_REFUSE) if name not in FUNCTIONS]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: sim.simulate("baseline.yaml"), "'baseline.yaml' is no scenario - give what"),
        (lambda: sim.compare(["a", "b"]), "scenarios without names - give them as {name: scen"),
        (lambda: sim.load_scenario("baseline"), "did you mean 'scenarios/baseline.yaml'"),
        (lambda: sim.story(None, 1, language="de"), "no 'de' - use one of en, fr"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(call: Callable[[], object], says: str) -> None:
    """A notebook would end in a traceback from within the library."""
    with contextlib.chdir(Path(__file__).parents[1]), pytest.raises(sim.LiptakoError) as told:
        call()
    assert says in str(told.value)


@pytest.mark.parametrize("kind", [DeprecationWarning, FutureWarning, RuntimeWarning])
def test_a_warning_in_our_code_is_an_error(kind: type[Warning]) -> None:
    """What a newer Python or library will refuse would be learnt when it does."""
    for module in ("sim", "sim.plots.fans"):
        with pytest.raises(kind, match="old"):
            warnings.warn_explicit("old", kind, "fans.py", 1, module=module)
    with pytest.warns(kind, match="old"):
        warnings.warn_explicit("old", kind, "theirs.py", 1, module="simple")


def test_names_can_be_completed() -> None:
    """Who types `sim.si` and a tabulator would be offered nothing."""
    assert set(PUBLIC) <= set(dir(sim))
    assert set(sim.plots.__all__) <= set(dir(sim.plots))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """`hasattr` and every tool that asks would end in a traceback."""
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'simulat'"):
        _ = sim.simulat
