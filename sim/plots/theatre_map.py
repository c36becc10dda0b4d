"""Maps of the theatre: one colour a region, one panel a year."""

from calendar import month_abbr
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from math import ceil, cos, isfinite, isnan, radians
from types import MappingProxyType

import matplotlib
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.plots.selection import country_names, labels, run_values
from sim.plots.style import (
    COLOUR_BAR,
    EDGE,
    FOOTER,
    HEADER,
    INK,
    MISSING,
    PLAIN,
    add_colour_bar,
    fit,
    new_figure,
    panel_axes,
    source_line,
)
from sim.world.geography import load_regions

__all__ = ["draw_regions", "exceedance_by_year", "probability_map", "region_map"]

# Where the names of countries stand, degrees east and north: inside the large ones, below the
# border regions of the small ones.
NAME_PLACES = MappingProxyType(
    {
        "MLI": (-2.9, 18.2),
        "BFA": (-1.7, 12.6),
        "NER": (9.2, 17.3),
        "MRT": (-7.45, 16.2),
        "TCD": (15.35, 12.6),
        "NGA": (8.7, 10.6),
        "BEN": (2.5, 9.5),
        "TGO": (0.5, 8.7),
        "GHA": (-1.4, 9.4),
        "CIV": (-7.0, 8.1),
    }
)
# Room for a name, inches, and its size, points.
NAME_WIDTH = 0.62
NAME_SIZE = 6.5
# Width of a panel in inches, by the number of columns.
PANEL_WIDTHS = MappingProxyType({1: 7.4, 2: 4.8, 3: 3.6})

Point = tuple[float, float]
Segment = tuple[Point, Point]


def probability_map(dataset: xr.Dataset, threshold: float = 25) -> Figure:
    """Map the chance that a region sees `threshold` or more deaths in a month, year by year.

    Takes `deaths_region` (run, month, region).

    Raises:
        ValueError: The threshold is not above zero, or the variable is not in the dataset or has
            other dimensions, or a region has no outline.
    """
    panels = exceedance_by_year(dataset, threshold)
    return region_map(
        dataset,
        panels,
        title=f"Where {threshold:,g} or more people die in a month",
        subtitle="Share of runs in which the deaths of a month reach the threshold, "
        "averaged over the months of the year.",
        legend=f"Probability of {threshold:,g} or more deaths in a month",
    )


def exceedance_by_year(dataset: xr.Dataset, threshold: float) -> dict[str, NDArray[np.float64]]:
    """Return by year the share of runs with `threshold` deaths or more, mean of the months.

    Keys are years, with the months they cover if not all twelve: "Jul-Dec 2023". Values have the
    shape (region,).
    """
    if not (isfinite(threshold) and threshold > 0):
        raise ValueError(f"threshold is {threshold}; it must be a number of deaths above zero")
    deaths = run_values(dataset, "deaths_region", ("run", "month", "region"))
    by_month = np.count_nonzero(deaths >= threshold, axis=0) / len(deaths)
    months = dataset["month"].values.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    return {
        _year_label(months[years == year]): by_month[years == year].mean(axis=0)
        for year in np.unique(years)
    }


def region_map(
    dataset: xr.Dataset,
    panels: Mapping[str, NDArray[np.floating]],
    *,
    title: str,
    subtitle: str,
    legend: str,
    limits: tuple[float, float] = (0.0, 1.0),
    percent: bool = True,
) -> Figure:
    """Map values of the dataset's regions, one panel an entry.

    Args:
        dataset: Gives the regions, the names of countries and the source line.
        panels: Values of shape (region,) by the title of their panel.
        title: Of the figure.
        subtitle: One or two lines on how to read it.
        legend: What the colours measure, with the unit.
        limits: Values at the ends of the colour scale.
        percent: Whether the values are shares, written as percentages.

    Raises:
        ValueError: There is no panel, or a region has no outline.
    """
    if not panels:
        raise ValueError("no panels to map: give values of shape (region,) for one at least")
    ids = labels(dataset, "region")
    _require_outlines(ids)
    if missing := len(load_regions()) - len(ids):
        subtitle += f" Grey and hatched: {missing} regions not in this dataset."
    figure, all_axes = _lay_out(len(panels), title, subtitle, source_line(dataset))
    norm, colours = Normalize(*limits), matplotlib.colormaps["YlOrBr"]
    names = country_names(dataset)
    for axes, (heading, values) in zip(all_axes, panels.items(), strict=True):
        by_region = dict(zip(ids, values.tolist(), strict=True))
        drawn = draw_regions(axes, by_region, norm=norm, colours=colours, names=names)
        axes.set_title(heading, loc="left", size=PLAIN + 1, weight="bold", color=INK)
    add_colour_bar(figure, drawn, legend, percent=percent)
    return figure


def draw_regions(
    axes: Axes,
    values: Mapping[str, float],
    *,
    norm: Normalize,
    colours: Colormap,
    names: Mapping[str, str] = MappingProxyType({}),
) -> PathCollection:
    """Draw the theatre in `axes`, each region in the colour of its value.

    Args:
        axes: The panel, which loses its axes and takes the theatre's extent.
        values: By region id; regions without a value, or with NaN, are grey and hatched.
        norm: From values to the scale of `colours`.
        colours: The colour map.
        names: Of countries by code; a country without a name shows its code.

    Returns:
        The faces of the regions, in the order of `load_regions`; its array holds the values.
    """
    regions = load_regions()
    numbers = np.array([values.get(region, np.nan) for region in regions])
    faces = PathCollection(
        list(_region_paths()),
        array=np.ma.masked_invalid(numbers),
        norm=norm,
        cmap=colours.with_extremes(bad=MISSING),
        edgecolors="white",
        linewidths=0.4,
    )
    axes.add_collection(faces, autolim=False)
    absent = [path for path, number in zip(_region_paths(), numbers, strict=True) if isnan(number)]
    hatching = PathCollection(
        absent, facecolors="none", edgecolors="#9a9a9a", hatch="////", linewidths=0
    )
    axes.add_collection(hatching, autolim=False)
    borders = LineCollection(list(_national_borders()), colors=INK, linewidths=0.8)
    borders.set_capstyle("round")
    axes.add_collection(borders, autolim=False)
    west, south, east, north = _extent()
    axes.set(xlim=(west, east), ylim=(south, north), aspect=_stretch())
    axes.set_axis_off()
    _write_countries(axes, names)
    return faces


def _lay_out(count: int, title: str, subtitle: str, source: str) -> tuple[Figure, list[Axes]]:
    """Return a figure just large enough for `count` maps, and their axes."""
    columns = 2 if count in (2, 4) else min(3, count)
    rows = ceil(count / columns)
    west, south, east, north = _extent()
    width, gap = PANEL_WIDTHS[columns], (0.15, 0.3)
    height = width * (north - south) / (east - west) * _stretch()
    figure = new_figure(
        2 * EDGE + columns * width + (columns - 1) * gap[0],
        HEADER + rows * height + (rows - 1) * gap[1] + COLOUR_BAR + FOOTER,
        title=title,
        subtitle=subtitle,
        source=source,
    )
    return figure, panel_axes(figure, count, columns, bottom=COLOUR_BAR + FOOTER, gap=gap)


def _write_countries(axes: Axes, names: Mapping[str, str]) -> None:
    halo = [withStroke(linewidth=2.2, foreground="white")]
    for country in dict.fromkeys(region.country for region in load_regions().values()):
        axes.text(
            *NAME_PLACES[country],
            fit(names.get(country, country), NAME_WIDTH, NAME_SIZE, lines=2),
            size=NAME_SIZE,
            linespacing=1.0,
            color=INK,
            ha="center",
            va="center",
            path_effects=halo,
        )


def _require_outlines(ids: list[str]) -> None:
    known = load_regions()
    if strangers := [region for region in ids if region not in known]:
        raise ValueError(
            f"no outline for {', '.join(strangers)}; a region's id is one of sim.world.geography, "
            f"such as {next(iter(known))}"
        )


def _year_label(months: NDArray[np.datetime64]) -> str:
    """Return "2024" for twelve months, "Jul-Dec 2023" or "Jul 2023" for fewer."""
    year = str(months[0].astype("datetime64[Y]"))
    if len(months) == 12:
        return year
    first, last = (month_abbr[int(str(month)[5:7])] for month in (months[0], months[-1]))
    return f"{first} {year}" if first == last else f"{first}-{last} {year}"


@cache
def _region_paths() -> tuple[Path, ...]:
    """Return the outlines as paths, in the order of `load_regions`; holes stay open."""
    return tuple(
        Path.make_compound_path(*(Path(ring, closed=True) for ring in region.outline))
        for region in load_regions().values()
    )


@cache
def _national_borders() -> tuple[NDArray[np.float64], ...]:
    """Return the segments, shape (2, 2), between countries or on the edge of the theatre."""
    countries: dict[Segment, list[str]] = {}
    for region in load_regions().values():
        for ring in region.outline:
            points = [(float(x), float(y)) for x, y in ring]
            for start, end in pairwise(points):
                segment = (min(start, end), max(start, end))
                countries.setdefault(segment, []).append(region.country)
    # a segment inside a country is there twice, once for each region beside it
    return tuple(
        np.array(segment)
        for segment, beside in countries.items()
        if len(beside) == 1 or len(set(beside)) > 1
    )


@cache
def _extent() -> tuple[float, float, float, float]:
    """Return west, south, east and north of the theatre, degrees, with a small margin."""
    points = np.concatenate([ring for region in load_regions().values() for ring in region.outline])
    (west, south), (east, north) = points.min(axis=0) - 0.3, points.max(axis=0) + 0.3
    return float(west), float(south), float(east), float(north)


def _stretch() -> float:
    """Return how much longer a degree of latitude is than one of longitude, mid-theatre."""
    _, south, _, north = _extent()
    return 1 / cos(radians((south + north) / 2))
