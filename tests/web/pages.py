"""What tests read on the demo's page, and how they do what a visitor does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page

from sim.web.address import PARTS

COLOURED = 30
"""How far apart red, green and blue of a pixel are that is more than ink or paper."""
DATA = """name => {
  for (const page of Bokeh.documents) {
    const figure = [...page._all_models.values()].find(one => one.name === name && one.renderers);
    if (!figure) continue;
    const source = figure.renderers[0].data_source;
    return Object.fromEntries(
      Object.entries(source.data).map(([key, own]) => [key, [...own].map(one =>
        typeof one === "number" ? (Number.isNaN(one) ? null : one)
        : one.length === undefined || typeof one === "string" ? one : null)])
    );
  }
}"""


def settled(page: Page) -> None:
    """Wait until the first part shows what was asked for."""
    page.wait_for_selector("#headline:not(.busy) .first")


def move(page: Page, lever: str, key: str = "ArrowRight", times: int = 1) -> None:
    """Move a lever by keys, one after the other's answer, as its reader hears it; wait for the
    histories."""
    for _ in range(times):
        before = page.url
        page.locator(f"#lever_{lever}").focus()
        page.keyboard.press(key)
        page.wait_for_url(lambda url: url != before)  # noqa: B023 - used before it changes
    settled(page)


def state(page: Page) -> dict[str, str]:
    """What the page's address says."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def parts(page: Page) -> list[str]:
    """The parts of the page that are shown."""
    return [name for name in PARTS if page.locator(f"section#{name}").is_visible()]


def cells(page: Page, place: str) -> list[list[str]]:
    """The table in a place of the page, heads first, a list a row."""
    return page.locator(f"{place} tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )


def data(page: Page, chart: str) -> dict[str, list[Any]]:
    """The numbers that a chart draws, by column; what is no number is None."""
    found: dict[str, list[Any]] = page.evaluate(DATA, chart)
    return found


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds: charts follow the words of the same answer a moment later."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it has not come about in half a minute")


def drawn(page: Page, charts: Iterable[str]) -> None:
    """Wait until charts have more than axes."""
    until(page, lambda: all(coloured(page, chart) > 0.01 for chart in charts))


def figure(page: Page, chart: str) -> Locator:
    """A chart on the page."""
    return page.locator(f"figure[aria-labelledby='{chart}_caption']")


def coloured(page: Page, chart: str) -> float:
    """The share of a chart's pixels that are neither ink nor paper nor between."""
    image = Image.open(io.BytesIO(figure(page, chart).screenshot())).convert("RGB")
    pixels = np.asarray(image, np.int16)
    return float(np.mean(pixels.max(axis=-1) - pixels.min(axis=-1) > COLOURED))


def numbers_behind(page: Page, name: str) -> list[list[str]]:
    """The table of numbers that a chart has behind it, opened as a reader does."""
    behind = page.locator(f"details#{name}")
    if not behind.evaluate("one => one.open"):
        behind.locator("summary").click()
    assert behind.locator("table").is_visible()
    return cells(page, f"#{name}")


def answer(page: Page, hold: str = "12") -> None:
    """Answer a stop by clicks, with the least there is to do, and wait for what comes of it."""
    number = int(page.locator("#stop input[name=turn]").get_attribute("value") or 0)
    for asked in page.locator("#stop .question_asked").all():
        least = asked.locator("input[value=n], input[value='0']")
        least.first.check()
    page.locator("#hold").select_option(hold)
    page.locator("#stop button.main").click()
    waits_for(page, number + 1)


def waits_for(page: Page, number: int) -> None:
    """Wait until a game has taken so many answers."""
    page.wait_for_function(
        """number => {
          const turn = document.querySelector("#stop input[name=turn]");
          return turn ? turn.value == number : document.querySelector("#review table");
        }""",
        arg=number,
    )


def forked(page: Page) -> list[list[str]]:
    """The table of a fork, when its futures have been lived."""
    page.wait_for_selector("#fork_text table")
    return cells(page, "#fork_text")
