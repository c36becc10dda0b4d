"""Decisions: the logistic of named terms against one number; what is asked; what is kept."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.decisions import FREE, NO, YES, Decisions, Flags, Forced, Places, Trace
from sim.streams import Streams

RUNS = 6
MONTH = 24282
COUNTRIES = ("MLI", "NER")

logits = st.floats(-6.0, 6.0)
by_run = st.lists(logits, min_size=RUNS, max_size=RUNS).map(np.array)
terms_of_one = st.dictionaries(st.text(min_size=1, max_size=4), st.one_of(logits, by_run))
by_country_and_run = st.lists(by_run, min_size=2, max_size=2).map(np.array)
terms_about = st.dictionaries(
    st.text(min_size=1, max_size=4), st.one_of(logits, by_run, by_country_and_run)
)


def streams(runs: int = RUNS) -> Streams:
    return Streams(1, np.arange(runs, dtype=np.uint32))


def decisions(runs: int = RUNS, trace: int | None = None, free: bool = True) -> Decisions:
    kept = None if trace is None else Trace(trace)
    return Decisions(streams(runs), MONTH, free, kept)


def every(runs: int = RUNS) -> Places:
    """One question, in every run."""
    return Places.everywhere(0, runs)


def draws_about(decision: str = "exit") -> np.ndarray:
    return streams().uniform(tuple((f"FRA/{decision}", name) for name in COUNTRIES), MONTH)


def logistic(logit: float) -> float:
    return 1.0 / (1.0 + exp(-logit))


@settings(deadline=None, max_examples=60)
@given(terms_of_one)
def test_an_actor_says_yes_where_its_number_is_under_the_logistic(terms: dict) -> None:
    """Probabilities of coups would not be those of the terms."""
    u = streams().single("MLI/coup", MONTH)
    totals = [sum(float(np.broadcast_to(t, RUNS)[i]) for t in terms.values()) for i in range(RUNS)]
    expected = [bool(u[i] < logistic(totals[i])) for i in range(RUNS)]
    assert expected == decisions().decide("MLI", "coup", terms).tolist()


def test_yes_comes_as_often_as_its_probability() -> None:
    """An actor would be braver or shyer than its terms say."""
    answers = decisions(20_000).decide("MLI", "coup", {"base": -1.0, "war": 0.3})
    assert pytest.approx(logistic(-0.7), abs=0.01) == answers.mean()


@settings(deadline=None, max_examples=60)
@given(terms_about)
def test_a_decision_about_several_falls_for_each_by_its_own_number(terms: dict) -> None:
    """A partner would leave one country because of another."""
    u = draws_about()
    answers = decisions().decide("FRA", "exit", terms, COUNTRIES)
    for row, run in np.ndindex(u.shape):
        total = sum(float(np.broadcast_to(t, u.shape)[row, run]) for t in terms.values())
        assert bool(u[row, run] < logistic(total)) == bool(answers[row, run])


@settings(deadline=None, max_examples=30)
@given(st.permutations(COUNTRIES))
def test_the_answer_about_one_does_not_depend_on_the_others(order: list[str]) -> None:
    """Adding a country to a scenario would change another's luck."""
    expected = decisions().decide("FRA", "exit", {"base": 0.0}, COUNTRIES)
    answers = decisions().decide("FRA", "exit", {"base": 0.0}, tuple(order))
    assert [expected[COUNTRIES.index(name)].tolist() for name in order] == answers.tolist()
    alone = decisions().decide("FRA", "exit", {"base": 0.0}, (order[0],))
    assert answers[0].tolist() == alone[0].tolist()


def test_actors_and_decisions_draw_their_own_numbers() -> None:
    """Coups in two countries, or an attempt and its success, would come together."""
    outcomes = {
        tuple(decisions(64).decide(actor, what, {"base": 0.0}).tolist())
        for actor in ("MLI", "NER")
        for what in ("coup", "coup-success")
    }
    assert 4 == len(outcomes)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.booleans(), min_size=RUNS, max_size=RUNS), logits)
def test_the_answer_is_no_where_nothing_was_asked_and_else_as_before(
    asked: list[bool], base: float
) -> None:
    """A coup that nobody attempted would succeed, or being asked would change the answer."""
    every = decisions().decide("MLI", "coup-success", {"base": base})
    some = decisions().decide("MLI", "coup-success", {"base": base}, asked=np.array(asked))
    assert (every & np.array(asked)).tolist() == some.tolist()


@pytest.mark.parametrize("about", [(), COUNTRIES])
def test_in_months_of_history_every_answer_is_no(about: tuple[str, ...]) -> None:
    """The model would decide again what history has decided, or keep what nobody asked."""
    past = decisions(trace=0, free=False)
    assert not past.decide("FRA", "exit", {"base": 50.0}, about).any()
    assert [] == past.trace.decisions


@settings(deadline=None, max_examples=60)
@given(
    terms_about,
    st.integers(0, RUNS - 1),
    st.lists(st.booleans(), min_size=2 * RUNS, max_size=2 * RUNS),
)
def test_a_trace_keeps_what_was_asked_in_its_run(
    terms: dict, position: int, asked: list[bool]
) -> None:
    """An explanation would show another run's reasons, or another outcome than happened."""
    mask: Flags = np.array(asked).reshape(2, RUNS)
    traced = decisions(trace=position)
    answers = traced.decide("FRA", "exit", terms, COUNTRIES, mask)
    kept = traced.trace.decisions
    rows = np.flatnonzero(mask[:, position])
    assert [COUNTRIES[row] for row in rows] == [one.about for one in kept]
    u = draws_about()
    for row, one in zip(rows, kept, strict=True):
        assert (MONTH, "FRA", "exit") == (one.month, one.actor, one.decision)
        expected = {
            name: float(np.broadcast_to(term, u.shape)[row, position])
            for name, term in terms.items()
        }
        assert expected == one.terms
        assert float(u[row, position]) == one.draw
        assert pytest.approx(logistic(sum(expected.values()))) == one.probability
        assert bool(answers[row, position]) is one.outcome


def test_a_trace_keeps_decisions_in_their_order() -> None:
    """An explanation would tell the story backwards."""
    traced = decisions(trace=3)
    for actor in ("MLI", "BFA", "NER"):
        traced.decide(actor, "coup", {"base": 0.0})
    assert ["MLI", "BFA", "NER"] == [one.actor for one in traced.trace.decisions]
    assert {""} == {one.about for one in traced.trace.decisions}


@settings(deadline=None, max_examples=30)
@given(terms_about, st.integers(0, RUNS - 1))
def test_tracing_changes_no_answer(terms: dict, position: int) -> None:
    """Looking at a run would change it."""
    plain, traced = decisions(), decisions(trace=position)
    for about in ((), COUNTRIES):
        given_terms = {
            name: term if about or np.ndim(term) < 2 else term[0] for name, term in terms.items()
        }
        expected = plain.decide("FRA", "exit", given_terms, about).tolist()
        assert expected == traced.decide("FRA", "exit", given_terms, about).tolist()


def options(rationality: float, utilities: list[float], runs: int = RUNS) -> tuple:
    """A choice among as many options as there are utilities, and its probabilities."""
    named = {f"o{row}": {"gain": value, "cost": 0.0} for row, value in enumerate(utilities)}
    weights = np.exp(rationality * (np.array(utilities) - max(utilities)))
    question = (("ECOWAS", "NER"),)
    chosen = decisions(runs).choose_at(every(runs), question, "answer", named, rationality, 2)
    return chosen, weights / weights.sum()


def test_options_come_as_often_as_the_softmax_says() -> None:
    """A bloc would prefer another answer than its utilities say."""
    chosen, expected = options(2.0, [0.1, 0.5, -0.3, 0.5], 20_000)
    assert pytest.approx(expected, abs=0.012) == np.bincount(chosen, minlength=4) / 20_000


@settings(deadline=None, max_examples=40)
@given(st.floats(0.1, 20.0), st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=5))
def test_the_option_is_where_the_number_falls(rationality: float, utilities: list[float]) -> None:
    """An option would be chosen by something else than its one number."""
    chosen, probabilities = options(rationality, utilities)
    u = streams().uniform((("ECOWAS/answer", "NER"),), MONTH, 2)[0]
    reached = np.concatenate([[0.0], np.cumsum(probabilities)])
    for run, option in enumerate(chosen):
        assert reached[option] - 1e-12 <= u[run] <= reached[option + 1] + 1e-12


def test_a_choice_s_terms_tell_its_probability() -> None:
    """Who explains a choice would see reasons from which its chance does not follow."""
    model = decisions(1)
    model.trace = Trace(0)
    named = {"wait": {"gain": 0.1}, "act": {"gain": 0.3, "cost": -0.1}, "go": {"gain": -np.inf}}
    model.choose_at(every(1), (("ECOWAS", "NER"),), "answer", named, 16.0)
    (kept,) = model.trace.decisions
    sums = {"wait": kept.terms["wait.gain"], "act": kept.terms["act.gain"] + kept.terms["act.cost"]}
    weights = {option: np.exp(total) for option, total in sums.items()}
    assert pytest.approx(weights[str(kept.outcome)] / sum(weights.values())) == kept.probability
    assert -np.inf == kept.terms["go.gain"]


def test_a_choice_is_kept_with_the_terms_of_every_option() -> None:
    """An explanation would not show what the other options were worth."""
    traced = decisions(trace=1)
    named = {"wait": {"gain": np.arange(RUNS)}, "act": {"gain": 1.0, "cost": -0.5}}
    question = (("ECOWAS", "NER"),)
    chosen = traced.choose_at(every(), question, "answer", named, week=3)
    (kept,) = traced.trace.decisions
    assert {"wait.gain": 1.0, "act.gain": 1.0, "act.cost": -0.5} == kept.terms
    assert ["wait", "act"][chosen[1]] == kept.outcome
    waits = 1.0 / (1.0 + exp(-0.5))
    assert pytest.approx(waits if kept.outcome == "wait" else 1.0 - waits) == kept.probability
    assert ("NER", 3) == (kept.about, kept.week)


def test_in_months_of_history_the_first_option_stands() -> None:
    """The model would choose again what history has chosen."""
    past = decisions(trace=0, free=False)
    named = {"wait": {"gain": -50.0}, "act": {"gain": 50.0}}
    question = (("ECOWAS", "NER"),)
    assert [0] * RUNS == past.choose_at(every(), question, "answer", named).tolist()
    assert not past.decide_at(every(), question, "force", {"base": 50.0}).any()
    assert [] == past.trace.decisions


def test_weeks_have_their_own_numbers() -> None:
    """An actor that says no in the first week would say no all month."""
    question = (("MLI", "ECOWAS"),)
    answers = [
        decisions(64).decide_at(every(64), question, "yield", {"base": 0.0}, week)
        for week in range(4)
    ]
    assert 4 == len({tuple(answer.tolist()) for answer in answers})


places_of = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, RUNS - 1)), unique=True, max_size=2 * RUNS
).map(lambda found: np.array(found, np.int64).reshape(-1, 2))


@settings(deadline=None, max_examples=60)
@given(places_of, by_country_and_run)
def test_a_place_is_answered_as_it_is_among_all(where: np.ndarray, logit: np.ndarray) -> None:
    """What is decided in few runs would be decided otherwise in many."""
    questions = tuple(("FRA", name) for name in COUNTRIES)
    whole = decisions().decide_all(questions, "exit", {"base": logit})
    places = Places(where[:, 0], where[:, 1])
    some = decisions().decide_at(places, questions, "exit", {"base": places.take(logit)})
    assert places.take(whole).tolist() == some.tolist()


def test_an_option_that_is_not_to_be_had_is_never_chosen() -> None:
    """A bloc would impose again what it has imposed already."""
    named = {"hold": {"gain": -9.0}, "act": {"gain": 50.0, "done": -np.inf}, "more": {"x": -9.0}}
    for rationality in (0.0, 1.0, 100.0):
        chosen = decisions(5000).choose_at(
            every(5000), (("ECOWAS", "NER"),), "answer", named, rationality
        )
        assert {0, 2} == set(chosen.tolist())


def given_from_outside(
    answers: list[int], decision: str = "exit", about: str = "NER", **more: object
) -> Forced:
    return Forced("FRA", decision, about, np.array(answers, np.int8), **more)


ANSWERS = [YES, NO, FREE, YES, NO, FREE]


def asked_in_each_way(decision: Decisions, logit: float) -> list[np.ndarray]:
    """The same question about Niger, as a row of several, alone, and in single places."""
    questions = tuple(("FRA", name) for name in COUNTRIES)
    terms = {"base": logit}
    return [
        decision.decide("FRA", "exit", terms, COUNTRIES)[1],
        decision.decide_all(questions, "exit", terms)[1],
        decision.decide_at(Places.everywhere(1, RUNS), questions, "exit", terms),
    ]


@pytest.mark.parametrize("logit", [-50.0, 0.0, 50.0])
def test_a_forced_answer_is_given_wherever_it_is_asked(logit: float) -> None:
    """A fork would go its own way in some kinds of decisions."""
    free = asked_in_each_way(decisions(), logit)
    forced = decisions()
    forced.forced = (given_from_outside(ANSWERS),)
    for own, found in zip(free, asked_in_each_way(forced, logit), strict=True):
        expected = [
            answer if given == FREE else given == YES
            for given, answer in zip(ANSWERS, own, strict=True)
        ]
        assert expected == found.tolist()


def test_a_forced_answer_about_itself() -> None:
    """A coup, which concerns nobody else, could not be forced."""
    forced = decisions()
    forced.forced = (Forced("FRA", "coup", "", np.array(ANSWERS, np.int8)),)
    answers = forced.decide("FRA", "coup", {"base": -50.0})
    assert [given == YES for given in ANSWERS] == answers.tolist()


def test_forcing_one_question_leaves_all_others() -> None:
    """A fork would change what it does not name."""
    forced = decisions(64)
    forced.forced = (given_from_outside([YES] * 64),)
    plain = decisions(64)
    for question in (
        ("FRA", "exit", ("MLI",)),
        ("FRA", "force", ("NER",)),
        ("MLI", "exit", ("NER",)),
    ):
        actor, decision, about = question
        expected = plain.decide(actor, decision, {"base": 0.0}, about)
        assert expected.tolist() == forced.decide(actor, decision, {"base": 0.0}, about).tolist()
    assert not forced.forced[0].arose.any()


def test_a_question_that_is_not_asked_is_not_forced() -> None:
    """An ally would fight in a war that is not there."""
    forced = decisions()
    forced.forced = (given_from_outside([YES] * RUNS),)
    asked = np.array([True, False] * 3)
    terms = {"base": 0.0}
    answers = forced.decide("FRA", "exit", terms, ("NER",), asked[None])
    assert asked.tolist() == answers[0].tolist() == forced.forced[0].arose.tolist()


def test_a_first_word_and_a_week_say_which_question() -> None:
    """`honour` would be no name for it, or a week's answer hold all month."""
    forced = decisions()
    forced.forced = (given_from_outside([YES] * RUNS, "honour", week=2),)
    question = (("FRA", "NER"),)
    for week in range(4):
        answers = forced.decide_at(every(), question, "honour AES defence", {"base": -50.0}, week)
        assert (week == 2) == answers.all() == answers.any()


def test_a_forced_option_is_taken_or_left() -> None:
    """A fork would not do what it says, or choose an option that is not to be had."""
    named = {"hold": {"gain": 0.0}, "act": {"gain": -900.0}, "more": {"gain": 0.0}}
    question, runs = (("ECOWAS", "NER"),), 600
    given = np.repeat(np.array([YES, NO, FREE], np.int8), runs // 3)
    own = decisions(runs).choose_at(every(runs), question, "answer", named)
    for option, place in (("act", 1), ("hold", 0)):
        forced = decisions(runs)
        forced.forced = (Forced("ECOWAS", "answer", "NER", given, option),)
        chosen = forced.choose_at(every(runs), question, "answer", named)
        assert {place} == set(chosen[:200].tolist())
        assert {0, 1, 2} - {place, 1} == set(chosen[200:400].tolist())
        assert own[400:].tolist() == chosen[400:].tolist()


def test_an_option_that_is_not_to_be_had_cannot_be_forced() -> None:
    """A bloc would give a second ultimatum, or be left without any option."""
    gone = {"gain": -np.inf}
    for named in (
        {"hold": {"gain": 0.0}, "act": gone, "more": {"gain": 0.0}},
        {"hold": gone, "act": {"gain": 0.0}, "more": gone},
    ):
        own = decisions().choose_at(every(), (("ECOWAS", "NER"),), "answer", named)
        for way in (YES, NO):
            forced = decisions()
            answers = np.full(RUNS, way, np.int8)
            forced.forced = (Forced("ECOWAS", "answer", "NER", answers, "act"),)
            found = forced.choose_at(every(), (("ECOWAS", "NER"),), "answer", named)
            assert own.tolist() == found.tolist()
            assert not forced.forced[0].arose.any()


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_trace_says_what_was_forced_and_what_it_was_held_against(position: int) -> None:
    """An explanation would pass off what was given for what was decided."""
    kept = []
    for forced in (
        (),
        (given_from_outside(ANSWERS), given_from_outside(ANSWERS, "pick", option="b")),
    ):
        traced = decisions(trace=position)
        traced.forced = forced
        asked_in_each_way(traced, 0.0)
        options = {"a": {"gain": 0.0}, "b": {"gain": 0.0}}
        traced.choose_at(every(), (("FRA", "NER"),), "pick", options)
        kept.append([one for one in traced.trace.decisions if one.about == "NER"])
    for own, other in zip(*kept, strict=True):
        assert not own.forced
        assert (ANSWERS[position] != FREE) == other.forced
        assert (own.draw, own.terms, own.decision) == (other.draw, other.terms, other.decision)
        if own.outcome == other.outcome or isinstance(own.outcome, bool):
            assert own.probability == other.probability
