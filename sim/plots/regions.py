"""The theatre as a drawing: outlines of regions, heavier national borders, names of countries."""

from collections.abc import Collection, Mapping
from functools import cache
from itertools import pairwise
from math import cos, radians
from types import MappingProxyType

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import Colormap, Normalize
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.plots.errors import FigureError
from sim.plots.style import INK, MISSING, fit, size_of
from sim.world.geography import load_regions

__all__ = [
    "NAME_PLACES",
    "draw_regions",
    "extent",
    "height_of_map",
    "national_borders",
    "require_outlines",
    "stretch",
]

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
        "BEN": (2.7, 9.5),
        "TGO": (0.8, 8.2),
        "GHA": (-1.5, 9.1),
        "CIV": (-7.0, 8.1),
    }
)
# Room for a name, as a share of the panel's width, and its least and greatest size, points.
NAME_WIDTH = 0.18
NAME_SIZES = (5.5, 8.0)

Point = tuple[float, float]
Segment = tuple[Point, Point]


def draw_regions(
    axes: Axes,
    values: Mapping[str, float],
    *,
    norm: Normalize,
    colours: Colormap,
    names: Mapping[str, str] = MappingProxyType({}),
    doubtful: Collection[str] = (),
    falling: Collection[str] = (),
) -> PathCollection:
    """Draw the theatre in `axes`, each region in the colour of its value.

    Args:
        axes: The panel, which loses its axes and takes the theatre's extent.
        values: By region id; regions without a value, or with NaN, are grey and hatched.
        norm: From values to the scale of `colours`.
        colours: The colour map.
        names: Of the countries to name, by code; a name without room gives way to the code.
        doubtful: Ids of regions with a value that might as well be none; they are dotted.
        falling: Ids of regions with a minus, which tells them from rising ones in grey print.

    Returns:
        The faces of the regions, in the order of `load_regions`; its array holds the values.
    """
    regions = load_regions()
    numbers = np.array([values.get(region, np.nan) for region in regions])
    paths = dict(zip(regions, _region_paths(), strict=True))
    faces = PathCollection(
        list(paths.values()),
        array=np.ma.masked_invalid(numbers),
        norm=norm,
        cmap=colours.with_extremes(bad=MISSING),
        edgecolors="#a0a0a0",
        linewidths=0.4,
    )
    axes.add_collection(faces, autolim=False)
    known = dict(zip(regions, ~np.isnan(numbers), strict=True))
    absent = [path for region, path in paths.items() if not known[region]]
    dotted = [path for region, path in paths.items() if known[region] and region in doubtful]
    for some, colour, hatch, mark in (
        (absent, "#9a9a9a", "////", "missing"),
        (dotted, "#a0a0a0", "....", "doubtful"),
    ):
        over = PathCollection(
            some, facecolors="none", edgecolors=colour, hatch=hatch, linewidths=0, gid=mark
        )
        axes.add_collection(over, autolim=False)
    borders = LineCollection(list(national_borders()), colors=INK, linewidths=0.8)
    borders.set_capstyle("round")
    axes.add_collection(borders, autolim=False)
    points = [(regions[one].longitude, regions[one].latitude) for one in falling]
    axes.plot(
        *np.array(points).reshape(-1, 2).T, "_", color=INK, markersize=4, markeredgewidth=1.0,
        path_effects=[withStroke(linewidth=2.4, foreground="white")], gid="falling",
    )  # fmt: skip
    west, south, east, north = extent()
    axes.set(xlim=(west, east), ylim=(south, north), aspect=stretch())
    axes.set_axis_off()
    _write_countries(axes, names)
    return faces


def height_of_map(width: float) -> float:
    """Return how high a map of that width is."""
    west, south, east, north = extent()
    return width * (north - south) / (east - west) * stretch()


def require_outlines(ids: Collection[str]) -> None:
    """Refuse regions that cannot be drawn.

    Raises:
        ValueError: An id is not one of `load_regions`.
    """
    known = load_regions()
    if strangers := [region for region in ids if region not in known]:
        raise FigureError(
            f"no outline for {', '.join(strangers)}; a region's id is one of sim.world.geography, "
            f"such as {next(iter(known))}"
        )


def _write_countries(axes: Axes, names: Mapping[str, str]) -> None:
    halo = [withStroke(linewidth=2.2, foreground="white")]
    width, _ = size_of(axes)
    size = min(max(1.9 * width, NAME_SIZES[0]), NAME_SIZES[1])
    for country in dict.fromkeys(region.country for region in load_regions().values()):
        if country in names:
            name = fit(names[country], NAME_WIDTH * width, size, lines=2)
            axes.text(
                *NAME_PLACES[country],
                # half a name may be that of two countries
                country if name.endswith("…") else name,
                size=size,
                linespacing=1.0,
                color=INK,
                ha="center",
                va="center",
                path_effects=halo,
            )


@cache
def _region_paths() -> tuple[Path, ...]:
    """Return the outlines as paths, in the order of `load_regions`; holes stay open."""
    return tuple(
        Path.make_compound_path(*(Path(ring, closed=True) for ring in region.outline))
        for region in load_regions().values()
    )


@cache
def national_borders() -> tuple[NDArray[np.float64], ...]:
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
def extent() -> tuple[float, float, float, float]:
    """Return west, south, east and north of the theatre, degrees, with a small margin."""
    points = np.concatenate([ring for region in load_regions().values() for ring in region.outline])
    (west, south), (east, north) = points.min(axis=0) - 0.3, points.max(axis=0) + 0.3
    return float(west), float(south), float(east), float(north)


def stretch() -> float:
    """Return how much longer a degree of latitude is than one of longitude, mid-theatre."""
    _, south, _, north = extent()
    return 1 / cos(radians((south + north) / 2))
