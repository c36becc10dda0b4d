"""`liptako explain`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, isfinite
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import find_results
from sim.errors import LiptakoError
from sim.version import VERSION

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console, ConsoleOptions, RenderableType

READING = (
    "How to read it: the terms of a decision add up on the logit scale (0 is 50 %), and the answer "
    "is yes if the draw, a random number from 0 to 100 %, is under the chance. Where there are "
    "options the terms of each add up likewise, an option that has 1 more than another is 2.7 "
    "times as likely, and the draw picks one. What the terms mean: docs/model.md, Decisions."
)
MOST_CARDS = 50
NOT_TO_BE_HAD = "not to be had"
GLUE = "\u00a0"
"""Stands for a space at which no line ends."""
Decided = dict[str, Any]
"""A row of the table of decisions."""


@app.command()
def explain(
    results: Annotated[
        Path,
        typer.Argument(
            help="Folder of results, or the one above it; a scenario's name.", show_default=False
        ),
    ],
    run: Annotated[int, typer.Option(min=0, help="Number of the run.", show_default=False)],
    month: Annotated[str | None, typer.Option(help="One month alone, as in 2023-08.")] = None,
    actor: Annotated[str | None, typer.Option(help="One who decides, by id: NER.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Of a whole run, print what was answered no, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every decision as JSON; null: not to be had.")
    ] = False,
    figures: Annotated[
        Path | None,
        typer.Option(help="Folder for a picture of each decision shown.", show_default=False),
    ] = None,
) -> None:
    """Tell why things went as they did in a stored run: who decided what, on which grounds."""
    import_mesa_first()
    import json

    from sim.analysis.explain import decisions_table, noteworthy, relived
    from sim.analysis.words import names_of

    lived = relived(find_results(results), run)
    table = decisions_table(lived, month, actor)
    if as_json:
        typer.echo(json.dumps(_plain(table), indent=1, ensure_ascii=False, allow_nan=False))
        return
    whole = every or month is not None or actor is not None
    shown = table if whole else table[noteworthy(table)]
    title = f"{lived.scenario.data.title}: run {run}, seed {lived.seed}"
    if figures is not None and len(shown) > MOST_CARDS:
        raise LiptakoError(
            f"figures: {len(shown):,} decisions are shown, pictures are drawn of {MOST_CARDS} at "
            "most - name a month or an actor"
        )
    names = names_of(lived.scenario)
    _show(shown, names, title, len(table) - len(shown))
    if figures is not None:
        _draw(shown, names, title, figures)


def _draw(shown: pd.DataFrame, names: Mapping[str, str], title: str, folder: Path) -> None:
    """A card for each decision, by date and who decided what."""
    from functools import partial

    from sim.experiment.progress import watched
    from sim.experiment.writing import write_whole
    from sim.plots import decision_card

    rows = _rows(shown)
    for row in watched(((row, 1) for row in rows), len(rows), "pictures"):
        decided = row["decision"].replace(" ", "_")
        name = f"{row['month']}-{row['week']}-{row['actor']}-{decided}-{row['about']}".rstrip("-")
        figure = decision_card(row, names, source=f"Source: Liptako {VERSION} · {title}")
        write_whole(folder / f"{name}.png", partial(figure.savefig, format="png", dpi=150))
    typer.echo(f"Pictures: {folder}")


def _rows(table: pd.DataFrame) -> list[Decided]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _plain(table: pd.DataFrame) -> list[Decided]:
    """The decisions as JSON can say them, which knows no infinity."""
    rows = _rows(table)
    for row in rows:
        row["terms"] = {
            name: value if isfinite(value) else None for name, value in row["terms"].items()
        }
    return rows


def _show(decisions: pd.DataFrame, names: Mapping[str, str], title: str, others: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("who decides what, on which grounds", ratio=1)
    for name in ("sum", "chance", "draw"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("answer", no_wrap=True)
    before = None
    for row in _rows(decisions):
        if (date := _date(row)) != before:
            table.add_row(f"\n[bold]{date}[/bold]" if before else f"[bold]{date}[/bold]")
            before = date
        told = _choice if isinstance(row["outcome"], str) else _answer
        for cells in told(row, names):
            table.add_row(*cells)
    console = Console()
    console.print(table)
    if not len(decisions):
        console.print("  No decision here.\n")
    console.print(READING)
    if others:
        console.print(
            f"{others:,} other decisions were answered no, or the first option was chosen; "
            "--all prints them."
        )


def _date(row: Decided) -> str:
    from datetime import date

    month = f"{date.fromisoformat(row['month'] + '-01'):%B %Y}"
    return f"{month}, week {row['week']}" if row["week"] else month


def _asked(row: Decided, names: Mapping[str, str]) -> str:
    from rich.markup import escape

    from sim.analysis.words import in_words

    return escape(in_words(row["actor"], row["decision"], row["about"], names))


def _answer(row: Decided, names: Mapping[str, str]) -> Iterator[tuple[RenderableType, ...]]:
    """A yes or no: the question and its answer, and below them the terms."""
    yield (
        _asked(row, names),
        _signed(sum(row["terms"].values())),
        _percent(row["probability"]),
        _percent(row["draw"]),
        "[bold green]yes[/bold green]" if row["outcome"] else "no",
    )
    yield (Flowing(_listed(row["terms"]), indent=2, style="dim"),)


def _choice(row: Decided, names: Mapping[str, str]) -> Iterator[tuple[RenderableType, ...]]:
    """A choice: the question, and below it each option with its terms; a mark shows the chosen."""
    from rich.markup import escape

    yield (
        _asked(row, names),
        "",
        "",
        _percent(row["draw"]),
        f"[bold green]{escape(row['outcome'])}[/bold green]",
    )
    options: dict[str, dict[str, float]] = {}
    for name, value in row["terms"].items():
        option, term = name.split(".", 1)
        options.setdefault(option, {})[term] = value
    totals = {option: sum(terms.values()) for option, terms in options.items()}
    chances = _chances(totals)
    for option, terms in options.items():
        total, chosen = totals[option], option == row["outcome"]
        had = isfinite(total)
        text = f"{'>' if chosen else GLUE} {option}: {_listed(terms) if had else NOT_TO_BE_HAD}"
        style = "" if chosen else "dim"
        sums = (_signed(total), _percent(chances[option])) if had else ("", "")
        yield Flowing(text, indent=2, style=style), *sums


def _chances(totals: Mapping[str, float]) -> dict[str, float]:
    """The chance of each option, from the sums of their terms."""
    best = max(totals.values())
    weights = {option: exp(total - best) for option, total in totals.items()}
    return {option: weight / sum(weights.values()) for option, weight in weights.items()}


@dataclass(frozen=True)
class Flowing:
    """Text of which rich fills a cell, all of it indented; what is glued stays in one line."""

    text: str
    indent: int
    style: str

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """The lines, for the width that there is."""
        from rich.text import Text

        first, further = " " * self.indent, " " * (self.indent + 2)
        lines = fill(self.text, options.max_width, initial_indent=first, subsequent_indent=further)
        yield Text(lines.replace(GLUE, " "), style=self.style)


def _listed(terms: Mapping[str, float]) -> str:
    return ", ".join(f"{name.replace('_', GLUE)}{GLUE}{_signed(v)}" for name, v in terms.items())


def _signed(value: float) -> str:
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text


def _percent(share: float) -> str:
    percent = 100.0 * share
    return f"{percent:.1f} %" if percent >= 1.0 else f"{percent:.2f} %"
