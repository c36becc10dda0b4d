"""The command, as a person types it: what it prints, writes and returns."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from math import inf
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr

import sim
from sim.mechanisms import declarations
from sim.version import VERSION
from tests import commands
from tests.commands import Done

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
BASELINE = SCENARIOS / "baseline.yaml"
HISTORY = SCENARIOS / "history.yaml"
BAD = """\
extends: baseline.yaml
titel: Twice wrong
horizon: {start: 2023-07, end: 2023-08}
countries: {MLI: {soldiers: -5}}
"""
SMALL = """\
question: Why [/b] [red]not[x]?
title: Small [/x]
horizon: {start: 2023-07, end: 2023-08}
regions: [MLI.gao]
countries:
  MLI: {name: "Mali [/i]", population: 2.0e+7, area_km2: 9, gdp_usd: 9.0e+9,
        military_spending: 0.0, soldiers: 9}
"""
TEST = "tests/mechanisms/test_membership.py::test_who_leaves_a_treaty_takes_its_pledges_back"
COMMITMENTS = f"""\
- {{number: 1, commitment: "Mali [/x] left.", carried_by: treaties.G5S, test: "{TEST}"}}
- {{number: 2, commitment: Two left., carried_by: "", test: null}}
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with good scenarios and bad ones."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "scenarios").mkdir()
    for name, text in {
        "scenarios/baseline.yaml": BASELINE.read_text("utf-8"),
        "scenarios/short.yaml": "extends: baseline\ntitle: Short\nhorizon: {end: 2024-12}\n",
        "scenarios/bad.yaml": BAD,
        "small.yaml": SMALL,
        "broken.yaml": "countries: {MLI: [",
        "commitments.yaml": COMMITMENTS,
    }.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "binary.yaml").write_bytes(bytes(range(256)))
    return folder


def call(here: Path, *arguments: str, **environment: str) -> Done:
    done = commands.call(here, *arguments, **environment)
    assert "Traceback" not in done.stderr + done.stdout
    return done


def test_run_writes_and_tells(here: Path) -> None:
    """A user's first command would fail, or leave its results nobody knows where."""
    done = call(here, "run", "short", "--runs", "6", "--seed", "4", "--out", "o")
    assert (0, "") == (done.returncode, done.stderr)
    (folder,) = (here / "o" / "short").iterdir()
    assert f"Results: {folder.relative_to(here)}" == done.stdout.splitlines()[-1]
    for text in ("Short: 6 runs, seed 4", "Mali", "Burkina Faso", "Niger", "deaths in 2024"):
        assert text in done.stdout
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    figures = {f"figures/{name}.png" for name in ("deaths", "map", "forces", "crises", "treaties")}
    texts = {"manifest.json", "outcomes.csv", "story.txt"}
    assert {*texts, "blocks/000000.nc", *figures} == found
    for name in figures:
        assert (folder / name).read_bytes().startswith(b"\x89PNG")
    table = pd.read_csv(folder / "outcomes.csv")
    assert list(range(6)) == table["run"].tolist()
    with xr.open_dataset(folder / "blocks" / "000000.nc", engine="h5netcdf") as dataset:
        deaths = dataset["total_deaths"].sel(country="MLI").values.tolist()
    assert pytest.approx(deaths) == table["total_deaths.MLI"].tolist()
    again = call(here, "run", "short", "--runs", "6", "--seed", "4", "--out", "o", "--no-figures")
    assert (0, done.stdout) == (again.returncode, again.stdout)
    assert [folder] == list((here / "o" / "short").iterdir())


def test_run_tells_the_most_typical_history(here: Path) -> None:
    """A user would see numbers alone, or a story that is nowhere to be found again."""
    arguments = ["run", "short", "--runs", "5", "--out", "told", "--no-figures"]
    done = call(here, *arguments)
    (folder,) = (here / "told" / "short").iterdir()
    with xr.open_dataset(folder / "blocks" / "000000.nc", engine="h5netcdf") as dataset:
        run = sim.typical_run(dataset)
        lines = sim.story(dataset, run)
    title, blank, *told = (folder / "story.txt").read_text("utf-8").splitlines()
    assert (f"The most typical history, nearest to the middle in all outcomes: run {run}", "") == (
        title,
        blank,
    )
    assert [(line.date, line.text) for line in lines] == [
        tuple(re.split("  +", line, maxsplit=1)) for line in told
    ]
    narrow = call(here, *arguments, COLUMNS="80")
    assert 80 >= max(len(line.rstrip()) for line in narrow.stdout.splitlines()[:-1])
    whole = " ".join([title, *(f"{line.date} {line.text}" for line in lines), "Results:"])
    for output in (done.stdout, narrow.stdout):
        assert whole in " ".join(output.split())


def test_run_takes_any_title_and_the_smallest_scenario(here: Path) -> None:
    """Brackets would be taken for markup; what cannot be drawn would cost the table."""
    done = call(here, "run", "small.yaml", "--runs", "3", "--out", "o")
    assert 0 == done.returncode
    assert "Small [/x]: 3 runs, seed 1" in done.stdout
    assert "Mali [/i]" in done.stdout
    assert "note: no picture of forces: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nothing.yaml"], "liptako: nothing.yaml: no such file 'nothing.yaml' - "),
        (
            ["bad"],
            "scenarios/bad.yaml:2:1: titel: unknown key 'titel' - did you mean 'title'?\n"
            "scenarios/bad.yaml:4:29: countries.MLI.soldiers: the number -5 is out of bounds",
        ),
        (["short", "--out", "small.yaml"], "cannot be made (Not a directory) - choose another"),
        (["short", "--out", "/proc/none"], "cannot be made (No such file or directory)"),
        (["short", "--seed", str(2**63)], "liptako: seed: 9223372036854775808 is out of range"),
        (["short", "--runs", "10000001"], "liptako: runs: 10000001 is no number of runs"),
        (["short", "--workers", "1025", "--out", "o"], "liptako: workers: 1025 is no number"),
    ],
)
def test_run_refuses_in_words(here: Path, arguments: list[str], expected: str) -> None:
    """A slip would end in a traceback, or seem to have worked."""
    done = call(here, "run", *arguments)
    assert (1, "") == (done.returncode, done.stdout)
    assert expected in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "short", "--runs", "-1"],
        ["run", "short", "--runs", "0"],
        ["run", "short", "--runs", "2.5"],
        ["run", "short", "--seed", "-1"],
        ["run", "short", "--workers", "0"],
        ["run", "short", "--colour"],
        ["run"],
        ["check"],
        ["rnu"],
    ],
    ids=" ".join,
)
def test_bad_options_are_refused(here: Path, arguments: list[str]) -> None:
    """A script would go on after a command that did nothing."""
    done = call(here, *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert "Usage: liptako" in done.stderr
    assert "Error" in done.stderr


def test_check_praises_what_is_good(here: Path) -> None:
    """A good file would be called faulty."""
    done = call(here, "check", "scenarios/baseline.yaml", "short")
    said = "54 months, 13 countries, 3 armed groups, 3 treaties"
    expected = f"scenarios/baseline.yaml: good - {said}\nshort: good - {said.replace('54', '18')}\n"
    assert (0, expected, "") == (done.returncode, done.stdout, done.stderr)


def test_check_looks_at_the_outcomes_that_answer(here: Path) -> None:
    """A misspelt outcome would be found only when the report is written."""
    text = "extends: short\nanswered_by: [total_deaths.NGR, months.NER]\n"
    (here / "asks.yaml").write_text(text.replace("short", "scenarios/short"), "utf-8")
    done = call(here, "check", "asks.yaml")
    assert 1 == done.returncode
    assert "asks.yaml: answered_by: no outcome 'total_deaths.NGR' - did you mean" in done.stdout
    assert "asks.yaml: answered_by: no outcome 'months' - " in done.stdout


def test_check_tells_every_fault_of_every_file(here: Path) -> None:
    """A user would mend one fault after the other, or never see those of the second file."""
    files = ["bad", "baseline", "broken.yaml", "nothing.yaml", "scenarios", "binary.yaml"]
    done = call(here, "check", *files)
    assert 1 == done.returncode
    for text in (
        "scenarios/bad.yaml:2:1: titel: ",
        "scenarios/bad.yaml:4:29: countries.MLI.soldiers: ",
        "baseline: good - 54 months",
        "broken.yaml:1:",
        "nothing.yaml: no such file 'nothing.yaml'",
        "scenarios: a folder - name a scenario's file",
        "binary.yaml:2:",
    ):
        assert text in done.stdout
    assert 7 <= len(done.stdout.splitlines())


def told(done: Done, columns: int) -> str:
    """What a command that went well has printed, as one line, if nothing is wider than asked."""
    assert (0, "") == (done.returncode, done.stderr)
    assert columns >= max(len(line.rstrip()) for line in done.stdout.splitlines())
    return " ".join(done.stdout.split())


def test_explain_tells_why(here: Path) -> None:
    """A student could not find out why a history went as it did, or a script not read it."""
    made = call(here, "run", "short", "--runs", "3", "--out", "why", "--no-figures")
    assert 0 == made.returncode
    folder = Path("why/short")
    table = sim.explain(here / folder, 1)
    done = call(here, "explain", str(folder), "--run", "1", "--json")
    rows = json.loads(done.stdout, parse_constant=pytest.fail)
    assert list(table.columns) == list(rows[0])
    for row, expected in zip(rows, table.to_dict("records"), strict=True):
        terms = {
            name: None if value == -inf else value for name, value in expected["terms"].items()
        }
        assert {**expected, "terms": terms} == row
    whole = told(call(here, "explain", "why", "--run", "1", COLUMNS="80"), 80)
    answered = table[[outcome not in (False, "hold") for outcome in table["outcome"]]]
    assert whole.count(" % yes ") == sum(outcome is True for outcome in answered["outcome"])
    assert f"{len(table) - len(answered):,} other decisions were answered no" in whole
    assert whole.startswith("Short: run 1, seed 1 ")
    assert "How to read it: the terms of a decision add up on the logit scale" in whole
    month = call(here, "explain", "why", "--run", "1", "--month", "2023-08", "--actor", "ECOWAS")
    chosen = table[(table["month"] == "2023-08") & (table["actor"] == "ECOWAS")]
    assert len(chosen) == told(month, 220).count(" ECOWAS: ") > 0
    assert "other decisions" not in month.stdout
    refused = call(here, "explain", "why", "--run", "3")
    assert (1, "") == (refused.returncode, refused.stdout)
    assert "liptako: run: 3 is not among the 3 of why/short/" in refused.stderr


def test_fork_tells_what_would_have_been(here: Path) -> None:
    """A student could not ask what if, or not see what came of it."""
    question = "ECOWAS/posture/NER=sanctions"
    arguments = ["--run", "3", "--month", "2023-08", "--force", question, "--runs", "9"]
    done = call(here, "fork", "short", *arguments, "--csv", "fork.csv", COLUMNS="80")
    text = told(done, 80)
    assert "Short Run 3 of seed 1, and 9 futures of it from 2023-08 on, either way." in text
    assert f"{question} came up in " in text
    assert f"{question}, compared with ECOWAS/posture/NER=not sanctions" in text
    outcome = "deaths in the year after the two part (or up to the end), all kinds, persons"
    assert f"{outcome} Burkina Faso " in text
    scenario = sim.load_scenario(here / "scenarios" / "short.yaml")
    expected = sim.fork(scenario, 3, "2023-08", [question], runs=9).table
    pd.testing.assert_frame_equal(
        expected,
        pd.read_csv(here / "fork.csv", keep_default_na=False, na_values=[""]).fillna({"place": ""}),
        check_dtype=False,
    )


def test_compare_tells_what_differs(here: Path) -> None:
    """A teacher would have to put two tables side by side and guess what is chance."""
    (here / "civil.yaml").write_text(
        "extends: scenarios/short\nevents: [{kind: civilian_rule, on: 2024-03-01, country: NER}]\n"
    )
    (here / "same.yaml").write_text("extends: scenarios/short\n")
    files = ["short", "civil.yaml", "same.yaml"]
    done = call(here, "compare", *files, "--runs", "20", "--csv", "two.csv", COLUMNS="80")
    text = told(done, 80)
    assert "civil, compared with short" in text
    assert "same, compared with short No outcome surely differs." in text
    assert "months that ended under a junta, months Niger " in text
    assert "Means of 20 pairs of histories. Equal runs share their luck" in text
    table = pd.read_csv(here / "two.csv")
    assert ["civil", "same"] == list(dict.fromkeys(table["scenario"]))
    juntas = table[(table["outcome"] == "months_under_junta") & (table["place"] == "NER")]
    assert juntas["difference"].tolist()[0] < 0.0 == juntas["difference"].tolist()[1]
    unwritten = call(here, "compare", "short", "civil.yaml", "--runs", "2", "--csv", "no/two.csv")
    assert "civil, compared with short" in unwritten.stdout
    assert unwritten.stderr.startswith("liptako: no/two.csv: cannot be written")
    refused = call(here, "compare", "short", "--runs", "1")
    assert (1, "") == (refused.returncode, refused.stdout)
    assert "liptako: compare: nothing to compare - give two scenarios or more" in refused.stderr
    twice = call(here, "compare", "short", "scenarios/short.yaml", "--runs", "1")
    assert "liptako: compare: one file is given twice" in twice.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--workers", "2", "check"], "--workers stands before 'check', where it does nothing"),
        (["--scenario", str(HISTORY), "--method", "guess"], "method: 'guess'"),
        (["check", "--scenario", str(HISTORY), "--method", "guess"], "method: 'guess'"),
    ],
)
def test_calibrate_refuses_in_words(here: Path, arguments: list[str], says: str) -> None:
    """Options would do nothing, or a word mistaken end in a traceback after minutes."""
    done = call(here, "calibrate", *arguments)
    assert (1, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith(f"liptako: {says}")


def test_calibrate_crises_sets_parameters_and_foretells(here: Path) -> None:
    """A user's own record could not be used, or its results be nowhere."""
    shipped = pd.read_csv(ROOT / "sim" / "data" / "crises.csv", dtype=str)
    chosen = shipped[shipped["id"].isin(["NER-2023"])]
    chosen.to_csv(here / "tiny.csv", index=False)
    done = call(here, "calibrate", "crises", "--record", "tiny.csv", "--out", "past", COLUMNS="80")
    assert (0, "") == (done.returncode, done.stderr)
    assert "Tables and picture: past" == done.stdout.splitlines()[-1]
    for text in ("coercion.stake_base", "mandate before 2001", "1990-2025 (1)", "since 2005 (1)"):
        assert text in done.stdout
    assert "…" not in done.stdout
    files = {"parameters.csv", "foretold.csv", "scores.csv", "past_crises.png"}
    assert files == {path.name for path in (here / "past").iterdir()}
    assert (here / "past" / "past_crises.png").read_bytes().startswith(b"\x89PNG")
    tables = {name: pd.read_csv(here / "past" / f"{name}.csv") for name in ("parameters", "scores")}
    values = tables["parameters"].set_index("parameter")
    assert values.loc["coercion.rationality", "shipped"] == (
        declarations()["coercion.rationality"].default
    )
    assert ["highest posture", "force", "concession"] * 2 == tables["scores"]["question"].tolist()
    foretold = pd.read_csv(here / "past" / "foretold.csv")
    assert chosen["id"].tolist() == foretold["id"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "liptako: bad.csv: cannot be read (No such file or directory) - name a table"),
        ("a,b\n1,2\n", "liptako: bad.csv: no column id, country, date, kind, claimant, outcome"),
    ],
)
def test_calibrate_crises_refuses_in_words(here: Path, text: str | None, expected: str) -> None:
    """A wrong table would end in a traceback, or in results."""
    if text is not None:
        (here / "bad.csv").write_text(text, "utf-8")
    done = call(here, "calibrate", "crises", "--record", "bad.csv", "--out", "none")
    (line,) = done.stderr.splitlines()
    assert (1, "") == (done.returncode, done.stdout)
    assert line.startswith(expected)
    assert not (here / "none").exists()


def test_observed_tells_the_deaths_by_year(here: Path) -> None:
    """A reader could not see what was observed, or have it as a table and a picture."""
    files = ["--csv", "o/deaths.csv", "--plot", "o/deaths.png"]
    done = call(here, "observed", *files, COLUMNS="80")
    text = told(done, 80)
    for words in (
        "Observed deaths by year: UCDP GED 25.1",
        " 2022 3,612 1,440 2,668 2,003 610 516 ",
        " 2024 1,897 230 (4) 4,187 512 (4) 1,222 278 (4) ",
        "Mali, 2022-03: 1,363 deaths, with Moura (UN: at least 500 killed there): show every",
    ):
        assert words in text
    shipped = (ROOT / "sim" / "data" / "observed_deaths.csv").read_text("utf-8")
    assert shipped == (here / "o" / "deaths.csv").read_text("utf-8")
    assert (here / "o" / "deaths.png").read_bytes().startswith(b"\x89PNG")


EVENTS = """\
country_id,country,adm_1,date_start,date_end,type_of_violence,best,side_a,side_b,where_prec
432,Mali,Mopti region,2025-01-04,2025-01-04,1,30,Government of Mali,JNIM,1
432,Mali,Ségou region,2025-02-04,2025-02-05,3,40,JNIM,Civilians,1
432,Mali,,2025-01-30,2025-02-05,2,5,JNIM,IS,5
475,Nigeria,Kaduna state,2025-02-04,2025-02-05,3,900,Bandits,Civilians,1
"""


def test_observed_shows_every_country_whole(here: Path) -> None:
    """A user's further countries would be cut to nothing in a narrow terminal."""
    (here / "five.csv").write_text("month,BEN,TGO\n2024-12,6,1234\n2025-01,7,8\n", "utf-8")
    text = told(call(here, "observed", "--observed", "five.csv", COLUMNS="80"), 80)
    assert "…" not in text
    assert " Benin Togo all state all state " in text
    assert " 2024 6 (1) 1,234 (1) 2025 7 (1) 8 (1) " in text


def test_observed_takes_events_and_newer_months(here: Path) -> None:
    """A user's own data would not count, or not be held against the literature."""
    (here / "ged.csv").write_text(EVENTS, "utf-8")
    (here / "new.csv").write_text("month,NER\n2025-01,7\n2025-02,8\n2025-03,9\n", "utf-8")
    arguments = ["--events", "ged.csv", "--observed", "new.csv", "--csv", "events.csv"]
    narrow = told(call(here, "observed", *arguments, COLUMNS="80"), 80)
    assert "…" not in narrow
    text = told(call(here, "observed", *arguments), 220)
    for words in (
        "UCDP GED 25.1 and UCDP GED (ged.csv) and new.csv",
        " 2025 75 (2) 30 (2) 24 (3) ",
        "Events read: Mali 3 (1 in no region of the map), Nigeria 1 (1 in no region of the map).",
        "1 of them, with 5 deaths, cross months",
        "D1 exponent of the tail of ",
        "70 deaths in a known region",
    ):
        assert words in text
    table = pd.read_csv(here / "events.csv")
    last = table[table["month"] == "2025-02"].set_index("country")
    assert [45.0, 8.0] == last["all_violence"][["MLI", "NER"]].tolist()
    assert 0.0 == last.loc["MLI", "state_based"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--events", "none.csv"], "liptako: none.csv: cannot be read (No such file or directory)"),
        (["--events", "small.yaml"], "liptako: small.yaml: no "),
        (["--observed", "none.csv"], "liptako: none.csv: cannot be read (No such file"),
        (["--csv", "small.yaml/t.csv"], "liptako: small.yaml/t.csv: cannot be written"),
    ],
)
def test_observed_refuses_in_words(here: Path, arguments: list[str], expected: str) -> None:
    """A slip would end in a traceback."""
    done = call(here, "observed", *arguments)
    (line,) = done.stderr.splitlines()
    assert 1 == done.returncode
    assert line.startswith(expected)


def test_scenarios_lists_questions(here: Path) -> None:
    """A user would not find what there is to run."""
    done = call(here, "scenarios")
    assert 0 == done.returncode
    assert "What happens in the central Sahel if nothing is changed from July 2023" in done.stdout
    assert "2 faults: see liptako check" in done.stdout
    assert ["bad.yaml", "baseline.yaml", "short.yaml"] == [
        word for word in done.stdout.split() if word.endswith(".yaml")
    ]
    done = call(here, "scenarios", ".")
    assert 0 == done.returncode
    assert "Why [/b] [red]not[x]?" in done.stdout
    done = call(here, "scenarios", "o/none")
    expected = "liptako: o/none: no scenario files (*.yaml) here - name another folder\n"
    assert (1, expected) == (done.returncode, done.stderr)


@pytest.mark.parametrize("columns", ["220", "80"])
def test_scenarios_lists_every_shipped_file(columns: str) -> None:
    """A scenario would be there and nobody find it, or its name be cut."""
    done = call(ROOT, "scenarios", COLUMNS=columns)
    assert (0, "") == (done.returncode, done.stderr)
    shipped = sorted(path.name for path in SCENARIOS.glob("*.yaml"))
    assert 18 == len(shipped)
    assert shipped == [word for word in done.stdout.split() if word.endswith(".yaml")]
    assert "faults" not in done.stdout


@pytest.mark.parametrize("columns", ["220", "80"])
def test_commitments_prints_a_table(here: Path, columns: str) -> None:
    """A student could not see what the model starts from, or copy the test that shows it."""
    done = call(here, "commitments", "commitments.yaml", COLUMNS=columns)
    assert (0, "") == (done.returncode, done.stderr)
    cells = [[cell.strip() for cell in line.split("│")] for line in done.stdout.splitlines()]
    rows = [cell for cell in cells if len(cell) == 6]
    assert ["1", "2"] == [row[1] for row in rows if row[1]]
    whole = ["".join(row[place] for row in rows) for place in (2, 3, 4)]
    assert ["Mali[/x]left.Twoleft.", "treaties.G5S", TEST] == [w.replace(" ", "") for w in whole]
    for name in ("commitment", "carried by", "shown by"):
        assert name in done.stdout


def test_commitments_reads_the_shipped_file_by_itself(here: Path) -> None:
    """The command would want to be told where its file is, or not say how."""
    done = call(ROOT, "commitments")
    assert (0, "") == (done.returncode, done.stderr)
    cells = [line.split("│")[1].strip() for line in done.stdout.splitlines() if "│" in line]
    assert [str(number) for number in range(1, 15)] == [cell for cell in cells if cell]
    done = call(here, "commitments")
    problem = "liptako: seeds/commitments.yaml: cannot be read (No such file or directory) - "
    assert (1, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith(problem)


@pytest.mark.parametrize("name", ["nowhere.yaml", "scenarios", "broken.yaml", "binary.yaml"])
def test_commitments_refuses_a_bad_file_in_a_line(here: Path, name: str) -> None:
    """A slip would end in a traceback."""
    done = call(here, "commitments", name)
    assert (1, "") == (done.returncode, done.stdout)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"liptako: {name}: ")
    assert " - " in line


@pytest.mark.parametrize("columns", ["220", "80"])
def test_parameters_lists_them_all(here: Path, columns: str) -> None:
    """A name could not be read, or copied into a scenario."""
    done = call(here, "parameters", COLUMNS=columns)
    assert 0 == done.returncode
    words = done.stdout.split()
    for name, declared in declarations().items():
        assert name in words
        if columns == "220":
            assert f"{declared.range[0]:g} to {declared.range[1]:g}" in done.stdout
    unread = [name for name, declared in declarations().items() if not declared.in_force]
    assert len(unread) == done.stdout.count("not in force yet")


def test_parameters_can_be_chosen(here: Path) -> None:
    """A user would have to read them all."""
    done = call(here, "parameters", "attacks", "coups.base")
    names = {word for word in done.stdout.split() if word in declarations()}
    attacks = {name for name in declarations() if name.startswith("attacks.")}
    assert {*attacks, "coups.base"} == names
    for wrong, meant in (("atacks", "attacks"), ("attacks.intensty", "attacks.intensity")):
        done = call(here, "parameters", "coups", wrong)
        expected = f"liptako: no mechanism or parameter '{wrong}' - did you mean '{meant}'?\n"
        assert (1, "", expected) == (done.returncode, done.stdout, done.stderr)


def test_forecasts_can_be_held_against_what_came(here: Path) -> None:
    """A user would have to write the backtest anew."""
    months = ["--first", "2019-02", "--last", "2019-02", "--scenario", str(HISTORY)]
    done = call(here, "backtest", *months, "--leave-out", "2018-12", "--csv", "scores.csv",
                "--figures", "backtest")  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    pictures = {"fans_1.png", "fans_3.png", "fans_6.png", "fans_12.png", "pit.png"}
    assert pictures == {path.name for path in (here / "backtest").iterdir()}
    assert done.stdout.startswith("relative CRPS, 2019-02 to 2019-02")
    assert "…" not in done.stdout
    lines = [line.split() for line in done.stdout.splitlines()]
    (reference,) = (line for line in lines if line[:1] == ["conflictology-12"])
    assert ["1.00"] * 8 == reference[1:]
    scores = pd.read_csv(here / "scores.csv")
    # Seven forecasters; one month, 4 leads and 3 countries.
    assert 7 * 4 * 3 == len(scores)
    assert "liptako" == scores["forecaster"].iloc[0]
    wrong = call(here, "backtest", "--last", "2024", "--scenario", str(HISTORY))
    expected = "liptako: last: '2024' is no month - write YYYY-MM\n"
    assert (1, "", expected) == (wrong.returncode, wrong.stdout, wrong.stderr)


def test_forecast_tells_what_may_come(here: Path) -> None:
    """A user could not ask for coming months, or read the draws with another program."""
    own = here / "newer.csv"
    own.write_text("month,MLI,BFA,NER\n2018-01,80,300,30\n2018-02,,900,10\n", "utf-8")
    common = ["forecast", "--scenario", str(HISTORY), "--draws", "150", "--months", "2"]
    done = call(here, *common, "--origin", "2018-02", "--csv", "draws.csv")
    assert (0, "") == (done.returncode, done.stderr)
    assert "Deaths a month foretold after 2018-02" in done.stdout
    assert "effective histories agree" in done.stdout
    table = pd.read_csv(here / "draws.csv")
    assert ["origin", "lead", "country", "draw"] == list(table.columns)
    assert 150 * 2 * 3 == len(table)
    other = call(here, *common, "--origin", "2018-02", "--observed", str(own), "--csv", "other.csv")
    assert 0 == other.returncode
    medians = [
        pd.read_csv(here / name).groupby(["country", "lead"])["draw"].median()["BFA", 1]
        for name in ("draws.csv", "other.csv")
    ]
    assert 2 * medians[0] < medians[1]


def test_forecast_refuses_in_words(here: Path) -> None:
    """A person would get a traceback, or a forecast of another month."""
    done = call(here, "forecast", "--origin", "2031-02", "--scenario", str(HISTORY))
    assert (1, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("liptako: origin: 2031-02 is not observed - name a month from")
    done = call(here, "forecast", "--origin", "soon", "--scenario", str(HISTORY))
    assert (1, "liptako: origin: 'soon' is no month - write YYYY-MM\n") == (
        done.returncode,
        done.stderr,
    )


def test_run_takes_the_centre_of_the_posterior(here: Path) -> None:
    """Parameter uncertainty could not be switched off."""
    for name, more in (("drawn", []), ("point", ["--point"])):
        done = call(here, "run", "short", "--runs", "4", "--no-figures", "--out", name, *more)
        assert 0 == done.returncode
    tables = {
        name: pd.read_csv(next((here / name / "short").iterdir()) / "outcomes.csv")
        for name in ("drawn", "point")
    }
    assert 4 == tables["drawn"]["attacks.intensity"].nunique()
    assert "attacks.intensity" not in tables["point"]


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["run"],
        ["explain"],
        ["fork"],
        ["compare"],
        ["backtest"],
        ["forecast"],
        ["calibrate"],
        ["check"],
        ["scenarios"],
        ["commitments"],
        ["parameters"],
    ],
)
def test_help_is_at_hand(here: Path, command: list[str]) -> None:
    """A user could not find out what there is."""
    done = call(here, *command, "--help")
    assert (0, "") == (done.returncode, done.stderr)
    assert " ".join(["Usage: liptako", *command]) in done.stdout
    options = {
        "run": "--runs --seed --workers --out --point --no-figures",
        "explain": "--run --month --actor --all --json",
        "fork": "--run --month --force --given --runs --seed --csv --all",
        "compare": "--runs --seed --workers --csv --all",
        "forecast": "--origin --months --observed --csv",
        "calibrate": "--method --runs --workers --ship crises check",
        "backtest": "--observed --first --last --leave-out --csv --figures",
    }
    wanted = (
        "run explain fork compare forecast backtest calibrate check scenarios commitments "
        "parameters --version"
        if not command
        else options.get(command[0])
    )
    for word in (wanted or "").split():
        assert word in done.stdout


def test_version_is_told(here: Path) -> None:
    """Nobody could say which version they have."""
    done = call(here, "--version")
    assert (0, f"liptako {VERSION}\n") == (done.returncode, done.stdout)


def test_the_command_starts_without_heavy_libraries() -> None:
    """`liptako --help` would take seconds."""
    code = [sys.executable, "-X", "importtime", "-c", "import sim.cli"]
    done = subprocess.run(code, capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "sim.cli" in loaded
    heavy = {"numpy", "xarray", "matplotlib", "mesa", "pandas", "numba", "scipy", "pydantic"}
    assert set() == heavy & {name.split(".")[0] for name in loaded}


def test_names_that_are_none_are_told_what_is_meant(here: Path) -> None:
    """A typing error would be answered by a path."""
    mistaken = call(here, "compare", "shrot", "short")
    assert "liptako: shrot: no scenario of that name - did you mean 'short'?\n" == mistaken.stderr
    asked = ["--run", "1", "--month", "2023-08", "--force", "AES/coup"]
    nobody = call(here, "fork", "short", *asked)
    assert nobody.stderr.startswith("liptako: AES/coup: comes up in none of 200 futures")


def test_only_what_is_asked_for_is_printed(here: Path) -> None:
    """The answer to one question would have to be sought among a hundred."""
    (here / "junta.yaml").write_text(
        "extends: scenarios/short\nevents: [{kind: civilian_rule, on: 2024-03-01, country: NER}]\n"
    )
    arguments = ["short", "junta.yaml", "--runs", "9", "--only", "under a JUNTA"]
    text = told(call(here, "compare", *arguments, COLUMNS="80"), 80)
    assert "months that ended under a junta, months Niger " in text
    assert "deaths" not in text.partition("Means of")[0]
