"""What a report is made of, and how it becomes one page of HTML that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jinja2 import Template

from sim.analysis.answer import Sentence
from sim.analysis.grounds import KINDS
from sim.analysis.story import Line
from sim.language import Language
from sim.report.pages import templates
from sim.report.pictures import Picture


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        heads: of its columns.
        rows: as texts; the first column names the row.
        caption: what it holds.
        words: whether its cells are words rather than numbers.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    words: bool = False


@dataclass(frozen=True)
class Exhibit:
    """A picture and what stands behind it.

    Attributes:
        picture: for wide pages and for narrow ones.
        alt: what is to be seen, in words.
        table: the numbers.
    """

    picture: Picture
    alt: str
    table: Table


@dataclass(frozen=True)
class Told:
    """A history as a story.

    Attributes:
        title: which history.
        lines: its story.
    """

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Section:
    """A part of the report; what it does not have is left empty.

    Attributes:
        anchor: its id on the page.
        title: its heading.
        paragraphs: texts before everything else.
        tables: small tables.
        exhibits: pictures.
        told: stories.
        commands: what to type.
        files: texts of files, by name.
    """

    anchor: str
    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    exhibits: Sequence[Exhibit] = ()
    told: Sequence[Told] = ()
    commands: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """A question with its answer.

    Attributes:
        question: as the scenario asks it.
        sentences: the answer, the most telling first.
        about: which scenario, where there are several.
    """

    question: str
    sentences: Sequence[Sentence]
    about: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes:
        title: of the page.
        subtitle: what was run.
        answers: questions, answered.
        sections: in order.
        language: of everything.
        notes: what a reader should know before all else.
    """

    title: str
    subtitle: str
    answers: Sequence[Answered]
    sections: Sequence[Section]
    language: Language
    notes: Sequence[str] = field(default=())


def render(document: Document) -> str:
    """The document as HTML, its style and pictures within it."""
    language = document.language
    style = files("sim.report").joinpath("style.css").read_text("utf-8")
    page = _template().render(
        document=document, style=style, say=language.say, name=language.name, lang=language.code,
        kinds=KINDS,
    )  # fmt: skip
    # no line ends before a percent sign
    return re.sub(r"(?<=\d) %", "&nbsp;%", page)


@cache
def _template() -> Template:
    return templates("sim.report", ".").get_template("report.html.j2")
