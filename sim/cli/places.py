"""Where commands look for files that a person names briefly."""

from __future__ import annotations

from pathlib import Path

from sim.errors import LiptakoError, one_of

SCENARIOS = Path("scenarios")
RESULTS = Path("results")


def find_scenario(scenario: str) -> Path:
    """A file as given, or the shipped scenario of that name.

    Raises:
        LiptakoError: a folder, or a name that no shipped scenario has.
    """
    path = Path(scenario)
    named = SCENARIOS / f"{scenario}.yaml"
    try:
        if path.is_dir():
            raise LiptakoError(f"{scenario}: a folder - name a scenario's file, or a shipped one")
        if path.exists() or path.suffix:
            return path
        if named.exists():
            return named
        shipped = sorted(file.stem for file in SCENARIOS.glob("*.yaml"))
    except OSError:  # a name too long to be looked for: the reader says so
        return path
    if path.name == scenario and shipped:
        raise LiptakoError(f"{scenario}: no scenario of that name - {one_of(scenario, shipped)}")
    return path


def find_results(results: Path) -> Path:
    """A folder as given, or that of a scenario's name."""
    named = RESULTS / results
    try:
        return named if not results.exists() and named.is_dir() else results
    except OSError:  # a name too long to be looked for: the reader says so
        return results
