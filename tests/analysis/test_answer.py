"""Questions are answered with a value, an interval and the kind of evidence."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sim.analysis.answer import PHRASES, answer, answer_compared, outcome_values
from sim.analysis.evidence import OF_OUTCOMES
from sim.errors import LiptakoError
from sim.experiment.outcomes import OUTCOMES
from sim.language import language_of

VALIDATION = Path(__file__).parents[2] / "docs" / "validation.md"


def histories(deaths: list[float], forces: list[float], **attrs: object) -> xr.Dataset:
    """Histories with two outcomes of Niger."""

    def outcome(values: list[float], *dims: str) -> xr.DataArray:
        array = np.array(values, np.float64).reshape(-1, *([1] * len(dims)))
        return xr.DataArray(array, dims=("run", *dims), attrs={"role": "outcome"})

    return xr.Dataset(
        {
            "total_deaths": outcome(deaths, "country"),
            "interventions": outcome(forces, "bloc", "country"),
        },
        coords={
            "run": np.arange(len(deaths)),
            "month": np.array(["2023-07"], "datetime64[ns]"),
            "country": ["NER"],
            "country_name": ("country", ["Niger"]),
            "bloc": ["ECOWAS"],
            "group": np.array([], str),
            "partner": np.array([], str),
            "partner_name": ("partner", np.array([], str)),
            "treaty": np.array([], str),
            "treaty_name": ("treaty", np.array([], str)),
            "region": np.array([], str),
            "region_name": ("region", np.array([], str)),
            "region_country": ("region", np.array([], str)),
        },
        attrs={"seed": 1, "focus": ["NER"]} | attrs,
    )


def test_medians_and_shares_come_with_their_interval() -> None:
    """Broken if an answer gives a mean for a median, or a range for an interval."""
    found = answer(
        histories(
            list(range(101)), [1.0] * 10 + [0.0] * 91,
            answered_by=["total_deaths.NER", "interventions.ECOWAS.NER"],
        )
    )  # fmt: skip
    assert [
        "50 people die in political violence in Niger in the median (90 % of histories: 5 to 95).",
        "ECOWAS sends troops to Niger in 9.9 % of histories (90 % interval: 6.0 % to 16 %).",
    ] == [one.text.replace("\N{NO-BREAK SPACE}", " ") for one in found]
    assert ["adjusted to", "prior restated"] == [one.evidence.kind for one in found]


def test_one_history_has_no_interval() -> None:
    """Broken if a single history is told as if it were many."""
    (found,) = answer(histories([7.0], [0.0]))
    assert "7 people die in political violence in Niger (one history)." == found.text


def test_differences_are_those_of_pairs() -> None:
    """Broken if a comparison forgets that runs share their luck, or calls noise a difference."""
    one, other = histories([10, 20, 30, 40], [0, 0, 0, 0]), histories([11, 21, 31, 41], [0] * 4)
    (found,) = answer_compared(one, other)
    assert (
        "26 people die in political violence in Niger, against 25 in the reference: +1.0 (90 % "
        "interval +1.0 to +1.0)." == found.text
    )
    (found,) = answer_compared(one, histories([12, 18, 33, 37], [0] * 4))
    assert "no difference that these runs can tell" in found.text


def test_one_pair_has_no_interval() -> None:
    """Broken if a comparison of two single histories tells an interval of nan."""
    (found,) = answer_compared(histories([10], [0]), histories([12], [0]))
    assert found.text.endswith("in the reference: +2.0 (one pair of histories).")


def test_a_misspelt_outcome_is_refused() -> None:
    """Broken if a scenario's answer may be an outcome that is not there."""
    with pytest.raises(LiptakoError, match="did you mean 'total_deaths'"):
        answer(histories([1.0], [0.0], answered_by=["total_death.NER"]))
    with pytest.raises(LiptakoError, match=r"did you mean 'total_deaths\.NER'"):
        outcome_values(histories([1.0], [0.0]), "total_deaths.NGR")


def test_every_outcome_has_its_evidence() -> None:
    """Broken if a new outcome is shown without saying what it rests on, or an old one is left."""
    assert set(OUTCOMES) == set(OF_OUTCOMES)
    assert set(OUTCOMES) >= set(PHRASES)


def test_what_evidence_says_of_failures_is_what_the_validation_found() -> None:
    """Broken if reports name a failing row that passes now, or keep silent about one."""
    verdicts = dict(
        re.findall(
            r"^\| ([A-E]\d+) \|.*\| \*{0,2}(pass|FAIL|shown)\*{0,2} \|",
            VALIDATION.read_text("utf-8"),
            re.M,
        )
    )
    failing = {row for evidence in OF_OUTCOMES.values() for row in evidence.failing}
    assert {row for row, verdict in verdicts.items() if verdict == "FAIL"} == failing


def test_french_names_take_their_articles() -> None:
    """Broken if French says "de le Niger"."""
    assert "du Niger" == language_of("fr").say("{country:de}", country="le Niger")
