"""Names at the right ends of lines, so that no legend is needed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.plots.page import Page
from sim.plots.style import fit, size_of

__all__ = ["name_lines", "spread"]

# Of a name to its line and to the edge of the figure, together, inches.
GAP = 0.15


def name_lines(
    axes: Axes,
    ends: NDArray[np.floating[Any]],
    names: Sequence[str],
    colours: Sequence[str],
    room: float,
    page: Page,
) -> None:
    """Write each line's name at its right end, apart from the others.

    Args:
        axes: The panel, its scale as it will stay.
        ends: Where the lines end, in data units, shape (line,).
        names: Of the lines; each takes two lines at most, or one for each of its own.
        colours: Of the lines.
        room: To the right of the panel, inches.
        page: What the figure is for.
    """
    bottom, top = axes.get_ylim()
    heights = np.nan_to_num((ends - bottom) / (top - bottom))
    written = [
        "\n".join(fit(part, room - GAP, page.plain, 1 if "\n" in name else 2)
                  for part in name.split("\n"))
        for name in names
    ]  # fmt: skip
    width, height = size_of(axes)
    # height of a line of text, as a share of the panel
    line = 1.3 * page.plain / 72 / height
    rooms = [line * (1 + text.count("\n")) for text in written]
    places = spread(heights.tolist(), rooms)
    for colour, text, place in zip(colours, written, places, strict=True):
        axes.text(
            1 + GAP / 2 / width,
            place,
            text,
            transform=axes.transAxes,
            color=colour,
            size=page.plain,
            weight="bold",
            va="center",
            linespacing=1.05,
        )


def spread(heights: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Return `heights` moved apart so that labels as tall as `rooms` do not overlap.

    Keeps their order, and keeps them from 0 to 1 if they fit. Labels that touch stand centred on
    the mean of their heights.
    """

    def span(block: list[int]) -> tuple[float, float]:
        half = sum(rooms[index] for index in block) / 2
        mean = sum(heights[index] for index in block) / len(block)
        centre = max(half, min(1 - half, mean))
        return centre - half, centre + half

    blocks: list[list[int]] = []
    for index in sorted(range(len(heights)), key=lambda index: heights[index]):
        block = [index]
        while blocks and span(block)[0] < span(blocks[-1])[1]:
            block = blocks.pop() + block
        blocks.append(block)
    places = [0.0] * len(heights)
    for block in blocks:
        floor = span(block)[0]
        for index in block:
            places[index] = floor + rooms[index] / 2
            floor += rooms[index]
    return places
