"""`liptako calibrate crises`: blocs and coups set on past power grabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.calibrating import calibrate

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


@calibrate.command()
def crises(
    record: Annotated[
        Path | None, typer.Option(help="Another table of crises; the package's if not given.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for tables and picture.")] = Path(
        "results/past_crises"
    ),
) -> None:
    """Set the parameters of blocs on past power grabs, and foretell each from the others; set the
    base rate of coups on attempts before 2020."""
    from sim.analysis.past_crises.attempts import attempts
    from sim.analysis.past_crises.fit import fit
    from sim.analysis.past_crises.held_out import crisis_scores, foretell
    from sim.analysis.past_crises.record import past_crises
    from sim.experiment.writing import write_whole
    from sim.plots import foretold_crises

    table = past_crises(record)
    found = fit(table, sd=True)
    values = _values(found.values | attempts(table).values, found.sd)
    write_whole(out / "parameters.csv", lambda path: values.to_csv(path, index=False))
    _show_values(values)
    foretold = foretell(table, found, workers)
    scored = crisis_scores(foretold)
    _show_scores(scored)
    write_whole(out / "foretold.csv", lambda path: foretold.to_csv(path, index=False))
    write_whole(out / "scores.csv", lambda path: scored.to_csv(path, index=False))
    figure = foretold_crises(foretold)
    write_whole(out / "past_crises.png", partial(figure.savefig, format="png", dpi=100))
    typer.echo(f"Tables and picture: {out}")


def _values(fitted: Mapping[str, float], sd: Mapping[str, float]) -> pd.DataFrame:
    import pandas as pd

    from sim.mechanisms import declarations

    known = declarations()
    return pd.DataFrame(
        {
            "parameter": name,
            "range_low": known[name].range[0] if name in known else None,
            "range_high": known[name].range[1] if name in known else None,
            "fitted": value,
            "sd": sd.get(name),
            "shipped": known[name].default if name in known else None,
        }
        for name, value in fitted.items()
    )


def _table(
    title: str, caption: str, words: Sequence[str], numbers: Sequence[str], **look: bool
) -> Table:
    """An empty table with columns of words and of numbers, none of which may be cut."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=title,
        caption=caption,
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        **look,  # type: ignore[arg-type]
    )
    for name in words:
        table.add_column(name, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _show_values(values: pd.DataFrame) -> None:
    from rich.console import Console

    table = _table(
        "Most probable values, within the ranges of the prior",
        "sd: from the curvature; none at a limit, or of coups. 'shipped' is what scenarios use.",
        ("parameter",),
        ("range", "fitted", "sd", "shipped"),
    )
    cells = values.astype(object).where(values.notna(), None)
    for row in cells.to_dict("records"):
        low, high = row["range_low"], row["range_high"]
        table.add_row(
            row["parameter"],
            "" if low is None else f"{low:.3g} to {high:.3g}",
            f"{row['fitted']:.3f}",
            "" if row["sd"] is None else f"{row['sd']:.3f}",
            "" if row["shipped"] is None else f"{row['shipped']:.3g}",
        )
    Console().print(table)


def _show_scores(scored: pd.DataFrame) -> None:
    from rich.console import Console

    table = _table(
        "Each crisis foretold from the others: ranked probability score, 0 is perfect",
        "base: of base rates by kind of crisis. gain: base less model, crisis by crisis, with its "
        "90 % interval; above 0 the model is better.",
        ("period (crises)", "question"),
        ("model", "base", "gain"),
        collapse_padding=True,
        pad_edge=False,
    )
    for row in scored.to_dict("records"):
        table.add_row(
            f"{row['period']} ({row['crises']})",
            row["question"],
            f"{row['score']:.3f}",
            f"{row['base']:.3f}",
            _gain(row["gain"], row["low"], row["high"]),
        )
    Console().print(table)


def _gain(gain: float, low: float, high: float) -> str:
    """A gain with its interval, which a single crisis does not have."""
    return f"{gain:+.3f}" + (f" ({low:+.3f} to {high:+.3f})" if not isnan(low) else "")
