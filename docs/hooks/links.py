"""Links among files become links on the site.

`../sim/mechanisms/coups.py#attempt` leads to that function in the reference; where there is none,
a strict build fails. A link to a file that the site does not have becomes plain text, and one to a
file that nobody has is left as it is, of which MkDocs complains.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from places import MADE, NOT_SHOWN, ROOT, in_repository, place_of

PRIORITY = 10
"""After 20, what makes links of text; before 0, what MkDocs makes of them."""


class Links(Treeprocessor):
    """Turns the links of one page.

    Attributes:
        page: its place on the site.
        places: all that is on the site.
    """

    page = ""
    places: frozenset[str] = frozenset()

    def run(self, root: Element) -> None:
        for element, key in _linking(root):
            address = urlsplit(element.get(key, ""))
            if not address.scheme and not address.netloc and address.path:
                self.turn(element, key, unquote(address.path), address.fragment)

    def turn(self, element: Element, key: str, path: str, fragment: str) -> None:
        """Turn one link from files' terms to the site's."""
        folder = posixpath.dirname(in_repository(self.page))
        file = posixpath.normpath(posixpath.join(folder, path))
        if _in_reference(file) and (fragment or file not in MADE):
            module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            _refer(element, f"{module}.{fragment}" if fragment else module)
            return
        place = place_of(file)
        if place in self.places:
            turned = posixpath.relpath(place, posixpath.dirname(self.page) or ".")
            element.set(key, f"{turned}#{fragment}" if fragment else turned)
        elif (ROOT / file).exists():
            element.tag = "span"
            element.attrib.clear()


def _linking(root: Element) -> Iterator[tuple[Element, str]]:
    for tag, key in (("a", "href"), ("img", "src")):
        for element in root.iter(tag):
            yield element, key


def _in_reference(file: str) -> bool:
    library = file.startswith("sim/") and not file.startswith(NOT_SHOWN)
    return library and file.endswith(".py")


def _refer(element: Element, name: str) -> None:
    """Make a link one to a name in the reference."""
    element.tag = "autoref"
    element.attrib.clear()
    element.set("identifier", name)


class LinksExtension(Extension):
    """Puts `Links` among what Markdown does to a page."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(LINKS, "repository", PRIORITY)


LINKS = Links()


def on_config(config: MkDocsConfig) -> None:
    """Have every page's links turned."""
    config.markdown_extensions.append(LinksExtension())


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Remember what is on the site; this hook comes after those that add to it."""
    LINKS.places = frozenset(files.src_uris)


def on_page_markdown(markdown: str, page: Page, **rest: Any) -> None:
    """Remember whose links come next."""
    LINKS.page = page.file.src_uri
