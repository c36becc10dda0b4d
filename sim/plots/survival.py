"""Survival curves: how long the regimes now in power last, and the treaties now in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.analysis.dated import history_ends
from sim.analysis.wilson import wilson
from sim.language import ENGLISH, Language
from sim.plots.errors import FigureError
from sim.plots.line_labels import name_lines
from sim.plots.page import SLIDE, Page
from sim.plots.selection import focus_countries, labels, names_along, run_values
from sim.plots.sheet import new_sheet
from sim.plots.style import PALE_INK, colour_of, fit, shares_along, source_line
from sim.plots.time_axis import Months, month_edges, prepare_time_panel

__all__ = ["Curve", "regime_curves", "regime_survival", "treaty_curves", "treaty_survival"]

# Room to the left of the panel, and to the right for the names of the lines, by whether the page
# is narrow; the height of the panel; inches.
LEFT = 0.6
RIGHT = {False: 1.4, True: 0.95}
HEIGHT = {False: 3.2, True: 2.2}
# Runs from which what happens in all of them is no chance.
MANY = 20
# Line styles, which grey print keeps apart.
STYLES = ("-", "--", "-.", ":")


@dataclass(frozen=True, eq=False)
class Curve:
    """What became of one regime or treaty.

    Attributes:
        actor: Its label in the dataset.
        name: As people call it.
        start: Position of the month at whose end its clock starts.
        alive: Whether it still lasts, from the month `start` on, shape (run, month), in the runs
            in which it was there at the start.
    """

    actor: str
    name: str
    start: int
    alive: NDArray[np.bool_]


def regime_survival(
    dataset: xr.Dataset,
    countries: Sequence[str] | None = None,
    *,
    since: str | None = None,
    page: Page = SLIDE,
) -> Figure:
    """Draw the share of runs in which the regime now in power has not fallen to a coup.

    The clock starts once the histories are free: at the end of the last month of dated history, or,
    without a chronicle, of the last one in which a coup happened in all of many runs; without
    any, at the end of the first month.

    Args:
        dataset: Holds `coups` (run, month, country), coups that succeeded in the month.
        countries: Codes; by default those in the focus of the dataset.
        since: Month at whose end the clock starts instead, such as "2025-06".
        page: What the figure is for.

    Raises:
        ValueError: The variable, a country or the month is not in the dataset, or the variable has
            other dimensions.
    """
    start, curves = regime_curves(dataset, countries, since, page.language)
    months, say = dataset["month"].values, page.language.say
    return _draw(
        dataset,
        curves,
        page,
        title=say("How long the regimes now in power last"),
        subtitle=say(
            "Share of runs in which no coup has overthrown the regime in power at the end of "
            "{month}. Earlier coups are history; a handover without a coup is no end.",
            month=page.language.month(months[start], long=True),
        ),
    )


def regime_curves(
    dataset: xr.Dataset,
    countries: Sequence[str] | None = None,
    since: str | None = None,
    language: Language = ENGLISH,
) -> tuple[int, list[Curve]]:
    """Return the position of the month at whose end the clock of `regime_survival` starts, and the
    curves; arguments and errors as there."""
    coups = run_values(dataset, "coups", ("run", "month", "country")) > 0
    existing = labels(dataset, "country")
    shown = focus_countries(dataset) if countries is None else labels(dataset, "country", countries)
    months, names = dataset["month"].values, names_along(dataset, "country", language)
    start = _end_of_history(dataset, coups) if since is None else _position(months, since)
    curves = []
    for code in shown:
        alive = np.cumsum(coups[:, start:, existing.index(code)], axis=1)
        # who came to power in the first month is in power at its end
        curves.append(Curve(code, names[code], start, alive == alive[:, :1]))
    return start, curves


def treaty_survival(
    dataset: xr.Dataset,
    treaties: Sequence[str] | None = None,
    *,
    since: str | None = None,
    page: Page = SLIDE,
) -> Figure:
    """Draw the share of runs in which a treaty that was in force still is, without a break.

    The clock of each treaty starts at the end of the month in which most runs have it in force, the
    first if several; the runs that then have it are those whose share is drawn. What every run has
    changed in the same month is history, and no clock starts before it. Treaties that are then in
    force in no run are left out.

    Args:
        dataset: Holds `treaty_active` (run, month, treaty), at the end of the month.
        treaties: Labels; by default all of the dataset.
        since: Month at whose end all clocks start instead, such as "2025-06".
        page: What the figure is for.

    Raises:
        ValueError: The variable, a treaty or the month is not in the dataset, or the variable has
            other dimensions.
    """
    curves = treaty_curves(dataset, treaties, since, page.language)
    say = page.language.say
    return _draw(
        dataset,
        curves,
        page,
        title=say("How long the treaties in force last"),
        subtitle=say(
            "Share of runs in which a treaty has stayed in force, of those that have it in force "
            "when its line begins (their number stands beside its name)."
        ),
    )


def treaty_curves(
    dataset: xr.Dataset,
    treaties: Sequence[str] | None = None,
    since: str | None = None,
    language: Language = ENGLISH,
) -> list[Curve]:
    """Return the curves of `treaty_survival`; arguments and errors as there."""
    active = run_values(dataset, "treaty_active", ("run", "month", "treaty")) > 0
    existing, shown = labels(dataset, "treaty"), labels(dataset, "treaty", treaties)
    months, names = dataset["month"].values, names_along(dataset, "treaty", language)
    changed = np.zeros_like(active)
    changed[:, 1:] = active[:, 1:] != active[:, :-1]
    history = _end_of_history(dataset, changed)
    curves = []
    for treaty in shown:
        own = active[:, :, existing.index(treaty)]
        if since is None:
            start = history + int(np.argmax(own[:, history:].sum(axis=0)))
        else:
            start = _position(months, since)
        alive = np.logical_and.accumulate(own[own[:, start], start:], axis=1)
        if len(alive):
            counted = f"n = {language.number(len(alive))}"
            curves.append(Curve(treaty, f"{names[treaty]}\n{counted}", start, alive))
    return curves


def _end_of_history(dataset: xr.Dataset, happened: NDArray[np.bool_]) -> int:
    """Return the last month of dated history; without a chronicle, the last one in which something
    happened in all of many runs: (run, month, actor) in."""
    dated = history_ends(dataset)
    if dated is not None:
        return dated
    everywhere: NDArray[np.bool_] = np.any(np.all(happened, axis=0), axis=1)
    # what happens in all of a few runs may do so by chance
    if len(happened) < MANY or not everywhere.any():
        return 0
    return int(np.flatnonzero(everywhere)[-1])


def _position(months: Months, since: str) -> int:
    shown = months.astype("datetime64[M]").astype(str).tolist()
    if since not in shown:
        raise FigureError(f"since is {since!r}; it must be a month from {shown[0]} to {shown[-1]}")
    return int(shown.index(since))


def _draw(
    dataset: xr.Dataset, curves: Sequence[Curve], page: Page, *, title: str, subtitle: str
) -> Figure:
    """Draw curves in one panel, from the earliest start on."""
    say = page.language.say
    subtitle += " " + (
        say("One run only: no share can be told.")
        if dataset.sizes["run"] == 1
        else say("Bands: 90 % interval of the share, given so many runs.")
    )
    sheet = new_sheet(
        page,
        HEIGHT[page.narrow],
        title=title,
        subtitle=subtitle,
        source=source_line(dataset, page),
    )
    room = RIGHT[page.narrow]
    (axes,) = sheet.panels(1, 1, left=LEFT, right=room)
    first = min((curve.start for curve in curves), default=0)
    months = dataset["month"].values[first:]
    prepare_time_panel(axes, months, page)
    axes.set_xlim(*month_edges(months)[[0, -1]].astype("datetime64[D]"))
    axes.set_ylim(0, 1)
    shares_along(axes, "y", page)
    sheet.heading(axes, say("Share of runs"))
    ends = [_draw_curve(axes, months[c.start - first :], c, i) for i, c in enumerate(curves)]
    names = [curve.name for curve in curves]
    colours = [colour_of(curve.actor) for curve in curves]
    name_lines(axes, np.array(ends), names, colours, room, page)
    if not curves:
        axes.text(
            0.5, 0.5, fit(say("In force in no run"), 2.0, page.plain, 2), ha="center", va="center",
            transform=axes.transAxes, size=page.plain, color=PALE_INK,
        )  # fmt: skip
    return sheet.figure


def _draw_curve(axes: Axes, months: Months, curve: Curve, number: int) -> float:
    """Draw one curve with its band, a step a month, and return where it ends."""
    shares = curve.alive.mean(axis=0)
    low, high = wilson(shares, len(curve.alive))
    # each month takes its whole width
    edges: Any = month_edges(months)
    steps, floor, ceiling = (np.append(values, values[-1]) for values in (shares, low, high))
    colour = colour_of(curve.actor)
    if len(curve.alive) > 1:
        axes.fill_between(edges, floor, ceiling, step="post", color=colour, alpha=0.18, linewidth=0)
    axes.plot(
        edges, steps, drawstyle="steps-post", color=colour, linewidth=1.8,
        linestyle=STYLES[number % len(STYLES)], clip_on=False, zorder=3, gid="survival",
    )  # fmt: skip
    return float(shares[-1])
