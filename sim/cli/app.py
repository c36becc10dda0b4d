"""The application that commands join, and how it ends."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from sim.errors import LiptakoError
from sim.version import VERSION

app = typer.Typer(
    name="liptako",
    help="Many possible histories of the crisis around the Alliance of Sahel States.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Start with: liptako run scenarios/baseline.yaml",
)

INTERRUPTED = 130
"""Exit code after Ctrl-C."""


def import_mesa_first() -> None:
    """Import Mesa before other large libraries: on import it walks over all modules that are there,
    which takes a tenth of a second once they are many."""
    import mesa  # noqa: F401


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"liptako {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Many possible histories of the crisis around the Alliance of Sahel States."""


def main() -> None:
    """Run the command; what a person can mend is said in a line, without a traceback."""
    # Libraries make many objects that stay; to look through them all the time takes long.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except LiptakoError as error:
        typer.echo(f"liptako: {error}" if "\n" not in str(error) else str(error), err=True)
        sys.exit(1)
    except MemoryError:
        typer.echo("liptako: not enough memory - take fewer runs", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as stop:  # Typer turns the first into the second
        if isinstance(stop, SystemExit) and stop.code != INTERRUPTED:
            raise
        typer.echo(
            "liptako: stopped; finished blocks of a run or sweep stay, the same command goes on.",
            err=True,
        )
        sys.exit(INTERRUPTED)
