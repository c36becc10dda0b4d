"""A real browser, in which a page counts its own faults."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Visit:
    """A page that is being looked at.

    Attributes:
        page: of the browser.
        complaints: what its console or its scripts said of errors.
        outside: addresses it asked for that are neither its file or server nor within it.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def faults_for_readers(self) -> list[str]:
        """What axe calls serious or critical, each with the place."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:120]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]


def chromium() -> str:
    """The browser of this machine; without one the test is left out, but not where CI runs."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("no chromium here - .ci/run installs it")
    pytest.skip("no chromium here - install it to try pages in a browser")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def visit(address: str, width: int = 1280, height: int = 900) -> Iterator[Visit]:
    """Open a page in a window of so many pixels."""
    with browser() as opened:
        yield arrive(opened, address, width, height)


def arrive(
    opened: Browser, address: str, width: int = 1280, height: int = 900, *, dark: bool = False
) -> Visit:
    """Open a page as one who has never been there, in a window of so many pixels."""
    context = opened.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    seen = Visit(page)
    page.on("console", lambda one: _heard(seen, one.type, one.text))
    page.on("pageerror", lambda one: seen.complaints.append(str(one)))
    page.on("request", lambda one: _asked(seen, one.url, address))
    page.on("websocket", lambda one: _asked(seen, one.url.replace("ws", "http", 1), address))
    page.goto(address)
    return seen


def address_of(file: Path) -> str:
    """How a browser calls a file on this disk."""
    return file.resolve().as_uri()


def _heard(seen: Visit, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        seen.complaints.append(f"{kind}: {text}")


def _asked(seen: Visit, url: str, address: str) -> None:
    """Keep what is asked of anybody but the page's own server, or of any file but the page's."""
    if not url.startswith(("data:", "blob:")) and _home(url) != _home(address):
        seen.outside.append(url)


def _home(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc or url.partition("#")[0]
