"""Sheets to print for a class: role cards, a decision sheet, a debrief sheet."""

from __future__ import annotations

from sim.language import Language
from sim.web.pieces import template, text_of
from sim.web.roles import roles

DECISIONS = 6
"""How many decisions a sheet has room for."""


def sheets_page(language: Language) -> str:
    """All sheets as one page of HTML that needs nothing else; printed, an A4 page a sheet."""
    return template("sheets.html.j2", language).render(
        lang=language.code,
        roles=roles(language),
        decisions=DECISIONS,
        style=text_of("sheets.css"),
    )
