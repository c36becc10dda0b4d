"""The errors a person meets: what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class LiptakoError(Exception):
    """Anything the program refuses; its text is meant for a person, without a traceback."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of a file.

    Attributes:
        file: the file's name as the user gave it.
        line: line number from 1; 0 if the fault belongs to the whole file.
        column: column number from 1; 0 likewise.
        path: dotted keys that lead to the place, such as ``treaties.AES.notice_months``.
        problem: what is wrong.
        remedy: what would be right.
    """

    file: str
    line: int
    column: int
    path: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        place = f" {self.path}:" if self.path else ""
        return f"{where}:{place} {self.problem} - {self.remedy}"


class ScenarioError(LiptakoError):
    """A scenario that cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class AnswersError(LiptakoError):
    """Answers that the game for which they are given does not have."""


def one_of(given: str, valid: Sequence[str], limit: int = 12) -> str:
    """Say which name was probably meant, or list the valid ones (at most ``limit``).

    Examples:
        >>> one_of("MIL", ["MLI", "BFA", "NER"])
        "did you mean 'MLI'?"
        >>> one_of("Paris", ["MLI", "BFA", "NER"])
        'use one of MLI, BFA, NER'
    """
    if close := meant(given, valid):
        return f"did you mean '{close}'?"
    shown = ", ".join(valid[:limit]) + (", ..." if len(valid) > limit else "")
    return f"use one of {shown}" if valid else "none is allowed here"


def meant(given: str, valid: Sequence[str]) -> str | None:
    """The valid name that was probably meant, if any is close."""
    folded = {name.casefold(): name for name in valid}
    close = get_close_matches(given.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None
