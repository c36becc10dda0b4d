"""What is asked of one who plays an actor, and how the answers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.decisions import FREE, NO, YES, Decision, Flags, Forced
from sim.errors import AnswersError

PLAYED = frozenset(
    ("honour", "leave", "sign", "concede", "slip", "civilian-rule", "posture", "force", "exit")
)
"""First words of the decisions that are an actor's own; chance or others decide the rest."""
AFTER_THE_WEEKS = frozenset(("civilian-rule", "leave", "sign"))
"""Those that are taken when the month's weeks of diplomacy are over."""
YES_OR_NO = ("yes", "no")
LONGEST_HOLD = 12

Key = tuple[str, str, int]
"""A question in its month: decision, about, and week."""


@dataclass(frozen=True)
class Question:
    """One question to one actor, and what the model would have made of it.

    Attributes:
        actor: id of who is asked.
        decision: its whole name, such as ``honour AES mutual_defence``.
        about: id of whom or what it concerns; empty if itself.
        options: ``yes`` and ``no``, or the options that can be had, in the model's order.
        terms: what the actor weighs, as in `sim.decisions.Decision`.
        probability: how likely the model was to choose as it would have.
        outcome: what it would have chosen, one of the options.
    """

    actor: str
    decision: str
    about: str
    options: tuple[str, ...]
    terms: dict[str, float]
    probability: float
    outcome: str

    @classmethod
    def of(cls, taken: Decision) -> Question:
        """The question that a decision answers."""
        if isinstance(taken.outcome, str):
            options, outcome, probability = _to_be_had(taken), taken.outcome, taken.probability
        else:
            options, outcome = YES_OR_NO, "yes" if taken.outcome else "no"
            probability = taken.probability if taken.outcome else 1.0 - taken.probability
        return cls(
            actor=taken.actor,
            decision=taken.decision,
            about=taken.about,
            options=options,
            terms=taken.terms,
            probability=probability,
            outcome=outcome,
        )

    @property
    def codes(self) -> dict[str, str]:
        """Every option by the one letter or number that is written for it."""
        if self.options == YES_OR_NO:
            return {"y": "yes", "n": "no"}
        return {str(place): option for place, option in enumerate(self.options)}


@dataclass(frozen=True)
class Stop:
    """Where a history waits for its player: questions of one kind, asked at once.

    Attributes:
        month: index, from 0.
        week: of the month, from 0; 0 for what is decided once a month.
        decision: first word of their names.
        questions: at least one.
    """

    month: int
    week: int
    decision: str
    questions: tuple[Question, ...]

    @property
    def weeks_over(self) -> int:
        """Weeks of the month whose events are known by now, 0 to 4."""
        return 4 if self.decision in AFTER_THE_WEEKS else self.week

    def key(self, question: Question) -> Key:
        """What tells a question here from the others of its month."""
        return question.decision, question.about, self.week

    def write(self, answers: Sequence[str], months: int = 0) -> str:
        """The text that gives these options, one a question, and holds them for so many months."""
        codes = [
            next(code for code, option in question.codes.items() if option == answer)
            for question, answer in zip(self.questions, answers, strict=True)
        ]
        return ".".join(codes) + (f"~{months}" if months else "")

    def read(self, text: str) -> tuple[tuple[str, ...], int]:
        """The options that a text gives, one a question, and for how many months it holds them.

        Raises:
            AnswersError: it cannot be an answer here.
        """
        body, tilde, held = text.partition("~")
        months = {str(number): number for number in range(1, LONGEST_HOLD + 1)}
        if tilde and held not in months:
            raise AnswersError(
                f"'~{held}' in '{text}' holds for no number of months - "
                f"write ~1 to ~{LONGEST_HOLD}, or nothing"
            )
        codes = body.split(".")
        if len(codes) != len(self.questions):
            raise AnswersError(
                f"'{text}' answers {len(codes)} of {len(self.questions)} questions - "
                f"write one answer to each, such as {self.write(self._own())}"
            )
        return tuple(map(_meant, self.questions, codes)), months.get(held, 0)

    def _own(self) -> list[str]:
        return [question.outcome for question in self.questions]


@dataclass(frozen=True)
class Taken:
    """A stop that was answered.

    Attributes:
        stop: what was asked.
        answers: options, one a question.
        months: for how long they were to hold; 0 if they were not.
        held: whether an earlier answer was held to, so that the player was not asked.
    """

    stop: Stop
    answers: tuple[str, ...]
    months: int = 0
    held: bool = False


def stops_among(decisions: Sequence[Decision], actor: str, month: int) -> list[Stop]:
    """What an actor is asked in a month of these decisions, in order.

    A choice with one option left is none.
    """
    asked: dict[tuple[int, str], list[Question]] = {}
    for taken in decisions:
        word = taken.decision.split(maxsplit=1)[0]
        if taken.actor == actor and word in PLAYED:
            question = Question.of(taken)
            if len(question.options) > 1:
                asked.setdefault((taken.week, word), []).append(question)
    return [Stop(month, week, word, tuple(questions)) for (week, word), questions in asked.items()]


def force(actor: str, key: Key, answer: str, where: Flags) -> Forced:
    """An option of a question as given from outside, in the runs at these positions ``(run,)``."""
    decision, about, week = key
    given = np.where(where, NO if answer == "no" else YES, FREE).astype(np.int8)
    return Forced(actor, decision, about, given, "" if answer in YES_OR_NO else answer, week)


def _to_be_had(taken: Decision) -> tuple[str, ...]:
    """Options without a term of minus infinity."""
    worth: dict[str, float] = {}
    for name, value in taken.terms.items():
        option = name.partition(".")[0]
        worth[option] = worth.get(option, 0.0) + value
    return tuple(option for option, value in worth.items() if value > -np.inf)


def _meant(question: Question, code: str) -> str:
    if code not in question.codes:
        valid = ", ".join(f"{own} ({option})" for own, option in question.codes.items())
        about = f" about {question.about}" if question.about else ""
        raise AnswersError(f"'{code}' is no answer to {question.decision}{about} - use {valid}")
    return question.codes[code]
