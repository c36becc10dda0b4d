"""The headline says what the histories came to, and how many of them a lever has changed."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from sim.analysis.chronicle import chronicle
from sim.language import ENGLISH
from sim.web.comparing import against, against_heads
from sim.web.headline import first_sentence, heads, rows
from sim.web.jobs import part
from sim.web.scenes import Scene, part_of, scene
from sim.web.source import RUNS, Source

FOCUS = ["MLI", "BFA", "NER"]
COUNTRIES = "Mali, Burkina Faso and Niger"
UNTOUCHED = "in the untouched scenario"


@pytest.fixture(scope="module")
def short(short_source: Source) -> Scene:
    """A year of the baseline."""
    return scene([part(short_source, 0, RUNS)])


@pytest.fixture(scope="module")
def moved(short_source: Source) -> Scene:
    """The same with Nigeria for the use of force."""
    return scene([part(short_source.with_levers({"nigeria": 0.0}), 0, RUNS)])


def test_its_numbers_are_those_of_the_histories(histories: xr.Dataset, whole: Scene) -> None:
    """Broken if a line counts other histories, countries or treaties than it says."""
    bloc = histories.sel(bloc="ECOWAS")
    there = bloc.sel(country="NER")
    end = histories.isel(month=-1)
    calls = histories.sel(treaty="AES")
    inside = end["member"].sel(treaty="ECOWAS")
    coups = histories["coups_total"].sel(country=FOCUS).transpose("run", "country") - [0, 0, 1]
    deaths = histories["total_deaths"].sel(country=FOCUS).sum("country")
    events = chronicle(histories)
    events = events[(events["subject"] == "NER") | (events["object"] == "NER")]

    def told(*kinds: str) -> int:
        return int(events[events["kind"].isin(kinds)]["run"].nunique())

    expected = {
        "histories in which ECOWAS intervenes in Niger": (there["interventions"] > 0).sum(),
        "histories in which ECOWAS intervenes in Niger and wins": (
            (there["interventions_won"] > 0).sum()
        ),
        "histories in which ECOWAS intervenes anywhere": (
            (bloc["interventions"].sum("country") > 0).sum()
        ),
        "interventions to be expected in Niger, the chances of all weeks added up": (
            there["expected_interventions"].sum()
        ),
        "histories in which ECOWAS imposes sanctions on Niger": told("sanctions"),
        "histories in which ECOWAS threatens Niger with force": told("ultimatum", "mobilisation"),
        "histories in which Niger gives way to ECOWAS": told("concession"),
        "histories in which ECOWAS lifts its pressure on Niger, with nothing in return": told(
            "climb_down"
        ),
        "calls on allies for armed force": calls["obligations_due"].sum(),
        "calls that an ally answered": calls["obligations_honoured"].sum(),
        "histories in which the alliance lives at the end": (
            end["treaty_active"].sel(treaty="AES").sum()
        ),
        "histories with Mali in ECOWAS at the end": inside.sel(country="MLI").sum(),
        "histories with Burkina Faso in ECOWAS at the end": inside.sel(country="BFA").sum(),
        "histories with Niger in ECOWAS at the end": inside.sel(country="NER").sum(),
        f"histories with a coup in {COUNTRIES} (beyond dated history)": (
            ((coups > 0).any("country")).sum()
        ),
        f"deaths in {COUNTRIES}, mean": deaths.mean(),
    }
    ranges = {
        f"deaths in {place}, median (90 % of histories)": (
            histories["total_deaths"].sel(country=codes).sum("country")
        )
        for place, codes in {
            COUNTRIES: FOCUS, "Mali": ["MLI"], "Burkina Faso": ["BFA"], "Niger": ["NER"]
        }.items()
    }  # fmt: skip
    table = rows(whole, None, ENGLISH)
    assert [*expected, *ranges] == [words for words, _ in table]
    found = table[: len(expected)]
    for (_, values), (_, said) in zip(ranges.items(), table[len(expected) :], strict=True):
        low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
        assert f"{middle:,.0f} ({low:,.0f} to {high:,.0f})" == said
    for (words, value), (_, said) in zip(expected.items(), found, strict=True):
        digits = 2 if "expected" in words else 0
        assert f"{float(value):,.{digits}f}" == said, words
    count = found[0][1]
    assert f"ECOWAS intervenes by force in Niger in {count} of 200 histories." == first_sentence(
        whole, None, "", ENGLISH
    )


def test_a_scene_differs_nowhere_from_itself(whole: Scene) -> None:
    """Broken if noise is told where nothing was changed."""
    for words, own, other, difference, changed in rows(whole, whole, ENGLISH):
        assert own == other, words
        ranged = "median" in words
        assert difference in (("",) if ranged else ("0", "0.00")), words
        assert changed == ("" if ranged else "0 more, 0 fewer"), words


def test_a_lever_is_told_history_by_history(short: Scene, moved: Scene) -> None:
    """Broken if a difference has the wrong sign, is not of pairs, or loses histories that changed
    either way; or if its interval does not hold it."""
    one, two = (own.outcomes["interventions", "NER"] > 0 for own in (short, moved))
    assert two.sum() > one.sum()
    table = rows(moved, short, ENGLISH)
    assert [5] * len(table) == [len(row) for row in table]
    assert 5 == len(heads(True, UNTOUCHED, ENGLISH))
    _, own, other, difference, changed = table[0]
    up, down = int((two & ~one).sum()), int((one & ~two).sum())
    assert [f"{two.sum()}", f"{one.sum()}"] == [own, other]
    assert f"{up} more, {down} fewer" == changed
    middle, low, high = (
        float(text.replace("−", "-")) for text in re.findall(r"[-+−]?\d+", difference)
    )
    assert two.sum() - one.sum() == middle
    assert low < middle < high
    assert (
        f"ECOWAS intervenes by force in Niger in {two.sum()} of 200 histories; {UNTOUCHED} in "
        f"{one.sum()}." == first_sentence(moved, short, UNTOUCHED, ENGLISH)
    )


def test_what_only_one_of_two_has_is_not_compared(short: Scene) -> None:
    """Broken if a scenario without the alliance cannot be held against the baseline."""
    without = replace(
        short, outcomes={key: own for key, own in short.outcomes.items() if "AES" not in key}
    )
    table = {row[0]: row[1:] for row in rows(short, without, ENGLISH)}
    own, *rest = table["calls on allies for armed force"]
    assert own.isdecimal()
    assert ["-", "-", "-"] == rest


def test_no_bloc_no_word_of_one(short: Scene) -> None:
    """Broken if a scenario without a bloc is told of interventions, or has no headline."""
    told = first_sentence(replace(short, bloc=""), None, "", ENGLISH)
    deaths = np.sum([short.outcomes["total_deaths", code] for code in FOCUS], axis=0)
    assert f"{np.median(deaths):,.0f} people die in the median of 200 histories." == told
    assert "interven" not in str(rows(replace(short, bloc=""), None, ENGLISH))


@pytest.mark.parametrize("luck", [17, RUNS])
def test_one_history_stands_against_all(histories: xr.Dataset, whole: Scene, luck: int) -> None:
    """Broken if who answers as the model would is told of another history than the model's own, or
    if luck that none of the others has is compared with one of theirs."""
    mine = dict(part_of(histories.isel(run=[luck % RUNS]))["outcomes"])
    table = against(mine, whole, luck, ENGLISH)
    assert [len(against_heads(whole, luck, ENGLISH))] * len(table) == [len(row) for row in table]
    assert (4 if luck < RUNS else 3) == len(table[0])
    for row in table:
        if luck < RUNS:
            assert row[1] == row[3], row[0]
    others = {row[0]: row[2] for row in table}
    count = rows(whole, None, ENGLISH)[0][1]
    assert f"in {count} of 200" == others["ECOWAS uses force against Niger"]
    deaths = np.sum([whole.outcomes["total_deaths", code] for code in FOCUS], axis=0)
    low, middle, high = np.quantile(deaths, (0.05, 0.5, 0.95))
    assert f"{middle:,.0f} ({low:,.0f} to {high:,.0f})" == others[f"deaths in {COUNTRIES}"]


def test_what_the_debrief_sheet_asks_for_is_told(histories: xr.Dataset, whole: Scene) -> None:
    """Broken if a class looks in vain for posture, force, or who left, or is told of others'."""
    lone = histories.isel(run=[56])
    mine = dict(part_of(lone)["outcomes"])
    table = {row[0]: row[1:] for row in against(mine, whole, RUNS, ENGLISH)}
    highest = histories["highest_posture"].sel(bloc="ECOWAS", country="NER")
    words = ["none", "suspended", "sanctions", "ultimatum", "force activated", "intervened"]
    low, middle, high = (
        words[int(one)] for one in np.quantile(highest, (0.05, 0.5, 0.95), method="nearest")
    )
    assert [words[int(highest[56])], f"{middle} ({low} to {high})"] == table[
        "hardest posture of ECOWAS towards Niger"
    ]
    assert "yes" == table["ECOWAS uses force against Niger"][0]
    events = chronicle(histories)
    gone = events[(events["kind"] == "withdrawal") & (events["object"] == "ECOWAS")]
    own = set(gone[gone["run"] == 56]["subject"]) & set(FOCUS)
    names = {"MLI": "Mali", "BFA": "Burkina Faso", "NER": "Niger"}
    by = {code: gone[gone["subject"] == code]["run"].nunique() for code in FOCUS}
    counts = [f"{names[code]} in {count}" for code, count in by.items()]
    told = table["who announces that it leaves ECOWAS"]
    assert f"of 200: {', '.join(counts)}" == told[1]
    assert own == {code for code in FOCUS if names[code] in told[0]}


def test_where_force_is_sure_the_headline_says_what_differs(whole: Scene) -> None:
    """Broken if a class reads that ECOWAS intervenes in 200 of 200 histories either way, and that
    more than 200 interventions were to be expected."""
    every = np.ones(RUNS)
    changed = {
        ("interventions", "NER"): every, ("interventions_won", "NER"): every,
        ("obligations_due", "AES"): 2 * every, ("obligations_honoured", "AES"): every,
    }  # fmt: skip
    one = replace(whole, outcomes={**whole.outcomes, **changed})
    other = {**one.outcomes, ("obligations_honoured", "AES"): 0 * every}
    two = replace(one, outcomes={**other, ("interventions_won", "NER"): 0 * every})
    assert (
        "ECOWAS intervenes by force in Niger in every history; it wins in 200 of 200, "
        f"{UNTOUCHED} in 0. Allies answer 200 of 400 calls for help; {UNTOUCHED} 0 of 400."
        == first_sentence(one, two, UNTOUCHED, ENGLISH)
    )
    assert "expected" not in str(rows(one, two, ENGLISH))
    assert "expected" not in str(rows(whole, two, ENGLISH))
