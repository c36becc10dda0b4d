"""The gallery: every scenario of a folder with small pictures, and one table of their outcomes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path
from types import MappingProxyType

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
from sim.errors import LiptakoError
from sim.experiment.ensemble import simulate
from sim.experiment.progress import watched
from sim.experiment.writing import write_whole
from sim.language import ENGLISH
from sim.plots.catalogue import draw
from sim.plots.dashboards import dashboard
from sim.plots.map_differences import difference_map
from sim.plots.page import SLIDE
from sim.report.pictures import png
from sim.scenario import Scenario
from sim.version import VERSION

REFERENCE = "baseline"
"""The scenario that the others are held against, if it is among them."""
OF_REFERENCE = ("deaths", "map", "crises", "flows", "alliances", "regimes")
"""Its larger pictures."""
ALONE = MappingProxyType({"deaths": "deaths by month", "map": "where people die"})
PAIRED = MappingProxyType(
    {"beside": "beside the baseline", "difference": "where more or fewer people die"}
)
"""Pictures of a scenario that does not pair with the reference, and of one that does, by name."""
DOTS, LARGE = 80, 110
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
    tables, sections = [], []
    reference: xr.Dataset | None = None
    ordered = sorted(scenarios, key=lambda one: (one.name != REFERENCE, one.name))
    for scenario in watched(((one, 1) for one in ordered), len(ordered), "scenarios", progress):
        histories = simulate(scenario, runs, SEED, workers, progress=False)
        if scenario.name == REFERENCE:
            reference = histories
            if images is not None:
                _large(histories, images)
        tables.append(summary(scenario.name, histories))
        figures = _figures(histories, reference)
        for name, figure in figures.items():
            _write(folder / f"{scenario.name}.{name}.png", partial(png, figure, DOTS))
        sections.append(_section(scenario, _told(histories, reference), list(figures)))
    table = pd.concat(tables, ignore_index=True)
    text = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_whole(folder / SUMMARY, lambda path: path.write_text(text, "utf-8"))
    page = "\n\n".join([_opening(runs), *sections]) + "\n"
    write_whole(folder / "README.md", lambda path: path.write_text(page, "utf-8"))


def summary(name: str, histories: xr.Dataset) -> pd.DataFrame:
    """A row an outcome: those that people ask for first, and those that answer the question.

    Returns:
        ``scenario``, ``outcome``, ``mean`` and ``standard_error`` over the runs that have it,
        ``p05``, ``median``, ``p95``, and how many ``runs`` have it.
    """
    focus = [str(code) for code in np.atleast_1d(histories.attrs.get("focus", []))]
    wanted = [f"{base}.{code}" for base in OF_COUNTRIES for code in focus]
    rows = []
    crises = OF_CRISES if "ECOWAS" in histories["bloc"].values else ()
    for outcome in dict.fromkeys([*wanted, *crises, *answering(histories)]):
        try:
            _, _, values = outcome_values(histories, outcome)
        except LiptakoError:  # one that the scenario does not record
            continue
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


def _figures(histories: xr.Dataset, reference: xr.Dataset | None) -> dict[str, Figure]:
    """By name: beside the reference, and where more or fewer die than there; or, of what does not
    pair with it, deaths by month and where people die."""
    if reference is None or not _pairs(histories, reference):
        found = {}
        for name in ALONE:
            with suppress(LiptakoError):  # a scenario without regions, say
                found[name] = draw(name, histories, SLIDE)
        return found
    both = {REFERENCE: reference, str(histories.attrs["scenario"]): histories}
    drawn = (dashboard(both, page=SLIDE), difference_map(reference, histories, page=SLIDE))
    return dict(zip(PAIRED, drawn, strict=True))


def _write(path: Path, made: Callable[[], bytes]) -> None:
    write_whole(path, lambda temporary: temporary.write_bytes(made()))


def _opening(runs: int) -> str:
    return (
        f"# Gallery\n\n{ENGLISH.number(runs)} histories of each scenario, seed {SEED}, "
        f"Liptako {VERSION}; made by `make results`. [{SUMMARY}]({SUMMARY}) has means with their "
        "Monte Carlo errors, and ranges, of outcomes; a test holds it against fresh runs. "
        "`liptako report` says more."
    )


def _section(scenario: Scenario, told: list[Sentence], figures: list[str]) -> str:
    """A scenario's part of the page: question, answer, pictures."""
    title, question = (
        escape(text, quote=False) for text in (scenario.data.title, scenario.data.question)
    )
    shown = (
        f"![{title}: {(ALONE | PAIRED)[name]}]({scenario.name}.{name}.png)" for name in figures
    )
    answers = map(_told_of, told)
    return "\n\n".join([f"## {title}", f"`{scenario.name}`: {question}", *answers, *shown])


def _told_of(sentence: Sentence) -> str:
    return f"{sentence.text} *({sentence.grounds.kind})*" if sentence.grounds else sentence.text
