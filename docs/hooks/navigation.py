"""Patterns in the navigation, such as `notebooks/*.md`, stand for the pages that there are."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Fill the patterns in; this hook comes after those that add pages."""
    config.nav = filled(config.nav or [], [file.src_uri for file in files.documentation_pages()])


def filled(nav: list[Any], pages: list[str]) -> list[Any]:
    """The navigation with pages in the place of patterns; a part that has none goes."""
    found: list[Any] = []
    for item in nav:
        if isinstance(item, str):
            found += sorted(fits(item, pages)) if "*" in item else [item]
            continue
        ((title, inner),) = item.items()
        if isinstance(inner, list):
            inner = filled(inner, pages)
        elif "*" in inner:
            inner = next(iter(fits(inner, pages)), None)
        if inner:
            found.append({title: inner})
    return found


def fits(pattern: str, pages: list[str]) -> list[str]:
    """The pages of a pattern; those of a folder's own page excepted."""
    return [page for page in pages if fnmatch(page, pattern) and not page.endswith("/README.md")]
