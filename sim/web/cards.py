"""Cards: one decision, with what weighed in it."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf

from sim.language import Language
from sim.web.histories import Told
from sim.web.meanings import meaning
from sim.web.pieces import Markup, piece

WIDE = 50.0
"""Per cent of its room that the longest bar takes."""


def card(told: Told, language: Language, forks: str = "") -> Markup:
    """The card of a decision that was taken: terms, chance, draw, outcome.

    Args:
        told: the decision.
        language: of the card.
        forks: name under which a wish to fork it is told; none if empty.
    """
    one = told.decision
    return piece(
        "card",
        language,
        told=told,
        groups=weighed(one.terms, language, one.decision),
        options=isinstance(one.outcome, str),
        probability=language.percent(one.probability, 1),
        draw=language.percent(one.draw, 1),
        forced=one.forced,
        forks=forks,
    )


def weighed(
    terms: Mapping[str, float], language: Language, decision: str = ""
) -> list[dict[str, object]]:
    """What weighs in a decision: of each option, or of a yes, its terms with a bar and, where the
    decision is named, in plain words."""
    groups: dict[str, dict[str, float]] = {}
    for name, value in terms.items():
        option, _, term = name.rpartition(".")
        groups.setdefault(option, {})[term] = value
    sizes = [abs(v) for own in groups.values() for v in own.values() if not isinf(v)]
    longest = max(sizes, default=0.0) or 1.0
    return [
        {
            "option": language.bare(option.replace("_", " ")) if option else "",
            "gone": any(isinf(value) for value in own.values()),
            "rows": [
                {
                    "name": language.bare(name.replace("_", " ").replace("-", " ")),
                    "means": meaning(decision, name, language) if decision else "",
                    "value": language.signed(value, 2),
                    "width": f"{abs(value) / longest * WIDE:.1f}",
                    "for": value >= 0,
                }
                for name, value in own.items()
                if not isinf(value) and abs(value) >= 0.005
            ],
        }
        for option, own in groups.items()
    ]
