"""Files from outside docs/ come onto the site."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from places import brought


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the files."""
    for place, file in brought().items():
        files.append(File.generated(config, place, abs_src_path=str(file)))
