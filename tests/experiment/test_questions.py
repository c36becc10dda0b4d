"""What a player is asked, and how answers are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.decisions import Decision
from sim.errors import LiptakoError
from sim.experiment.questions import Question, Stop, stops_among

POSTURE = {"hold.stake": 0.4, "hold.time": -0.1, "lift.cost": -1.0, "sanctions.done": -float("inf")}


def decided(
    decision: str = "leave", about: str = "AES", outcome: bool | str = False, **given: object
) -> Decision:
    fields: dict[str, object] = {
        "month": 24_283, "week": 0, "actor": "MLI", "decision": decision, "about": about,
        "terms": {"base": -3.0}, "probability": 0.05, "draw": 0.5, "outcome": outcome,
    }  # fmt: skip
    return Decision(**(fields | given))  # type: ignore[arg-type]


def stop_of(*sizes: int) -> Stop:
    """A stop with questions of so many options; two are yes and no."""
    questions = tuple(
        Question("MLI", "leave", f"T{place}", options, {}, 0.5, options[0])
        for place, size in enumerate(sizes)
        for options in [("yes", "no") if size == 2 else tuple("abcde"[:size])]
    )
    return Stop(3, 0, "leave", questions)


@given(data=st.data(), sizes=st.lists(st.integers(2, 5), min_size=1, max_size=6))
def test_what_is_written_is_read_again(data: st.DataObject, sizes: list[int]) -> None:
    """An address would carry another game than the one played."""
    stop = stop_of(*sizes)
    answers = tuple(data.draw(st.sampled_from(one.options)) for one in stop.questions)
    months = data.draw(st.integers(0, 12))
    assert (answers, months) == stop.read(stop.write(answers, months))


def test_texts_are_short() -> None:
    """An address would be too long, or none could be written by hand."""
    assert "y.2.n~6" == stop_of(2, 4, 2).write(("yes", "c", "no"), 6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' answers 1 of 2 questions - write one answer to each, such as y.0"),
        ("y", "'y' answers 1 of 2 questions"),
        ("y.0.n", "'y.0.n' answers 3 of 2 questions"),
        ("0.0", "'0' is no answer to leave about T0 - use y (yes), n (no)"),
        ("y.3", "'3' is no answer to leave about T1 - use 0 (a), 1 (b), 2 (c)"),
        ("y.0~13", "'~13' in 'y.0~13' holds for no number of months - write ~1 to ~12"),
        ("y.0~", "'~' in 'y.0~' holds for no number of months"),
        ("y.0~06", "'~06' in 'y.0~06' holds for no number of months"),
    ],
)
def test_a_bad_answer_is_refused(text: str, said: str) -> None:
    """A mistyped address would be played as if it meant something."""
    with pytest.raises(LiptakoError, match=re.escape(said)):
        stop_of(2, 3).read(text)


def test_a_question_says_how_likely_the_model_was_to_choose_so() -> None:
    """A rare no would be told as a likely one, or an option that is gone be offered."""
    assert ("no", 0.95) == (Question.of(decided()).outcome, Question.of(decided()).probability)
    assert 0.05 == Question.of(decided(outcome=True)).probability
    chosen = Question.of(decided("posture", "NER", "lift", terms=POSTURE))
    assert (("hold", "lift"), "lift", 0.05) == (
        chosen.options,
        chosen.outcome,
        chosen.probability,
    )


def test_only_what_the_actor_decides_itself_is_asked() -> None:
    """A player would decide over a coup against itself, for others, or where nothing is left."""
    gone = {"hold.stake": 0.4, "lift.cost": -float("inf")}
    decisions = [
        decided("coup", ""),
        decided("honour AES mutual_defence", "NER", week=1),
        decided("honour AES attack", "NER", week=1),
        decided(actor="BFA"),
        decided("honour AES attack", "NER", week=2),
        decided("posture", "NER", "hold", terms=gone),
        decided(),
    ]
    stops = stops_among(decisions, "MLI", 3)
    assert [(1, "honour", 2), (2, "honour", 1), (0, "leave", 1)] == [
        (stop.week, stop.decision, len(stop.questions)) for stop in stops
    ]
    assert [1, 2, 4] == [stop.weeks_over for stop in stops]
