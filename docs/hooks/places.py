"""What of the repository is on the site, and where.

A page of docs/ keeps its path below docs/; everything else keeps its path in the repository, so
that relative links work on the site as they do among the files.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
BROUGHT = (
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "notebooks/*.md",
    "results/README.md",
    "results/gallery/*",
    "scenarios/*",
    "seeds/*.md",
    "sim/data/PROVENANCE.md",
)
"""Files outside docs/ that are on the site as they are."""
FOLDERS = frozenset(one.partition("/")[0] for one in BROUGHT if "/" in one)
"""Folders beside docs/ that they lie in."""
MOVED = {"README.md": "overview.md"}
"""Files whose own name another page has."""
MADE = {
    "scenarios/schema.json": "reference/scenario.md",
    "seeds/commitments.yaml": "reference/commitments.md",
    "sim/analysis/words.py": "reference/decisions.md",
    "sim/cli/app.py": "reference/commands.md",
    "sim/experiment/outcomes.py": "reference/outcomes.md",
    "sim/experiment/record.py": "reference/variables.md",
    "sim/mechanisms/__init__.py": "reference/parameters.md",
    "sim/__init__.py": "reference/python.md",
}
"""Files that have a page of the site made of them; a link to one leads there."""
NOT_SHOWN = ("sim/cli/", "sim/web/")
"""Packages that are no library: commands, which have a page of their own, and the live demo."""


def brought() -> dict[str, Path]:
    """The files from outside docs/, by their place on the site."""
    found = {MOVED[name]: ROOT / name for name in MOVED}
    for pattern in BROUGHT:
        files = (file for file in sorted(ROOT.glob(pattern)) if file.is_file())
        found |= {file.relative_to(ROOT).as_posix(): file for file in files}
    return found


def in_repository(page: str) -> str:
    """The path in the repository of what is at a place on the site."""
    back = {place: name for name, place in MOVED.items()}
    if page in back:
        return back[page]
    beside = page.partition("/")[0] in FOLDERS or page in BROUGHT
    return page if beside else f"docs/{page}"


def place_of(file: str) -> str:
    """Where a file of the repository is on the site, if it is there."""
    if file in MADE:
        return MADE[file]
    if file.startswith("notebooks/"):
        return file.replace(".ipynb", ".md")
    return MOVED.get(file, file.removeprefix("docs/"))
