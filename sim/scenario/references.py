"""What only the whole file can tell: are the names known, do the dates and clauses make sense?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sim.errors import Fault, one_of
from sim.mechanisms import PARAMETER_SETS
from sim.scenario.reading import Node, Place, Steps, spelled
from sim.scenario.schema import (
    Clause,
    CoupEvent,
    Crisis,
    Event,
    InterventionEvent,
    ScenarioFile,
    Treaty,
)

MAX_MONTHS = 600


class Finding(NamedTuple):
    """Something wrong: where, what, what would be right, and whether the key itself is meant."""

    steps: Steps
    problem: str
    remedy: str
    at_key: bool = False


def month_number(text: str) -> int:
    """A month such as ``2023-07`` as a running number, year * 12 + month - 1."""
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def month_of(day: date) -> int:
    """The running number of a date's month."""
    return day.year * 12 + day.month - 1


def month_name(number: int) -> str:
    """A running number as a month such as ``2023-07``."""
    return f"{number // 12}-{number % 12 + 1:02d}"


def reference_faults(data: ScenarioFile, tree: Node, regions: Mapping[str, str]) -> list[Fault]:
    """Every fault in the references of a scenario.

    Args:
        data: the scenario.
        tree: the same with its places.
        regions: the country of each region of the map, by id.
    """
    names = _Names.of(data, regions)
    checks: tuple[Iterable[Finding], ...] = (
        _identifiers(data),
        _horizon(data),
        _theatre(data, names),
        _actors(data, names),
        _treaties(data, names),
        _blocs(data, names),
        _affinities(data, names),
        _events(data, names),
        _record(data, names),
    )
    return [_fault(tree, finding) for check in checks for finding in check]


def notes_on(data: ScenarioFile, tree: Node, regions: Mapping[str, str]) -> list[str]:
    """What is accepted but has no effect, each with its place."""
    found: list[tuple[Steps, str]] = [
        (("parameters", mechanism, name), "accepted, but no rule of this version reads it")
        for mechanism, parameter_set in PARAMETER_SETS.items()
        for name, declared in parameter_set.declarations(mechanism).items()
        if not declared.in_force
        and getattr(getattr(data.parameters, mechanism), name, None) is not None
    ]
    found += [
        ((where, place), "accepted, but no rule of this version acts on a country's intervention")
        for where, events in (("history", data.history), ("events", data.events))
        for place, event in enumerate(events)
        if isinstance(event, InterventionEvent) and event.by in data.countries
    ]
    theatre = _Names.of(data, regions).theatre
    found += [
        (("groups", name, "fighters", region), "accepted, but the region is not in the theatre")
        for name, group in data.groups.items()
        for region in group.fighters
        if region not in theatre
    ]
    return [_note(tree.at(steps).key, steps, text) for steps, text in found]


def _note(place: Place, steps: Steps, text: str) -> str:
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    return f"{where}: {spelled(steps)}: {text}"


def _fault(tree: Node, finding: Finding) -> Fault:
    node = tree.at(finding.steps)
    place = node.key if finding.at_key else node.place
    return place.fault(finding.steps, finding.problem, finding.remedy)


@dataclass(frozen=True)
class _Names:
    """The names that may be used in a file, by what they are."""

    country: tuple[str, ...]
    group: tuple[str, ...]
    partner: tuple[str, ...]
    bloc: tuple[str, ...]
    treaty: tuple[str, ...]
    map: Mapping[str, str]
    theatre: tuple[str, ...]

    @classmethod
    def of(cls, data: ScenarioFile, regions: Mapping[str, str]) -> _Names:
        return cls(
            country=tuple(data.countries),
            group=tuple(data.groups),
            partner=tuple(data.partners),
            bloc=tuple(data.blocs),
            treaty=tuple(data.treaties),
            map=regions,
            theatre=tuple(regions if data.regions == "all" else data.regions),
        )

    @property
    def actor(self) -> tuple[str, ...]:
        """All who can have an affinity."""
        return (*self.country, *self.partner, *self.bloc, *self.group)


def _unknown(
    steps: Steps, given: str | None, valid: Iterable[str], kind: str, at_key: bool = False
) -> Iterator[Finding]:
    """A finding if a name is given that is not among the valid ones."""
    valid = tuple(valid)
    if given is not None and given not in valid:
        yield Finding(steps, f"unknown {kind} '{given}'", one_of(given, valid), at_key)


def _identifiers(data: ScenarioFile) -> Iterator[Finding]:
    """A name stands for one actor; only a bloc may be called like its treaty."""
    kinds: dict[str, Iterable[str]] = {
        "countries": data.countries,
        "groups": data.groups,
        "partners": data.partners,
        "treaties": data.treaties,
        "blocs": data.blocs,
    }
    taken: dict[str, str] = {}
    for kind, names in kinds.items():
        for name in names:
            first = taken.setdefault(name, kind)
            # A treaty that nobody knows is a fault of its own: not every slip should give two.
            own_treaty = kind == "blocs" and (
                data.blocs[name].treaty == name or data.blocs[name].treaty not in data.treaties
            )
            if first != kind and not (first == "treaties" and own_treaty):
                problem = f"the name '{name}' is already used in {first}"
                yield Finding(
                    (kind, name), problem, "give each actor a name of its own", at_key=True
                )


def _horizon(data: ScenarioFile) -> Iterator[Finding]:
    start, end = month_number(data.horizon.start), month_number(data.horizon.end)
    if end < start:
        yield Finding(
            ("horizon", "end"), "the end lies before the start", f"{data.horizon.start} or later"
        )
    elif end - start + 1 > MAX_MONTHS:
        problem = f"{end - start + 1} months are too many"
        latest = month_name(start + MAX_MONTHS - 1)
        yield Finding(("horizon", "end"), problem, f"at most {MAX_MONTHS}: {latest} or earlier")
    if data.cut is not None and not start - 1 <= month_of(data.cut) <= max(start, end):
        problem = f"the cut {data.cut} lies outside the horizon"
        remedy = f"a date from {month_name(start - 1)} (nothing forced) to {data.horizon.end}"
        yield Finding(("cut",), problem, remedy)


def _repeated(steps: Steps, given: Iterable[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, name in enumerate(given):
        if name in seen:
            yield Finding((*steps, position), f"'{name}' is given twice", "name each once")
        seen.add(name)


def _theatre(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    """Regions are on the map and their countries in the scenario."""
    if data.regions == "all":
        for country in dict.fromkeys(names.map.values()):
            if country not in names.country:
                problem = f"the map has regions of {country}, a country that is not here"
                yield Finding(
                    ("countries",),
                    problem,
                    f"add {country}, or list 'regions:' without it",
                    at_key=True,
                )
        return
    if not data.regions:
        yield Finding(
            ("regions",), "a theatre without regions", "list at least one, or write 'all'"
        )
    yield from _repeated(("regions",), data.regions)
    for position, region in enumerate(data.regions):
        steps = ("regions", position)
        yield from _unknown(steps, region, names.map, "region")
        owner = names.map.get(region)
        if owner is not None and owner not in names.country:
            problem = f"the region's country {owner} is not in the scenario"
            yield Finding(steps, problem, f"add {owner} to 'countries', or leave the region out")


def _actors(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    yield from _repeated(("focus",), data.focus)
    for position, focal in enumerate(data.focus):
        yield from _unknown(("focus", position), focal, names.country, "country")
    for name, country in data.countries.items():
        yield from _capital(name, country.capital, names)
        if country.aggregate and country.junta:
            problem = "several states taken as one have no junta"
            yield Finding(("countries", name, "junta"), problem, "leave it out")
        changed = country.last_irregular_change
        if changed is not None and month_of(changed) > month_number(data.horizon.start):
            since: Steps = ("countries", name, "last_irregular_change")
            yield Finding(since, "this lies after the start", "make it an event, with kind: coup")
    for name, group in data.groups.items():
        for region in group.fighters:
            steps = ("groups", name, "fighters", region)
            yield from _unknown(steps, region, names.map, "region", at_key=True)
    for name, partner in data.partners.items():
        for host in partner.presence:
            steps = ("partners", name, "presence", host)
            yield from _unknown(steps, host, names.country, "country", at_key=True)


def _is_aggregate(data: ScenarioFile, country: str) -> bool:
    return country in data.countries and data.countries[country].aggregate


def _capital(country: str, capital: str | None, names: _Names) -> Iterator[Finding]:
    steps = ("countries", country, "capital")
    yield from _unknown(steps, capital, names.map, "region")
    if capital is not None and names.map.get(capital, country) != country:
        own = [region for region, where in names.map.items() if where == country]
        problem = f"the capital lies in {names.map[capital]}, another country"
        yield Finding(steps, problem, f"use one of {', '.join(own)}" if own else "leave it out")


def _treaties(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    for name, treaty in data.treaties.items():
        steps = ("treaties", name)
        for country, membership in treaty.members.items():
            place = (*steps, "members", country)
            yield from _unknown(place, country, names.country, "country", at_key=True)
            if membership.until is not None and membership.until < membership.signed:
                problem = f"membership ends before it was signed on {membership.signed}"
                yield Finding((*place, "until"), problem, "a later date, or none")
        yield from _unknown((*steps, "patron"), treaty.patron, names.partner, "partner")
        yield from _pledges(steps, treaty, names)
        for clause_name, clause in treaty.clauses.items():
            yield from _clause((*steps, "clauses", clause_name), clause)


def _pledges(steps: Steps, treaty: Treaty, names: _Names) -> Iterator[Finding]:
    for position, pledge in enumerate(treaty.pledges):
        place = (*steps, "pledges", position)
        yield from _unknown((*place, "by"), pledge.by, names.country, "country")
        yield from _unknown((*place, "to"), pledge.to, names.country, "country")
        if pledge.by == pledge.to:
            yield Finding((*place, "to"), f"{pledge.by} pledges to itself", "name another country")


_OWED = {
    "armed_force": {"share", "cost"},
    "joint_operations": {"share", "strength", "cost"},
    "prohibition": set(),
}
"""What each response of a clause must say; it may say nothing else."""


def _clause(steps: Steps, clause: Clause) -> Iterator[Finding]:
    response = clause.response
    for name in ("share", "strength", "cost"):
        given, owed = getattr(clause, name) is not None, name in _OWED[response]
        if owed and not given:
            yield Finding(
                steps,
                f"{response} without '{name}'",
                f"add '{name}': a number from 0 to 1",
                at_key=True,
            )
        elif given and not owed:
            yield Finding(
                (*steps, name),
                f"'{name}' means nothing for {response}",
                "leave it out",
                at_key=True,
            )


def _blocs(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    start = month_number(data.horizon.start)
    for name, bloc in data.blocs.items():
        steps = ("blocs", name)
        yield from _unknown((*steps, "treaty"), bloc.treaty, names.treaty, "treaty")
        treaty = data.treaties.get(bloc.treaty)
        members = _members_at(treaty, start) if treaty is not None else None
        if members is not None and not members:
            problem = f"the treaty {bloc.treaty} has no members at the start"
            yield Finding((*steps, "treaty"), problem, "give it members, or leave the bloc out")
        yield from _seat((*steps, "hegemon"), bloc.hegemon, members, names)
        for part in ("domestic_opposition", "capability", "crises"):
            for country in getattr(bloc, part) or {}:
                yield from _seat((*steps, part, country), country, members, names, at_key=True)
        for country, crisis in bloc.crises.items():
            yield from _crisis((*steps, "crises", country), crisis, start)


def _members_at(treaty: Treaty, month: int) -> list[str]:
    return [
        country
        for country, membership in treaty.members.items()
        if membership.until is None or month_of(membership.until) >= month
    ]


def _seat(
    steps: Steps,
    country: str | None,
    members: list[str] | None,
    names: _Names,
    at_key: bool = False,
) -> Iterator[Finding]:
    """A country that must be a member of a bloc."""
    yield from _unknown(steps, country, names.country, "country", at_key)
    if country in names.country and members and country not in members:
        problem = f"{country} is not a member of the bloc's treaty"
        yield Finding(steps, problem, one_of(country, members), at_key)


def _crisis(steps: Steps, crisis: Crisis, start: int) -> Iterator[Finding]:
    if month_of(crisis.since) > start:
        problem = "a crisis that is open at the start began after it"
        yield Finding((*steps, "since"), problem, "make it an event, with kind: posture")


def _pair(
    steps: Steps, pair: tuple[str, str], seen: set[frozenset[str]], at_key: bool = False
) -> Iterator[Finding]:
    """A pair is of two, and given once."""
    if pair[0] == pair[1]:
        problem = f"'{pair[0]}' is paired with itself"
        yield Finding(steps, problem, "name another actor", at_key)
    elif frozenset(pair) in seen:
        problem = f"the pair of {pair[0]} and {pair[1]} is given twice"
        yield Finding(steps, problem, "name each pair once, in either order", at_key)
    seen.add(frozenset(pair))


def _affinities(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for first, others in data.affinities.items():
        yield from _unknown(("affinities", first), first, names.actor, "actor", at_key=True)
        for second in others:
            steps = ("affinities", first, second)
            yield from _unknown(steps, second, names.actor, "actor", at_key=True)
            yield from _pair(steps, (first, second), seen, at_key=True)


_ROLES = ("country", "partner", "bloc", "treaty", "group")
"""Fields of events that are called after the kind of actor they name."""


def _events(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    for part in ("history", "events"):
        for position, event in enumerate(getattr(data, part)):
            steps = (part, position)
            yield from _date(steps, event.on, data, part == "history")
            if isinstance(event, CoupEvent) and _is_aggregate(data, event.country):
                problem = f"{event.country} stands for several states, which know no coup"
                yield Finding((*steps, "country"), problem, "name a single state")
            for role in _ROLES:
                given = getattr(event, role, None)
                yield from _unknown((*steps, role), given, getattr(names, role), role)
            yield from _parties(steps, event, names)


def _date(steps: Steps, day: date, data: ScenarioFile, is_history: bool) -> Iterator[Finding]:
    start, end = month_number(data.horizon.start), month_number(data.horizon.end)
    if month_of(day) < start:
        problem = f"{day} lies before the start of the horizon ({data.horizon.start})"
        remedy = "state before the start belongs to the initial state of countries, treaties, ..."
        yield Finding(
            (*steps, "on"), problem, remedy if is_history else f"a date up to {data.horizon.end}"
        )
    elif month_of(day) > end:
        problem = f"{day} lies after the end of the horizon ({data.horizon.end})"
        yield Finding((*steps, "on"), problem, "an earlier date, or a later end")


def _parties(steps: Steps, event: Event, names: _Names) -> Iterator[Finding]:
    """Who acts on whom, for the kinds of event whose fields say more than one kind of actor."""
    region, between = getattr(event, "region", None), getattr(event, "between", None)
    if region is not None:
        yield from _unknown((*steps, "region"), region, names.theatre, "region of the theatre")
    if between is not None:
        for position, name in enumerate(between):
            yield from _unknown((*steps, "between", position), name, names.actor, "actor")
        yield from _pair((*steps, "between"), between, set())
    by = getattr(event, "by", None)
    target_role = "to" if hasattr(event, "to") else "country"
    target = getattr(event, target_role, None)
    if by is not None:
        actors = names.country if target_role == "to" else (*names.country, *names.bloc)
        kind = "country" if target_role == "to" else "country or bloc"
        yield from _unknown((*steps, "by"), by, actors, kind)
        if by == target:
            yield Finding((*steps, target_role), f"{by} acts on itself", "name another country")
    if target_role == "to":
        yield from _unknown((*steps, "to"), target, names.country, "country")


def _record(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for position, pair in enumerate(data.record.pairs):
        steps = ("record", "pairs", position)
        for item, name in enumerate(pair):
            yield from _unknown((*steps, item), name, names.actor, "actor")
        yield from _pair(steps, pair, seen)
