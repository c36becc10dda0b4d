"""Tables that a person hands over: read as text, and refused with the place and a remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import LiptakoError


def read_table(
    name: str, path: Path, use: str, needed: Sequence[str], *, only: bool = False
) -> pd.DataFrame:
    """A CSV file, every cell as text; what is empty is "".

    Args:
        name: of the file, as messages give it.
        path: where it is.
        use: what would be right, such as "use CSV with the columns of ...".
        needed: columns that must be there.
        only: read no others.

    Raises:
        LiptakoError: it cannot be read, is no table, or lacks a column.
    """
    columns = set(needed).__contains__ if only else None
    try:
        table = pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            compression=None,
            usecols=columns,
        ).fillna("")
    except OSError as error:
        raise LiptakoError(f"{name}: cannot be read ({error.strerror}) - name a table") from error
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise LiptakoError(f"{name}: no table ({' '.join(str(error).split())}) - {use}") from error
    missing = [column for column in needed if column not in table.columns]
    if missing:
        raise LiptakoError(f"{name}: no column {', '.join(missing)} - {use}")
    return table


def refuse(
    name: str,
    column: str,
    texts: pd.Series[str],
    wrong: pd.Series[bool],
    problem: str,
    remedy: str,
) -> None:
    """Refuse the first wrong cell of a column, if there is one.

    Args:
        name: of the file.
        column: its name.
        texts: the cells as they were written; the index counts rows from 0, below the header.
        wrong: which of them are.
        problem: what is wrong, said of the cell.
        remedy: what would be right.

    Raises:
        LiptakoError: a cell is wrong; names file, row and column.
    """
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        where = f"{name}:{texts.index[place] + 2}: {column}"
        raise LiptakoError(f"{where}: '{texts.iloc[place]}' {problem} - {remedy}")


def numbers(texts: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Cells as numbers of 0 or more; what is empty is NaN.

    Returns:
        The numbers, and which cells are neither empty nor such a number.
    """
    empty = texts.str.strip() == ""
    found = pd.to_numeric(texts.mask(empty, "nan"), errors="coerce").astype(np.float64)
    return found, ~(empty | ((found >= 0.0) & (found < np.inf)))
