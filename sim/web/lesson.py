"""The lesson: seven timed steps, each a question, a prediction, a deed and a state of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.language import Language

BASELINE = {"part": "see", "scenario": "baseline"}
ATTACKED = {"part": "see", "scenario": "ecowas_intervenes"}
FOLLOWED = {"part": "follow", "scenario": "baseline"}
PLAYED = {"part": "play", "scenario": "baseline", "luck": "149"}
END_OF_PLAY = "2023-12"
"""The month at whose end groups stop."""
AFTER_PLAY = "2024-01"
"""The month in which that month is over."""


@dataclass(frozen=True)
class Step:
    """One step of the lesson; `docs/lesson.md` says what comes of it.

    Attributes:
        minutes: how long it takes.
        title: what it is called.
        question: what it asks.
        predict: what pupils write down before they look.
        do: what to do in the demo.
        query: of the demo's address, in the state that the step needs.
        also: further states that it looks at, each with what its link is called.
        opens: first word of the decision whose card is open in the histories that it looks at.
    """

    minutes: int
    title: str
    question: str
    predict: str
    do: str
    query: dict[str, str]
    also: tuple[tuple[str, dict[str, str]], ...] = ()
    opens: str = ""

    def queries(self, number: int) -> Iterator[tuple[str, dict[str, str]]]:
        """Every state that the step of a number looks at, the first without a name."""
        for words, query in (("", self.query), *self.also):
            yield words, query | {"step": str(number)}


def steps(language: Language) -> tuple[Step, ...]:
    """The seven steps, 45 minutes in all, in a language."""
    return (*_alliance(language), *_people(language))


def _alliance(language: Language) -> tuple[Step, ...]:
    """Steps that look at all histories at once."""
    say = language.say
    return (
        Step(
            5,
            say("If nothing changes"),
            say("How sure can anybody be of the years 2023 to 2027?"),
            say("Write down the lowest and the highest number of deaths that you think possible."),
            say("Open the baseline and read the fan: 200 histories from the same July 2023."),
            {"part": "see", "scenario": "baseline", "show": "deaths"},
        ),
        Step(
            6,
            say("What a threat does"),
            say("Does a threat work because it is loud, or because it is believed?"),
            say("In how many of 200 histories does ECOWAS use force in Niger, if Nigeria is for?"),
            say("Move Nigeria's opposition at home from 0.9 to 0, and read the table."),
            BASELINE,
            (
                (say("Nigeria for force"), BASELINE | {"nigeria": "0"}),
                (say("ECOWAS without resolve"), BASELINE | {"resolve": "0"}),
            ),
        ),
        Step(
            7,
            say("The pledge and the treaty"),
            say("What did the pledge of 31 July and the treaty of 16 September prevent?"),
            say("How many more of 200 histories see force in Niger, if nobody pledges help?"),
            say(
                "Switch the pledges off; read the headline, then the row of interventions to be "
                "expected with its interval. Then Without the treaty."
            ),
            BASELINE,
            (
                (say("Pledges off"), BASELINE | {"pledges": "0"}),
                (say("Without the treaty"), BASELINE | {"scenario": "no_treaty"}),
            ),
        ),
        Step(
            7,
            say("Belief and deed"),
            say("What counts more: what others believe of an ally, or what the ally does?"),
            say("ECOWAS attacks in every history. How many of ten calls for help are answered?"),
            say("Move treaty reliability to 0.75; put it back; then move others' belief to 0.8."),
            ATTACKED,
            (
                (say("Reliability 0.75"), ATTACKED | {"reliability": "0.75"}),
                (say("Belief 0.8"), ATTACKED | {"belief": "0.8"}),
                (say("Belief 0.8, no forced attack"), BASELINE | {"belief": "0.8"}),
            ),
        ),
    )


def _people(language: Language) -> tuple[Step, ...]:
    """Steps that look at one history, play one, and look back."""
    say = language.say
    return (
        Step(
            7,
            say("Why did the neighbours not come?"),
            say("Two allies, the same promise, the same week: why does one come and one not?"),
            say("Will Burkina Faso come to Niger's help, will Mali? Give a chance for each."),
            say("Open history 56 and the two decision cards of August 2023, week 3."),
            FOLLOWED | {"run": "56"},
            ((say("History 138"), FOLLOWED | {"run": "138"}),),
            opens="honour",
        ),
        Step(
            8,
            say("Your turn"),
            say("What would you decide, with only what could be known in August 2023?"),
            say("Write on the decision sheet what the others will do."),
            say(
                "Five groups, five actors, the same luck: play until the end of 2023, then stop "
                "there and compare. Stop appears once a month is over; choose December 2023."
            ),
            PLAYED | {"actor": "MLI"},
            tuple(
                (language.bare(name), PLAYED | {"actor": actor})
                for actor, name in (
                    ("BFA", "Burkina Faso"),
                    ("NER", "Niger"),
                    ("ECOWAS", "ECOWAS"),
                    ("FRA", "France"),
                )
            ),
        ),
        Step(
            5,
            say("What would you need to know?"),
            say("Which of today's numbers is a finding, and which is an assumption?"),
            say("Tick on the debrief sheet the one assumption that mattered most to you."),
            say(
                "Print the sheets, compare your own history with the cone, and say what is missing."
            ),
            {"part": "teach"},
        ),
    )
