"""One visitor: what is looked at, the page that shows it, and what is heard from it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

from bokeh.document import Document

from sim.errors import LiptakoError
from sim.language import LANGUAGES, Language
from sim.web import guiding
from sim.web.address import PARTS, View
from sim.web.bridge import Bridge
from sim.web.catalogue import Catalogue
from sim.web.charts.theme import DARK, LIGHT, Theme
from sim.web.evidence import to_parameters
from sim.web.faults import in_words
from sim.web.pieces import piece
from sim.web.shelf import Shelf
from sim.web.source import Source
from sim.web.workers import Workers

log = logging.getLogger(__name__)
Work = Callable[[], Coroutine[Any, Any, Callable[[], None]]]
"""Works something out, and gives what then shows it."""
LONGEST_VALUE = 300_000
"""Letters of what a page may send at once."""
BY_ITSELF = ("ready", "dark")
"""What the page tells without its visitor having done anything."""


def _nothing() -> None:
    """Nothing more is to be done."""


class Visitor:
    """A page and its state; visitors share processes and scenes, and nothing else.

    Attributes:
        view: what is looked at.
        language: of the page.
        theme: its colours.
        bridge: to the page.
        notes: what the visitor should know.
    """

    def __init__(
        self,
        document: Document,
        view: View,
        language: Language,
        shelf: Shelf,
        catalogue: Catalogue,
        workers: Workers,
        notes: Sequence[str] = (),
    ) -> None:
        """A visitor of a document."""
        self.document = document
        self.view = view
        self.language = language
        self.shelf = shelf
        self.catalogue = catalogue
        self.workers = workers
        self.notes = list(notes)
        self.theme: Theme = LIGHT
        self.bridge = Bridge(self.hear)
        self._handlers: dict[str, Callable[[Any], None]] = {}
        self._dressed: list[Callable[[Theme], None]] = []
        self._followers: list[Callable[[], None]] = []
        self._wanted: dict[str, tuple[Work, Callable[[], None]]] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self.on("dark", self._darken)

    @property
    def source(self) -> Source:
        """The histories that are looked at."""
        return Source(str(self.shelf.file(self.view.scenario))).with_levers(self.view.levers)

    @property
    def names(self) -> dict[str, str]:
        """What the scenario's countries are called, by id."""
        countries = self.source.untouched.scenario().data.countries
        return named({code: own.name for code, own in countries.items()}, self.language)

    def on(self, name: str, handler: Callable[[Any], None]) -> None:
        """Have something done when the page tells of something."""
        self._handlers[name] = handler

    def when_dressed(self, dress: Callable[[Theme], None]) -> None:
        """Have something done now and whenever colours change."""
        self._dressed.append(dress)
        dress(self.theme)

    def hear(self, name: str, value: Any) -> None:
        """Do what the page tells; what nobody waits for is passed over."""
        handler = self._handlers.get(name)
        if handler is None or len(str(value)) > LONGEST_VALUE:
            return
        if self.notes and name not in BY_ITSELF:
            self.tell()  # notes are about what was looked at before
        try:
            handler(value)
        except LiptakoError as error:
            self.tell(in_words(error, self.language))
        except (TypeError, ValueError, OverflowError, RecursionError):  # what no page sends
            log.warning("a page sent what cannot be: %s", name)
            self.tell(self.language.say("The page sent what cannot be: reload it."))

    def begin(self, kind: str, work: Work, failed: Callable[[], None] = _nothing) -> None:
        """Work something out while the page goes on.

        Of a kind one piece of work is under way at a time, and then the newest wish; so a visitor
        cannot keep more than that waiting.

        Args:
            kind: what is worked out.
            work: works it out, and gives what then shows it.
            failed: what the page then does about what it cannot show, before why is told.
        """
        self._wanted[kind] = work, failed
        if kind not in self._under_way:
            task = asyncio.get_running_loop().create_task(self._go(kind))
            self._under_way[kind] = task

    async def _go(self, kind: str) -> None:
        try:
            while kind in self._wanted:
                show = await self._done(kind, *self._wanted.pop(kind))
                if kind not in self._wanted:
                    self.document.add_next_tick_callback(show)
        finally:
            del self._under_way[kind]

    async def _done(self, kind: str, work: Work, failed: Callable[[], None]) -> Callable[[], None]:
        """Do some work; what shows it, or what went wrong."""
        try:
            return await work()
        except LiptakoError as error:
            note = in_words(error, self.language)
        except Exception:
            log.exception("the page could not be shown")
            note = self.language.say("This did not work - try something else.")
        return partial(self._failed, kind, note, failed)

    def _failed(self, kind: str, note: str, failed: Callable[[], None]) -> None:
        if kind in self._under_way:
            return  # something newer was asked for meanwhile
        self.notes = [note]
        failed()
        self.tell(*self.notes)
        self.show(busy=False)

    def show(self, **shown: Any) -> None:
        """Show something on the page; see `Bridge.tell`."""
        self.bridge.tell(**shown)

    def tell(self, *notes: str) -> None:
        """Tell the visitor something, in the place of what was told before."""
        self.notes = list(notes)
        self.show(sections={"notices": piece("notices", self.language, notes=notes)})

    def changed(self) -> None:
        """Have every part look at another scenario."""
        for follow in self._followers:
            follow()

    def when_changed(self, follow: Callable[[], None]) -> None:
        """Have something done when another scenario is looked at."""
        self._followers.append(follow)

    def remember(self) -> None:
        """Write what is looked at into the page's address."""
        view, language = self.view, self.language
        links = {f"language_{code}": view.query(language, lang=code) for code in LANGUAGES}
        links |= {f"part_{part}": view.query(language, part=part) for part in PARTS}
        links["to_parameters"] = to_parameters(view, language)
        links |= guiding.links(view, language)
        self.show(address=f"?{view.query(language)}", links=links)

    def close(self) -> None:
        """Let go of everything."""
        for task in self._under_way.values():
            task.cancel()

    def _darken(self, dark: Any) -> None:
        theme = DARK if dark else LIGHT
        if theme is not self.theme:
            self.theme = theme
            for dress in self._dressed:
                dress(theme)


def named(names: Mapping[str, str], language: Language) -> dict[str, str]:
    """Names in a language, as labels."""
    return {code: language.bare(name) for code, name in names.items()}
