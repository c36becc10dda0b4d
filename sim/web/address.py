"""The address of a page: what it shows, so that it can be opened again; what is wrong in one is
told, and the default taken."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from urllib.parse import urlencode

from sim.errors import meant
from sim.language import LANGUAGES, Language
from sim.web.levers import LEVERS
from sim.web.shelf import Shelf

PARTS = ("see", "follow", "play", "teach")
SHOWN = ("deaths", "state_control_national", "legitimacy", "displaced")
MAPS = ("deaths_region", "state_control")
ACTORS = ("MLI", "BFA", "NER", "ECOWAS", "FRA")
NOTABLE = ("typical", "worst", "best")
LAST_RUN = 9_999_999
LONGEST = 20_000
"""Letters of a value that is read at all: ten years of answers to every question have room."""
NAMED = 5
"""Unknown keys that are told by name."""
ANSWERS = re.compile(r"[yn0-9.~]+(?:,[yn0-9.~]+)*")
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
KNOWN = (
    "part", "scenario", "lang", "show", "map", "run", "actor", "luck", "answers", "until", "step",
)  # fmt: skip
"""What an address can say, but for levers."""
STEPS = 7
"""Of the lesson."""


@dataclass
class View:
    """What a visitor looks at.

    Attributes:
        part: of the page.
        scenario: its name.
        levers: moved ones, by name.
        show: what fans show.
        map: what the map shows.
        run: the history that is followed: a number, or one of `NOTABLE`.
        actor: who is played.
        luck: number of the history that is played.
        answers: one text a stop of it.
        until: the last month that is compared, such as ``2023-12``; empty while it is played.
        step: of the lesson; 0 if none is taught.
    """

    part: str = "see"
    scenario: str = "baseline"
    levers: dict[str, float] = field(default_factory=dict)
    show: str = "deaths"
    map: str = "deaths_region"
    run: str = "typical"
    actor: str = "MLI"
    luck: int = 0
    answers: tuple[str, ...] = ()
    until: str = ""
    step: int = 0

    @property
    def game(self) -> dict[str, str]:
        """What the address says of a game that has begun; nothing of one that has not."""
        if not self.answers:
            return {}
        own = {"actor": self.actor, "luck": str(self.luck), "answers": ",".join(self.answers)}
        return own | ({"until": self.until} if self.until else {})

    def begin(self, answers: tuple[str, ...] = ()) -> None:
        """Have the game stand at these answers, and go on from there."""
        self.answers, self.until = answers, ""

    def query(self, language: Language, **instead: str) -> str:
        """The address's query, with some values in the place of its own."""
        part = instead.get("part", self.part)
        values = {"part": part, "scenario": self.scenario, "lang": language.code}
        values |= {name: f"{value:g}" for name, value in self.levers.items()}
        if part == "see":
            values |= {"show": self.show, "map": self.map}
        elif part == "follow":
            values["run"] = self.run
        if part == "play":
            values |= {"actor": self.actor, "luck": str(self.luck)}
        values |= self.game  # it waits for whoever looks elsewhere meanwhile
        if self.step:
            values["step"] = str(self.step)
        return urlencode(values | instead, safe=",~.")


@dataclass
class _Reader:
    """Reads values one by one, and keeps what is wrong."""

    values: dict[str, str]
    language: Language
    notes: list[str] = field(default_factory=list)

    def one_of(self, name: str, allowed: Collection[str], default: str) -> str:
        """A value that is one of some."""
        text = self.values.pop(name, default)
        if text in allowed:
            return text
        self.refuse(name, text, _remedy(text, list(allowed), self.language), default)
        return default

    def number(self, name: str, low: float, high: float, default: float) -> float:
        """A number within limits."""
        text = self.values.pop(name, None)
        if text is None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if isfinite(value) and low <= value <= high:
            return value
        speak = self.language
        low_end, high_end = (  # `plain` keeps six digits
            speak.number(one) if float(one).is_integer() else speak.plain(one)
            for one in (low, high)
        )
        limits = speak.say("use {low} to {high}", low=low_end, high=high_end)
        instead = speak.plain(default) if isfinite(default) else speak.say("the scenario's own")
        self.refuse(name, text, limits, instead)
        return default

    def refuse(self, name: str, text: str, remedy: str, default: str) -> None:
        """Tell of a value that cannot be."""
        self.notes.append(
            self.language.say(
                "The address has {name}={value}, which cannot be: {remedy}. Shown instead: "
                "{default}.",
                name=_shortened(name),
                value=_shortened(text),
                remedy=remedy,
                default=default or "-",
            )
        )


def read_address(
    arguments: Mapping[str, Sequence[bytes]], shelf: Shelf, language: Language
) -> tuple[View, list[str]]:
    """What an address asks for, and what is wrong in it.

    Args:
        arguments: of the query, as the server hands them over.
        shelf: has the scenarios that there are.
        language: of the notes.
    """
    texts = {name: own[-1].decode("utf-8", "replace") for name, own in arguments.items() if own}
    reader = _Reader(texts, language)
    for name in [name for name, text in texts.items() if len(text) > LONGEST]:
        limit = language.say("use at most {count} letters", count=language.number(LONGEST))
        reader.refuse(name, texts.pop(name), limit, "")
    reader.one_of("lang", LANGUAGES, language.code)
    view = View(
        part=reader.one_of("part", PARTS, "see"),
        scenario=reader.one_of(
            "scenario",
            [wanted] if (wanted := texts.get("scenario", "")) in shelf else shelf.names,
            shelf.names[0],
        ),
        show=reader.one_of("show", SHOWN, "deaths"),
        map=reader.one_of("map", MAPS, "deaths_region"),
        actor=reader.one_of("actor", ACTORS, "MLI"),
        luck=int(reader.number("luck", 0, LAST_RUN, 0)),
        step=int(reader.number("step", 1, STEPS, 0)),
    )
    view.run = _run(reader)
    _read_game(reader, view)
    for name, lever in LEVERS.items():
        if name in texts:
            value = reader.number(name, lever.low, lever.high, float("nan"))
            if isfinite(value):
                view.levers[name] = float(value >= 0.5) if lever.switch else value
    return view, [*reader.notes, *_unknown(list(texts), language)]


def _read_game(reader: _Reader, view: View) -> None:
    """The answers of a game, and where it is stopped."""
    answers = reader.values.pop("answers", "")
    if ANSWERS.fullmatch(answers):
        view.answers = tuple(answers.split(","))
    elif answers:
        reader.refuse("answers", answers, reader.language.say("use those of a game"), "")
    until = reader.values.pop("until", "")
    if MONTH.fullmatch(until) and view.answers:
        view.until = until
    elif until:
        remedy = reader.language.say("use a month of a game that has answers, such as 2023-12")
        reader.refuse("until", until, remedy, "")


def _unknown(names: Sequence[str], language: Language) -> list[str]:
    """What is told of names that no address has: one note, however many there are."""
    if not names:
        return []
    if len(names) == 1:
        remedy = _remedy(names[0], [*KNOWN, *LEVERS], language)
        return [
            language.say(
                "The address has {name}, which is unknown: {remedy}.",
                name=_shortened(names[0]),
                remedy=remedy,
            )
        ]
    shown = ", ".join(map(_shortened, names[:NAMED])) + (", …" if len(names) > NAMED else "")
    return [
        language.say(
            "The address has {count} names that are unknown, and passed over: {names}.",
            count=language.number(len(names)),
            names=shown,
        )
    ]


def _run(reader: _Reader) -> str:
    """A number, or one that stands out."""
    text = reader.values.pop("run", "typical")
    if text in NOTABLE:
        return text
    if is_run(text):
        return str(int(text))
    limits = reader.language.say(
        "use {names}, or a number from 0 to {last}",
        names=", ".join(NOTABLE),
        last=reader.language.number(LAST_RUN),
    )
    reader.refuse("run", text, limits, "typical")
    return "typical"


def is_run(text: str) -> bool:
    """Whether a text is the number of a history."""
    return text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_RUN))


def _shortened(text: str) -> str:
    """As much of a text as a note has room for."""
    return text if len(text) <= 40 else text[:39] + "…"


def _remedy(given: str, valid: Sequence[str], language: Language) -> str:
    """Which word was probably meant, or those that there are."""
    if close := meant(given, valid):
        return language.say("perhaps you meant {name}", name=close)
    return language.say("use one of {names}", names=", ".join(valid))
