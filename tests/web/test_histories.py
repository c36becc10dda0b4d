"""A history that is followed is one of those that were summed up, told whole."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from sim.analysis.chronicle import extreme_runs, typical_run
from sim.web.histories import ALWAYS, PASSED_OVER, History
from sim.web.jobs import history, notable
from sim.web.source import RUNS, Source

RUN = 56


@pytest.fixture(scope="module")
def followed(baseline_source: Source) -> History:
    """A history with force and a call for help."""
    return history(baseline_source, RUN, "en")


def test_it_is_one_of_the_histories(followed: History, histories: xr.Dataset) -> None:
    """Broken if who follows history 56 sees another than the fans are made of."""
    own = histories.sel(run=RUN)
    assert (RUN, 54, ["MLI", "BFA", "NER"]) == (
        followed.run, len(followed.months), list(followed.deaths),
    )  # fmt: skip
    for code, deaths in followed.deaths.items():
        np.testing.assert_array_equal(own["deaths"].sel(country=code).sum("kind"), deaths)
    for name, values in followed.maps.items():
        expected = own[name].transpose("month", "region")
        np.testing.assert_array_equal(expected, values)
        assert (54, len(followed.regions)) == values.shape


def test_decisions_come_in_order_and_are_worth_it(followed: History) -> None:
    """Broken if meetings drown the rest, a posture that did not change is told again, or a call
    for help that was not answered is passed over."""
    months = [one.month for one in followed.decisions]
    assert sorted(months) == months
    assert 0 <= months[0] <= months[-1] < 54
    last: dict[tuple[str, str], str] = {}
    for one in followed.decisions:
        word = one.decision.decision.split()[0]
        assert word not in PASSED_OVER
        assert one.answer in [option.replace("_", " ") for option in one.options]
        if isinstance(one.decision.outcome, str):
            who = one.decision.actor, one.decision.about
            assert last.get(who) != one.decision.outcome
            last[who] = one.decision.outcome
        else:
            assert one.decision.outcome or word in ALWAYS
    (mali,) = (
        one
        for one in followed.decisions
        if one.month == 1 and one.words.startswith("Mali: sends armed force")
    )
    assert ("no", "Aug 2023, week 3") == (mali.answer, mali.when)


def test_the_story_is_told_in_the_language_asked_for(
    followed: History, baseline_source: Source
) -> None:
    """Broken if a French page tells an English story, or other events."""
    french = history(baseline_source, RUN, "fr")
    assert len(followed.story) == len(french.story)
    assert [one.decision for one in followed.decisions] == [
        one.decision for one in french.decisions
    ]
    assert any("Officers seize power in Niger" in line.text for line in followed.story)
    assert not any("Officers" in line.text for line in french.story)


def test_those_that_stand_out_do(histories: xr.Dataset, baseline_source: Source) -> None:
    """Broken if the worst history is not that with most deaths."""
    found = notable(baseline_source)
    worst, best = extreme_runs(histories)
    assert {"typical": typical_run(histories), "worst": worst, "best": best} == found
    assert all(0 <= run < RUNS for run in found.values())
