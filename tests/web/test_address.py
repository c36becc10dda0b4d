"""Whatever an address says, there is a page; and a page's address opens the same page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.language import ENGLISH, LANGUAGES
from sim.scenario import load_scenario
from sim.web.address import (
    ACTORS,
    LAST_RUN,
    MAPS,
    NOTABLE,
    PARTS,
    SHOWN,
    STEPS,
    View,
    read_address,
)
from sim.web.levers import LEVERS
from sim.web.shelf import Shelf
from sim.web.source import LONGEST as MONTHS
from tests.conftest import SHIPPED

SHELF = Shelf(Path("scenarios"))
SCENARIOS = SHELF.names
NAMES = (
    "part",
    "scenario",
    "lang",
    "show",
    "map",
    "run",
    "actor",
    "luck",
    "answers",
    "until",
    "step",
    *LEVERS,
)
levers = st.fixed_dictionaries(
    {},
    optional={
        name: st.integers(0, round((one.high - one.low) / one.step)).map(
            lambda steps, one=one: round(one.low + steps * one.step, 6)
        )
        for name, one in LEVERS.items()
    },
)
answers = st.lists(st.from_regex(r"\A[yn0-5](\.[yn0-5]){0,3}(~([1-9]|1[0-2]))?\Z"), max_size=40)
views = st.builds(
    View,
    part=st.sampled_from(PARTS),
    scenario=st.sampled_from(SCENARIOS),
    levers=levers,
    show=st.sampled_from(SHOWN),
    map=st.sampled_from(MAPS),
    run=st.sampled_from(NOTABLE) | st.integers(0, LAST_RUN).map(str),
    actor=st.sampled_from(ACTORS),
    luck=st.integers(0, LAST_RUN),
    answers=answers.map(tuple),
    step=st.integers(0, STEPS),
)


def read(query: str) -> tuple[View, list[str]]:
    """What an address with a query asks for, in English."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return read_address({name: [text.encode()] for name, text in pairs}, SHELF, ENGLISH)


@given(
    st.dictionaries(
        st.sampled_from(NAMES) | st.text(max_size=60),
        st.lists(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), max_size=3),
        max_size=12,
    ),
    st.sampled_from(list(LANGUAGES.values())),
)
def test_any_query_gives_a_page(arguments: dict[str, list[bytes]], language: object) -> None:
    """Broken if an address that was typed, cut off or made up ends in a fault of the server."""
    view, notes = read_address(arguments, SHELF, language)  # type: ignore[arg-type]
    assert view.part in PARTS
    assert view.scenario in SCENARIOS
    assert 0 <= view.luck <= LAST_RUN
    assert view.run in NOTABLE or 0 <= int(view.run) <= LAST_RUN
    assert all(LEVERS[name].fits(value) for name, value in view.levers.items())
    assert all(len(note) < 1500 for note in notes)
    unknown = [name for name, own in arguments.items() if own and name not in NAMES]
    assert len(NAMES) + 1 >= len(notes) >= bool(unknown)


@given(views)
@settings(max_examples=200)
def test_what_is_written_is_read_back(view: View) -> None:
    """Broken if a link that was sent on opens another state than the sender's."""
    found, notes = read(view.query(ENGLISH))
    assert [] == notes
    shown = {
        "see": ("show", "map"), "follow": ("run",), "play": ("actor", "luck", "answers"),
        "teach": (),
    }[view.part]  # fmt: skip
    for name in ("part", "scenario", "levers", *shown):
        assert getattr(view, name) == getattr(found, name), name


def test_another_language_is_the_same_page() -> None:
    """Broken if who switches to French loses the levers."""
    view = View(levers={"belief": 0.2}, show="displaced")
    assert view == read(view.query(ENGLISH, lang="fr"))[0]
    assert dict(parse_qsl(view.query(ENGLISH, lang="fr")))["lang"] == "fr"


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("part=sea", "The address has part=sea, which cannot be: perhaps you meant see. Shown "
                     "instead: see."),
        ("scenario=no_traety", "scenario=no_traety, which cannot be: perhaps you meant no_treaty."),
        ("show=x", "show=x, which cannot be: use one of deaths, "),
        ("map=x", "map=x, which cannot be: use one of deaths_region, state_control. "),
        ("actor=TCD", "actor=TCD, which cannot be: use one of MLI, BFA, NER, ECOWAS, FRA. "),
        ("luck=-1", "luck=-1, which cannot be: use 0 to "),
        ("run=1e3", "run=1e3, which cannot be: use typical, worst, best, or a number from 0 to "),
        ("run=12345678", "run=12345678, which cannot be: "),
        ("belief=2", "belief=2, which cannot be: use 0 to 1. Shown instead: the scenario's own."),
        ("belief=nan", "belief=nan, which cannot be: use 0 to 1."),
        ("recruitment=0", "recruitment=0, which cannot be: use 0.01 to 0.1."),
        ("until=2023-12", "until=2023-12, which cannot be: use a month of a game that has answers"),
        ("step=8", "step=8, which cannot be: use 1 to 7."),
        ("answers=y,x", "answers=y,x, which cannot be: use those of a game. "),
        ("lang=de", "The address has lang=de, which cannot be: use one of en, fr. Shown instead: "
                    "en."),
        ("answers=" + "y" * 20_001, "cannot be: use at most 20,000 letters. Shown instead: -."),
        ("a=1&b=2&c=3&d=4&e=5&f=6",
         "The address has 6 names that are unknown, and passed over: a, b, c, d, e, …."),
        ("belif=1", "The address has belif, which is unknown: perhaps you meant belief."),
        ("answers=" + "y" * 60 + "!", "answers=" + "y" * 39 + "…, which cannot be: "),
    ],
)  # fmt: skip
def test_each_fault_is_told(query: str, note: str) -> None:
    """Broken if a slip in an address is passed over, or told without what would be right."""
    view, notes = read(query)
    assert View(part=view.part) == view
    assert 1 == len(notes)
    assert note in notes[0]


def test_the_longest_game_fits() -> None:
    """Broken if the end of a game is cut off where its address is opened again: here all of the
    theatre's countries are asked about every week of ten years, and nothing is ever held to."""
    weekly = ".".join(["5"] * len(load_scenario(SHIPPED).data.countries)) + "~12"
    view = View(part="play", answers=(weekly,) * 4 * MONTHS)
    found, notes = read(view.query(ENGLISH))
    assert (view.answers, []) == (found.answers, notes)


def test_a_switch_is_off_or_on() -> None:
    """Broken if an address can half switch pledges on."""
    assert {"pledges": 0.0} == read("pledges=0.4")[0].levers
    assert {"pledges": 1.0} == read("pledges=1")[0].levers
