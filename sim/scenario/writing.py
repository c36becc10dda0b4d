"""A checked scenario as the text of a file that says it whole, without `extends`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def scenario_text(resolved: Mapping[str, Any]) -> str:
    """The text of a file that is read as this very scenario.

    Args:
        resolved: as `Scenario.resolved` has it.
    """
    return yaml.safe_dump(_dated(resolved), sort_keys=False, allow_unicode=True, width=100)


def _dated(value: Any) -> Any:
    """Dates as dates, which JSON does not know."""
    if isinstance(value, Mapping):
        return {name: _dated(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_dated(inner) for inner in value]
    if isinstance(value, str) and DATE.fullmatch(value):
        return date.fromisoformat(value)
    return value
