"""Figures as images that lie within a page: one for wide screens and print, one for telephones."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from matplotlib.figure import Figure
from PIL import Image

from sim.language import Language
from sim.plots.page import COLUMN, SLIDE, Page

WIDE, NARROW = 130, 190
"""Dots an inch: sharp in print on A4, and on a telephone."""
COLOURS = 256
"""Enough for bands and maps, if small areas count as much as large ones; a third of the bytes."""


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
    return Image.open(drawn).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)


def _bytes(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, format="png", optimize=True)
    return written.getvalue()


def _address(image: Image.Image) -> str:
    return "data:image/png;base64," + b64encode(_bytes(image)).decode("ascii")
