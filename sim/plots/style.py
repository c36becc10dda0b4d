"""The look that all figures share: colours, header, source line, panels."""

from math import ceil
from textwrap import wrap
from types import MappingProxyType
from zlib import crc32

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

__all__ = [
    "COLOUR_BAR",
    "EDGE",
    "FOOTER",
    "HEADER",
    "INK",
    "MISSING",
    "PALE_INK",
    "PLAIN",
    "SMALL",
    "add_colour_bar",
    "colour_of",
    "fit",
    "new_figure",
    "panel_axes",
    "source_line",
    "source_of",
]

INK = "#222222"
PALE_INK = "#5f5f5f"
MISSING = "#c8c8c8"

# Sizes of type, points.
TITLE = 13.0
PLAIN = 9.0
SMALL = 8.0
# Mean width of a letter, ems; bold ones are wide.
LETTER = 0.6

# Room kept above and below the panels, inches.
HEADER = 1.05
FOOTER = 0.35
EDGE = 0.2
# Room for a colour bar, above the source line.
COLOUR_BAR = 0.75

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


def colour_of(actor: str) -> str:
    """Return the colour of a country, group or kind of death: the same in every figure.

    An unknown actor gets a spare colour by its name, hence the same one in every session.
    """
    spare = SPARE_COLOURS[crc32(actor.encode()) % len(SPARE_COLOURS)]
    return COLOURS.get(actor, spare)


def fit(text: str, width: float, size: float = PLAIN, lines: int = 1) -> str:
    """Break `text` into at most `lines` lines that fit in `width` inches at `size` points.

    What does not fit gives way to an ellipsis.
    """
    characters = max(8, int(width * 72 / (LETTER * size)))
    broken = wrap(text, characters)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1][: characters - 1] + "…"]
    return "\n".join(broken)


def new_figure(
    width: float, height: float, *, title: str, subtitle: str = "", source: str = ""
) -> Figure:
    """Return a figure of `width` x `height` inches with its header and its source line.

    The title takes one line and the subtitle two at most. Panels go between them: see
    `panel_axes`.
    """
    figure = Figure(figsize=(width, height), facecolor="white")
    left, room = EDGE / width, width - 2 * EDGE
    figure.text(
        left,
        1 - 0.15 / height,
        fit(title, room, TITLE),
        size=TITLE,
        weight="bold",
        color=INK,
        va="top",
        gid="title",
    )
    figure.text(
        left,
        1 - 0.42 / height,
        fit(subtitle, room, PLAIN, lines=2),
        size=PLAIN,
        color=PALE_INK,
        va="top",
        linespacing=1.3,
        gid="subtitle",
    )
    figure.text(
        left,
        0.1 / height,
        fit(source, room, SMALL),
        size=SMALL,
        color=PALE_INK,
        va="bottom",
        gid="source",
    )
    return figure


def source_line(dataset: xr.Dataset) -> str:
    """Return where a figure's numbers come from: version, scenario, number of runs, seed.

    What the dataset does not say is left out.
    """
    about = dataset.attrs
    return source_of(
        about.get("version"), about.get("scenario"), dataset.sizes.get("run"), about.get("seed")
    )


def source_of(
    version: object = None, scenario: object = None, runs: int | None = None, seed: object = None
) -> str:
    """Return the source line of figures that are drawn from something else than a dataset."""
    parts = ["Source: Liptako" if version is None else f"Source: Liptako {version}"]
    if scenario is not None:
        parts.append(f"scenario {_cut(str(scenario), 40)}")
    if runs is not None:
        parts.append("1 run" if runs == 1 else f"{runs:,} runs")
    if seed is not None:
        parts.append(f"seed {seed}")
    return " · ".join(parts)


def panel_axes(
    figure: Figure,
    count: int,
    columns: int,
    *,
    left: float = EDGE,
    right: float = EDGE,
    bottom: float = FOOTER,
    gap: tuple[float, float] = (0.3, 0.45),
) -> list[Axes]:
    """Add `count` equal panels, row by row, between the header and the source line.

    Margins and the `gap` between panels (across, down) are in inches.
    """
    width, height = (float(size) for size in figure.get_size_inches())
    rows = ceil(count / columns)
    panel_width = (width - left - right - gap[0] * (columns - 1)) / columns
    panel_height = (height - HEADER - bottom - gap[1] * (rows - 1)) / rows
    axes = []
    for index in range(count):
        row, column = divmod(index, columns)
        corner = left + column * (panel_width + gap[0])
        floor = height - HEADER - row * (panel_height + gap[1]) - panel_height
        box = (corner / width, floor / height, panel_width / width, panel_height / height)
        axes.append(figure.add_axes(box))
    return axes


def add_colour_bar(figure: Figure, coloured: ScalarMappable, legend: str, *, percent: bool) -> None:
    """Add the key of a colour scale, in the `COLOUR_BAR` inches above the source line.

    `legend` says what the colours measure; `percent` writes shares as percentages.
    """
    width, height = (float(size) for size in figure.get_size_inches())
    length = min(5.0, width - 2 * EDGE)
    box = ((width - length) / 2 / width, (FOOTER + 0.42) / height, length / width, 0.13 / height)
    bar = figure.colorbar(coloured, cax=figure.add_axes(box), orientation="horizontal")
    if percent:
        bar.ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    bar.ax.tick_params(labelsize=SMALL, colors=PALE_INK, length=3)
    bar.set_label(legend, size=PLAIN, color=INK)
    bar.outline.set_visible(False)


def _cut(text: str, characters: int) -> str:
    """Return `text`, or what of it fits in so many characters with an ellipsis."""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
