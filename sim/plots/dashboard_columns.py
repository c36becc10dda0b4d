"""The columns of a dashboard: a quantity by country and scenario, and how each is drawn on its
line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.analysis.clustered import mean_of
from sim.analysis.dated import dated_coups
from sim.analysis.validation.fact import Estimate, share
from sim.language import Language
from sim.plots.crises import COLOURS as POSTURE_COLOURS
from sim.plots.crises import posture_words
from sim.plots.page import Page
from sim.plots.scenarios import Look
from sim.plots.selection import labels, quantiles, run_values
from sim.plots.style import (
    INK,
    PALE_INK,
    numbers_along,
    shares_along,
    size_of,
)

__all__ = ["Column", "by_month", "columns"]

MANY = 25
"""Deaths of a region and month that count as many."""
LAST_YEAR = 12
MOST_TREATIES = 3
UPPER = (0.1, 0.25, 0.5, 1.0)
"""Where a scale of shares may end."""
DARK = 0.75
"""Share from which a cell is dark, so that its number is white."""

Draw = Callable[[Axes, int, Any, Look], str]
Tell = Callable[[Any], str]
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Column:
    """One quantity.

    Attributes:
        heading: what it is, in a few words.
        values: what is drawn, by country and scenario.
        draw: draws one of these at its line, and returns the number to write beside it.
        prepare: gives a panel its scale.
        tell: one of the values in words, as a table has it.
        numbered: whether a number stands beside each line.
        postures: whether its colours are those of postures.
    """

    heading: str
    values: Values
    draw: Draw
    prepare: Callable[[Axes], None]
    tell: Tell
    numbered: bool = True
    postures: bool = False


def columns(
    histories: Mapping[str, xr.Dataset], countries: Sequence[str], page: Page
) -> Iterator[Column]:
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
    yield Column(
        speak.say("Deaths in all"), deaths, _spread_in(speak.number),
        _scale(max(float(one[-1]) for own in deaths.values() for one in own.values()), page),
        _told_in(speak, speak.number),
    )  # fmt: skip
    if there("state_control_national"):
        control = of(_control)
        yield Column(
            speak.say("State control"), control, _spread_in(speak.percent), _shares_to(1.0, page),
            _told_in(speak, speak.percent),
        )  # fmt: skip
    for heading, variable, work_out in (
        (speak.say("A coup"), "coups", _coup), (speak.say("25+ deaths"), "deaths_region", _hit)
    ):  # fmt: skip
        if there(variable):
            chances = of(work_out)
            highest = max(one.high for own in chances.values() for one in own.values())
            upper = next((end for end in UPPER if highest <= end), 1.0)
            tell = _told_in(speak, partial(speak.percent, digits=1))
            yield Column(heading, chances, _chance_in(speak), _shares_to(upper, page), tell)
    if there("hardest_posture") and _same_bloc(histories):
        bloc = labels(next(iter(histories.values())), "bloc")[0]
        words = posture_words(speak)
        yield Column(
            speak.say("Posture: {bloc}", bloc=speak.name(bloc)), of(partial(_posture, bloc=bloc)),
            _draw_postures, _shares_to(1.0, page), lambda shares: _listed(words, shares, speak),
            numbered=False, postures=True,
        )  # fmt: skip
    if there("member"):
        members = _members(histories, countries)
        treaties = [str(own) for own in members["treaty"].values]
        cells = {
            country: {key: members.sel(scenario=key, country=country).values for key in histories}
            for country in countries
        }
        yield Column(
            speak.say("Members at end"), cells, _cells_in(page), _cells(treaties, page),
            lambda shares: _listed([speak.bare(own) for own in treaties], shares, speak),
            numbered=False,
        )  # fmt: skip


def _of_country(dataset: xr.Dataset, variable: str, country: str, *more: str) -> NDArray[Any]:
    """Values of a country, (run, month, ...)."""
    values = run_values(dataset, variable, ("run", "month", "country", *more))
    return values[:, :, labels(dataset, "country").index(country)]


def _deaths(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    deaths = _of_country(dataset, "deaths", country, "kind")
    return quantiles(deaths.sum(axis=(1, 2), dtype=np.float64))


def by_month(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    """Quantiles of the deaths of each month, (5, month)."""
    return quantiles(_of_country(dataset, "deaths", country, "kind").sum(axis=-1))


def _control(dataset: xr.Dataset, country: str) -> NDArray[Any]:
    return quantiles(_of_country(dataset, "state_control_national", country)[:, -1])


def _coup(dataset: xr.Dataset, country: str) -> Estimate:
    """The chance of a coup that succeeds, but for those of history, whose day is known."""
    counts = _of_country(dataset, "coups", country).sum(axis=1, dtype=np.int64)
    return share(counts > dated_coups(dataset, country))


def _hit(dataset: xr.Dataset, country: str) -> Estimate:
    """The chance of many deaths in a region and month of the last year, with its interval."""
    deaths = run_values(dataset, "deaths_region", ("run", "month", "region"))
    own = [label.split(".")[0] == country for label in labels(dataset, "region")]
    if not any(own):
        return Estimate(np.nan, np.nan, np.nan)
    many = deaths[:, -LAST_YEAR:, own] >= MANY
    found = mean_of(many.mean(axis=(1, 2), dtype=np.float64), np.arange(len(many)))
    half = 0.0 if np.isnan(found.half) else found.half
    return Estimate(found.value, max(found.value - half, 0.0), min(found.value + half, 1.0))


def _same_bloc(histories: Mapping[str, xr.Dataset]) -> bool:
    """Whether all scenarios have the first bloc of the reference."""
    reference, *others = histories.values()
    return all(labels(reference, "bloc")[0] in labels(one, "bloc") for one in others)


def _posture(dataset: xr.Dataset, country: str, bloc: str) -> NDArray[Any]:
    """Shares of runs by the hardest posture of a bloc in all months, softest first."""
    values = _of_country(dataset, "hardest_posture", country, "bloc")
    hardest = values[:, :, labels(dataset, "bloc").index(bloc)].max(axis=1)
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


def _told_in(speak: Language, spell: Tell) -> Tell:
    """How a table has a spread, by its quantiles, or a chance with its interval."""

    def tell(found: Any) -> str:
        if isinstance(found, Estimate):
            low, middle, high = found.low, found.value, found.high
        else:
            low, _, middle, _, high = (float(one) for one in found)
        if np.isnan(middle):
            return "–"
        return speak.say(
            "{middle} ({low} to {high})", middle=spell(middle), low=spell(low), high=spell(high)
        )

    return tell


def _listed(names: Sequence[str], shares: Any, speak: Language) -> str:
    """Shares by name, but for those of none."""
    told = zip(names, shares, strict=True)
    return ", ".join(f"{name} {speak.percent(float(share))}" for name, share in told if share > 0)


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
    """Draw the shares of runs by posture, softest first in `shares`, as one bar."""
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
