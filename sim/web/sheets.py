"""Sheets to print for a class: role cards, a decision sheet, a debrief sheet."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from sim.language import Language
from sim.web.roles import roles

DECISIONS = 6
"""How many decisions a sheet has room for."""


def sheets_page(language: Language) -> str:
    """All sheets as one page of HTML that needs nothing else; printed, an A4 page a sheet."""
    return _template().render(
        say=language.say,
        lang=language.code,
        roles=roles(language),
        decisions=DECISIONS,
        style=_style(),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sim.web", "pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("sheets.html.j2")


@cache
def _style() -> str:
    return files("sim.web").joinpath("pages", "sheets.css").read_text("utf-8")
