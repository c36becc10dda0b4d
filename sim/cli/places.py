"""Where commands look for files that a person names briefly."""

from __future__ import annotations

from pathlib import Path

SCENARIOS = Path("scenarios")


def find_scenario(scenario: str) -> Path:
    """A file as given, or the shipped scenario of that name."""
    path = Path(scenario)
    named = SCENARIOS / f"{scenario}.yaml"
    try:
        return named if not path.exists() and not path.suffix and named.exists() else path
    except OSError:  # a name too long to be looked for: the reader says so
        return path
