"""Questions to one who plays, in words that need no knowledge of the model."""

from __future__ import annotations

from dataclasses import dataclass

from sim.language import Language


@dataclass(frozen=True)
class Plain:
    """A kind of question.

    Attributes:
        asks: the question itself.
        means: what follows from a yes and a no, or from the options as a whole.
    """

    asks: str
    means: str


QUESTIONS = {
    "honour": Plain(
        "Does {who} send armed force to help {about}, which is under attack?",
        "It promised to. Yes: soldiers go, and are missing at home. No: the promise is broken; "
        "others trust it less, and people at home too if the promise was public.",
    ),
    "leave": Plain(
        "Does {who} announce that it leaves {about}?",
        "Yes: it is out when its notice has run, and those who stay take it amiss. No: it stays a "
        "member, and is asked again next month.",
    ),
    "sign": Plain(
        "Does {who} sign the treaty of {about}?",
        "Yes: it owes the others what the treaty says, and they owe it the same. No: it stays "
        "outside, and is asked again next month.",
    ),
    "concede": Plain(
        "Does {who} give way to {about}?",
        "Yes: it promises a timetable to civilian rule, and {about} ends its pressure. No: the "
        "pressure goes on.",
    ),
    "slip": Plain(
        "Does {who} let the timetable promised to {about} slip?",
        "Yes: civilian rule comes later than promised, which opens the dispute with {about} anew. "
        "No: the timetable is kept this month.",
    ),
    "civilian-rule": Plain(
        "Does {who} hand power back to civilians?",
        "Yes: military rule ends, and with it what others press for. No: it goes on, and the "
        "question comes again next month.",
    ),
    "posture": Plain(
        "How hard does {who} press {about} now, without using force?",
        "{who} wants the seizure of power undone. A country in which officers rule is suspended "
        "whatever you choose. You can hold, go further than you went, or let the matter drop.",
    ),
    "force": Plain(
        "Does {who} use force in {about} now, to bring the lawful government back?",
        "Each week this is asked first; no threat need have come before. Yes: the members that "
        "are willing attack. No: the next question is how hard to press without force.",
    ),
    "exit": Plain(
        "Does {who} begin to withdraw its forces from {about}?",
        "Yes: they leave within some months, and this is not stopped again. No: they stay, and "
        "the question comes again next month.",
    ),
}
"""By the first word of a decision's name."""
DOES = {
    "hold": "leave the pressure as it is",
    "lift": "drop the pressure, with nothing in return",
    "sanctions": "close borders, stop trade and money",
    "ultimatum": "threaten force after a date",
    "activate": "make a force ready, and so threaten at once",
}
"""What a bloc does that chooses an option."""


def asked_plainly(decision: str, who: str, about: str, language: Language) -> tuple[str, str]:
    """A question and what its answers mean; names as `sim.analysis.words.called` has them."""
    plain = QUESTIONS[decision.split(maxsplit=1)[0]]
    asks, means = (language.say(one, who=who, about=about) for one in (plain.asks, plain.means))
    return _upper(asks), _upper(means)


def does(option: str, language: Language) -> str:
    """What an option does; nothing of a yes or no."""
    return language.name(DOES[option]) if option in DOES else ""


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
