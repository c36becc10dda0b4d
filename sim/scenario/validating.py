"""A tree against the schema, and the schema's complaints in plain words at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from pydantic import ValidationError

from sim.errors import Fault, one_of
from sim.mechanisms import declarations
from sim.scenario.reading import Node, Steps, scalar, shortened
from sim.scenario.schema import BRANCHES, ScenarioFile

Schema = dict[str, Any]

_KINDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "text",
    "date_type": "a date",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a set of keys",
    "model_type": "a set of keys",
    "model_attributes_type": "a set of keys",
}
_BOUNDS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:(?:[ ,'\u00a0\u202f][0-9]{3})+|(?:\.[0-9]{3}){2,})")
"""Digits in groups of three, as people write them."""
_KEY_MARK = "[key]"
"""How pydantic ends the place of a fault in a key."""
_BRANCH_AFTER = {"events": 2, "history": 2, "affinities": 3, "regions": 1}
"""Where pydantic's places name a branch of a union: after so many steps of the section's own."""
_ACTORS = ("countries", "groups", "partners", "treaties", "blocs")
_LENGTHS = {
    "string_too_short": "short",
    "string_too_long": "long",
    "too_short": "short",
    "too_long": "long",
}


def validated(tree: Node) -> tuple[ScenarioFile | None, list[Fault]]:
    """The scenario of a tree, or every fault that the schema finds in it."""
    try:
        return ScenarioFile.model_validate(tree.plain()), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [_fault(tree, cast("dict[str, Any]", one)) for one in found]


def _fault(tree: Node, error: dict[str, Any]) -> Fault:
    kind, steps = error["type"], _steps(error["loc"])
    node = tree.at(steps)
    at_key = kind == "extra_forbidden" or error["loc"][-1] == _KEY_MARK
    if kind == "missing" and not isinstance(steps[-1], int):
        at_key = True
    elif kind == "union_tag_invalid":
        steps, node = (*steps, "kind"), tree.at((*steps, "kind"))
    place = node.key if at_key else node.place
    problem, remedy = _about_keys(error) or _about_values(error)
    if kind == "missing":
        remedy += _name_meant(tree, steps)
    return place.fault(steps, problem, remedy)


def _name_meant(tree: Node, steps: Steps) -> str:
    """Another name than that of an actor who lacks a key, if it was probably meant: in a patch, a
    slip in a name makes a new actor."""
    section = tree.at(steps[:1]).content
    if len(steps) != 3 or steps[0] not in _ACTORS or not isinstance(section, dict):
        return ""
    meant = one_of(str(steps[1]), [name for name in section if name != steps[1]])
    return f"; or {meant}" if meant.startswith("did") else ""


def _steps(location: Sequence[str | int]) -> Steps:
    """A place in the file from pydantic's, which names branches of unions too."""
    steps = list(location)
    if steps[-1] == _KEY_MARK and len(steps) > 1:
        del steps[-1]
    branch = _BRANCH_AFTER.get(str(steps[0]), len(steps))
    return tuple(steps[:branch] + steps[branch + 1 :])


def _about_keys(error: dict[str, Any]) -> tuple[str, str] | None:
    """What is wrong, and what would be right, with the keys of a section; None if they are."""
    kind, location, value = error["type"], error["loc"], error["input"]
    last = location[-1]
    if kind == "missing" and isinstance(last, int):
        return "an item is missing", "a list of exactly two goes here"
    if kind == "missing":
        expected = _expected(list(_schemas_at(location)))
        return f"the key '{last}' is missing", f"add '{last}': {expected}"
    if kind == "extra_forbidden":
        remedy = _parameter_home(location) or one_of(str(last), _keys(location[:-1]))
        return f"unknown key '{shortened(str(last))}'", remedy
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _event_kind(value, list(_schemas_at(location)))
    if last == _KEY_MARK:
        return f"the key {shortened(repr(value))} will not do", _name_rule(location[:-2])
    return None


def _parameter_home(location: Sequence[str | int]) -> str:
    """Where a parameter belongs that stands directly under ``parameters``, if it is one."""
    section, *names = map(str, location)
    for mechanism, own in (known.split(".") for known in declarations()):
        if section == "parameters" and names in ([own], [f"{mechanism}.{own}"]):
            return f"write {mechanism}: {{{own}: ...}}"
    return ""


def _about_values(error: dict[str, Any]) -> tuple[str, str]:
    """What is wrong, and what would be right, with a value."""
    kind, value, schemas = error["type"], error["input"], list(_schemas_at(error["loc"]))
    problem, remedy = f"{_given(value)} will not do", f"{_expected(schemas)} goes here"
    if kind == "value_error":
        problem = str(error["ctx"]["error"])
        if problem.startswith("neither"):
            problem, remedy = f"{_given(value)} is {problem}", remedy + _hint("float_type", value)
    elif kind == "literal_error":
        options = [option for schema in schemas for option in _options(schema)]
        problem, meant = f"{_given(value)} is none of the choices", one_of(str(value), options)
        if meant.startswith("did") or all(map(_options, schemas)):
            remedy = meant
    elif kind in _BOUNDS:
        problem = f"{_given(value)} is out of bounds"
    elif kind in _LENGTHS:
        problem = f"{_given(value)} is too {_LENGTHS[kind]}"
    elif kind in _KINDS:
        problem = f"{_given(value)} is not {_KINDS[kind]}"
        remedy += _hint(kind, value, any("pattern" in schema for schema in schemas))
    return problem, remedy


def _event_kind(event: Any, schemas: list[Schema]) -> tuple[str, str]:
    kinds = [option for schema in schemas for option in _options(schema["properties"]["kind"])]
    if "kind" not in event:
        return "the key 'kind' is missing", f"use one of {', '.join(kinds)}"
    return f"unknown kind of event: {_given(event['kind'])}", one_of(str(event["kind"]), kinds, 20)


def _given(value: Any) -> str:
    """A value as a person would name it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"the text {shortened(repr(value))}"
    if isinstance(value, date):
        return f"the date {value.isoformat()}"
    if isinstance(value, int | float):
        return f"the number {shortened(str(value))}"
    return "a list" if isinstance(value, list | tuple) else "a set of keys"


def _hint(kind: str, value: Any, has_pattern: bool = False) -> str:
    """What quotes have to do with it, if they do, or which number was meant."""
    if kind == "string_type" and value is not None and not isinstance(value, list | dict):
        return "" if has_pattern else "; put it in quotes"
    if isinstance(value, str) and kind in ("float_type", "int_type", "bool_type", "date_type"):
        try:
            meant = scalar(value.strip())
        except ValueError:
            return ""
        if not isinstance(meant, str):
            return "" if meant is None else ", without quotes"
    if isinstance(value, str) and kind in ("float_type", "int_type"):
        number = _number_meant(value)
        return f"; did you mean {number}?" if number else ""
    return ""


def _number_meant(text: str) -> str:
    """A number written otherwise than YAML does (0,5 or 1 000 000 or 4 %), as YAML does."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    number = re.sub("[^-+0-9]", "", plain) if _GROUPED.fullmatch(plain) else plain
    number, percent, _ = number.replace(",", ".").partition("%")
    try:
        meant = scalar(number.strip())
    except ValueError:
        return ""
    if not isinstance(meant, int | float) or isinstance(meant, bool):
        return ""
    return f"{meant / 100:g}" if percent else number


def _expected(schemas: list[Schema]) -> str:
    """What goes in a place."""
    sections = [schema["properties"] for schema in schemas if "properties" in schema]
    if sections[1:]:
        common = [name for name in sections[0] if all(name in section for section in sections)]
        return f"a set of keys ({', '.join([*common, '...'])})"
    parts = dict.fromkeys(map(_expected_one, schemas))
    return " or ".join(filter(None, parts)) or "something else"


def _expected_one(schema: Schema) -> str:
    kind = schema.get("format", schema.get("type"))
    if options := _options(schema):
        return f"one of {', '.join(options)}" if len(options) > 1 else f"'{options[0]}'"
    if kind in ("number", "integer"):
        return ("a whole number" if kind == "integer" else "a number") + _range(schema)
    if kind == "string":
        return _text(schema)
    if kind == "array":
        return "a list of exactly two" if "prefixItems" in schema else "a list"
    if kind == "object":
        return _section(schema)
    return {"boolean": "true or false", "date": "a date such as 2023-07-26"}.get(str(kind), "")


def _section(schema: Schema) -> str:
    names = list(schema.get("properties", {}))
    if "uniform" in names:
        return "a distribution such as {uniform: [low, high]}"
    shown = ", ".join([*names[:4], "..."] if names[4:] else names)
    return f"a set of keys ({shown})" if shown else "a set of keys"


def _text(schema: Schema) -> str:
    if "pattern" in schema:
        description = str(schema["description"]).rstrip(".")
        return description[:1].lower() + description[1:]
    if "maxLength" in schema:
        return f"text of {schema.get('minLength', 0)} to {schema['maxLength']} characters"
    return "text"


def _range(schema: Schema) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    ends = [
        f"from {low:g}" if low is not None else f"above {above:g}" if above is not None else "",
        f"to {high:g}" if high is not None else f"below {below:g}" if below is not None else "",
    ]
    return "".join(f" {end}" for end in ends if end)


def _options(schema: Schema) -> list[str]:
    return [str(schema["const"])] if "const" in schema else [str(x) for x in schema.get("enum", ())]


def _keys(location: Sequence[str | int]) -> list[str]:
    """The keys that a section may have."""
    found = [name for schema in _schemas_at(location) for name in schema.get("properties", {})]
    return list(dict.fromkeys([*found, *(["extends"] if not location else [])]))


def _name_rule(location: Sequence[str | int]) -> str:
    """What the free keys of a mapping must look like."""
    for schema in _schemas_at(location):
        if "propertyNames" in schema:
            rule = str(schema["propertyNames"]["description"]).rstrip(".")
            return rule[:1].lower() + rule[1:]
    return "another name goes here"


@cache
def _whole() -> Schema:
    return ScenarioFile.model_json_schema()


def _schemas_at(location: Sequence[str | int]) -> Iterator[Schema]:
    """The schemas that could describe a place, in pydantic's own naming of places."""
    found = [_whole()]
    for step in location:
        found = [inner for schema in found for inner in _inside(schema, step)]
    for schema in found:
        yield from _alternatives(schema)


def _alternatives(schema: Schema) -> Iterator[Schema]:
    """A schema without references and unions."""
    if "$ref" in schema:
        yield from _alternatives(_whole()["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    elif branches := schema.get("anyOf", schema.get("oneOf")):
        for branch in branches:
            yield from _alternatives(branch)
    elif schema.get("type") != "null":
        yield schema


def _inside(schema: Schema, step: str | int) -> Iterator[Schema]:
    """What describes a step from a schema: an item, a key, or the branch of a union."""
    if step in BRANCHES:
        yield schema
        return
    chosen = schema.get("discriminator", {}).get("mapping", {}).get(step)
    if chosen is not None:
        yield {"$ref": chosen}
        return
    for one in _alternatives(schema):
        if isinstance(step, int):
            items = one.get("prefixItems", [])
            rest = [one["items"]] if "items" in one else []
            yield from items[step : step + 1] or rest
        elif step in one.get("properties", {}):
            yield one["properties"][step]
        else:
            yield from one.get("patternProperties", {}).values()
