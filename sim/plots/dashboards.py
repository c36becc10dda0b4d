"""Two to six scenarios side by side on one page: what a reader compares first.

Above the deaths of each month, below a block a country with a line a scenario: down a column the
scenarios stand below one another on one scale, which all countries share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from sim.analysis.validation.fact import Estimate, mean, share
from sim.language import Language
from sim.plots.crises import COLOURS as POSTURE_COLOURS
from sim.plots.crises import posture_words
from sim.plots.fans import draw_fan, value_limits
from sim.plots.scenarios import MOST, Look, legend_height, legend_of, looks_of
from sim.plots.selection import focus_countries, labels, names_along, quantiles, run_values
from sim.plots.style import (
    EDGE,
    INK,
    PALE_INK,
    SLIDE,
    Page,
    Sheet,
    fit,
    frame,
    new_sheet,
    numbers_along,
    shares_along,
    size_of,
    source_line,
)
from sim.plots.time_axis import prepare_time_panel, widened

__all__ = ["dashboard"]

MANY = 25
"""Deaths of a region and month that count as many."""
LAST_YEAR = 12
MOST_TREATIES = 3
EDGES = 2
"""Scenarios up to which each shows the middle 90 % of its histories by month."""
UPPER = (0.1, 0.25, 0.5, 1.0)
"""Where a scale of shares may end."""
DARK = 0.75
"""Share from which a cell is dark, so that its number is white."""

Draw = Callable[[Axes, int, Any, Look], str]
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class _Column:
    """One quantity.

    Attributes:
        heading: what it is, in a few words.
        values: what is drawn, by country and scenario.
        draw: draws one of these at its line, and returns the number to write beside it.
        prepare: gives a panel its scale.
        numbered: whether a number stands beside each line.
    """

    heading: str
    values: Values
    draw: Draw
    prepare: Callable[[Axes], None]
    numbered: bool = True


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
    table = list(_columns(histories, shown, page))
    plan = _Plan(page, len(looks), len(shown), len(table))
    sheet = new_sheet(
        page, plan.body,
        title=page.language.say("{number} scenarios side by side", number=str(len(looks))),
        subtitle=_reading_help(looks, page.language),
        source=source_line(reference, page),
        strip=plan.years + legend_height(looks, page) + plan.key,
    )  # fmt: skip
    names = names_along(reference, "country", page.language)
    _draw_months(sheet, plan, histories, shown, names, looks)
    for place, country in enumerate(shown):
        _draw_block(sheet, plan, place, country, names[country], table, looks)
    sheet.legend(legend_of(looks, page, page.width - 2 * EDGE), columns=1)
    if any(column.draw is _draw_postures for column in table):
        _draw_key(sheet, legend_height(looks, page))
    return sheet.figure


def _check(histories: Mapping[str, xr.Dataset]) -> xr.Dataset:
    if not 2 <= len(histories) <= MOST:
        raise ValueError(f"{len(histories)} scenarios; a dashboard sets two to {MOST} side by side")
    reference, *others = histories.values()
    for name, one in zip(list(histories)[1:], others, strict=True):
        if not np.array_equal(one["month"].values, reference["month"].values):
            raise ValueError(f"{name} has other months than the first; give all the same horizon")
    return reference


# ------------------------------------------------------------------------------- what is drawn


def _columns(
    histories: Mapping[str, xr.Dataset], countries: Sequence[str], page: Page
) -> Iterator[_Column]:
    """The quantities that all scenarios have."""
    speak = page.language

    def of(work_out: Callable[[xr.Dataset, str], Any]) -> Values:
        return {
            country: {key: work_out(one, country) for key, one in histories.items()}
            for country in countries
        }

    def there(variable: str) -> bool:
        return all(variable in one and one[variable].size for one in histories.values())

    deaths = of(_deaths)
    yield _Column(
        speak.say("Deaths in all"), deaths, _spread_in(speak.number),
        _scale(max(float(one[-1]) for own in deaths.values() for one in own.values()), page),
    )  # fmt: skip
    if there("state_control_national"):
        control = of(_control)
        yield _Column(
            speak.say("State control"), control, _spread_in(speak.percent), _shares_to(1.0, page)
        )
    for heading, variable, work_out in (
        (speak.say("A coup"), "coups", _coup), (speak.say("25+ deaths"), "deaths_region", _hit)
    ):  # fmt: skip
        if there(variable):
            chances = of(work_out)
            highest = max(one.high for own in chances.values() for one in own.values())
            upper = next((end for end in UPPER if highest <= end), 1.0)
            yield _Column(heading, chances, _chance_in(speak), _shares_to(upper, page))
    if there("hardest_posture"):
        bloc = labels(next(iter(histories.values())), "bloc")[0]
        yield _Column(
            speak.say("Posture: {bloc}", bloc=speak.name(bloc)), of(_posture), _draw_postures,
            _shares_to(1.0, page), numbered=False,
        )  # fmt: skip
    if there("member"):
        members = _members(histories, countries)
        treaties = [str(own) for own in members["treaty"].values]
        cells = {
            country: {key: members.sel(scenario=key, country=country).values for key in histories}
            for country in countries
        }
        yield _Column(
            speak.say("Members at end"), cells, _cells_in(page), _cells(treaties, page),
            numbered=False,
        )  # fmt: skip


def _of_country(dataset: xr.Dataset, variable: str, country: str, *more: str) -> NDArray[Any]:
    """Values of a country, (run, month, ...)."""
    values = run_values(dataset, variable, ("run", "month", "country", *more))
    return values[:, :, labels(dataset, "country").index(country)]


def _deaths(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    deaths = _of_country(dataset, "deaths", country, "kind")
    return quantiles(deaths.sum(axis=(1, 2), dtype=np.float64))


def _by_month(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    """Quantiles of the deaths of each month, (5, month)."""
    return quantiles(_of_country(dataset, "deaths", country, "kind").sum(axis=-1))


def _control(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    return quantiles(_of_country(dataset, "state_control_national", country)[:, -1])


def _coup(dataset: xr.Dataset, country: str) -> Estimate:
    """The chance of a coup that succeeds, but for those of history, whose day is known."""
    counts = _of_country(dataset, "coups", country).sum(axis=1, dtype=np.int64)
    return share(counts > _dated_coups(dataset, country))


def _dated_coups(dataset: xr.Dataset, country: str) -> NDArray[np.int64]:
    """Coups of history, by run: those of which the chronicle knows the day."""
    runs = dataset.sizes["run"]
    if "event_run" not in dataset:
        return np.zeros(runs, np.int64)
    kinds, subjects = (
        [str(one) for one in np.atleast_1d(dataset[name].attrs["meanings"])]
        for name in ("event_kind", "event_subject")
    )
    if "coup" not in kinds or country not in subjects:
        return np.zeros(runs, np.int64)
    dated = dataset["event_kind"].values == kinds.index("coup")
    dated &= dataset["event_subject"].values == subjects.index(country)
    dated &= dataset["event_day"].values > 0
    when = pd.Index(dataset["run"].values).get_indexer(dataset["event_run"].values[dated])
    return np.bincount(when[when >= 0], minlength=runs)


def _hit(dataset: xr.Dataset, country: str) -> Estimate:
    """The chance of many deaths in a region and month of the last year, with its interval."""
    deaths = run_values(dataset, "deaths_region", ("run", "month", "region"))
    own = [label.split(".")[0] == country for label in labels(dataset, "region")]
    if not any(own):
        return Estimate(np.nan, np.nan, np.nan)
    many = deaths[:, -LAST_YEAR:, own] >= MANY
    found = mean(many.mean(axis=(1, 2), dtype=np.float64))
    return Estimate(found.value, max(found.low, 0.0), min(found.high, 1.0))


def _posture(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    """Shares of runs by the hardest posture of all months, softest first."""
    dims = ("run", "month", "country", "bloc")
    values = run_values(dataset, "hardest_posture", dims)
    hardest = values[:, :, labels(dataset, "country").index(country), 0].max(axis=1)
    counts = np.bincount(hardest.astype(np.int64), minlength=len(POSTURE_COLOURS))
    return np.asarray(counts / len(hardest))


def _members(histories: Mapping[str, xr.Dataset], countries: Sequence[str]) -> xr.DataArray:
    """Shares of runs in which countries are members at the end (scenario, treaty, country), of
    the treaties in which scenarios differ most; not a number where a scenario has no such treaty.
    """
    dims = ("run", "month", "treaty", "country")
    shares = []
    for one in histories.values():
        last = run_values(one, "member", dims)[:, -1].mean(axis=0)
        along = {"treaty": labels(one, "treaty"), "country": labels(one, "country")}
        shares.append(xr.DataArray(last, along, dims[2:]).sel(country=list(countries)))
    found = xr.concat(shares, pd.Index(list(histories), name="scenario"), join="outer")
    existing = dict.fromkeys(own for one in histories.values() for own in labels(one, "treaty"))
    known = found.fillna(0.0)
    apart = (known.max("scenario") - known.min("scenario") + 1e-3 * known.max()).max("country")
    kept = sorted(existing, key=lambda own: -float(apart.sel(treaty=own)))[:MOST_TREATIES]
    return found.sel(treaty=[own for own in existing if own in kept])


# ------------------------------------------------------------------------------ how it is drawn


def _spread_in(told: Callable[[float], str]) -> Draw:
    def draw(axes: Axes, line: int, values: Any, look: Look) -> str:
        lowest, low, middle, high, highest = (float(one) for one in values)
        _draw_dot(axes, line, middle, (lowest, highest), look)
        axes.plot(
            [low, high], [line, line], color=look.colour, linewidth=3.0, alpha=0.5, zorder=2,
            solid_capstyle="butt",
        )  # fmt: skip
        return told(middle)

    return draw


def _chance_in(speak: Language) -> Draw:
    def draw(axes: Axes, line: int, found: Any, look: Look) -> str:
        if np.isnan(found.value):
            return "–"
        _draw_dot(axes, line, found.value, (found.low, found.high), look)
        return speak.percent(found.value, int(0.0 < found.value < 0.095))

    return draw


def _draw_dot(axes: Axes, line: int, value: float, ends: tuple[float, float], look: Look) -> None:
    axes.plot(ends, [line, line], color=look.colour, linewidth=1.0, zorder=2, gid="ends")
    axes.plot(
        value, line, marker=look.mark, markersize=4.5, color=look.colour, linestyle="none",
        clip_on=False, zorder=3, gid="value",
    )  # fmt: skip


def _draw_postures(axes: Axes, line: int, shares: Any, _: Look) -> str:
    reached = 0.0
    # the hardest begins at the left, so that its length can be read
    for posture in range(len(POSTURE_COLOURS) - 1, -1, -1):
        width = float(shares[posture])
        box = Rectangle((reached, line - 0.36), width, 0.72, gid=f"posture {posture}")
        box.set(facecolor=POSTURE_COLOURS[posture], edgecolor=PALE_INK, linewidth=0.3)
        axes.add_patch(box)
        reached += width
    return ""


def _cells_in(page: Page) -> Draw:
    ramp = colormaps["GnBu"]

    def draw(axes: Axes, line: int, shares: Any, _: Look) -> str:
        for place, one in enumerate(shares):
            known = not np.isnan(one)
            box = Rectangle((place + 0.03, line - 0.43), 0.94, 0.86, lw=0, gid="cell")
            box.set_facecolor(ramp(0.9 * one) if known else "#f1f1f1")
            axes.add_patch(box)
            axes.text(
                place + 0.5, line, page.language.percent(one) if known else "–",
                size=page.small - 1, color="white" if known and one > DARK else INK, ha="center",
                va="center_baseline",
            )  # fmt: skip
        return ""

    return draw


def _scale(highest: float, page: Page) -> Callable[[Axes], None]:
    """A scale of numbers from zero to a round one above the highest."""

    def prepare(axes: Axes) -> None:
        step = 10.0 ** np.floor(np.log10(max(highest, 1.0)))
        upper = float(step * ceil(2 * max(highest, 1.0) / step) / 2)
        axes.set_xlim(0.0, upper)
        axes.set_xticks([0.0, upper])
        numbers_along(axes, "x", page)

    return prepare


def _shares_to(upper: float, page: Page) -> Callable[[Axes], None]:
    def prepare(axes: Axes) -> None:
        axes.set_xlim(0.0, upper)
        axes.set_xticks([0.0, upper])
        shares_along(axes, "x", page)

    return prepare


def _cells(treaties: Sequence[str], page: Page) -> Callable[[Axes], None]:
    def prepare(axes: Axes) -> None:
        axes.set_xlim(0.0, len(treaties))
        room = int(size_of(axes)[0] / len(treaties) * 72 / (0.66 * (page.small - 1)))
        spelled = [page.language.bare(own.replace("_", " ")) for own in treaties]
        # an id is often shorter than a name in full
        words = [
            own if len(name) > max(room, 3) + 1 and len(own) < len(name) else name
            for own, name in zip(treaties, spelled, strict=True)
        ]
        cut = [own if len(own) <= max(room, 3) + 1 else own[: max(room, 3)] + "…" for own in words]
        axes.set_xticks(np.arange(len(treaties)) + 0.5, cut)
        axes.tick_params(axis="x", length=0)
        axes.spines["bottom"].set_visible(False)

    return prepare


# --------------------------------------------------------------------------------- where it is


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
        key: np.stack([_by_month(one, own) for own in countries], axis=-1)
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
    table: Sequence[_Column],
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
    axes: Axes, column: _Column, country: str, looks: Sequence[Look], plan: _Plan
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
    if column.draw is _draw_postures or column.numbered:
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
