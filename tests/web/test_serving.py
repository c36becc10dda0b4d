"""The demo leaves nothing behind however it ends; `served` in conftest.py tries Ctrl-C."""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sim.web.starting import refused
from tests.browser import arrive
from tests.conftest import SHIPPED
from tests.web.pages import settled
from tests.web.served import Served

WITHOUT_LIBRARIES = """
import sys
from pathlib import Path
from sim.errors import LiptakoError
from sim.language import ENGLISH
from sim.web.starting import serve
try:
    serve(Path("scenarios"), int(sys.argv[1]), "127.0.0.1", ENGLISH, print, False)
except LiptakoError as error:
    print(error, {"bokeh", "panel", "xarray"} & set(sys.modules))
"""


def test_a_port_that_is_taken_is_told_before_anything_else() -> None:
    """Broken if who starts a second demo waits for processes and libraries to hear that there is
    one, or is not told what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        given = [sys.executable, "-c", WITHOUT_LIBRARIES, str(port)]
        told = subprocess.run(given, capture_output=True, encoding="utf-8", check=True).stdout
    assert told.startswith(f"port {port} of 127.0.0.1 cannot be used (address already in use)")
    assert told.endswith("or --port 0 for any that is free set()\n")


@pytest.mark.parametrize(
    ("port", "error", "told"),
    [
        (6000, OSError(errno.EADDRINUSE, "In use"),
         "port 6000 of here cannot be used (in use) - use --port 6001, or --port 0 for any that is "
         "free"),
        (65535, OSError(errno.EADDRINUSE, "In use"),
         "port 65535 of here cannot be used (in use) - use --port 0 for any that is free"),
        (80, OSError(errno.EACCES, "Denied"),
         "port 80 of here cannot be used (denied) - use a --port of 1024 or more"),
        (6000, socket.gaierror(socket.EAI_NONAME, "Not known"),
         "here cannot be used (not known) - name another --address"),
        (6000, OSError(errno.EADDRNOTAVAIL, "Not ours"),
         "here cannot be used (not ours) - name another --address"),
    ],
)  # fmt: skip
def test_who_cannot_listen_is_told_what_would_help(port: int, error: OSError, told: str) -> None:
    """Broken if who names an address that is not there is sent from port to port."""
    assert told == str(refused(port, "here", error))


def test_who_leaves_in_the_middle_leaves_nothing_in_the_log(chrome: Browser) -> None:
    """Broken if a page that is closed while histories are lived for it fills the log."""
    running = Served.start(SHIPPED.parent)
    for place in range(4):
        seen = arrive(chrome, f"{running.address}?belief=0.{place}1")
        seen.page.wait_for_function("!document.getElementById('content').inert")
        seen.page.locator("#lever_belief").focus()
        for _ in range(6):
            seen.page.keyboard.press("ArrowRight")
        seen.page.context.close()
    last = arrive(chrome, f"{running.address}?belief=0.99")  # its answer comes after theirs
    settled(last.page)
    last.page.context.close()
    assert "" == running.stop()[2]


@pytest.mark.slow
@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)])
def test_it_ends_with_all_its_processes(how: signal.Signals, code: int, tmp_path: Path) -> None:
    """Broken if processes that live histories go on when the page is gone, or if copies of
    scenarios stay on the disk where they need not."""
    running = Served.start(SHIPPED.parent, TMPDIR=str(tmp_path))
    assert 1 == len([*tmp_path.glob("liptako-*")])
    assert len(running.family()) > 1
    assert (code, []) == running.stop(how)[:2]
    if how is not signal.SIGKILL:
        assert [] == [*tmp_path.glob("liptako-*")]
