"""The documents: every command and every piece of Python in them runs as it stands there.

A block that is added to any document is run too. What would take long is run smaller, by
`SMALLER`; what cannot be run stands in `NOT_RUN` with the reason, and its options are looked up.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import typer
import yaml

import sim
from sim.cli.app import app
from sim.scenario import load_scenario
from tests import commands
from tests.documents import ROOT, Block, blocks, command_lines, documents, spans

SMALLER = (
    (r"^liptako (run|compare|fork)\b", r"\g<0> --runs 20"),  # the last that is given holds
    (r"--runs [\d,]{3,}", "--runs 20"),
    (r"--workers \d+", "--workers 1"),
    (r"^liptako run\b", r"\g<0> --no-figures"),  # `liptako plot` draws some
    (r"^(liptako plot \S+)$", r"\1 deaths"),
    (r"--outcome interventions\S*", "--outcome total_deaths.MLI"),  # too rare in 20 runs
    (r"(--when.top.)\d+%", r"\g<1>50%"),
)
"""How a command is made quick, one after the other."""
SMALLER_PYTHON = (
    (r"\bruns=\d+", "runs=20"),
    (r"np\.repeat\((\w+), \d+\)", r"np.repeat(\1, 2)"),
    (r"np\.arange\(\d{3,}\)", "np.arange(2)"),
)
"""And how Python is."""
NOT_RUN = {
    "liptako calibrate": "minutes; tests/analysis/calibration has each method on little",
    "liptako forecast": "half a minute; tests/test_cli.py has one over a short history",
    "liptako backtest": "a minute; tests/test_cli.py has one over a short history",
    "liptako demo": "serves until it is stopped; tests/web opens it",
    "liptako validate": "minutes; tests/analysis/validation asks every fact",
    "liptako gallery": "minutes; tests/report/test_gallery.py makes one of few runs",
    "liptako sweep baseline --vary attacks.intensity --runs 100000 --dask": "needs a cluster; "
    "tests/experiment/test_cluster.py has one of its own",
    "liptako observed --events GEDEvent": "a large file of others; tests/test_cli.py has a "
    "small one",
    "from dask_jobqueue": "needs Slurm",
}
"""Commands and Python that are not run, by how they begin."""
OTHERS = {
    "make": "its recipes' commands are run as if they stood here",
    "pip": "an extra has to be one of the package's",
    "python3": "makes .venv, as the Makefile does",
    "sbatch": "needs Slurm; the script has to be one that bash can read",
    "dask": "serves until it is stopped; it has to be there, and have such a command",
    "jupyter": "serves until it is stopped; it has to be there",
    "mkdocs": "the same",
}
"""Commands that are not ours, and what holds them instead."""
SILENT = {"csv", "math", "mermaid", "text"}
"""Languages of blocks in which nothing is to be run; tests of the model hold its equations."""


@pytest.fixture(scope="module")
def application() -> click.Command:
    return typer.main.get_command(app)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """What a reader has: scenarios, the Makefile, and no results yet."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copy(ROOT / "Makefile", tmp_path)
    with contextlib.chdir(tmp_path), mpl.rc_context({"backend": "Agg"}):
        yield tmp_path
    plt.close("all")


@pytest.mark.parametrize("document", documents())
def test_every_block_of_a_document_runs(
    document: str, project: Path, application: click.Command
) -> None:
    """A reader would copy a command that fails, or a line of Python that has gone stale."""
    for block in sorted(blocks(document), key=lambda one: one.language != "csv" or not one.file):
        with said_where(block):
            try_block(block, project, application)


@contextlib.contextmanager
def said_where(block: Block) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        error.add_note(f"in {block.document}, line {block.line}:\n{block.text}")
        raise


def try_block(block: Block, project: Path, application: click.Command) -> None:
    if block.language in ("sh", "bash", "shell"):
        for words in command_lines(block.text):
            try_command(words, project, application)
    elif block.language == "python":
        if not reason_not_to(block.text):
            exec(smaller(block.text, SMALLER_PYTHON, project), {"__name__": "__main__"})
    elif block.language in ("yaml", "json"):
        try_data(block, project)
    else:
        assert block.language, "say what the block is: text, if it is output"
        assert block.language in SILENT, f"say here how a block of {block.language} is tried"
        assert not re.search(r"^ *(liptako|make|\$) ", block.text, re.M), "a command: call it sh"
        if block.file:
            (project / block.file).write_text(block.text, "utf-8")


def try_data(block: Block, project: Path) -> None:
    """Scenarios are read, and kept where the reader was told to; anything else has to parse."""
    if block.language == "json":
        json.loads(block.text)
    elif "extends" in (yaml.safe_load(block.text) or {}):
        path = project / (block.file or "scenarios/unnamed.yaml")
        path.write_text(block.text, "utf-8")
        load_scenario(path)


def try_command(words: list[str], project: Path, application: click.Command) -> None:
    program, *arguments = [word.removeprefix(".venv/bin/") for word in words if word != "&"]
    line = " ".join(words)
    if program in OTHERS:
        try_other(program, arguments, project, application)
        return
    assert program == "liptako", f"say in OTHERS what holds `{line}`"
    target = None
    if ">" in words:
        target, words = project / words[-1], words[:-2]
    if reason_not_to(line):
        check_options(application, words)
        return
    # Quotes are gone, so that words are parted by what no word has.
    quick = smaller(" ".join(word.replace(" ", "\0") for word in words), SMALLER, project)
    done = commands.call(project, *(word.replace("\0", " ") for word in quick.split()[1:]))
    assert 0 == done.returncode, f"{quick}\n{done.stdout}\n{done.stderr}"
    if target:
        target.write_text(done.stdout, "utf-8")


def try_other(
    program: str, arguments: list[str], project: Path, application: click.Command
) -> None:
    if program == "make":
        for words in started(arguments):
            try_command(words, project, application)
    elif program == "pip":
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        for asked in re.findall(r"(?:liptako|\.)\[([\w,]+)\]", " ".join(arguments)):
            assert set(asked.split(",")) <= set(extras["optional-dependencies"])
    elif program == "python3":
        assert ["-m", "venv", ".venv"] == arguments
    elif program == "sbatch":
        subprocess.run(["bash", "-n", project / arguments[-1]], check=True)
    else:
        assert program in {point.name for point in entry_points(group="console_scripts")}
        if program == "dask":
            assert arguments[0] in {point.name for point in entry_points(group="dask_cli")}


def started(arguments: list[str]) -> list[list[str]]:
    """The commands of ours that a target of the Makefile would start."""
    lines = [line for line in commands.recipe(*arguments) if line.startswith("liptako ")]
    return command_lines("\n".join(lines))


def smaller(text: str, table: tuple[tuple[str, str], ...], project: Path) -> str:
    """The same with few runs, and the key of the results that are there for KEY."""
    for pattern, replacement in table:
        text = re.sub(pattern, replacement, text)
    keys = [path.parent for path in project.glob("results/baseline/*/manifest.json")]
    newest = max(keys, key=lambda folder: folder.stat().st_mtime, default=Path("KEY"))
    return re.sub(r"\bKEY\b", newest.name, text)


def reason_not_to(text: str) -> str:
    """Why a command or a piece of Python is not run; empty if it is."""
    return next((why for start, why in NOT_RUN.items() if text.startswith(start)), "")


def check_options(application: click.Command, words: list[str]) -> None:
    """Refuse a command that is none, and an option that it does not have."""
    command, rest = application, words[1:]
    while rest and rest[0] in (below := getattr(command, "commands", {})):
        command, rest = below[rest[0]], rest[1:]
    assert command is not application or not rest or rest[0].startswith("-"), words
    helps = {
        name: getattr(one, "help", "")
        for one in command.params
        for name in (*one.opts, *one.secondary_opts)
    }
    for option in (word.partition("=")[0] for word in rest if word.startswith("-")):
        assert option == "--help" or helps.get(option), f"{words}: {option}, or its help"


@pytest.mark.parametrize("document", documents())
def test_commands_in_a_sentence_exist(document: str, application: click.Command) -> None:
    """A reader would be told of a command, an option, a target or a name that is not there."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    for span in spans(document):
        if span.startswith("liptako "):
            check_options(application, span.split())
        elif span.startswith("make "):
            assert span.split()[1] in targets or "=" in span.split()[1], span
        elif name := re.match(r"sim(\.\w+)+", span):
            assert there(name[0]), f"{document}: {span}"


def there(name: str) -> bool:
    """Whether a dotted name is a module, or stands in one."""
    found: object = sim
    for depth, part in enumerate(name.split(".")[1:], 2):
        if not hasattr(found, part):
            with contextlib.suppress(ImportError):
                importlib.import_module(".".join(name.split(".")[:depth]))
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def test_no_exception_is_left_over() -> None:
    """A command that runs again would go on being passed over."""
    shown = [
        line
        for document in documents()
        for block in blocks(document)
        for line in (
            [block.text]
            if block.language == "python"
            else [" ".join(words) for words in command_lines(block.text)]
            if block.language == "sh"
            else []
        )
    ]
    made = [
        " ".join(words) for target in ("demo", "validate", "results") for words in started([target])
    ]
    for start in NOT_RUN:
        assert any(line.startswith(start) for line in [*shown, *made]), start
