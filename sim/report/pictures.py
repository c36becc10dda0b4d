"""Figures as images that lie within a page: one for wide screens and print, one for telephones."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image
from scipy.spatial.distance import cdist

from sim.language import Language
from sim.plots.page import COLUMN, SLIDE, Page

WIDE, NARROW = 130, 190
"""Dots an inch: sharp in print on A4, and on a telephone."""
COLOURS = 256
"""Enough for bands and maps; a third of the bytes."""


@dataclass(frozen=True)
class Picture:
    """A figure for every width.

    Attributes:
        wide, narrow: addresses that hold the image itself.
        sizes: width and height of either, pixels.
        title: of the figure.
        reading: how to read it.
    """

    wide: str
    narrow: str
    sizes: tuple[tuple[int, int], tuple[int, int]]
    title: str
    reading: str


def picture(draw: Callable[[Page], Figure], language: Language) -> Picture:
    """Draw a figure for both pages."""
    figures = [draw(page.to(language)) for page in (SLIDE, COLUMN)]
    images = [_image(figure, dots) for figure, dots in zip(figures, (WIDE, NARROW), strict=True)]
    wide, narrow = (_address(image) for image in images)
    sizes = (images[0].size, images[1].size)
    return Picture(
        wide, narrow, sizes, text_of(figures[0], "title"), text_of(figures[0], "subtitle")
    )


def png(figure: Figure, dots: int) -> bytes:
    """A figure as a small PNG file of so many dots an inch."""
    return _bytes(_image(figure, dots))


def text_of(figure: Figure, name: str) -> str:
    """The title, subtitle or source line of a figure, in one line."""
    found = (text.get_text() for text in figure.texts if text.get_gid() == name)
    return " ".join(next(found, "").split())


def _image(figure: Figure, dots: int) -> Image.Image:
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=dots)
    drawn.seek(0)
    return few_colours(np.asarray(Image.open(drawn).convert("RGB")))


def few_colours(pixels: NDArray[np.uint8]) -> Image.Image:
    """An image ``(row, column, 3)`` in its most frequent colours, each to the last bit; the others,
    of edges, become the nearest. Pillow's own palettes change the colours of actors."""
    packed = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    found, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    parts = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.int16)
    palette = parts[np.argsort(-counts, kind="stable")[:COLOURS]]
    nearest = cdist(parts, palette, "sqeuclidean").argmin(axis=1).astype(np.uint8)
    image = Image.fromarray(nearest[where].reshape(packed.shape), "P")
    image.putpalette(palette.astype(np.uint8).tobytes())
    return image


def _bytes(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, format="png", optimize=True)
    return written.getvalue()


def _address(image: Image.Image) -> str:
    return "data:image/png;base64," + b64encode(_bytes(image)).decode("ascii")
