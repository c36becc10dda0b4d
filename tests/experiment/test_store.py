"""Results on disk: computed once, whole, and the same bytes whoever computes them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.errors import LiptakoError
from sim.experiment import ensemble
from sim.experiment.ensemble import Ensemble, simulate
from sim.experiment.reading import outcome_table
from sim.experiment.store import Store
from sim.scenario import Scenario, load_scenario
from sim.version import VERSION
from tests.experiment.conftest import differing, variables

RUNS = 6
FILES = ["blocks/000000.nc", "blocks/000001.nc"]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four runs a block: 4 and 2."""
    monkeypatch.setattr(ensemble, "STORED_RUNS", 4)


def store_in(
    out: Path, scenario: Scenario, seed: int = 1, design: pd.DataFrame | None = None
) -> Store:
    runs = RUNS if design is None else None
    return Store.of(Ensemble.of(scenario, runs, seed, design), out)


def contents(store: Store) -> dict[str, bytes]:
    return {
        path.relative_to(store.folder).as_posix(): path.read_bytes()
        for path in sorted(store.folder.rglob("*"))
        if path.is_file() and ".aside" not in path.name
    }


def set_aside(store: Store) -> list[bytes]:
    """What stood in the place of blocks, in the order in which it was found."""
    return [path.read_bytes() for path in sorted((store.folder / "blocks").glob("*.aside*"))]


def written(store: Store) -> list[tuple[int, int]]:
    """What changes when a block is written again."""
    stats = [(store.folder / name).stat() for name in FILES]
    return [(stat.st_ino, stat.st_mtime_ns) for stat in stats]


@pytest.fixture
def store(tmp_path: Path, quarter: Scenario) -> Store:
    return store_in(tmp_path / "results", quarter)


@pytest.fixture(scope="module")
def undisturbed(quarter: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run that nothing disturbed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "STORED_RUNS", 4)
        store = store_in(tmp_path_factory.mktemp("undisturbed"), quarter)
        store.run(1)
        return contents(store)


@pytest.fixture
def full(store: Store, undisturbed: dict[str, bytes]) -> Store:
    """A store with its results."""
    for name, content in undisturbed.items():
        (store.folder / name).write_bytes(content)
    return store


def test_the_folder_holds_what_is_said(undisturbed: dict[str, bytes]) -> None:
    """A user would not find the results, or find something half-written among them."""
    assert [*FILES, "manifest.json", "outcomes.csv"] == sorted(undisturbed)


def test_a_store_returns_what_a_simulation_does(store: Store, quarter: Scenario) -> None:
    """Keeping results would change them."""
    expected = simulate(quarter, runs=RUNS)
    found = store.run(1)
    assert [] == differing(variables(expected), variables(found))
    assert dict(expected.attrs) == dict(found.attrs)


def test_nothing_is_computed_twice(store: Store, undisturbed: dict[str, bytes]) -> None:
    """The second run of a sweep would take as long as the first."""
    first = store.run(1)
    before = written(store)
    second = store.run(1)
    assert before == written(store)
    assert undisturbed == contents(store)
    assert [] == differing(variables(first), variables(second))
    assert dict(first.attrs) == dict(second.attrs)


def test_what_is_on_disk_is_read(full: Store) -> None:
    """Blocks would be left untouched, and computed all the same."""
    store = full
    with h5py.File(store.folder / FILES[1], "r+") as file:
        file["deaths"][...] = 77.0
    found = store.run(2)["deaths"]
    assert 77.0 == found.isel(run=slice(4, 6)).min() == found.isel(run=slice(4, 6)).max()
    assert 77.0 != found.isel(run=slice(4)).min()


@pytest.mark.parametrize("workers", [2])
def test_any_number_of_workers_writes_the_same_bytes(
    store: Store, undisturbed: dict[str, bytes], workers: int
) -> None:
    """Two people could not tell by their files that they have the same results."""
    store.run(workers)
    assert undisturbed == contents(store)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_to(share: float) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[: min(int(len(content) * share), len(content) - 1)])

    return cut


def overwritten(path: Path) -> None:
    path.write_bytes(b"not a block" * 1000)


def zeroed(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:2000] + bytes(len(content) - 2000))


def another_block(path: Path) -> None:
    shutil.copy(path.parent / "000000.nc", path)


def other_data(path: Path) -> None:
    xr.Dataset({"x": ("run", np.zeros(2))}, coords={"run": np.arange(4, 6)}).to_netcdf(
        path, engine="h5netcdf"
    )


def without_coordinates(path: Path) -> None:
    xr.Dataset({"deaths": ("place", np.zeros(4))}).to_netcdf(path, engine="h5netcdf")


def plain_hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["run"] = np.arange(4, 6)


def a_variable_less(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["deaths"]


DAMAGES = [
    emptied,
    *(cut_to(share) for share in (0.001, 0.5, 1.0)),
    overwritten,
    zeroed,
    another_block,
    other_data,
    without_coordinates,
    plain_hdf5,
    a_variable_less,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__qualname__)
def test_a_damaged_block_is_computed_again(
    full: Store, quarter: Scenario, undisturbed: dict[str, bytes], damage: Callable[[Path], None]
) -> None:
    """Damaged results would be shown, or every later run end in a traceback."""
    store, expected = full, simulate(quarter, runs=RUNS)
    before = written(store)
    damage(store.folder / FILES[1])
    damaged = (store.folder / FILES[1]).read_bytes()
    assert undisturbed[FILES[1]] != damaged
    found = store.run(1)
    assert undisturbed == contents(store)
    assert [damaged] == set_aside(store)
    assert [] == differing(variables(expected), variables(found))
    assert before[0] == written(store)[0]


def test_a_block_of_another_ensemble_is_computed_again(
    full: Store, undisturbed: dict[str, bytes], quarter: Scenario, tmp_path: Path
) -> None:
    """A file copied into the wrong folder would be taken for its own, or be lost."""
    store = full
    for other in (
        store_in(tmp_path / "others", quarter, seed=2),
        store_in(tmp_path / "others", quarter.patch({"title": "Other"})),
    ):
        other.run(1)
        foreign = (other.folder / FILES[1]).read_bytes()
        shutil.copy(other.folder / FILES[1], store.folder / FILES[1])
        store.run(1)
        assert undisturbed == contents(store)
        assert foreign in set_aside(store)


def test_a_missing_block_is_computed_again(
    full: Store, quarter: Scenario, undisturbed: dict[str, bytes]
) -> None:
    """One file lost would cost them all, or leave zeros in the results."""
    store, expected = full, simulate(quarter, runs=RUNS)
    before = written(store)
    (store.folder / FILES[0]).unlink()
    assert [] == differing(variables(expected), variables(store.run(1)))
    assert before[1:] == written(store)[1:]
    assert undisturbed == contents(store)


def test_each_ensemble_has_a_folder_of_its_own(tmp_path: Path, quarter: Scenario) -> None:
    """Results would be mixed up with, or overwritten by, those of another question."""
    table = pd.DataFrame({"attacks.intensity": [9.0] * RUNS})
    changed = table.copy()
    changed.loc[3, "attacks.intensity"] = 10.0
    stores = [
        store_in(tmp_path, quarter),
        store_in(tmp_path, quarter, seed=2),
        store_in(tmp_path, quarter.patch({"title": "Other"})),
        store_in(tmp_path, quarter.patch({"parameters": {"attacks": {"intensity": 9.1}}})),
        store_in(tmp_path, quarter, design=table),
        store_in(tmp_path, quarter, design=changed),
        Store.of(Ensemble.of(quarter, RUNS + 1, 1), tmp_path),
    ]
    assert len(stores) == len({store.folder for store in stores})
    assert {tmp_path / "baseline"} == {store.folder.parent for store in stores}
    assert store_in(tmp_path, quarter).folder == stores[0].folder
    assert store_in(tmp_path, quarter, design=table.copy()).folder == stores[4].folder


def test_the_manifest_says_what_made_it(tmp_path: Path, quarter: Scenario) -> None:
    """A folder found a year later could not be made again."""
    table = pd.DataFrame({"attacks.intensity": np.linspace(8, 10, 5)})
    store = store_in(tmp_path, quarter, seed=11, design=table)
    said: dict[str, Any] = json.loads((store.folder / "manifest.json").read_text("utf-8"))
    assert VERSION == said["liptako"]
    assert ("baseline", quarter.digest()) == (said["scenario"], said["scenario_hash"])
    assert {"baseline": quarter.resolved} == said["scenarios"]
    assert (11, 5, ["attacks.intensity"]) == (said["seed"], said["runs"], said["varied"])
    assert np.__version__ == said["libraries"]["numpy"]
    assert {"mesa", "numba", "numpy", "scipy", "xarray"} == set(said["libraries"])
    assert 64 == len(said["source"]) == len(said["design"])


def test_outcomes_have_a_row_a_run(tmp_path: Path, quarter: Scenario) -> None:
    """A spreadsheet would show other numbers than the results, or under other labels."""
    table = pd.DataFrame({"attacks.intensity": np.linspace(8, 10, RUNS)})
    store = store_in(tmp_path, quarter, design=table)
    dataset = store.run(1)
    found = pd.read_csv(store.folder / "outcomes.csv")
    assert list(range(RUNS)) == found["run"].tolist()
    expected = {"run": dataset["run"].values, "attacks.intensity": table["attacks.intensity"]}
    for name, values in dataset.data_vars.items():
        if values.attrs["role"] == "parameter":
            expected[str(name)] = values.values
        if values.attrs["role"] == "outcome":
            if values.dims == ("run",):
                expected[str(name)] = values.values
                continue
            flat = values.stack(label=values.dims[1:])
            for place, label in enumerate(flat["label"].values):
                names = label if isinstance(label, tuple) else (label,)
                expected[".".join([str(name), *names])] = flat.isel(label=place).values
    assert set(expected) == set(found.columns)
    for name, values in expected.items():
        assert np.array_equal(np.asarray(values, np.float64), found[name], equal_nan=True), name
    assert "final_presence.FRA.NER" in found
    pd.testing.assert_frame_equal(outcome_table(dataset), found)


def test_the_smallest_scenario_can_be_kept(tmp_path: Path) -> None:
    """A scenario without groups, partners, treaties, focus or pairs could not be kept."""
    text = "question: Why?\ntitle: Small\nhorizon: {start: 2023-07, end: 2023-08}\n"
    text += "regions: [MLI.gao]\ncountries:\n  MLI: {name: Mali, population: 2.0e+7, area_km2: 9,"
    text += " gdp_usd: 9.0e+9, military_spending: 0.0, soldiers: 9}\n"
    (tmp_path / "small.yaml").write_text(text, "utf-8")
    small = load_scenario(tmp_path / "small.yaml")
    store = store_in(tmp_path, small)
    first = store.run(1)
    before = written(store)
    assert [] == differing(variables(first), variables(store.run(1)))
    assert before == written(store)


def test_a_scenario_without_any_event_can_be_kept(tmp_path: Path, quarter: Scenario) -> None:
    """A chronicle without rows could not be written, or its file be taken for a damaged one."""
    quiet = quarter.patch(
        {
            "cut": date(2023, 9, 30),
            "history": None,
            "groups": dict.fromkeys(("JNIM", "ISSP", "ISWAP")),
            "affinities": {"JNIM": None, "ISSP": None},
            "treaties": {"AES": None},
        }
    )
    store = store_in(tmp_path, quiet)
    first = store.run(1)
    assert 0 == first.sizes["event"]
    before = written(store)
    again = store.run(1)
    assert before == written(store)
    assert [] == differing(variables(first), variables(again))
    for histories in (first, again):
        told = sim.chronicle(histories)
        assert (0, 7) == told.shape
        assert sim.story(histories, 3)[0].text.startswith("Deaths: 0 in Mali")
    (store.folder / FILES[1]).unlink()
    assert [] == differing(variables(first), variables(store.run(1)))


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_a_folder_that_cannot_be_made_is_refused(
    tmp_path: Path, quarter: Scenario, place: str
) -> None:
    """A slip in a path would end in a traceback."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LiptakoError, match=r"cannot be made \(.+\) - choose another folder"):
        store_in(tmp_path / place, quarter)


@pytest.mark.parametrize("name", ["blocks/000001.nc", "outcomes.csv", "manifest.json"])
def test_a_file_that_cannot_be_written_is_refused(
    tmp_path: Path, quarter: Scenario, name: str
) -> None:
    """A full disk would end in a traceback, or in results that seem whole."""
    store = store_in(tmp_path, quarter)
    (store.folder / name).unlink(missing_ok=True)
    (store.folder / name).mkdir()
    with pytest.raises(LiptakoError, match=rf"{name}: cannot be written \(.+\) - make room or"):
        store_in(tmp_path, quarter).run(1)
    assert [] == list(store.folder.rglob(".*"))
    (store.folder / name).rmdir()
    store_in(tmp_path, quarter).run(1)
    assert [*FILES, "manifest.json", "outcomes.csv"] == sorted(contents(store))
