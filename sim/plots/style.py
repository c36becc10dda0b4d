"""The look that all figures share: pages, colours, header, source line, panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from textwrap import wrap
from types import MappingProxyType
from zlib import crc32

import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import FuncFormatter

from sim.language import ENGLISH, Language, language_of

__all__ = [
    "COLOUR_BAR",
    "COLUMN",
    "EDGE",
    "INK",
    "MISSING",
    "PAGES",
    "PALE_INK",
    "SLIDE",
    "Page",
    "Sheet",
    "colour_of",
    "fit",
    "frame",
    "new_sheet",
    "numbers_along",
    "shares_along",
    "size_of",
    "source_line",
    "source_of",
]

INK = "#222222"
PALE_INK = "#5f5f5f"
MISSING = "#c8c8c8"

# Mean width of a letter, ems; bold ones are wide.
LETTER = 0.6
# How much wider bold letters are.
BOLD = 1.12
# Height of a line of text, ems.
LINE = 1.3
# Margin around everything, inches.
EDGE = 0.2
# Room for a colour bar, inches; see `Sheet.colour_bar`.
COLOUR_BAR = 0.62

# Paul Tol's high-contrast triple for the three allies, which grey print keeps apart; the rest from
# Okabe and Ito's and Tol's muted palettes. Colours may recur between kinds of actor, never within.
COLOURS = MappingProxyType(
    {
        "MLI": "#004488",
        "BFA": "#bb5566",
        "NER": "#ddaa33",
        "TCD": "#117733",
        "MRT": "#882255",
        "NGA": "#44aa99",
        "BEN": "#88ccee",
        "TGO": "#aa4499",
        "CIV": "#999933",
        "GHA": "#661100",
        "SEN": "#6699cc",
        "GIN": "#888888",
        "XEC": "#332288",
        "AES": "#5d3a9b",
        "G5S": "#e66100",
        "ECOWAS": "#2e7d4f",
        "FRA": "#0f52ba",
        "EUR": "#9a8cd8",
        "USA": "#c23b22",
        "UNO": "#4fb0d0",
        "RUS": "#5c4033",
        "JNIM": "#222222",
        "ISSP": "#009e73",
        "ISWAP": "#cc79a7",
        "state_based": "#0072b2",
        "one_sided_group": "#d55e00",
        "one_sided_state": "#e69f00",
        "non_state": "#aaaaaa",
    }
)
SPARE_COLOURS = ("#56b4e9", "#cc6677", "#ddcc77", "#aa7744", "#777711", "#4477aa")


@dataclass(frozen=True)
class Page:
    """What a figure is made for.

    Attributes:
        width: Inches.
        columns: Panels beside one another, at most.
        panel: Height of a panel with a graph, inches.
        title: Size of the title, points.
        plain: Size of most text, points.
        small: Size of the smallest text, points.
        header_lines: Lines of the subtitle, at most.
        language: In which it speaks.
    """

    width: float
    columns: int
    panel: float
    title: float
    plain: float
    small: float
    header_lines: int
    language: Language = ENGLISH

    def to(self, language: Language | str) -> Page:
        """This page in another language."""
        own = language if isinstance(language, Language) else language_of(language)
        return replace(self, language=own)

    @property
    def narrow(self) -> bool:
        """Whether panels stand below one another."""
        return self.columns == 1


SLIDE = Page(
    width=11.0, columns=3, panel=2.6, title=13.0, plain=9.0, small=8.0, header_lines=2
)  # fmt: skip
"""For a screen, a slide, or the whole width of a page."""
COLUMN = Page(
    width=3.5, columns=1, panel=1.75, title=9.0, plain=7.0, small=6.5, header_lines=6
)  # fmt: skip
"""For a column of a journal (89 mm), or a telephone."""
PAGES = MappingProxyType({"slide": SLIDE, "column": COLUMN})


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
            fit(text, room, BOLD * (page.plain + 1)),
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
        (fit(title, room, BOLD * page.title, 2 if page.narrow else 1), page.title, "title"),
        (fit(subtitle, room, page.plain, lines=page.header_lines), page.plain, "subtitle"),
    )
    written = fit(source, room, page.small, lines=2)
    foot = 0.1 + _height(written, page.small)
    # between the header and the body stands the panels' heading
    header = 0.15 + sum(_height(text, size) + 0.08 for text, size, _ in texts) + 0.24
    height = header + body + strip + foot + 0.06
    figure = Figure(figsize=(across, height), facecolor="white")
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


def colour_of(actor: str) -> str:
    """Return the colour of a country, group or kind of death: the same in every figure.

    An unknown actor gets a spare colour by its name, hence the same one in every session.
    """
    spare = SPARE_COLOURS[crc32(actor.encode()) % len(SPARE_COLOURS)]
    return COLOURS.get(actor, spare)


def fit(text: str, width: float, size: float = 9.0, lines: int = 1) -> str:
    """Break `text` into at most `lines` lines that fit in `width` inches at `size` points.

    What does not fit gives way to an ellipsis.
    """
    characters = max(8, int(width * 72 / (LETTER * size)))
    broken = wrap(text, characters)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1][: characters - 1] + "…"]
    return "\n".join(broken)


def size_of(axes: Axes) -> tuple[float, float]:
    """Return width and height of a panel in inches."""
    width, height = axes.bbox.width, axes.bbox.height
    dots = axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    return float(width / dots), float(height / dots)


def frame(axes: Axes, page: Page) -> None:
    """Give a panel its plain frame: no upper and right side, pale lines across."""
    axes.tick_params(labelsize=page.small, colors=PALE_INK, length=3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(PALE_INK)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)


def shares_along(axes: Axes, axis: str, page: Page) -> None:
    """Write an axis ("x" or "y") of shares as percentages, in the page's language."""
    own = axes.xaxis if axis == "x" else axes.yaxis
    speak = page.language
    own.set_major_formatter(FuncFormatter(lambda value, _: f"{speak.plain(100 * value)} %"))


def numbers_along(axes: Axes, axis: str, page: Page) -> None:
    """Write an axis ("x" or "y") of numbers in full, in the page's language."""
    own = axes.xaxis if axis == "x" else axes.yaxis
    own.set_major_formatter(FuncFormatter(lambda value, _: page.language.plain(value)))


def source_line(dataset: xr.Dataset, page: Page = SLIDE) -> str:
    """Return where a figure's numbers come from: version, scenario, number of runs, seed.

    What the dataset does not say is left out.
    """
    about = dataset.attrs
    return source_of(
        about.get("version"),
        about.get("scenario"),
        dataset.sizes.get("run"),
        about.get("seed"),
        page,
    )


def source_of(
    version: object = None,
    scenario: object = None,
    runs: int | None = None,
    seed: object = None,
    page: Page = SLIDE,
) -> str:
    """Return the source line of figures that are drawn from something else than a dataset."""
    say, number = page.language.say, page.language.number
    parts = [say("Source: {what}", what="Liptako" if version is None else f"Liptako {version}")]
    if scenario is not None:
        parts.append(say("scenario {name}", name=_cut(str(scenario), 40)))
    if runs is not None:
        parts.append(say("1 run") if runs == 1 else say("{runs} runs", runs=number(runs)))
    if seed is not None:
        parts.append(say("seed {seed}", seed=str(seed)))
    return " · ".join(parts)


def _cut(text: str, characters: int) -> str:
    """Return `text`, or what of it fits in so many characters with an ellipsis."""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
