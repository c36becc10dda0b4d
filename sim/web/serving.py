"""The server of the live demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any
from urllib.parse import urlencode

import panel as pn
from bokeh.events import ConnectionLost
from bokeh.models import CustomJS
from bokeh.server.server import Server
from panel.io.server import get_server
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher
from tornado.web import RequestHandler

from sim.language import LANGUAGES, Language
from sim.web.address import read_address
from sim.web.catalogue import Catalogue
from sim.web.composing import compose, heading
from sim.web.shelf import Shelf
from sim.web.starting import LOOPBACK, refused
from sim.web.visitor import Visitor
from sim.web.workers import Workers

MOST_VISITORS = 64
LARGEST_MESSAGE = 1_000_000
"""Bytes of what a page may send at once."""
LOST = "document.getElementById('lost').hidden = false"
SESSION = ("bokeh-session-id", "bokeh-token")
"""What in an address would lead into a session that is there already."""


@dataclass
class Demo:
    """What visitors share."""

    shelf: Shelf
    workers: Workers
    catalogue: Catalogue
    language: Language
    visitors: int = 0

    def page(self) -> None:
        """Put a new visitor's page in the document that is being made."""
        document = pn.state.curdoc
        arguments = dict(pn.state.session_args)
        codes = [code.decode("ascii", "replace") for code in arguments.get("lang", [])]
        language = LANGUAGES.get(codes[-1] if codes else "", self.language)
        if self.visitors >= MOST_VISITORS:
            full = language.say("Too many pages are open here: close one, then reload this one.")
            pn.pane.HTML(f"<h1>Liptako</h1><p>{full}</p>").server_doc(document, "Liptako", False)
            return
        view, notes = read_address(arguments, self.shelf, language)
        visitor = Visitor(document, view, language, self.shelf, self.catalogue, self.workers, notes)
        document.js_on_event(ConnectionLost, CustomJS(code=LOST))
        document.on_session_destroyed(self._left(visitor))
        self.visitors += 1
        # Else Bokeh walks through all of the page after each chart that it is given.
        with document.models.freeze():
            compose(visitor).server_doc(document, heading(visitor), location=False)

    def _left(self, visitor: Visitor) -> Callable[[object], None]:
        def left(_: object) -> None:
            self.visitors -= 1
            visitor.close()

        return left


def server_of(demo: Demo, port: int, address: str) -> Server:
    """A server of a demo, not yet started.

    Raises:
        LiptakoError: a port or address that cannot be used.
    """
    origins = None if address == LOOPBACK else ["*"]
    try:
        server = get_server(
            {"/": demo.page},
            secret_key=token_bytes(),
            sign_sessions=True,
            port=port,
            address=address,
            websocket_origin=origins,
            show=False,
            start=False,
            location=False,
            websocket_max_message_size=LARGEST_MESSAGE,
        )
    except OSError as error:
        raise refused(port, address, error) from error
    # Bokeh has no other way to put a rule before its own.
    server._tornado.add_handlers(".*", [(_AsksForSession(), _WithoutSession)])
    return server


class _AsksForSession(Matcher):
    """Whether an address asks for a session that is there already, that is another visitor's."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """What the handler is given of it; None if it asks for none."""
        return {} if set(SESSION) & set(request.query_arguments) else None


class _WithoutSession(RequestHandler):
    """Leads to the same address without it, where a session of one's own begins."""

    def get(self) -> None:
        """Lead there."""
        own = {
            name: values
            for name, values in self.request.query_arguments.items()
            if name not in SESSION
        }
        self.redirect(f"?{urlencode(own, doseq=True)}")
