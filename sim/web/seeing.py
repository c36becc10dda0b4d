"""See: move levers, and look at what becomes of many histories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from sim.plots.crises import posture_words
from sim.web import headline
from sim.web.address import View
from sim.web.charts.bands import Bands
from sim.web.charts.chart import in_sight
from sim.web.charts.panels import PANELS, fans_of
from sim.web.charts.postures import Postures
from sim.web.charts.theatre import Map
from sim.web.charts.theme import posture_colour
from sim.web.framing import frames, map_key, map_numbers
from sim.web.levers import LEVERS, levers_of
from sim.web.panel import chosen, levers
from sim.web.pieces import Markup, piece
from sim.web.scenes import Outline, Scene
from sim.web.source import Source
from sim.web.tables import fan_numbers, shares_numbers
from sim.web.visitor import Visitor, named
from sim.web.wording import regional, series

BASELINE = "baseline"


class Seeing:
    """The first part of a visitor's page.

    Attributes:
        charts: by the name of their place on the page.
    """

    def __init__(self, visitor: Visitor, scene: Outline) -> None:
        """The part, with charts that are dressed and empty."""
        self.visitor = visitor
        self.now: Scene | None = None
        self.reference: Scene | None = None
        self._drawn: View | None = None
        language = visitor.language
        names = named(scene.countries, language)
        self.fans = fans_of("see_fan", scene, visitor.language.code)
        self.postures = [Postures(f"see_posture{place}", scene.months) for place in range(PANELS)]
        self.bands = Bands("bands", scene.months)
        self.map = Map("see_map", names, language)
        self.charts = {
            **{f"see_fan{place}": chart for place, chart in enumerate(self.fans)},
            **{f"see_posture{place}": chart for place, chart in enumerate(self.postures)},
            "bands": self.bands,
            "see_map": self.map,
        }
        for chart in self.charts.values():
            visitor.when_dressed(chart.dress)
        visitor.when_dressed(lambda _: self._redraw_map())
        visitor.when_dressed(lambda _: self._draw_keys())
        for name in LEVERS:
            visitor.on(f"lever_{name}", partial(self._move, name))
        visitor.on("reset", lambda _: self._reset())
        visitor.on("show", self._show_series)
        visitor.on("map", self._show_map)

    # ------------------------------------------------------------------ what a visitor does

    def _move(self, name: str, value: Any) -> None:
        lever, visitor = LEVERS[name], self.visitor
        number = float(value)
        if not lever.fits(number):
            return
        own = levers_of(visitor.source.untouched.scenario())
        if name not in own:
            return
        if abs(number - own[name]) < lever.step / 2 and name in visitor.view.levers:
            visitor.view.levers.pop(name)
        else:
            visitor.view.levers[name] = round(number, 6)
        self.refresh()

    def _reset(self) -> None:
        self.visitor.view.levers.clear()
        self.refresh()

    def _show_series(self, name: Any) -> None:
        if name in series(self.visitor.language):
            self.visitor.view.show = str(name)
            self.visitor.remember()
            if self.now is not None:
                self._draw_fans(self.now)

    def _show_map(self, name: Any) -> None:
        if name in regional(self.visitor.language):
            self.visitor.view.map = str(name)
            self.visitor.remember()
            self._redraw_map()

    # ------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        """Live the histories that are asked for, and show them."""
        visitor, drawn = self.visitor, self._drawn
        own = visitor.view.scenario not in visitor.shelf.titles
        fresh = drawn is not None and drawn.scenario != visitor.view.scenario
        visitor.show(
            sections={"levers": levers(visitor)}, shown={"living": own and fresh}, busy=True
        )
        visitor.remember()
        visitor.begin("see", self._histories, self._return)

    def _return(self) -> None:
        """Go back to the levers that what is on the page is of."""
        visitor, view, drawn = self.visitor, self.visitor.view, self._drawn
        say = visitor.language.say
        if drawn is None:
            nothing = say("There is nothing to show: choose another scenario, or other levers.")
            visitor.show(sections={"headline": Markup.escape(nothing)})
            return
        view.scenario, view.levers = drawn.scenario, dict(drawn.levers)
        visitor.show(
            sections={"levers": levers(visitor), "chosen": chosen(visitor)},
            shown={"living": False},
        )
        visitor.remember()
        visitor.notes.append(
            say("Scenario and levers are again those that the numbers on this page are of.")
        )

    async def _histories(self) -> Callable[[], None]:
        visitor = self.visitor
        source, view = visitor.source, replace(visitor.view, levers=dict(visitor.view.levers))
        other = self._reference(source)
        now = await visitor.catalogue.scene(source)
        reference = None if other is None else await visitor.catalogue.scene(other)
        if reference is not None and not np.array_equal(reference.months, now.months):
            reference = None
        return partial(self.draw, view, now, reference)

    def _reference(self, source: Source) -> Source | None:
        """What the histories are compared with: the untouched scenario, or the baseline."""
        if source.levers:
            return source.untouched
        if self.visitor.view.scenario != BASELINE and BASELINE in self.visitor.shelf.titles:
            return Source(str(self.visitor.shelf.file(BASELINE)))
        return None

    def _other(self) -> str:
        say = self.visitor.language.say
        return (
            say("in the untouched scenario") if self.visitor.view.levers else say("in the baseline")
        )

    def draw(self, view: View, now: Scene, reference: Scene | None) -> None:
        """Show the scene of a view beside another."""
        self._drawn, self.now, self.reference = view, now, reference
        language, other = self.visitor.language, self._other()
        say = language.say
        note = (
            say("Intervals hold the noise of 200 histories alone. An interval from below to above "
                "0 says that these histories cannot tell a difference.")
            if reference is not None else ""
        )  # fmt: skip
        headed = piece(
            "headline",
            language,
            first=headline.first_sentence(now, reference, other, language),
            rows=headline.rows(now, reference, language),
            heads=headline.heads(reference is not None, other, language),
            reading=say("Histories with the same number share their luck: only the change tells "
                        "them apart.")
            if reference is not None else say("Move a lever to compare."),
            note=note,
        )  # fmt: skip
        self.visitor.show(sections={"headline": headed}, shown={"living": False}, busy=False)
        self._draw_fans(now)
        self._draw_map(now)
        self._draw_bands(now)
        self._draw_postures(now)
        self._draw_keys()

    def _draw_fans(self, now: Scene) -> None:
        language, name = self.visitor.language, self.visitor.view.show
        quantity = series(language)[name]
        both = [now] if self.reference is None else [now, self.reference]
        top = max(scene.top(name) for scene in both) * quantity.scale
        names = named(now.countries, language)
        captions = {}
        for chart, code in zip(self.fans, now.focus, strict=False):
            chart.country = code
            chart.over(now.months)
            other = None
            if self.reference is not None and code in self.reference.focus:
                other = self.reference.fan(name, code)[2] * quantity.scale
            chart.feed(names[code], now.fan(name, code) * quantity.scale, top, other)
            chart.dress(self.visitor.theme)
            captions[f"{chart.figure.name}_caption"] = Markup.escape(
                language.say("{what}: {which}", what=names[code], which=quantity.title)
            )
        say = language.say
        reading = say(
            "{what}. Line: median; bands: half and nine tenths of the histories.",
            what=quantity.title[:1].upper() + quantity.title[1:],
        )
        if self.reference is not None:
            reading += " " + say("Dashed: the median {other}.", other=self._other())
        self.visitor.show(
            shown=in_sight(self.fans, len(now.focus)),
            sections={
                **captions,
                "fan_reading": Markup.escape(reading),
                "fan_table": fan_numbers(now, name, quantity, language),
            },
        )

    def _redraw_map(self) -> None:
        if self.now is not None:
            self._draw_map(self.now)

    def _draw_map(self, now: Scene) -> None:
        visitor = self.visitor
        variable = visitor.view.map
        quantity = regional(visitor.language)[variable]
        values = now.maps[variable]
        values = 1.0 - values if variable == "state_control" else values
        every = round(len(now.months) / len(values))
        marks = [chart.figure.name for chart in self.fans]
        own = frames(now.months[::every], now.regions, values, quantity, visitor.theme,
                     visitor.language, marks)  # fmt: skip
        caption = visitor.language.say("Map: {what}, mean of the histories", what=quantity.title)
        visitor.show(
            frames={"see_map": own},
            sections={
                "see_map_caption": Markup.escape(caption),
                "map_key": map_key(quantity, visitor.theme, visitor.language),
                "map_table": map_numbers("map_numbers", now.months[::every], now.regions, values,
                                         quantity, caption, visitor.language),
            },
        )  # fmt: skip

    def _draw_bands(self, now: Scene) -> None:
        language = self.visitor.language
        names, rows = named(now.countries, language), {}
        nothing = np.full(len(now.months), np.nan)
        treaties = [one for one in now.treaties if any(own == one for own, _ in now.members)]
        for place, treaty in enumerate(treaties):
            if place:
                rows[" " * place] = nothing
            label = language.bare(treaty)
            rows[language.say("{treaty} in force", treaty=label)] = now.active[treaty]
            for (own, country), shares in now.members.items():
                if own == treaty:
                    row = language.say("{what}: {which}", what=label, which=names[country])
                    rows[row] = shares
        self.bands.over(now.months)
        self.bands.feed(rows)
        self.bands.dress(self.visitor.theme)
        caption = language.say("Who belongs to which treaty, share of the histories")
        known = {name: shares for name, shares in rows.items() if name.strip()}
        self.visitor.show(
            sections={
                "bands_caption": Markup.escape(caption),
                "bands_table": shares_numbers(
                    "bands_numbers", now.months, known, caption, language
                ),
            }
        )

    def _draw_postures(self, now: Scene) -> None:
        language, say = self.visitor.language, self.visitor.language.say
        if not now.bloc:
            self.visitor.show(shown={"crises": False})
            return
        names, words = named(now.countries, language), posture_words(language)
        captions, columns = {}, {}
        for chart, code in zip(self.postures, now.focus, strict=False):
            chart.over(now.months)
            chart.feed(names[code], now.postures[code])
            chart.dress(self.visitor.theme)
            captions[f"{chart.figure.name}_caption"] = Markup.escape(
                say("Posture towards {country}, share of the histories", country=names[code])
            )
            for level, word in enumerate(words):
                if level:
                    column = say("{what}: {which}", what=names[code], which=word)
                    columns[column] = now.postures[code][level]
        title = say("How hard {bloc} presses", bloc=language.name(now.bloc))
        caption = say("Share of the histories at a posture or a harder one")
        self.visitor.show(
            shown={"crises": True, **in_sight(self.postures, len(now.focus))},
            sections={
                **captions,
                "crises_title": Markup.escape(title),
                "postures_table": shares_numbers(
                    "postures_numbers", now.months, columns, caption, language
                ),
            },
        )

    def _draw_keys(self) -> None:
        """What the colours of bands and postures mean, on paper of this colour."""
        visitor, language = self.visitor, self.visitor.language
        words = posture_words(language)
        steps = [(posture_colour(level, visitor.theme), word) for level, word in enumerate(words)]
        visitor.show(
            sections={
                "bands_key": shares_key(visitor),
                "postures_key": piece("key", language, steps=steps, title=""),
            }
        )


def shares_key(visitor: Visitor) -> Markup:
    """What the colours of the bands mean."""
    language, colours = visitor.language, visitor.theme.steps
    ends = [
        (colours[0], language.percent(0.0)),
        (colours[len(colours) // 2], language.percent(0.5)),
        (colours[-1], language.percent(1.0)),
    ]
    return piece("key", language, steps=ends, title=language.say("of the histories:"))
