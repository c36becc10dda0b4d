"""How the live demo begins and ends.

Processes start on the first histories before the page's large libraries are imported.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import webbrowser
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets

from sim.errors import LiptakoError
from sim.language import Language
from sim.web.leaving import leave_quietly
from sim.web.workers import Workers

if TYPE_CHECKING:
    from sim.web.shelf import Shelf

LOOPBACK = "127.0.0.1"
FIRST_FREE_PORT = 1024
"""Lower ones are those of the system."""
LAST_PORT = 65535
EVERYWHERE = ("", "0.0.0.0", "::")


def serve(
    folder: Path,
    port: int,
    address: str,
    language: Language,
    began: Callable[[str], None],
    browser: bool = True,
) -> None:
    """Serve the live demo until it is stopped, by Ctrl-C or as the system ends processes.

    Args:
        folder: of scenarios.
        port: on which; 0 for any that is free.
        address: of this machine, to listen at.
        language: of visitors who ask for none.
        began: told the page's address once it can be opened.
        browser: whether to open it in one.

    Raises:
        LiptakoError: no scenarios, or a port or an address that cannot be used.
    """
    check_port(port, address)
    loop = IOLoop.current()
    # Whoever runs it for others ends it so; it then tidies up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with closing(Workers()) as workers:
        from sim.web.shelf import Shelf

        with closing(Shelf(folder)) as shelf, suppress(KeyboardInterrupt):
            loop.run_sync(lambda: _begin(shelf, workers, port, address, language, began, browser))
            for ends in (signal.SIGINT, signal.SIGTERM):
                # An exception raised wherever the process happens to be is lost in some libraries.
                signal.signal(ends, lambda *_: loop.add_callback_from_signal(loop.stop))
            loop.start()


def check_port(port: int, address: str) -> None:
    """Try the port before anything that takes long.

    Raises:
        LiptakoError: it cannot be used.
    """
    try:
        for one in bind_sockets(port, address):
            one.close()
    except OSError as error:
        raise refused(port, address, error) from error


def refused(port: int, address: str, error: OSError) -> LiptakoError:
    """What is told of a port that cannot be used."""
    why = (error.strerror or str(error)).lower()
    if error.errno == errno.EADDRINUSE:
        other = f"--port {port + 1}, or --port 0" if port < LAST_PORT else "--port 0"
        remedy = f"use {other} for any that is free"
    elif error.errno == errno.EACCES:
        remedy = f"use a --port of {FIRST_FREE_PORT} or more"
    else:
        return LiptakoError(f"{address} cannot be used ({why}) - name another --address")
    return LiptakoError(f"port {port} of {address} cannot be used ({why}) - {remedy}")


async def _begin(
    shelf: Shelf,
    workers: Workers,
    port: int,
    address: str,
    language: Language,
    began: Callable[[str], None],
    browser: bool,
) -> None:
    leave_quietly(asyncio.get_running_loop())
    from sim.web.catalogue import Catalogue
    from sim.web.source import Source

    catalogue = Catalogue(workers)
    first = asyncio.ensure_future(catalogue.scene(Source(str(shelf.file(shelf.names[0])))))
    first.add_done_callback(lambda done: done.exception())  # told to the visitor who asks for it
    while not workers.waiting:  # until the processes are at work
        await asyncio.sleep(0)
    from sim.web.serving import Demo, server_of

    demo = Demo(shelf, workers, catalogue, language)
    server = server_of(demo, port, address)
    server.start()
    where = f"http://{LOOPBACK if address in EVERYWHERE else address}:{server.port}/"
    began(where)
    if browser:
        webbrowser.open(where)
