"""Pages of the Python interface: where mkdocstrings puts in what the docstrings say."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from places import NOT_SHOWN

import sim

INTERFACE = """\
# Python interface

What `import sim` offers by name. The packages behind it have pages of their own.
"""
GROUPS = {
    "Scenarios and ensembles": (
        "load_scenario", "Scenario", "simulate", "design", "outcome_table", "open_results",
    ),
    "One history": ("typical_run", "chronicle", "story", "explain", "fork"),
    "Pictures": ("plots",),
    "What makes a difference": ("compare", "deterrence", "sensitivity", "swings", "discover"),
    "Against what was observed": (
        "observed_deaths", "read_events", "forecasters", "backtest", "forecast_skill",
        "past_crises", "foretell_crises", "crisis_scores", "validate",
    ),
    "A model of your own": ("CrisisModel",),
    "Errors": ("LiptakoError", "ScenarioError"),
}  # fmt: skip
"""The public names in the order in which one comes to need them; the rest would follow."""
AFTER_OTHERS = """\
---
search:
  boost: 0.3
---
"""
"""Who searches for a word is told of documents first, and then of what is within packages."""
WITH_SOURCE = ("actors", "mechanisms")
"""Packages whose code is shown: the rules of the model, to be read beside its description."""


def python_pages() -> dict[str, str]:
    """Pages below reference/, by name: the public names, and one for each package of `sim`."""
    pages = {"python": "\n".join([INTERFACE, *_public()])}
    alone = []
    for part in pkgutil.iter_modules(sim.__path__, "sim."):
        name = part.name.removeprefix("sim.")
        if not part.ispkg:
            alone.append(part.name)
        elif f"sim/{name}/" not in NOT_SHOWN:
            pages[f"python/{name}"] = _page(
                f"Package {name}", _modules(part.name), name in WITH_SOURCE
            )
    pages["python/modules"] = _page("Single modules", alone)
    return pages


def _public() -> Iterator[str]:
    grouped = [name for names in GROUPS.values() for name in names]
    rest = tuple(one for one in sim.__all__ if one not in grouped and not one.startswith("_"))
    groups = GROUPS | ({"More": rest} if rest else {})
    yield "| name | what |\n|---|---|"
    for name in (name for names in groups.values() for name in names):
        yield f"| [`sim.{name}`](#sim.{name}) | {_first_sentence(name)} |"
    for title, names in groups.items():
        yield f"\n## {title}\n"
        for name in names:
            yield f"::: sim.{name}\n    options:\n      heading_level: 3\n"


def _first_sentence(name: str) -> str:
    told = inspect.getdoc(getattr(sim, name)) or ""
    return " ".join(told.partition("\n\n")[0].split()).replace("|", "\\|")


def _page(title: str, modules: list[str], source: bool = False) -> str:
    shown = "    options:\n      show_source: true\n" if source else ""
    return "\n".join([f"{AFTER_OTHERS}# {title}\n", *(f"::: {name}\n{shown}" for name in modules)])


def _modules(package: str) -> list[str]:
    """A package and all modules below it."""
    return [package, *_below(Path(sim.__path__[0], *package.split(".")[1:]), package)]


def _below(folder: Path, package: str) -> Iterator[str]:
    for part in pkgutil.iter_modules([str(folder)], f"{package}."):
        yield part.name
        if part.ispkg:
            yield from _below(folder / part.name.rpartition(".")[2], part.name)
