"""Panels: a chart for each of the countries that are shown one by one."""

from __future__ import annotations

from sim.web.charts.fan import Fan
from sim.web.scenes import Outline

PANELS = 3
"""Countries that a page has room for."""


def fans_of(place: str, outline: Outline, language: str) -> list[Fan]:
    """Empty fans of the countries in focus, and of nobody where there are fewer."""
    focus = [*outline.focus, *[""] * PANELS][:PANELS]
    return [
        Fan(f"{place}{number}", outline.months, code, language) for number, code in enumerate(focus)
    ]
