"""The page of what a scenario file may say, from its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from markup import cell, code, table

from sim.scenario.jsonschema import json_schema

Schema = dict[str, Any]

HEAD = """\
# Scenario keys

Every key of a scenario file. [How to write one](../../scenarios/README.md) says what they are for;
`liptako check` names every fault of a file. In a patch (`extends`) nothing is required and `null`
removes a key.
"""
PARAMETER_SETS = "Parameters"
"""How the names of the definitions end that the page of parameters shows."""


def scenario_keys() -> str:
    """Every key, by the section it stands in."""
    whole = json_schema()
    parts = [HEAD, "## The file\n", _keys(whole)]
    for name, one in sorted(whole["$defs"].items()):
        if not name.endswith(PARAMETER_SETS):
            parts += [f"## {name}\n", one.get("description", "") + "\n", _keys(one)]
    return "\n".join(parts)


def _keys(one: Schema) -> str:
    rows = [
        [code(key), _kind(value), _default(value), cell(value.get("description", ""))]
        for key, value in one["properties"].items()
    ]
    return table(["key", "value", "default", "meaning"], rows)


def _default(value: Schema) -> str:
    default = value.get("default")
    return (
        "" if default in (None, [], {}) or isinstance(default, dict) else code(json.dumps(default))
    )


def _kind(value: Schema) -> str:
    """What a key may hold, in a few words."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        page = "parameters.md" if name.endswith(PARAMETER_SETS) else f"#{name.lower()}"
        return f"[{name}]({page})"
    for union in ("anyOf", "oneOf"):
        if union in value:
            kinds = [_kind(one) for one in value[union] if one != {"type": "null"}]
            return " or ".join(dict.fromkeys(kinds))
    if named := [value["const"]] if "const" in value else value.get("enum"):
        return ", ".join(map(code, named))
    if "items" in value:
        return f"list of: {_kind(value['items'])}"
    return _plain(value)


def _plain(value: Schema) -> str:
    if "patternProperties" in value:
        (inner,) = value["patternProperties"].values()
        return f"by name: {_kind(inner)}"
    types = value.get("type", "anything")
    named = [types] if isinstance(types, str) else [one for one in types if one != "null"]
    low, high = value.get("minimum"), value.get("maximum")
    limits = f", {low:g} to {high:g}" if low is not None and high is not None else ""
    if low is not None and high is None:
        limits = f", {low:g} or more"
    return cell(value.get("format") or " or ".join(named)) + limits
