"""Who plays knows what its actor could know, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from xarray import DataArray

from sim.experiment.play import Game, play
from sim.language import ENGLISH
from sim.web.games import Turn, turn
from sim.web.playing import stops_at
from sim.web.source import Source

OF_A_COUNTRY = {
    "who governs",
    "own legitimacy (0 to 1)",
    "own soldiers",
    "own people under state control",
    "deaths in the country last month",
    "deaths in the country since MONTH",
    "displaced in the country",
    "foreign forces in the country",
}
PUBLIC = {
    "under pressure by ECOWAS",
    "members of the Alliance of Sahel States",
    "members of the G5 Sahel",
}
REPORTED = {f"deaths in {name} last month, as reported" for name in ("Mali", "Burkina Faso")}
OF_A_PARTNER = {
    f"own forces in {name}, of their peak"
    for name in ("Niger", "Chad", "Mauritania", "Benin", "Côte d'Ivoire", "Senegal")
}
ALLOWED = {
    "NER": OF_A_COUNTRY | PUBLIC | REPORTED,
    "ECOWAS": PUBLIC | REPORTED | {"deaths in Niger last month, as reported"},
    "FRA": OF_A_PARTNER | PUBLIC | REPORTED | {"deaths in Niger last month, as reported"},
}
"""Every label that an actor may see. A label that is missing here was added without a thought of
whether a government could know it."""
HIDDEN = (
    "legitimacy", "soldiers", "state_control_national", "displaced", "capacity", "effectiveness",
    "budget",
)  # fmt: skip
"""What a government knows of itself alone."""
ANSWERS = {"NER": ("n~12", "n~12"), "ECOWAS": ("0~12", "n~12"), "FRA": ("n.n.n.n.n.n~12",)}


@pytest.fixture(scope="module", params=ALLOWED)
def actor(request: pytest.FixtureRequest) -> str:
    """Who is played."""
    return str(request.param)


@pytest.fixture(scope="module")
def games(actor: str, baseline_source: Source) -> list[Game]:
    """A game at its first stop, and some stops later."""
    scenario = baseline_source.scenario()
    return [play(scenario, actor, answers) for answers in ((), ANSWERS[actor])]


def told(game: Game, actor: str, source: Source) -> Turn:
    """A game as the page tells it in English."""
    return turn(game, source.scenario(), actor, ENGLISH)


def test_the_player_sees_only_what_is_allowed(
    games: list[Game], actor: str, baseline_source: Source
) -> None:
    """Broken if something is shown to a player that its government could not know."""
    seen: set[str] = set()
    for game in games:
        labels = [label for label, _ in told(game, actor, baseline_source).known]
        assert len(set(labels)) == len(labels)
        seen |= {re.sub(r"since \w+ \d{4}", "since MONTH", label) for label in labels}
    assert set() == seen - ALLOWED[actor]
    assert {"under pressure by ECOWAS"} < seen


def test_others_hidden_state_does_not_show(
    games: list[Game], actor: str, baseline_source: Source
) -> None:
    """Broken if anything of what a player knows moves when other governments' legitimacy, armies
    or hold on their people are other ones."""
    for game in games:
        history = game.history
        others = history["country"] != actor
        changed = {name: nonsense(history[name], others) for name in HIDDEN}
        other = replace(game, history=history.assign(changed))
        assert not np.array_equal(history["legitimacy"], other.history["legitimacy"])
        assert told(game, actor, baseline_source).known == told(other, actor, baseline_source).known


def nonsense(values: DataArray, others: DataArray) -> DataArray:
    """A variable with nonsense for some countries."""
    return values.where(~others, 0.123)


def test_a_stop_is_told_whole(games: list[Game], actor: str, baseline_source: Source) -> None:
    """Broken if a stop has no date, question or options, or a game that goes on has an end."""
    for game in games:
        here = told(game, actor, baseline_source)
        assert game.stop is not None
        assert re.fullmatch(r"[A-Z][a-z]+ 202[3-7](, week [1-4])?", here.when)
        assert (54, game.stop.month) == (here.months, here.month)
        assert [tuple(one.codes) for one in game.stop.questions] == [
            tuple(code for code, _ in one.options) for one in here.asked
        ]
        assert all(word for one in here.asked for _, word in one.options)
        assert all(one.plain.endswith("?") and one.means for one in here.asked)
        assert all("{" not in one.plain + one.means for one in here.asked)
        assert len(ANSWERS[actor]) * bool(game.taken) == len(here.answered)
        assert game.stop.month == len(here.history.months)
        assert {} == here.outcomes
        assert sum(len(one.stop.questions) for one in game.taken) == len(here.chosen)


def test_what_comes_is_not_told(games: list[Game], actor: str, baseline_source: Source) -> None:
    """Broken if a story tells of a month that is still to come."""
    for game in games:
        here = told(game, actor, baseline_source)
        years = [
            int(year) for line in here.history.story for year in re.findall(r"20\d\d$", line.date)
        ]
        assert max(years) <= 2023 + (6 + here.month) // 12


def test_the_end_has_outcomes_and_what_the_model_would_have_done(short_source: Source) -> None:
    """Broken if a game that is over has nothing to be held against the others, or its review tells
    other answers than were given."""
    scenario = short_source.scenario()
    answers: tuple[str, ...] = ()
    while (game := play(scenario, "MLI", answers)).stop is not None:
        answers += (game.stop.write(["no"] * len(game.stop.questions), 12),)
    here = turn(game, scenario, "MLI", ENGLISH)
    assert ("", None, (), 12) == (here.when, here.stop, here.known, here.month)
    assert {(1,)} == {values.shape for values in here.outcomes.values()}
    asked = [one for one in here.chosen if not one.held]
    assert len(answers) <= len(asked) < len(here.chosen)
    assert {"no"} == {one.said for one in asked}
    assert all(0.0 <= one.chance <= 1.0 and one.model in ("yes", "no") for one in here.chosen)


def test_a_game_can_be_stopped_where_its_player_has_decided(baseline_source: Source) -> None:
    """Broken if a stopped game waits for an answer, or heeds one that was given later."""
    scenario = baseline_source.scenario()
    answers: tuple[str, ...] = ("n~3", "n~3", "n~3", "n~3", "n~3", "n~3", "n~3")
    game = turn(play(scenario, "MLI", answers), scenario, "MLI", ENGLISH)
    found = stops_at(game, scenario)
    months = [f"2023-{month:02d}" for month in range(8, 12)]
    assert months == list(found)
    for month, given in found.items():
        short = baseline_source.only_until(month).scenario()
        stopped = play(short, "MLI", answers[:given])
        assert (None, month) == (stopped.stop, str(stopped.history["month"].values[-1])[:7])
        assert given == sum(not one.held for one in stopped.taken)
    whole = play(scenario, "MLI", answers).history["deaths"].values
    np.testing.assert_array_equal(
        whole[:, : stopped.history.sizes["month"]], stopped.history["deaths"].values
    )
