"""Questions are answered with a value, an interval and the kind of evidence."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sim.analysis.answer import answer, answer_compared, outcome_values
from sim.analysis.grounds import OF_OUTCOMES
from sim.analysis.phrases import PHRASES
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


def plain(text: str) -> str:
    """A text with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_medians_and_shares_come_with_their_interval() -> None:
    """Broken if an answer gives a mean for a median, or a range for an interval."""
    found = answer(
        histories(
            list(range(1001)), [1.0] * 10 + [0.0] * 991,
            answered_by=["total_deaths.NER", "interventions.ECOWAS.NER"],
        )
    )  # fmt: skip
    assert [
        "500 people die in political violence in Niger in the median (90 % of histories: 50 to "
        "950).",
        "ECOWAS sends troops to Niger in 1.0 % of histories (90 % interval of that share: 0.6 % to "
        "1.7 %).",
    ] == [plain(one.text) for one in found]
    assert ["adjusted to", "prior restated"] == [one.grounds.kind for one in found]


def test_one_history_has_no_interval() -> None:
    """Broken if a single history is told as if it were many, or its pair as if it were sure."""
    (found,) = answer(histories([7.0], [0.0]))
    assert "7 people die in political violence in Niger (one history)." == found.text
    (found,) = answer_compared(histories([7.0], [0.0]), histories([9.0], [0.0]))
    expected = "9 people die in political violence in Niger on average, against 7 in the reference:"
    assert f"{expected} +2 (one pair of histories)." == found.text


def test_differences_are_those_of_pairs() -> None:
    """Broken if a comparison forgets that runs share their luck, or calls noise a difference."""
    reference = histories([10, 20, 30, 40], [0, 0, 0, 0])
    (found,) = answer_compared(reference, histories([110, 121, 130, 142], [0] * 4))
    assert (
        "126 people die in political violence in Niger on average, against 25 in the reference: "
        "+101 (90 % interval +100 to +102)." == plain(found.text)
    )
    (found,) = answer_compared(reference, histories([12, 18, 33, 37], [0] * 4))
    assert "no difference that these runs can tell" in found.text
    (found,) = answer_compared(reference, reference)
    assert "in the reference as well: none of 4 histories differs." in found.text


def rates(honoured: list[int], due: list[int]) -> xr.Dataset:
    """Histories in which obligations fell due under a treaty."""
    rate = [h / d if d else np.nan for h, d in zip(honoured, due, strict=True)]
    base = histories([0.0] * len(due), [0.0] * len(due), answered_by=["honour_rate.AES"])
    base = base.drop_vars(["treaty", "treaty_name"]).assign_coords(
        treaty=["AES"], treaty_name=("treaty", ["Alliance of Sahel States"])
    )
    columns = {"honour_rate": rate, "obligations_honoured": honoured, "obligations_due": due}
    return base.assign(
        {
            name: (("run", "treaty"), np.array(values, np.float64)[:, None], {"role": "outcome"})
            for name, values in columns.items()
        }
    )


def test_what_seldom_arises_is_told_with_how_often_it_does() -> None:
    """Broken if two histories of sixty are told as if they were all, or a rate leaves 0 to 1."""
    some = rates([1] * 15 + [0] * 45, [2] * 15 + [0] * 45)
    (found,) = answer(some)
    assert (
        "Allies keep 50 % of the promises of force that fall due under the Alliance of Sahel "
        "States (90 % interval of that share: 30 % to 70 %). This arises in 15 of 60 histories."
        == plain(found.text)
    )
    (few,) = answer(rates([1, 1] + [0] * 58, [1, 1] + [0] * 58))
    assert "too few histories to tell. This arises in 2 of 60 histories." in few.text
    always = rates([2] * 20 + [0] * 40, [2] * 20 + [0] * 40)
    (compared,) = answer_compared(some, always)
    assert "100 % of the promises" in plain(compared.text)
    assert "+50 points (90 % interval +27 points to +70 points)" in compared.text
    (none,) = answer_compared(some, rates([0] * 60, [0] * 60))
    assert "too few histories to tell" in none.text


def test_runs_of_one_point_are_no_strangers() -> None:
    """Broken if replicates of a sweep's points count as if they were independent."""
    forces = [1.0] * 30 + [0.0] * 30
    own = histories([0.0] * 60, forces, answered_by=["interventions.ECOWAS.NER"])
    (loose,), (tied,) = answer(own), answer(own, groups=np.repeat(np.arange(6), 10))
    assert "50 % of histories (90 % interval of that share: 40 % to 60 %)" in plain(loose.text)
    assert "50 % of histories (90 % interval of that share: 5 % to 95 %)" in plain(tied.text)


def test_a_misspelt_outcome_is_refused() -> None:
    """Broken if a scenario's answer may be an outcome that is not there."""
    (found,) = answer(histories([1.0], [0.0], answered_by=["total_death.NER"]))
    assert ("total_death.NER: not in these results.", None) == (found.text, found.grounds)
    with pytest.raises(LiptakoError, match="did you mean 'total_deaths'"):
        outcome_values(histories([1.0], [0.0]), "total_death.NER")
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
