"""The scenarios that visitors can choose, and those they bring along."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sim.errors import LiptakoError, ScenarioError, one_of
from sim.scenario.reading import read
from sim.web.source import Source

KEPT = 64
"""Scenarios of visitors that are kept; the oldest gives way."""
YOURS = "your file"
"""What it is called in messages."""


class Shelf:
    """Copies of the shipped scenarios in a folder of its own, so that one that is brought along can
    extend them and touches nothing else."""

    def __init__(self, folder: Path) -> None:
        """The scenarios of a folder.

        Raises:
            LiptakoError: there is none.
        """
        files = sorted(folder.glob("*.yaml"))
        if not files:
            raise LiptakoError(
                f"{folder}: no scenarios here - start where the folder with scenarios is, or name "
                "it with --scenarios"
            )
        self._brought: list[str] = []
        self._room = TemporaryDirectory(prefix="liptako-")
        self._folder = Path(self._room.name)
        for file in files:
            shutil.copy(file, self._folder)
        names = [file.stem for file in files]
        self.names = tuple(sorted(names, key=lambda name: (name != "baseline", name)))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of the shipped scenarios by name; one whose file has none goes by its name."""
        return {name: _title(self.file(name)) or name for name in self.names}

    def __contains__(self, name: str) -> bool:
        """Whether there is a scenario of that name, shipped or brought along."""
        return name in self.names or name in self._brought

    def file(self, name: str) -> Path:
        """The file of a scenario."""
        return self._folder / f"{name}.yaml"

    def bring(self, text: str) -> str:
        """Keep a visitor's own scenario; returns under which name, that nobody can guess.

        Raises:
            LiptakoError: it has faults, or too many months; the message has them all.
        """
        name = f"own-{uuid4().hex}"
        file = self.file(name)
        content = text.encode("utf-8", "replace")
        try:
            self._check_parent(content)
            file.write_bytes(content)
            Source(str(file)).scenario()
        except LiptakoError as error:
            file.unlink(missing_ok=True)
            raise self._without_places(error, name) from error
        self._brought.append(name)
        while len(self._brought) > KEPT:
            self.file(self._brought.pop(0)).unlink()
        return name

    def _without_places(self, error: LiptakoError, name: str) -> LiptakoError:
        """The same error; where things lie on this machine is nobody's business."""

        def clean(text: str) -> str:
            text = text.replace(str(self.file(name)), YOURS).replace(name, YOURS)
            return text.replace(f"{self._folder}{os.sep}", "")

        if not isinstance(error, ScenarioError):
            return LiptakoError(clean(str(error)))
        return ScenarioError(
            [
                replace(
                    one,
                    file=clean(one.file),
                    problem=clean(one.problem),
                    remedy=clean(one.remedy),
                )
                for one in error.faults
            ]
        )

    def _check_parent(self, content: bytes) -> None:
        """Refuse to extend anything but a shipped scenario: no other file of this machine, and no
        other visitor's."""
        tree, _ = read(content, YOURS)
        if tree is None or not isinstance(tree.content, dict) or "extends" not in tree.content:
            return
        parent = tree.content["extends"]
        wanted = str(parent.content).removesuffix(".yaml")
        if wanted not in self.names:
            problem = "only a scenario of this page can be extended"
            fault = parent.place.fault(("extends",), problem, one_of(wanted, self.names, 25))
            raise ScenarioError([fault])

    def close(self) -> None:
        """Let go of all."""
        self._room.cleanup()


def _title(file: Path) -> str:
    """What a file says of its title, no more of it being read than that takes."""
    tree, _ = read(file.read_bytes(), file.name)
    content = {} if tree is None else tree.content
    title = content.get("title") if isinstance(content, dict) else None
    return "" if title is None else str(title.content)
