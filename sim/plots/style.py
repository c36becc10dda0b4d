"""The look that all figures share: colours, sizes of text, plain axes, source line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from types import MappingProxyType
from zlib import crc32

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter

from sim.plots.page import SLIDE, Page

__all__ = [
    "INK",
    "MISSING",
    "PALE_INK",
    "colour_of",
    "fit",
    "frame",
    "numbers_along",
    "shares_along",
    "size_of",
    "source_line",
    "source_of",
]

INK = "#222222"
PALE_INK = "#5f5f5f"
MISSING = "#c8c8c8"

# Mean width of a letter, ems.
LETTER = 0.6
# How much wider letters get where they are drawn on dots.
HINTED = 1.025
# Room that a text is given at least, ems: about eight letters.
LEAST = 4.8
# Height of a line of text, ems.
LINE = 1.3

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


def colour_of(actor: str) -> str:
    """Return the colour of a country, group or kind of death: the same in every figure.

    An unknown actor gets a spare colour by its name, hence the same one in every session.
    """
    spare = SPARE_COLOURS[crc32(actor.encode()) % len(SPARE_COLOURS)]
    return COLOURS.get(actor, spare)


def fit(text: str, width: float, size: float, lines: int = 1, *, bold: bool = False) -> str:
    """Break `text` into at most `lines` lines that fit in `width` inches at `size` points.

    What does not fit gives way to an ellipsis.
    """
    room = max(width * 72 / size, LEAST)
    broken = [""]
    for word in _broken(text.split(" "), room, bold):
        longer = f"{broken[-1]} {word}".lstrip(" ")
        if _ems(longer, bold) <= room:
            broken[-1] = longer
        else:
            broken.append(word)
    broken = [line for line in broken if line] or [""]
    if len(broken) > lines:
        last = broken[lines - 1]
        while last and _ems(last, bold) + _ems("…", bold) > room:
            last = last[:-1]
        broken = [*broken[: lines - 1], last.rstrip(" ") + "…"]
    return "\n".join(broken)


def _broken(words: Sequence[str], room: float, bold: bool) -> Iterator[str]:
    """Words, those too long for a line in pieces."""
    for whole in words:
        word = whole
        while _ems(word, bold) > room and len(word) > 1:
            kept = 1
            while _ems(word[: kept + 1], bold) <= room:
                kept += 1
            yield word[:kept]
            word = word[kept:]
        yield word


def _ems(text: str, bold: bool) -> float:
    """How wide a text is, in ems of its font: the sum of its letters."""
    return sum(_letter(letter, bold) for letter in text)


@cache
def _letter(letter: str, bold: bool) -> float:
    font = FontProperties(size=1.0, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(letter, font, ismath=False)
    return float(width) * HINTED


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


def source_line(
    dataset: xr.Dataset,
    page: Page = SLIDE,
    others: Sequence[xr.Dataset] = (),
    scenario: str | None = None,
) -> str:
    """Return where a figure's numbers come from: version, scenario, number of runs, seed, and the
    models, if any is not the standard one.

    What the dataset does not say is left out.

    Args:
        dataset: what is drawn, or the reference of several.
        page: What the figure is for.
        others: what is drawn beside it.
        scenario: what names the scenarios, if not the name of the dataset's.
    """
    about = dataset.attrs
    line = source_of(
        about.get("version"),
        about.get("scenario") if scenario is None else scenario,
        dataset.sizes.get("run"),
        about.get("seed"),
        page,
    )
    models = _models([dataset, *others], page)
    return f"{line} · {models}" if models else line


def _models(datasets: Sequence[xr.Dataset], page: Page) -> str:
    """Return which models made the datasets, each once; nothing if only the standard one did."""
    say = page.language.say
    if not any("model" in one.attrs for one in datasets):
        return ""
    names = list(
        dict.fromkeys(
            _cut(str(one.attrs["model"]).rpartition(".")[2], 40)
            if "model" in one.attrs
            else say("standard")
            for one in datasets
        )
    )
    if len(names) == 1:
        return say("model {name}", name=names[0])
    return say("models {names}", names=", ".join(names))


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
