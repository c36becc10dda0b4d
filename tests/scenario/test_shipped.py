"""The shipped scenario and schema, and files damaged at random."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import json_schema, load_scenario
from sim.scenario.jsonschema import schema_text
from sim.scenario.loading import regions_of_the_map

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BASELINE = SCENARIOS / "baseline.yaml"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_load_without_notes(path: Path) -> None:
    """A user's first command would end in a fault."""
    assert () == load_scenario(path).notes


def test_the_baseline_is_what_it_says() -> None:
    """The reference for every comparison would have moved."""
    scenario = load_scenario(BASELINE)
    named = "MLI BFA NER TCD MRT NGA BEN TGO CIV GHA SEN GIN XEC"
    assert named == " ".join(scenario.data.countries)
    assert (54, 1) == (scenario.months, scenario.free_from)
    assert ["NER"] == [event.country for event in scenario.history_events]  # type: ignore[attr-defined]
    juntas = [name for name, country in scenario.data.countries.items() if country.junta]
    assert ["MLI", "BFA", "TCD", "GIN"] == juntas
    assert all(not scenario.data.countries[name].elected for name in juntas)
    fighters = {name: sum(g.fighters.values()) for name, g in scenario.data.groups.items()}
    assert {"JNIM": 180, "ISSP": 20, "ISWAP": 4320} == fighters  # the rest: filtered states
    assert ("posterior", "filtered") == tuple(vars(scenario.data.calibration).values())
    assert {"ECOWAS"} == set(scenario.data.blocs)
    assert BASELINE.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=schema.json\nquestion: "
    )


def test_the_schema_of_editors_is_current() -> None:
    """Editors would refuse what the program reads; `make schema` writes it anew."""
    text = (SCENARIOS / "schema.json").read_text(encoding="utf-8")
    assert schema_text() == text
    assert json_schema() == json.loads(text)
    assert len(text) < 200_000


def accepts(document: object) -> bool:
    checker = jsonschema.Draft202012Validator(
        json_schema(), format_checker=jsonschema.FormatChecker()
    )
    return bool(checker.is_valid(document))


def test_the_schema_of_editors_is_a_schema() -> None:
    """Editors would ignore it."""
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_schema_of_editors_agrees() -> None:
    """Editors would mark what is right, or not what is wrong."""
    resolved = load_scenario(BASELINE).resolved
    assert accepts(resolved)
    assert accepts({"extends": "baseline.yaml", "treaties": {"AES": None}, "cut": None})
    assert accepts({"countries": {"MLI": {"capital": None, "soldiers": 1, "name": None}}})
    assert accepts({"affinities": {"MLI": {"BFA": None, "NER": 1, "TCD": {"start": 0}}}})
    assert accepts(
        {"parameters": {"attacks": {"excitation": {"uniform": [0, 1]}, "spillover": None}}}
    )
    assert accepts({"regions": "all"})
    assert accepts({"regions": ["MLI.gao"]})
    assert not accepts({"titel": "x"})
    assert not accepts({"regions": "some"})
    assert not accepts({"countries": {"a b": {}}})
    assert not accepts({"countries": {"MLI": {"soldiers": "many"}}})
    assert not accepts({"parameters": {"attacks": {"excitation": 7}}})
    assert not accepts({"affinities": {"MLI": {"BFA": 2}}})
    assert not accepts({"events": [{"kind": "coup", "on": "2024-01-01"}]})
    assert not accepts({"events": [{"kind": "coop", "on": "2024-01-01", "country": "MLI"}]})
    assert not accepts({"record": {"pairs": [["MLI"]]}})


MAP = regions_of_the_map()
TEXT = BASELINE.read_text(encoding="utf-8")
LINES = TEXT.splitlines()
WORDS = [
    *(
        "MLI",
        "NER",
        "NGA",
        "x",
        "1",
        "-1",
        ".nan",
        "null",
        "~",
        "true",
        "all",
        "coup",
        "2024-01-01",
    ),
    *("2023-02-30", "[]", "{}", "[MLI", "{a: 1}", "&a", "*a", "!!x", "<<"),
]


def refused_in_words(path: Path, text: str) -> None:
    """Load a text: a scenario, or faults that a person can read."""
    path.write_text(text, encoding="utf-8")
    try:
        load_scenario(path, MAP)
    except ScenarioError as error:
        for fault in error.faults:
            assert "\n" not in str(fault)
            assert fault.problem
            assert fault.remedy
            assert fault.line <= text.count("\n") + 2


often = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@often
@given(
    st.text(st.sampled_from("abMLI:[]{}-,'\"#&*!|>%@ \n\t0129.~?<") | st.characters(codec="utf-8"))
)
def test_any_text_loads_or_is_refused(tmp_path: Path, text: str) -> None:
    """Some text would end in a traceback."""
    refused_in_words(tmp_path / "any.yaml", text)


@settings(often, max_examples=60)
@given(st.data())
def test_a_damaged_baseline_loads_or_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    """A slip in a real file would end in a traceback."""
    lines = LINES.copy()
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(lines) - 1))
        line = lines[position]
        head, _, _ = line.partition(":")
        cut = data.draw(st.integers(0, len(line)))
        word = data.draw(st.sampled_from(WORDS))
        lines[position] = data.draw(
            st.sampled_from(
                [f"{head}: {word}", line[:cut] + word + line[cut:], line[cut:], "", line * 2]
            )
        )
    refused_in_words(tmp_path / "damaged.yaml", "\n".join(lines))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
BASE = load_scenario(BASELINE, MAP)
KEYS = [
    "countries",
    "countries.MLI",
    "countries.MLI.soldiers",
    "regions",
    "focus",
    "groups.JNIM.fighters",
    "partners.FRA.presence",
    "treaties.AES.members",
    "treaties.AES.pledges",
    "treaties.AES.clauses.new",
    "blocs.ECOWAS.crises",
    "affinities",
    "affinities.MLI.BFA",
    "parameters",
    "parameters.attacks.excitation",
    "cut",
    "history",
    "events",
    "record.pairs",
    "horizon",
]


@settings(often, max_examples=300)
@given(st.sampled_from(KEYS), json_values)
def test_any_patch_is_taken_or_refused(path: str, value: object) -> None:
    """A value of an unexpected kind would end in a traceback."""
    for key in reversed(path.split(".")):
        value = {key: value}
    try:
        BASE.patch(value)  # type: ignore[arg-type]
    except ScenarioError as error:
        assert all(fault.problem and fault.remedy for fault in error.faults)
