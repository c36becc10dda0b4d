"""The commands of sweeps as a person calls them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pandas as pd
import pytest

from sim.cli.sweeping import one_sided
from sim.cli.varying import parse
from sim.errors import LiptakoError
from sim.experiment.design import latin_hypercube
from sim.scenario import load_scenario
from tests import commands
from tests.commands import Done

BASELINE = Path(__file__).parents[1] / "scenarios" / "baseline.yaml"


def call(here: Path, *arguments: str) -> Done:
    return commands.call(here, *arguments, COLUMNS="80")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two short scenarios."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "baseline.yaml").write_bytes(BASELINE.read_bytes())
    for name, more in (("short", ""), ("calm", "treaties: {AES: null}\n")):
        text = f"extends: baseline\ntitle: {name}\nhorizon: {{end: 2023-09}}\n{more}"
        (folder / "scenarios" / f"{name}.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def swept(here: Path) -> Done:
    vary = ["--vary", "attacks.intensity=5:10", "--vary", "scenario=short,calm"]
    return call(here, "sweep", "short", *vary, "--runs", "12", "--replicates", "2", "--seed", "4")


def test_sweep_computes_and_tells(here: Path, swept: Done) -> None:
    """A user would not know what was run, what came of it, or where it is."""
    assert 0 == swept.returncode
    assert "latin hypercube, 6 points x 2 = 12 runs of 2 scenarios\n" == swept.stderr
    assert "2 blocks computed, 0 were there; 2 of 2 are there now" in swept.stdout
    assert "deaths, Burkina Faso, persons" in swept.stdout
    assert "…" not in swept.stdout
    (folder,) = (here / "results" / "short").iterdir()
    assert f"Results: results/short/{folder.name}" == swept.stdout.splitlines()[-1]


def test_results_are_listed_and_written_as_tables(here: Path, swept: Done) -> None:
    """What was run would have to be remembered, or read with a program of one's own."""
    listed = call(here, "results")
    assert (0, "") == (listed.returncode, listed.stderr)
    for word in ("results/short/", "12", "4", "attacks.intensity", "replicate"):
        assert word in listed.stdout
    done = call(here, "results", "short", "--csv", "all.csv")
    assert "12 rows: all.csv" == done.stdout.strip()
    table = pd.read_csv(here / "all.csv")
    assert ["short"] * 6 + ["calm"] * 6 == table["scenario"].tolist()
    assert table["attacks.intensity"].between(5, 10).all()
    done = call(here, "results", "short", "--csv", "deaths.csv", "--variable", "deaths")
    assert {"run", "month", "country", "kind", "deaths"} < set(pd.read_csv(here / "deaths.csv"))
    assert 0 == done.returncode


def test_shards_and_a_table_of_ones_own(here: Path) -> None:
    """A job array could not run a design that was made elsewhere."""
    table = pd.DataFrame({"coups.base": [-5.0, -4.0], "replicate": [7, 7]})
    table.to_csv(here / "own.csv", index=False)
    first = call(here, "sweep", "short", "--design", "own.csv", "--shard", "2/2", "--out", "own")
    assert "Shard 2 of 2: 0 blocks computed, 0 were there; 0 of 1 are there now" in first.stdout
    second = call(here, "sweep", "short", "--design", "own.csv", "--shard", "1/2", "--out", "own")
    assert "Outcomes over all runs" in second.stdout
    assert (0, 0) == (first.returncode, second.returncode)


@pytest.mark.parametrize(
    ("system", "number"), [("slurm", "SLURM_ARRAY_TASK_ID"), ("pbs", "PBS_ARRAY_INDEX"),
                           ("lsf", "LSB_JOBINDEX")],
)  # fmt: skip
def test_a_script_for_a_cluster_is_printed(here: Path, system: str, number: str) -> None:
    """A user of a cluster would have to find out how to cut a sweep into jobs."""
    vary = ["--vary", "events=,[{kind: coup, on: 2023-11-03, country: MLI}]"]
    done = call(here, "sweep", "short", *vary, "--script", system, "--shards=3", "--seed", "5")
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("#!/bin/bash\n")
    assert "1-3" in done.stdout
    assert done.stdout.endswith(
        "liptako sweep short --vary 'events=,[{kind: coup, on: 2023-11-03, country: MLI}]' "
        f'--seed 5 --shard "${number}/3"\n'
    )
    checked = subprocess.run(["bash", "-n"], input=done.stdout, text=True, check=False)
    assert 0 == checked.returncode


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--vary", "attacks.intensty"], "vary: no parameter 'attacks.intensty' - did you mean"),
        (["--vary", "coups.base=-4:-5"], "vary: coups.base: -4 to -5 is no range within its"),
        (["--vary", "coups.base=low:high"], "vary: 'coups.base=low:high': 'low' is no number"),
        (["--vary", "coups.base", "--vary", "coups.base"], "vary: 'coups.base' is given twice"),
        (["--vary", "coups.base", "--method", "lsh"], "method: 'lsh' is none - did you mean 'lhs'"),
        (["--vary", "coups.base", "--method", "sobol", "--runs", "2"], "use at least 3"),
        (["--vary", "scenario=short,shrt"], "shrt: no scenario of that name - did you mean"),
        (["--vary", "treaties.AEX=,null"], "design: row 1: <patch>: treaties.AEX: null removes"),
        (["--shard", "4/3"], "shard: '4/3' is none - write i/n with i from 1 to n, as in 3/40"),
        (["--design", "none.csv"], "design: none.csv: cannot be read (No such file or directory)"),
        (["--design", "own.csv", "--vary", "coups.base"], "design: a table and --vary are both"),
        (["--script", "slrm"], "script: 'slrm' is none - did you mean 'slurm'?"),
        (["--out", "scenarios/short.yaml"], "cannot be made (Not a directory) - choose another"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused(here: Path, arguments: list[str], says: str) -> None:
    """A slip would end in a traceback, or in hours of another sweep."""
    done = call(here, "sweep", "short", *arguments)
    assert (1, "") == (done.returncode, done.stdout)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "ranges", "lists"),
    [
        ("coups.base", {"coups.base": None}, {}),
        ("coups.base=-5:-4", {"coups.base": (-5.0, -4.0)}, {}),
        ("coups.base=-5:-4:3", {"coups.base": (-5.0, -4.0, 3.0)}, {}),
        ("coups.base=-5,-4", {}, {"coups.base": ["-5", "-4"]}),
        ("treaties.AES=,null", {}, {"treaties.AES": ["", "null"]}),
        ("events=,[{kind: coup, on: 2023-11-03}, {kind: x}]", {},
         {"events": ["", "[{kind: coup, on: 2023-11-03}, {kind: x}]"]}),
    ],
)  # fmt: skip
def test_what_varies_is_read_as_written(
    text: str, ranges: dict[str, object], lists: dict[str, list[str]]
) -> None:
    """A list would be taken for a range, or an event be cut at its commas."""
    assert (ranges, lists) == parse([text])


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-7.0, -5.0, ["coups.base: swept from -7 to -5, while baseline has -5: no point lies on "
                      "its other side"]),
        (-6.0, -4.0, []),
    ],
)  # fmt: skip
def test_a_sweep_on_one_side_of_the_scenario_is_told(
    low: float, high: float, said: list[str]
) -> None:
    """Its means would be taken for those of the scenario."""
    design = latin_hypercube({"coups.base": (low, high)}, points=4)
    assert said == one_sided(design, load_scenario(BASELINE))


def test_nothing_to_vary_is_refused() -> None:
    """An empty option would vary nothing, and nobody be told."""
    with pytest.raises(LiptakoError, match="vary: '=3:4' names nothing"):
        parse(["=3:4"])
