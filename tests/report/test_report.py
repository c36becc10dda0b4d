"""A report says what the results say, all of it, and refuses what it cannot."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.answer import answer
from sim.analysis.chronicle import extreme_runs, typical_run
from sim.analysis.story import story
from sim.experiment.results import open_results
from sim.language import ENGLISH, language_of
from sim.plots.catalogue import FIGURES
from sim.report.exhibits import TABLES
from sim.report.numbers import by_country, fans_table
from sim.report.single import PARTS
from tests.commands import call


def words_of(page: Path) -> str:
    """What a page says, without its tags and pictures."""
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.read_text("utf-8"), flags=re.S)
    return " ".join(html.unescape(text).split())


def test_every_picture_of_a_report_has_its_numbers() -> None:
    """Broken if a figure is shown without a table behind it, or a table is of no figure."""
    shown = [name for _, _, names in PARTS for name in names]
    assert set(shown) == set(TABLES)
    assert set(shown) <= set(FIGURES)


def test_a_report_tells_what_the_results_hold(here: Path, reports: dict[str, Path]) -> None:
    """Broken if the answer, a story, the seed or the way back is lost or of other results."""
    results = open_results(here / "results" / "baseline")
    dataset, said = results.dataset.load(), words_of(reports["report"])
    assert results.scenario.data.question in said
    for sentence in answer(dataset):
        assert " ".join(sentence.text.split()) in said
    for run in (typical_run(dataset), *extreme_runs(dataset)):
        assert f"run {run}" in said
        for line in story(dataset, run):
            assert f"{line.date} {line.text}" in said
    assert str(results.manifest["key"]) in said
    assert "liptako run baseline --runs 40 --seed 1" in said
    for name in ("attacks.intensity", "honouring.base_reliability"):
        assert name in said


def test_numbers_behind_a_figure_are_those_of_the_runs(here: Path) -> None:
    """Broken if a table is of another country, month or quantile than the figure."""
    dataset = open_results(here / "results" / "baseline").dataset.load()
    table = fans_table(dataset, by_country(dataset, "deaths", ENGLISH), ENGLISH)
    deaths = dataset["deaths"].sel(country="BFA").sum("kind").isel(month=3)
    low, middle, high = np.quantile(deaths, (0.05, 0.5, 0.95))
    assert ["month", "Mali", "Burkina Faso", "Niger"] == list(table.heads)
    assert "Oct 2023" == table.rows[3][0]
    assert f"{middle:,.0f} ({low:,.0f} to {high:,.0f})" == table.rows[3][2]


def test_a_comparison_tells_what_differs(reports: dict[str, Path]) -> None:
    """Broken if two scenarios are told side by side without what changed, and how surely."""
    said = words_of(reports["comparison"])
    assert "against Baseline, from the coup in Niger on" in said
    assert "90 % interval" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "treaties.AES.members" in said
    assert "liptako run no_treaty --runs 40 --seed 1" in said
    assert "liptako run ecowas_intervenes --runs 40 --seed 1" in said


def test_a_french_report_is_french(reports: dict[str, Path]) -> None:
    """Broken if half the page stays English."""
    said = words_of(reports["french"])
    english = words_of(reports["report"])
    assert language_of("fr").name("The war") in said
    for phrase in ("people die", "The most typical history", "Officers seize power", "median"):
        assert phrase in english
        assert phrase not in said


def test_reports_refuse_what_does_not_pair(here: Path) -> None:
    """Broken if results of different seeds are compared as if they shared their luck."""
    other = here / "other"
    scenario = str(Path(__file__).parents[2] / "scenarios" / "no_treaty.yaml")
    call(here, "run", scenario, "--runs", "8", "--no-figures", "--out", str(other))
    done = call(here, "report", "baseline", str(other))
    assert 1 == done.returncode
    assert "different seeds, runs or months - simulate both with the same seed" in done.stderr
    done = call(here, "report", "baseline", "results/baseline")
    assert "given twice - name each once" in done.stderr
    done = call(here, "report", "baseline", "--lang", "de")
    assert (1, "liptako: lang: no 'de' - use one of en, fr\n") == (done.returncode, done.stderr)
    shutil.rmtree(other)


def test_one_run_without_regions_groups_or_treaties_has_its_report(tmp_path: Path) -> None:
    """Broken if a small scenario of one's own ends in a traceback."""
    text = (Path(__file__).parents[1] / "small.yaml").read_text("utf-8")
    (tmp_path / "small.yaml").write_text(text, "utf-8")
    done = call(tmp_path, "run", "small.yaml", "--runs", "1", "--no-figures")
    assert 0 == done.returncode, done.stderr
    done = call(tmp_path, "report", "results", "--out", "small.html")
    assert 0 == done.returncode, done.stderr
    said = words_of(tmp_path / "small.html")
    assert "One history shows what can happen, not how likely it is." in said
    assert "No picture of map" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["deahts"], "what: no figure 'deahts' - did you mean 'deaths'?"),
        (["presence.FRANCE"], "what: no 'FRANCE' in presence - "),
        (["presence"], "variable 'presence' has the dimension partner too; select"),
        (["--size", "poster"], "size: no 'poster' - use one of slide, column"),
        (["--format", "gif"], "format: no 'gif' - use one of png, svg, pdf"),
    ],
)
def test_plot_refuses_with_a_remedy(here: Path, words: list[str], message: str) -> None:
    """Broken if a slip of the pen ends in a traceback or an empty folder."""
    done = call(here, "plot", "baseline", *words)
    assert 1 == done.returncode
    assert done.stderr.startswith(f"liptako: {message}")


def test_plot_draws_what_is_asked_for(here: Path) -> None:
    """Broken if a figure or a monthly variable that is there cannot be had as a file."""
    words = ["deaths", "legitimacy", "presence.FRA", "--size", "column", "--lang", "fr"]
    done = call(here, "plot", "baseline", *words, "--format", "svg", "--out", "drawn")
    assert (0, "") == (done.returncode, done.stderr)
    for name in words[:3]:
        assert f"Written: drawn/{name}.svg" in done.stdout
        assert (here / "drawn" / f"{name}.svg").read_text("utf-8").startswith("<?xml")
