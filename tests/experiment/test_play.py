"""One history in which a person decides for one actor."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sim
from sim.errors import LiptakoError
from sim.experiment.ensemble import simulate
from sim.experiment.play import Game, play, players
from sim.experiment.questions import Question, Stop, stops_among
from sim.experiment.replay import replay
from sim.scenario import Scenario
from tests.experiment.conftest import differing, until, variables

FIVE = ("MLI", "BFA", "NER", "ECOWAS", "FRA")
RUNS = 4
Picks = Callable[[Question], str]


@pytest.fixture(scope="module")
def half(baseline: Scenario) -> Scenario:
    """The shipped scenario's first six months."""
    return until(baseline, "2023-12")


@pytest.fixture(scope="module")
def histories(baseline: Scenario) -> xr.Dataset:
    """Histories in which nobody plays."""
    return simulate(baseline, RUNS)


def agreeing(scenario: Scenario, actor: str, run: int) -> list[str]:
    """Answers as the model would have chosen, of a whole game."""
    decisions = replay(scenario, run).decisions
    return [
        stop.write([one.outcome for one in stop.questions])
        for month, taken in groupby(decisions, lambda one: one.month)
        for stop in stops_among(list(taken), actor, month - scenario.start)
    ]


def played(
    scenario: Scenario, actor: str, pick: Picks, run: int = 0, hold: int = 0
) -> tuple[list[str], list[Game]]:
    """Answers of a whole game, and the game before each and after the last."""
    answers: list[str] = []
    games = [play(scenario, actor, answers, run)]
    while (stop := games[-1].stop) is not None:
        answers.append(stop.write([pick(one) for one in stop.questions], hold))
        games.append(play(scenario, actor, answers, run))
    return answers, games


def model_choice(one: Question) -> str:
    return one.outcome


def other_choice(one: Question) -> str:
    return next(option for option in one.options if option != one.outcome)


def asked_in(game: Game) -> list[Stop]:
    return [taken.stop for taken in game.taken if not taken.held]


def rows(told: pd.DataFrame) -> list[list[str]]:
    return told.astype(str).to_numpy().tolist()


def months_of(history: xr.Dataset, months: int, every: int) -> dict[str, object]:
    """What is recorded of the first months."""
    cut = history.isel(month=slice(months), map_month=slice(-(-months // every)))
    return {
        str(name): array
        for name, array in cut.data_vars.items()
        if array.attrs["role"] == "variable"
    }


@pytest.mark.parametrize("actor", FIVE)
@pytest.mark.parametrize("run", range(RUNS))
def test_who_agrees_with_the_model_has_its_history(
    baseline: Scenario, histories: xr.Dataset, actor: str, run: int
) -> None:
    """A visitor's history could not be held against the ensemble: playing itself would move it."""
    answers = agreeing(baseline, actor, run)
    game = play(baseline, actor, answers, run)
    assert len(answers) > 5
    assert game.stop is None
    assert [] == differing(variables(histories.sel(run=[run])), variables(game.history))
    assert replay(baseline, run).decisions == game.decisions


@pytest.mark.parametrize("actor", FIVE)
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],  # a game takes seconds: none is tried again to find a shorter one
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_answers_lead_to_the_end_and_nothing_later_shows(
    half: Scenario, actor: str, data: st.DataObject
) -> None:
    """A game would hang, or what a player is shown would depend on what comes later."""

    def draw(one: Question) -> str:
        return data.draw(st.sampled_from(one.options))

    hold = data.draw(st.sampled_from([0, 2]))
    _, games = played(half, actor, draw, data.draw(st.integers(0, 99)), hold)
    last = games[-1]
    assert half.months == last.history.sizes["month"]
    assert [game.stop for game in games[:-1]] == asked_in(last)
    told = sim.chronicle(last.history)
    for game in games[:-1]:
        assert game.stop is not None
        month, every = game.stop.month, half.data.record.fighters_every
        assert month == game.history.sizes["month"]
        assert [] == differing(
            months_of(last.history, month, every), months_of(game.history, month, every)
        )
        assert "total_deaths" not in game.history
        first = half.start + month
        assert game.decisions == tuple(one for one in last.decisions if one.month < first)
        now = last.history["month"].values[month]
        assert rows(told[told["month"] < now]) == rows(sim.chronicle(game.history))
        earlier = (told["month"] == now) & (told["week"] <= game.stop.weeks_over)
        assert rows(told[earlier.fillna(False)]) == rows(sim.chronicle(game.events_before))


def test_an_answer_is_what_happens(small: Scenario) -> None:
    """A player would say one thing and the history do another."""
    due = simulate(small, 300)["due"].sel(treaty="AES", country="MLI").sum("month").values
    run = int(np.flatnonzero(due)[0])
    answers = agreeing(small, "MLI", run)
    whole = play(small, "MLI", answers, run)
    called = next(place for place, stop in enumerate(asked_in(whole)) if stop.decision == "honour")
    stop = asked_in(whole)[called]
    for answer, happens in (("yes", "honoured"), ("no", "reneged")):
        text = stop.write([answer] * len(stop.questions))
        game = play(small, "MLI", [*answers[:called], text], run)
        given = game.taken[called]
        assert (stop, (answer,) * len(stop.questions)) == (given.stop, given.answers)
        told = sim.chronicle(_to_the_end(small, "MLI", [*answers[:called], text], run).history)
        mine = told[(told["subject"] == "MLI") & (told["month"] == _month(whole, stop))]
        assert {happens} == set(mine["kind"]) & {"honoured", "reneged"}


def _month(game: Game, stop: Stop) -> np.datetime64:
    return np.datetime64(game.history["month"].values[stop.month])


def _to_the_end(scenario: Scenario, actor: str, answers: list[str], run: int) -> Game:
    """Go on as the model would."""
    answers = list(answers)
    while (stop := (game := play(scenario, actor, answers, run)).stop) is not None:
        answers.append(stop.write([one.outcome for one in stop.questions], 12))
    return game


def test_who_departs_from_the_model_has_another_history(half: Scenario) -> None:
    """Answers would be taken down and forgotten."""
    _, games = played(half, "FRA", other_choice)
    assert "presence" in differing(
        variables(games[-1].history), variables(simulate(half, 1).sel(run=[0]))
    )
    by_player = {(one.actor, one.decision) for one in games[-1].decisions if one.forced}
    assert {("FRA", "exit")} == by_player


@pytest.mark.parametrize(("hold", "months"), [(1, [*range(1, 12)]), (3, [1, 4, 7, 10]), (12, [1])])
def test_a_held_course_is_not_asked_about(small: Scenario, hold: int, months: list[int]) -> None:
    """France would be asked every month whether it stays where it said it stays."""
    _, games = played(small, "FRA", lambda _: "no", hold=hold)
    assert months == [stop.month for stop in asked_in(games[-1])]
    held = [taken.stop.month for taken in games[-1].taken if taken.held]
    assert sorted([*range(1, 12)]) == sorted(months + held)
    told = sim.chronicle(games[-1].history)
    free = told["month"] > games[-1].history["month"].values[0]
    assert "FRA" not in set(told[free & (told["kind"] == "partner_exit")]["subject"])


def test_an_option_that_is_gone_is_asked_about_again(half: Scenario) -> None:
    """A bloc would be held to an ultimatum that it has given already."""

    def hardest(one: Question) -> str:
        return one.options[-1] if one.decision == "posture" else "no"

    _, games = played(half, "ECOWAS", hardest, hold=12)
    asked = [
        (one.about, one.options)
        for stop in asked_in(games[-1])
        for one in stop.questions
        if one.decision == "posture"
    ]
    once_activated = [options for about, options in asked if about == "NER"]
    assert ["activate", "lift"] == [options[-1] for options in once_activated[:2]]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["maybe"], r"answer 1 \(MLI, slip, 2023-08\): 'maybe' is no answer to slip about ECOWAS"),
        (["n", "n.y"], r"answer 2 \(MLI, civilian-rule, 2023-08\): 'n.y' answers 2 of 1 questions"),
        ("n", r"answers: one text - give a list, as in answers=\['n'\]"),
    ],
)
def test_a_bad_answer_is_told_with_its_place(half: Scenario, answers: list[str], said: str) -> None:
    """Nobody could find the mistake in a long address."""
    with pytest.raises(LiptakoError, match=said):
        play(half, "MLI", answers)


def test_more_answers_than_stops_are_refused(half: Scenario) -> None:
    """An address of another scenario would be played as if it were of this one."""
    answers = agreeing(half, "FRA", 0)
    assert 5 == len(answers)
    with pytest.raises(LiptakoError, match=r"answers: 6, but FRA is asked 5 times .* answer 6 on"):
        play(half, "FRA", [*answers, "y"])


@pytest.mark.parametrize("actor", ["RUS", "UNO", "JNIM", "AES", ""])
def test_who_decides_nothing_cannot_be_played(half: Scenario, actor: str) -> None:
    """A visitor would wait for a question that never comes."""
    with pytest.raises(LiptakoError, match=rf"'{actor}' decides nothing .* use one of MLI, BFA"):
        play(half, actor)


def test_all_who_decide_can_be_played(baseline: Scenario) -> None:
    """An actor would be refused though the model asks it; in months of history nobody is asked."""
    able = players(baseline)
    assert set(FIVE) < set(able)
    for run in range(3):
        decisions = replay(baseline, run).decisions
        actors = {one.actor for one in decisions}
        assert {own for own in actors if stops_among(decisions, own, 0)} <= set(able)
    assert () == players(until(baseline, "2023-07"))
