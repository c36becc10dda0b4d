"""The page of commands, from the application itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer
from markup import cell, code, table

import sim.cli  # noqa: F401  (its modules add their commands to the application)
from sim.cli.app import app

HEAD = """\
# Commands

`liptako COMMAND --help` prints the same. Every command ends with 0 if all went well and with 1,
after a line that names a remedy, if not.
"""
NOTES = re.compile(r"  \[(?P<notes>.*)\]$")
"""Default, limits and whether it must be given, as they end an option's help."""


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n".join([HEAD, *_described(typer.main.get_command(app), "liptako")])


def _described(command: Any, name: str) -> Iterator[str]:
    """A command, and those below it."""
    if command.params and command.name != "liptako":
        yield f"## {name}\n\n{command.help}\n"
        context = typer.Context(command, info_name=name)
        yield table(
            ["", "what", ""], map(_row, (p.get_help_record(context) for p in command.params))
        )
    for below, one in getattr(command, "commands", {}).items():
        yield from _described(one, f"{name} {below}")


def _row(record: tuple[str, str]) -> list[str]:
    option, told = record
    notes = NOTES.search(told)
    return [code(option), cell(NOTES.sub("", told)), cell(notes["notes"]) if notes else ""]
