"""Table D from events: the same measures as of the model."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.observed.events import read_events
from sim.analysis.observed.regularities import regularities
from sim.analysis.validation.literature import FACTS, tail_exponent
from tests.analysis.observed.conftest import MakeEvents


def day(month: int) -> dict[str, str]:
    """An event's date, in 2023."""
    return {"date_start": f"2023-{month:02d}-02", "date_end": f"2023-{month:02d}-02"}


def test_regularities_by_hand(ged: MakeEvents) -> None:
    """A reader's events would be held against the literature by another measure than the model."""
    segou, gao = {"adm_1": "Segou region"}, {"adm_1": "Gao region"}
    file = ged(
        day(1) | {"best": 30},  # Mopti is hit, and stays so while Ségou follows: an escalation
        day(2) | {"best": 30},
        day(2) | segou | {"best": 40},
        day(3) | gao | {"best": 25},  # no neighbour of either
        {"adm_1": "", "best": 6},
        {"date_start": "2017-03-01", "date_end": "2017-03-01", "best": 900},
        {"country_id": 475, "adm_1": "Borno state", "best": 800},
    )
    found = regularities(read_events(file))
    assert [fact.number for fact in FACTS] == found["number"].tolist()
    assert [fact.observed for fact in FACTS] == found["expected"].tolist()
    tail, share, ratio = found["value"]
    sizes = np.array([30, 30, 40, 25, 6], np.float32)
    assert tail_exponent(sizes) == tail
    assert 1.0 == share  # six of thirty regions hold all
    assert np.isnan(ratio)
    assert [
        "5 events of 5+",
        "125 deaths in a known region",
        "1 escalations, 0 relocations",
    ] == found["basis"].tolist()


def test_a_relocation_is_told_from_an_escalation(ged: MakeEvents) -> None:
    """The ratio would be upside down, or always unknown."""
    segou, gao = {"adm_1": "Segou region"}, {"adm_1": "Gao region"}
    file = ged(
        day(1) | {"best": 30},
        day(2) | {"best": 30},
        day(2) | segou | {"best": 40},  # an escalation
        day(3) | {"adm_1": "Koulikoro region", "best": 30},  # Ségou is quiet again: a relocation
        day(1) | gao | {"best": 25},
        day(2) | gao | {"best": 25},
        day(2) | {"adm_1": "Kidal region", "best": 25},  # an escalation
    )
    assert 2.0 == regularities(read_events(file))["value"][2]


@pytest.mark.parametrize("since", ["2018-01", "2030-01"])
def test_what_events_do_not_tell_is_unknown(ged: MakeEvents, since: str) -> None:
    """A file of few or old events would end in a warning, a traceback or a number from nothing."""
    file = ged(day(1) | {"best": 0, "adm_1": ""})
    found = regularities(read_events(file), since)
    assert [True] * 3 == found["value"].isna().tolist()
