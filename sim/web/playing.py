"""Play: be one of the actors, and decide for it until the history is over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import Any

from sim.errors import AnswersError, LiptakoError
from sim.experiment.futures import TurningPoint
from sim.experiment.play import players
from sim.experiment.questions import LONGEST_HOLD
from sim.experiment.replay import spelled_month
from sim.language import Language
from sim.scenario import Scenario
from sim.web import comparing
from sim.web.address import ACTORS, MONTH, is_run
from sim.web.cards import weighed
from sim.web.charts.fan import Fan
from sim.web.charts.panels import fans_of
from sim.web.charts.theatre import Map
from sim.web.following import draw_map_of, draw_own
from sim.web.forking import Forking
from sim.web.games import Turn
from sim.web.jobs import ForkAsked
from sim.web.lesson import AFTER_PLAY, END_OF_PLAY
from sim.web.pieces import Markup, piece
from sim.web.scenes import Outline, Scene
from sim.web.source import RUNS, Source
from sim.web.visitor import Visitor, named

HELD = (0, 1, 3, 6, 12)
USUAL = {
    "leave": 6,
    "sign": 6,
    "exit": 6,
    "civilian-rule": 6,
    "slip": 6,
    "concede": 3,
    "posture": 1,
}
"""Months for which questions that come again and again are usually answered at once."""


class Playing:
    """The third part of a visitor's page.

    Attributes:
        charts: by the name of their place on the page.
    """

    def __init__(self, visitor: Visitor, scene: Outline, forking: Forking) -> None:
        """The part, with charts that are dressed and empty."""
        self.visitor = visitor
        self.forking = forking
        self.turn: Turn | None = None
        self.fans = fans_of("play_fan", scene, visitor.language.code)
        self.map = Map("play_map", named(scene.countries, visitor.language), visitor.language)
        self.charts: dict[str, Fan | Map] = {
            f"play_fan{place}": chart for place, chart in enumerate(self.fans)
        }
        self.charts["play_map"] = self.map
        for chart in self.charts.values():
            visitor.when_dressed(chart.dress)
        visitor.when_dressed(lambda _: self._draw_map())
        visitor.on("role", self._take_role)
        visitor.on("answer", self._answer)
        visitor.on("back", lambda _: self._back())
        visitor.on("compare", self._compare)
        visitor.on("go_on", lambda _: self._compare({}))
        visitor.on("fork_played", self._fork)

    # ------------------------------------------------------------------ what a visitor does

    def _take_role(self, wanted: Any) -> None:
        fields = wanted if isinstance(wanted, dict) else {}
        actor, luck = str(fields.get("actor", "")), str(fields.get("luck", ""))
        if fields.get("other") == "yes":
            luck = str(SystemRandom().randrange(RUNS))
        if actor not in ACTORS or not is_run(luck):
            raise LiptakoError(self.visitor.language.say("Choose an actor and a number."))
        view = self.visitor.view
        view.actor, view.luck = actor, int(luck)
        view.begin()
        self.turn = None
        self.visitor.tell()
        self.visitor.show(shown={"forked": False})
        self.refresh()

    def _answer(self, fields: Any) -> None:
        if self.turn is None or self.turn.stop is None or not isinstance(fields, dict):
            return
        if str(fields.get("turn", "")) != str(len(self.visitor.view.answers)):
            return  # an answer to a question that has been answered
        stop = self.turn.stop
        codes = [str(fields.get(f"q{place}", "")) for place in range(len(stop.questions))]
        held = str(fields.get("hold", "0"))
        months = int(held) if held.isdecimal() and int(held) <= LONGEST_HOLD else 0
        text = ".".join(codes) + (f"~{months}" if months else "")
        stop.read(text)
        self.visitor.view.begin((*self.visitor.view.answers, text))
        self.visitor.tell()
        self.visitor.show(shown={"forked": False})
        self.refresh()

    def _back(self) -> None:
        view = self.visitor.view
        view.begin(view.answers[:-1])
        self.visitor.show(shown={"forked": False})
        self.refresh()

    def _compare(self, fields: Any) -> None:
        """Stop at the end of a month, and compare; or, of no month, go on playing."""
        until = str(fields.get("until", "")) if isinstance(fields, dict) else ""
        if until and not MONTH.fullmatch(until):
            return
        self.visitor.view.until = until
        self.visitor.show(shown={"forked": False})
        self.refresh()

    def _fork(self, fields: Any) -> None:
        if self.turn is None or not isinstance(fields, dict):
            return
        place = str(fields.get("place", ""))
        view, turn = self.visitor.view, self.turn
        if not place.isdecimal() or int(place) >= len(turn.chosen) + len(turn.asked):
            return
        if int(place) < len(turn.chosen):
            chosen = turn.chosen[int(place)]
            stop, asked, when = chosen.stop, chosen.asked, chosen.when
        elif turn.stop is not None:
            stop, asked = turn.stop, turn.asked[int(place) - len(turn.chosen)]
            when = turn.when
        question = asked.question
        ways = self.forking.ways(fields, question.options)
        at = TurningPoint(question.actor, question.decision, question.about, stop.month, stop.week)
        self.forking.fork(
            ForkAsked(asked.words, when, at, ways, view.luck, view.answers, view.actor)
        )

    # ------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        """Bring the game to where its answers lead, and show it."""
        visitor, view = self.visitor, self.visitor.view
        self.turn = None  # what was asked is answered, or of another game
        able = able_to_play(visitor)
        if able and view.actor not in able:
            self._tell_of_another(view.actor, able[0])
            view.actor = able[0]
            view.begin()
        if not view.answers:
            visitor.show(shown={"played": False, "forked": False}, sections={"stop": ""})
        visitor.remember()
        visitor.show(sections={"roles": roles(visitor)}, busy=bool(able))
        if able:
            visitor.begin("play", self._work)
        else:
            nobody = visitor.language.say(
                "Nobody decides anything in this scenario: choose another to play."
            )
            visitor.show(sections={"stop": Markup.escape(nobody)})

    def _tell_of_another(self, actor: str, instead: str) -> None:
        visitor, names = self.visitor, names_of(self.visitor)
        note = visitor.language.say(
            "{actor} decides nothing in this scenario: here you are {other}.",
            actor=names.get(actor, actor),
            other=names[instead],
        )
        visitor.tell(*visitor.notes, note)

    async def _work(self) -> Callable[[], None]:
        visitor = self.visitor
        view, source = visitor.view, visitor.source
        answers, draw = view.answers, self.draw
        try:
            turn = await self._lived(source, answers)
        except AnswersError:
            answers, draw = (), self._draw_anew
            turn = await self._lived(source, answers)
        months = stops_at(turn, source.scenario())
        until = view.until if view.until in months else ""
        if until:
            source = source.only_until(until)
            turn = await self._lived(source, answers[: months[until]])
        scene = await visitor.catalogue.scene(source) if turn.stop is None else None
        return partial(draw, turn, scene, list(months), until)

    async def _lived(self, source: Source, answers: tuple[str, ...]) -> Turn:
        visitor = self.visitor
        view, code = visitor.view, visitor.language.code
        lived: Turn = await visitor.workers.do(
            "sim.web.jobs.game", source, view.actor, answers, view.luck, code
        )
        return lived

    def _draw_anew(self, turn: Turn, scene: Scene | None, months: list[str], until: str) -> None:
        """Show the beginning of a game whose answers were another's."""
        visitor = self.visitor
        visitor.view.begin()
        visitor.remember()
        note = visitor.language.say("The answers are those of another game: this one begins anew.")
        visitor.tell(*visitor.notes, note)
        self.draw(turn, scene, months, until)

    def draw(self, turn: Turn, scene: Scene | None, months: list[str], until: str) -> None:
        """Show a game.

        Args:
            turn: where it stands.
            scene: the model's histories, once it is over or stopped.
            months: at whose ends it can be stopped.
            until: at which of them it is; empty if at none.
        """
        self.turn = turn
        visitor, language, say = self.visitor, self.visitor.language, self.visitor.language.say
        if until != visitor.view.until:
            visitor.view.until = until
            visitor.remember()
            visitor.tell(say("The game does not reach that month: it goes on where it stands."))
        over = turn.stop is None
        reading = (
            say("Bands: half and nine tenths of the {runs} histories in which the model chose for "
                "you; heavy line: yours.", runs=language.number(RUNS))
            if over else say("What was counted so far; what comes nobody knows.")
        )  # fmt: skip
        visitor.show(
            shown={"played": True},
            sections={
                "stop": self._ending(turn, scene, months) if over else self._question(turn, months),
                "played_story": piece("story", language, lines=[*turn.history.story, *turn.lately]),
                "cone_reading": Markup.escape(reading),
                "review": self._review(turn) if over else "",
            },
            focus="stop_title",
            busy=False,
        )
        draw_own(
            visitor, self.fans, scene, turn.history.months, turn.history.deaths, "cone_table",
            "cone_numbers",
        )  # fmt: skip
        self._draw_map()

    def _draw_map(self) -> None:
        if self.turn is not None:
            marks = [str(one.figure.name) for one in self.fans]
            draw_map_of(self.visitor, self.turn.history, "play", marks, last=True)

    def _question(self, turn: Turn, months: list[str]) -> Markup:
        language = self.visitor.language
        terms = [(one.question.decision, one.question.terms) for one in turn.asked]
        return piece(
            "stop",
            language,
            turn=turn,
            number=len(self.visitor.view.answers),
            groups=[weighed(own, language, decision) for decision, own in terms],
            held=HELD,
            usual=self._usual(turn),
            first=len(turn.chosen),
            months=_spelled(months, language),
            chosen=END_OF_PLAY if self.visitor.view.step and END_OF_PLAY in months else "",
            ahead=self._ahead(months),
        )

    def _usual(self, turn: Turn) -> int:
        """Months for which an answer is held if nothing else is chosen: in a lesson one at most,
        so that a class sees what comes of it."""
        usual = USUAL.get(turn.stop.decision, 0) if turn.stop is not None else 0
        return min(usual, 1) if self.visitor.view.step else usual

    def _ahead(self, months: list[str]) -> str:
        """The month at whose end a lesson stops, while it is not over; empty if there is none."""
        if not self.visitor.view.step or not months or months[-1] >= END_OF_PLAY:
            return ""
        spell = partial(self.visitor.language.month, long=True)
        return self.visitor.language.say(
            "{month}: answer on until {next}", month=spell(END_OF_PLAY), next=spell(AFTER_PLAY)
        )

    def _ending(self, turn: Turn, scene: Scene | None, months: list[str]) -> Markup:
        language, view = self.visitor.language, self.visitor.view
        rows = [] if scene is None else comparing.against(turn.outcomes, scene, view.luck, language)
        return piece(
            "ending",
            language,
            rows=rows,
            heads=comparing.against_heads(scene, view.luck, language),
            until=language.month(view.until, long=True) if view.until else "",
            months=_spelled(months, language),
            chosen=view.until,
            runs=language.number(RUNS),
        )

    def _review(self, turn: Turn) -> Markup:
        return piece("review", self.visitor.language, chosen=list(enumerate(turn.chosen)))


def able_to_play(visitor: Visitor) -> list[str]:
    """Those who decide something in the scenario, of those whom one can be."""
    able = players(visitor.source.scenario())
    names = names_of(visitor)
    return [code for code in ACTORS if code in able and code in names]


def names_of(visitor: Visitor) -> dict[str, str]:
    """What those are called whom one can be."""
    partners = visitor.source.scenario().data.partners
    names = {**visitor.names, "ECOWAS": visitor.language.bare("ECOWAS")}
    return names | named({code: one.name for code, one in partners.items()}, visitor.language)


def stops_at(turn: Turn, scenario: Scenario) -> dict[str, int]:
    """The months, such as ``2023-12``, at whose ends a game can be stopped; and how many of its
    answers had been given by then."""
    first = turn.answered[0] if turn.answered else turn.month
    return {
        spelled_month(scenario, month): sum(one <= month for one in turn.answered)
        for month in range(first, turn.month)
    }


def _spelled(months: list[str], language: Language) -> dict[str, str]:
    return {one: language.month(one, long=True) for one in months}


def roles(visitor: Visitor) -> Markup:
    """Who can be played, and with which luck."""
    names = names_of(visitor)
    return piece(
        "roles",
        visitor.language,
        actors={code: names[code] for code in able_to_play(visitor)},
        view=visitor.view,
    )
