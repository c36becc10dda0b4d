"""Some facts, held against the model: a table for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.analysis.validation import facts as every_fact
from sim.analysis.validation.bench import Bench
from sim.errors import LiptakoError, one_of
from sim.experiment.progress import watched
from sim.experiment.runners import check_workers


def validate(
    scenarios: str | Path,
    facts: str | Sequence[str] | None = None,
    runs: int = 2000,
    seed: int = 7,
    workers: int = 1,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Hold the model against facts, as docs/validation.md shows them all.

    Args:
        scenarios: folder of the shipped scenarios.
        facts: number of one, such as ``A5``, or of several; all of them if left out (some ten
            minutes).
        runs: histories of each ensemble; with fewer, intervals are wider and a verdict near its
            limit may change.
        seed: of all of them.
        workers: processes.
        progress: as for `sim.simulate`.

    Returns:
        A row a fact, in the order of the page: ``number``, ``fact``, ``observed`` (or what is
        asked), ``source``, ``model`` (its value with a 90 % interval), ``verdict`` (``pass``,
        ``FAIL``, or ``shown``, which is no test), ``evidence`` (what kind a pass would be) and
        ``note``.

    Raises:
        LiptakoError: no such fact, or none asked for; a scenario is not in the folder.

    Examples:
        >>> validate("scenarios", "E1", runs=100)[["number", "fact", "verdict"]]
          number                        fact verdict
        0     E1  no armed groups, no deaths    pass
    """
    known = {fact.number: fact for fact in every_fact()}
    numbers = list(known) if facts is None else [facts] if isinstance(facts, str) else list(facts)
    if not numbers:
        raise LiptakoError("facts: none - name one, such as A5, or leave facts out for all")
    for number in numbers:
        if number not in known:
            raise LiptakoError(f"facts: no fact '{number}' - {one_of(number, list(known))}")
    check_workers(workers)
    bench = Bench(Path(scenarios), runs, seed, workers)
    asked = [fact for number, fact in known.items() if number in numbers]
    found = watched(((fact.find(bench), 1) for fact in asked), len(asked), "facts", progress)
    return pd.DataFrame(
        {
            "number": fact.number,
            "fact": fact.what,
            "observed": fact.observed,
            "source": fact.source,
            "model": finding.value,
            "verdict": finding.verdict,
            "evidence": fact.evidence,
            "note": finding.note,
        }
        for fact, finding in zip(asked, found, strict=True)
    )
