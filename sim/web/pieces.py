"""Pieces of the page as HTML; whatever is put in them is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.language import LANGUAGES, Language
from sim.scenario.reading import MAX_BYTES

__all__ = ["Markup", "escape", "piece", "style"]


def piece(name: str, language: Language, /, **values: Any) -> Markup:
    """One of the macros of ``pages/parts.html.j2``."""
    return Markup(getattr(_parts(language.code), name)(**values))


def style() -> str:
    """The page's style sheet."""
    return files("sim.web").joinpath("pages", "page.css").read_text("utf-8")


def page() -> str:
    """The template of the page."""
    return files("sim.web").joinpath("pages", "page.html.j2").read_text("utf-8")


@cache
def _parts(code: str) -> Any:
    environment = Environment(
        loader=PackageLoader("sim.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    language = LANGUAGES[code]
    environment.globals |= {"say": language.say, "name": language.name, "largest": MAX_BYTES}
    environment.filters["percent"] = language.percent
    environment.filters["zip_words"] = _worded
    return environment.get_template("parts.html.j2").module


def _worded(options: Sequence[str], coded: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Options with what they are called."""
    return [(option, word) for option, (_, word) in zip(options, coded, strict=True)]
