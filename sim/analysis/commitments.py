"""The commitments that the model starts from: what carries each, and the test that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.errors import LiptakoError

PARTS = ("number", "commitment", "carried_by", "test")
"""Keys of a row."""


@dataclass(frozen=True)
class Commitment:
    """One statement about the crisis.

    Attributes:
        number: from 1.
        statement: in our words.
        carried_by: keys of a scenario and rules of the model.
        test: node id of the test that fails where the model does not carry it; empty if none.
    """

    number: int
    statement: str
    carried_by: str
    test: str


def commitments(file: Path) -> list[Commitment]:
    """The commitments in a file such as ``seeds/commitments.yaml``.

    Raises:
        LiptakoError: the file cannot be read, or a row lacks a part.
    """
    try:
        rows = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise LiptakoError(
            f"{file}: cannot be read ({error.strerror}) - run this in the project's folder, or "
            "name the file"
        ) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise LiptakoError(f"{file}: no YAML ({problem}) - mend the file") from error
    if not isinstance(rows, list):
        raise LiptakoError(f"{file}: no list of commitments - begin each with '- number:'")
    return [_commitment(file, place, row) for place, row in enumerate(rows, 1)]


def _commitment(file: Path, place: int, row: Any) -> Commitment:
    missing = [part for part in PARTS if not isinstance(row, dict) or part not in row]
    if missing:
        raise LiptakoError(
            f"{file}: row {place} lacks {', '.join(missing)} - give each {', '.join(PARTS)}"
        )
    number, *texts = (row[part] for part in PARTS)
    if type(number) is not int:
        raise LiptakoError(f"{file}: row {place}: number {number!r} - use a whole number")
    return Commitment(number, *("" if text is None else str(text) for text in texts))
