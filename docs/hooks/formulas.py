"""Formulas as a code host writes them: blocks fenced as `math`, and $`...`$ within a line.

They become MathML when the site is built, so that a page needs no script for them.
"""

from __future__ import annotations

import html
import logging
import re
from typing import Any
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert
from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from mkdocs.config.defaults import MkDocsConfig

BEFORE_CODE = 195
"""Priority of formulas within a line; that of code, whose marks they have, is 190."""
SPOILT = re.compile(r"\\|&(?![#\w]+;)")
"""What is left of TeX in a formula that was not understood."""

log = logging.getLogger("mkdocs.hooks.formulas")


def mathml(formula: str, display: str = "inline") -> str:
    """A formula in TeX as MathML; what is not understood is told as a warning."""
    tex = re.sub(r"\{(aligned|gathered|split)\}", "{align*}", formula.strip())
    try:
        found = convert(tex, display=display)
    except Exception as error:  # the library's faults have nothing in common
        log.warning("formula not understood (%s): %s", type(error).__name__, formula)
        return f"<code>{html.escape(formula)}</code>"
    if SPOILT.search(found):
        log.warning("formula with a command that is not known: %s", formula)
    return str(found)


def fenced(source: str, language: str, name: str, options: Any, md: Markdown, **rest: Any) -> str:
    """A block of formulas."""
    return f'<div class="formula">{mathml(source, "block")}</div>'


class Within(InlineProcessor):
    """A formula within a line."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | Element, int, int]:
        return self.md.htmlStash.store(mathml(m.group(1))), m.start(0), m.end(0)


class FormulasExtension(Extension):
    """Puts `Within` among what Markdown looks for in a line."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(Within(r"\$`([^`]+)`\$", md), "formula", BEFORE_CODE)


def on_config(config: MkDocsConfig) -> None:
    """Have formulas understood, in blocks and within lines."""
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences["custom_fences"] = [{"name": "math", "class": "formula", "format": fenced}]
    config.markdown_extensions.append(FormulasExtension())
