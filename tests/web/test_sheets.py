"""Sheets print as one A4 page each, need nothing from outside, and can be read by everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.language import LANGUAGES
from sim.web.roles import roles
from sim.web.sheets import DECISIONS, sheets_page
from tests.browser import address_of, visit

SHEETS = ["MLI", "BFA", "NER", "ECOWAS", "FRA", "decisions", "debrief"]
PAGE = re.compile(rb"/Type\s*/Page\b")
BOX = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")
POINTS_A_MILLIMETRE = 72 / 25.4


@pytest.fixture(params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    """A language."""
    return str(request.param)


@pytest.fixture
def page(code: str, tmp_path: Path) -> Path:
    """The sheets in it."""
    file = tmp_path / f"sheets.{code}.html"
    file.write_text(sheets_page(LANGUAGES[code]), "utf-8")
    return file


def test_each_sheet_is_one_page_of_a4(page: Path) -> None:
    """Broken if a longer text runs over its page, or a blank page comes out."""
    with visit(address_of(page)) as seen:
        printed = seen.page.pdf(format="A4", print_background=True)
        seen.page.emulate_media(media="print")
        seen.page.set_viewport_size({"width": 680, "height": 1000})  # 180 mm of paper
        over = seen.page.evaluate(
            "[...document.querySelectorAll('.sheet')]"
            ".filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.id)"
        )
    assert len(SHEETS) == len(PAGE.findall(printed))
    sizes = {
        tuple(round(float(x) / POINTS_A_MILLIMETRE) for x in box) for box in BOX.findall(printed)
    }
    assert {(210, 297)} == sizes
    assert [] == over


def test_paper_is_white_whatever_the_screen(page: Path) -> None:
    """Broken if who reads in the dark prints a black page."""
    with visit(address_of(page)) as seen:
        colour = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
        seen.page.emulate_media(color_scheme="dark", media="screen")
        assert "rgb(255, 255, 255)" != seen.page.evaluate(colour)
        seen.page.emulate_media(color_scheme="dark", media="print")
        assert "rgb(255, 255, 255)" == seen.page.evaluate(colour)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [420, 1400])
def test_a_browser_finds_no_fault(page: Path, width: int, scheme: str) -> None:
    """Broken if the page asks for anything, is too wide, too pale, or not to be found one's way."""
    with visit(address_of(page), width=width) as seen:
        seen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wide = seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert ([], [], []) == (seen.faults_for_readers(), seen.complaints, seen.outside)
    assert wide <= 0


def test_the_page_says_its_language_and_its_parts(page: Path, code: str) -> None:
    """Broken if a screen reader takes French for English, or finds no landmark or sheet."""
    with visit(address_of(page)) as seen:
        assert code == seen.page.evaluate("document.documentElement.lang")
        assert [1, 1, 1] == [seen.page.locator(one).count() for one in ("main", "header", "nav")]
        assert SHEETS == seen.page.eval_on_selector_all(".sheet", "all => all.map(one => one.id)")
        assert DECISIONS == seen.page.locator(".decisions > li").count()
    assert not re.search(r"https?:|//[a-z]|@import|url\(", page.read_text("utf-8"))


def test_roles_are_those_who_decide(code: str) -> None:
    """Broken if a card is missing, or countries are told different rules."""
    cards = roles(LANGUAGES[code])
    assert SHEETS[:5] == [one.actor for one in cards]
    assert 1 == len({one.decides for one in cards[:3]})
    assert 6 == len(cards[0].decides)
