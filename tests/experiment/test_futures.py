"""One question of one history answered two ways."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import LiptakoError
from sim.experiment.ensemble import simulate
from sim.experiment.futures import TurningPoint, futures
from sim.experiment.play import play
from sim.experiment.questions import Stop, stops_among
from sim.experiment.replay import replay
from sim.scenario import Scenario

FUTURES, RUN = 12, 3
Branches = tuple[xr.Dataset, xr.Dataset]


def stops_of(scenario: Scenario, actor: str, decision: str, run: int = RUN) -> list[Stop]:
    """What an actor is asked of one kind in a history that nobody plays."""
    decisions = replay(scenario, run).decisions
    return [
        stop
        for month in range(scenario.months)
        for stop in stops_among(
            [one for one in decisions if one.month == scenario.start + month], actor, month
        )
        if stop.decision == decision
    ]


def point(stop: Stop, place: int = 0) -> TurningPoint:
    one = stop.questions[place]
    return TurningPoint(one.actor, one.decision, one.about, stop.month, stop.week)


def runs_told(branch: xr.Dataset, month: int, kind: str, subject: str, object_: str) -> set[int]:
    told = sim.chronicle(branch)
    now = told["month"] == branch["month"].values[month]
    mine = (told["kind"] == kind) & (told["subject"] == subject) & (told["object"] == object_)
    return set(told[now & mine]["run"])


@pytest.fixture(scope="module")
def leaving(small: Scenario) -> Stop:
    """Mali is asked whether it leaves its treaties, in the third month."""
    return next(stop for stop in stops_of(small, "MLI", "leave") if stop.month == 2)


@pytest.fixture(scope="module")
def left(small: Scenario, leaving: Stop) -> Branches:
    """It leaves the first of them, or does not."""
    return futures(small, point(leaving), ("yes", "no"), FUTURES, RUN)


def test_the_question_is_answered_so_in_every_future(left: Branches, leaving: Stop) -> None:
    """A fork would not fork, or only where chance brought the question up again."""
    yes, no = (
        runs_told(branch, leaving.month, "withdrawal", "MLI", leaving.questions[0].about)
        for branch in left
    )
    assert set(range(FUTURES)) == yes
    assert set() == no


def test_up_to_the_question_all_is_the_one_history(
    small: Scenario, left: Branches, leaving: Stop
) -> None:
    """A what-if would begin from another past than the one that was played; the model's own answer
    would have another month than its history."""
    own = simulate(small, RUN + 1).sel(run=RUN)
    as_it_was = ("yes", "no").index(leaving.questions[0].outcome)
    for place, branch in enumerate(left):
        months = leaving.month + (place == as_it_was)
        for name in ("deaths", "member", "posture", "affinity", "presence", "legitimacy"):
            expected = own[name].isel(month=slice(months)).values
            for run in range(FUTURES):
                found = branch[name].sel(run=run).isel(month=slice(months)).values
                assert np.array_equal(expected, found), name


def test_after_its_month_futures_are_many(left: Branches, leaving: Stop) -> None:
    """The branches would hold one future many times."""
    yes = left[0]["deaths"].values.reshape(FUTURES, 12, -1)
    assert 1 == len(np.unique(yes[:, leaving.month], axis=0))
    assert FUTURES == len(np.unique(yes[:, leaving.month + 1], axis=0))


def test_branches_share_their_luck(small: Scenario, leaving: Stop) -> None:
    """The branches would differ by chance, and not by the answer alone."""
    one, other = futures(small, point(leaving), ("yes", "yes"), FUTURES, RUN)
    assert one.identical(other)


def test_an_option_is_taken_in_every_future(small: Scenario) -> None:
    """A bloc would be held to an option by chance alone."""
    stop = next(
        one for one in stops_of(small, "ECOWAS", "posture") if one.questions[0].about == "NER"
    )
    lift, hold = futures(small, point(stop), ("lift", "hold"), FUTURES, RUN)
    posture = [
        branch["posture"].sel(bloc="ECOWAS", country="NER").isel(month=stop.month).values
        for branch in (lift, hold)
    ]
    assert (posture[0] < posture[1]).all()


def test_it_is_the_player_s_history_that_forks(small: Scenario, leaving: Stop) -> None:
    """The what-if would leave out what the player did before, or do what it did after."""
    first_asked = play(small, "FRA", (), RUN).stop
    assert first_asked is not None
    answers = [first_asked.write(["yes"] * len(first_asked.questions), 12)]
    game = play(small, "FRA", answers, RUN)
    branches = futures(
        small, point(leaving), ("yes", "no"), FUTURES, RUN, answers=answers, player="FRA"
    )
    asked = [one.about for one in first_asked.questions]
    for branch in branches:
        for country in asked:
            told = runs_told(branch, first_asked.month, "partner_exit", "FRA", country)
            assert set(range(FUTURES)) == told
        months = leaving.month
        expected = game.history["presence"].isel(month=slice(months)).values[0]
        found = branch["presence"].isel(month=slice(months)).values
        assert (expected == found).all()


def test_a_stop_without_an_answer_yet_can_be_forked(small: Scenario) -> None:
    """Nobody could ask what comes of the question that is before them; or the other questions of
    the stop would be answered otherwise than the player did."""
    stop = play(small, "FRA", (), RUN).stop
    assert stop is not None
    turn = point(stop, 1)
    for answers in ([], [stop.write(["yes", *["no"] * (len(stop.questions) - 1)])]):
        yes, no = futures(small, turn, ("yes", "no"), 3, RUN, answers=answers, player="FRA")
        first = stop.questions[0].about
        for branch in (yes, no):
            gone = runs_told(branch, stop.month, "partner_exit", "FRA", first)
            assert (set(range(3)) if answers else set()) == gone
        assert set(range(3)) == runs_told(yes, stop.month, "partner_exit", "FRA", turn.about)
        assert set() == runs_told(no, stop.month, "partner_exit", "FRA", turn.about)


def test_what_cannot_be_forked_is_refused(small: Scenario, leaving: Stop) -> None:
    """A person would be shown the futures of a question that was never asked."""
    turn = point(leaving)
    with pytest.raises(LiptakoError, match="ways: 'maybe' cannot be had - use one of yes, no"):
        futures(small, turn, ("yes", "maybe"), 3, RUN)
    never = TurningPoint("MLI", "leave", "NATO", 2, 0)
    with pytest.raises(LiptakoError, match="MLI/leave/NATO: does not come up in 2023-09, week 1"):
        futures(small, never, ("yes", "no"), 3, RUN)
    late = TurningPoint("MLI", "leave", "AES", 12, 0)
    with pytest.raises(LiptakoError, match="month: 12 is outside the horizon - use 0 to 11"):
        futures(small, late, ("yes", "no"), 3, RUN)
    with pytest.raises(LiptakoError, match=r"does not get to .* FRA's answer 1 \(exit, 2023-08\)"):
        futures(small, turn, ("yes", "no"), 3, RUN, player="FRA")
    with pytest.raises(LiptakoError, match="answers: nobody plays"):
        futures(small, turn, ("yes", "no"), 3, RUN, answers=["y"])
