"""A map's frames have the colours, words and numbers of their months."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.language import ENGLISH
from sim.web.charts.theme import DARK, LIGHT, Theme
from sim.web.framing import MANY, frames, map_key, map_numbers
from sim.web.wording import Quantity, regional, steps
from sim.world.geography import load_regions

REGIONS = list(load_regions())
MONTHS = np.arange("2023-07", "2025-07", dtype="datetime64[M]").astype("datetime64[ns]")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("variable", list(regional(ENGLISH)))
def test_colours_change_at_the_edges_of_the_key(variable: str, theme: Theme) -> None:
    """Broken if a region has another colour than the key says of its value: just below an edge
    that of the class below, on it that of the class above."""
    quantity = regional(ENGLISH)[variable]
    edges = quantity.edges
    assert len(edges) + 1 == len(theme.steps) == len(steps(quantity, ENGLISH))
    values = [0.0, *itertools.chain(*((edge * (1 - 1e-9), edge) for edge in edges))]
    expected = [
        theme.steps[place] for place in (0, *itertools.chain(*((i, i + 1) for i in range(7))))
    ]
    table = np.array(values)[:, None]
    own = frames(MONTHS[: len(values)], [REGIONS[3]], table, quantity, theme, ENGLISH)
    assert expected == [row[3] for row in own["colours"]]


def test_regions_are_put_in_their_places() -> None:
    """Broken if regions of a scenario in another order are coloured as one another, or those that
    it lacks look like peace."""
    quantity = regional(ENGLISH)["deaths_region"]
    own = frames(
        MONTHS[:1], [REGIONS[5], REGIONS[2]], np.array([[200.0, 2.0]]), quantity, LIGHT, ENGLISH,
        ["see_fan0"],
    )  # fmt: skip
    (colours,), (values,) = own["colours"], own["values"]
    assert (LIGHT.steps[-1], LIGHT.steps[2]) == (colours[5], colours[2])
    assert ("200", "2.0") == (values[5], values[2])
    assert {(LIGHT.none, "-")} == {
        (colours[place], values[place]) for place in range(len(REGIONS)) if place not in (2, 5)
    }
    assert (["Jul 2023"], [1688169600000.0], ["see_fan0"]) == (
        own["words"], own["times"], own["marks"],
    )  # fmt: skip


def test_the_table_behind_a_map_has_first_and_last_month() -> None:
    """Broken if the numbers of a long history are too many to be read, or those of another month
    than their head says."""
    quantity = Quantity("persons", "", ENGLISH.number)
    values = np.arange(len(MONTHS))[:, None] * np.ones(2)
    text = map_numbers("own", MONTHS, REGIONS[:2], values, quantity, "Numbers", ENGLISH)
    assert MANY + 1 == text.count('scope="col"')
    for month, value in (("Jul 2023", "0"), ("Jun 2025", "23")):
        assert f">{month}</th>" in text
        assert f'<td data-head="{month}">{value}</td>' in text


def test_the_key_has_every_class() -> None:
    """Broken if a colour of the map is not explained."""
    for quantity in regional(ENGLISH).values():
        text = map_key(quantity, DARK, ENGLISH)
        assert all(f'fill="{colour}"' in text for colour in DARK.steps)
        assert all(word in text for word in steps(quantity, ENGLISH))
