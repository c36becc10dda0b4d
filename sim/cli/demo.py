"""`liptako demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.places import SCENARIOS
from sim.errors import LiptakoError


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="On which; 0 for any free.")] = 5006,
    browser: Annotated[bool, typer.Option(help="Open it in a browser.")] = True,
    lang: Annotated[str, typer.Option(help="Language of the page: en or fr.")] = "en",
    address: Annotated[
        str,
        typer.Option(
            help="Address of this machine to listen at; 0.0.0.0 lets others on the network in."
        ),
    ] = "127.0.0.1",
    scenarios: Annotated[Path, typer.Option(help="Folder of scenarios.")] = SCENARIOS,
) -> None:
    """Open the live demo: look into the alliance, follow a history, play, and teach with it."""
    from sim.language import language_of

    language = language_of(lang)
    try:
        from sim.web.starting import serve
    except ModuleNotFoundError as error:
        raise LiptakoError(
            f"demo: {error.name} is not installed - use `make demo`, or install liptako[demo]"
        ) from error
    serve(scenarios, port, address, language, _tell, browser)


def _tell(where: str) -> None:
    typer.echo(f"The live demo is at {where} - stop it with Ctrl-C.")
