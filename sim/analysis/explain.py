"""Why: the decisions of one history, each with its reasons, its chance and its luck."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.analysis.words import check_actor, deed_of
from sim.decisions import Decision
from sim.errors import LiptakoError
from sim.experiment.replay import Replay, check_same, decided_month, replay, spelled_month
from sim.experiment.results import Results
from sim.scenario import Scenario

COLUMNS = (
    "month", "week", "actor", "decision", "about", "terms", "probability", "draw", "outcome",
)  # fmt: skip


def explain(
    scenario: Scenario | str | Path,
    run: int,
    seed: int = 1,
    month: str | None = None,
    actor: str | None = None,
) -> pd.DataFrame:
    """Every decision of one run: the run is lived again, alone, and so the same.

    Args:
        scenario: as `sim.load_scenario` gives it; or a folder of results, whose scenario, seed and
            design are taken, and whose stored run has to come out the same to the last bit.
        run: number of the run.
        seed: of the scenario's random numbers; results bring their own.
        month: one month alone, such as ``2023-08``.
        actor: id of one who decides, alone.

    Returns:
        A row a decision, in the order they were taken: ``month`` as in 2023-08; ``week`` of the
        month, 1 to 4, or 0 for what is decided once a month; ids of ``actor`` and of whom or what
        it is ``about`` (empty if itself); ``decision``; ``terms``, a dict from name to logit, or
        from ``option.name`` to utility times rationality (sums are logits, too; minus infinity:
        that option is not to be had); ``probability`` of a yes or of the option chosen;
        the ``draw``, a uniform number from 0 to 1; and the ``outcome``, True, False or the option
        chosen.

    Raises:
        LiptakoError: no such run, month, actor or results; results that come out otherwise.

    Examples:
        >>> why = explain(scenario, run=17, month="2023-08", actor="ECOWAS")
        >>> why[["week", "decision", "about"]].head(2)
           week decision about
        0     1    force   NER
        1     1     meet   NER
        >>> sorted(why.loc[0, "terms"])[:4]
        ['base', 'believed_allies', 'claimant', 'cost']
    """
    return decisions_table(relived(scenario, run, seed), month, actor)


def relived(source: Scenario | str | Path, run: int, seed: int = 1) -> Replay:
    """A run of a scenario, or of results, lived again; arguments and errors as for `explain`."""
    if isinstance(source, Scenario):
        return replay(source, run, seed)
    results = Results.open(source)
    stored = results.block(run)
    scenario = results.ensemble.scenario_of(run)
    again = replay(scenario, run, results.seed, results.row(run), results.luck(run))
    check_same(again, stored, results.folder)
    return again


def decisions_table(
    lived: Replay, month: str | None = None, actor: str | None = None
) -> pd.DataFrame:
    """The decisions of a run, or those of one month or actor; columns as for `explain`."""
    scenario = lived.scenario
    wanted = None if month is None else scenario.start + decided_month(scenario, month)
    check_actor(scenario, actor)
    deciding = sorted({one.actor for one in lived.decisions})
    if actor is not None and actor not in deciding:
        raise LiptakoError(
            f"actor: {actor} decides nothing in this run - these do: {', '.join(deciding)}"
        )
    rows = [
        _row(one, spelled_month(scenario, one.month - scenario.start))
        for one in lived.decisions
        if wanted in (None, one.month) and actor in (None, one.actor)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(one: Decision, month: str) -> tuple[object, ...]:
    week = one.week + 1 if deed_of(one.decision).weekly else 0
    return (
        month, week, one.actor, one.decision, one.about, one.terms, one.probability, one.draw,
        one.outcome,
    )  # fmt: skip


def noteworthy(table: pd.DataFrame) -> pd.Series[bool]:
    """Which decisions of a table were answered yes, or chose another than the first option."""
    return pd.Series(
        [
            outcome not in (False, *deed_of(decision).options[:1])
            for decision, outcome in zip(table["decision"], table["outcome"], strict=True)
        ],
        index=table.index,
        dtype=bool,
    )
