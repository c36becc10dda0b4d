"""The validation as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sim.analysis.forecasting.report import markdown
from sim.analysis.paired import Paired
from sim.analysis.validation.fact import Fact, Finding
from sim.analysis.validation.sensitivity import QUESTIONS, Cell, Push
from sim.mechanisms import declarations
from sim.version import VERSION

TABLES = {
    "A": (
        "Observed and held out",
        "The only kind that counts as validation: nothing was set on these figures, unless the "
        "row says so.",
    ),
    "B": ("Adjusted to", "A pass says that an adjustment worked, and no more."),
    "C": (
        "Priors restated",
        "What the model says because it was told to; never a finding. Shown with what it rests on.",
    ),
    "D": (
        "Regularities of other wars",
        "For users who bring event data of this war; the model is held against the ranges.",
    ),
    "E": ("Invariants of the code", "A failure here is a fault of the program."),
}
MEANT = {
    "honour": "share of obligations honoured when ECOWAS attacks Niger",
    "intervention": "interventions in Niger to be expected, August 2023 to August 2024",
    "deterrence": "how many more of them without pledge and treaty",
}
EVIDENCE = (
    ("held out", "not used in setting any number: evidence"),
    ("adjusted to", "numbers were set so that this holds: no evidence"),
    ("prior restated", "follows from an assumption: no evidence, to be varied"),
    ("literature", "a regularity found elsewhere"),
    ("invariant", "must hold by construction"),
)


def report(
    findings: Sequence[tuple[Fact, Finding]],
    forecasts: Mapping[str, pd.DataFrame],
    cells: Sequence[Cell],
    pushes: Mapping[str, Sequence[Push]],
    runs: int,
    seed: int,
) -> str:
    """The page: tables A to E, how forecasts do against others, and what honour, deterrence and
    intervention rest on.

    Args:
        findings: facts, and what was found.
        forecasts: what `relative` gives, by title.
        cells, pushes: see `sensitivity`.
        runs, seed: of each ensemble.
    """
    return "\n".join(
        [
            *_head(findings, runs, seed),
            *(line for letter in TABLES for line in _table(letter, findings)),
            "",
            markdown(forecasts),
            *_grid(cells),
            *_strongest(pushes),
            "",
        ]
    )


def _head(findings: Sequence[tuple[Fact, Finding]], runs: int, seed: int) -> Iterator[str]:
    def of(evidence: str, verdict: str) -> list[str]:
        return [
            fact.number
            for fact, finding in findings
            if (fact.evidence, finding.verdict) == (evidence, verdict)
        ]

    yield "# Validation"
    yield ""
    yield "What the model must show, what it shows, and what kind of evidence that is. Written by"
    yield f"`make validate` with Liptako {VERSION}: {runs:,} runs a fact, seed {seed}. Intervals"
    yield "hold 90 %: of the mean or share, or (for a median) of the runs."
    yield ""
    passed, failed = of("held out", "pass"), of("held out", "FAIL")
    yield f"**Of what was held out {len(passed)} pass, {len(failed)} fail"
    yield f"({', '.join(failed) or 'none'}).** The rest is no evidence, and rows without a verdict"
    yield "are shown and no test."
    yield ""
    yield "| evidence | what it is | pass | **FAIL** |"
    yield "|---|---|---|---|"
    for name, meaning in EVIDENCE:
        rows = (", ".join(of(name, verdict)) or "–" for verdict in ("pass", "FAIL"))
        yield f"| {name} | {meaning} | {' | '.join(rows)} |"


def _table(letter: str, findings: Sequence[tuple[Fact, Finding]]) -> Iterator[str]:
    title, words = TABLES[letter]
    yield from ("", f"## {letter}. {title}", "", words, "")
    yield "| | fact | observed, or asked | source | model | verdict | evidence |"
    yield "|---|---|---|---|---|---|---|"
    notes = []
    for fact, finding in findings:
        if not fact.number.startswith(letter):
            continue
        verdict = f"**{finding.verdict}**" if finding.verdict == "FAIL" else finding.verdict
        yield (
            f"| {fact.number} | {fact.what} | {fact.observed} | {fact.source} | "
            f"{finding.value or '–'} | {verdict} | {fact.evidence} |"
        )
        if finding.note:
            notes.append(f"- {fact.number}: {finding.note}")
    if notes:
        yield ""
        yield from notes


def _grid(cells: Sequence[Cell]) -> Iterator[str]:
    yield from ("", "## Honour, intervention and deterrence by what is assumed of reliability", "")
    yield "Base reliability is what allies do; believed reliability what others expect of them. An"
    yield "intervention is counted by its chances, week by week, and so is deterrence: how many"
    yield "more are to be expected, history by history, without the pledge (the treaty signed in"
    yield "September stays), without the treaty (the pledge stays), and without both."
    yield ""
    yield "| base | believed | honoured | interventions | pledge | treaty | both |"
    yield "|---|---|---|---|---|---|---|"
    for cell in cells:
        effects = " | ".join(_difference(x) for x in (cell.pledge, cell.treaty, cell.both))
        yield (
            f"| {cell.reliability:.2f} | {cell.belief:.1f} | {cell.honour} | "
            f"{cell.intervention.value:.4f} | {effects} |"
        )


def _strongest(pushes: Mapping[str, Sequence[Push]]) -> Iterator[str]:
    yield from ("", "## What moves them most", "")
    yield "Each parameter is moved alone from the low to the high end of its range, with the same"
    yield "luck. Evidence says whether the parameter is fitted, measured, or a prior."
    for question in QUESTIONS:
        yield from ("", f"**{question.capitalize()}**: {MEANT[question]}.", "")
        yield "| parameter | from | to | change | evidence |"
        yield "|---|---|---|---|---|"
        for push in pushes[question]:
            evidence = declarations()[push.parameter].evidence
            yield (
                f"| `{push.parameter}` | {push.low:g} | {push.high:g} | "
                f"{_difference(push.change)} | {evidence} |"
            )


def _difference(found: Paired) -> str:
    return f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f})"
