"""What only the whole file can tell: are the names known, do the dates and clauses make sense?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from sim.errors import Fault, one_of
from sim.mechanisms import PARAMETER_SETS
from sim.scenario.reading import Node, Place, Steps, spelled
from sim.scenario.schema import (
    CivilianRuleEvent,
    Clause,
    ConcessionEvent,
    CoupEvent,
    Crisis,
    CrisisEvent,
    Event,
    JoinEvent,
    PostureEvent,
    ScenarioFile,
    Treaty,
    WithdrawalEvent,
)
from sim.world.calibrated import STATES_MONTH

MAX_MONTHS = 600


class Finding(NamedTuple):
    """Something wrong.

    Attributes:
        steps: where.
        problem: what.
        remedy: what would be right.
        at_key: whether the key itself is meant.
        also: the other of two values that do not go together.
        needs: what this place needs, any of which would do; a patch may have removed it.
    """

    steps: Steps
    problem: str
    remedy: str
    at_key: bool = False
    also: Steps = ()
    needs: tuple[Steps, ...] = ()


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
        _titles(data),
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


_COUNTED = (
    ("population", 10_000, "persons, not in millions"),
    ("gdp_usd", 10_000_000, "US dollars, not in billions"),
)
"""Units that are often mistaken, and what no country falls short of."""


def notes_on(data: ScenarioFile, tree: Node, regions: Mapping[str, str]) -> list[str]:
    """What is accepted but has no effect, or is probably a slip, each with its place."""
    found: list[tuple[Steps, str]] = [
        (("parameters", mechanism, name), "accepted, but no rule of this version reads it")
        for mechanism, parameter_set in PARAMETER_SETS.items()
        for name, declared in parameter_set.declarations(mechanism).items()
        if not declared.in_force
        and getattr(getattr(data.parameters, mechanism), name, None) is not None
    ]
    found += [
        (steps, "accepted, but it lies after the end of the horizon")
        for name, treaty in data.treaties.items()
        for steps, day in _vows(("treaties", name), treaty)
        if month_of(day) > month_number(data.horizon.end)
    ]
    found += [
        (("treaties", name, "pledges"), "accepted, but the treaty has no clause of armed force")
        for name, treaty in data.treaties.items()
        if treaty.pledges and not any(c.response == "armed_force" for c in treaty.clauses.values())
    ]
    found += [
        (("countries", name, key), f"accepted, but it is counted in {unit}")
        for name, country in data.countries.items()
        for key, least, unit in _COUNTED
        if getattr(country, key) < least
    ]
    theatre = _Names.of(data, regions).theatre
    found += [
        (("groups", name, "fighters", region), "accepted, but the region is not in the theatre")
        for name, group in data.groups.items()
        for region in group.fighters
        if region not in theatre
    ]
    return [_note(tree.at(steps).key, steps, text) for steps, text in found]


def _vows(steps: Steps, treaty: Treaty) -> Iterator[tuple[Steps, date]]:
    """The days on which a treaty is signed and pledges are given under it."""
    for country, membership in treaty.members.items():
        yield (*steps, "members", country, "signed"), membership.signed
    for position, pledge in enumerate(treaty.pledges):
        yield (*steps, "pledges", position, "on"), pledge.on


def _note(place: Place, steps: Steps, text: str) -> str:
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    return f"{where}: {spelled(steps)}: {text}"


def _fault(tree: Node, finding: Finding) -> Fault:
    """A finding in its place. A file that is extended was good by itself, so it is not there but in
    the file that extends it, if that has the other of two values, or removed what is needed."""
    own_file = tree.place.file
    for steps in filter(None, (finding.steps, finding.also)):
        place = _place(tree, steps, finding.at_key)
        if place.file == own_file:
            return place.fault(steps, finding.problem, finding.remedy)
    place = _place(tree, finding.steps, finding.at_key)
    for steps in finding.needs:
        for depth, name in enumerate(steps):
            removal = tree.at(steps[:depth]).removed.get(str(name))
            if removal is not None and removal.file != place.file:
                problem = f"'{name}' is removed here, but {spelled(finding.steps)} needs it"
                return removal.fault(steps[: depth + 1], problem, "remove that too, or keep this")
    remedy = f"{finding.remedy}; change it here, or in {own_file}, which extends this file"
    return place.fault(finding.steps, finding.problem, remedy)


def _place(tree: Node, steps: Steps, at_key: bool) -> Place:
    node = tree.at(steps)
    return node.key if at_key else node.place


@dataclass(frozen=True)
class _Names:
    """The names that may be used in a file, with their titles, by what they are."""

    country: Mapping[str, str]
    group: Mapping[str, str]
    partner: Mapping[str, str]
    bloc: Mapping[str, str]
    treaty: Mapping[str, str]
    map: Mapping[str, str]
    theatre: tuple[str, ...]

    @classmethod
    def of(cls, data: ScenarioFile, regions: Mapping[str, str]) -> _Names:
        return cls(
            country={name: given.name for name, given in data.countries.items()},
            group={name: given.name for name, given in data.groups.items()},
            partner={name: given.name for name, given in data.partners.items()},
            bloc={name: given.name for name, given in data.blocs.items()},
            treaty={name: given.name for name, given in data.treaties.items()},
            map=regions,
            theatre=tuple(regions if data.regions == "all" else data.regions),
        )

    @property
    def actor(self) -> Mapping[str, str]:
        """All who can have an affinity."""
        return {**self.country, **self.partner, **self.bloc, **self.group}


_SECTIONS = {
    "country": ("countries",),
    "group": ("groups",),
    "partner": ("partners",),
    "treaty": ("treaties",),
    "bloc": ("blocs",),
    "country or bloc": ("countries", "blocs"),
    "actor": ("countries", "groups", "partners", "blocs"),
}
"""Where those are who can be named."""


def _unknown(
    steps: Steps, given: str | None, valid: Collection[str], kind: str, at_key: bool = False
) -> Iterator[Finding]:
    """A finding if a name is given that is not among the valid ones (titles as well, if known)."""
    if given is None or given in valid:
        return
    titles = valid if isinstance(valid, Mapping) else {}
    titled = [name for name, title in titles.items() if title.casefold() == given.casefold()]
    meant = titled[0] if titled else given
    remedy = _region_meant(given, valid) if "region" in kind else one_of(meant, list(valid))
    needs = tuple((section, given) for section in _SECTIONS.get(kind, ()))
    yield Finding(steps, f"unknown {kind} '{given}'", remedy, at_key, needs=needs)


def _region_meant(given: str, valid: Iterable[str]) -> str:
    """Which region of the same country was meant."""
    country, dot, name = given.partition(".")
    own = [region for region in valid if region.startswith(country + dot)]
    close = get_close_matches(name, [region.partition(".")[2] for region in own], n=1)
    return f"did you mean '{country}.{close[0]}'?" if close else one_of("", own or list(valid))


_OWN_NAME = "give each actor a name of its own"


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
                problem, also = f"the name '{name}' is used in {first} and {kind}", (first, name)
                yield Finding((kind, name), problem, _OWN_NAME, at_key=True, also=also)


def _titles(data: ScenarioFile) -> Iterator[Finding]:
    """Actors of one kind can be told apart in tables and pictures."""
    for kind in ("countries", "groups", "partners", "treaties", "blocs"):
        taken: dict[str, str] = {}
        for name, actor in getattr(data, kind).items():
            first = taken.setdefault(actor.name.casefold(), name)
            if first != name:
                problem, also = f"{first} has the name '{actor.name}' too", (kind, first, "name")
                yield Finding((kind, name, "name"), problem, _OWN_NAME, also=also)


def _horizon(data: ScenarioFile) -> Iterator[Finding]:
    start, end = month_number(data.horizon.start), month_number(data.horizon.end)
    last, first = ("horizon", "end"), ("horizon", "start")
    if end < start:
        problem = "the end lies before the start"
        remedy = f"an end from {data.horizon.start} on, or an earlier start"
        yield Finding(last, problem, remedy, also=first)
    elif end - start + 1 > MAX_MONTHS:
        problem = f"{end - start + 1} months are too many"
        latest = month_name(start + MAX_MONTHS - 1)
        remedy = f"at most {MAX_MONTHS}: to {latest}, or a later start"
        yield Finding(last, problem, remedy, also=first)
    if data.cut is not None and not start - 1 <= month_of(data.cut) <= max(start, end):
        problem = f"the cut {data.cut} lies outside the horizon"
        remedy = f"a date from {month_name(start - 1)} (nothing forced) to {data.horizon.end}"
        yield Finding(("cut",), problem, remedy)
    if data.calibration.start == "filtered" and start != STATES_MONTH:
        problem = f"the filtered states are of {month_name(STATES_MONTH)}"
        remedy = "'stated', or a horizon that starts in that month"
        yield Finding(("calibration", "start"), problem, remedy, also=("horizon", "start"))


def _repeated(steps: Steps, given: Iterable[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, name in enumerate(given):
        if name in seen:
            yield Finding((*steps, position), f"'{name}' is given twice", "name each once")
        seen.add(name)


def _theatre(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    """Regions are on the map and their countries in the scenario."""
    if data.regions == "all":
        absent = [name for name in dict.fromkeys(names.map.values()) if name not in names.country]
        if absent:
            problem = f"the map has regions of {', '.join(absent)}, not among the countries"
            remedy = "add what is missing, or list 'regions:' without it"
            yield Finding(("countries",), problem, remedy, at_key=True)
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
        if country.junta and country.elected and "elected" in country.model_fields_set:
            place, also = ("countries", name, "junta"), ("countries", name, "elected")
            yield Finding(place, "an elected junta", "set one of both to false", also=also)
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
        yield from _sizes(steps, treaty, len(_parties_of(data, name)))
        for country, membership in treaty.members.items():
            place = (*steps, "members", country)
            yield from _unknown(place, country, names.country, "country", at_key=True)
            if membership.until is not None and membership.until < membership.signed:
                problem = f"membership ends before it was signed on {membership.signed}"
                remedy, also = "a later date, or none", (*place, "signed")
                yield Finding((*place, "until"), problem, remedy, also=also)
        yield from _candidates(steps, treaty, names)
        yield from _unknown((*steps, "patron"), treaty.patron, names.partner, "partner")
        yield from _pledges(steps, treaty, names)
        for clause_name, clause in treaty.clauses.items():
            yield from _clause((*steps, "clauses", clause_name), clause)


def _parties_of(data: ScenarioFile, treaty: str) -> dict[str, None]:
    """All who can ever be members of a treaty, in the file's order."""
    given = data.treaties[treaty]
    joining = [
        event.country
        for event in (*data.history, *data.events)
        if isinstance(event, JoinEvent) and event.treaty == treaty
    ]
    return dict.fromkeys([*given.members, *given.candidates, *joining])


def _sizes(steps: Steps, treaty: Treaty, parties: int) -> Iterator[Finding]:
    """As many members as a rule of the treaty speaks of can be there."""
    defunct, requests = treaty.defunct_when, treaty.dissolution_requests or 0
    below = defunct.members_below if "members_below" in defunct.model_fields_set else 0
    rules: dict[Steps, int] = {
        ("defunct_when", "members_below"): below,
        ("dissolution_requests",): requests,
    }
    for rule, number in rules.items():
        if treaty.members and number > parties:
            problem = f"{number} members are more than the {parties} that there can be"
            remedy, also = f"at most {parties}", (*steps, "members")
            yield Finding((*steps, *rule), problem, remedy, also=also)


def _candidates(steps: Steps, treaty: Treaty, names: _Names) -> Iterator[Finding]:
    yield from _repeated((*steps, "candidates"), treaty.candidates)
    for position, name in enumerate(treaty.candidates):
        place = (*steps, "candidates", position)
        yield from _unknown(place, name, names.country, "country")
        if name in treaty.members:
            yield Finding(place, f"{name} is a member already", "name it once, in either place")


def _pledges(steps: Steps, treaty: Treaty, names: _Names) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for position, pledge in enumerate(treaty.pledges):
        place = (*steps, "pledges", position)
        if (pledge.by, pledge.to) in seen:
            problem = f"the pledge of {pledge.by} to {pledge.to} is given twice"
            yield Finding(place, problem, "name each once")
        seen.add((pledge.by, pledge.to))
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
_POINTLESS = {
    ("coup", "armed_force"): "force against a coup is a bloc's choice: see 'blocs'",
    ("member_attacks_member", "joint_operations"): "use armed_force or prohibition",
    ("rebellion", "prohibition"): "use armed_force or joint_operations",
    ("terrorism", "prohibition"): "use armed_force or joint_operations",
    ("external_attack", "prohibition"): "forbid it with the trigger member_attacks_member",
}
"""Responses that answer nothing, with what would."""


def _clause(steps: Steps, clause: Clause) -> Iterator[Finding]:
    response = clause.response
    remedy = _POINTLESS.get((clause.trigger, response))
    if remedy is not None:
        problem = f"{response} is no answer to {clause.trigger}"
        yield Finding((*steps, "response"), problem, remedy, also=(*steps, "trigger"))
        return
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
                also=(*steps, "response"),
            )


def _blocs(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    start = month_number(data.horizon.start)
    for name, bloc in data.blocs.items():
        steps, own = ("blocs", name), ("treaties", bloc.treaty)
        yield from _unknown((*steps, "treaty"), bloc.treaty, names.treaty, "treaty")
        treaty = data.treaties.get(bloc.treaty)
        members = _members_at(treaty, start) if treaty is not None else None
        if members is not None and not members:
            problem = f"the treaty {bloc.treaty} has no members at the start"
            remedy, needs = "give it members, or leave the bloc out", (*own, "members")
            yield Finding((*steps, "treaty"), problem, remedy, needs=(needs,))
        yield from _seat((*steps, "hegemon"), bloc.hegemon, bloc.treaty, members, names)
        for part in ("domestic_opposition", "capability", "crises"):
            for country in getattr(bloc, part) or {}:
                seat = (*steps, part, country)
                yield from _seat(seat, country, bloc.treaty, members, names, at_key=True)
        yield from _repeated((*steps, "neighbours_of_hegemon"), bloc.neighbours_of_hegemon)
        for position, country in enumerate(bloc.neighbours_of_hegemon):
            place = (*steps, "neighbours_of_hegemon", position)
            yield from _seat(place, country, bloc.treaty, members, names)
            if country == bloc.hegemon:
                yield Finding(place, f"{country} is the hegemon itself", "name its neighbours")
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
    treaty: str,
    members: list[str] | None,
    names: _Names,
    at_key: bool = False,
) -> Iterator[Finding]:
    """A country that must be a member of a bloc."""
    yield from _unknown(steps, country, names.country, "country", at_key)
    if country is not None and country in names.country and members and country not in members:
        problem = f"{country} is not a member of the bloc's treaty"
        remedy, also = f"use one of {', '.join(members)}", (*steps[:2], "treaty")
        needs = ("treaties", treaty, "members", country)
        yield Finding(steps, problem, remedy, at_key, also, (needs,))


def _crisis(steps: Steps, crisis: Crisis, start: int) -> Iterator[Finding]:
    if month_of(crisis.since) > start:
        problem = "a crisis that is open at the start began after it"
        yield Finding((*steps, "since"), problem, "make it an event, with kind: posture")
    if crisis.conceded and crisis.posture not in ("none", "suspended"):
        problem = f"a country that has conceded stands under '{crisis.posture}'"
        remedy = "use none or suspended, or leave out 'conceded'"
        yield Finding((*steps, "posture"), problem, remedy, also=(*steps, "conceded"))


def _pair(
    steps: Steps, pair: tuple[str, str], seen: dict[frozenset[str], Steps], at_key: bool = False
) -> Iterator[Finding]:
    """A pair is of two, and given once; ``seen`` holds where each was."""
    if pair[0] == pair[1]:
        problem = f"'{pair[0]}' is paired with itself"
        yield Finding(steps, problem, "name another actor", at_key)
    elif (first := seen.setdefault(frozenset(pair), steps)) != steps:
        problem = f"the pair of {pair[0]} and {pair[1]} is given twice"
        remedy = "name each pair once, in either order"
        yield Finding(steps, problem, remedy, at_key, also=first)


def _affinities(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    seen: dict[frozenset[str], Steps] = {}
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
            seizes = isinstance(event, CoupEvent | CrisisEvent | CivilianRuleEvent)
            if seizes and _is_aggregate(data, event.country):
                problem = f"{event.country} stands for several states, which know no grab of power"
                yield Finding((*steps, "country"), problem, "name a single state")
            for role in _ROLES:
                given = getattr(event, role, None)
                yield from _unknown((*steps, role), given, getattr(names, role), role)
            yield from _parties(steps, event, names)
            yield from _belongs((*steps, "country"), event, data)


def _belongs(steps: Steps, event: Event, data: ScenarioFile) -> Iterator[Finding]:
    """Who leaves a treaty, or is pressed by its bloc, can belong to it."""
    if isinstance(event, WithdrawalEvent):
        treaty = event.treaty
    elif isinstance(event, PostureEvent | ConcessionEvent) and event.bloc in data.blocs:
        treaty = data.blocs[event.bloc].treaty
    else:
        return
    country = event.country
    if country in data.countries and treaty in data.treaties:
        parties = _parties_of(data, treaty)
        if country not in parties:
            problem = f"{country} never belongs to {treaty}"
            remedy = f"use one of {', '.join(parties)}" if parties else "give it members"
            needs = ("treaties", treaty, "members", country)
            yield Finding(steps, problem, remedy, needs=(needs,))


def _date(steps: Steps, day: date, data: ScenarioFile, is_history: bool) -> Iterator[Finding]:
    start, end = month_number(data.horizon.start), month_number(data.horizon.end)
    if month_of(day) < start:
        problem = f"{day} lies before the start of the horizon ({data.horizon.start})"
        remedy = "state before the start belongs to the initial state of countries, treaties, ..."
        yield Finding(
            (*steps, "on"), problem, remedy if is_history else f"a date up to {data.horizon.end}"
        )
    elif month_of(day) > max(start, end):
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
        yield from _pair((*steps, "between"), between, {})
    by = getattr(event, "by", None)
    target_role = "to" if hasattr(event, "to") else "country"
    target = getattr(event, target_role, None)
    if by is not None:
        actors = names.country if target_role == "to" else {**names.country, **names.bloc}
        kind = "country" if target_role == "to" else "country or bloc"
        yield from _unknown((*steps, "by"), by, actors, kind)
        if by == target:
            yield Finding((*steps, target_role), f"{by} acts on itself", "name another country")
    if target_role == "to":
        yield from _unknown((*steps, "to"), target, names.country, "country")


def _record(data: ScenarioFile, names: _Names) -> Iterator[Finding]:
    seen: dict[frozenset[str], Steps] = {}
    for position, pair in enumerate(data.record.pairs):
        steps = ("record", "pairs", position)
        for item, name in enumerate(pair):
            yield from _unknown((*steps, item), name, names.actor, "actor")
        yield from _pair(steps, pair, seen)
