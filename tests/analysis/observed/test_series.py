"""Observed deaths: what the package has, and what a user's table adds or is told."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.observed.series import between, flagged, observed_deaths
from sim.errors import LiptakoError

# Sums of the rows of the source, worked out apart from the file in the package.
YEARS = {
    "MLI": [317, 773, 284, 256, 198, 597, 1218, 1197, 1519, 1285, 3612, 2073, 1897],
    "BFA": [0, 0, 0, 0, 26, 54, 182, 1246, 1151, 1436, 2668, 5903, 4187],
    "NER": [1, 31, 5, 527, 211, 248, 181, 448, 605, 1080, 610, 494, 1222],
}
STATE_YEARS = {
    "MLI": [521, 603, 580, 726, 1440, 1259, 230],
    "BFA": [98, 349, 512, 991, 2003, 4605, 512],
    "NER": [76, 300, 537, 459, 516, 365, 278],
}


@pytest.mark.parametrize(
    ("kind", "years", "first", "last"),
    [
        ("all_violence", YEARS, "2012-01", "2024-12"),
        ("state_based", STATE_YEARS, "2018-01", "2024-04"),
    ],
)
def test_the_shipped_series_add_up(
    kind: str, years: dict[str, list[int]], first: str, last: str
) -> None:
    """A month would be lost, doubled, or counted to another country."""
    deaths = observed_deaths(kind=kind)  # type: ignore[arg-type]
    assert ("month", "country") == deaths.dims
    found = deaths.groupby("month.year").sum()
    assert years == {str(c): found.sel(country=c).values.tolist() for c in deaths["country"].values}
    months = deaths["month"].values.astype("datetime64[M]")
    assert (first, last) == (str(months[0]), str(months[-1]))
    assert [1] * (len(months) - 1) == np.diff(months).astype(int).tolist()
    assert not np.isnan(deaths.values).any()


def test_single_months_of_the_shipped_series() -> None:
    """Rows or columns of the source would be swapped, which sums do not show."""
    deaths, state = observed_deaths(), observed_deaths(kind="state_based")
    assert 1363 == deaths.sel(country="MLI", month="2022-03").item()
    assert 822 == deaths.sel(country="BFA", month="2024-05").item()
    assert 272 == deaths.sel(country="NER", month="2024-12").item()
    assert 492 == state.sel(country="MLI", month="2022-03").item()
    assert 38 == state.sel(country="BFA", month="2024-04").item()


def test_a_series_says_what_it_is_and_can_be_changed_safely() -> None:
    """A figure could not name its source, or one analysis would spoil the next one's data."""
    deaths = sim.observed_deaths()
    assert ("deaths", "UCDP GED 25.1") == (deaths.attrs["units"], deaths.attrs["source"])
    deaths[:] = 0.0
    assert sim.observed_deaths().values.sum() > 0


def test_only_moura_is_flagged() -> None:
    """Scores without the flagged month would leave out another, or none."""
    deaths = observed_deaths()
    kept = deaths.where(~flagged(deaths))
    assert 1 == int(np.isnan(kept.values).sum())
    assert np.isnan(kept.sel(country="MLI", month="2022-03").item())
    assert 0 == int(flagged(deaths.sel(month=slice("2023-01", None))).sum())


def test_between_gives_what_is_asked_for() -> None:
    """A calibration would be given other months or countries than it compares with."""
    found = between(observed_deaths(kind="state_based"), "2024-03", "2024-06", ["NER", "BEN"])
    expected = [[66, np.nan], [27, np.nan], [np.nan, np.nan], [np.nan, np.nan]]
    np.testing.assert_array_equal(expected, found.values)
    assert (60, 3) == between(observed_deaths(), "2018-01", "2022-12").shape


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2018", "2019-01", "first: '2018' is no month - write YYYY-MM"),
        ("2018-01", "2018-13", "last: '2018-13' is no month - write YYYY-MM"),
        ("2018-02", "2018-01", "last: '2018-01' is before 2018-02 - name the earlier month first"),
    ],
)
def test_between_refuses_in_words(first: str, last: str, expected: str) -> None:
    """A slip would give an empty array, and a fit to nothing."""
    with pytest.raises(LiptakoError, match=re.escape(expected)):
        between(observed_deaths(), first, last)


def test_an_unknown_kind_is_refused() -> None:
    """A slip would give a traceback."""
    with pytest.raises(LiptakoError, match="kind: 'state' is unknown - did you mean 'state_based'"):
        observed_deaths(kind="state")  # type: ignore[arg-type]


def test_newer_months_extend_and_replace(tmp_path: Path) -> None:
    """A user's newer figures would not be used, or wipe out others."""
    file = tmp_path / "newer.csv"
    file.write_text("month,NER,BEN,MLI\n2024-12,200,3,\n2025-01,10,,20\n", "utf-8-sig")
    found = observed_deaths(file)
    assert ["MLI", "BFA", "NER", "BEN"] == found["country"].values.tolist()
    last = found.sel(month=slice("2024-11", "2025-01")).values
    expected = [[125, 159, 4, np.nan], [129, 31, 200, 3], [20, np.nan, 10, np.nan]]
    np.testing.assert_array_equal(expected, last)
    assert "UCDP GED 25.1 and newer.csv" == found.attrs["source"]
    assert 157 == found.sizes["month"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, " cannot be read (No such file or directory) - name a table"),
        ("", " no table (No columns to parse from file) - use CSV: month (YYYY-MM), then a column"),
        ("country,MLI\n", " no column month - use CSV: month (YYYY-MM), then"),
        ("month,MLI\n", " no months - use CSV"),
        ("month\n2025-01\n", " no country - use CSV"),
        ("month,MIL\n2025-01,3\n", "1: 'MIL' is no country of the map - did you mean 'MLI'?"),
        ("month,MLI\nJan 2025,3\n", "2: month: 'Jan 2025' is no month - write YYYY-MM"),
        ("month,MLI\n2025-13,3\n", "2: month: '2025-13' is no month - write YYYY-MM"),
        ("month,MLI\n,3\n", "2: month: '' is no month - write YYYY-MM"),
        ("month,MLI\n2025-01,3\n2025-01,4\n", "3: month: '2025-01' stands twice - give each"),
        ("month,MLI\n2025-02,3\n2025-01,4\n", "3: month: '2025-01' comes after a later month - "),
        ("month,MLI\n2025-01,3\n2025-03,4\n", "3: month: '2025-03' does not follow the row above"),
        ("month,MLI\n2025-02,3\n", "2: month: '2025-02' leaves a gap after 2024-12, where the"),
        ("month,MLI\n2011-11,3\n", "2: month: '2011-11' leaves a gap before 2012-01, where the"),
        ("month,MLI\n2025-01,-3\n", "2: MLI: '-3' is no number of 0 or more - leave empty what is"),
        ("month,MLI\n2025-01,3\n2025-02,few\n", "3: MLI: 'few' is no number of 0 or more - leave"),
        ("month,MLI\n2025-01,inf\n", "2: MLI: 'inf' is no number of 0 or more - leave empty what"),
    ],
)
def test_a_bad_table_is_refused_in_words(tmp_path: Path, text: str | None, expected: str) -> None:
    """A slip in a user's table would end in a traceback, or in figures that are none."""
    file = tmp_path / "newer.csv"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(LiptakoError, match=re.escape(f"{file}:{expected}")) as refused:
        observed_deaths(file)
    assert "\n" not in str(refused.value)
    assert " - " in str(refused.value)
