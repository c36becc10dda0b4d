"""What is refused in a scenario: where it is said to be, and in which words."""

# ruff: noqa: E501 - a table of cases reads best with one case a line

from __future__ import annotations

from datetime import date

import pytest

from sim.mechanisms import PARAMETER_SETS
from sim.scenario import Scenario
from tests.scenario.conftest import SMALL, Faults, Load

WHOLE = (
    SMALL
    + """\
groups: {JNIM: {name: J, fighters: {MLI.gao: 9}}, ISSP: {name: I}}
partners: {FRA: {name: France, presence: {BFA: {level: .5}}}}
treaties:
  AES: {name: A, members: {MLI: {signed: 2023-09-16}, BFA: {signed: 2023-09-16}}}
  OLD: {name: O, members: {MLI: {signed: 2014-02-16, until: 2022-05-15}}}
blocs: {AES: {name: B, treaty: AES}}
"""
)
LAST = WHOLE.count("\n")


def marked(text: str) -> tuple[str, str]:
    """A text without its mark §, and the line and column that the mark was in."""
    before, after = text.split("§")
    return before + after, f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


SCHEMA = [
    ("1:11: question:", "the number 3 is not text", "put it in quotes", "Why?", "3"),
    ("1:11: question:", "the text '' is too short", "text of 1 to 500", "Why?", "''"),
    ("3:1: titel:", "unknown key 'titel'", "did you mean 'title'?", "horizon:", "titel: x\nhorizon:"),
    ("1:1: title:", "the key 'title' is missing", "add 'title': text of 1 to 120", "title: Small\n", ""),
    ("3:18: horizon.start:", "'2023-13' will not do", "a month, such as 2023-07", "2023-07,", "2023-13,"),
    ("3:18: horizon.start:", "the date 2023-07-01 is not text", "a month", "2023-07,", "2023-07-01,"),
    ("3:1: horizon.end:", "the key 'end' is missing", "add 'end': a month", ", end: 2024-06", ""),
    ("3:10: horizon:", "the text 'x' is not a set of keys", "start, end", "{start: 2023-07, end: 2024-06}", "x"),
    ("5:33: countries.MLI.population:", "the text 'many' is not a number", "a number above 0", "Mali, population: 2e7", "Mali, population: many"),
    ("5:33: countries.MLI.population:", "the text '2e7' is not", "without quotes", "Mali, population: 2e7", "Mali, population: '2e7'"),
    ("5:33: countries.MLI.population:", "the number -1 is out of bounds", "above 0", "Mali, population: 2e7", "Mali, population: -1"),
    ("5:33: countries.MLI.population:", "true is not a number", "a number", "Mali, population: 2e7", "Mali, population: true"),
    ("5:32: countries.MLI.population:", "nothing is not a number", "a number", "Mali, population: 2e7", "Mali, population: "),
    ("5:15: countries.MLI.name:", "nothing is not text", "text goes here", "name: Mali", "name: ~"),
    ("5:25: countries.MLI.junta:", "1 is not true or false", "true or false goes here", "name: Mali", "name: M, junta: 1"),
    ("5:3: countries.M:", "the key 'M' will not do", "short name of an actor", "MLI: {n", "M: {n"),
    ("5:3: countries.MLI.name:", "the key 'name' is missing", "add 'name': text", "name: Mali, ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("where", "problem", "remedy", "old", "new"), SCHEMA)
def test_the_schema_in_plain_words(
    faults: Faults, where: str, problem: str, remedy: str, *, old: str, new: str
) -> None:
    """A wrong value would be called wrong elsewhere, or in pydantic's words."""
    assert old in SMALL
    (fault,) = faults(SMALL.replace(old, new, 1))
    assert fault.startswith(f"s.yaml:{where} "), fault
    assert problem in fault
    assert remedy in fault.split(" - ", 1)[1]


ADDED = [
    ("focus[1]:", "unknown country 'NO'", "use one of MLI, BFA", "focus: [MLI, §NO]"),
    ("focus[1]:", "'MLI' is given twice", "name each once", "focus: [MLI, §MLI]"),
    ("<<x:", "unknown key '<<x'", "use one of question", "§<<x: 1"),
    ("<one>:", "unknown key '<one>'", "use one of question", "§<one>: 1"),
    ("[key]:", "unknown key '[key]'", "use one of question", "§'[key]': 1"),
    ("focus:", "the text 'MLI' is not a list", "a list goes here", "focus: §MLI"),
    ("regions[0]:", "unknown region 'MLI.goa'", "did you mean 'MLI.gao'?", "regions: [§MLI.goa]"),
    ("regions:", "without regions", "list at least one", "regions: §[]"),
    ("regions:", "none of the choices", "did you mean 'all'?", "regions: §al"),
    ("regions:", "the number 3 is not a list", "a list or 'all' goes here", "regions: §3"),
    ("regions[0]:", "'gao' will not do", "a region of the map, such as MLI.gao", "regions: [§gao]"),
    ("cut:", "lies outside the horizon", "from 2023-06", "cut: §2023-05-31"),
    ("cut:", "lies outside the horizon", "to 2024-06", "cut: §2024-07-01"),
    ("cut:", "there is no date 2023-02-30", "a date of the calendar", "cut: §2023-02-30"),
    ("cut:", "the text '2023-07-31' is not a date", "without quotes", "cut: §'2023-07-31'"),
    ("affinities.MLI.MLI:", "paired with itself", "another actor", "affinities: {  MLI: {§MLI: 1}}"),
    ("affinities.BFA.MLI:", "given twice", "once", "affinities: {MLI: {BFA: 0}, BFA: {§MLI: 1}}"),
    ("affinities.MLI.FRE:", "unknown actor 'FRE'", "did you mean 'FRA'?", "affinities: {MLI: { §FRE: 1}}"),
    ("affinities.AFS:", "unknown actor 'AFS'", "did you mean 'AES'?", "affinities: {§AFS: {MLI: 1}}"),
    ("affinities.MLI.FRA:", "'x' is not a number", "or a set of keys (start, structural)", "affinities: {MLI: { FRA: §x}}"),
    ("affinities.MLI.FRA:", "2 is out of bounds", "from -1 to 1", "affinities: {MLI: {FRA: §2}}"),
    ("affinities.MLI.FRA.structural:", "is missing", "add 'structural'", "affinities: {MLI: {§FRA: {start: 1}}}"),
    ("record.pairs[0][1]:", "an item is missing", "exactly two", "record: {pairs: [§[MLI]]}"),
    ("record.pairs[0]:", "too long", "exactly two", "record: {pairs: [§[MLI, BFA, FRA]]}"),
    ("record.pairs[0][1]:", "unknown actor 'NGA'", "use one of", "record: {pairs: [[MLI, §NGA]]}"),
    ("record.pairs[1]:", "given twice", "in either order", "record: {pairs: [[MLI, BFA], §[BFA, MLI]]}"),
    ("record.pairs[0]:", "paired with itself", "another", "record: {pairs: [§[MLI, MLI]]}"),
    ("record.fighters_every:", "1.5 is not a whole number", "from 1 to 120", "record: {fighters_every: §1.5}"),
    ("parameters.atacks:", "unknown key", "did you mean 'attacks'?", "parameters: {§atacks: {}}"),
    ("parameters.attacks.excitatoin:", "unknown key", "did you mean 'excitation'?", "parameters: {attacks: {§excitatoin: 1}}"),
    ("parameters.attacks.excitation:", "7 is out of bounds", "a number from 0 to 0.6", "parameters: {attacks: {excitation: §7}}"),
    ("parameters.attacks.excitation:", "neither a number nor a distribution", "uniform", "parameters: {attacks: {excitation: §no}}"),
    ("parameters.attacks.excitation:", "reaches out of bounds", "from 0 to 0.6", "parameters: {attacks: {excitation: §{uniform: [0, 7]}}}"),
    ("parameters.attacks.excitation:", "lower end first", "", "parameters: {attacks: {excitation: §{uniform: [.2, .1]}}}"),
    ("parameters.attacks.excitation:", "exactly two", "", "parameters: {attacks: {excitation: §{normal: [.2]}}}"),
    ("parameters.attacks.excitation:", "'choice' takes a list", "", "parameters: {attacks: {excitation: §{choice: .1}}}"),
    ("parameters.attacks.excitation:", "'beta' takes a list", "", "parameters: {attacks: {excitation: §{beta: [a, b]}}}"),
    ("parameters.attacks.excitation:", "unknown distribution", "", "parameters: {attacks: {excitation: §{gamma: 2}}}"),
    ("parameters.attacks:", "not a set of keys", "a set of keys (", "parameters: {attacks: §3}"),
    ("events[0].kind:", "unknown kind of event: the text 'coop'", "did you mean 'coup'?", "events: [{kind: §coop}]"),
    ("events[0]:", "the key 'kind' is missing", "coup, civilian_rule", "events: [§{on: 2024-01-01}]"),
    ("events[0]:", "the number 3 is not a set of keys", "", "events: [§3]"),
    ("events[0].country:", "is missing", "short name of an actor", "events: [§{kind: coup, on: 2024-01-01}]"),
    ("events[0].coup:", "unknown key 'coup'", "use one of on, note, kind, country", "events: [{kind: coup, country: MLI, on: 2024-01-01, §coup: 1}]"),
]  # fmt: skip
"""Path, problem, remedy, and the line that is added; the place of the fault follows the mark §."""


def event(kind: str, rest: str, part: str = "events", on: str = "2024-01-01") -> str:
    return f"{part}: [{{kind: {kind}, on: {on}, {rest}}}]"


EVENTS = [
    ("country:", "unknown country 'MLY'", "did you mean 'MLI'?", event("coup", "country: MLY")),
    ("country:", "unknown country", "", event("civilian_rule", "country: FRA")),
    ("partner:", "unknown partner 'MLI'", "use one of FRA", event("partner_exit", "partner: MLI, country: BFA")),
    ("country:", "unknown country", "", event("presence", "partner: FRA, country: XX, level: 1")),
    ("bloc:", "unknown bloc 'EU'", "use one of AES", event("posture", "bloc: EU, country: BFA, posture: none")),
    ("bloc:", "unknown bloc", "", event("concession", "bloc: FRA, country: BFA")),
    ("by:", "unknown country or bloc 'FRA'", "did you mean 'BFA'?", event("intervention", "by: FRA, country: BFA")),
    ("country:", "BFA acts on itself", "", event("intervention", "by: BFA, country: BFA")),
    ("treaty:", "unknown treaty 'AEZ'", "did you mean 'AES'?", event("join", "treaty: AEZ, country: BFA")),
    ("country:", "unknown country", "", event("withdrawal", "treaty: AES, country: ISSP")),
    ("treaty:", "unknown treaty", "", event("dissolution", "treaty: MLI")),
    ("to:", "BFA acts on itself", "", event("pledge", "treaty: AES, by: BFA, to: BFA")),
    ("by:", "unknown country 'AES'", "", event("pledge", "treaty: AES, by: AES, to: BFA")),
    ("between[1]:", "unknown actor 'OLD'", "", event("affinity", "between: [MLI, OLD], level: 0")),
    ("between:", "paired with itself", "", event("affinity", "between: [MLI, MLI], level: 0")),
    ("group:", "unknown group 'JMIN'", "use one of JNIM, ISSP", event("fighters", "group: JMIN, region: MLI.gao, change: 1")),
    ("region:", "unknown region of the theatre", "", event("fighters", "group: JNIM, region: MLI.kidal, change: 1")),
    ("on:", "lies after the end of the horizon (2024-06)", "an earlier date", event("coup", "country: MLI", on="2024-07-01")),
    ("on:", "lies before the start of the horizon", "a date up to 2024-06", event("coup", "country: MLI", on="2023-06-30")),
    ("on:", "before the start", "state before the start belongs to the initial state", event("coup", "country: MLI", "history", "2023-06-30")),
    ("on:", "after the end", "", event("coup", "country: MLI", "history", "2025-01-01")),
]  # fmt: skip


@pytest.mark.parametrize(("where", "problem", "remedy", "line"), ADDED)
def test_an_added_line_is_refused_at_its_place(
    faults: Faults, where: str, problem: str, remedy: str, line: str
) -> None:
    """A slip would be accepted, or give a fault elsewhere, or several."""
    text, place = marked(WHOLE + line)
    (fault,) = faults(text)
    assert fault.startswith(f"s.yaml:{place}: {where} "), fault
    assert problem in fault
    assert remedy in fault.split(" - ", 1)[1]


@pytest.mark.parametrize(("where", "problem", "remedy", "line"), EVENTS)
def test_an_event_names_who_is_there(
    faults: Faults, where: str, problem: str, remedy: str, line: str
) -> None:
    """An event would fail only in the month in which it happens."""
    (fault,) = faults(WHOLE + line)
    part, _, _ = line.partition(":")
    assert f": {part}[0].{where} " in fault, fault
    assert problem in fault
    assert remedy in fault.split(" - ", 1)[1]


CHANGED = [
    ("partners.FRA.presence.BFX:", "unknown country 'BFX'", "presence: {BFA", "presence:                     {§BFX"),
    ("groups.JNIM.fighters.MLI.goa:", "did you mean 'MLI.gao'?", "MLI.gao: 9", "§MLI.goa: 9"),
    ("groups.JNIM.fighters.gao:", "a region of the map", "MLI.gao: 9", "§gao: 9"),
    ("groups.MLI:", "the name 'MLI' is used in countries and groups", "{JNIM: {", "{§MLI: {"),
    ("partners.JNIM:", "the name 'JNIM' is used in groups and partners", "{FRA: {", "{§JNIM: {"),
    ("treaties.FRA:", "the name 'FRA' is used in partners and treaties", "  OLD: {name", "  §FRA: {name"),
    ("blocs.OLD:", "the name 'OLD' is used in treaties and blocs", "{AES: {name: B", "{§OLD: {name: B"),
    ("blocs.AES.treaty:", "unknown treaty 'AEX'", "B, treaty: AES}", "B, treaty: §AEX}"),
    ("blocs.OLL.treaty:", "OLD has no members at the start", "{AES: {name: B, treaty: AES}", "{OLL: {name: B, treaty: §OLD}"),
    ("blocs.AES.hegemon:", "unknown country 'NGA'", "treaty: AES}", "treaty: AES, hegemon: §NGA}"),
    ("blocs.AES.crises.NGA:", "unknown country 'NGA'", "treaty: AES}", "treaty: AES, crises: { §NGA: {posture: none, since: 2023-01-01}}}"),
    ("blocs.AES.crises.BFA.since:", "began after it", "treaty: AES}", "treaty: AES, crises: {BFA: {posture: none, since: §2023-08-01}}}"),
    ("blocs.AES.domestic_opposition.NGA:", "unknown country", "treaty: AES}", "treaty: AES, domestic_opposition: {§NGA: 1}}"),
    ("blocs.AES.capability.NGA:", "unknown country", "treaty: AES}", "treaty: AES, capability: {§NGA: 1}}"),
    ("treaties.OLD.members.MLI.until:", "ends before it was signed", "2022-05-15", "§2013-05-15"),
    ("treaties.AES.members.NGA:", "unknown country 'NGA'", "{MLI: {signed: 2023-09-16}", "{§NGA: {signed: 2023-09-16}"),
    ("treaties.AES.patron:", "unknown partner 'BFA'", "AES: {name: A", "AES: {name: A,   patron: §BFA"),
    ("treaties.AES.pledges[0].to:", "BFA pledges to itself", "AES: {name: A", "AES: {name: A, pledges: [{by: BFA, to: §BFA, on: 2023-07-31}]"),
    ("treaties.AES.pledges[0].by:", "unknown country 'FRA'", "AES: {name: A", "AES: {name: A, pledges: [{by: §FRA, to: BFA, on: 2023-07-31}]"),
    ("countries.MLI.capital:", "another country", "name: Mali", "name: M, capital: §BFA.est"),
    ("countries.MLI.capital:", "unknown region 'MLI.gaoo'", "name: Mali", "name: M, capital: §MLI.gaoo"),
    ("countries.MLI.last_irregular_change:", "after the start", "name: Mali", "name: M, last_irregular_change:  §2023-08-01"),
    ("horizon.end:", "the end lies before the start", "end: 2024-06", "end: §2023-06"),
    ("horizon.end:", "601 months are too many", "end: 2024-06", "end: §2073-07"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "fragment", "old", "new"), CHANGED)
def test_a_change_is_refused_at_its_place(
    faults: Faults, where: str, fragment: str, old: str, new: str
) -> None:
    """A name that nobody bears, or a state that cannot be, would reach the model."""
    assert old in WHOLE
    text, place = marked(WHOLE.replace(old, new, 1))
    (fault,) = faults(text)
    assert fault.startswith(f"s.yaml:{place}: {where} "), fault
    assert fragment in fault


CLAUSES = [
    ("clauses.x:", "armed_force without 'share'", "{trigger: rebellion, response: armed_force, cost: .1}"),
    ("clauses.x:", "armed_force without 'cost'", "{trigger: rebellion, response: armed_force, share: .1}"),
    ("clauses.x.strength:", "'strength' means nothing for armed_force", "{trigger: rebellion, response: armed_force, share: .1, cost: .1, strength: .1}"),
    ("clauses.x:", "joint_operations without 'strength'", "{trigger: coup, response: joint_operations, share: .1, cost: .1}"),
    ("clauses.x:", "joint_operations without 'share'", "{trigger: coup, response: joint_operations, strength: .1, cost: .1}"),
    ("clauses.x.share:", "means nothing for prohibition", "{trigger: coup, response: prohibition, share: .1}"),
    ("clauses.x.strength:", "means nothing for prohibition", "{trigger: coup, response: prohibition, strength: .1}"),
    ("clauses.x.cost:", "means nothing for prohibition", "{trigger: coup, response: prohibition, cost: .1}"),
    ("clauses.x.trigger:", "did you mean 'rebellion'?", "{trigger: rebelion, response: prohibition}"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "fragment", "clause"), CLAUSES)
def test_a_clause_says_what_its_response_needs(
    faults: Faults, where: str, fragment: str, clause: str
) -> None:
    """An obligation would have no size, or one that no rule reads."""
    (fault,) = faults(
        WHOLE.replace("AES: {name: A", f"AES: {{name: A, clauses: {{x: {clause}}}", 1)
    )
    assert f": treaties.AES.{where} " in fault
    assert fragment in fault


def test_a_country_of_the_map_must_be_there(faults: Faults) -> None:
    """A region would have no state to hold it."""
    start = SMALL.index("  BFA:")
    (fault,) = faults(SMALL[:start])
    assert fault.startswith("s.yaml:4:1: countries: the map has regions of BFA"), fault
    (fault,) = faults(SMALL[:start] + "regions: [MLI.gao, BFA.est]")
    assert fault.startswith("s.yaml:6:20: regions[1]: the region's country BFA is not"), fault


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("hegemon", "hegemon: NGA"),
        ("domestic_opposition.NGA", "domestic_opposition: {NGA: 1}"),
        ("capability.NGA", "capability: {NGA: 1}"),
        ("crises.NGA", "crises: {NGA: {posture: none, since: 2023-01-01}}"),
    ],
)
def test_a_bloc_speaks_of_its_members(faults: Faults, path: str, part: str) -> None:
    """A country outside a bloc would lead it, oppose it, or be pressed by it."""
    nigeria = "{name: N, population: 1, area_km2: 1, gdp_usd: 1, military_spending: 0, soldiers: 1}"
    text = WHOLE.replace("countries:\n", f"countries:\n  NGA: {nigeria}\n")
    (fault,) = faults(text.replace("treaty: AES}", f"treaty: AES, {part}}}"))
    assert f"blocs.AES.{path}: NGA is not a member of the bloc's treaty" in fault


def test_a_bad_text_is_one_fault(faults: Faults) -> None:
    """What stands in for a text that cannot be read would be called wrong once more."""
    (fault,) = faults(WHOLE + "affinities: {MLI: {BFA: .nan}}")
    assert "not a finite number" in fault


def test_all_faults_come_at_once_in_order(faults: Faults) -> None:
    """A user would mend one fault a run."""
    found = faults("titel: x\n" + WHOLE.replace("9}}, ISSP", "x}}, ISSP") + "focus: [&a MLI, 3]")
    assert ["1", "8", "14", "14"] == [fault.split(":")[1] for fault in found]


def test_accepted_without_effect_is_noted(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user would believe in a parameter that no rule reads."""
    monkeypatch.setattr(PARAMETER_SETS["affinity"], "in_force", False)
    regions = "regions: [MLI.bamako, BFA.est]\n"
    text = WHOLE + regions + "parameters: {affinity: {noise: .1}, attacks: {}}\n"
    notes = [note.split("s.yaml:")[1] for note in load(text).notes]
    assert [
        f"{LAST + 2}:25: parameters.affinity.noise: accepted, but no rule of this version reads it",
        "7:37: groups.JNIM.fighters.MLI.gao: accepted, but the region is not in the theatre",
    ] == notes


def test_what_is_probably_a_slip_is_noted(load: Load) -> None:
    """A treaty would never begin, or a country have 23 people, and nobody would know why."""
    text = SMALL.replace("Faso, population: 2e7", "Faso, population: 23").replace("9e9", "9", 1)
    late = "{name: N, members: {MLI: {signed: 2032-09-16}}, pledges: [{by: MLI, to: BFA, on: 2032-01-01}]}"
    notes = [note.split("s.yaml:")[1] for note in load(f"{text}treaties: {{NEW: {late}}}").notes]
    assert [
        "7:43: treaties.NEW.members.MLI.signed: accepted, but it lies after the end of the horizon",
        "7:94: treaties.NEW.pledges[0].on: accepted, but it lies after the end of the horizon",
        "7:65: treaties.NEW.pledges: accepted, but the treaty has no clause of armed force",
        "5:53: countries.MLI.gdp_usd: accepted, but it is counted in US dollars, not in billions",
        "6:21: countries.BFA.population: accepted, but it is counted in persons, not in millions",
    ] == notes


def test_a_country_s_intervention_is_not_noted(baseline: Scenario) -> None:
    """A user would be told that what the model answers has no effect."""
    day = date(2023, 9, 1)
    event = {"kind": "intervention", "on": day, "by": "NGA", "country": "NER"}
    assert () == baseline.patch({"events": [event]}).notes
