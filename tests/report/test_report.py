"""A report says what the results say, and refuses what it cannot; in a real browser it asks for
nothing, complains of nothing, and is for every reader and width."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.answer import answer, answer_compared
from sim.analysis.chronicle import extreme_runs, typical_run
from sim.analysis.story import story
from sim.experiment.results import open_results
from sim.language import ENGLISH, language_of
from sim.plots.catalogue import FIGURES
from sim.plots.style import COLOURS
from sim.report.exhibits import TABLES
from sim.report.numbers import by_country, fans_table
from sim.report.pictures import few_colours
from sim.report.single import PARTS
from tests.browser import address_of, visit
from tests.commands import call

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RUNS = 40
REPORTS = {
    "report": ["baseline"],
    "comparison": ["baseline", "no_treaty", "--lang", "fr"],
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results of 40 runs of two scenarios."""
    folder = tmp_path_factory.mktemp("reports")
    for name in ("baseline", "no_treaty"):
        scenario = str(SCENARIOS / f"{name}.yaml")
        done = call(folder, "run", scenario, "--runs", str(RUNS), "--no-figures")
        assert 0 == done.returncode, done.stderr
    return folder


@pytest.fixture(scope="module")
def reports(here: Path) -> dict[str, Path]:
    """A report in English, and a comparison in French."""
    for name, words in REPORTS.items():
        done = call(here, "report", *words, "--out", f"{name}.html")
        assert 0 == done.returncode, done.stderr
    return {name: here / f"{name}.html" for name in REPORTS}


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
    assert "liptako run baseline.yaml --runs 40 --seed 1" in said
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


def test_a_comparison_tells_what_differs(here: Path, reports: dict[str, Path]) -> None:
    """Broken if two scenarios are told side by side without what changed, how surely, and why; or
    if half of a French page stays English."""
    said = words_of(reports["comparison"])
    one, other = (
        open_results(here / "results" / name).dataset.load() for name in ("baseline", "no_treaty")
    )
    told = answer_compared(one, other, language_of("fr"))
    assert 3 == len(told)
    for sentence in told:
        assert " ".join(sentence.text.split()) in said
    assert "treaties.AES.members" in said
    assert language_of("fr").name("Up to here as in the reference.") in said
    assert "liptako run no_treaty.yaml --runs 40 --seed 1" in said
    for phrase in ("people die", "Side by side", "Officers seize power", "median", "Outcomes"):
        assert phrase not in said


def test_reports_refuse_what_does_not_pair(here: Path) -> None:
    """Broken if results of different seeds are compared as if they shared their luck."""
    other = here / "other"
    scenario = str(Path(__file__).parents[2] / "scenarios" / "no_treaty.yaml")
    call(here, "run", scenario, "--runs", "8", "--no-figures", "--out", str(other))
    done = call(here, "report", "baseline", str(other))
    assert 1 == done.returncode
    assert "different runs (40 from number 0 and 8 from number 0) - simulate both" in done.stderr
    done = call(here, "report", "baseline", "results/baseline")
    assert "the same results are given twice - name each once" in done.stderr
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


HOSTILE = """\
extends: {baseline}
title: "From $5m to $3m <script>alert(1)</script> {{braces}} %s"
question: "Is \\"{word}\\" <b>bold</b>?"
answered_by: [honour_rate.AES, coups_total.NER]
horizon: {{end: 2023-07}}
countries: {{MLI: {{name: "Mali $x$ <i>"}}}}
"""


def test_hostile_names_and_a_single_month_are_shown_as_they_are(tmp_path: Path) -> None:
    """Broken if a name runs a script, becomes a formula, or pushes the page sideways; or if one
    month, one history or a pair of them ends in a traceback."""
    text = HOSTILE.format(baseline="scenarios/baseline", word="x" * 200)
    (tmp_path / "scenarios").mkdir()
    shutil.copy(SCENARIOS / "baseline.yaml", tmp_path / "scenarios")
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        more = ["--no-figures"] if name == "two" else []
        assert 0 == call(tmp_path, "run", f"{name}.yaml", "--runs", "1", *more).returncode
    for words, name in ((["one"], "one"), (["one", "two"], "both")):
        done = call(tmp_path, "report", *words, "--out", f"{name}.html")
        assert (0, "") == (done.returncode, done.stderr)
        with visit(address_of(tmp_path / f"{name}.html"), width=320) as seen:
            assert [] == seen.complaints
            assert 320 == seen.page.evaluate("document.documentElement.scrollWidth")
            assert "<script>alert(1)</script> {braces} %s" in seen.page.inner_text("h1")


def test_a_sweep_of_points_says_what_its_intervals_are(tmp_path: Path) -> None:
    """Broken if replicates count as strangers, or a reader is not told that runs differ."""
    (tmp_path / "scenarios").mkdir()
    shutil.copy(SCENARIOS / "baseline.yaml", tmp_path / "scenarios")
    vary = ["--vary", "attacks.intensity=4:16", "--runs", "12", "--replicates", "3"]
    assert 0 == call(tmp_path, "sweep", "baseline", *vary).returncode
    done = call(tmp_path, "report", "baseline", "--out", "swept.html")
    assert 0 == done.returncode, done.stderr
    said = words_of(tmp_path / "swept.html")
    assert "These runs differ in attacks.intensity" in said
    assert "--design" in said


def test_every_alternative_text_tells_what_is_shown(reports: dict[str, Path]) -> None:
    """Broken if a map tells of no region, flows of no posture, or a comparison of no outcome."""
    alts = re.findall(r'alt="([^"]*)"', html.unescape(reports["report"].read_text("utf-8")))
    assert sum(len(names) for _, _, names in PARTS) == len(alts)
    for text, word in zip(
        alts, ("Mali: ", "Most in 2027: ", "state control, Mali: "), strict=False
    ):
        assert word in text
    flows = next(one for one in alts if one.startswith("How crises"))
    assert re.search(r"Dec 2027, from .*, to bloc lifted pressure, share of the runs \d", flows)
    compared = re.findall(r'alt="([^"]*)"', html.unescape(reports["comparison"].read_text("utf-8")))
    assert 3 == len(compared)
    assert "2027" in compared[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["deahts"], "what: no figure 'deahts' - did you mean 'deaths'?"),
        (["presence.FRANCE"], "what: no 'FRANCE' in presence - "),
        (["presence"], "presence: of which partner? - add one of FRA"),
        (["presence.FRA.RUS"], "what: no 'RUS' in presence - "),
        (["legitimacy", "--vary", "coups.base"], "outcome, vary: they are for effects"),
        (["tornado"], "tornado: of which outcome? - add --outcome"),
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
    words = ["deaths", "legitimacy.MLI", "junta", "--size", "column", "--lang", "fr"]
    done = call(here, "plot", "baseline", *words, "--format", "svg", "--out", "drawn")
    assert (0, "") == (done.returncode, done.stderr)
    for name in words[:3]:
        assert f"Written: drawn/{name}.column.fr.svg" in done.stdout
        assert (here / "drawn" / f"{name}.column.fr.svg").read_text("utf-8").startswith("<?xml")


LARGEST = 5_000_000


every_report = pytest.mark.parametrize("name", ["report", "comparison"])


@every_report
def test_it_is_one_small_file_that_asks_for_nothing(reports: dict[str, Path], name: str) -> None:
    """Broken if the page needs a network, complains, or is too large to be sent by mail."""
    assert reports[name].stat().st_size < LARGEST
    with visit(address_of(reports[name])) as seen:
        assert ([], []) == (seen.complaints, seen.outside)
        expected = {"report": "en", "comparison": "fr"}[name]
        assert expected == seen.page.get_attribute("html", "lang")
        images = seen.page.locator("figure img")
        assert images.count() >= 3
        for place in range(images.count()):
            assert images.nth(place).evaluate("one => one.complete && one.naturalWidth > 600")
            assert len(images.nth(place).get_attribute("alt") or "") > 80


@every_report
def test_everybody_can_read_it(reports: dict[str, Path], name: str) -> None:
    """Broken if axe finds a serious fault: contrast, names, headings, regions out of reach."""
    with visit(address_of(reports[name])) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert [] == seen.faults_for_readers()


@every_report
def test_it_fits_a_telephone(reports: dict[str, Path], name: str) -> None:
    """Broken if a phone has to scroll sideways, or gets the pictures of a wide screen."""
    with visit(address_of(reports[name]), width=360, height=740) as seen:
        assert 360 == seen.page.evaluate("document.documentElement.scrollWidth")
        first = seen.page.locator("figure img").first
        assert first.evaluate("one => one.naturalHeight > one.naturalWidth")


def test_the_keyboard_is_enough(reports: dict[str, Path]) -> None:
    """Broken if the skip link, the contents or the numbers behind a figure need a mouse."""
    with visit(address_of(reports["report"])) as seen:
        press = seen.page.keyboard.press
        press("Tab")
        assert "#content" == seen.page.evaluate("document.activeElement.getAttribute('href')")
        press("Enter")
        assert "content" == seen.page.evaluate("document.activeElement.id")
        summary = seen.page.locator("summary").first
        for _ in range(12):
            press("Tab")
            if summary.evaluate("one => one === document.activeElement"):
                break
        press("Enter")
        assert seen.page.locator("details").first.evaluate("one => one.open")


def test_it_prints_on_a4(reports: dict[str, Path], tmp_path: Path) -> None:
    """Broken if print loses the pictures, or runs to a book."""
    with visit(address_of(reports["report"])) as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.locator("figure img").first.is_visible()
        assert not seen.page.locator("nav").is_visible()
        printed = seen.page.pdf(prefer_css_page_size=True)
    pages = printed.count(b"/Type /Page\n") or printed.count(b"/Type /Page ")
    assert 4 <= pages <= 20


def test_images_keep_the_colours_of_actors() -> None:
    """Broken if few colours in an image make Chad black, or white paper grey."""
    generator = np.random.default_rng(1)
    pixels = np.full((300, 300, 3), 255, np.uint8)
    pixels[:150] = generator.integers(0, 256, (150, 300, 3))
    for place, colour in enumerate(COLOURS.values()):
        pixels[160:164, 5 * place : 5 * place + 4] = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    few = np.asarray(few_colours(pixels).convert("RGB"))
    np.testing.assert_array_equal(pixels[150:], few[150:])
    assert 256 >= len(np.unique(few.reshape(-1, 3), axis=0))
