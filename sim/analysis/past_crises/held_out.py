"""Each crisis foretold from all the others, and scored against base rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.paired import paired
from sim.analysis.past_crises.chain import Outlook
from sim.analysis.past_crises.fit import Fit, fit
from sim.analysis.past_crises.record import POSTURES, past_crises
from sim.errors import LiptakoError
from sim.experiment.progress import watched
from sim.experiment.runners import run_all

Array = NDArray[np.float64]

SINCE = np.datetime64("2005-01-01")
"""The era that is scored apart too: a mandate, and a practice of using it."""
EXPECTED = [f"p_{name.replace(' ', '_')}" for name in POSTURES]
"""Columns of `foretold`: probability of each highest posture."""


@dataclass(frozen=True)
class _Task:
    """A crisis to be left out."""

    table: pd.DataFrame
    row: int
    start: dict[str, float]


def foretell(
    table: pd.DataFrame, whole: Fit, workers: int = 1, progress: bool | None = None
) -> pd.DataFrame:
    """Refit without each crisis in turn, and say what that fit expects of it.

    Args:
        table: as `past_crises` gives it.
        whole: the fit to all of it, from which each search starts.
        workers: processes.
        progress: as for `sim.simulate`.

    Returns:
        The table with the columns `EXPECTED` and ``p_gave_way``, probabilities.
    """
    tasks = [_Task(table, row, whole.values) for row in range(len(table))]
    done = ((found, 1) for found in run_all(_left_out, tasks, workers))
    cells = dict(watched(done, len(tasks), "crises", progress))
    expected = Outlook(np.concatenate([cells[row] for row in range(len(table))]))
    return _beside(table, expected)


def _left_out(task: _Task) -> Array:
    others = task.table.drop(index=task.row).reset_index(drop=True)
    return fit(others, start=task.start).outlook(task.table.iloc[[task.row]]).cells


def foretell_crises(since: str = "2005-01-01", table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Foretell crises from those before them alone: one fit to all that began before a day.

    Much quicker than `foretell`, which refits for every crisis, and at least as hard a test.

    Args:
        since: first day of the crises that are foretold, YYYY-MM-DD.
        table: as `past_crises` gives it; the package's record if left out.

    Returns:
        The rows of the table from that day on, with the columns `EXPECTED` (``p_none`` to
        ``p_force``: probability of each highest posture of the bloc) and ``p_gave_way``.

    Raises:
        LiptakoError: no day given, or no crises before it or from it on.
    """
    record = past_crises() if table is None else table
    try:
        day = np.datetime64(since, "D")
    except ValueError as error:
        raise LiptakoError(f"since: '{since}' is no day - write YYYY-MM-DD") from error
    if np.isnat(day):
        raise LiptakoError("since: no day given - write YYYY-MM-DD")
    later = (record["date"] >= day).to_numpy()
    if later.all() or not later.any():
        raise LiptakoError(f"since: {since} leaves no crises on one side - name another day")
    asked = record[later].reset_index(drop=True)
    return _beside(asked, fit(record[~later].reset_index(drop=True)).outlook(asked))


def _beside(table: pd.DataFrame, expected: Outlook) -> pd.DataFrame:
    """Crises, and what was expected of each."""
    columns = dict(zip(EXPECTED, expected.highest.T, strict=True))
    return table.assign(**columns, p_gave_way=expected.gave_way)


def crisis_scores(foretold: pd.DataFrame) -> pd.DataFrame:
    """Ranked probability scores of what was foretold, beside those of base rates by kind of crisis.

    Args:
        foretold: as `foretell` gives it.

    Returns:
        A row a period and question: ``crises``, ``score`` and ``base`` (means; 0 is perfect),
        ``skill`` (1 - score / base), and ``gain`` (base less score, crisis by crisis) with its 90 %
        interval ``low`` to ``high``. A period without crises has no row.
    """
    rows = []
    for period, chosen in (
        ("1990-2025", foretold),
        ("since 2005", foretold[foretold["date"] >= SINCE].reset_index(drop=True)),
    ):
        if chosen.empty:
            continue
        kinds = chosen["kind"].to_numpy()
        for question, expected, seen in _questions(chosen):
            own = ranked_probability_score(expected, seen)
            usual = ranked_probability_score(base_rates(kinds, seen, expected.shape[1]), seen)
            gain = paired(own, usual)
            rows.append(
                {
                    "period": period,
                    "question": question,
                    "crises": len(chosen),
                    "score": gain.reference,
                    "base": gain.mean,
                    "skill": 1.0 - gain.reference / gain.mean if gain.mean else np.nan,
                    "gain": gain.difference,
                    "low": gain.low,
                    "high": gain.high,
                }
            )
    return pd.DataFrame(rows)


def _questions(foretold: pd.DataFrame) -> list[tuple[str, Array, NDArray[np.int64]]]:
    """What is asked of each crisis: probabilities ``(crisis, answer)``, and the answers."""
    highest = foretold[EXPECTED].to_numpy()

    def yes_or_no(probability: Array) -> Array:
        return np.stack([1.0 - probability, probability], axis=1)

    return [
        ("highest posture", highest, foretold["highest"].to_numpy(np.int64)),
        ("force", yes_or_no(highest[:, -1]), foretold["force"].to_numpy(np.int64)),
        (
            "concession",
            yes_or_no(foretold["p_gave_way"].to_numpy()),
            foretold["gave_way"].to_numpy(np.int64),
        ),
    ]


def ranked_probability_score(expected: Array, seen: NDArray[np.int64]) -> Array:
    """Score of each forecast ``(case,)``: squared differences of the cumulated probabilities, 0 if
    certain and right (Epstein 1969).

    Args:
        expected: probability of each ordered answer, ``(case, answer)``.
        seen: position of the answer that came, ``(case,)``.
    """
    cumulated = np.cumsum(expected, axis=1)[:, :-1]
    reached = np.arange(expected.shape[1] - 1) >= seen[:, None]
    return np.asarray(((cumulated - reached) ** 2).sum(axis=1))


def base_rates(kinds: NDArray[np.object_], seen: NDArray[np.int64], answers: int) -> Array:
    """How often each answer came in the other cases of the same kind, ``(case, answer)``; the other
    cases of any kind count as one case more. Without any other case all answers are equal."""
    rates = np.zeros((len(seen), answers))
    for case in range(len(seen)):
        others = np.arange(len(seen)) != case
        alike = others & (kinds == kinds[case])
        usual = np.full(answers, 1.0 / answers)
        if others.any():
            usual = np.bincount(seen[others], minlength=answers) / others.sum()
        rates[case] = (np.bincount(seen[alike], minlength=answers) + usual) / (alike.sum() + 1)
    return rates
