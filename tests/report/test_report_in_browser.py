"""The report in a real browser: nothing from outside, no complaint, for every reader and width."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import address_of, visit

LARGEST = 5_000_000


every_report = pytest.mark.parametrize("name", ["report", "french", "comparison"])


@every_report
def test_it_is_one_small_file_that_asks_for_nothing(reports: dict[str, Path], name: str) -> None:
    """Broken if the page needs a network, complains, or is too large to be sent by mail."""
    assert reports[name].stat().st_size < LARGEST
    with visit(address_of(reports[name])) as seen:
        assert ([], []) == (seen.complaints, seen.outside)
        assert {"report": "en", "french": "fr", "comparison": "en"}[name] == (
            seen.page.get_attribute("html", "lang")
        )
        images = seen.page.locator("figure img")
        assert images.count() >= 4
        for place in range(images.count()):
            assert images.nth(place).evaluate("one => one.complete && one.naturalWidth > 600")
            assert len(images.nth(place).get_attribute("alt") or "") > 80


@every_report
def test_everybody_can_read_it(reports: dict[str, Path], name: str) -> None:
    """Broken if axe finds a serious fault: contrast, names, headings, regions out of reach."""
    with visit(address_of(reports[name])) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert [] == seen.faults_for_readers()


@every_report
def test_it_fits_a_telephone(reports: dict[str, Path], name: str) -> None:
    """Broken if a phone has to scroll sideways, or gets the pictures of a wide screen."""
    with visit(address_of(reports[name]), width=360, height=740) as seen:
        assert 360 == seen.page.evaluate("document.documentElement.scrollWidth")
        first = seen.page.locator("figure img").first
        assert first.evaluate("one => one.naturalHeight > one.naturalWidth")


def test_the_keyboard_is_enough(reports: dict[str, Path]) -> None:
    """Broken if the skip link, the contents or the numbers behind a figure need a mouse."""
    with visit(address_of(reports["report"])) as seen:
        press = seen.page.keyboard.press
        press("Tab")
        assert "#content" == seen.page.evaluate("document.activeElement.getAttribute('href')")
        press("Enter")
        assert "content" == seen.page.evaluate("document.activeElement.id")
        summary = seen.page.locator("summary").first
        for _ in range(12):
            press("Tab")
            if summary.evaluate("one => one === document.activeElement"):
                break
        press("Enter")
        assert seen.page.locator("details").first.evaluate("one => one.open")


def test_it_prints_on_a4(reports: dict[str, Path], tmp_path: Path) -> None:
    """Broken if print loses the pictures, or runs to a book."""
    with visit(address_of(reports["report"])) as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.locator("figure img").first.is_visible()
        assert not seen.page.locator("nav").is_visible()
        printed = seen.page.pdf(prefer_css_page_size=True)
    pages = printed.count(b"/Type /Page\n") or printed.count(b"/Type /Page ")
    assert 4 <= pages <= 20
