"""The validation: honest tables, sound estimates, and invariants that hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.analysis.paired import paired
from sim.analysis.validation import facts, invariants
from sim.analysis.validation.asking import validate
from sim.analysis.validation.bench import Bench
from sim.analysis.validation.fact import Estimate, Fact, Finding, mean, middle, ratio, share
from sim.analysis.validation.invariants import FACTS as INVARIANTS
from sim.analysis.validation.literature import diffusion, tail_exponent
from sim.analysis.validation.observed import coups
from sim.analysis.validation.report import report
from sim.analysis.validation.sensitivity import QUESTIONS, Cell, Push, strongest
from sim.errors import LiptakoError

ROOT = Path(__file__).parents[3]
SCENARIOS = ROOT / "scenarios"
NO_PAIR = paired(np.zeros(2), np.zeros(2))
CELL = Cell(
    0.22, 0.5, Estimate(0.1, 0.0, 0.2), Estimate(0.02, 0.01, 0.03), NO_PAIR, NO_PAIR, NO_PAIR
)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(SCENARIOS, runs=200, seed=5)


@pytest.mark.parametrize("fact", INVARIANTS, ids=lambda fact: fact.number)
def test_every_invariant_holds(bench: Bench, fact: Fact) -> None:
    """The program would have a fault that no parameter can mend."""
    found = fact.find(bench)
    assert "pass" == found.verdict, found.value


def test_twins_to_whom_nothing_happens_prove_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invariant would hold of a model in which nobody does anything."""
    told = invariants.chronicle
    monkeypatch.setattr(invariants, "chronicle", lambda histories: told(histories).iloc[:0])
    assert "FAIL" == invariants.alike(bench).verdict


def test_a_world_without_coups_fails_the_fact_about_coups() -> None:
    """A validation would pass whatever the model does."""

    class Calm(Bench):
        def scenario(self, name, *changes):  # type: ignore[no-untyped-def]
            calm = {"parameters": {"coups": {"base": -9.0}}}
            return super().scenario(name, *changes, calm)

    assert "FAIL" == coups(Calm(SCENARIOS, runs=100)).verdict


def test_facts_are_numbered_once_and_by_table() -> None:
    """A row would be missing, or be quoted by a number that means another."""
    expected = [f"{t}{n}" for t, last in zip("ABCDE", (6, 4, 4, 3, 5), strict=True)
                for n in range(1, last + 1)]  # fmt: skip
    assert expected == [fact.number for fact in facts()]


def test_the_page_that_is_shipped_shows_every_fact_as_it_is_asked_now() -> None:
    """The validation that people read would be of another version."""
    page = (ROOT / "docs" / "validation.md").read_text("utf-8")
    for fact in facts():
        assert f"| {fact.number} | {fact.what} | {fact.observed} | {fact.source} |" in page
        assert f"| {fact.evidence} |" in page


def test_a_failing_fact_is_printed_as_failing_with_its_reason() -> None:
    """A failure would look like a pass."""
    known = facts()
    good, bad = Finding("1", "pass"), Finding("2", "FAIL", "Because of this.")
    findings = [(fact, bad if fact.number == "A6" else good) for fact in known]
    text = report(findings, {}, [CELL], {name: [] for name in QUESTIONS}, 1000, 7)
    assert "**Of what was held out 4 pass, 1 fail\n(A6).**" in text  # A5 is adjusted to
    assert "| A1, A2, A3, A4 | A6 |" in text
    assert "| A5, B1, B2, B3, B4 | – |" in text
    assert "| **FAIL** |" in text
    assert "- A6: Because of this." in text


def test_what_is_assumed_is_shown_with_what_follows() -> None:
    """A reader would take an assumption's consequence for a finding."""
    push = Push("coups.base", -7.0, -5.0, paired(np.array([0.0, 0.2]), np.array([0.2, 0.4])))
    text = report([], {}, [CELL], {name: [push] for name in QUESTIONS}, 1000, 7)
    assert "| 0.22 | 0.5 | 0.10 (0.00 to 0.20) | 0.0200 |" in text
    assert 3 == text.count("| `coups.base` | -7 | -5 | +0.2000 (+0.2000 to +0.2000) | fitted |")


def test_shares_by_hand() -> None:
    """An interval would be empty where nothing happened, or leave 0 to 1."""
    never, always = share(np.zeros(100, np.bool_)), share(np.ones(100, np.bool_))
    # Wilson: z^2 / (n + z^2), with z = 1.645
    assert (0.0, 0.0) == (never.value, never.low)
    assert pytest.approx(0.0263, abs=1e-4) == never.high
    assert (1.0, 1.0) == (always.value, always.high)
    assert pytest.approx(1.0 - never.high) == always.low


def test_the_interval_of_a_ratio_holds_the_truth_nine_times_in_ten() -> None:
    """A factor would seem less sure than it is where both means go with the run's own level."""
    rng = np.random.default_rng(4)
    held = []
    for _ in range(1000):
        level = rng.gamma(4.0, 1.0, 200)
        found = ratio(level, 1.5 * level + rng.normal(0.0, 0.1, 200))
        held.append(found.low <= 1.5 <= found.high)
    assert pytest.approx(0.9, abs=0.03) == np.mean(held)


def test_means_and_medians_by_hand() -> None:
    """Runs without a value would count as nought, or an interval be of something else."""
    found = mean(np.array([1.0, np.nan, 3.0]))
    assert (2.0, pytest.approx(2.0 - 6.314, abs=1e-3)) == (found.value, found.low)
    assert all(np.isnan(x) for x in vars(mean(np.array([np.nan]))).values())
    found = middle(np.arange(101.0))
    assert pytest.approx((50.0, 5.0, 95.0)) == (found.value, found.low, found.high)


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(0.5, 0.45, 0.55), "0.50 (0.45 to 0.55)"),
        (Estimate(0.5, 0.498, 0.502), "0.5000 (0.4980 to 0.5020)"),
        (Estimate(9870.0, 6599.0, 13491.0), "9,870 (6,599 to 13,491)"),
        (Estimate(0.0, 0.0, 0.0), "0.00000 (0.00000 to 0.00000)"),
    ],
)
def test_estimates_are_no_finer_than_they_are_sure(estimate: Estimate, words: str) -> None:
    """Digits would stand there that mean nothing."""
    assert words == str(estimate)


def test_diffusion_by_hand() -> None:
    """Violence that moves on would count as violence that spreads."""
    neighbours = np.array([[False, True, False], [True, False, True], [False, True, False]])
    spreads = np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1]], np.bool_)  # each time beside what stays
    moves = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 1]], np.bool_)  # once on, then to both sides
    escalated, relocated = diffusion(np.stack([spreads, moves]), neighbours)
    assert [2.0, 2.0] == escalated.tolist()
    assert [0.0, 1.0] == relocated.tolist()


def test_a_known_tail_is_found_again() -> None:
    """The exponent would be that of something else than the sizes given."""
    u = (np.arange(400_000) + 0.5) / 400_000
    for alpha in (2.2, 2.6):
        sizes = np.floor(4.5 * u ** (-1.0 / (alpha - 1.0)) + 0.5)
        assert pytest.approx(alpha, abs=0.03) == tail_exponent(sizes.astype(np.float32))


@pytest.mark.slow
def test_what_moves_a_question_most_comes_first(bench: Bench) -> None:
    """The assumptions that matter would hide behind those that do not."""
    names = ["honouring.base_reliability", "honouring.belief_reliability", "displacement.per_death"]
    found = strongest(Bench(SCENARIOS, runs=300, seed=5), names, progress=False)
    assert "honouring.base_reliability" == found["honour"][0].parameter
    assert "honouring.belief_reliability" == found["deterrence"][0].parameter
    assert found["honour"][0].change.low > 0.0 < found["deterrence"][0].change.low


def test_facts_are_asked_by_number() -> None:
    """A notebook would show another fact, or hide that one fails."""
    found = validate(SCENARIOS, ["E1", "D3"], runs=100, progress=False)
    assert ["D3", "E1"] == list(found["number"])
    assert ["FAIL", "pass"] == list(found["verdict"])
    assert "0 deaths in 100 runs" == found["model"].iloc[1]


def test_an_unknown_fact_is_refused() -> None:
    """A slip would leave a row out, unnoticed."""
    with pytest.raises(LiptakoError, match="facts: no fact 'A9'"):
        validate(SCENARIOS, ["A9"])
    with pytest.raises(LiptakoError, match="facts: no fact 'A9'"):
        validate(SCENARIOS, "A9")


def test_one_fact_is_asked_by_its_number_alone() -> None:
    """Its letters would be taken for numbers of facts."""
    found = validate(SCENARIOS, facts="E1", runs=100, progress=False)
    assert ["E1"] == list(found["number"])


def test_asking_for_no_fact_is_refused() -> None:
    """A table without columns would fail wherever one of them is looked at."""
    with pytest.raises(LiptakoError, match="facts: none - name one, such as A5"):
        validate(SCENARIOS, [])
