"""Notebooks become pages: text as it is, code as code, outputs as text and pictures."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from places import ROOT

Pictures = dict[str, bytes]
"""Pictures by file name."""


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add a page for each notebook, and the pictures in it."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text, pictures = page_of(notebook)
        files.append(File.generated(config, f"notebooks/{notebook.stem}.md", content=text))
        for name, picture in pictures.items():
            files.append(File.generated(config, f"notebooks/{name}", content=picture))


def page_of(notebook: Path) -> tuple[str, Pictures]:
    """A notebook as Markdown, and its pictures."""
    parts: list[str] = []
    pictures: Pictures = {}
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        elif cell["cell_type"] == "code" and source.strip():
            parts.append(fenced(source, "python"))
            parts += [_shown(one, notebook.stem, pictures) for one in cell["outputs"]]
    return "\n\n".join(part for part in parts if part) + "\n", pictures


def fenced(text: str, language: str) -> str:
    """Text in a fence that is not in it."""
    fence = "````" if "```" in text else "```"
    body = text.strip("\n")  # the first line of a table is indented
    return f"{fence}{language}\n{body}\n{fence}"


def _shown(output: dict[str, Any], stem: str, pictures: Pictures) -> str:
    """One output: its picture if it has one, else its table or its text."""
    if output["output_type"] == "stream":
        return fenced("".join(output["text"]), "text") if output["name"] == "stdout" else ""
    data = output.get("data", {})
    if "image/png" in data:
        name = f"{stem}.{len(pictures) + 1}.png"
        pictures[name] = base64.b64decode("".join(data["image/png"]))
        return f"![output]({name})"
    if "text/plain" in data:
        return fenced("".join(data["text/plain"]), "text")
    return ""
