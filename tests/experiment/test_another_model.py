"""A model of one's own: a subclass that overrides a phase, lived by `sim.simulate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import sim
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


def test_workers_live_the_model_too(small: Scenario) -> None:
    """Some blocks would be the standard model's."""
    apart = sim.design.grid({"treaties.AES": ["", "null"]}, replicates=2)
    own = sim.simulate(small, design=apart, workers=2, model=Deserted)
    xr.testing.assert_identical(sim.simulate(small, design=apart, model=Deserted), own)
    assert not own["fighters"].any()


def test_results_of_another_model_are_not_stored(small: Scenario, tmp_path: Path) -> None:
    """They would lie under the key of the standard model's, and be read as such."""
    ensemble = Ensemble.of(small, 2, 1, model=Deserted)
    with pytest.raises(sim.LiptakoError, match=r"Deserted are not kept .* to_netcdf"):
        Store.of(ensemble, tmp_path)
    assert not list(tmp_path.iterdir())
