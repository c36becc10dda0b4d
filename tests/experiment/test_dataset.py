"""What a user gets back: every variable, under its dimensions, with its unit and its meaning."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from sim.experiment.dataset import unlabel
from sim.experiment.ensemble import DEFAULT_RUNS, simulate
from sim.experiment.outcomes import MANY_DEATHS
from sim.experiment.record import REGIONAL
from sim.scenario import Scenario
from sim.version import VERSION
from sim.world.geography import load_regions
from tests.experiment.conftest import block, differing, first, until, variables

RUNS = 12

NATION = ("run", "month", "country")
REGION = ("run", "month", "region")
BLOC = ("run", "month", "bloc", "country")
TREATY = ("run", "month", "treaty", "country")
MONTHLY = {
    "deaths": (*NATION, "kind"),
    "attacks": NATION,
    "deaths_region": REGION,
    "state_control": REGION,
    "state_control_national": NATION,
    "fighters": ("run", "map_month", "region", "group"),
    "fighters_national": (*NATION, "group"),
    "soldiers": NATION,
    "capacity": NATION,
    "effectiveness": NATION,
    "budget": NATION,
    "legitimacy": NATION,
    "junta": NATION,
    "coup_attempts": NATION,
    "coups": NATION,
    "displaced": NATION,
    "newly_displaced": NATION,
    "presence": ("run", "month", "partner", "country"),
    "posture": BLOC,
    "hardest_posture": BLOC,
    "crisis_result": BLOC,
    "sanctions": BLOC,
    "member": TREATY,
    "pledged": TREATY,
    "due": TREATY,
    "honoured": TREATY,
    "operations_due": TREATY,
    "joint_operations": NATION,
    "coastal_deaths": ("run", "month"),
    "affinity_within": ("run", "month", "treaty"),
    "affinity_with_bloc": ("run", "month", "bloc", "treaty"),
    "treaty_active": ("run", "month", "treaty"),
    "participation": ("run", "month", "treaty"),
    "affinity": ("run", "month", "pair"),
}
OUTCOMES = {
    "total_deaths": ("run", "country"),
    "deaths_last_year": ("run", "country"),
    "deaths_of_kind": ("run", "kind"),
    "total_attacks": ("run", "country"),
    "months_hit": ("run", "region"),
    "final_state_control": ("run", "country"),
    "final_fighters": ("run", "group"),
    "coup_attempts_total": ("run", "country"),
    "coups_total": ("run", "country"),
    "regime_survival": ("run", "country"),
    "months_under_junta": ("run", "country"),
    "final_presence": ("run", "partner", "country"),
    "highest_posture": ("run", "bloc", "country"),
    "interventions": ("run", "bloc", "country"),
    "interventions_won": ("run", "bloc", "country"),
    "expected_interventions": ("run", "bloc", "country"),
    "final_crisis_result": ("run", "bloc", "country"),
    **{
        f"days_to_{posture}": ("run", "bloc", "country")
        for posture in ("suspension", "sanctions", "ultimatum", "activation", "force")
    },
    "obligations_due": ("run", "treaty"),
    "obligations_honoured": ("run", "treaty"),
    "honour_rate": ("run", "treaty"),
    "operations_due_total": ("run", "treaty"),
    "treaty_defunct_after": ("run", "treaty"),
    "final_affinity_within": ("run", "treaty"),
    "final_affinity_with_bloc": ("run", "bloc", "treaty"),
    "total_newly_displaced": ("run", "country"),
    "final_displaced": ("run", "country"),
    "coastal_deaths_total": ("run",),
    "final_regions": ("run", "group"),
    "membership_months": ("run", "treaty"),
    "treaty_months": ("run", "treaty"),
}
EVENTS = {
    f"event_{column}": ("event",)
    for column in ("run", "month", "week", "day", "kind", "subject", "object")
}
DRAWN = "honouring.base_reliability"
NEVER = ("days_to_", "honour_rate", "treaty_defunct_after")
"""How outcomes begin that are not a number where what they are about never came."""
SIGNED = ("affinity", "final_affinity", "coups.base", "event_object")
"""How variables begin that may be negative."""


@pytest.fixture(scope="module")
def scenario(baseline: Scenario) -> Scenario:
    """A year and a half, with coups enough to count."""
    return until(baseline, "2024-12")


@pytest.fixture(scope="module")
def dataset(scenario: Scenario) -> xr.Dataset:
    design = pd.DataFrame({"coups.base": np.linspace(-4, -3, RUNS)})
    return simulate(scenario, design=design, seed=3)


def test_every_variable_is_there_under_its_dimensions(dataset: xr.Dataset) -> None:
    """A script that reads results would not find them, or take one axis for another."""
    parameters = {DRAWN: ("run",), "coups.base": ("run",)}
    found = {str(name): values.dims for name, values in dataset.data_vars.items()}
    assert {**MONTHLY, **OUTCOMES, **EVENTS, **parameters} == found


def test_every_variable_says_what_it_is(dataset: xr.Dataset) -> None:
    """A reader could not tell deaths in a month from deaths in all, or persons from shares."""
    roles = {
        **dict.fromkeys(MONTHLY, "variable"),
        **dict.fromkeys(OUTCOMES, "outcome"),
        **dict.fromkeys(EVENTS, "event"),
    }
    for name, values in dataset.data_vars.items():
        assert roles.get(str(name), "parameter") == values.attrs["role"], name
        assert values.attrs["units"].strip(), name
        assert values.attrs["long_name"].strip(), name
    assert "million USD / month" == dataset["budget"].attrs["units"]
    assert "persons" == dataset["deaths"].attrs["units"]


def test_coordinates_are_the_scenario_s(scenario: Scenario, dataset: xr.Dataset) -> None:
    """Labels would belong to other rows."""
    data, regions = scenario.data, load_regions()
    assert list(range(RUNS)) == dataset["run"].values.tolist()
    months = pd.date_range("2023-07-01", periods=18, freq="MS")
    assert list(months) == list(pd.DatetimeIndex(dataset["month"].values))
    assert list(months[::3]) == list(pd.DatetimeIndex(dataset["map_month"].values))
    labels = {
        "country": data.countries,
        "group": data.groups,
        "partner": data.partners,
        "bloc": data.blocs,
        "treaty": data.treaties,
        "region": regions,
    }
    for name, expected in labels.items():
        assert list(expected) == dataset[name].values.tolist()
    assert ["-".join(pair) for pair in data.record.pairs] == dataset["pair"].values.tolist()
    kinds = ["state_based", "one_sided_group", "one_sided_state", "non_state"]
    assert kinds == dataset["kind"].values.tolist()
    assert "Côte d'Ivoire" == dataset["country_name"].sel(country="CIV").item()
    for name, region in regions.items():
        assert region.name == dataset["region_name"].sel(region=name).item()
        assert region.country == dataset["region_country"].sel(region=name).item()


def test_attributes_say_what_made_it(scenario: Scenario, dataset: xr.Dataset) -> None:
    """A file found a year later could not be made again."""
    attrs = dataset.attrs
    assert ("baseline", 3, VERSION) == (attrs["scenario"], attrs["seed"], attrs["version"])
    assert scenario.digest() == attrs["scenario_hash"]
    assert scenario.data.question == attrs["question"]
    assert ["MLI", "BFA", "NER"] == attrs["focus"]
    given = json.loads(attrs["parameters"])
    assert scenario.parameters["attacks.intensity"] == given["attacks.intensity"]
    assert repr(scenario.parameters[DRAWN]) == given[DRAWN]


def test_varying_parameters_are_there(dataset: xr.Dataset) -> None:
    """It could not be seen which parameters a run had."""
    assert np.linspace(-4, -3, RUNS).tolist() == dataset["coups.base"].values.tolist()
    drawn = dataset[DRAWN].values
    assert RUNS == len(np.unique(drawn))
    assert ((drawn > 0) & (drawn < 1)).all()


def exact(values: xr.DataArray) -> xr.DataArray:
    return values.astype(np.float64)


def test_outcomes_are_what_the_months_add_up_to(dataset: xr.Dataset) -> None:
    """A table of outcomes would contradict the pictures."""
    monthly = {name: exact(dataset[name]) for name in MONTHLY}
    deaths, last = monthly["deaths"].sum("kind"), {"month": -1}
    expected = {
        "total_deaths": deaths.sum("month"),
        "deaths_last_year": deaths.isel(month=slice(6, None)).sum("month"),
        "deaths_of_kind": monthly["deaths"].sum(["month", "country"]),
        "total_attacks": monthly["attacks"].sum("month"),
        "months_hit": (monthly["deaths_region"] >= MANY_DEATHS).sum("month"),
        "final_state_control": monthly["state_control_national"].isel(last),
        "final_fighters": monthly["fighters_national"].isel(last).sum("country"),
        "coup_attempts_total": monthly["coup_attempts"].sum("month"),
        "coups_total": monthly["coups"].sum("month"),
        "months_under_junta": monthly["junta"].sum("month"),
        "final_presence": monthly["presence"].isel(last),
        "highest_posture": monthly["hardest_posture"].max("month"),
        "final_crisis_result": monthly["crisis_result"].isel(last),
        "obligations_due": monthly["due"].sum(["month", "country"]),
        "obligations_honoured": monthly["honoured"].sum(["month", "country"]),
        "operations_due_total": monthly["operations_due"].sum(["month", "country"]),
        "final_affinity_within": monthly["affinity_within"].isel(last),
        "final_affinity_with_bloc": monthly["affinity_with_bloc"].isel(last),
        "total_newly_displaced": monthly["newly_displaced"].sum("month"),
        "final_displaced": monthly["displaced"].isel(last),
        "coastal_deaths_total": monthly["coastal_deaths"].sum("month"),
        "membership_months": monthly["member"].sum(["month", "country"]),
        "treaty_months": monthly["treaty_active"].sum("month"),
    }
    elsewhere = {"regime_survival", "interventions", "interventions_won"}
    elsewhere |= {"expected_interventions", "honour_rate"}
    elsewhere |= {"treaty_defunct_after", "final_regions"}
    elsewhere |= {name for name in OUTCOMES if name.startswith("days_to_")}
    assert set(OUTCOMES) == {*expected, *elsewhere}
    for name, values in expected.items():
        worked_out = exact(values).reset_coords(drop=True).transpose(*dataset[name].dims)
        xr.testing.assert_allclose(worked_out, dataset[name].reset_coords(drop=True), rtol=1e-12)
    for name in ("coups_total", "total_attacks", "months_hit", "total_deaths"):
        assert dataset[name].values.any(), name


def test_regime_survival_counts_months_before_the_first_coup(dataset: xr.Dataset) -> None:
    """A regime would outlive its coup, or one without a coup have none."""
    assert 18 in dataset["regime_survival"]
    assert 2 < len(np.unique(dataset["regime_survival"]))
    for run in range(RUNS):
        for country in dataset["country"].values:
            here = dataset.sel(run=run, country=country)
            months = np.flatnonzero(here["coups"].values)
            expected = months[0] if months.size else 18
            assert expected == here["regime_survival"].item()
    assert 0 == dataset["regime_survival"].sel(country="NER").max().item()


def test_deaths_of_regions_are_those_of_their_countries(dataset: xr.Dataset) -> None:
    """Deaths would be lost or doubled between the map and the countries."""
    by_region = exact(dataset["deaths_region"]).groupby("region_country").sum()
    national = exact(dataset["deaths"]).sum("kind")
    for country in ("MLI", "BFA", "NER"):
        assert national.sel(country=country).values.any()
    for country in by_region["region_country"].values:
        np.testing.assert_allclose(
            national.sel(country=country).values,
            by_region.sel(region_country=country).transpose("run", "month").values,
            rtol=1e-5,
            atol=1e-5,
        )
    off_map = sorted(set(dataset["country"].values) - set(by_region["region_country"].values))
    assert {"SEN", "GIN", "XEC"} <= set(off_map)
    assert not national.sel(country=off_map).values.any()


def test_fighters_on_the_map_are_those_of_the_countries(dataset: xr.Dataset) -> None:
    """The map of fighters would belong to other months than its labels say."""
    by_country = exact(dataset["fighters"]).groupby("region_country").sum()
    national = exact(dataset["fighters_national"]).sel(month=dataset["map_month"].values)
    for country in by_country["region_country"].values:
        np.testing.assert_allclose(
            national.sel(country=country).transpose("run", "month", "group").values,
            by_country.sel(region_country=country).transpose("run", "map_month", "group").values,
            rtol=1e-5,
            atol=1e-3,
        )


def test_numbers_are_possible(dataset: xr.Dataset) -> None:
    """Something would be negative, more than all, or no number at all."""
    for name, values in dataset.data_vars.items():
        if not str(name).startswith(NEVER):
            assert np.isfinite(values.values.astype(np.float64)).all(), name
        if not str(name).startswith(SIGNED):
            assert not (values < 0).any(), name
    for name in ("state_control", "state_control_national", "presence", "participation"):
        assert dataset[name].max() <= 1, name
    assert (dataset["coups"] <= dataset["coup_attempts"]).all()
    assert (dataset["honoured"] <= dataset["due"]).all()
    assert abs(dataset["affinity"]).max() <= 1


def test_a_file_gives_back_the_same(dataset: xr.Dataset, tmp_path: Path) -> None:
    """Saving results would change them, or not be possible."""
    dataset.to_netcdf(tmp_path / "d.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "d.nc", engine="h5netcdf") as found:
        loaded = found.load()
    values = {name: loaded[name].values for name in loaded.variables}
    for name in dataset.variables:
        if dataset[name].dtype.kind == "U":
            assert dataset[name].values.tolist() == values.pop(name).tolist(), name
    numbers = {name: dataset[name].values for name in values}
    assert [] == differing(numbers, values)
    for name, attribute in dataset.attrs.items():
        assert np.array_equal(attribute, loaded.attrs[name]), name
    for name in dataset.data_vars:
        assert dataset[name].attrs == loaded[name].attrs


def test_a_dataset_can_be_taken_apart_again(scenario: Scenario) -> None:
    """Blocks on disk would come back with their axes mixed up."""
    short = until(scenario, "2023-09")
    whole = block(short, first(5))
    assert [] == differing(whole, unlabel(simulate(short, runs=5)))


def test_defaults_are_as_said(baseline: Scenario) -> None:
    """A call without arguments would do something else than its description."""
    month = until(baseline, "2023-07")
    plain = simulate(month)
    assert 500 == DEFAULT_RUNS == plain.sizes["run"]
    given = simulate(month, runs=500, seed=1, workers=1, progress=False)
    assert [] == differing(variables(given), variables(plain))


def test_a_progress_bar_changes_nothing(
    baseline: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    """Watching would cost results, or put text where results are printed."""
    month = until(baseline, "2023-07")
    shown = simulate(month, runs=4, progress=True)
    assert [] == differing(variables(simulate(month, runs=4, progress=False)), variables(shown))
    assert "" == capsys.readouterr().out


def test_regions_may_be_left_out(baseline: Scenario) -> None:
    """Leaving the map out of the results would change, or cost, the rest."""
    month = until(baseline, "2023-08")
    whole, less = simulate(month, runs=4), simulate(month.patch({"record": {"regions": False}}), 4)
    gone = {*REGIONAL, "months_hit"}
    assert gone == {str(name) for name in whole.data_vars} - {str(name) for name in less.data_vars}
    assert [] == differing(variables(whole.drop_vars(list(gone))), variables(less))


@pytest.mark.parametrize("every", [1, 2, 5, 18, 120])
def test_maps_of_fighters_come_as_often_as_asked(baseline: Scenario, every: int) -> None:
    """A map would be of another month, or the last one be missing."""
    year = until(baseline, "2024-06")
    maps = simulate(year.patch({"record": {"fighters_every": every}}), runs=2)["fighters"]
    whole = simulate(year.patch({"record": {"fighters_every": 1}}), runs=2)["fighters"]
    assert [] == differing({"fighters": whole[:, ::every]}, {"fighters": maps})
    assert [] == differing(
        {"map_month": whole["map_month"][::every]}, {"map_month": maps["map_month"]}
    )
