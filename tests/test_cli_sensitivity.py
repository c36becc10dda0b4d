"""`liptako sensitivity` and `liptako discover` on a sweep that was really run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from sim.cli.app import app
from sim.errors import LiptakoError
from sim.experiment import design
from sim.experiment.ensemble import Ensemble
from sim.experiment.store import Store
from sim.scenario import Scenario

NAMES = ["attacks.intensity", "honouring.base_reliability"]


@pytest.fixture(scope="module")
def sweep(baseline: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months, 16 groups of Saltelli's."""
    short = baseline.patch({"horizon": {"end": "2023-08"}})
    store = Store.of(
        Ensemble.of(short, None, 1, design.sobol(NAMES, 16, replicates=2)),
        tmp_path_factory.mktemp("sweep"),
    )
    store.run(1, progress=False)
    return store.folder


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """What a person sees in 80 columns, where no word may be cut."""
    import sim.cli  # noqa: F401  the commands join the application

    monkeypatch.setenv("COLUMNS", "80")
    done = CliRunner().invoke(app, list(arguments))
    assert "…" not in done.output
    assert all(len(line) <= 80 for line in done.output.splitlines() if "Written" not in line)
    return done


def test_sensitivity_tells_and_writes(
    sweep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken if a person could not get from a sweep to what moves its outcome."""
    csv, picture = tmp_path / "a.csv", tmp_path / "a.png"
    done = call(
        monkeypatch, "sensitivity", str(sweep), "--outcome", "total_attacks.MLI",
        "--csv", str(csv), "--figure", str(picture),
    )  # fmt: skip
    assert (0, None) == (done.exit_code, done.exception)
    assert "128 runs at 64 points; method sobol" in done.output
    assert "Luck makes" in done.output
    table = pd.read_csv(csv)
    assert set(NAMES) == set(table["parameter"])
    # Of two months of attacks, how allies honour treaties moves nothing.
    assert NAMES[0] == table["parameter"][0]
    assert picture.read_bytes().startswith(b"\x89PNG")
    ranked = call(
        monkeypatch, "sensitivity", str(sweep), "--outcome", "total_attacks.MLI", "--method", "rank"
    )
    assert "Spearman" in ranked.output


def test_discover_tells_and_writes(
    sweep: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken if a person could not get from a sweep to where something happens."""
    csv, picture = tmp_path / "b.csv", tmp_path / "b.png"
    done = call(
        monkeypatch, "discover", str(sweep), "--outcome", "total_attacks.MLI", "--when", "top 30%",
        "--csv", str(csv), "--figure", str(picture),
    )  # fmt: skip
    assert (0, None) == (done.exit_code, done.exception)
    words = " ".join(done.output.split())
    assert "(top 30 %) in" in words
    assert "attacks.intensity is above" in words
    assert NAMES[0] in pd.read_csv(csv)["parameter"].tolist()
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_slip_is_answered_without_traceback(sweep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken if a mistyped outcome were no `LiptakoError`, which the command says in a line."""
    for command in ("sensitivity", "discover"):
        done = call(monkeypatch, command, str(sweep), "--outcome", "total_deths.MLI")
        assert isinstance(done.exception, LiptakoError)
        assert "did you mean 'total_deaths.MLI'?" in str(done.exception)
