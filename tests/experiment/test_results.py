"""Results results opened again, and single runs of them lived again, to the last bit."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest

from sim.errors import LiptakoError
from sim.experiment.ensemble import Ensemble
from sim.experiment.replay import Replay, check_same, decided_month, replay
from sim.experiment.results import Results
from sim.experiment.store import Store
from sim.scenario import Scenario, load_scenario, rebuilt_scenario
from tests.experiment.conftest import BASELINE, differing

RUNS = 4
DESIGN = pd.DataFrame(
    {"recruitment.base": [0.05, 0.06, 0.07, 0.08], "coups.base": [-6, -5, -4, -3]}
)
DRAWN = {"parameters": {"recruitment": {"base": {"uniform": [0.05, 0.08]}}}}

Made = Callable[..., Results]


@pytest.fixture(scope="module")
def made(year: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Runs a scenario, keeps its results, and opens them."""

    def stored(scenario: Scenario = year, design: pd.DataFrame | None = None) -> Results:
        ensemble = Ensemble.of(scenario, None if design is not None else RUNS, 7, design)
        store = Store.of(ensemble, tmp_path_factory.mktemp("results"))
        store.run(1, progress=False)
        return Results.open(store.folder)

    return stored


@pytest.fixture(scope="module")
def results(made: Made) -> Results:
    """Results of the shipped scenario's first year."""
    return made()


def test_results_are_shown_in_a_line(results: Results) -> None:
    """Whoever opens results in a notebook would be shown pages."""
    assert f"Results('{results.folder}', {RUNS} runs, seed {results.seed})" == repr(results)


@pytest.fixture
def copy(results: Results, tmp_path: Path) -> Results:
    """The same results, to be damaged."""
    shutil.copytree(results.folder, tmp_path / "copy")
    return Results.open(tmp_path / "copy")


def again(stored: Results, run: int) -> Replay:
    return replay(stored.scenario, run, stored.seed, stored.row(run))


@pytest.mark.parametrize("path", sorted(BASELINE.parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_manifest_keeps_the_whole_scenario(path: Path) -> None:
    """A stored run would be explained by another scenario than made it."""
    scenario = load_scenario(path)
    back = rebuilt_scenario(scenario.name, json.loads(json.dumps(scenario.resolved)))
    assert (scenario.digest(), scenario.data) == (back.digest(), back.data)
    assert (scenario.name, scenario.notes == back.notes) == (back.name, True)


def test_a_text_that_reads_like_a_date_stays_text(quarter: Scenario) -> None:
    """Results of a scenario titled by its date could not be opened."""
    dated = quarter.patch({"title": "2024-01-31", "question": "2024-01-30"})
    back = rebuilt_scenario("dated", json.loads(json.dumps(dated.resolved)))
    assert (dated.digest(), dated.data) == (back.digest(), back.data)


@pytest.mark.parametrize("run", range(RUNS))
def test_a_run_lived_again_is_the_one_that_is_stored(results: Results, run: int) -> None:
    """An explanation would be of another history than the results hold."""
    lived, stored = again(results, run), results.block(run)
    assert [] == differing(lived.block, stored)
    assert len(stored["event_run"]) > 0
    check_same(lived, stored, results.folder)
    assert lived.decisions


def test_so_is_one_of_a_designed_ensemble(made: Made) -> None:
    """A sweep's runs would be explained with the scenario's own parameters."""
    results = made(design=DESIGN)
    assert {"coups.base", "recruitment.base"} == set(results.design.parameters)
    for run in range(RUNS):
        assert {"coups.base": [DESIGN["coups.base"][run]]}.items() <= {
            name: values.tolist() for name, values in results.row(run).items()
        }.items()
        assert [] == differing(again(results, run).block, results.block(run))


def test_so_is_one_with_parameters_drawn_by_run(made: Made, year: Scenario) -> None:
    """A run of uncertain parameters would be lived again with others."""
    results = made(year.patch(DRAWN))
    for run in range(RUNS):
        stored = results.block(run)
        assert 0.05 < stored["recruitment.base"][0] < 0.08
        assert [] == differing(again(results, run).block, stored)


def test_so_is_one_that_records_less(made: Made, quarter: Scenario) -> None:
    """Results without regions could not be explained."""
    results = made(quarter.patch({"record": {"regions": False}}))
    assert "deaths_region" not in results.block(3)
    assert [] == differing(again(results, 3).block, results.block(3))


def change(stored: Results, name: str, place: tuple[int, ...]) -> None:
    with h5py.File(stored.folder / "blocks" / "000000.nc", "r+") as file:
        file[name][place] = file[name][place] + 1


@pytest.mark.parametrize(
    ("name", "place", "when"),
    [
        ("legitimacy", (2, 5, 0), "'legitimacy' in 2023-12."),
        ("coups", (2, 11, 0), "'coups' in 2024-06."),
        ("fighters", (2, 1, 0, 0), "'fighters' in 2023-10."),
        ("total_deaths", (2, 0), "'total_deaths'."),
    ],
)
def test_a_run_that_is_not_what_it_was_is_refused(
    copy: Results, name: str, place: tuple[int, ...], when: str
) -> None:
    """Results of another version would be explained by decisions that never made them."""
    if name == "fighters":
        assert 3 == copy.scenario.data.record.fighters_every
    change(copy, name, place)
    with pytest.raises(LiptakoError) as told:
        check_same(again(copy, 2), copy.block(2), copy.folder)
    assert f"run 2 lived again is not the one that is stored; the first to differ is {when}" in str(
        told.value
    )
    assert "run the scenario again" in str(told.value)
    check_same(again(copy, 1), copy.block(1), copy.folder)


def test_an_event_that_was_changed_is_told_by_its_month(copy: Results) -> None:
    """A chronicle that was tampered with would pass."""
    block = copy.block(2)
    with h5py.File(copy.folder / "blocks" / "000000.nc", "r+") as file:
        first = int(np.searchsorted(file["event_run"][...], 2))
        file["event_subject"][first + 3] = file["event_subject"][first + 3] + 1
    month = f"2023-{7 + block['event_month'][3]:02d}"
    with pytest.raises(LiptakoError, match=f"'event_subject' in {month}"):
        check_same(again(copy, 2), copy.block(2), copy.folder)


def test_a_missing_or_damaged_block_is_told(copy: Results) -> None:
    """A stopped run, or a broken disk, would end in a traceback."""
    path = copy.folder / "blocks" / "000000.nc"
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"nothing"):
        path.write_bytes(content)
        with pytest.raises(LiptakoError, match=r"000000\.nc: damaged"):
            copy.block(0)
    path.unlink()
    with pytest.raises(LiptakoError, match=r"000000\.nc: missing - the same command"):
        copy.block(0)


@pytest.mark.parametrize("run", [-1, RUNS, 2.0, True, "1"])
def test_a_run_that_is_not_there_is_refused(results: Results, run: object) -> None:
    """A slip in a number would explain some other run."""
    with pytest.raises(LiptakoError, match=r"is not among the 4 of .* - use 0 to 3"):
        results.block(run)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("scenarios"),
        lambda content: content["scenarios"]["baseline"].pop("countries"),
        lambda content: content["scenarios"]["baseline"].update(title="Another"),
        lambda content: content.update(runs="many"),
        lambda content: content.update(seed=None),
    ],
)
def test_a_damaged_manifest_is_refused(copy: Results, change: Callable[[dict], None]) -> None:
    """A run would be explained by what did not make it, or end in a traceback."""
    file = copy.folder / "manifest.json"
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(LiptakoError, match=r"manifest\.json: .* - run the scenario again"):
        Results.open(copy.folder)
    for text in ("{", "[" * 100_000):
        file.write_text(text, "utf-8")
        with pytest.raises(LiptakoError, match=r"manifest\.json: damaged"):
            Results.open(copy.folder)


def test_results_are_found_from_above(results: Results, tmp_path: Path) -> None:
    """A user would have to copy the key, or get an explanation of old results."""
    assert results.folder == Results.open(results.folder.parent).folder
    assert results.folder == Results.open(str(results.folder.parents[1])).folder
    for name in ("one", "two"):
        shutil.copytree(results.folder, tmp_path / name)
    os.utime(tmp_path / "one" / "manifest.json", (0, 0))
    with pytest.raises(LiptakoError) as told:
        Results.open(tmp_path)
    first, *rest = str(told.value).splitlines()
    assert f"{tmp_path}: 2 results are here - name one of them:" == first
    assert [f"  {tmp_path / name}" for name in ("two", "one")] == [
        line.split("  (")[0] for line in rest
    ]
    with pytest.raises(LiptakoError, match=r"cannot be looked at \(.*\) - name another folder"):
        Results.open("a" * 5000)
    for empty in (tmp_path / "one" / "blocks", tmp_path / "none"):
        with pytest.raises(LiptakoError, match=r"no .*results.* - name the folder"):
            Results.open(empty)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (
            "2023-07",
            "is history, in which nobody decides - the model decides from 2023-08 to 2024-06",
        ),
        ("2023-06", "outside the horizon - use 2023-07 to 2024-06"),
        ("2024-07", "outside the horizon"),
        ("2023-13", "is no month - write year and month, as in 2023-08"),
        ("August", "is no month"),
        (7, "is no month"),
    ],
)
def test_a_month_in_which_nothing_is_decided_is_refused(
    year: Scenario, month: str, expected: str
) -> None:
    """An empty table would seem to say that nobody had anything to decide."""
    assert (1, 11) == (decided_month(year, "2023-08"), decided_month(year, "2024-06"))
    with pytest.raises(LiptakoError, match=expected):
        decided_month(year, month)
