"""Follow: one history, its story, its map and its decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import Any

from sim.errors import LiptakoError
from sim.experiment.futures import TurningPoint
from sim.language import Language
from sim.web.address import LAST_RUN, NOTABLE, is_run
from sim.web.cards import card
from sim.web.charts.chart import in_sight
from sim.web.charts.fan import Fan
from sim.web.charts.panels import fans_of
from sim.web.charts.theatre import Map
from sim.web.forking import Forking
from sim.web.framing import frames, map_key, map_numbers
from sim.web.histories import History
from sim.web.jobs import ForkAsked
from sim.web.lesson import steps
from sim.web.pieces import Markup, piece
from sim.web.scenes import Outline, Scene
from sim.web.source import RUNS, Source
from sim.web.tables import own_numbers
from sim.web.visitor import Visitor, named
from sim.web.wording import regional, series


class Following:
    """The second part of a visitor's page.

    Attributes:
        charts: by the name of their place on the page.
    """

    def __init__(self, visitor: Visitor, scene: Outline, forking: Forking) -> None:
        """The part, with charts that are dressed and empty."""
        self.visitor = visitor
        self.forking = forking
        self.history: History | None = None
        self.actor = ""
        self._notable: dict[Source, dict[str, int]] = {}
        language = visitor.language
        self.fans = fans_of("follow_fan", scene, visitor.language.code)
        self.map = Map("follow_map", named(scene.countries, language), language)
        self.charts: dict[str, Fan | Map] = {
            f"follow_fan{place}": chart for place, chart in enumerate(self.fans)
        }
        self.charts["follow_map"] = self.map
        for chart in self.charts.values():
            visitor.when_dressed(chart.dress)
        visitor.when_dressed(lambda _: self._draw_map())
        visitor.on("follow_run", self._choose)
        visitor.on("follow_actor", self._only)
        visitor.on("decision", self._card)
        visitor.on("fork", self._fork)

    def _choose(self, wanted: Any) -> None:
        fields = wanted if isinstance(wanted, dict) else {"which": wanted}
        which = str(fields.get("which", ""))
        if which == "random":
            which = str(SystemRandom().randrange(RUNS))
        elif which == "number":
            which = str(fields.get("number", ""))
        if which not in NOTABLE and not is_run(which):
            say = self.visitor.language.say
            limits = self.visitor.language.number(LAST_RUN)
            self.visitor.tell(say("A history has a number from 0 to {last}.", last=limits))
            return
        self.visitor.view.run = which if which in NOTABLE else str(int(which))
        self.refresh()

    def _only(self, actor: Any) -> None:
        self.actor = str(actor)
        self._list()

    def refresh(self) -> None:
        """Live the history that is asked for, and show it."""
        self.history = None  # what is still on the page can be read, not forked
        self.visitor.remember()
        self.visitor.show(shown={"forked": False}, sections={"card": ""}, busy=True)
        self.visitor.begin("follow", self._work, self._show_nothing)

    def _show_nothing(self) -> None:
        """Take away what is of another history than the one that could not be lived."""
        language = self.visitor.language
        nothing = piece("story", language, lines=())
        self.visitor.show(
            sections={
                "follow_choice": follow_choice(self.visitor),
                "story": nothing,
                "decisions": "",
                "follow_table": "",
                "follow_map_table": "",
            }
        )

    async def _work(self) -> Callable[[], None]:
        visitor, source = self.visitor, self.visitor.source
        which = visitor.view.run
        if which in NOTABLE:
            if source not in self._notable:
                self._notable = {source: await visitor.workers.do("sim.web.jobs.notable", source)}
            run = self._notable[source][which]
        else:
            run = int(which)
        scene = await visitor.catalogue.scene(source)
        code = visitor.language.code
        history = await visitor.workers.do("sim.web.jobs.history", source, run, code)
        return partial(self.draw, history, scene)

    def draw(self, history: History, scene: Scene) -> None:
        """Show a history among all others."""
        self.history, self.actor = history, ""
        visitor, language = self.visitor, self.visitor.language
        visitor.show(
            sections={
                "follow_choice": follow_choice(visitor, history.run),
                "story": piece("story", language, lines=history.story),
            },
            busy=False,
        )
        draw_own(
            visitor,
            self.fans,
            scene,
            history.months,
            history.deaths,
            "follow_table",
            "follow_numbers",
        )
        self._draw_map()
        self._list()
        self._open_taught(history)

    def _open_taught(self, history: History) -> None:
        """Open the card that a step of the lesson speaks of, in the histories that it looks at."""
        view = self.visitor.view
        if not view.step:
            return
        step = steps(self.visitor.language)[view.step - 1]
        if view.run not in {query.get("run") for _, query in step.queries(view.step)}:
            return
        for place, one in enumerate(history.decisions):
            if one.decision.decision.partition(" ")[0] == step.opens:
                self._card(place)
                self.visitor.show(focus="card_title")
                return

    def _draw_map(self) -> None:
        if self.history is not None:
            draw_map_of(
                self.visitor, self.history, "follow", [one.figure.name for one in self.fans]
            )

    def _list(self) -> None:
        """The decisions, of one actor or all."""
        if self.history is None:
            return
        language = self.visitor.language
        names = {
            one.decision.actor: one.words.partition(":")[0].strip()
            for one in self.history.decisions
        }
        rows = [
            (place, one)
            for place, one in enumerate(self.history.decisions)
            if self.actor in ("", one.decision.actor)
        ]
        self.visitor.show(
            sections={
                "decisions": piece(
                    "decisions", language, rows=rows, actor=self.actor,
                    actors=dict(sorted(names.items(), key=lambda one: one[1])),
                )
            }
        )  # fmt: skip

    def _card(self, place: Any) -> None:
        if not str(place).isdecimal():
            return
        if self.history is None:
            raise self._gone()
        if int(place) < len(self.history.decisions):
            told = self.history.decisions[int(place)]
            self.visitor.show(sections={"card": card(told, self.visitor.language, f"{int(place)}")})

    def _gone(self) -> LiptakoError:
        return LiptakoError(
            self.visitor.language.say(
                "This decision is of a history that is shown no longer: choose one of the next."
            )
        )

    def _fork(self, fields: Any) -> None:
        place = str(fields.get("place", "")) if isinstance(fields, dict) else ""
        if not place.isdecimal():
            return
        if self.history is None:
            raise self._gone()
        if int(place) >= len(self.history.decisions):
            return
        told = self.history.decisions[int(place)]
        ways = self.forking.ways(fields, told.options)
        one = told.decision
        at = TurningPoint(one.actor, one.decision, one.about, told.month, one.week)
        self.forking.fork(ForkAsked(told.words, told.when, at, ways, self.history.run))


def follow_choice(visitor: Visitor, run: int | None = None) -> Markup:
    """The choice of a history."""
    say = visitor.language.say
    words = {
        "typical": say("The most typical"),
        "worst": say("Most deaths"),
        "best": say("Fewest deaths"),
        "random": say("Any"),
    }
    return piece(
        "follow_choice",
        visitor.language,
        words=words,
        which=visitor.view.run,
        run=run,
        last=LAST_RUN,
    )


def draw_own(
    visitor: Visitor,
    fans: list[Fan],
    scene: Scene | None,
    months: Any,
    deaths: dict[str, Any],
    table: str,
    name: str,
) -> None:
    """Show deaths of one history in fans, with all others behind it if ``scene`` is given."""
    language = visitor.language
    quantity = series(language)["deaths"]
    tops = [float(own.max()) if len(own) else 0.0 for own in deaths.values()]
    if scene is not None:
        tops.append(scene.top("deaths"))
    names = visitor.names
    whole = Outline.of(visitor.source.scenario()).months if scene is None else scene.months
    captions = {}
    for chart, (code, own) in zip(fans, deaths.items(), strict=False):
        chart.country = code
        chart.over(whole)
        known = scene is not None and ("deaths", code) in scene.series
        label = names[code]
        quantiles = scene.fan("deaths", code) if scene is not None and known else None
        chart.feed(label, quantiles, max(tops, default=1.0), own=own)
        chart.dress(visitor.theme)
        captions[f"{chart.figure.name}_caption"] = Markup.escape(
            language.say("{what}: {which}", what=label, which=quantity.title)
        )
    visitor.show(
        shown=in_sight(fans, len(deaths)),
        sections={**captions, table: own_numbers(name, visitor, scene, months, deaths, quantity)},
    )


def draw_map_of(
    visitor: Visitor, history: History, part: str, marks: list[str], *, last: bool = False
) -> None:
    """Show a history's deaths on a map, month by month, from its first month or its last."""
    language: Language = visitor.language
    quantity = regional(language)["deaths_region"]
    values = history.maps["deaths_region"]
    caption = language.say("Map: {what} in this history", what=quantity.title)
    sections = {
        f"{part}_map_caption": Markup.escape(caption),
        f"{part}_key": map_key(quantity, visitor.theme, language),
    }
    if len(values):
        months = history.months
        own = frames(months, history.regions, values, quantity, visitor.theme, language, marks)
        own["at"] = len(months) - 1 if last else None
        sections[f"{part}_map_table"] = map_numbers(
            f"{part}_map_numbers", months, history.regions, values, quantity, caption, language
        )
        visitor.show(frames={f"{part}_map": own})
    visitor.show(sections=sections)
