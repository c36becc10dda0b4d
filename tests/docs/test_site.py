"""The site of the documents: whole, up to date with the code, and sufficient to itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import typer

import sim
from sim.analysis.commitments import commitments
from sim.analysis.words import DEEDS
from sim.cli.app import app
from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import VARIABLES
from sim.mechanisms import declarations
from sim.scenario.jsonschema import json_schema
from tests.browser import address_of, visit
from tests.docs.building import ROOT, build

LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
"""What a page fetches by itself, and the attribute that says from where."""
FETCHES = re.compile(r"(?:url\(|@import|fetch\(|import\()\s*['\"]?(?:https?:)?//")
"""How styles and scripts fetch from elsewhere."""
OUTSIDE = re.compile(r"(?:https?:|^|[\s(\"'])//", re.I)
"""An address elsewhere, in whatever attribute."""
OF_THE_CODE = re.compile(r"<tr>\s*<td[^>]*><code>([^<]+)</code>")
"""What stands first in a row of a table that is made."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    assert (0, []) == build(ROOT, folder)
    return folder


class Page(HTMLParser):
    """A page's elements and their attributes."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {file: Page(file) for file in site.rglob("*.html")}


def first_cells(site: Path, page: str) -> list[str]:
    return OF_THE_CODE.findall((site / "reference" / f"{page}.html").read_text("utf-8"))


def shown(name: str) -> str:
    return name.replace("<", "&lt;").replace(">", "&gt;")


def command_tree(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for below, one in getattr(command, "commands", {}).items():
        yield from command_tree(one, f"{name} {below}")


def test_the_page_of_commands_has_every_option(site: Path) -> None:
    """A command or an option could be looked up nowhere."""
    commands = dict(command_tree(typer.main.get_command(app), "liptako"))
    del commands["liptako"]
    text = (site / "reference" / "commands.html").read_text("utf-8")
    assert sorted(commands) == sorted(re.findall(r"<h2 id=[^>]*>(liptako [^<]*)<", text))
    options = [one.opts[0] for command in commands.values() for one in command.params]
    listed = [cell.split()[0].rstrip(".") for cell in first_cells(site, "commands")]
    assert sorted(options) == sorted(listed)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("parameters", declarations()),
        ("variables", VARIABLES),
        ("outcomes", OUTCOMES),
        ("decisions", DEEDS),
    ],
)
def test_a_page_has_all_that_is_declared(site: Path, page: str, names: dict[str, Any]) -> None:
    """What the code knows would be missing in the reference, or stand there though it is gone."""
    assert list(names) == first_cells(site, page)


def test_the_page_of_scenario_keys_has_every_key(site: Path) -> None:
    """A key that a scenario may have could be looked up nowhere."""
    schema = json_schema()
    sections = [schema, *schema["$defs"].values()]
    owners = ["", *schema["$defs"]]
    keys = [
        key
        for owner, section in zip(owners, sections, strict=True)
        if not owner.endswith("Parameters")
        for key in section["properties"]
    ]
    assert sorted(keys) == sorted(first_cells(site, "scenario"))


def test_the_page_of_commitments_has_each_with_its_test(site: Path) -> None:
    """A commitment would stand without what shows that the model keeps it."""
    text = (site / "reference" / "commitments.html").read_text("utf-8")
    for row in commitments(ROOT / "seeds" / "commitments.yaml"):
        assert f"<code>{row.test.split('::')[1]}</code>" in text


def test_the_python_interface_has_every_public_name(site: Path) -> None:
    """A name that the package promises could be looked up nowhere."""
    text = (site / "reference" / "python.html").read_text("utf-8")
    for name in sim.__all__:
        assert name.startswith("_") or f'id="sim.{name}"' in text


def test_every_rule_has_a_place_that_links_can_lead_to(site: Path) -> None:
    """The description of the model could not lead from an equation to the function of it."""
    text = (site / "reference" / "python" / "mechanisms.html").read_text("utf-8")
    assert 'id="sim.mechanisms.coups.success_terms"' in text


def test_pages_fetch_nothing_from_outside(pages: dict[Path, Page]) -> None:
    """The site would need a network, and tell others who reads it."""
    for file, page in pages.items():
        for tag, attributes in page.elements:
            for name, value in attributes.items():
                led = tag == "a" and name == "href"  # where a reader may go
                known = name == "xmlns" or name.startswith("data-md-")
                assert led or known or not OUTSIDE.search(value or ""), f"{file}: {value}"
        assert not FETCHES.search(file.read_text("utf-8")), file


def test_styles_fetch_nothing_from_outside(site: Path) -> None:
    """A font from elsewhere would be asked for."""
    for file in site.rglob("*.css"):
        assert not FETCHES.search(file.read_text("utf-8")), file


def test_links_within_the_site_lead_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    """A link, a place on a page, or a picture would be broken though the build was strict."""
    places = {
        file.resolve(): {one["id"] for _, one in page.elements if one.get("id")}
        for file, page in pages.items()
    }
    for file, page in pages.items():
        for tag, attributes in page.elements:
            address = urlsplit(attributes.get("href" if tag == "a" else LOADED.get(tag, "")) or "")
            if address.scheme or address.netloc or file.stem == "404":
                continue
            led = (file.parent / unquote(address.path)).resolve() if address.path else file
            assert led.exists(), f"{file}: {address.path}"
            if address.fragment and led in places:
                assert unquote(address.fragment) in places[led], f"{file}: {address.geturl()}"


def test_the_search_works_where_pages_are_files(site: Path) -> None:
    """Who has the site on a disk would search in vain."""
    with visit(address_of(site / "index.html")) as seen:
        seen.page.locator("input[name=query]").press_sequentially("deterrence")
        seen.page.wait_for_selector(".md-search-result__item a", state="attached")
        assert [] == seen.complaints
        assert [] == [url for url in seen.outside if not url.startswith("file:")]
