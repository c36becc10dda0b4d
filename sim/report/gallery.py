"""The gallery: every scenario of a folder with small pictures, and one table of their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.answer import (
    Sentence,
    answer,
    answer_compared,
    answering,
    outcome_values,
)
from sim.experiment.ensemble import simulate
from sim.experiment.progress import watched
from sim.experiment.writing import write_whole
from sim.language import ENGLISH
from sim.plots.catalogue import draw
from sim.plots.map_differences import difference_map
from sim.plots.style import SLIDE
from sim.report.pictures import png
from sim.scenario import Scenario
from sim.version import VERSION

REFERENCE = "baseline"
"""The scenario that the others are held against, if it is among them."""
OF_REFERENCE = ("deaths", "map", "crises", "flows", "alliances", "regimes")
"""Its larger pictures."""
DOTS, LARGE = 72, 110
"""Dots an inch: small enough to be kept with the source."""
RUNS, SEED = 1000, 1
SUMMARY = "summary.csv"
OF_COUNTRIES = ("total_deaths", "final_state_control", "coups_total", "months_under_junta")
OF_CRISES = ("interventions.ECOWAS.NER", "expected_interventions.ECOWAS.NER")


def gallery(
    scenarios: list[Scenario],
    folder: Path,
    images: Path | None = None,
    runs: int = RUNS,
    workers: int = 1,
    progress: bool | None = None,
) -> None:
    """Run scenarios, and write small pictures of each, a table of outcomes and a page of all.

    Args:
        scenarios: those to show.
        folder: where to.
        images: where to with larger pictures of the reference, if anywhere.
        runs: of each.
        workers: processes to use.
        progress: as for `sim.simulate`.

    Raises:
        LiptakoError: a file cannot be written.
    """
    tables, told = [], {}
    reference: xr.Dataset | None = None
    ordered = sorted(scenarios, key=lambda one: (one.name != REFERENCE, one.name))
    for scenario in watched(((one, 1) for one in ordered), len(ordered), "scenarios", progress):
        histories = simulate(scenario, runs, SEED, workers, progress=False)
        if scenario.name == REFERENCE:
            reference = histories
            if images is not None:
                _large(histories, images)
        tables.append(summary(scenario.name, histories))
        told[scenario.name] = _told(histories, reference)
        for name, figure in _figures(histories, reference):
            _write(folder / f"{scenario.name}.{name}.png", partial(png, figure, DOTS))
    table = pd.concat(tables, ignore_index=True)
    text = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_whole(folder / SUMMARY, lambda path: path.write_text(text, "utf-8"))
    page = _page(ordered, told, runs)
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


def _large(reference: xr.Dataset, images: Path) -> None:
    for name in OF_REFERENCE:
        _write(images / f"{name}.png", partial(png, draw(name, reference, SLIDE), LARGE))


def _pairs(histories: xr.Dataset, reference: xr.Dataset | None) -> bool:
    """Whether histories can be held against the reference, run by run."""
    if reference is None or reference is histories:
        return False
    return np.array_equal(reference["month"].values, histories["month"].values)


def _told(histories: xr.Dataset, reference: xr.Dataset | None) -> list[Sentence]:
    """The most telling answer; of what can be held against the reference, what differs."""
    if reference is not None and _pairs(histories, reference):
        return answer_compared(reference, histories)[:1]
    return answer(histories)[:1]


def _figures(histories: xr.Dataset, reference: xr.Dataset | None) -> Iterator[tuple[str, Figure]]:
    """Deaths by month, and where people die, or where more or fewer do than in the reference."""
    yield "deaths", draw("deaths", histories, SLIDE)
    if reference is not None and _pairs(histories, reference):
        yield "map", difference_map(reference, histories, page=SLIDE)
    else:
        yield "map", draw("map", histories, SLIDE)


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
        for name, shown in (("deaths", "deaths by month"), ("map", "where people die")):
            alt = f"{data.title}: {shown}"
            lines += ["", f"![{alt}]({scenario.name}.{name}.png)"]
    return "\n".join(lines) + "\n"
