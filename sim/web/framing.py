"""Frames of a map: colours and words for every month, which the page turns by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.language import Language
from sim.web.charts.chart import milliseconds
from sim.web.charts.theatre import frame_colours
from sim.web.charts.theme import Theme
from sim.web.pieces import Markup, piece
from sim.web.wording import Quantity, steps
from sim.world.geography import load_regions

Numbers = NDArray[Any]
MANY = 12
"""Dates of the table behind a map, at most."""


def frames(
    months: Numbers,
    regions: Sequence[str],
    values: Numbers,
    quantity: Quantity,
    theme: Theme,
    language: Language,
    marks: Sequence[str] = (),
) -> dict[str, Any]:
    """What the page needs to turn a map's frames; see ``bridge.js``.

    Args:
        months: of the frames, ``(frame,)``.
        regions: ids, ``(region,)``.
        values: ``(frame, region)``.
        quantity: what they are.
        theme: colours of the page.
        language: of its words.
        marks: names of charts in which the month is marked.
    """
    placed = _on_the_map(regions, values)
    return {
        "words": [language.month(month) for month in months],
        "colours": frame_colours(placed, quantity.edges, theme),
        "values": [
            ["-" if np.isnan(one) else quantity.spell(float(one)) for one in row] for row in placed
        ],
        "times": milliseconds(months).tolist(),
        "marks": list(marks),
    }


def map_key(quantity: Quantity, theme: Theme, language: Language) -> Markup:
    """What a map's colours mean."""
    words = list(zip(theme.steps, steps(quantity, language), strict=True))
    return piece("key", language, steps=words, title=language.say("{what}:", what=quantity.title))


def map_numbers(
    name: str,
    months: Numbers,
    regions: Sequence[str],
    values: Numbers,
    quantity: Quantity,
    caption: str,
    language: Language,
) -> Markup:
    """The numbers behind a map: a row a region, columns some months."""
    dates = np.unique(np.linspace(0, len(months) - 1, min(MANY, len(months))).round().astype(int))
    known = load_regions()
    rows = [
        [
            language.bare(known[region].name),
            *(quantity.spell(float(values[i, place])) for i in dates),
        ]
        for place, region in enumerate(regions)
    ]
    heads = [language.say("region"), *(language.month(months[i]) for i in dates)]
    return piece("numbers", language, id=name, heads=heads, rows=rows, caption=caption)


def _on_the_map(regions: Sequence[str], values: Numbers) -> Numbers:
    """Values ``(frame, region)`` in the order of the map, not a number where there is none."""
    places = {region: place for place, region in enumerate(regions)}
    placed = np.full((len(values), len(load_regions())), np.nan)
    for column, region in enumerate(load_regions()):
        if region in places:
            placed[:, column] = values[:, places[region]]
    return placed
