"""The page of a visitor, put together from its parts."""

from __future__ import annotations

from typing import Any

import panel as pn

from sim.language import LANGUAGES
from sim.version import VERSION
from sim.web.evidence import rests_on, to_parameters
from sim.web.guiding import bar
from sim.web.panel import chosen, levers, listen
from sim.web.pieces import Markup, escape, piece, text_of
from sim.web.scenes import Outline
from sim.web.visitor import Visitor
from sim.web.wording import regional, series


def compose(visitor: Visitor) -> pn.Template:
    """The page of a visitor: the part that is looked at, its charts still empty."""
    first = Outline.of(visitor.source.scenario())
    language, view = visitor.language, visitor.view
    say = language.say
    part, groups, begun = _part(visitor, first)
    template = pn.Template(text_of("page.html.j2"))
    names: dict[str, list[str]] = {}
    for group in groups:
        for name, chart in group.charts.items():
            template.add_panel(name, pn.pane.Bokeh(chart.figure, sizing_mode="stretch_width"))
            names.setdefault(name.rstrip("0123456789"), []).append(name)
    template.add_panel("bridge", visitor.bridge)
    words = {
        "see": say("See"), "follow": say("Follow one history"), "play": say("Play"),
        "teach": say("Teach"),
    }  # fmt: skip
    variables = {
        "lang": language.code,
        "heading": escape(heading(visitor)),
        "style": text_of("page.css"),
        "say": say,
        "parts": {
            name: (f"?{view.query(language, part=name)}", word) for name, word in words.items()
        },
        "view": view,
        "languages": {
            code: (f"?{view.query(language, lang=code)}", one.own_name)
            for code, one in LANGUAGES.items()
        },
        "notices": piece("notices", language, notes=visitor.notes),
        "chosen": chosen(visitor),
        "waiting": piece("waiting", language),
        "scrubber": lambda name: piece("scrubber", language, name=name),
        "charts": names,
        **begun,
        "bar": bar(view, language),
        "rests_on": rests_on(language),
        "to_parameters": to_parameters(view, language),
        "version": VERSION,
    }  # fmt: skip
    for name, value in variables.items():
        template.add_variable(name, value)
    _wire(visitor, part)
    return template


def _part(visitor: Visitor, first: Outline) -> tuple[Any, list[Any], dict[str, Markup]]:
    """The part that is looked at, what has charts in it, and what its section begins with.

    Each is imported when somebody looks at it, so that the first page is there soon.
    """
    language, view, say = visitor.language, visitor.view, visitor.language.say
    if view.part == "teach":
        from sim.web.teaching import Teaching, teach

        return Teaching(visitor), [], {"teach": teach(visitor)}
    if view.part == "see":
        from sim.web.seeing import Seeing

        seeing = Seeing(visitor, first)
        choices = {
            "series_choice": ("show", view.show, series(language)),
            "map_choice": ("map", view.map, regional(language)),
        }
        begun = {
            place: piece(
                "choice", language, name=name, label=say("Show"), value=value,
                options={key: one.title for key, one in quantities.items()},
            )
            for place, (name, value, quantities) in choices.items()
        }  # fmt: skip
        return seeing, [seeing], {"levers": levers(visitor), **begun}
    from sim.web.forking import Forking

    forking = Forking(visitor, first)
    if view.part == "follow":
        from sim.web.following import Following, follow_choice

        following = Following(visitor, first, forking)
        return following, [following, forking], {"follow_choice": follow_choice(visitor)}
    from sim.web.playing import Playing, roles

    playing = Playing(visitor, first, forking)
    return playing, [playing, forking], {"roles": roles(visitor)}


def heading(visitor: Visitor) -> str:
    """What the page is called."""
    return visitor.language.say("Liptako: the crisis around the Alliance of Sahel States")


def _wire(visitor: Visitor, part: Any) -> None:
    """Bring the part up to date once the page is there, and when the scenario changes."""

    def ready(told: Any) -> None:
        visitor.hear("dark", bool(told.get("dark")) if isinstance(told, dict) else False)
        part.refresh()

    listen(visitor)
    visitor.on("ready", ready)
    visitor.when_changed(part.refresh)
