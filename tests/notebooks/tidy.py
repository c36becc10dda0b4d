"""Keep of the notebooks what says something: no times, no versions, no ids by chance.

`make notebooks ARGS=--overwrite` calls it after executing them, so that differences are small.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

FOLDER = Path(__file__).parents[2] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebooks() -> list[Path]:
    """All of them, in order."""
    return sorted(FOLDER.glob("*.ipynb"))


def tidied(text: str) -> str:
    """The text of a notebook, without what differs from one execution to the next."""
    notebook: Any = nbformat.reads(text, as_version=4)
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("metadata", {}).clear()
            # A figure's other form is only its type and size.
            if "image/png" in output.get("data", {}):
                output.data.pop("text/plain", None)
    return str(nbformat.writes(notebook)) + "\n"


def main() -> None:
    for path in notebooks():
        before = path.read_text("utf-8")
        after = tidied(before)
        if after != before:
            path.write_text(after, "utf-8")


if __name__ == "__main__":
    main()
