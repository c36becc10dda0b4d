"""The command `liptako` as a person calls it: in this process, whose imports are done, or from a
shell."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from sim.cli import main

COMMAND = str(Path(sys.executable).with_name("liptako"))
WIDTHS = {"COLUMNS": "220", "TERM": "dumb", "NO_COLOR": "1", "_TYPER_FORCE_DISABLE_TERMINAL": "1"}

Done = subprocess.CompletedProcess[str]


def call(here: Path, *arguments: str, **environment: str) -> Done:
    """Run the command in a folder, in this process."""
    out, err = io.StringIO(), io.StringIO()
    thresholds = gc.get_threshold()
    code: int | str | None = 0
    with (
        contextlib.chdir(here),
        mock.patch.dict(os.environ, {**WIDTHS, **environment}),
        mock.patch.object(sys, "argv", [COMMAND, *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        finally:
            gc.set_threshold(*thresholds)
    return Done([COMMAND, *arguments], int(code or 0), out.getvalue(), err.getvalue())


def shell(here: Path, *arguments: str, **environment: str) -> Done:
    """Run the command in a folder, from a shell, in a process of its own."""
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=here,
        env={**os.environ, **WIDTHS, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def recipe(*arguments: str) -> list[str]:
    """The lines that `make` would start, each without `.venv/bin/`; nothing is started."""
    # What a `make` that started these tests was told is none of this one's matter.
    told = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "ARGS", "PYTHON"}
    made = subprocess.run(
        ["make", "--dry-run", *arguments],
        cwd=Path(__file__).parents[1],
        env={name: value for name, value in os.environ.items() if name not in told},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert 0 == made.returncode, made.stderr
    own = ".venv/bin/"
    lines = made.stdout.splitlines()
    return [line.removeprefix(own) for line in lines if line.startswith(own)]
