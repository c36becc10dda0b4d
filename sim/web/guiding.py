"""The bar at the top of a page on which a step of the lesson is taught."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from sim.language import Language
from sim.web.address import STEPS, View
from sim.web.lesson import END_OF_PLAY, PLAYED, steps
from sim.web.pieces import Markup, piece


def bar(view: View, language: Language) -> Markup:
    """The task of the step, and where to go from there; nothing if none is taught."""
    if not view.step:
        return Markup("")
    return piece(
        "bar",
        language,
        number=view.step,
        steps=STEPS,
        step=steps(language)[view.step - 1],
        links=list(_links(view, language)),
    )


def links(view: View, language: Language) -> dict[str, str]:
    """Where the links of the bar lead now, by their names on the page."""
    return {name: query for name, query, _ in _links(view, language)} if view.step else {}


def _links(view: View, language: Language) -> Iterator[tuple[str, str, str]]:
    """Name on the page, query and words of each link. A game that has begun is taken along."""
    say, taught = language.say, steps(language)

    def to(query: Mapping[str, str], game: Mapping[str, str]) -> str:
        return urlencode({**query, **game, "lang": language.code}, safe=",~.")

    for other, name, words in (
        (view.step - 1, "step_before", say("Previous step")),
        (view.step + 1, "step_after", say("Next step")),
    ):
        if 1 <= other <= STEPS:
            _, query = next(taught[other - 1].queries(other))
            yield name, to(query, view.game), words
    for place, (words, query) in enumerate(taught[view.step - 1].queries(view.step)):
        game = {} if query["part"] == "play" else view.game  # who plays here begins anew
        yield f"step_view{place}", to(query, game), words or say("Start of this step")
    if view.step == STEPS and view.answers:
        own = PLAYED | {"step": str(STEPS), "until": END_OF_PLAY}
        yield "step_own", to(own, view.game), say("Your history and the cone")
    yield "step_all", to({"part": "teach"}, view.game), say("All steps")
