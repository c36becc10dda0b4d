"""The box among the parameters in which something happens, on the runs of its sweep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.analysis.discover import HAPPENS, Discovery
from sim.plots.errors import FigureError
from sim.plots.page import SLIDE, Page
from sim.plots.parameter_axes import LEGEND, side_sheet
from sim.plots.style import INK, MISSING

__all__ = ["discovered_box"]

# Of Okabe and Ito's; darker than the grey of the other runs in grey print too.
CASES = "#d55e00"


def discovered_box(found: Discovery, source: str = "", page: Page = SLIDE) -> Figure:
    """Draw every run at its values of the two parameters that the box restricts most surely.

    Args:
        found: As `sim.analysis.discover.discover` gives it.
        source: The line below.
        page: What the figure is for.

    Raises:
        ValueError: No parameter.
    """
    names = [str(name) for name in found.box["parameter"][:2]]
    others = [str(name) for name in found.data.columns if name not in (*names, HAPPENS)]
    names += others[: 2 - len(names)]
    if not names:
        raise FigureError("no parameters: nothing to plot - vary some in a sweep")
    say = page.language.say
    condition = replace(found.condition, extreme=np.nan).words(page.language)
    sheet, axes = side_sheet(
        page, names[0], names[1] if len(names) > 1 else None,
        title=say("Where {condition}", condition=condition),
        subtitle=_about(found, page), source=source,
        strip=0.1 + LEGEND * (3 if page.narrow else 1),
    )  # fmt: skip
    _scatter(axes, found.data, names)
    _box(axes, found, names)
    several = found.runs > found.points
    cases = say("it happens (area: share of a point's runs)") if several else say("it happens")
    sheet.legend(
        [
            Line2D([], [], ls="", marker="o", color=CASES, label=cases),
            Line2D([], [], ls="", marker="o", color=MISSING, label=say("it does not")),
            Rectangle((0, 0), 1, 1, fill=False, edgecolor=INK, lw=1.6, label=say("the box")),
        ]
    )
    return sheet.figure


def _about(found: Discovery, page: Page) -> str:
    say, percent = page.language.say, page.language.percent
    if found.box.empty:
        return say("In {base} of runs; no box tells where.", base=percent(found.base_rate))
    said = [
        say(
            "In {density} of the runs inside, {base} in all; inside are {coverage} of cases, "
            "{mass} of runs.",
            density=percent(found.density),
            base=percent(found.base_rate),
            coverage=percent(found.coverage),
            mass=percent(found.mass),
        )
    ]
    unseen = found.held_out.density
    if np.isnan(unseen):
        said.append(say("Half of the points alone show no box."))
    else:
        said.append(say("On points that a fit had not seen: {density}.", density=percent(unseen)))
    hidden = [str(name) for name in found.box["parameter"][2:]]
    if hidden:
        said.append(say("Limits of {parameters} are not drawn.", parameters=", ".join(hidden)))
    return " ".join(said)


def _scatter(axes: Axes, data: pd.DataFrame, names: list[str]) -> None:
    # Runs of one point lie on one another: the coloured area is the share of them.
    data = data.groupby([name for name in data.columns if name != HAPPENS], as_index=False).mean()
    share = data[HAPPENS].to_numpy(np.float64)
    across = data[names[0]].to_numpy()
    # With one parameter alone, heights only part the runs.
    up = data[names[1]].to_numpy() if len(names) > 1 else np.linspace(0.0, 1.0, len(data))
    size = float(np.clip(700.0 / np.sqrt(len(data)), 4.0, 40.0))
    never, yes = share < 1.0, share > 0.0
    axes.scatter(across[never], up[never], s=size, color=MISSING, lw=0, zorder=2, gid="no")
    sizes = size * share[yes]
    axes.scatter(across[yes], up[yes], s=sizes, color=CASES, lw=0, zorder=3, gid="yes")
    axes.margins(0.03)


def _box(axes: Axes, found: Discovery, names: list[str]) -> None:
    """Draw the box; an open side lies at the edge of the panel."""
    if found.box.empty:
        return
    edges = [*map(float, axes.get_xlim()), *map(float, axes.get_ylim())]
    sides = found.box.set_index("parameter")
    for place, name in enumerate(names):
        if name in sides.index:
            for end, column in enumerate(("low", "high")):
                limit = float(sides.loc[[name], column].iloc[0])
                edges[2 * place + end] = edges[2 * place + end] if np.isnan(limit) else limit
    left, right, bottom, top = edges
    axes.set_xlim(axes.get_xlim())
    axes.set_ylim(axes.get_ylim())
    sizes = right - left, top - bottom
    axes.add_patch(
        Rectangle((left, bottom), *sizes, fill=False, edgecolor=INK, lw=1.8, zorder=4, gid="box")
    )
