"""The choice of a scenario, and the levers, as they stand."""

from __future__ import annotations

from typing import Any

from sim.errors import LiptakoError
from sim.web.charts.panels import PANELS
from sim.web.levers import LEVERS, levers_of
from sim.web.pieces import Markup, piece
from sim.web.scenes import Outline
from sim.web.visitor import Visitor
from sim.web.wording import lever_value, range_of, unit_of


def listen(visitor: Visitor) -> None:
    """Let a visitor choose a scenario, or bring one along."""

    def choose(name: Any) -> None:
        if str(name) in visitor.shelf:
            visitor.view.scenario = str(name)
            visitor.view.begin()
            visitor.view.levers.clear()
            visitor.show(sections={"chosen": chosen(visitor)})
            visitor.changed()

    def bring(sent: Any) -> None:
        text = sent.get("text") if isinstance(sent, dict) else None
        if not isinstance(text, str):
            raise LiptakoError(visitor.language.say("The file is too large for a scenario."))
        choose(visitor.shelf.bring(text))

    visitor.on("scenario", choose)
    visitor.on("own", bring)


def chosen(visitor: Visitor) -> Markup:
    """The choice of a scenario, and its question."""
    language, view = visitor.language, visitor.view
    titles = {name: language.name(title) for name, title in visitor.shelf.titles.items()}
    if view.scenario not in titles:
        title = visitor.source.untouched.scenario().data.title
        titles[view.scenario] = language.say("Your own: {title}", title=title)
    question = language.name(visitor.source.untouched.scenario().data.question)
    own = levers_of(visitor.source.untouched.scenario())
    stands = [
        language.say(
            "{lever}: {value}",
            lever=language.name(LEVERS[name].label),
            value=lever_value(LEVERS[name], value, language),
        )
        for name, value in view.levers.items()
        if name in own and view.part != "see"
    ]
    return piece(
        "chosen",
        language,
        view=view,
        titles=titles,
        question=question,
        moved="; ".join(stands),
        left_out=_left_out(visitor) if view.part != "teach" else "",
    )


def _left_out(visitor: Visitor) -> str:
    """Which countries in focus the page has no room for; empty if there are none."""
    language, names = visitor.language, visitor.names
    focus = Outline.of(visitor.source.untouched.scenario()).focus
    if len(focus) <= PANELS:
        return ""
    shown, more = (
        language.listed(names[code] for code in codes) for codes in (focus[:PANELS], focus[PANELS:])
    )
    return language.say(
        "The page has room for {count} countries one by one: {shown}. Not shown: {more}.",
        count=language.number(PANELS),
        shown=shown,
        more=more,
    )


def levers(visitor: Visitor) -> Markup:
    """The levers, as they stand."""
    language, view = visitor.language, visitor.view
    scenario = visitor.source.untouched.scenario()
    own = levers_of(scenario)
    rows = []
    for name, lever in LEVERS.items():
        value = view.levers.get(name, own[name]) if name in own else None
        shown = lever.low if value is None else value
        spelled = "-" if value is None else lever_value(lever, value, language)
        meaning = language.name(lever.meaning)
        if lever.drawn(scenario):
            meaning += " " + language.say(
                "Untouched, it differs from history to history; shown is the mean."
            )
        if value is None:
            meaning += " " + language.say("This scenario has none.")
        rows.append(
            {
                "name": name,
                "label": language.name(lever.label),
                "meaning": meaning,
                "range": range_of(lever, language),
                "source": language.name(lever.source),
                "switch": lever.switch,
                "unit": f" {unit_of(lever, language)}".rstrip(),
                "low": lever.low,
                "high": lever.high,
                "step": lever.step,
                "value": value,
                "position": shown,
                "spelled": spelled,
                "moved": name in view.levers,
            }
        )
    return piece("levers", language, levers=rows)
