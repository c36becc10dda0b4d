"""A scene sums up histories as they are, in however many parts they were lived."""

from __future__ import annotations

from datetime import date

import numpy as np
import xarray as xr

from sim import load_scenario, simulate
from sim.web.jobs import part
from sim.web.scenes import REGIONAL, SERIES, Scene, part_of, scene
from sim.web.source import RUNS, Source
from tests.conftest import SHIPPED

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


def test_what_another_bloc_does_is_not_told_of_the_first() -> None:
    """Broken if a second bloc's sanctions and threats, or what is conceded to it, are told as
    those of ECOWAS."""
    pressed = [
        ("WAU", "MLI", "sanctions"), ("WAU", "BFA", "ultimatum"), ("ECOWAS", "NER", "sanctions"),
    ]  # fmt: skip
    members = {code: {"signed": date(2000, 1, 1)} for code in ("MLI", "BFA", "SEN")}
    scenario = load_scenario(SHIPPED).patch(
        {
            "horizon": {"end": "2023-12"},
            "cut": date(2023, 12, 31),  # nobody decides
            "treaties": {"WAU": {"name": "West African Union", "members": members}},
            "blocs": {"WAU": {"name": "Its council", "treaty": "WAU"}},
            "events": [
                {"kind": "posture", "on": date(2023, 9, 1), "bloc": bloc, "country": country,
                 "posture": posture}
                for bloc, country, posture in pressed
            ] + [{"kind": "concession", "on": date(2023, 10, 1), "bloc": "WAU", "country": "MLI"}],
        }
    )  # fmt: skip
    own = scene([part_of(simulate(scenario, runs=2))])
    assert "ECOWAS" == own.bloc
    happened = {
        (deed, code)
        for deed in ("sanctions", "threat", "concession", "climb_down")
        for code in FOCUS
        if own.outcomes[deed, code].any()
    }
    assert {("sanctions", "NER")} == happened
