"""The live demo as a person starts it: `liptako demo`, in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from tests.commands import COMMAND, WIDTHS

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://\S+/")
PATIENCE = 30.0
"""Seconds that processes have to end."""


@dataclass
class Served:
    """A demo that runs.

    Attributes:
        process: of the page.
        address: of the page.
        said: the file that takes what it writes to its standard error.
    """

    process: subprocess.Popen[str]
    address: str
    said: IO[str]

    @classmethod
    def start(cls, scenarios: Path, **environment: str) -> Served:
        """Start it with a folder of scenarios, on a free port, and wait until it can be opened."""
        said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - stop closes it
        process = subprocess.Popen(
            [COMMAND, "demo", "--no-browser", "--port", "0", "--scenarios", str(scenarios)],
            cwd=ROOT,
            env={**os.environ, **WIDTHS, **environment},
            stdout=subprocess.PIPE,
            stderr=said,
            encoding="utf-8",
        )
        assert process.stdout is not None
        for line in process.stdout:
            if found := ADDRESS.search(line):
                return cls(process, found.group(), said)
        raise AssertionError(f"the demo did not start: {process.wait()}")

    def family(self) -> list[psutil.Process]:
        """Its processes but the first: those that live histories, and what keeps their book."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, list[psutil.Process], str]:
        """End it by a signal; gives its exit code, which of its processes live on, and what it has
        complained of."""
        family = self.family()
        os.kill(self.process.pid, how)
        code = self.process.wait(PATIENCE)
        _, left = psutil.wait_procs(family, PATIENCE)
        alive = [one for one in left if one.status() != psutil.STATUS_ZOMBIE]
        self.said.seek(0)
        complaints = self.said.read()
        self.said.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code, alive, complaints
