"""A figure with its header and source line, and the room between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from sim.plots.page import Page
from sim.plots.style import INK, LINE, PALE_INK, fit, numbers_along, shares_along, size_of

__all__ = ["COLOUR_BAR", "EDGE", "Sheet", "new_sheet"]

# Margin around everything, inches.
EDGE = 0.2
# Room for a colour bar, inches; see `Sheet.colour_bar`.
COLOUR_BAR = 0.62


class PlainFigure(Figure):
    """A figure whose texts are what they say: a dollar in a name begins no formula."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw everything."""
        for text in self.findobj(Text):
            text.set_parse_math(False)
        super().draw(renderer)


@dataclass(frozen=True)
class Sheet:
    """A figure with its header and source line, and the room between them for its body.

    Attributes:
        figure: The figure.
        page: What it is made for.
        floor: Where the body begins above the lower edge, inches.
        body: Height of the body, inches.
        strip: Room below the body for tick labels, a legend, a colour bar, inches.
    """

    figure: Figure
    page: Page
    floor: float
    body: float
    strip: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at so many inches from the left edge and below the top of the body."""
        whole = self.figure.get_figheight()
        across = self.figure.get_figwidth()
        bottom = self.floor + self.body - top - height
        return self.figure.add_axes((left / across, bottom / whole, width / across, height / whole))

    def panels(
        self,
        count: int,
        columns: int,
        *,
        left: float = EDGE,
        right: float = EDGE,
        gap: tuple[float, float] = (0.3, 0.45),
    ) -> list[Axes]:
        """Fill the body with `count` equal panels, row by row.

        Margins and the `gap` between panels (across, down) are in inches.
        """
        rows = ceil(count / columns)
        across = self.figure.get_figwidth() - left - right
        width = (across - gap[0] * (columns - 1)) / columns
        height = (self.body - gap[1] * (rows - 1)) / rows
        return [
            self.axes(left + column * (width + gap[0]), row * (height + gap[1]), width, height)
            for row, column in (divmod(index, columns) for index in range(count))
        ]

    def heading(self, axes: Axes, text: str) -> None:
        """Write what a panel shows above it, cut to its width."""
        page = self.page
        room, _ = size_of(axes)
        axes.set_title(
            fit(text, room, page.plain + 1, bold=True),
            loc="left",
            size=page.plain + 1,
            weight="bold",
            color=INK,
            pad=4,
        )

    def legend(self, marks: Sequence[Artist], *, columns: int | None = None) -> Legend:
        """Add a legend at the foot of the strip, above the source line."""
        page = self.page
        height = self.floor - self.strip
        return self.figure.legend(
            handles=list(marks),
            loc="lower left",
            bbox_to_anchor=(
                EDGE / self.figure.get_figwidth(),
                height / self.figure.get_figheight(),
            ),
            borderaxespad=0.0,
            borderpad=0.0,
            ncols=columns or (len(marks) if not page.narrow else 1),
            frameon=False,
            fontsize=page.small,
            labelcolor=INK,
        )

    def colour_bar(self, coloured: ScalarMappable, legend: str, *, percent: bool) -> None:
        """Add the key of a colour scale at the foot of the strip, `COLOUR_BAR` inches high.

        `legend` says what the colours measure; `percent` writes shares as percentages.
        """
        width, height = (float(size) for size in self.figure.get_size_inches())
        length = min(5.0, width - 4 * EDGE)
        foot = self.floor - self.strip + 0.44
        box = ((width - length) / 2 / width, foot / height, length / width, 0.13 / height)
        bar = self.figure.colorbar(
            coloured, cax=self.figure.add_axes(box), orientation="horizontal"
        )
        if percent:
            shares_along(bar.ax, "x", self.page)
        else:
            numbers_along(bar.ax, "x", self.page)
        bar.ax.tick_params(labelsize=self.page.small, colors=PALE_INK, length=3)
        bar.set_label(
            fit(legend, width - 2 * EDGE, self.page.plain), size=self.page.plain, color=INK
        )
        bar.outline.set_visible(False)


def new_sheet(
    page: Page,
    body: float,
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    strip: float = 0.35,
    width: float | None = None,
) -> Sheet:
    """Return a sheet just high enough for a body of so many inches.

    Args:
        page: What it is for.
        body: Height of what is drawn, inches.
        title: One line, or two on a narrow page.
        subtitle: How to read it.
        source: What made it; see `source_line`.
        strip: Room below the body for tick labels, legend or colour bar, inches.
        width: Of the figure in inches, if not the page's.
    """
    across = page.width if width is None else width
    room = across - 2 * EDGE
    texts = (
        (fit(title, room, page.title, 2 if page.narrow else 1, bold=True), page.title, "title"),
        (fit(subtitle, room, page.plain, lines=page.header_lines), page.plain, "subtitle"),
    )
    written = fit(source, room, page.small, lines=2)
    foot = 0.1 + _height(written, page.small)
    # between the header and the body stands the panels' heading
    header = 0.15 + sum(_height(text, size) + 0.08 for text, size, _ in texts) + 0.24
    height = header + body + strip + foot + 0.06
    figure = PlainFigure(figsize=(across, height), facecolor="white")
    top = 0.15
    for text, size, name in texts:
        bold = "bold" if name == "title" else "normal"
        ink = INK if name == "title" else PALE_INK
        figure.text(
            EDGE / across, 1 - top / height, text, size=size, weight=bold, color=ink, va="top",
            linespacing=LINE, gid=name,
        )  # fmt: skip
        top += _height(text, size) + 0.08
    figure.text(
        EDGE / across, 0.1 / height, written, size=page.small, color=PALE_INK, va="bottom",
        linespacing=LINE, gid="source",
    )  # fmt: skip
    return Sheet(figure, page, foot + 0.06 + strip, body, strip)


def _height(text: str, size: float) -> float:
    """Inches that a text takes."""
    return (text.count("\n") + 1) * size * LINE / 72 if text else 0.0
