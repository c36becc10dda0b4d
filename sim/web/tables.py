"""The numbers behind charts, for those who would rather read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.language import Language
from sim.web.pieces import Markup, piece
from sim.web.scenes import Scene
from sim.web.visitor import Visitor, named
from sim.web.wording import Quantity, ranged

Numbers = NDArray[Any]
MIDDLE_AND_ENDS = [0, 2, 4]
"""Of the quantiles of a fan: .05, .5 and .95."""


def fan_numbers(
    scene: Scene,
    variable: str,
    quantity: Quantity,
    language: Language,
    name: str = "fan_numbers",
    which: str = "",
) -> Markup:
    """Median and 90 % of the histories, a row a month, a column a country; ``which`` histories are
    told in the caption."""
    names = named(scene.countries, language)
    fans = [scene.fan(variable, code) * quantity.scale for code in scene.focus]
    rows = [
        [
            language.month(month),
            *(ranged(quantity.spell, fan[MIDDLE_AND_ENDS, place], language) for fan in fans),
        ]
        for place, month in enumerate(scene.months)
    ]
    what = f"{quantity.title}, {which}" if which else quantity.title
    caption = language.say("{what}: median and 5 to 95 % of the histories", what=what)
    heads = [language.say("month"), *(names[code] for code in scene.focus)]
    return piece("numbers", language, id=name, heads=heads, rows=rows, caption=caption)


def shares_numbers(
    name: str, months: Numbers, columns: Mapping[str, Numbers], caption: str, language: Language
) -> Markup:
    """Shares of the histories ``(month,)``, a row a month."""
    rows = [
        [
            language.month(month),
            *(
                "-" if np.isnan(own[i]) else language.percent(float(own[i]))
                for own in columns.values()
            ),
        ]
        for i, month in enumerate(months)
    ]
    heads = [language.say("month"), *columns]
    return piece("numbers", language, id=name, heads=heads, rows=rows, caption=caption)


def own_numbers(
    name: str,
    visitor: Visitor,
    scene: Scene | None,
    months: Numbers,
    deaths: Mapping[str, Numbers],
    quantity: Quantity,
) -> Markup:
    """One history's numbers, a row a month, with the median and 90 % of all if there is a scene."""
    language, say = visitor.language, visitor.language.say
    heads, columns = [], []
    for code, own in deaths.items():
        label = visitor.names[code]
        heads.append(label)
        columns.append([quantity.spell(float(one)) for one in own])
        if scene is not None and ("deaths", code) in scene.series:
            fan = scene.fan("deaths", code)[MIDDLE_AND_ENDS]
            heads.append(say("{what}: {which}", what=label, which=say("all histories")))
            columns.append([ranged(quantity.spell, values, language) for values in fan.T])
    rows = [
        [language.month(month), *cells] for month, *cells in zip(months, *columns, strict=False)
    ]
    return piece(
        "numbers", language, id=name, heads=[say("month"), *heads], rows=rows,
        caption=quantity.title,
    )  # fmt: skip
