"""What if: one history, forked at a decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sim.analysis.compare import Comparison, differences
from sim.analysis.words import DEEDS, check_actor
from sim.errors import LiptakoError, one_of
from sim.experiment.branches import Answer, Fork
from sim.experiment.design import replicates
from sim.experiment.ensemble import check_seed
from sim.experiment.replay import check_run, decided_month
from sim.scenario import Scenario

FUTURES = 200
WEEKS = ("1", "2", "3", "4")
_ANSWER = re.compile(r"([^/=@]+)/([^/=@]+)(?:/([^/=@]+))?(?:=([^/=@]*))?(?:@([^/=@]*))?")
HOW = (
    "actor/decision/about=answer@week, such as MLI/honour/NER=no or ECOWAS/posture/NER=ultimatum@2"
)


@dataclass(frozen=True, eq=False)
class Forked(Comparison):
    """Two branches of one history: the reference, which goes the other way, and the forced one.

    Attributes:
        arose: in how many futures a question came up, by question and branch.
    """

    arose: dict[str, dict[str, int]]


def fork(
    scenario: Scenario,
    run: int,
    month: str,
    force: Sequence[str],
    given: Sequence[str] = (),
    runs: int = FUTURES,
    seed: int = 1,
) -> Forked:
    """From a month of one history on, live many futures with a decision forced either way.

    An answer is written ``actor/decision/about=answer@week``, by ids. The answer is yes (if left
    out) or no, or the name of an option: then that option is taken wherever it is to be had, and in
    the other branch any other is. ``about`` is left out where a decision has none, and a decision's
    first word is enough (``honour``). It holds in the fork's month, in every week in which the
    question comes up, or in week 1 to 4 alone.

    Args:
        scenario: as `sim.load_scenario` gives it.
        run: number of the history; up to the month all futures share it, and its parameters.
        month: at whose start it forks, such as ``2023-08``.
        force: answers; all go this way in one branch and the other way in the other.
        given: answers that go this way in both.
        runs: futures of each branch; equal ones share their luck.
        seed: of every random number.

    Returns:
        Both branches over the whole horizon, the other way first as the reference; the table of
        `sim.compare`; and in how many futures each question arose.

    Raises:
        LiptakoError: a name, number or month that cannot be, or a question that comes up in none
            of the futures; the message lists what does.

    Examples:
        >>> forked = fork(scenario, run=17, month="2023-08", force=["ECOWAS/force/NER"], runs=20)
        >>> list(forked.histories)
        ['ECOWAS/force/NER=no', 'ECOWAS/force/NER=yes']
    """
    check_run(run)
    check_seed(seed)
    replicates(runs)
    place = Fork(scenario, seed, run, decided_month(scenario, month))
    for name, texts in (("force", force), ("given", given)):
        if isinstance(texts, str):
            raise LiptakoError(f"{name}: one text - give a list, as in {name}=['{texts}']")
    forced, fixed = ([answer_of(scenario, text) for text in texts] for texts in (force, given))
    _check_together(forced, fixed)
    one, other, arose = place.branches(runs, forced, fixed)
    names = [", ".join(_named(answer, turned) for answer in forced) for turned in (True, False)]
    histories = dict(zip(names, (other, one), strict=True))
    for branch, dataset in histories.items():
        dataset.attrs |= {
            "fork_run": run,
            "fork_month": month,
            "forced": branch,
            "given": ", ".join(answer.text for answer in fixed),
        }
    counts = {
        answer.text: dict(zip(names, futures[::-1], strict=True))
        for answer, futures in zip([*forced, *fixed], arose, strict=True)
    }
    return Forked(histories, differences(histories), counts)


def answer_of(scenario: Scenario, text: str) -> Answer:
    """The answer that a text means; see `fork`.

    Raises:
        LiptakoError: not of that form, or a name that does not exist.
    """
    found = _ANSWER.fullmatch(text.strip())
    if not found:
        raise LiptakoError(f"answer: {text!r} cannot be read - write {HOW}")
    actor, decision, about, answer, week = (part or "" for part in found.groups())
    check_actor(scenario, actor)
    deed = DEEDS.get(decision.partition(" ")[0])
    if deed is None:
        raise LiptakoError(
            f"answer: no decision '{decision}' - {one_of(decision, list(DEEDS), 20)}"
        )
    _check_about(scenario, about)
    choices = deed.options or ("yes", "no")
    if deed.options and not answer:
        raise LiptakoError(
            f"answer: {text} does not say which option - write {text}={choices[-1]}, or another of "
            f"{', '.join(choices)}"
        )
    if "=" in text and answer not in choices:
        raise LiptakoError(
            f"answer: {decision} has no answer '{answer}' - {one_of(answer, choices)}"
        )
    if "@" in text and not deed.weekly:
        raise LiptakoError(f"answer: {decision} is decided once a month - leave out @{week}")
    if "@" in text and week not in WEEKS:
        raise LiptakoError(f"answer: no week '{week}' - {one_of(week, WEEKS)}")
    return Answer(
        text=text.strip(),
        actor=actor,
        decision=decision,
        about=about,
        option=answer if deed.options else "",
        week=int(week) - 1 if week else None,
        yes=bool(deed.options) or answer != "no",
    )


def _check_about(scenario: Scenario, about: str) -> None:
    data = scenario.data
    known = list(dict.fromkeys([*data.countries, *data.blocs, *data.treaties]))
    if about and about not in known:
        raise LiptakoError(
            f"answer: nobody called '{about}' is decided about - {one_of(about, known, 20)}"
        )


def _check_together(forced: Sequence[Answer], fixed: Sequence[Answer]) -> None:
    """Refuse to force nothing, or one question twice."""
    if not forced:
        raise LiptakoError(f"force: nothing to force - write {HOW}")
    for one, other in combinations([*forced, *fixed], 2):
        # A first word stands for every decision that begins with it, and for no longer word.
        same = (one.actor, one.about) == (other.actor, other.about) and (
            f"{one.decision} ".startswith(f"{other.decision} ")
            or f"{other.decision} ".startswith(f"{one.decision} ")
        )
        if same and (one.week == other.week or None in (one.week, other.week)):
            raise LiptakoError(
                f"answers: {one.text} and {other.text} answer one question - keep one of them, or "
                "give each its week"
            )


def _named(answer: Answer, turned: bool) -> str:
    """What a branch is called by one of its answers, or by the other one if turned."""
    question, _, week = answer.text.partition("@")
    question = question.partition("=")[0]
    said = answer.option or ("yes" if answer.yes != turned else "no")
    if answer.option and turned:
        said = f"not {said}"
    return f"{question}={said}" + (f"@{week}" if week else "")
