"""Files laid over one another, and patches from Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import Fault, ScenarioError
from sim.scenario import load_scenario
from sim.scenario.extending import from_python, patched
from tests.scenario.conftest import REGIONS, SMALL, Faults, Load

PATCH = "extends: base.yaml\n"


def test_mappings_merge_and_everything_else_replaces(load: Load) -> None:
    """A patch would lose what it does not repeat, or keep what it replaces."""
    base = SMALL + "focus: [MLI, BFA]\nregions: [MLI.gao, BFA.est]\n"
    scenario = load(
        PATCH + "title: Child\nfocus: [BFA]\nregions: all\ncountries: {MLI: {soldiers: 5}}",
        base=base,
    )
    assert "Child" == scenario.data.title
    assert "Why?" == scenario.data.question
    assert ["BFA"] == scenario.data.focus
    assert "all" == scenario.data.regions
    assert 5 == scenario.data.countries["MLI"].soldiers
    assert 2e7 == scenario.data.countries["MLI"].population
    assert ["MLI", "BFA"] == list(scenario.data.countries)
    assert "extends" not in scenario.resolved


def test_null_removes_a_key(load: Load) -> None:
    """A treaty could not be taken out of a scenario."""
    base = SMALL + "treaties: {AES: {name: A}, OLD: {name: O}}\ncut: 2023-07-31\n"
    scenario = load(PATCH + "treaties: {AES: null}\ncut: ~", base=base)
    assert ["OLD"] == list(scenario.data.treaties)
    assert scenario.data.cut is None


def test_null_of_something_absent_is_refused(faults: Faults) -> None:
    """A slip in the name of what to remove would change nothing, in silence."""
    (fault,) = faults(PATCH + "treaties:\n  AEZ: null", base=SMALL + "treaties: {AES: {name: A}}")
    assert fault == (
        "s.yaml:3:3: treaties.AEZ: null removes 'AEZ', a patch of something absent"
        " - did you mean 'AES'?"
    )


def test_what_was_removed_and_is_needed_is_shown_where_it_was_removed(faults: Faults) -> None:
    """A user would be sent to mend a file that is good, by another name than the one removed."""
    base = SMALL + "treaties: {AES: {name: A, members: {MLI: {signed: 2023-01-01}}}}\n"
    base += "blocs: {AES: {name: B, treaty: AES, hegemon: MLI}}\n"
    needs = "is removed here, but blocs.AES.{} needs it - remove that too, or keep this"
    middle = {"middle": "extends: base\ntreaties: {AES: null}\n", "base": base}
    for place, path, patch, others in (
        ("s.yaml:2:12: treaties.AES: 'AES'", "treaty", PATCH + "treaties: {AES: null}", {}),
        ("s.yaml:2:1: treaties: 'treaties'", "treaty", PATCH + "treaties: null", {}),
        ("middle.yaml:2:12: treaties.AES: 'AES'", "treaty", "extends: middle\ntitle: x", middle),
    ):
        assert [f"{place} {needs.format(path)}"] == faults(patch, **{"base": base, **others})
    again = "extends: middle\ntreaties: {AES: {name: A, members: {BFA: {signed: 2023-01-01}}}}\n"
    (fault,) = faults(again, **middle)
    assert fault == (
        "base.yaml:8:46: blocs.AES.hegemon: MLI is not a member of the bloc's treaty"
        " - use one of BFA; change it here, or in s.yaml, which extends this file"
    )


def test_nothing_after_a_key_removes_nothing(faults: Faults) -> None:
    """Lines that are commented out would take a whole section with them."""
    base = SMALL + "treaties: {AES: {name: A}}"
    (fault,) = faults(PATCH + "treaties:\n#  AES: {name: B}\n", base=base)
    assert fault.startswith(
        "s.yaml:2:1: treaties: nothing is written after 'treaties:' - write its"
    )
    (fault,) = faults(PATCH + "treaties: {}\n", base=base)
    assert fault.startswith("s.yaml:2:11: treaties: the empty braces change nothing in 'treaties'")


def test_null_in_a_file_of_its_own_is_a_value(faults: Faults) -> None:
    """A number left out by accident would count as removed."""
    (fault,) = faults(SMALL.replace("soldiers: 9", "soldiers: ", 1))
    assert "countries.MLI.soldiers: nothing is not a number" in fault


def test_a_distribution_is_replaced_whole(load: Load) -> None:
    """The halves of two distributions would be mixed."""
    base = SMALL + "parameters: {attacks: {excitation: {uniform: [.1, .2]}, spillover: .01}}"
    scenario = load(PATCH + "parameters: {attacks: {excitation: {choice: [.3]}}}", base=base)
    section = scenario.resolved["parameters"]["attacks"]
    assert {"excitation": {"choice": [0.3]}, "spillover": 0.01} == section


def test_an_affinity_changes_its_form(load: Load) -> None:
    """A patch could not turn a number into a starting level, or back."""
    base = SMALL + "affinities: {MLI: {BFA: .5}}"
    scenario = load(PATCH + "affinities: {MLI: {BFA: {start: 1, structural: 0}}}", base=base)
    assert {"start": 1, "structural": 0} == scenario.resolved["affinities"]["MLI"]["BFA"]


def test_a_bare_name_is_a_file_beside(load: Load) -> None:
    """``extends: baseline`` would not find the shipped baseline."""
    assert "Small" == load("extends: base", base=SMALL).data.title


def test_faults_stay_in_the_file_they_are_in(faults: Faults) -> None:
    """A user would search a patch for what is wrong in its parent."""
    base = SMALL.replace("soldiers: 9", "soldiers: x", 1)
    first, second = faults(PATCH + "countries:\n  MLI: {population: y}", base=base)
    assert first.startswith("base.yaml:5:99: countries.MLI.soldiers: the text 'x'")
    assert second.startswith("s.yaml:3:21: countries.MLI.population: the text 'y'")


def test_faults_of_both_texts_come_at_once(faults: Faults) -> None:
    """A user would mend one file a run."""
    found = faults(PATCH + "focus: [&a MLI]", base="cut: !!str x\n" + SMALL)
    assert ["base.yaml:1:6", "s.yaml:2:9"] == [fault.split(": ")[0] for fault in found]


def test_the_chain_may_be_long_but_ends(load: Load, faults: Faults) -> None:
    """A chain of files would be read for ever, or not at all."""

    def chain(length: int) -> dict[str, str]:
        links = {f"f{i}": f"extends: f{i + 1}\nfocus: [BFA]" for i in range(length)}
        return {**links, f"f{length}": SMALL}

    assert ["BFA"] == load("extends: f0", **chain(7)).data.focus
    (fault,) = faults("extends: f0", **chain(8))
    assert fault.startswith("f7.yaml:1:10: extends: too long a chain"), fault


F1 = {"f1": ""}
REFUSED = [
    ("s.yaml:1:10: extends: 's.yaml' extends itself in a circle", "extends: s", {}),
    ("s.yaml:1:10: extends: 's.yaml' extends itself in a circle", "extends: ./s.yaml", {}),
    ("a.yaml:2:10: extends: 's.yaml' extends itself", "extends: a", {"a": "\nextends: s"}),
    ("s.yaml:1:10: extends: no such file 'f.yaml' - did you mean 'f1.yaml'?", "extends: f", F1),
    ("s.yaml:2:10: extends: no such file 'q.yaml'", "title: x\nextends: q.yaml", {}),
    ("a.yaml:1:10: extends: no such file 'q.yaml'", "extends: a", {"a": "extends: q"}),
    ("s.yaml:1:10: extends: not the name of a file", "extends: 3", {}),
    ("s.yaml:1:10: extends: not the name of a file", "extends: [a, b]", {}),
    ("s.yaml:1:9: extends: not the name of a file", "extends:", {}),
    ("s.yaml:1:10: extends: an absolute path", "extends: /etc/passwd", {}),
    ("s.yaml:1:10: extends: an absolute path", "extends: C:/scenarios/baseline.yaml", {}),
    ("s.yaml:1:10: extends: a backslash in the name", r"extends: ..\baseline.yaml", {}),
    ("s.yaml:1:10: extends: cannot be read", r'extends: "a\0b.yaml"', {}),
    ("a.yaml: the file is empty", "extends: a", {"a": ""}),
    ("a.yaml:1:1: the top level is not a set of keys", "extends: a", {"a": "[1]"}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "text", "others"), REFUSED)
def test_what_cannot_be_extended(
    faults: Faults, expected: str, text: str, others: dict[str, str]
) -> None:
    """A wrong name of a file would end in a traceback, or without end."""
    (fault,) = faults(text, **others)
    assert fault.startswith(expected), fault


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    """A missing file or a directory would end in a traceback."""

    def refusal(path: Path) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, REGIONS)
        return str(caught.value).replace(f"{tmp_path}", "T")

    assert "T/x.yaml: no such file 'T/x.yaml' - there are no scenarios in 'T'" == refusal(
        tmp_path / "x.yaml"
    )
    (tmp_path / "baseline.yaml").write_text(SMALL)
    assert refusal(tmp_path / "baselin").endswith("did you mean 'baseline.yaml'?")
    assert "T: 'T' is a directory - name a file in it" == refusal(tmp_path)
    assert "cannot be read" in refusal(tmp_path / ("x" * 5000))
    assert "is not a regular file" in refusal(Path("/dev/null"))


def test_a_patch_from_python_follows_the_same_rules(load: Load) -> None:
    """A sweep would change scenarios in other ways than a file does."""
    scenario = load(SMALL + "treaties: {AES: {name: A}}\n")
    changed = scenario.patch(
        {
            "treaties": {"AES": None, "NEW": {"name": "N"}},
            "parameters": {"attacks": {"excitation": np.float64(0.2)}},
            "record": {"fighters_every": np.int64(6)},
            "cut": date(2023, 7, 31),
            "focus": ("MLI",),
        }
    )
    assert ["NEW"] == list(changed.data.treaties)
    assert 0.2 == changed.parameters["attacks.excitation"]
    assert 6 == changed.data.record.fighters_every
    assert 1 == changed.free_from
    assert ["MLI"] == changed.data.focus
    assert ["AES"] == list(scenario.data.treaties), "the scenario that is patched stays as it was"


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("<patch>: titel: unknown key 'titel' - did you mean 'title'?", {"titel": "x"}),
        ("<patch>: cut: null removes 'cut', a patch of something absent", {"cut": None}),
        ("<patch>: cut: the text '2023-07-31' is not a date", {"cut": "2023-07-31"}),
        ("<patch>: focus[0]: the number 9 is not text", {"focus": [9]}),
        ("<patch>: cut: not a finite number", {"cut": float("nan")}),
        ("<patch>: cut: not a finite number", {"cut": 10**400}),
        ("<patch>: the key 3 is not text", {3: 4}),
        ("<patch>: title: a set cannot be written", {"title": {"x"}}),
        ("<patch>: focus[0]: unknown country 'NGA'", {"focus": ["NGA"]}),
    ],
)
def test_a_wrong_patch_is_refused(load: Load, expected: str, changes: dict[Any, Any]) -> None:
    """A slip in a sweep would run as something else."""
    with pytest.raises(ScenarioError) as caught:
        load(SMALL).patch(changes)
    assert str(caught.value).startswith(expected)


def test_a_patch_without_end_is_refused(load: Load) -> None:
    """A dict that holds itself would end in a traceback."""
    endless: dict[str, Any] = {}
    endless["a"] = endless
    with pytest.raises(ScenarioError, match="nested too deep"):
        load(SMALL).patch(endless)


values = st.integers() | st.text("xyz") | st.lists(st.integers(), max_size=2)
trees = st.dictionaries(
    st.sampled_from("abc"), values | st.dictionaries(st.sampled_from("abc"), values), max_size=3
)


def laid(base: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    faults: list[Fault] = []
    tree = patched(from_python(base, faults), from_python(patch, faults), faults)
    assert not faults
    plain: dict[str, Any] = tree.plain()
    return plain


@given(trees, trees)
def test_patches_are_lawful(base: dict[str, Any], patch: dict[str, Any]) -> None:
    """A patch would do more, or less, than it says."""
    result = laid(base, patch)
    assert base == laid(base, {})
    assert base == laid(base, base)
    assert result == laid(result, patch)
    assert [*base, *(name for name in patch if name not in base)] == list(result)
    for name, given_value in patch.items():
        if not isinstance(given_value, dict):
            assert given_value == result[name]
