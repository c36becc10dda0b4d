"""Visitors who leave in the middle of something, which is no fault of anybody's."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

GONE = (WebSocketClosedError, StreamClosedError)
"""What is raised when something is told to one who is not there any longer."""


def leave_quietly(loop: asyncio.AbstractEventLoop) -> None:
    """Keep from the log what libraries complain of when a page is closed while it is told
    something."""
    logging.getLogger("bokeh.server.views.ws").addFilter(_matters)
    loop.set_exception_handler(_unless_gone)


def _matters(record: logging.LogRecord) -> bool:
    return "connection was closed" not in record.getMessage()


def _unless_gone(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), GONE):
        loop.default_exception_handler(context)
