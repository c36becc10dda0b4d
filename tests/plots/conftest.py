"""A synthetic dataset with the names, dimensions and memory layout of the real one."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from sim.world.geography import load_regions
from tests.plots.clipping import assert_on_page

COUNTRIES = {
    "MLI": "Mali",
    "BFA": "Burkina Faso",
    "NER": "Niger",
    "TCD": "Chad",
    "MRT": "Mauritania",
    "NGA": "Nigeria",
    "BEN": "Benin",
    "TGO": "Togo",
    "CIV": "Côte d'Ivoire",
    "GHA": "Ghana",
    "SEN": "Senegal",
    "GIN": "Guinea",
    "XEC": "Other ECOWAS members",
}
KINDS = ["state_based", "one_sided_group", "one_sided_state", "non_state"]
GROUPS = ["JNIM", "ISSP", "ISWAP"]
BLOCS = ["ECOWAS", "UEMOA"]
PARTNERS = {"FRA": "France", "RUS": "Russia"}
TREATIES = ["AES", "G5S", "ECOWAS"]
MEAN_DEATHS = {"MLI": 320, "BFA": 560, "NER": 150, "NGA": 180, "BEN": 12, "TGO": 4, "TCD": 6}

MakeDataset = Callable[..., xr.Dataset]
CheckTexts = Callable[[Figure], None]


def build_dataset(
    runs: int = 60,
    months: int = 54,
    countries: Sequence[str] = tuple(COUNTRIES),
    *,
    zero: bool = False,
    seed: int = 1,
) -> xr.Dataset:
    """Return heavy-tailed histories, run fastest in memory; all zeros on demand."""
    generator = np.random.default_rng(seed)
    ids = [region.id for region in load_regions().values() if region.country in countries]
    owner = np.array([region.split(".")[0] for region in ids])
    mean = np.array([MEAN_DEATHS.get(code, 1) / np.sum(owner == code) for code in owner])
    walk = _walk(generator, (months, 1, runs), 0.16) + _walk(
        generator, (months, len(ids), runs), 0.1
    )
    uneven = generator.lognormal(0, 0.9, (1, len(ids), 1))
    noise = generator.lognormal(-0.4, 0.9, (months, len(ids), runs))
    regional = np.round(mean[:, None] * uneven * np.exp(walk) * noise).astype(np.float32)
    deaths = np.stack(
        [regional[:, owner == code].sum(axis=1) for code in countries], axis=1, dtype=np.float32
    )
    split = np.array([0.45, 0.3, 0.15, 0.1], dtype=np.float32)[:, None]
    start = np.resize([0.4, -0.1, 1.2, 2.5], len(countries))[:, None]
    control = 1 / (1 + np.exp(-start - _walk(generator, (months, len(countries), runs), 0.12)))
    share = np.array([4.5, 2.2, 0.6], dtype=np.float32)[:, None] / len(countries)
    growth = np.exp(_walk(generator, (months, len(countries), len(GROUPS), runs), 0.06))
    arrays = {
        "deaths": (("month", "country", "kind"), deaths[:, :, None] * split, "deaths"),
        "deaths_region": (("month", "region"), regional, "deaths"),
        "attacks": (("month", "country"), np.round(deaths / 6), "attacks per month"),
        "state_control_national": (("month", "country"), control, "share of population"),
        "fighters_national": (("month", "country", "group"), 1000 * share * growth, "fighters"),
        "affinity": (("month", "pair"), _affinities(months, len(_pairs(countries)), runs), "1"),
        "budget": (("month", "country"), deaths - deaths.mean(), "million US dollars"),
    }
    postures = generator.integers(0, 6, (months, len(BLOCS), len(countries), runs), np.int8)
    members = generator.random((months, len(TREATIES), len(countries), runs)) < 0.7
    in_force = generator.random((months, len(TREATIES), runs)) < 0.9
    results = generator.integers(0, 6, postures.shape, np.int8)
    # a coup in every run opens the histories
    coups = generator.random((months, len(countries), runs)) < 0.03
    coups[0] = np.arange(len(countries))[:, None] == min(2, len(countries) - 1)
    politics = {
        "posture": (("month", "bloc", "country"), postures, "1"),
        "crisis_result": (("month", "bloc", "country"), results, "1"),
        "coups": (("month", "country"), coups, "coups"),
        "hardest_posture": (("month", "bloc", "country"), postures, "1"),
        "member": (("month", "treaty", "country"), members, "1"),
        "treaty_active": (("month", "treaty"), in_force, "1"),
    }
    shape = (-(-months // 3), len(GROUPS), len(ids), runs)
    arrays |= {
        "state_control": (("month", "region"), generator.random((months, len(ids), runs)), "1"),
        "fighters": (("map_month", "group", "region"), generator.lognormal(3, 2, shape), "persons"),
    }
    numbers = {name: (d, values.astype(np.float32), u) for name, (d, values, u) in arrays.items()}
    return xr.Dataset(
        {
            name: (
                ("run", *dims),
                np.moveaxis(np.zeros_like(values) if zero else values, -1, 0),
                {"units": units, "long_name": name.replace("_", " ")},
            )
            for name, (dims, values, units) in (numbers | politics).items()
        },
        coords=_coordinates(months, countries, ids),
        attrs={"scenario": "baseline", "seed": 42, "version": "0.1.0", "focus": countries[:3]},
    )


def _coordinates(months: int, countries: Sequence[str], ids: Sequence[str]) -> dict[str, object]:
    start = np.datetime64("2023-07")
    return {
        "month": np.arange(start, start + months).astype("datetime64[ns]"),
        "map_month": np.arange(start, start + months, 3).astype("datetime64[ns]"),
        "country": list(countries),
        "country_name": ("country", [COUNTRIES[code] for code in countries]),
        "region": list(ids),
        "group": GROUPS,
        "kind": KINDS,
        "bloc": BLOCS,
        "partner": list(PARTNERS),
        "partner_name": ("partner", list(PARTNERS.values())),
        "pair": _pairs(countries),
        "treaty": TREATIES,
    }


def _pairs(countries: Sequence[str]) -> list[str]:
    """Return pairs of the first countries among themselves, with a bloc, and with partners."""
    actors = [*countries[:4], "ECOWAS", *PARTNERS]
    return [f"{one}-{other}" for one, other in combinations(actors, 2)]


def _affinities(months: int, pairs: int, runs: int) -> NDArray[np.float64]:
    """Return affinities all over the scale, from numbers of their own."""
    generator = np.random.default_rng(2)
    level = np.linspace(-0.9, 0.9, pairs)[:, None]
    return np.clip(level + generator.normal(0, 0.3, (months, pairs, runs)), -1, 1)


def _walk(
    generator: np.random.Generator, shape: tuple[int, ...], step: float
) -> NDArray[np.float64]:
    return np.cumsum(generator.normal(0, step, shape), axis=0)


@pytest.fixture
def make_dataset() -> MakeDataset:
    """Return the factory; each test asks for the sizes it needs."""
    return build_dataset


@pytest.fixture
def check_texts() -> CheckTexts:
    """Return a check that no text is cut off, and no tick label lies upon its neighbour."""

    def check(figure: Figure) -> None:
        figure.draw_without_rendering()
        ticks = {id(text) for axes in figure.axes for text in _tick_labels(axes)}
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible() and id(text) not in ticks:
                assert_on_page(text, figure)
        for axes in figure.axes:
            for labels in (_drawn(axes, "x"), _drawn(axes, "y")):
                for text in labels:
                    assert_on_page(text, figure)
                upright = [text for text in labels if text.get_rotation() == 0.0]
                boxes = [text.get_window_extent() for text in upright]
                for one, other, text in zip(boxes, boxes[1:], upright, strict=False):
                    assert not one.overlaps(other), text

    return check


def _tick_labels(axes: Axes) -> list[Text]:
    ticks = [*axes.xaxis.get_major_ticks(), *axes.yaxis.get_major_ticks()]
    return [label for tick in ticks for label in (tick.label1, tick.label2)]


def _drawn(axes: Axes, side: str) -> list[Text]:
    """Tick labels within the limits of an axis, one beside the other."""
    axis = axes.xaxis if side == "x" else axes.yaxis
    low, high = sorted(axis.get_view_interval())
    return [
        label
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
        for label in (tick.label1, tick.label2)
        if label.get_visible() and label.get_text()
    ]
