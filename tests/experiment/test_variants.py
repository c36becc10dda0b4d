"""Designs that change the scenario itself: each row lives the scenario that it describes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.errors import LiptakoError
from sim.experiment.ensemble import Ensemble, simulate
from sim.scenario import Scenario
from tests.experiment.conftest import differing, variables

COUP = "[{kind: coup, on: 2023-08-10, country: MLI}]"
GRID = {"treaties.AES": ["", "null"], "events": ["", COUP], "attacks.intensity": [6.0, 10.0]}


@pytest.fixture(scope="module")
def swept(quarter: Scenario) -> xr.Dataset:
    """Two treaties, two pasts, two parameters, three replicates."""
    return simulate(quarter, design=sim.design.grid(GRID, replicates=3))


def row(found: xr.Dataset, treaty: str, event: str, intensity: float) -> xr.Dataset:
    chosen = (
        (found["treaties.AES"] == treaty)
        & (found["events"] == event)
        & (found["attacks.intensity"] == intensity)
    )
    return found.isel(run=np.flatnonzero(chosen))


@pytest.mark.parametrize("event", ["", COUP])
@pytest.mark.parametrize("treaty", ["", "null"])
def test_a_row_is_a_run_of_the_scenario_it_describes(
    quarter: Scenario, swept: xr.Dataset, treaty: str, event: str
) -> None:
    """A treaty that is said to be gone would bind, or an event be forced on others."""
    changes: dict[str, object] = {"parameters": {"attacks": {"intensity": 10.0}}}
    if treaty:
        changes["treaties"] = {"AES": None}
    if event:
        from datetime import date

        changes["events"] = [{"kind": "coup", "on": date(2023, 8, 10), "country": "MLI"}]
    expected = simulate(quarter.patch(changes), runs=3)
    found = row(swept, treaty, event, 10.0).sel(treaty=expected["treaty"])
    assert 3 == found.sizes["run"]
    own = variables(found.drop_vars([n for n, v in found.items() if v.attrs["role"] == "design"]))
    wanted = variables(expected)
    del own["attacks.intensity"]
    for table in (own, wanted):  # runs have other numbers, and names other places
        for name in list(table):
            if name.startswith("event_") or name == "run":
                del table[name]
    assert [] == differing(wanted, own)


def test_what_a_run_does_not_have_is_told_apart(swept: xr.Dataset) -> None:
    """A treaty that does not exist would seem to be one without members' warmth."""
    gone = swept["treaties.AES"] == "null"
    assert ["AES", "ECOWAS", "G5S"] == sorted(swept["treaty"].values)
    aes = swept.sel(treaty="AES")
    assert not aes["member"].isel(run=np.flatnonzero(gone)).any()
    assert np.isnan(aes["participation"].isel(run=np.flatnonzero(gone))).all()
    assert np.isfinite(aes["participation"].isel(run=np.flatnonzero(~gone))).all()
    assert {"Alliance of Sahel States"} <= set(swept["treaty_name"].values.tolist())


def test_the_chronicle_names_whom_it_means(swept: xr.Dataset) -> None:
    """Events of one scenario would be told with the names of another's actors."""
    told = sim.chronicle(swept)
    coups = told[(told["kind"] == "coup") & (told["subject"] == "MLI")]
    assert set(np.flatnonzero(swept["events"].values == COUP)) <= set(coups["run"])
    assert told["run"].is_monotonic_increasing
    pledged = told[(told["kind"] == "pledge")]
    without = set(np.flatnonzero(swept["treaties.AES"].values == "null"))
    assert not without & set(pledged["run"])


def test_equal_replicates_have_equal_luck(swept: xr.Dataset) -> None:
    """Points would differ by luck, and be called different."""
    july = swept.isel(month=0)
    one, other = (row(july, "", event, 6.0) for event in ("", COUP))
    assert [0, 1, 2] == one["replicate"].values.tolist()
    assert np.array_equal(one["deaths"], other["deaths"])  # the coup comes in August
    assert len(np.unique(one["deaths"].sum(("country", "kind")))) == 3


def test_a_membership_and_a_region_can_vary(quarter: Scenario) -> None:
    """A key with a dot of its own would be cut in two, or a member stay."""
    names = {"treaties.G5S.members.NER": ["", "null"]}
    names["groups.JNIM.fighters.MLI.gao"] = ["100", "9000"]
    found = simulate(quarter, design=sim.design.grid(names))
    member = found["member"].sel(treaty="G5S", country="NER").isel(month=0).values
    assert [True, True, False, False] == member.tolist()
    fighters = found["fighters"].sel(group="JNIM", region="MLI.gao").isel(map_month=0).values
    assert [False, True, False, True] == (fighters > 2000).tolist()


def test_scenarios_are_named_by_their_column(quarter: Scenario) -> None:
    """Two files could not be compared in one design."""
    quiet = quarter.patch({"title": "Quiet", "treaties": {"AES": None}})
    design = sim.design.grid({"scenario": ["war", "quiet"]}, replicates=2)
    found = simulate({"war": quarter, "quiet": quiet}, design=design)
    assert ["war", "war", "quiet", "quiet"] == found["scenario"].values.tolist()
    assert [True, True, False, False] == found["pledged"].sel(treaty="AES").any(
        ("month", "country")
    ).values.tolist()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"treaties.AES": ["", "nul"]}, "design: row 1: .*treaties.AES"),
        ({"treaties.AEX": ["", "null"]}, "design: row 1: .*AEX"),
        ({"treaties.AES": ["[", ""]}, "treaties.AES in row 0 is '\\[', which cannot be read"),
        ({"scenario": ["", "accra"]}, "scenario in row 1 is 'accra', which is not given"),
        ({"groups.JNIM": ["x\ny: 1"]}, "cannot be read"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(
    quarter: Scenario, columns: dict[str, list[str]], says: str
) -> None:
    """A slip in a cell would end in a traceback, or in another scenario."""
    with pytest.raises(LiptakoError, match=says):
        Ensemble.of(quarter, None, 1, pd.DataFrame(columns))


def test_scenarios_that_do_not_fit_together_are_refused(quarter: Scenario) -> None:
    """Months of one would stand beside none of the other."""
    longer = quarter.patch({"horizon": {"end": "2024-03"}})
    design = sim.design.grid({"scenario": ["a", "b"]})
    with pytest.raises(LiptakoError, match="row 1 has another horizon than row 0"):
        Ensemble.of({"a": quarter, "b": longer}, None, 1, design)


def test_numbers_that_vary_by_run_have_to_be_parameters(quarter: Scenario) -> None:
    """A sweep over a thousand scenarios would set up each of them, for hours."""
    cells = [f"{value:.4f}" for value in np.linspace(0.1, 0.9, 1001)]
    with pytest.raises(LiptakoError, match="1,001 different scenarios - at most 1,000"):
        Ensemble.of(quarter, None, 1, pd.DataFrame({"countries.NER.legitimacy": cells}))
