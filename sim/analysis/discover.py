"""Scenario discovery: where among the varied parameters something happens (Bryant and Lempert
2010).

PRIM (Friedman and Fisher 1999) peels a box off the space, a slice at a time, so that what is left
has more of it. Of the boxes that it passes through, the one is taken that tells most: being inside
correlates most with its happening (phi), and at least a twentieth of all runs are inside. Limits
that chance could have set are then dropped.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isfinite, isnan, nan

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import binom

from sim.analysis.swept import (
    ANY_INTERVENTION,
    INTERVENTIONS,
    Measured,
    library,
    measured,
    note_on_luck,
    points_of,
    sweep_of,
    varied,
)
from sim.errors import LiptakoError
from sim.experiment.design import REPLICATE, Design, Plan
from sim.language import ENGLISH, Language
from sim.mechanisms import declarations

Truth = NDArray[np.bool_]
Limits = Mapping[str, tuple[float, float]]
"""Lowest and highest value by parameter, infinite on an open side."""

FEWEST = 10
"""Cases of either kind, and points, below which nothing is to be found."""
SMALLEST = 0.05
"""Share of the runs that a box holds at least."""
SURE = 0.05
"""A limit is kept if chance would have done as well less often than this."""
SEED = 1
HAPPENS = "happens"
LOGGERS = ("EMA", "ema_workbench")
THRESHOLD = re.compile(r"\s*(>=|<=|>|<)\s*([-+]?[\d.,_]+(?:[eE][-+]?\d+)?)\s*")
EXTREME = re.compile(r"\s*(top|bottom)\s*(\d+(?:\.\d+)?)\s*%\s*")
PURE = ("1", "probability", "share")
"""Units that go without saying."""


@dataclass(frozen=True)
class Condition:
    """What happens.

    Attributes:
        outcome: its column.
        sign: >, <, >= or <=; none of what is yes or no.
        limit: that it is held against, in the outcome's unit.
        unit: of the outcome, "1" for a pure number.
        extreme: per cent of runs beyond the limit, if it was asked for like that.
    """

    outcome: str
    sign: str = ""
    limit: float = nan
    unit: str = "1"
    extreme: float = nan

    def words(self, language: Language = ENGLISH) -> str:
        """Such as "total_deaths.MLI is above 5,000 persons"."""
        say = language.say
        if not self.sign:
            if self.outcome == ANY_INTERVENTION:
                return say("an intervention comes")
            return say("{outcome} happens", outcome=self.outcome)
        unit = "" if self.unit == "1" else f" {language.name(self.unit)}"
        limit = number(self.limit) if language == ENGLISH else language.plain(self.limit)
        own = {"outcome": self.outcome, "limit": f"{limit}{unit}"}
        said = {
            ">": say("{outcome} is above {limit}", **own),
            "<": say("{outcome} is below {limit}", **own),
            ">=": say("{outcome} is at least {limit}", **own),
            "<=": say("{outcome} is at most {limit}", **own),
        }[self.sign]
        if isnan(self.extreme):
            return said
        part = f"{language.plain(self.extreme)} %"
        top = self.sign == ">="
        return (
            f"{said} ({say('top {part}', part=part) if top else say('bottom {part}', part=part)})"
        )


@dataclass(frozen=True)
class Judged:
    """How well a box tells the cases.

    Attributes:
        coverage: share of the cases that are inside.
        density: share of the runs inside that are cases.
        mass: share of all runs that are inside.
    """

    coverage: float = nan
    density: float = nan
    mass: float = nan


@dataclass(frozen=True, eq=False)
class Discovery:
    """A box in which something happens often.

    Attributes:
        outcome: its column.
        condition: what happens.
        box: a row a parameter that is restricted, the surest first: ``parameter``, ``low`` and
            ``high`` (not a number: open on that side), ``lowest`` and ``highest`` (of all runs),
            ``quasi_p`` (how likely chance would do as well as its limits).
        coverage, density, mass: of the box, on the runs that it was fitted to (all of them).
        base_rate: share of all runs in which it happens.
        held_out: the honest check: every half of the points judged by a box fitted, by the same
            rule, to the other half.
        runs, points: that were used.
        data: parameters of every run, and whether it happened (``happens``).
        notes: what a reader should know, in sentences.
    """

    outcome: str
    condition: Condition
    box: pd.DataFrame
    coverage: float
    density: float
    mass: float
    base_rate: float
    held_out: Judged
    runs: int
    points: int
    data: pd.DataFrame
    notes: tuple[str, ...] = field(default=())

    def words(self) -> str:
        """The box in plain English."""
        happens = self.condition.words()
        if self.outcome == ANY_INTERVENTION:
            happens = happens[0].upper() + happens[1:]
        if self.box.empty:
            return (
                f"{happens} in {_percent(self.base_rate)} of runs; no limits on the parameters "
                "tell, more surely than chance, where."
            )
        where = " and ".join(
            side_in_words(str(row["parameter"]), float(row["low"]), float(row["high"]))
            for row in self.box.to_dict("records")
        )
        return (
            f"{happens} in {_percent(self.density)} of runs where {where}, against "
            f"{_percent(self.base_rate)} in all; the box holds {_percent(self.coverage)} of all "
            f"cases and {_percent(self.mass)} of runs. {self._check_in_words()}"
        )

    def _check_in_words(self) -> str:
        check = self.held_out
        if isnan(check.density):
            return (
                "From half of the points alone no box was found: do not rely on this one without "
                "more runs."
            )
        chance = (self.base_rate * (1.0 - self.base_rate) / (check.mass * self.runs)) ** 0.5
        warning = (
            " That is hardly more than anywhere: do not rely on this box without more runs."
            if check.density < self.base_rate + 2.0 * chance
            else ""
        )
        return (
            f"On points that a fit had not seen it is {_percent(check.density)} of the runs "
            f"inside, and these hold {_percent(check.coverage)} of all cases.{warning}"
        )


def discover(
    histories: xr.Dataset | pd.DataFrame,
    design: Design | pd.DataFrame | Plan,
    outcome: str,
    when: str | None = None,
) -> Discovery:
    """Where among the varied parameters something happens.

    Args:
        histories: as `sim.simulate` gives them, or a table with a row a run, as
            `Results.to_dataframe` of `sim.open_results` does.
        design: that they were simulated with, as `sim.simulate` takes it, or its plan.
        outcome: name of its column; ``intervention``: any, anywhere.
        when: what counts, such as ``> 5000`` or ``top 10%``; may be left out of what is yes or no.

    Raises:
        LiptakoError: no such outcome, one that never varies, no condition or none that can be read,
            too few cases or points, or a package is not installed.
    """
    frame, plan = sweep_of(histories, design)
    found = measured(frame, outcome)
    there = ~np.isnan(found.values)
    kept = frame[there].reset_index(drop=True)
    known = Measured(found.name, found.values[there], found.unit, found.meaning)
    yes, condition = _cases(known, when)
    points = points_of(kept, plan)
    _check(yes, np.unique(points).size, condition.words())
    # Under common luck, what a scenario draws only tells one luck from another.
    common = REPLICATE in kept
    names = varied(kept, points, within=not common)
    parameters = kept[names.names].astype(np.float64)
    limits = fit(parameters, yes)
    judged = judge(inside(parameters, limits), yes)
    notes = [*names.notes]
    if not there.all():
        notes.insert(0, f"{(~there).sum():,} runs do not have the outcome, and are left out.")
    if common:
        notes.append(
            "Quasi-p counts the runs of one point as if they were strangers; the check on other "
            "points does not, but these share their luck."
        )
        notes.extend(note_on_luck(kept, points))
    return Discovery(
        found.name,
        condition,
        _table(parameters, yes, limits),
        judged.coverage,
        judged.density,
        judged.mass,
        float(yes.mean()),
        _held_out(parameters, yes, points),
        len(kept),
        int(np.unique(points).size),
        parameters.assign(**{HAPPENS: yes}),
        tuple(notes),
    )


def fit(parameters: pd.DataFrame, yes: Truth) -> Limits:
    """The box that tells most of the cases; no limits if there is none.

    Args:
        parameters: a row a run.
        yes: whether it happened, ``(run,)``.
    """
    if yes.all() or not yes.any():
        return {}
    best: Limits = {}
    highest = 0.0
    for limits in _peeled(parameters, yes):
        within = inside(parameters, limits)
        told = _phi(within, yes)
        if within.mean() >= SMALLEST and told > highest:
            best, highest = limits, told
    while best:
        chances = _chances(parameters, yes, best)
        weakest = max(chances, key=lambda name: chances[name])
        if chances[weakest] <= SURE:
            break
        best = {name: pair for name, pair in best.items() if name != weakest}
    return best


def inside(parameters: pd.DataFrame, limits: Limits) -> Truth:
    """Whether each run is within limits, ``(run,)``."""
    within = np.ones(len(parameters), np.bool_)
    for name, (low, high) in limits.items():
        values = parameters[name].to_numpy()
        within &= (values >= low) & (values <= high)
    return within


def judge(within: Truth, yes: Truth) -> Judged:
    """How well it tells the cases to be inside."""
    cases = int((within & yes).sum())
    return Judged(
        cases / int(yes.sum()) if yes.any() else nan,
        cases / int(within.sum()) if within.any() else nan,
        float(within.mean()),
    )


def _peeled(parameters: pd.DataFrame, yes: Truth) -> list[Limits]:
    """The boxes through which PRIM passes."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [one.level for one in loggers]
    with warnings.catch_warnings():
        # On import, of optional packages that are not there; while peeling, of its libraries.
        warnings.simplefilter("ignore")
        prim = library("ema_workbench.analysis.prim", "ema_workbench")
        try:
            for one in loggers:
                one.setLevel(logging.ERROR)
            table = parameters.reset_index(drop=True)
            # Its threshold is for the last box alone; here any on the way may be taken.
            box = prim.Prim(table, yes, threshold=0.0, mass_min=SMALLEST).find_box()
        finally:
            for one, level in zip(loggers, before, strict=True):
                one.setLevel(level)
    start = box.box_lims[0]
    return [_limits(one, start) for one in box.box_lims]


def _limits(box: pd.DataFrame, start: pd.DataFrame) -> Limits:
    """A box of the library's, without the sides that it does not restrict."""
    found = {}
    for name in box.columns:
        (low, high), (lowest, highest) = box[name].tolist(), start[name].tolist()
        if low > lowest or high < highest:
            found[str(name)] = (low if low > lowest else -inf, high if high < highest else inf)
    return found


def _phi(within: Truth, yes: Truth) -> float:
    """Correlation of being inside with happening; 0 where either never varies."""
    one, other = float(within.mean()), float(yes.mean())
    spread = one * (1.0 - one) * other * (1.0 - other)
    return (float((within & yes).mean()) - one * other) / spread**0.5 if spread > 0.0 else 0.0


def _chances(parameters: pd.DataFrame, yes: Truth, limits: Limits) -> dict[str, float]:
    """By parameter, how likely so many cases inside are if its limits meant nothing: draws from
    the box without them (the quasi-p values of Bryant and Lempert)."""
    within = inside(parameters, limits)
    count, cases = int(within.sum()), int((within & yes).sum())
    found = {}
    for name in limits:
        wider = inside(parameters, {own: pair for own, pair in limits.items() if own != name})
        found[name] = float(binom.sf(cases - 1, count, float(yes[wider].mean())))
    return found


def _table(parameters: pd.DataFrame, yes: Truth, limits: Limits) -> pd.DataFrame:
    chances = _chances(parameters, yes, limits)
    rows = [
        {
            "parameter": name,
            "low": low if isfinite(low) else nan,
            "high": high if isfinite(high) else nan,
            "lowest": float(parameters[name].min()),
            "highest": float(parameters[name].max()),
            "quasi_p": chances[name],
        }
        for name, (low, high) in limits.items()
    ]
    columns = ["parameter", "low", "high", "lowest", "highest", "quasi_p"]
    return pd.DataFrame(rows, columns=columns).sort_values("quasi_p", ignore_index=True)


def _held_out(parameters: pd.DataFrame, yes: Truth, points: NDArray[np.int64]) -> Judged:
    """Each half of the points judged by the box fitted to the other; not a number if neither half
    has one."""
    own = np.unique(points)
    first = np.isin(points, np.random.default_rng(SEED).permutation(own)[: len(own) // 2])
    within = np.zeros(len(yes), np.bool_)
    boxes = 0
    for fitted in (first, ~first):
        limits = fit(parameters[fitted], yes[fitted])
        boxes += bool(limits)
        within[~fitted] = inside(parameters[~fitted], limits)
    return judge(within, yes) if boxes else Judged()


def _cases(outcome: Measured, when: str | None) -> tuple[Truth, Condition]:
    """In which runs it happens, and what that is."""
    values, name = outcome.values, outcome.name
    unit = "" if outcome.unit == "1" else f" {outcome.unit}"
    if when is None:
        yes_or_no = np.isin(values, (0.0, 1.0)).all()
        if yes_or_no or name == ANY_INTERVENTION or name.startswith(f"{INTERVENTIONS}."):
            return values > 0.0, Condition(name)
        raise LiptakoError(
            f"{name}: from {number(values.min())} to {number(values.max())}{unit} - say what "
            'counts, with --when "> ' + number(float(np.median(values))) + '" or --when "top 10%"'
        )
    if found := THRESHOLD.fullmatch(when):
        sign, text = found.groups()
        try:
            limit = float(text.replace(",", ""))
        except ValueError:
            raise _unread(when) from None
        compare = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}
        return compare[sign](values, limit), Condition(name, sign, limit, outcome.unit)
    if found := EXTREME.fullmatch(when):
        which, share = found.group(1), float(found.group(2))
        if 0.0 < share < 100.0:
            top = which == "top"
            limit = float(np.percentile(values, 100.0 - share if top else share))
            yes = values >= limit if top else values <= limit
            return yes, Condition(name, ">=" if top else "<=", limit, outcome.unit, share)
    raise _unread(when)


def _unread(when: str) -> LiptakoError:
    return LiptakoError(
        f"when: '{when}' cannot be read - use a limit such as '> 5000', or 'top 10%'"
    )


def _check(yes: Truth, points: int, condition: str) -> None:
    count = int(yes.sum())
    for few, words in ((count, "it is so"), (yes.size - count, "it is not so")):
        if few < FEWEST:
            raise LiptakoError(
                f"{condition}: {words} in only {few} of {yes.size:,} runs - to find where, at "
                f"least {FEWEST} of either kind are needed: run more, or choose another condition"
            )
    if points < FEWEST:
        raise LiptakoError(
            f"discover: {points} points tell nothing - sweep at least {FEWEST}, better a hundred"
        )


def side_in_words(name: str, low: float, high: float) -> str:
    """A parameter's limits, of which those that are not numbers are open."""
    unit = declarations()[name].unit if name in declarations() else "1"
    after = "" if unit in PURE else f" {unit}"
    if isnan(low):
        return f"{name} is below {number(high)}{after}"
    if isnan(high):
        return f"{name} is above {number(low)}{after}"
    return f"{name} is between {number(low)} and {number(high)}{after}"


def number(value: float) -> str:
    """Three digits that count, and no powers of ten."""
    if abs(value) >= 1000.0:
        return f"{value:,.0f}"
    return np.format_float_positional(value, precision=3, fractional=False, trim="-")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
