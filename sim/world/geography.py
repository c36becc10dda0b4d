"""The regions of the theatre: who lives where, and which regions touch."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Region", "load_regions"]


@dataclass(frozen=True, eq=False)
class Region:
    """A first-level region.

    Attributes:
        id: Country code and slug, such as "MLI.gao".
        country: ISO 3166 code of three letters.
        name: Name for people.
        population: Inhabitants in 2023.
        area_km2: Area in square kilometres.
        longitude: Of a point inside, degrees east.
        latitude: Of the same point, degrees north.
        neighbours: Ids of the regions that share at least 10 km of border.
        outline: Closed rings of shape (n, 2), longitude and latitude in degrees, read-only.
            Holes are rings too, wound against their shell.
    """

    id: str
    country: str
    name: str
    population: int
    area_km2: float
    longitude: float
    latitude: float
    neighbours: tuple[str, ...]
    outline: tuple[NDArray[np.float64], ...]


def load_regions() -> dict[str, Region]:
    """Return the regions of the theatre by id, in the order of the data file."""
    return {region.id: region for region in _read_regions()}


@cache
def _read_regions() -> tuple[Region, ...]:
    text = files("sim").joinpath("data", "regions.geojson").read_text(encoding="utf-8")
    return tuple(_parse_region(feature) for feature in json.loads(text)["features"])


def _parse_region(feature: dict[str, Any]) -> Region:
    properties = feature["properties"]
    return Region(
        id=feature["id"],
        country=properties["country"],
        name=properties["name"],
        population=int(properties["population_2023"]),
        area_km2=float(properties["area_km2"]),
        longitude=float(properties["lon"]),
        latitude=float(properties["lat"]),
        neighbours=tuple(properties["neighbours"]),
        outline=_parse_outline(feature["id"], feature["geometry"]),
    )


def _parse_outline(region: str, geometry: dict[str, Any]) -> tuple[NDArray[np.float64], ...]:
    match geometry["type"]:
        case "Polygon":
            polygons = [geometry["coordinates"]]
        case "MultiPolygon":
            polygons = geometry["coordinates"]
        case other:
            raise ValueError(
                f"regions.geojson: the outline of {region} is a {other}; "
                "it must be a Polygon or a MultiPolygon"
            )
    rings = tuple(np.array(ring, dtype=np.float64) for polygon in polygons for ring in polygon)
    for ring in rings:
        ring.flags.writeable = False  # the rings are shared by all callers
    return rings
