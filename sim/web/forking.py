"""Forks: a moment of a history, and what comes of it either way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from sim.errors import LiptakoError
from sim.experiment.replay import spelled_month
from sim.web import headline
from sim.web.charts.chart import in_sight
from sim.web.charts.pair import BRANCHES, Pair, branch_colour
from sim.web.charts.panels import PANELS
from sim.web.games import option_word
from sim.web.jobs import ForkAsked
from sim.web.pieces import Markup, piece
from sim.web.scenes import Outline, Scene, scene
from sim.web.source import RUNS, Source
from sim.web.tables import fan_numbers
from sim.web.visitor import Visitor
from sim.web.wording import series


class Forking:
    """Two branches side by side, below the history that they part from.

    Attributes:
        charts: by the name of their place on the page.
    """

    def __init__(self, visitor: Visitor, first: Outline) -> None:
        """The part, with charts that are dressed and empty."""
        self.visitor = visitor
        code = visitor.language.code
        self.pairs = [Pair(f"fork_pair{place}", first.months, code) for place in range(PANELS)]
        self.charts = {f"fork_pair{place}": chart for place, chart in enumerate(self.pairs)}
        for chart in self.charts.values():
            visitor.when_dressed(chart.dress)

    def ways(self, fields: Mapping[str, Any], options: Collection[str]) -> tuple[str, str]:
        """The two ways that a form asks for, of those that there are.

        Raises:
            LiptakoError: they are no two of them.
        """
        one, other = str(fields.get("one", "")), str(fields.get("other", ""))
        if one == other or not {one, other} <= set(options):
            raise LiptakoError(self.visitor.language.say("Choose two different ways."))
        return one, other

    def fork(self, asked: ForkAsked) -> None:
        """Live the futures either way, and show them."""
        language = self.visitor.language
        text = language.say("{runs} futures are being lived …", runs=language.number(2 * RUNS))
        self.visitor.show(
            shown={"forked": True},
            sections={"fork_text": Markup.escape(text), "fork_table": ""},
            focus="fork_title",
        )
        hide = partial(self.visitor.show, shown={"forked": False})
        self.visitor.begin("fork", partial(self._work, self.visitor.source, asked), hide)

    async def _work(self, source: Source, asked: ForkAsked) -> Callable[[], None]:
        parts = await self.visitor.workers.do("sim.web.jobs.branches", source, asked)
        one, other = (scene([part]) for part in parts)
        return partial(self.draw, asked, one, other)

    def draw(self, asked: ForkAsked, one: Scene, other: Scene) -> None:
        """Show both branches."""
        visitor, language, say = self.visitor, self.visitor.language, self.visitor.language.say
        ways = [option_word(way, language) for way in asked.ways]
        quantity = series(language)["deaths"]
        scenario = visitor.source.scenario()
        top = max(one.top("deaths"), other.top("deaths"))
        captions = {}
        for chart, code in zip(self.pairs, one.focus, strict=False):
            label = visitor.names[code]
            chart.over(one.months)
            chart.feed(label, one.fan("deaths", code), other.fan("deaths", code), top)
            chart.dress(visitor.theme)
            captions[f"{chart.figure.name}_caption"] = Markup.escape(
                say("{what}: {which}", what=label, which=quantity.title)
            )
        colours = [branch_colour(branch, visitor.theme) for branch, _ in BRANCHES]
        text = piece(
            "forked",
            language,
            when=asked.when,
            month=language.month(spelled_month(scenario, asked.at.month), long=True),
            runs=language.number(RUNS),
            words=asked.words,
            keys=list(zip(colours, ways, strict=True)),
            first=headline.fork_sentence(one, other, ways, language),
            heads=[
                say("of {runs} futures either way", runs=language.number(RUNS)), *ways,
                say("difference (90 % interval)"), say("futures that differ"),
            ],
            rows=headline.rows(one, other, language),
        )  # fmt: skip
        tables = [
            fan_numbers(branch, "deaths", quantity, language, f"fork_numbers{place}", way)
            for place, (branch, way) in enumerate(zip((one, other), ways, strict=True))
        ]
        visitor.show(
            shown=in_sight(self.pairs, len(one.focus)),
            sections={**captions, "fork_text": text, "fork_table": Markup("").join(tables)},
        )
