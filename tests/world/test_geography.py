"""The regions that the package carries."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.world.geography import _parse_outline, load_regions


def test_counts() -> None:
    """Broken if a region or a border of the data file is lost."""
    regions = load_regions()
    pairs = {frozenset((one.id, other)) for one in regions.values() for other in one.neighbours}
    assert 46 == len(regions)
    assert 106 == len(pairs)
    assert {"MLI": 9, "BFA": 13, "NER": 8} == {
        country: sum(region.country == country for region in regions.values())
        for country in ("MLI", "BFA", "NER")
    }


def test_neighbours_are_symmetric() -> None:
    """Broken if violence could cross a border one way only, or reach a region that is not there."""
    regions = load_regions()
    for region in regions.values():
        assert region.id not in region.neighbours
        for neighbour in region.neighbours:
            assert region.id in regions[neighbour].neighbours


def test_order_and_ids() -> None:
    """Broken if ids and file order, by which arrays are indexed, no longer hold."""
    regions = load_regions()
    assert "MLI.tombouctou" == next(iter(regions))
    assert "TCD.lac" in regions
    for key, region in regions.items():
        assert key == region.id
        assert region.country == region.id.split(".")[0]
        assert region.population > 0
        assert region.area_km2 > 0


def test_outlines_are_closed_read_only_rings_around_the_point() -> None:
    """Broken if rings are open, swapped to latitude first, or can be changed by a caller."""
    for region in load_regions().values():
        points = np.concatenate(region.outline)
        assert 2 == points.shape[1]
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        assert west < region.longitude < east
        assert south < region.latitude < north
        for ring in region.outline:
            assert ring[0].tolist() == ring[-1].tolist()
            assert not ring.flags.writeable


def test_callers_do_not_share_the_dictionary() -> None:
    """Broken if emptying one caller's dictionary empties everyone's."""
    load_regions().clear()
    assert 46 == len(load_regions())


def test_multipolygons_give_all_their_rings() -> None:
    """Broken if islands, or holes in them, are dropped."""
    square = [[0, 0], [1, 0], [1, 1], [0, 0]]
    outline = _parse_outline(
        "X", {"type": "MultiPolygon", "coordinates": [[square, square], [square]]}
    )
    assert [(4, 2)] * 3 == [ring.shape for ring in outline]


def test_other_geometries_are_named_in_the_error() -> None:
    """Broken if a wrong data file fails without saying which region is wrong, and how."""
    with pytest.raises(ValueError, match=r"the outline of X\.y is a Point; it must be a Polygon"):
        _parse_outline("X.y", {"type": "Point", "coordinates": [0, 0]})


def test_geography_imports_no_heavy_library() -> None:
    """Broken if reading regions drags in plotting or data libraries."""
    code = (
        "import sys; from sim.world.geography import load_regions; load_regions(); "
        "assert not {'matplotlib', 'xarray', 'pandas'} & set(sys.modules), 'heavy import'"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
