"""The commitments that the model starts from: what carries each, and the test that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from sim.errors import LiptakoError


@dataclass(frozen=True)
class Commitment:
    """One statement about the crisis.

    Attributes:
        number: from 1.
        statement: in our words.
        carried_by: keys of a scenario and rules of the model.
        test: node id of the test that fails where the model does not carry it.
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
    except yaml.YAMLError as error:
        raise LiptakoError(f"{file}: no YAML ({error}) - mend the file") from error
    try:
        return [
            Commitment(row["number"], row["commitment"], row["carried_by"], row["test"])
            for row in rows
        ]
    except (KeyError, TypeError) as error:
        raise LiptakoError(
            f"{file}: a row lacks {error} - give each number, commitment, carried_by and test"
        ) from error
