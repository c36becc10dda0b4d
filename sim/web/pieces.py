"""Pieces of the page as HTML; whatever is put in them is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Template
from markupsafe import Markup, escape

from sim.language import LANGUAGES, Language
from sim.report.pages import templates
from sim.scenario.reading import MAX_BYTES

__all__ = ["Markup", "escape", "piece", "template", "text_of"]


def piece(name: str, language: Language, /, **values: Any) -> Markup:
    """One of the macros of ``pages/parts.html.j2``."""
    return Markup(getattr(_parts(language.code), name)(**values))


def text_of(name: str) -> str:
    """What stands in one of the files in ``pages``."""
    return files("sim.web").joinpath("pages", name).read_text("utf-8")


@cache
def _parts(code: str) -> Any:
    return template("parts.html.j2", LANGUAGES[code]).module


def template(name: str, language: Language) -> Template:
    """One of the files in ``pages``, which speaks a language."""
    environment = templates("sim.web", "pages")
    environment.globals |= {"say": language.say, "name": language.name, "largest": MAX_BYTES}
    environment.filters["percent"] = language.percent
    environment.filters["zip_words"] = _worded
    return environment.get_template(name)


def _worded(options: Sequence[str], coded: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Options with what they are called."""
    return [(option, word) for option, (_, word) in zip(options, coded, strict=True)]
