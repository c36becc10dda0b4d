"""The record: 52 power grabs in ECOWAS members, 1990-2025, and what the bloc did about each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

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
STEPS = ("suspended", "sanctions", "ultimatum", "mobilised", "force_used")
"""Columns of the steps behind the postures from 1 on."""
MEMORY_MONTHS = 36.0
"""Half-life of the memory of a coup, as in the model."""
DAYS_A_MONTH = 30.4
NUMBERS = (
    *STEPS,
    "elected_victim",
    "invited",
    "days_to_concession",
    "days_sanctions_lasted",
    "borders_nigeria",
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
    """
    name = str(file) if file else f"sim/{SHIPPED}"
    path = file or Path(str(files("sim") / SHIPPED))
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except OSError as error:
        raise LiptakoError(f"{name}: cannot be read ({error.strerror}) - name a table") from error
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise LiptakoError(
            f"{name}: no table ({' '.join(str(error).split())}) - use CSV with the columns of "
            f"sim/{SHIPPED}"
        ) from error
    missing = [c for c in ("id", "country", "date", *CHOICES, *NUMBERS) if c not in table.columns]
    if missing:
        raise LiptakoError(f"{name}: no column {', '.join(missing)} - as in sim/{SHIPPED}")
    if table.empty:
        raise LiptakoError(f"{name}: no crises - give a row to each")
    for column, known in CHOICES.items():
        for row, value in enumerate(table[column], 2):
            if value not in known:
                raise LiptakoError(
                    f"{name}:{row}: {column}: '{value}' is unknown - {one_of(value, known)}"
                )
    twice = table["id"][table["id"].duplicated()]
    if len(twice):
        raise LiptakoError(f"{name}: id '{twice.iloc[0]}' twice - give each crisis its own")
    for column in NUMBERS:
        table[column] = _numbers(name, column, table[column])
    table["date"] = _dates(name, table["date"])
    table = table.sort_values("date", kind="stable", ignore_index=True)
    return _worked_out(table)


def _numbers(name: str, column: str, texts: pd.Series[str]) -> pd.Series[float]:
    numbers = pd.to_numeric(texts.replace("", "nan"), errors="coerce")
    bad = (numbers.isna() & (texts != "") & (texts.str.lower() != "nan")) | (numbers < 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise LiptakoError(
            f"{name}:{row + 2}: {column}: '{texts.iloc[row]}' is no number of 0 or more - "
            "leave empty what is not known"
        )
    return numbers.astype(np.float64)


def _dates(name: str, texts: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    dates = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    if dates.isna().any():
        row = int(np.flatnonzero(dates.isna())[0])
        raise LiptakoError(f"{name}:{row + 2}: date: '{texts.iloc[row]}' - write YYYY-MM-DD")
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
