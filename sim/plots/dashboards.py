"""Two to six scenarios side by side on one page: what a reader compares first.

Above the deaths of each month, below a block a country with a line a scenario: down a column the
scenarios stand below one another on one scale, which all countries share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.language import Language
from sim.plots.crises import COLOURS as POSTURE_COLOURS
from sim.plots.crises import posture_words
from sim.plots.dashboard_columns import Column, by_month, columns
from sim.plots.errors import FigureError
from sim.plots.fans import draw_fan, value_limits
from sim.plots.page import SLIDE, Page
from sim.plots.scenarios import MOST, Look, legend_height, legend_of, looks_of
from sim.plots.selection import focus_countries, labels, names_along
from sim.plots.sheet import EDGE, Sheet, new_sheet
from sim.plots.style import (
    INK,
    PALE_INK,
    fit,
    frame,
    source_line,
)
from sim.plots.time_axis import prepare_time_panel, widened

__all__ = ["dashboard"]

EDGES = 2
"""Scenarios up to which each shows the middle 90 % of its histories by month."""


def dashboard(
    histories: Mapping[str, xr.Dataset],
    countries: Sequence[str] | None = None,
    *,
    page: Page = SLIDE,
) -> Figure:
    """Draw two to six scenarios side by side, the first of them the reference.

    Deaths by month; by country deaths in all, state control at the end, the chance of a coup, the
    chance of many deaths in a region, the hardest posture of the first bloc, and the members of
    treaties at the end. What one of the scenarios does not have is left out.

    Args:
        histories: results by name, as `sim.simulate` gives them, of the same months; they hold
            `deaths` (run, month, country, kind) and may hold `state_control_national` and `coups`
            (run, month, country), `deaths_region` (run, month, region), `hardest_posture` (run,
            month, bloc, country) and `member` (run, month, treaty, country).
        countries: Codes, in the order of the blocks; by default the focus of the reference.
        page: What the figure is for.

    Raises:
        ValueError: fewer than two scenarios or more than six, different months, or a country that
            one of them does not have.
    """
    reference = _check(histories)
    shown = (
        focus_countries(reference) if countries is None else labels(reference, "country", countries)
    )
    for one in histories.values():
        labels(one, "country", shown)
    looks = looks_of(histories, page)
    table = list(columns(histories, shown, page))
    plan = _Plan(page, len(looks), len(shown), len(table))
    sheet = new_sheet(
        page, plan.body,
        title=page.language.say("{number} scenarios side by side", number=str(len(looks))),
        subtitle=_reading_help(looks, page.language),
        source=source_line(reference, page, list(histories.values())[1:]),
        strip=plan.years + legend_height(looks, page) + plan.key,
    )  # fmt: skip
    names = names_along(reference, "country", page.language)
    _draw_months(sheet, plan, histories, shown, names, looks)
    for place, country in enumerate(shown):
        _draw_block(sheet, plan, place, country, names[country], table, looks)
    sheet.legend(legend_of(looks, page, page.width - 2 * EDGE), columns=1)
    if any(column.postures for column in table):
        _draw_key(sheet, legend_height(looks, page))
    return sheet.figure


def _check(histories: Mapping[str, xr.Dataset]) -> xr.Dataset:
    if not 2 <= len(histories) <= MOST:
        raise FigureError(
            f"{len(histories)} scenarios; a dashboard sets two to {MOST} side by side"
        )
    reference, *others = histories.values()
    for name, one in zip(list(histories)[1:], others, strict=True):
        if not np.array_equal(one["month"].values, reference["month"].values):
            raise FigureError(f"{name} has other months than the first; give all the same horizon")
    return reference


@dataclass(frozen=True)
class _Plan:
    """Where things stand, in inches."""

    page: Page
    scenarios: int
    countries: int
    columns: int
    years: float = 0.1
    heading: float = 0.24
    ticks: float = 0.26

    @property
    def line(self) -> float:
        """A line of a block."""
        return self.page.small * 1.65 / 72

    @property
    def label(self) -> float:
        """What stands left of a block: names, or letters alone."""
        return 0.28 if self.page.narrow else 2.25

    @property
    def number(self) -> float:
        """What a number takes on the right of a panel."""
        return self.page.small * 4.6 / 72

    @property
    def beside(self) -> int:
        """Panels of a block beside one another."""
        return min(self.columns, 3 if self.page.narrow else 6)

    @property
    def cell(self) -> float:
        """Width of a panel with its number and the gap to the next."""
        return (self.page.width - 2 * EDGE - self.label) / self.beside

    @property
    def row(self) -> float:
        """A row of panels with its headings and its ticks."""
        return self.heading + self.scenarios * self.line + self.ticks

    @property
    def name(self) -> float:
        """What a country's name takes, if it stands above the headings and not beside them."""
        return 0.24 if self.page.narrow else 0.0

    @property
    def block(self) -> float:
        """All of a country."""
        return ceil(self.columns / self.beside) * self.row + self.name

    @property
    def month_columns(self) -> int:
        """Panels of months beside one another."""
        return min(self.page.columns, self.countries)

    @property
    def months(self) -> float:
        """Height of a panel of months."""
        return self.page.panel * 0.65

    @property
    def above(self) -> float:
        """All of the panels of months, and the air below them."""
        rows = ceil(self.countries / self.month_columns)
        return rows * self.months + (rows - 1) * 0.45 + 0.36

    @property
    def body(self) -> float:
        """Everything."""
        return self.above + self.countries * self.block

    @property
    def key(self) -> float:
        """The key of postures."""
        return self.page.small * 1.58 / 72 * (2 if self.page.narrow else 1) + 0.06


def _draw_months(
    sheet: Sheet,
    plan: _Plan,
    histories: Mapping[str, xr.Dataset],
    countries: Sequence[str],
    names: Mapping[str, str],
    looks: Sequence[Look],
) -> None:
    """Draw the deaths of each month: a fan of the reference, and the medians of all."""
    page = sheet.page
    months = next(iter(histories.values()))["month"].values
    fans = {
        key: np.stack([by_month(one, own) for own in countries], axis=-1)
        for key, one in histories.items()
    }
    medians = np.stack([fan[2] for fan in fans.values()])
    shown = [
        fan if place == 0 or len(fans) <= EDGES else medians[:1]
        for place, fan in enumerate(fans.values())
    ]
    limits = value_limits(np.concatenate([*shown, medians]))
    left = 0.55 if page.narrow else 0.7
    width = (page.width - EDGE - left - 0.3 * (plan.month_columns - 1)) / plan.month_columns
    for index, country in enumerate(countries):
        row, column = divmod(index, plan.month_columns)
        axes = sheet.axes(
            left + column * (width + 0.3), row * (plan.months + 0.45), width, plan.months
        )
        prepare_time_panel(axes, months, page)
        for place, look in enumerate(looks):
            _draw_path(axes, months, fans[look.key][:, :, index], look, place, len(looks))
        axes.set_ylim(*limits)
        axes.tick_params(labelleft=column == 0)
        sheet.heading(axes, page.language.say("{country}: deaths by month", country=names[country]))


def _draw_path(
    axes: Axes, months: NDArray[Any], fan: NDArray[Any], look: Look, place: int, many: int
) -> None:
    if place == 0:
        draw_fan(axes, months, fan, look.colour)
        return
    if len(months) == 1:
        months, fan = widened(months), np.repeat(fan, 2, axis=1)
    axes.plot(
        months, fan[2], color=look.colour, linestyle=look.dash, linewidth=1.5, zorder=4,
        gid="median",
    )  # fmt: skip
    if many <= EDGES:
        for edge in (fan[0], fan[-1]):
            axes.plot(months, edge, color=look.colour, linestyle=":", linewidth=0.9, zorder=3)


def _draw_block(
    sheet: Sheet,
    plan: _Plan,
    place: int,
    country: str,
    name: str,
    table: Sequence[Column],
    looks: Sequence[Look],
) -> None:
    """Draw a country: panels of the quantities, in each a line a scenario."""
    page = sheet.page
    top = plan.above + place * plan.block
    whole = sheet.figure.get_figheight()
    room = page.width - 2 * EDGE if page.narrow else plan.label - 0.1
    sheet.figure.text(
        EDGE / page.width,
        (sheet.floor + sheet.body - top - plan.heading - (0.08 if page.narrow else -0.05)) / whole,
        fit(name, room, page.plain + 1.5), size=page.plain + 1, weight="bold", color=INK,
        va="bottom", gid="country",
    )  # fmt: skip
    top += plan.name
    for index, column in enumerate(table):
        row, across = divmod(index, plan.beside)
        axes = sheet.axes(
            EDGE + plan.label + across * plan.cell,
            top + row * plan.row + plan.heading,
            plan.cell - (plan.number if column.numbered else 0.0) - (0.1 if page.narrow else 0.16),
            len(looks) * plan.line,
        )
        _draw_column(axes, column, country, looks, plan)
        if across == 0:
            _write_scenarios(axes, looks, plan)


def _draw_column(
    axes: Axes, column: Column, country: str, looks: Sequence[Look], plan: _Plan
) -> None:
    page = plan.page
    frame(axes, page)
    axes.grid(visible=False)
    axes.set_ylim(len(looks) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(column.numbered)
    column.prepare(axes)
    axes.tick_params(axis="x", labelsize=page.small - 1, pad=1.5, length=2)
    ticks = axes.get_xticklabels()
    if column.postures or column.numbered:
        # the ends of a scale stand within its panel
        ticks[0].set_horizontalalignment("left")
        ticks[-1].set_horizontalalignment("right")
    for line, look in enumerate(looks):
        told = column.draw(axes, line, column.values[country][look.key], look)
        axes.annotate(
            told, (1.0, line), xytext=(5, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", size=page.small - 0.5, color=INK, va="center",
        )  # fmt: skip
    room = plan.cell - 0.06
    axes.annotate(
        fit(column.heading, room, page.small), (0, 1), xytext=(0, 3), xycoords="axes fraction",
        textcoords="offset points", size=page.small, color=INK, va="bottom", gid="heading",
    )  # fmt: skip


def _write_scenarios(axes: Axes, looks: Sequence[Look], plan: _Plan) -> None:
    """Write left of a panel which line is of which scenario."""
    page = plan.page
    for line, look in enumerate(looks):
        text = look.letter if page.narrow else f"{look.letter}  {look.name}"
        axes.annotate(
            fit(text, plan.label - 0.2, page.small), (0.0, line),
            xytext=(-plan.label * 72, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", size=page.small, color=INK, va="center", gid="scenario",
        )  # fmt: skip


def _draw_key(sheet: Sheet, foot: float) -> None:
    """Say above the legend of scenarios what the colours of postures stand for."""
    page = sheet.page
    width, height = (float(size) for size in sheet.figure.get_size_inches())
    keys = [
        Patch(facecolor=colour, edgecolor=PALE_INK, linewidth=0.4, label=posture)
        for posture, colour in zip(posture_words(page.language), POSTURE_COLOURS, strict=True)
    ]
    sheet.figure.legend(
        handles=keys, loc="lower left", borderaxespad=0.0, borderpad=0.0, frameon=False,
        bbox_to_anchor=(EDGE / width, (sheet.floor - sheet.strip + foot + 0.04) / height),
        ncols=3 if page.narrow else len(keys), fontsize=page.small, labelcolor=INK,
        handlelength=1.4, columnspacing=1.2,
    )  # fmt: skip


def _reading_help(looks: Sequence[Look], speak: Language) -> str:
    lines = (
        speak.say("Grey fan: 50 and 90 % of A; line: median, dotted: 90 % of B.")
        if len(looks) <= EDGES
        else speak.say("Grey fan: 50 and 90 % of A; lines: medians.")
    )
    return f"{lines} " + speak.say(
        "Dots: medians, 50 and 90 % of histories; of chances their 90 % interval. State control: "
        "of people, at the end. Coups of history are left out. 25+ deaths: a region's month, last "
        "year. Colours: shares of histories."
    )
