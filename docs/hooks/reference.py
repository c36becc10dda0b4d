"""Reference pages that are made from what the code declares, whenever the site is built."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from reference_commands import commands
from reference_model import commitments, decisions, parameters
from reference_python import python_pages
from reference_results import outcomes, variables
from reference_scenario import scenario_keys

PAGES = {
    "commands": commands,
    "commitments": commitments,
    "decisions": decisions,
    "outcomes": outcomes,
    "parameters": parameters,
    "scenario": scenario_keys,
    "variables": variables,
}
"""What makes each page, by its name below reference/."""


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages to the site."""
    made = {name: make() for name, make in PAGES.items()} | python_pages()
    for name, text in made.items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
