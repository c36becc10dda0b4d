"""Two scenarios' results in a folder, and reports on them: made once, for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import call

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RUNS = 40
REPORTS = {
    "report": ["baseline"],
    "french": ["baseline", "--lang", "fr"],
    "comparison": ["baseline", "no_treaty", "ecowas_intervenes"],
}


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results of 40 runs each."""
    folder = tmp_path_factory.mktemp("reports")
    for name in REPORTS["comparison"]:
        scenario = str(SCENARIOS / f"{name}.yaml")
        done = call(folder, "run", scenario, "--runs", str(RUNS), "--no-figures")
        assert 0 == done.returncode, done.stderr
    return folder


@pytest.fixture(scope="session")
def reports(here: Path) -> dict[str, Path]:
    """A report, one in French, and a comparison of three."""
    for name, words in REPORTS.items():
        done = call(here, "report", *words, "--out", f"{name}.html")
        assert 0 == done.returncode, done.stderr
    return {name: here / f"{name}.html" for name in REPORTS}
