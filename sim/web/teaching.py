"""Teach: the lesson's steps, sheets to print, and what is on screen to take along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sim.web.evidence import parameter_heads, parameter_rows, rests_on
from sim.web.lesson import steps
from sim.web.pieces import Markup, piece
from sim.web.sheets import sheets_page
from sim.web.taken import taken, taken_text
from sim.web.visitor import Visitor

TYPES = {"yaml": "application/yaml", "csv": "text/csv", "html": "text/html"}


class Teaching:
    """The fourth part of a visitor's page."""

    def __init__(self, visitor: Visitor) -> None:
        """The part."""
        self.visitor = visitor
        visitor.on("take", self._take)

    def refresh(self) -> None:
        """Show the part."""
        self.visitor.remember()
        self.visitor.show(sections={"teach": teach(self.visitor)})

    def _take(self, kind: Any) -> None:
        visitor = self.visitor
        if kind == "yaml":
            source, language = visitor.source, visitor.language
            self._give("yaml", taken(source, language).name, taken_text(source, language))
        elif kind == "sheets":
            visitor.show(
                file={
                    "name": f"liptako-sheets-{visitor.language.code}.html",
                    "type": TYPES["html"],
                    "text": sheets_page(visitor.language),
                }
            )
        elif kind in ("csv", "html"):
            visitor.tell(visitor.language.say("Your file is being made …"))
            visitor.begin("take", partial(self._work, str(kind)))

    async def _work(self, kind: str) -> Callable[[], None]:
        visitor, source = self.visitor, self.visitor.source
        if kind == "csv":
            text = await visitor.workers.do("sim.web.exports.table", source)
        else:
            text = await visitor.workers.do(
                "sim.web.exports.report_of", source, visitor.language.code
            )
        return partial(self._give, kind, taken(source, visitor.language).name, text)

    def _give(self, kind: str, name: str, text: str) -> None:
        self.visitor.tell()
        file = {"name": f"liptako-{name}.{kind}", "type": TYPES[kind], "text": text}
        self.visitor.show(file=file)


def teach(visitor: Visitor) -> Markup:
    """The lesson, and what can be taken along."""
    language = visitor.language
    lesson = []
    for number, step in enumerate(steps(language), 1):
        (_, first), *also = (
            (words, urlencode(query | {"lang": language.code}))
            for words, query in step.queries(number)
        )
        lesson.append((step, first, also))
    return piece(
        "teach",
        language,
        lesson=lesson,
        rests_on=rests_on(language),
        parameter_heads=parameter_heads(language),
        parameters=parameter_rows(language),
    )
