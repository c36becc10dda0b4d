"""A scene sums up histories as they are, in however many parts they were lived."""

from __future__ import annotations

import numpy as np
import xarray as xr

from sim.web.jobs import part
from sim.web.scenes import REGIONAL, SERIES, Scene, scene
from sim.web.source import RUNS, Source

FOCUS = ("MLI", "BFA", "NER")


def test_parts_put_together_are_the_whole(short_source: Source) -> None:
    """Broken if what a visitor sees depends on how many processes the machine has."""
    one = scene([part(short_source, 0, RUNS)])
    other = scene([part(short_source, 0, 80), part(short_source, 80, RUNS)])
    assert (RUNS, RUNS) == (one.runs, other.runs)
    for name in ("series", "members", "active", "postures", "outcomes"):
        first, second = getattr(one, name), getattr(other, name)
        assert first.keys() == second.keys()
        for key in first:
            np.testing.assert_array_equal(first[key], second[key], err_msg=f"{name} {key}")
    for name in REGIONAL:  # sums of fractions, in another order
        np.testing.assert_allclose(one.maps[name], other.maps[name], rtol=1e-12)


def test_fans_are_quantiles_of_the_histories(histories: xr.Dataset, whole: Scene) -> None:
    """Broken if a fan is of another country, or its bands of other shares of the histories."""
    assert FOCUS == whole.focus
    tops = dict.fromkeys(SERIES, 0.0)
    for name in SERIES:
        values = histories[name].sum("kind") if name == "deaths" else histories[name]
        for code in FOCUS:
            own = values.sel(country=code).transpose("month", "run").values
            expected = np.quantile(own, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1)
            np.testing.assert_allclose(expected, whole.fan(name, code), rtol=1e-5)
            tops[name] = max(tops[name], expected[-1].max())
        np.testing.assert_allclose(tops[name], whole.top(name), rtol=1e-5)


def test_shares_are_of_histories(histories: xr.Dataset, whole: Scene) -> None:
    """Broken if a band tells of more or fewer histories than belong to a treaty or see a posture,
    or if the map is not their mean."""
    inside = histories["member"].sel(treaty="AES", country="NER")
    np.testing.assert_allclose(inside.mean("run").values, whole.members["AES", "NER"])
    assert ("AES", "NGA") not in whole.members
    hardest = histories["hardest_posture"].sel(country="NER").isel(bloc=0)
    for level in range(6):
        expected = (hardest >= level).mean("run").values
        np.testing.assert_allclose(expected, whole.postures["NER"][level])
    for name in REGIONAL:
        expected = histories[name].mean("run").transpose(..., "region").values
        np.testing.assert_allclose(expected, whole.maps[name], rtol=1e-5)


def test_coups_are_those_beyond_dated_history(histories: xr.Dataset, whole: Scene) -> None:
    """Broken if the coup of 26 July 2023, which the scenario makes happen, counts as one that came
    of a lever."""
    for code, dated in (("MLI", 0), ("BFA", 0), ("NER", 1)):
        every = histories["coups_total"].sel(country=code).values
        np.testing.assert_array_equal(every - dated, whole.outcomes["coups_total", code])
        assert whole.outcomes["coups_total", code].min() >= 0
    assert histories["coups_total"].sel(country="NER").values.min() >= 1
