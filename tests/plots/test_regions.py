"""The theatre as a drawing."""

from itertools import pairwise

from matplotlib import colormaps
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from sim.plots.regions import NAME_PLACES, draw_regions, national_borders
from sim.world.geography import load_regions


def test_borders_inside_a_country_are_not_heavy() -> None:
    """Broken if a border between two regions of one country is drawn as a national border."""
    owners: dict[frozenset[tuple[float, ...]], set[str]] = {}
    for region in load_regions().values():
        for ring in region.outline:
            for start, end in pairwise(map(tuple, ring.tolist())):
                owners.setdefault(frozenset((start, end)), set()).add(region.id)
    drawn = {frozenset(map(tuple, segment.tolist())) for segment in national_borders()}
    inside = {
        segment
        for segment, ids in owners.items()
        if len(ids) == 2 and len({region[:3] for region in ids}) == 1
    }
    assert inside
    assert set(owners) - inside == drawn


def test_each_country_has_a_place_for_its_name() -> None:
    """Broken if a country is added to the geography and not to the map."""
    assert set(NAME_PLACES) == {region.country for region in load_regions().values()}


def test_missing_and_doubtful_regions_are_marked() -> None:
    """Broken if a region without a value looks like one with 0, or doubt is hung on another."""
    ids = list(load_regions())
    axes = Figure().add_subplot()
    values = dict.fromkeys(ids[1:], 0.0)
    doubtful = [ids[0], ids[2], ids[5]]
    draw_regions(axes, values, norm=Normalize(), colours=colormaps["YlOrBr"], doubtful=doubtful)
    faces = axes.collections[0].get_paths()
    marked = {
        str(collection.get_gid()): [
            ids[next(i for i, face in enumerate(faces) if face is path)]
            for path in collection.get_paths()
        ]
        for collection in axes.collections[1:3]
    }
    assert {"missing": [ids[0]], "doubtful": [ids[2], ids[5]]} == marked
