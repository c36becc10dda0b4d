"""A model of one's own: a subclass that overrides a phase, lived by `sim.simulate`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import xarray as xr

import sim
from sim.experiment.block import BLOCK_RUNS
from sim.experiment.ensemble import Ensemble
from sim.experiment.store import Store
from sim.plots.style import source_line
from sim.scenario import Scenario


class Unchanged(sim.CrisisModel):
    """Overrides nothing."""


class HandedOn(sim.CrisisModel):
    """Overrides a phase, and does what it did."""

    def aftermath_of_violence(self) -> None:
        super().aftermath_of_violence()


class Deserted(sim.CrisisModel):
    """All fighters go home at once."""

    def aftermath_of_violence(self) -> None:
        super().aftermath_of_violence()
        self.world.theatre.fighters[...] = 0.0


class Remembering(Deserted):
    """The same, and keeps how many runs each month that this process lived had."""

    lived: ClassVar[list[int]] = []

    def aftermath_of_violence(self) -> None:
        super().aftermath_of_violence()
        self.lived.append(self.world.theatre.fighters.shape[-1])


@pytest.fixture(scope="module")
def standard(small: Scenario) -> xr.Dataset:
    return sim.simulate(small, runs=6)


@pytest.mark.parametrize("model", [Unchanged, HandedOn])
def test_a_model_that_changes_nothing_gives_the_same_bits(
    small: Scenario, standard: xr.Dataset, model: type[sim.CrisisModel]
) -> None:
    """A difference would be the hook's, and pass for the mechanism's."""
    own = sim.simulate(small, runs=6, model=model)
    xr.testing.assert_equal(standard, own)


def test_results_name_the_model_that_made_them(small: Scenario, standard: xr.Dataset) -> None:
    """Another model's numbers would pass for Liptako's, in files and in pictures."""
    own = sim.simulate(small, runs=2, model=Deserted)
    assert f"{__name__}.Deserted" == own.attrs["model"]
    assert source_line(own).endswith(" · model Deserted")
    assert "model" not in standard.attrs
    assert "model" not in source_line(standard)


def test_what_is_overridden_is_lived(small: Scenario, standard: xr.Dataset) -> None:
    """The class would be taken, and the standard model run; in designs too."""
    own = sim.simulate(small, runs=6, model=Deserted)
    assert not own["fighters"].any() and standard["fighters"].any()
    # The first month is fought before anyone goes home, with the same luck.
    np.testing.assert_array_equal(standard["deaths"][:, 0], own["deaths"][:, 0])
    apart = sim.design.grid({"treaties.AES": ["", "null"]}, replicates=2)
    assert not sim.simulate(small, design=apart, model=Deserted)["fighters"].any()


@pytest.mark.parametrize("model", [Scenario, "CrisisModel", object()])
def test_what_is_no_model_is_refused(small: Scenario, model: Any) -> None:
    """It would end in a traceback from the middle of a run."""
    with pytest.raises(sim.LiptakoError, match=r"give a subclass of sim.CrisisModel"):
        sim.simulate(small, runs=2, model=model)


def test_a_model_that_workers_cannot_import_is_refused(small: Scenario) -> None:
    """Workers would end with a message about memory."""

    class Hidden(sim.CrisisModel):
        pass

    with pytest.raises(sim.LiptakoError, match=r"cannot import .*Hidden - put it in a file"):
        sim.simulate(small, runs=2, workers=2, model=Hidden)
    assert 2 == sim.simulate(small, runs=2, model=Hidden).sizes["run"]


def test_a_model_that_its_module_does_not_know_is_refused(small: Scenario) -> None:
    """It would end in a traceback of the standard library's, after the work had begun."""
    made = type("Made", (sim.CrisisModel,), {})
    with pytest.raises(sim.LiptakoError, match=r"cannot import Made - put it in a file"):
        sim.simulate(small, runs=2, workers=2, model=made)
    assert 2 == sim.simulate(small, runs=2, model=made).sizes["run"]


TYPED_IN = """
import sim

class Typed(sim.CrisisModel):
    pass

scenario = sim.load_scenario("scenarios/baseline.yaml")
try:
    sim.simulate(scenario, runs=2, workers=2, model=Typed)
except sim.LiptakoError as error:
    print(error)
"""


def test_a_model_of_a_notebook_is_refused_before_workers_start() -> None:
    """They would all end, with a message about memory: a class typed in can be pickled, but not
    found by others."""
    done = subprocess.run(
        [sys.executable, "-c", TYPED_IN],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("model: other processes cannot import Typed - put it in a file")


@pytest.mark.parametrize("many", [False, True], ids=["of several scenarios", "of one"])
def test_workers_live_the_model_too(small: Scenario, many: bool) -> None:
    """Some blocks would be the standard model's, or what was warmed up for them."""
    month = small.patch({"horizon": {"end": "2023-07"}})
    apart = sim.design.grid({"treaties.AES": ["", "null"]}, replicates=2)
    design = sim.design.replicates(BLOCK_RUNS + 4) if many else apart
    Remembering.lived.clear()
    own = sim.simulate(month, design=design, workers=2, model=Remembering)
    assert 1 == Remembering.lived[0]  # to warm up; blocks have two runs at least
    xr.testing.assert_identical(sim.simulate(month, design=design, model=Remembering), own)
    assert not own["fighters"].any()


def test_results_of_another_model_are_not_stored(small: Scenario, tmp_path: Path) -> None:
    """They would lie under the key of the standard model's, and be read as such."""
    ensemble = Ensemble.of(small, 2, 1, model=Deserted)
    with pytest.raises(sim.LiptakoError, match=r"Deserted are not kept .* to_netcdf"):
        Store.of(ensemble, tmp_path)
    assert not list(tmp_path.iterdir())
