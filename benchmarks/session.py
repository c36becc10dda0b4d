"""A visitor without a browser: speaks to the live demo as its page does, and draws nothing."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

TOKEN = re.compile(r'"token":"([^"]+)"')
LARGEST = 100_000_000
"""Bytes of a page's charts at most."""


@dataclass
class Session:
    """A session of the demo.

    Attributes:
        socket: to the server.
        bridge: id of the model that carries what a visitor does.
    """

    socket: WebSocketClientConnection
    bridge: str = ""

    @classmethod
    async def open(cls, address: str) -> Session:
        """Ask for the page, open its socket, take its charts, and wait for its first histories."""
        asked = HTTPRequest(address, request_timeout=120.0)
        page = (await AsyncHTTPClient().fetch(asked)).body.decode()
        found = TOKEN.search(page)
        assert found is not None
        socket = await websocket_connect(
            address.replace("http", "ws", 1) + "ws",
            subprotocols=["bokeh", found.group(1)],
            max_message_size=LARGEST,
        )
        session = cls(socket)
        await session._until('"ACK"')
        await session._send("PULL-DOC-REQ", {})
        document = await session._until('"roots"')
        session.bridge = _id_of_the_bridge(document)
        await session.tell("ready", {"type": "map", "entries": [["dark", False]]})
        await session._until('["busy",false]')
        return session

    async def move(self, lever: str, value: str) -> None:
        """Move a lever, and wait until the last part of the answer has come.

        Raises:
            ConnectionError: the server has hung up.
        """
        await self.tell(f"lever_{lever}", value)
        await self._until('["busy",false]')
        await self._until('"postures_key"')

    async def tell(self, name: str, value: object) -> None:
        """What `bridge.js` tells of something that a visitor does."""
        data = {"type": "map", "entries": [["name", name], ["value", value]]}
        values = {"type": "map", "entries": [["model", {"id": self.bridge}], ["data", data]]}
        event = {"type": "event", "name": "data_event", "values": values}
        message = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        await self._send("PATCH-DOC", {"events": [message]})

    def close(self) -> None:
        """Leave."""
        self.socket.close()

    async def _send(self, kind: str, content: object) -> None:
        header = {"msgid": uuid.uuid4().hex, "msgtype": kind}
        for part in (header, {}, content):
            await self.socket.write_message(json.dumps(part))

    async def _until(self, sign: str) -> str:
        """Read until something is told that holds a sign."""
        while True:
            part = await self.socket.read_message()
            if part is None:
                raise ConnectionError("the demo has hung up")
            if isinstance(part, str) and sign in part:
                return part


def _id_of_the_bridge(document: str) -> str:
    """The id of the one root of a page that is a bridge."""
    (found,) = (
        one["id"]
        for one in json.loads(document)["doc"]["roots"]
        if one["attributes"].get("class_name") == "Bridge"
    )
    return str(found)
