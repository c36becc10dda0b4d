"""The chronicle: what is told is kept, run by run, and comes out in one order."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.decisions import Places
from sim.world.chronicle import AFTER_DAYS, KINDS, NO_DAY, NO_WEEK, Chronicle, week_of

RUNS = 4
NUMBERS = np.array([3, 5, 8, 2**32 - 1], np.uint32)
NAMES = ("NER", "AES", "ECOWAS", "BFA", "MLI.gao")
COLUMNS = ["run", "month", "week", "day", "kind", "subject", "object"]


class Told(NamedTuple):
    """One event of one run, by ids; the object is empty if nobody was acted upon."""

    position: int
    month: int
    week: int
    day: int
    kind: str
    subject: str
    object: str


def place_in_order(event: Told) -> tuple:
    day = AFTER_DAYS if event.day == NO_DAY else event.day
    kind = KINDS.index(event.kind)
    return event.position, event.month, event.week, day, kind, event.subject, event.object


dates = st.one_of(
    st.just((NO_WEEK, NO_DAY)),
    st.integers(0, 3).map(lambda week: (week, NO_DAY)),
    st.integers(1, 31).map(lambda day: (week_of(day), day)),
)
kinds = st.sampled_from(["coup", "pledge", "reneged", "sanctions", "massacre"])
happenings = st.builds(
    lambda runs, month, date, kind, subject, acted_upon: [
        Told(run, month, *date, kind, subject, acted_upon) for run in sorted(runs)
    ],
    st.sets(st.integers(0, RUNS - 1), min_size=1),
    st.integers(0, 2),
    dates,
    kinds,
    st.sampled_from(NAMES),
    st.sampled_from(["", *NAMES]),
)
"""Events of one kind and date, in one or several runs."""
histories = st.lists(happenings, max_size=12)


def told(history: list[list[Told]], names: tuple[str, ...] = NAMES) -> Chronicle:
    """A chronicle in which all that was told, in the order given."""
    chronicle = Chronicle(names)
    for events in history:
        first = events[0]
        chronicle.month = first.month
        where = np.zeros(RUNS, np.bool_)
        where[[event.position for event in events]] = True
        chronicle.tell(
            first.kind,
            first.subject,
            first.object,
            where=where,
            week=first.week,
            day=first.day,
        )
    return chronicle


def read(chronicle: Chronicle, runs: int = RUNS) -> list[Told]:
    """The table's events, in its order, by ids."""
    table = chronicle.table(np.arange(runs, dtype=np.uint32))
    ids = [*chronicle.names, ""]
    rows = zip(*(table[name].tolist() for name in COLUMNS), strict=True)
    return [Told(*row[:4], KINDS[row[4]], ids[row[5]], ids[row[6]]) for row in rows]


@settings(deadline=None, max_examples=80)
@given(histories)
def test_the_table_has_every_event_once_and_in_order(history: list[list[Told]]) -> None:
    """Events would be lost, or a story told out of order."""
    expected = sorted((event for events in history for event in events), key=place_in_order)
    assert expected == read(told(history))


@settings(deadline=None, max_examples=60)
@given(st.data(), histories, st.permutations(NAMES))
def test_the_table_does_not_depend_on_the_order_of_the_telling_nor_of_the_names(
    data: st.DataObject, history: list[list[Told]], names: list[str]
) -> None:
    """Moving an actor in a file would change the results."""
    shuffled = data.draw(st.permutations(history))
    assert read(told(history)) == read(told(shuffled, tuple(names)))


def test_events_of_a_week_stand_with_days_before_those_without() -> None:
    """A reader would learn of the answer before the coup."""
    chronicle = Chronicle(NAMES, month=7)
    one = np.array([True])
    chronicle.tell("coup", "NER", where=one)
    chronicle.tell("sanctions", "ECOWAS", "NER", where=one, week=1)
    chronicle.tell("coup", "NER", where=one, day=15)
    chronicle.tell("pledge", "BFA", "NER", where=one, day=15)
    chronicle.tell("reneged", "BFA", "NER", where=one, day=9)
    chronicle.tell("sanctions", "ECOWAS", "BFA", where=one, week=0)
    found = [(event.week, event.day, event.kind) for event in read(chronicle, 1)]
    expected = [
        (0, 0, "sanctions"),
        (1, 9, "reneged"),
        (1, 15, "coup"),
        (1, 15, "pledge"),
        (1, 0, "sanctions"),
        (4, 0, "coup"),
    ]
    assert expected == found


def test_runs_go_by_their_numbers() -> None:
    """An event would be told of another run's history."""
    chronicle = Chronicle(NAMES)
    chronicle.tell("coup", "NER", where=np.array([3, 1]))
    chronicle.tell("coup", "BFA", where=np.array([False, True, True, False]))
    table = chronicle.table(NUMBERS)
    assert [5, 5, 8, 2**32 - 1] == table["run"].tolist()
    assert ["BFA", "NER", "BFA", "NER"] == [NAMES[row] for row in table["subject"]]
    assert {-1} == set(table["object"].tolist())


def test_what_happened_nowhere_is_not_kept() -> None:
    """The results would be full of empty events, or a quiet history have no table."""
    chronicle = Chronicle(NAMES)
    nowhere = Places.of(np.zeros((2, RUNS), np.bool_))
    chronicle.tell("coup", "NER", where=np.zeros(RUNS, np.bool_))
    chronicle.tell_at("coup", nowhere, ["NER", "BFA"])
    assert [] == chronicle.entries
    assert {name: [] for name in COLUMNS} == {
        name: column.tolist() for name, column in chronicle.table(NUMBERS).items()
    }


asked = st.lists(st.lists(st.booleans(), min_size=RUNS, max_size=RUNS), min_size=2, max_size=2).map(
    np.array
)


@settings(deadline=None, max_examples=40)
@given(asked, dates, st.booleans())
def test_events_of_places_are_those_told_row_by_row(
    flags: np.ndarray, date: tuple[int, int], with_object: bool
) -> None:
    """A country would be sanctioned in its neighbour's place."""
    subjects, objects = ["BFA", "NER"], ["ECOWAS", "AES"] if with_object else []
    week, day = date
    rows, at = Chronicle(NAMES), Chronicle(NAMES)
    for row, where in enumerate(flags):
        acted_upon = objects[row] if objects else ""
        rows.tell("pledge", subjects[row], acted_upon, where=where, week=week, day=day)
    at.tell_at("pledge", Places.of(flags), subjects, objects, week, day)
    assert read(rows) == read(at)


def test_subjects_may_be_given_place_by_place() -> None:
    """A massacre would be laid at the door of whoever stands in the region's row."""
    chronicle = Chronicle(NAMES)
    places = Places(np.array([0, 1, 0]), np.array([0, 0, 2]))
    chronicle.tell_at(
        "massacre", places, chronicle.numbers(["AES", "BFA", "NER"]), ["MLI.gao", "NER"]
    )
    found = [(event.position, event.subject, event.object) for event in read(chronicle)]
    assert [(0, "AES", "MLI.gao"), (0, "BFA", "NER"), (2, "NER", "MLI.gao")] == found


def two_in_one_run() -> Chronicle:
    """Two countries are sanctioned in one week of one run, and one in another run."""
    chronicle = Chronicle(NAMES)
    places = Places(np.array([0, 0, 1]), np.array([1, 2, 1]))
    chronicle.tell_at("sanctions", places, ["ECOWAS", "ECOWAS"], ["BFA", "NER"], week=2)
    return chronicle


def test_a_taken_run_keeps_all_events_of_one_date() -> None:
    """Of two countries that are sanctioned together, one would be forgotten."""
    taken = two_in_one_run().take(np.array([1, 1, 0]))
    found = [(event.position, event.object) for event in read(taken, 3)]
    assert [(0, "BFA"), (0, "NER"), (1, "BFA"), (1, "NER")] == found


@settings(deadline=None, max_examples=60)
@given(histories, st.lists(st.integers(0, RUNS - 1), max_size=6))
def test_taken_runs_have_their_events_as_often_as_they_are_taken(
    history: list[list[Told]], positions: list[int]
) -> None:
    """A branch of a run would have another past, or two branches share one."""
    whole = told(history)
    before = read(whole)
    taken = whole.take(np.array(positions, np.int64))
    expected = [
        event._replace(position=new)
        for new, old in enumerate(positions)
        for event in before
        if event.position == old
    ]
    assert expected == read(taken, len(positions))
    taken.tell("coup", "NER", where=np.arange(len(positions)))
    assert before == read(whole)


def test_a_taken_chronicle_lives_in_the_same_month() -> None:
    """A branch would tell its events of the first month."""
    chronicle = Chronicle(NAMES, month=9)
    taken: Any = chronicle.take(np.array([0]))
    taken.tell("coup", "NER", where=np.array([0]))
    assert [9] == [event.month for event in read(taken, 1)]


@pytest.mark.parametrize(
    ("days", "week"), [((1, 8), 0), ((9, 16), 1), ((17, 24), 2), ((25, 31), 3)]
)
def test_a_month_has_four_weeks(days: tuple[int, int], week: int) -> None:
    """A dated event would fall in another week than the answers to it."""
    first, last = days
    assert {week} == {week_of(day) for day in range(first, last + 1)}
