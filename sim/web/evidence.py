"""Which of the model's numbers are fitted and which assumed, each with its source."""

from __future__ import annotations

from sim.language import Language
from sim.mechanisms import declarations
from sim.parameters import Declaration
from sim.web.address import View


def rests_on(language: Language) -> str:
    """How many of the model's parameters are fitted, and how many assumed."""
    known = declarations().values()
    fitted = sum(one.evidence == "fitted" for one in known)
    return language.say(
        "Of the model's {all} parameters {fitted} are fitted to data; {assumed} are assumed: taken "
        "from studies, or judged.",
        all=language.number(len(known)),
        fitted=language.number(fitted),
        assumed=language.number(len(known) - fitted),
    )


def to_parameters(view: View, language: Language) -> str:
    """Query of the page that lists them."""
    return f"{view.query(language, part='teach')}#parameters"


def parameter_heads(language: Language) -> list[str]:
    """Heads of the table of parameters."""
    say = language.say
    return [say("parameter"), say("meaning"), say("value"), say("rests on"), say("source")]


def parameter_rows(language: Language) -> list[list[str]]:
    """Every parameter: its name, meaning, value, whether it is fitted, and source."""
    return [
        [
            name,
            language.name(one.meaning),
            _value(one, language),
            language.say("fitted") if one.evidence == "fitted" else language.say("assumed"),
            language.name(one.source),
        ]
        for name, one in declarations().items()
    ]


def _value(one: Declaration, language: Language) -> str:
    if isinstance(one.default, int | float):
        return language.plain(one.default)
    low, high = (language.plain(end) for end in one.range)
    return language.say("drawn for each history, {low} to {high}", low=low, high=high)
