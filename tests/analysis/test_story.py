"""One history told: every event once, in order, in sentences that a student can read."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.analysis.story import SENTENCES, TOGETHER, Line
from sim.mechanisms.coercion import MASSACRE
from sim.scenario import Scenario
from sim.world.chronicle import KINDS
from tests.analysis.conftest import Event, Happened

OBJECTS = {
    "coup": ("NER", ""),
    "failed_coup": ("NER", ""),
    "force_requested": ("NER", ""),
    "civilian_rule": ("NER", ""),
    "slipped_timetable": ("MLI", ""),
    "pledge": ("MLI", "NER"),
    "honoured": ("MLI", "NER"),
    "reneged": ("MLI", "NER"),
    "signature": ("MLI", "AES"),
    "clause_due": ("MLI", "AES"),
    "pledge_due": ("NER", "AES"),
    "violation": ("MLI", "AES"),
    "withdrawal": ("MLI", "AES"),
    "departure": ("MLI", "ECOWAS"),
    "treaty_formed": ("AES", ""),
    "treaty_defunct": ("G5S", ""),
    "concession": ("NER", "ECOWAS"),
    "partner_exit": ("USA", "NER"),
    "massacre": ("JNIM", "MLI.gao"),
    "realignment": ("FRA", "NER"),
    "reinforcement": ("JNIM", "TGO.savanes"),
    "attrition": ("ISSP", "MLI.gao"),
}
"""Who does what to whom; what is not named here a bloc does to a country."""


def events_of(lines: list[Line]) -> list[Line]:
    """The lines without the dead of the years."""
    return [line for line in lines if not line.text.startswith("Deaths: ")]


def told(happened: Happened, *events: Event) -> list[tuple[str, str]]:
    """The story of run 0 without the dead."""
    return [(line.date, line.text) for line in events_of(sim.story(happened(*events), 0))]


def happens(kind: str, subject: str, other: str, day: int = 5, month: str = "2023-09") -> Event:
    return (0, month, min((day - 1) * 4 // 31, 3), day, kind, subject, other)


# sentences


def test_every_kind_of_event_has_a_sentence() -> None:
    """A story would end in a traceback at the first event of some kind."""
    assert set(KINDS) - {"massacre"} == set(SENTENCES)
    assert set(TOGETHER) <= set(SENTENCES)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "massacre"])
def test_each_kind_makes_a_whole_sentence(happened: Happened, kind: str) -> None:
    """A reader would meet a brace, an id, or half a sentence."""
    subject, other = OBJECTS.get(kind, ("ECOWAS", "NER"))
    ((on, text),) = told(happened, happens(kind, subject, other))
    assert "5 Sep 2023" == on
    assert re.fullmatch(r"[A-Z][^{}]*[A-Za-z)]\.", text), text
    assert not re.search(r"\b(NER|MLI|USA|FRA|AES|G5S|TGO)\b|savanes|gao", text), text
    assert not re.search(r"  | \.|\bnone\b|\bnan\b", text), text


def test_the_sentences_say_what_happened(happened: Happened) -> None:
    """A story would name the wrong one, or call a treaty or a region what nobody does."""
    assert [
        ("2 Sep 2023", "Officers seize power in Niger."),
        ("2 Sep 2023", "Niger's ousted government calls for armed help."),
        ("3 Sep 2023", "ECOWAS suspends Niger."),
        ("3 Sep 2023", "ECOWAS gives Niger an ultimatum."),
        ("4 Sep 2023", "Mali pledges to come to the aid of Niger."),
        ("5 Sep 2023", "Mali signs the treaty of the Alliance of Sahel States."),
        ("6 Sep 2023", "Niger is owed help by its allies in the Alliance of Sahel States."),
        ("7 Sep 2023", "Mali announces that it leaves ECOWAS."),
        ("8 Sep 2023", "The G5 Sahel is dead."),
        ("9 Sep 2023", "United States: withdrawal from Niger begins."),
        ("10 Sep 2023", "Fighters of JNIM arrive in Savanes (Togo)."),
        ("10 Sep 2023", "Fighters of JNIM arrive in Savanes (Côte d'Ivoire)."),
    ] == told(
        happened,
        happens("coup", "NER", "", 2),
        happens("force_requested", "NER", "", 2),
        happens("suspension", "ECOWAS", "NER", 3),
        happens("ultimatum", "ECOWAS", "NER", 3),
        happens("pledge", "MLI", "NER", 4),
        happens("signature", "MLI", "AES", 5),
        happens("clause_due", "NER", "AES", 6),
        happens("withdrawal", "MLI", "ECOWAS", 7),
        happens("treaty_defunct", "G5S", "", 8),
        happens("partner_exit", "USA", "NER", 9),
        happens("reinforcement", "JNIM", "TGO.savanes", 10),
        happens("reinforcement", "JNIM", "CIV.savanes", 10),
    )


def test_dates_say_as_much_as_is_known(happened: Happened) -> None:
    """A week would pass for a day, or a month for its first."""
    assert ["26 Jul 2023", "Aug 2023, week 1", "Aug 2023, week 4", "Aug 2023"] == [
        on
        for on, _ in told(
            happened,
            (0, "2023-07", 3, 26, "coup", "NER", ""),
            (0, "2023-08", 0, 0, "suspension", "ECOWAS", "NER"),
            (0, "2023-08", 3, 0, "sanctions", "ECOWAS", "NER"),
            (0, "2023-08", 4, 0, "failed_coup", "MLI", ""),
        )
    ]


# who does the same on one day


@pytest.mark.parametrize(
    ("kind", "other", "one", "many"),
    [
        ("pledge", "NER", "pledges", "pledge"),
        ("signature", "AES", "signs", "sign"),
        ("clause_due", "AES", "is owed help by its allies", "are owed help by their allies"),
        ("honoured", "NER", "keeps its word and fights", "keep their word and fight"),
        ("reneged", "NER", "does not come", "do not come"),
        ("violation", "AES", "breaks its word", "break their word"),
        ("withdrawal", "AES", "announces that it leaves", "announce that they leave"),
        ("departure", "AES", "is out", "are out"),
    ],
)
def test_those_who_do_the_same_on_a_day_are_named_together(
    happened: Happened, kind: str, other: str, one: str, many: str
) -> None:
    """Three lines would say what one can, or a sentence be bad English."""
    names = ["BFA", "MLI", "NGA"]
    (line,) = told(happened, happens(kind, "MLI", other))
    assert line[1].startswith(f"Mali {one} ")
    (line,) = told(happened, *(happens(kind, name, other) for name in names[:2]))
    assert line[1].startswith(f"Burkina Faso and Mali {many} ")
    (line,) = told(happened, *(happens(kind, name, other) for name in names))
    assert line[1].startswith(f"Burkina Faso, Mali and Nigeria {many} ")


def test_partners_that_leave_a_country_together_are_named_together(happened: Happened) -> None:
    """The end of western presence would fill a page."""
    events = [(0, "2023-09", 4, 0, "partner_exit", name, "NER") for name in ("FRA", "USA")]
    assert [("Sep 2023", "France and United States: withdrawal from Niger begins.")] == told(
        happened, *events
    )


def test_those_who_do_something_else_are_told_apart(happened: Happened) -> None:
    """Somebody would be said to have done what another did, or on another day."""
    assert [
        ("5 Sep 2023", "Burkina Faso and Mali announce that they leave the G5 Sahel."),
        ("5 Sep 2023", "Burkina Faso and Mali announce that they leave ECOWAS."),
        ("6 Sep 2023", "Niger announces that it leaves ECOWAS."),
        ("6 Sep 2023", "Niger is out of ECOWAS."),
    ] == told(
        happened,
        happens("withdrawal", "BFA", "G5S"),
        happens("withdrawal", "BFA", "ECOWAS"),
        happens("withdrawal", "MLI", "G5S"),
        happens("withdrawal", "MLI", "ECOWAS"),
        happens("withdrawal", "NER", "ECOWAS", 6),
        happens("departure", "NER", "ECOWAS", 6),
    )


def test_coups_of_a_day_are_told_one_by_one(happened: Happened) -> None:
    """Two coups would pass for one, of the second country or of none."""
    events = [happens("coup", name, "") for name in ("MLI", "NER", "NER")]
    niger = "Officers seize power in Niger."
    assert ["Officers seize power in Mali.", niger, niger] == [
        t for _, t in told(happened, *events)
    ]


def test_who_keeps_two_promises_is_named_once(happened: Happened) -> None:
    """A country bound by a treaty and a pledge would be listed beside itself."""
    events = [happens("honoured", name, "NER") for name in ("BFA", "MLI", "MLI")]
    assert [("5 Sep 2023", "Burkina Faso and Mali keep their word and fight for Niger.")] == told(
        happened, *events
    )


# the dead


def numbers(text: str) -> list[float]:
    return [float(word.replace(",", "")) for word in re.findall(r"[\d,]*\d", text)]


def test_each_year_ends_with_its_dead(happened: Happened, fated: xr.Dataset) -> None:
    """A student would read other deaths than the results hold, or half a year's for a year's."""
    for run in fated["run"].values:
        lines = sim.story(happened(), int(run))
        assert ["Jul-Dec 2023", "2024", "Jan 2025"] == [line.date for line in lines]
        for line, year in zip(lines, ("2023", "2024", "2025"), strict=True):
            dead = fated["deaths"].sel(run=run, month=year, country=["MLI", "BFA", "NER"])
            expected = dead.values.astype(np.float64).sum(axis=(0, 2))
            assert pytest.approx(expected, abs=0.51) == numbers(line.text)
            assert re.fullmatch(
                r"Deaths: [\d,]+ in Mali, [\d,]+ in Burkina Faso and [\d,]+ in Niger\.", line.text
            )


@pytest.mark.parametrize(
    ("focus", "names"),
    [
        (["NER"], "in Niger"),
        ("TGO", "in Togo"),
        (["BFA", "BEN"], "in Burkina Faso and in Benin"),
        ([], "in Mali, in Burkina Faso and in Niger"),
    ],
)
def test_the_dead_are_those_of_the_countries_in_focus(
    happened: Happened, focus: Any, names: str
) -> None:
    """A scenario about other countries, or one read from a file, would tell of Mali."""
    histories = happened().assign_attrs(focus=focus)
    text = sim.story(histories, 1)[1].text
    assert f"Deaths: {names}." == re.sub(r"[\d,]+ in", "in", text)


def test_massacres_are_counted_by_the_year(happened: Happened) -> None:
    """A story would list a hundred massacres, or keep silent about them."""
    assert 100 == MASSACRE
    places = [("2023-08", "MLI.gao"), ("2024-02", "MLI.gao"), ("2024-02", "NGA.borno")]
    events = [(0, month, 4, 0, "massacre", "JNIM", place) for month, place in places]
    lines = sim.story(happened(*events, (1, "2025-01", 4, 0, "massacre", "JNIM", "MLI.gao")), 0)
    said = "Massacres of 100 or more civilians anywhere: "
    assert [f"{said}1.", f"{said}2.", ""] == [
        line.text[line.text.index(".") + 1 :].strip() for line in lines
    ]


# whole stories


def when(line: Line) -> tuple[pd.Timestamp, float]:
    """The month of a line, and its place in it; a year's dead come last."""
    if "week" in line.date:
        month, _, week = line.date.rpartition(", week ")
        return pd.Timestamp(datetime.strptime(month, "%b %Y")), float(week)
    if re.match(r"\d+ ", line.date):
        day = datetime.strptime(line.date, "%d %b %Y")
        return pd.Timestamp(day.replace(day=1)), (day.day - 1) * 4 // 31 + 1 + day.day / 100
    if line.text.startswith("Deaths: "):
        return pd.Timestamp(f"{line.date[-4:]}-12-31"), 9.0
    return pd.Timestamp(datetime.strptime(line.date, "%b %Y")), 5.0


def test_real_histories_are_told_in_order_and_whole(baseline: Scenario) -> None:
    """A story would jump in time, leave something out, or say it twice."""
    pressed = {"parameters": {"honouring": {"base_reliability": 0.5}}}
    event = {"kind": "intervention", "on": date(2023, 8, 15), "by": "ECOWAS", "country": "NER"}
    histories = sim.simulate(baseline.patch({**pressed, "events": [event]}), runs=20)
    for run in range(20):
        lines = sim.story(histories, run)
        order = [(month, int(place)) for month, place in map(when, lines)]
        assert sorted(order) == order
        table = sim.chronicle(histories, run)
        table = table[table["kind"] != "massacre"]
        alone = table[~table["kind"].isin(list(TOGETHER))]
        shared = table[table["kind"].isin(list(TOGETHER))].fillna({"week": 0, "day": 0})
        groups = shared.groupby(["month", "week", "day", "kind", "object"])
        assert len(alone) + groups.ngroups == len(events_of(lines))
        assert 5 == len(lines) - len(events_of(lines))
        text = "\n".join(line.text for line in lines)
        assert not re.search(r"[{}]|\b(MLI|BFA|NER|AES|G5S)\b", text)


def test_a_history_without_events_has_its_dead(happened: Happened) -> None:
    """A quiet scenario would have no story, or a traceback."""
    assert 3 == len(sim.story(happened(), 0))


@pytest.mark.parametrize("run", [-1, 5])
def test_an_unknown_run_is_refused_with_a_remedy(happened: Happened, run: int) -> None:
    """A slip would end in a traceback."""
    with pytest.raises(sim.LiptakoError, match=f"run: {run} is not among the histories - use 0 to"):
        sim.story(happened(), run)


def test_a_story_from_a_file_is_the_same(happened: Happened, tmp_path: Any) -> None:
    """What is kept on disk would be told otherwise."""
    events = [happens("coup", "NER", ""), happens("signature", "MLI", "AES", 6)]
    histories = happened(*events)
    histories.to_netcdf(tmp_path / "h.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "h.nc", engine="h5netcdf") as again:
        assert sim.story(histories, 0) == sim.story(again, 0)
