"""The gallery: every scenario of a folder with small pictures, and one table of their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.answer import Sentence, answer, answering, outcome_values
from sim.experiment.ensemble import simulate
from sim.experiment.progress import watched
from sim.experiment.writing import write_whole
from sim.language import ENGLISH
from sim.plots.catalogue import draw
from sim.plots.style import SLIDE
from sim.report.pictures import png
from sim.scenario import Scenario
from sim.version import VERSION

FIGURES = ("deaths", "map")
"""Of every scenario."""
DOTS = 72
"""Dots an inch: small enough to be kept with the source."""
RUNS, SEED = 1000, 1
SUMMARY = "summary.csv"
OF_COUNTRIES = ("total_deaths", "final_state_control", "coups_total", "months_under_junta")
OF_CRISES = ("interventions.ECOWAS.NER", "expected_interventions.ECOWAS.NER")


def gallery(
    scenarios: list[Scenario],
    folder: Path,
    runs: int = RUNS,
    workers: int = 1,
    progress: bool | None = None,
) -> None:
    """Run scenarios, and write small pictures of each, a table of outcomes and a page of all.

    Args:
        scenarios: those to show.
        folder: where to.
        runs: of each.
        workers: processes to use.
        progress: as for `sim.simulate`.

    Raises:
        LiptakoError: a file cannot be written.
    """
    tables, told = [], {}
    for scenario in watched(((one, 1) for one in scenarios), len(scenarios), "scenarios", progress):
        histories = simulate(scenario, runs, SEED, workers, progress=False)
        tables.append(summary(scenario.name, histories))
        told[scenario.name] = answer(histories)[:1]
        for name, figure in _figures(histories):
            _write(folder / f"{scenario.name}.{name}.png", partial(png, figure, DOTS))
    table = pd.concat(tables, ignore_index=True)
    text = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_whole(folder / SUMMARY, lambda path: path.write_text(text, "utf-8"))
    page = _page(scenarios, told, runs)
    write_whole(folder / "README.md", lambda path: path.write_text(page, "utf-8"))


def summary(name: str, histories: xr.Dataset) -> pd.DataFrame:
    """A row an outcome: those that people ask for first, and those that answer the question.

    Returns:
        ``scenario``, ``outcome``, ``mean`` and ``standard_error`` over the runs that have it,
        ``p05``, ``median``, ``p95``, and how many ``runs`` have it.
    """
    focus = [str(code) for code in np.atleast_1d(histories.attrs["focus"])]
    wanted = [f"{base}.{code}" for base in OF_COUNTRIES for code in focus]
    rows = []
    crises = OF_CRISES if "ECOWAS" in histories["bloc"].values else ()
    for outcome in dict.fromkeys([*wanted, *crises, *answering(histories)]):
        _, _, values = outcome_values(histories, outcome)
        known = values[~np.isnan(values)]
        error = known.std(ddof=1) / known.size**0.5 if known.size > 1 else np.nan
        low, middle, high = np.quantile(known, (0.05, 0.5, 0.95)) if known.size else [np.nan] * 3
        mean = known.mean() if known.size else np.nan
        rows.append((name, outcome, mean, error, low, middle, high, known.size))
    heads = ["scenario", "outcome", "mean", "standard_error", "p05", "median", "p95", "runs"]
    return pd.DataFrame(rows, columns=heads)


def _figures(histories: xr.Dataset) -> Iterator[tuple[str, Figure]]:
    for name in FIGURES:
        yield name, draw(name, histories, SLIDE)


def _write(path: Path, made: Callable[[], bytes]) -> None:
    write_whole(path, lambda temporary: temporary.write_bytes(made()))


def _page(scenarios: list[Scenario], told: dict[str, list[Sentence]], runs: int) -> str:
    number = ENGLISH.number(runs)
    lines = [
        "# Gallery",
        "",
        f"Every shipped scenario, {number} histories each, seed {SEED}, Liptako {VERSION}; made by "
        f"`make results`. [{SUMMARY}]({SUMMARY}) has means with their Monte Carlo errors, and "
        "ranges, of outcomes; a test holds it against fresh runs. `liptako report` says more.",
    ]
    for scenario in scenarios:
        data = scenario.data
        lines += ["", f"## {data.title}", "", f"`{scenario.name}`: {data.question}"]
        for sentence in told[scenario.name]:
            lines += ["", f"{sentence.text} *({sentence.evidence.kind})*"]
        for name in FIGURES:
            alt = f"{data.title}: {name}"
            lines += ["", f"![{alt}]({scenario.name}.{name}.png)"]
    return "\n".join(lines) + "\n"
