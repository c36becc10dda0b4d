"""Text to a tree with places."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.reading import MAX_BYTES, MAX_DEPTH, MAX_NODES, Place, read, scalar


def tree_of(text: str) -> Any:
    tree, faults = read(text.encode(), "f.yaml")
    assert not faults, faults
    assert tree is not None
    return tree


def faults_of(content: str | bytes) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode()
    return [str(fault) for fault in read(raw, "f.yaml")[1]]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("off", "off"),
        ("y", "y"),
        (0.1, "1e-1"),
        (0.5, ".5"),
        (-0.5, "-.5"),
        (1.0, "1."),
        (1000, "1_000"),
        (3, "+3"),
        (-3, "-3"),
        (35000.0, "35_000.0"),
        (2.46e10, "24.6e9"),
        ("1__0", "1__0"),
        ("_1", "_1"),
        ("1_", "1_"),
        ("12:30", "12:30"),
        ("1:30:00", "1:30:00"),
        (10, "010"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("0b1", "0b1"),
        ("1.2.3", "1.2.3"),
        ("e5", "e5"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("\u0661", "\u0661"),
        (date(2023, 7, 26), "2023-07-26"),
        ("2023-07", "2023-07"),
        ("2023-7-26", "2023-7-26"),
        ("2023-07-26T10:00:00", "2023-07-26T10:00:00"),
        (True, "true"),
        (True, "True"),
        (True, "TRUE"),
        (False, "false"),
        (False, "False"),
        (False, "FALSE"),
        ("tRUE", "tRUE"),
        (None, "null"),
        (None, "Null"),
        (None, "~"),
        (None, ""),
        ("2023-07-26", "'2023-07-26'"),
        ("1", '"1"'),
        ("true", "'true'"),
        ("", "''"),
        ("1\n", "|\n  1\n"),
    ],
)
def test_scalars_mean_what_a_person_expects(expected: object, text: str) -> None:
    """YAML 1.1's surprises would come back: NO as false, 010 as eight, 12:30 as 750."""
    value = tree_of(f"key: {text}").plain()["key"]
    assert (type(expected), expected) == (type(value), value)


@pytest.mark.parametrize("key", ["NO", "on", "010", "1.5", "null", "2023-07-26", "~"])
def test_keys_are_the_text_written(key: str) -> None:
    """A country called NO would become false, a key 010 eight."""
    assert {key: 1} == tree_of(f"{key}: 1").plain()


def test_places_are_exact() -> None:
    """Faults would point beside what is wrong."""
    tree = tree_of("# comment\na:\n  b: [1, {c: 2}]\nd:\n- x\n-   y\ne:\n")

    def places(*steps: str | int) -> tuple[tuple[int, int], tuple[int, int]]:
        node = tree.at(steps)
        return (node.key.line, node.key.column), (node.place.line, node.place.column)

    assert ((2, 1), (2, 1)) == places()
    assert ((2, 1), (3, 3)) == places("a")
    assert ((3, 3), (3, 6)) == places("a", "b")
    assert ((3, 7), (3, 7)) == places("a", "b", 0)
    assert ((3, 11), (3, 14)) == places("a", "b", 1, "c")
    assert ((6, 5), (6, 5)) == places("d", 1)
    assert ((7, 1), (7, 3)) == places("e")
    assert ((3, 3), (3, 6)) == places("a", "b", 7, "z")


def test_a_byte_order_mark_shifts_nothing() -> None:
    """Files saved by Windows editors would be refused, or faults in line 1 be off by one."""
    tree, _ = read(b"\xef\xbb\xbfa: 1", "f.yaml")
    assert tree is not None
    assert Place("f.yaml", 1, 4) == tree.at(("a",)).place


@pytest.mark.parametrize(
    ("where", "fragment", "text"),
    [
        ("f.yaml:2:1: a:", "the key 'a' is given twice", "a: 1\na: 2"),
        ("f.yaml:3:3: a.b:", "keep one; the first is in line 2", "a:\n  b: 1\n  b: 2"),
        ("f.yaml:1:4: a:", "the anchor &x", "a: &x 1"),
        ("f.yaml:1:4: a:", "the alias *x", "a: *x"),
        ("f.yaml:1:1:", "the anchor &x", "&x a: 1"),
        ("f.yaml:2:3: a:", "the merge key '<<'", "a:\n  <<: {b: 1}"),
        ("f.yaml:1:4: a:", "the tag 'tag:yaml.org,2002:str'", "a: !!str 1"),
        (
            "f.yaml:1:4: a:",
            "python/object/apply:os.system",
            "a: !!python/object/apply:os.system [ls]",
        ),
        ("f.yaml:1:4: a:", "the tag '!'", "a: ! 1"),
        ("f.yaml:1:4: a:", "the tag '!own'", "a: !own {b: 1}"),
        ("f.yaml:2:1:", "a second document begins here", "a: 1\n---\nb: 2"),
        ("f.yaml:1:1:", "a key that is not plain text", "[a, b]: 1"),
        ("f.yaml:1:7: a:", "a key that is not plain text", "a: {? {b: 1} : 2}"),
        ("f.yaml:1:5: a:", "a key without a name", "a: {'': 1}"),
        ("f.yaml:1:4: a:", ".nan is not a finite number", "a: .nan"),
        ("f.yaml:1:5: a[0]:", "-.inf is not a finite number", "a: [-.inf]"),
        ("f.yaml:1:4: a:", "1e999 is too large a number", "a: 1e999"),
        ("f.yaml:1:4: a:", "is too large a number", "a: " + "9" * 5000),
        ("f.yaml:1:4: a:", "there is no date 2023-02-30", "a: 2023-02-30"),
        ("f.yaml:1:4: a:", "there is no date 0000-01-01", "a: 0000-01-01"),
        ("f.yaml:1:4: a:", "half a character", r'a: "\uD800"'),
        ("f.yaml:1:1:", "half a character in a key", r'"\uD800": 1'),
        ("f.yaml:1:1:", "the top level is not a set of keys", "- 1"),
        ("f.yaml:1:1:", "the top level is not a set of keys", "word"),
        ("f.yaml:", "the file is empty", ""),
        ("f.yaml:", "the file is empty", "# only a comment"),
        ("f.yaml:", "the file is empty", "---\n"),
        ("f.yaml:2:4:", "not YAML:", "a: 1\n  b: 2"),
        ("f.yaml:1:6:", "not YAML:", "a: [1"),
        ("f.yaml:1:4:", "not YAML:", "a: @b"),
        ("f.yaml:2:1:", "not YAML:", "a: 1\n\tb: 2"),
        ("f.yaml:2:4:", "a character that YAML does not allow", "a: 1\nb: \x07"),
        ("f.yaml:1:1:", "out of range", r'a: "\UFFFFFFFF"'),
        ("f.yaml:", "nested too deep", "a: " + "[" * 100_000),
        ("f.yaml:", "nested too deep", "- " * 100),
        ("f.yaml:", "nested too deep", "? " * 100),
        ("f.yaml:", "nested too deep", "{" * 100_000),
    ],
)
def test_what_is_refused(where: str, fragment: str, text: str) -> None:
    """A dangerous or ambiguous text would be read, or be refused beside its place."""
    first = faults_of(text)[0]
    assert first.startswith(where), first
    assert fragment in first
    assert " - " in first


def test_other_encodings_are_refused() -> None:
    """A file in Latin-1 would end in a traceback."""
    assert ["f.yaml:2:4: the file is not UTF-8 text - save it as UTF-8"] == faults_of(
        "a: 1\nb: é".encode("latin-1")
    )


def test_every_fault_is_found_at_once() -> None:
    """A user would mend one fault a run."""
    text = "a: &x 1\nb: *x\nc: !!str 1\nd: .nan\nd: 2023-02-30\n<<: {e: 1}\n"
    lines = [int(fault.split(":")[1]) for fault in faults_of(text)]
    assert [1, 2, 3, 4, 5, 5, 6] == lines


def test_nesting_up_to_the_limit_is_read() -> None:
    """The limit would be off by one."""
    deepest = "a: " + "[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1)
    assert not faults_of(deepest)
    assert "nested too deep" in faults_of(deepest.replace("1", "[1]"))[0]


def test_large_files_are_refused() -> None:
    """A file of any size would be parsed, for minutes."""
    assert not faults_of("a: 1\n#".ljust(MAX_BYTES, "x"))
    assert "too large" in faults_of("a: 1\n#".ljust(MAX_BYTES + 1, "x"))[0]
    assert "goes on too long" in faults_of("a: [" + "1," * MAX_NODES + "]")[0]


plain = st.recursive(
    st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
    | st.none()
    | st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z"))),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXYZ", min_size=1), inner)
    ),
    max_leaves=8,
)


def as_yaml(value: Any) -> str:
    """A value as a person might write it, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {as_yaml(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if value is None or isinstance(value, bool):
        return {None: "~", True: "true", False: "false"}[value]
    return value.isoformat() if isinstance(value, date) else repr(value)


@given(plain.filter(lambda value: not any(c in as_yaml(value) for c in "\x85\u2028\u2029\ufeff")))
def test_what_is_written_is_read(value: Any) -> None:
    """A value would change on its way through a file."""
    assert {"key": value} == tree_of(f"key: {as_yaml(value)}").plain()


@given(st.text())
def test_an_unquoted_text_means_one_thing_or_is_refused(text: str) -> None:
    """Some text would end in another error than the one that callers expect."""
    try:
        value = scalar(text)
    except ValueError:
        return
    assert value is None or isinstance(value, str | int | float | bool | date)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_tree_or_faults(content: bytes) -> None:
    """A damaged file would end in a traceback."""
    tree, faults = read(content, "f.yaml")
    assert tree is not None or faults
