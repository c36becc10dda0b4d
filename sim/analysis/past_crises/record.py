"""The record: 52 power grabs in ECOWAS members, 1990-2025, and what the bloc did about each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.tables import numbers, read_table, refuse
from sim.errors import LiptakoError, one_of

SHIPPED = "data/crises.csv"
KINDS = ("coup", "failed_coup", "constitutional", "refusal_to_leave", "war")
CLAIMANTS = ("in_control", "free", "captive", "fled", "dead", "resigned", "none")
STANDING = ("in_control", "free")
"""Where the rightful claimant can act."""
OUTCOMES = (
    "none",
    "climb_down",
    "conceded_transition_timetable",
    "conceded_under_threat",
    "reversed_by_force",
)
GAVE_WAY = OUTCOMES[1:4]
"""Outcomes in which those who grabbed power gave way by themselves."""
POSTURES = ("none", "suspension", "sanctions", "ultimatum", "activated force", "force")
"""Highest posture of the bloc; the position is its number."""
STEPS = {
    "suspended": "days_to_suspension",
    "sanctions": "days_to_sanctions",
    "ultimatum": "days_to_ultimatum",
    "mobilised": "days_to_mobilised",
    "force_used": "days_to_force",
}
"""Columns of the steps behind the postures from 1 on, and of their days, which a table may lack."""
FLAGS = (*STEPS, "elected_victim", "invited", "borders_nigeria")
"""Columns of 0 and 1; empty is unknown, and counts as 0."""
MEMORY_MONTHS = 36.0
"""Half-life of the memory of a coup, as in the model."""
DAYS_A_MONTH = 30.4
NUMBERS = (
    *FLAGS,
    "days_to_concession",
    "troops_of_target_thousand",
    "area_thousand_km2",
)
CHOICES = {"kind": KINDS, "claimant": CLAIMANTS, "outcome": OUTCOMES}


def past_crises(file: Path | None = None) -> pd.DataFrame:
    """The table of past crises, a row a crisis, by date.

    Args:
        file: a table of the same form; the package's own if left out.

    Returns:
        The table's columns (``docs/past_crises.md`` explains them), and worked out from them
        ``highest`` (position in `POSTURES`), ``force`` and ``gave_way`` (whether those who grabbed
        power conceded or climbed down) and ``wave`` (coups in the bloc that are remembered, this
        one included).

    Raises:
        LiptakoError: the file cannot be read, or a cell cannot be.

    Examples:
        >>> past_crises()["kind"].value_counts().head(3).to_dict()
        {'coup': 26, 'failed_coup': 17, 'constitutional': 5}
    """
    name = str(file) if file else f"sim/{SHIPPED}"
    table = _read(name, file or Path(str(files("sim") / SHIPPED)))
    for column, known in CHOICES.items():
        wrong = ~table[column].isin(known)
        remedy = one_of(next(iter(table[column][wrong]), ""), known)
        refuse(name, column, table[column], wrong, "is unknown", remedy)
    twice = table["id"].duplicated()
    refuse(name, "id", table["id"], twice, "stands twice", "give each crisis its own")
    for column in NUMBERS:
        table[column] = _numbers(name, column, table[column])
    _check_days(name, table)
    table["date"] = _dates(name, table["date"])
    table = table.sort_values("date", kind="stable", ignore_index=True)
    return _worked_out(table)


def _read(name: str, path: Path) -> pd.DataFrame:
    """The table as text, with all its columns and a row at least."""
    use = f"use CSV with the columns of sim/{SHIPPED}"
    table = read_table(name, path, use, ("id", "country", "date", *CHOICES, *NUMBERS))
    if table.empty:
        raise LiptakoError(f"{name}: no crises - give a row to each")
    return table


def _numbers(name: str, column: str, texts: pd.Series[str]) -> pd.Series[float]:
    found, wrong = numbers(texts)
    unknown, problem = texts.str.strip() == "", "is no number of 0 or more"
    if column in FLAGS:
        wrong, problem = ~(unknown | found.isin([0.0, 1.0])), "is neither 0 nor 1"
    refuse(name, column, texts, wrong, problem, "leave empty what is not known")
    if column == "area_thousand_km2":
        refuse(name, column, texts, unknown, "is no area", "every country has one")
    if column == "troops_of_target_thousand" and unknown.all():
        raise LiptakoError(f"{name}: {column}: all empty - give it in one row at least")
    return found


def _check_days(name: str, table: pd.DataFrame) -> None:
    """A day of what did not happen is a slip in one of two columns."""
    for step, days in STEPS.items():
        if days in table.columns:
            wrong = (_numbers(name, days, table[days]) >= 0.0) & ~(table[step] > 0.0)
            remedy = f"leave it empty, or write 1 under {step}"
            refuse(name, days, table[days], wrong, "is a day of no step", remedy)
    days = "days_to_concession"
    wrong = (table[days] >= 0.0) & (table["outcome"] == "none")
    problem, remedy = "is a day of no concession", "leave it empty, or name an outcome"
    refuse(name, days, table[days], wrong, problem, remedy)


def _dates(name: str, texts: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    dates = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    refuse(name, "date", texts, dates.isna(), "is no date", "write YYYY-MM-DD")
    return dates


def _worked_out(table: pd.DataFrame) -> pd.DataFrame:
    steps = table[list(STEPS)].fillna(0.0).to_numpy() > 0
    highest = (steps * np.arange(1, len(POSTURES))).max(axis=1)
    months = table["date"].to_numpy().astype("datetime64[D]").astype(np.float64) / DAYS_A_MONTH
    since = months[:, None] - months[None, :]
    coup = (table["kind"] == "coup").to_numpy()
    troops = table.groupby("country")["troops_of_target_thousand"]
    known = troops.ffill().fillna(troops.bfill())
    fresh = 0.5 ** (np.maximum(since, 0.0) / MEMORY_MONTHS)
    return table.assign(
        troops_of_target_thousand=known.fillna(known.median()),
        highest=highest,
        force=steps[:, -1],
        gave_way=table["outcome"].isin(GAVE_WAY),
        wave=np.where((since >= 0) & coup, fresh, 0.0).sum(axis=1),
    )
