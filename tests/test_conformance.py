"""Every scenario file does what it says: one suite for any of them.

The shipped ones are tried, and one that has every kind of dated event. What is told of a dated
event depends on how things stood before it (a government that is civilian already is told of no
return to civilian rule); the suite takes that from the month before, so it wants at most one event
a month about the same matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from numpy.typing import NDArray

import sim
from sim.analysis.answer import answer
from sim.experiment.dataset import label
from sim.experiment.outcomes import unknown_outcomes
from sim.experiment.record import EVENT_COLUMNS, VARIABLES, Block
from sim.mechanisms.partners import SUBSTITUTE_SPEED, draw_down
from sim.model import CrisisModel
from sim.scenario import POSTURES, Scenario, load_scenario, schema
from tests.experiment.conftest import block as run_block
from tests.experiment.conftest import differing, first, numbers
from tests.limits import check_limits

HERE = Path(__file__).parent
SHIPPED = sorted((HERE.parent / "scenarios").glob("*.yaml"))
EVERY_KIND = HERE / "every_kind.yaml"
WHOLE = ("baseline", "history")
"""Scenarios that may be long; every other is a patch."""
PATCH_LINES = 25
RUNS = 24
ALONE = 7
TOLD = {1: "suspension", 2: "sanctions", 3: "ultimatum", 4: "mobilisation", 5: "intervention"}
POSTURE_AFTER = {kind: posture for posture, kind in TOLD.items()} | {
    "climb_down": 1,
    "defeat": 1,
    "victory": 0,
    "rescue": 0,
}
"""Where a bloc stands towards a country after an event between them."""


@dataclass(frozen=True)
class Lived:
    """A scenario's histories; the first month's state stands beside what was recorded."""

    scenario: Scenario
    block: Block
    histories: xr.Dataset
    told: pd.DataFrame
    beginning: CrisisModel

    def before(self, name: str) -> xr.DataArray:
        """A variable as it stood at the end of the month before, ``(run, month, ...)``."""
        now = self.histories[name]
        moved = now.shift(month=1, fill_value=0).astype(now.dtype)
        start = np.moveaxis(np.asarray(VARIABLES[name].read(self.beginning)), -1, 0)
        moved[{"month": 0}] = xr.DataArray(start, dims=[d for d in now.dims if d != "month"])
        return moved

    def counted(self, *kinds: str, **places: str) -> xr.DataArray:
        """How many events of some kinds there were, by run, month, and the dimensions in which
        subject and object stand; events about others are left out."""
        rows = self.told[self.told["kind"].isin(kinds)]
        axes = {"run": "run", "month": "month"} | {d: column for column, d in places.items()}
        at = np.array([self.histories.indexes[d].get_indexer(rows[c]) for d, c in axes.items()])
        counts = np.zeros([self.histories.sizes[dimension] for dimension in axes], np.int64)
        np.add.at(counts, tuple(at[:, (at >= 0).all(axis=0)]), 1)
        return xr.DataArray(counts, {d: self.histories[d].values for d in axes}, list(axes))

    def regime_changed(self, month: int, country: str) -> NDArray[np.bool_]:
        """Whether a regime changed in a month before this one in which the model decided."""
        changed = (self.histories["coups"] > 0) | (self.histories["junta"] != self.before("junta"))
        free = slice(min(self.scenario.free_from, month), month)
        return np.asarray(changed.sel(country=country).isel(month=free).any("month"))

    def has_told(self, month: int, kind: str, subject: str, other: str, **when: Any) -> list[bool]:
        """In which runs an event is told of on that date: week, from 1, and day, none if only a
        month or a week is known."""
        rows = self.told
        chosen = (rows["kind"] == kind) & (rows["subject"] == subject) & (rows["object"] == other)
        chosen &= rows["month"] == self.histories["month"].values[month]
        for column, value in when.items():
            chosen &= (
                rows[column].isna() if value is None else (rows[column] == value).fillna(False)
            )
        return np.isin(np.arange(RUNS), rows.loc[chosen, "run"]).tolist()


@pytest.fixture(scope="module", params=[*SHIPPED, EVERY_KIND], ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def lived(file: Path) -> Lived:
    scenario = load_scenario(file)
    block = run_block(scenario, first(RUNS))
    histories = label(scenario, 1, block, np.arange(RUNS))
    beginning = CrisisModel.start(scenario, 1, first(RUNS))
    return Lived(scenario, block, histories, sim.chronicle(histories), beginning)


def where(*flags: xr.DataArray) -> list[str]:
    """Where several conditions hold together, for a person to read."""
    both = flags[0]
    for other in flags[1:]:
        both = both & other
    return [str(place) for place in np.argwhere(both.values)][:5]


# what the file says


def test_it_loads_without_notes(lived: Lived) -> None:
    """A user would be told that part of a shipped scenario has no effect."""
    assert () == lived.scenario.notes


def test_its_first_lines_ask_its_question(file: Path, lived: Lived) -> None:
    """A reader would have to guess what a scenario is for, or read another's question."""
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("# yaml-language-server: $schema=")
    assert lines[0].endswith("schema.json")
    assert f"question: {lived.scenario.data.question}" == lines[1]
    assert "?" == lines[1][-1]


def test_it_says_which_outcomes_answer_its_question(lived: Lived) -> None:
    """Broken if a report on a shipped scenario opens with a question and no answer."""
    assert lived.scenario.data.answered_by or lived.scenario.name not in {p.stem for p in SHIPPED}
    assert [] == unknown_outcomes(lived.scenario)
    told = [one.outcome for one in answer(lived.histories)]
    assert told[: len(lived.scenario.data.answered_by)] == lived.scenario.data.answered_by


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_scenario_says_itself_what_answers_its_question(path: Path) -> None:
    """Its question would be answered by what the scenario that it extends asks about."""
    assert yaml.safe_load(path.read_text("utf-8")).get("answered_by")


def test_every_scenario_asks_something_else() -> None:
    """Two files would answer one question, or a patch bear the name of what it extends."""
    contents = [yaml.safe_load(path.read_text("utf-8")) for path in SHIPPED]
    for key in ("question", "title"):
        assert len(SHIPPED) == len({content[key] for content in contents}), key


@pytest.mark.parametrize(
    "path", [path for path in SHIPPED if path.stem not in WHOLE], ids=lambda path: path.stem
)
def test_a_patch_is_a_patch(path: Path) -> None:
    """What a scenario changes would be lost among what it repeats."""
    text = path.read_text("utf-8")
    assert "extends" in yaml.safe_load(text)
    assert PATCH_LINES >= len(text.splitlines())


# what a run is


def test_it_runs_its_whole_horizon(lived: Lived) -> None:
    """Results would end early, or be made of zeros."""
    months = lived.histories.indexes["month"]
    horizon = lived.scenario.data.horizon
    assert (horizon.start, horizon.end) == (f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}")
    assert len(pd.period_range(horizon.start, horizon.end, freq="M")) == len(months)
    assert (lived.histories["deaths"].sum(("country", "kind")).mean("run") > 0.0).all()


def test_the_same_seed_gives_the_same_bits(lived: Lived) -> None:
    """Nobody could repeat what somebody else has found."""
    assert [] == differing(lived.block, run_block(lived.scenario, first(RUNS)))


def test_another_seed_gives_other_histories(lived: Lived) -> None:
    """A seed would not be heard, and every ensemble be the same."""
    other = run_block(lived.scenario, first(2), seed=2)["total_deaths"]
    assert (lived.block["total_deaths"][..., :2] != other).any(axis=0).all()


def test_a_run_is_the_same_alone_as_among_others(lived: Lived) -> None:
    """Results would depend on how many runs were asked for."""
    own = lived.block["event_run"] == ALONE
    expected = {
        name: array[own] if name in EVENT_COLUMNS else array[..., [ALONE]]
        for name, array in lived.block.items()
    }
    assert [] == differing(expected, run_block(lived.scenario, numbers(ALONE)))


def test_every_number_stays_within_its_limits(lived: Lived) -> None:
    """A scenario would drive some number out of all sense."""
    check_limits(lived.block)


# dated events

Call = tuple[str, str, str, Any]
"""What an event is told as: kind, subject, object, and in which runs."""


def _posture(event: schema.PostureEvent, lived: Lived, month: int) -> Call:
    before = lived.before("posture").sel(bloc=event.bloc, country=event.country)[:, month]
    level = POSTURES.index(event.posture)
    if level <= 1 and (before >= 2).any():
        return "climb_down", event.bloc, event.country, before >= 2
    return TOLD[level], event.bloc, event.country, before < level


def _exit(event: schema.PartnerExitEvent, lived: Lived, month: int) -> Call:
    pair = {"partner": event.partner, "country": event.country}
    exits = lived.counted("partner_exit", subject="partner", object="country").sel(pair)
    given = lived.scenario.data.partners[event.partner].presence.get(event.country)
    leaving = given is not None and given.drawing_down
    return "partner_exit", *pair.values(), (exits[:, :month].sum("month") == 0) & (not leaving)


def _member(event: Any, lived: Lived, month: int) -> xr.DataArray:
    return lived.before("member").sel(treaty=event.treaty, country=event.country)[:, month]


CALLS_FOR: dict[type, Callable[[Any, Lived, int], Call]] = {
    schema.CoupEvent: lambda e, _, __: (
        "coup" if e.success else "failed_coup",
        e.country,
        "",
        True,
    ),
    schema.CrisisEvent: lambda e, _, __: ("force_requested", e.country, "", e.requested_force),
    schema.CivilianRuleEvent: lambda e, lived, month: (
        "civilian_rule",
        e.country,
        "",
        lived.before("junta").sel(country=e.country)[:, month],
    ),
    schema.PartnerExitEvent: _exit,
    schema.PostureEvent: _posture,
    schema.InterventionEvent: lambda e, _, __: ("intervention", e.by, e.country, True),
    schema.ConcessionEvent: lambda e, _, __: ("concession", e.country, e.bloc, True),
    schema.JoinEvent: lambda e, lived, month: (
        "signature",
        e.country,
        e.treaty,
        ~_member(e, lived, month),
    ),
    schema.WithdrawalEvent: lambda e, lived, month: (
        "withdrawal",
        e.country,
        e.treaty,
        _member(e, lived, month),
    ),
    schema.DissolutionEvent: lambda e, lived, month: (
        "treaty_defunct",
        e.treaty,
        "",
        lived.before("treaty_active").sel(treaty=e.treaty)[:, month],
    ),
    schema.PledgeEvent: lambda e, _, __: ("pledge", e.by, e.to, True),
    schema.AffinityEvent: lambda e, _, __: ("realignment", *e.between, True),
    schema.ForceEvent: lambda e, _, __: (
        "reinforcement" if e.change > 0 else "attrition",
        e.group,
        e.region,
        True,
    ),
}


def test_every_kind_of_event_is_looked_for() -> None:
    """A kind of event could happen without a trace, and nobody would know."""
    kinds = set(get_args(get_args(schema.AnyEvent)[0]))
    assert kinds == {*CALLS_FOR, schema.PresenceEvent}
    tried = {type(event) for event in load_scenario(EVERY_KIND).history_events}
    assert kinds == tried


def happening(lived: Lived) -> list[tuple[schema.Event, int]]:
    """The dated events within the horizon, each with the index of its month."""
    scenario = lived.scenario
    dated = [(event, scenario.month_index(event.on)) for event in scenario.history_events]
    return [(event, month) for event, month in dated if 0 <= month < scenario.months]


def date_of(event: schema.Event, blocs: Any) -> dict[str, int | None]:
    """Week, from 1, and day of an event. What a bloc does falls in a week, and a treaty that is
    dissolved is found dead at the end of the month."""
    if isinstance(event, schema.DissolutionEvent):
        return {"week": None, "day": None}
    week = next(week for week, last in enumerate((8, 16, 24, 31), 1) if event.on.day <= last)
    by_bloc = isinstance(event, schema.InterventionEvent) and event.by in blocs
    return {"week": week, "day": None if by_bloc else event.on.day}


def test_dated_events_are_told_on_their_dates(lived: Lived) -> None:
    """What a scenario makes happen would not happen, or in another month than it says."""
    for event, month in happening(lived):
        if not isinstance(event, schema.PresenceEvent):
            *what, runs = CALLS_FOR[type(event)](event, lived, month)
            expected = np.broadcast_to(runs, RUNS).tolist()
            when = date_of(event, lived.scenario.data.blocs)
            assert expected == lived.has_told(month, *what, **when), event


def test_a_call_for_force_is_told_on_the_day_of_its_coup(lived: Lived) -> None:
    """An appeal for help that a scenario states would be lost."""
    for event, month in happening(lived):
        if isinstance(event, schema.CoupEvent):
            found = lived.has_told(month, "force_requested", event.country, "", day=event.on.day)
            assert [event.requested_force] * RUNS == found, event


def test_presence_is_set_in_its_month(lived: Lived) -> None:
    """A partner would come or go in another month than the scenario says. It leaves no line in
    the chronicle; a substitute moves on from there, and who decides to leave in the same month has
    begun to."""
    for event, month in happening(lived):
        if isinstance(event, schema.PresenceEvent):
            place = {"partner": event.partner, "country": event.country}
            found = lived.histories["presence"].sel(place).isel(month=month).values
            left = lived.has_told(month, "partner_exit", *place.values(), day=None)
            expected = np.where(left, draw_down(np.array(event.level)), event.level)
            substitute = lived.scenario.data.partners[event.partner].substitute
            near = SUBSTITUTE_SPEED if substitute else 1e-6
            assert pytest.approx(expected, abs=near) == found, event


def memberships(lived: Lived) -> list[tuple[str, str, date, str]]:
    """Signatures and departures that fall within the horizon: treaty, country, day and kind."""
    found = []
    for name, treaty in lived.scenario.data.treaties.items():
        for country, membership in treaty.members.items():
            dates = {"signature": membership.signed, "withdrawal": membership.until}
            found += [
                (name, country, day, kind)
                for kind, day in dates.items()
                if day is not None and 0 <= lived.scenario.month_index(day) < lived.scenario.months
            ]
    return found


def test_known_memberships_come_and_end_on_their_dates(lived: Lived) -> None:
    """A treaty would be signed or left on another day than its text says. A signature is for the
    government of the day: one that came to power since the model decides does not give it."""
    for treaty, country, day, kind in memberships(lived):
        month = lived.scenario.month_index(day)
        before = lived.before("member").sel(treaty=treaty, country=country)[:, month].values
        if kind == "signature":
            expected = ~before & ~lived.regime_changed(month, country)
        else:
            expected = before
            assert before.tolist() == lived.has_told(month, "departure", country, treaty)
        found = lived.has_told(month, kind, country, treaty, day=day.day)
        assert expected.tolist() == found, (treaty, country)


def test_pledges_are_given_on_their_dates(lived: Lived) -> None:
    """A word would bind before it was given, or not at all."""
    for treaty in lived.scenario.data.treaties.values():
        for pledge in treaty.pledges:
            month = lived.scenario.month_index(pledge.on)
            if 0 <= month < lived.scenario.months:
                what = (month, "pledge", pledge.by, pledge.to)
                assert [True] * RUNS == lived.has_told(*what, day=pledge.on.day), pledge


# the chronicle and the variables


def test_coups_are_told_as_they_are_counted(lived: Lived) -> None:
    """A story would have another coup than the table beside it."""
    coups = lived.counted("coup", subject="country")
    attempts = lived.counted("coup", "failed_coup", subject="country")
    assert (coups == lived.histories["coups"]).all()
    assert (attempts == lived.histories["coup_attempts"]).all()


def test_juntas_come_by_coups_and_go_as_is_told(lived: Lived) -> None:
    """A government would change without a word."""
    before, now = lived.before("junta"), lived.histories["junta"]
    lawful = lived.counted("civilian_rule", subject="country")
    lawful = lawful + lived.counted("victory", object="country")
    coups = lived.counted("coup", subject="country")
    assert [] == where(now & ~before, coups == 0)
    assert [] == where(before & ~now, lawful == 0)
    assert [] == where(now, lawful > 0, coups == 0)


def test_memberships_change_as_is_told(lived: Lived) -> None:
    """A map of members would show what the chronicle does not tell, or the other way round."""
    before, now = lived.before("member"), lived.histories["member"]
    kinds = ("signature", "withdrawal", "departure")
    signed, notice, left = (
        lived.counted(kind, subject="country", object="treaty") > 0 for kind in kinds
    )
    dead = lived.counted("treaty_defunct", subject="treaty") > 0
    assert [] == where(now & ~before, ~signed)
    assert [] == where(before & ~now, ~left, ~dead)
    assert [] == where(signed, before)
    assert [] == where(signed, ~now, ~left, ~dead)
    assert [] == where(left, now)
    assert [] == where(left, ~before, ~signed)
    assert [] == where(notice, ~before, ~signed)


def test_treaties_live_and_die_as_is_told(lived: Lived) -> None:
    """A treaty would be in force without a beginning, or end unheard."""
    before, now = lived.before("treaty_active"), lived.histories["treaty_active"]
    formed = lived.counted("treaty_formed", subject="treaty")
    assert [] == where(formed != (now & ~before))
    assert [] == where(lived.counted("treaty_defunct", subject="treaty") != (before & ~now))


def replayed(lived: Lived) -> tuple[xr.DataArray, xr.DataArray]:
    """Posture at the end of the month and hardest posture of the month, from the chronicle alone.

    A posture is none again with lawful rule, and for who left the bloc's treaty.
    """
    histories, blocs = lived.histories, lived.scenario.data.blocs
    posture = lived.before("posture").isel(month=0).copy()
    hardest, after = (xr.zeros_like(histories["posture"]) for _ in range(2))
    behind = {
        name: [b for b, bloc in blocs.items() if bloc.treaty == name]
        for name in lived.scenario.data.treaties
    }
    for month, label_of_month in enumerate(histories["month"].values):
        peak = posture.copy()
        for event in lived.told[lived.told["month"] == label_of_month].itertuples():
            if event.kind in POSTURE_AFTER and event.subject in blocs:
                at = {"run": event.run, "bloc": event.subject, "country": event.object}
                posture.loc[at] = POSTURE_AFTER[event.kind]
                peak.loc[at] = max(int(peak.loc[at]), POSTURE_AFTER[event.kind])
            elif event.kind == "concession":
                at = {"run": event.run, "bloc": event.object, "country": event.subject}
                posture.loc[at] = min(int(posture.loc[at]), 1)
            elif event.kind == "civilian_rule":
                posture.loc[{"run": event.run, "country": event.subject}] = 0
            elif event.kind == "departure":
                for bloc in behind[event.object]:
                    posture.loc[{"run": event.run, "bloc": bloc, "country": event.subject}] = 0
        after[{"month": month}], hardest[{"month": month}] = posture, peak
    return after, hardest


def test_postures_are_those_that_the_chronicle_tells(lived: Lived) -> None:
    """A bloc would harden, or let go, without a word."""
    posture, hardest = replayed(lived)
    assert [] == where(posture != lived.histories["posture"])
    assert [] == where(hardest != lived.histories["hardest_posture"])


def test_obligations_are_told_as_they_are_counted(lived: Lived) -> None:
    """An honour rate would be of other cases than those told of."""
    due, honoured = (lived.histories[name].sum("treaty") for name in ("due", "honoured"))
    assert [] == where(lived.counted("honoured", subject="country") != honoured)
    assert [] == where(lived.counted("reneged", subject="country") != due - honoured)
    called = lived.counted("clause_due", "pledge_due", object="treaty") > 0
    force = lived.histories["due"].sum("country") > 0
    assert [] == where(force, ~called)
    operations = lived.histories["operations_due"].sum("country") > 0
    assert [] == where(operations, operations.cumsum("month") == 1, ~called)


def test_partners_leave_as_is_told(lived: Lived) -> None:
    """Forces would go home and nobody hear of it; a substitute's come and go by themselves."""
    partners = lived.scenario.data.partners
    lasting = [name for name, partner in partners.items() if not partner.substitute]
    told = lived.counted("partner_exit", subject="partner", object="country")
    told = told.sel(partner=lasting)
    before, now = (
        values.sel(partner=lasting)
        for values in (lived.before("presence"), lived.histories["presence"])
    )
    known = xr.zeros_like(told, dtype=np.bool_)
    for name in lasting:
        for country, presence in partners[name].presence.items():
            known.loc[{"partner": name, "country": country}] = presence.drawing_down
    dated = xr.zeros_like(known)
    for event, month in happening(lived):
        if isinstance(event, schema.PresenceEvent) and event.partner in lasting:
            when = {"partner": event.partner, "country": event.country}
            dated.loc[{**when, "month": lived.histories["month"][month]}] = True
    assert [] == where(now < before, told.cumsum("month") == 0, ~known, ~dated)
    assert [] == where(told > 0, before > 0, now >= before, ~dated)


def test_massacres_are_told_only_where_so_many_died(lived: Lived) -> None:
    """The chronicle would tell of a massacre in a month of peace."""
    told = lived.counted("massacre", object="region")
    assert [] == where(told > 0, lived.histories["deaths_region"] < 100)
    assert 0 < told.sum()
