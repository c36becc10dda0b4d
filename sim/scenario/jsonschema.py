"""The JSON Schema of scenario files, for completion and checks in editors."""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from typing import Any

from sim.scenario import schema
from sim.scenario.schema import DISTRIBUTION_SCHEMA, ScenarioFile

Schema = dict[str, Any]

_DROPPED = ("title", "required", "discriminator", "propertyNames")


def json_schema() -> Schema:
    """The schema of a scenario file or of a patch, in draft 2020-12.

    A patch repeats nothing and removes with null, so nothing is required and null is allowed,
    except inside lists, which a patch replaces whole.
    """
    whole = ScenarioFile.model_json_schema()
    definitions: Schema = whole.pop("$defs")
    for name, documented in _documented_fields().items():
        owner = whole if name == ScenarioFile.__name__ else definitions.get(name, {})
        for key, described in owner.get("properties", {}).items():
            if key in documented:
                described["description"] = documented[key]
    in_lists = _referred(definitions, whole)
    extends = {"type": "string", "description": "The scenario file that this one is a patch of."}
    body = _compact(whole, patchable=True)
    body["properties"] = {"extends": extends, **body["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Liptako scenario",
        "description": "A scenario, or with 'extends' a patch of one: null removes a key.",
        **{name: value for name, value in body.items() if name != "description"},
        "$defs": {
            **{
                name: _compact(definition, patchable=name not in in_lists)
                for name, definition in definitions.items()
            },
            "Distribution": DISTRIBUTION_SCHEMA,
        },
    }


def schema_text() -> str:
    """The schema as it is written to ``scenarios/schema.json``."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _documented_fields() -> dict[str, dict[str, str]]:
    """The text under each field of the models, by class and field. Pydantic can gather it too,
    but at every import."""
    found: dict[str, dict[str, str]] = {}
    for item in ast.parse(inspect.getsource(schema)).body:
        if not isinstance(item, ast.ClassDef):
            continue
        bases = [base.id for base in item.bases if isinstance(base, ast.Name)]
        found[item.name] = {k: text for base in bases for k, text in found.get(base, {}).items()}
        for field, text in pairwise(item.body):
            match field, text:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(words))),
                ):
                    found[item.name][name] = inspect.cleandoc(words)
    return found


def _referred(definitions: Schema, whole: Schema) -> set[str]:
    """Names of the definitions that lists are made of."""
    found: set[str] = set()

    def search(value: Any, in_list: bool) -> None:
        if isinstance(value, dict):
            if in_list and "$ref" in value:
                found.add(value["$ref"].rsplit("/", 1)[-1])
            for name, inner in value.items():
                search(inner, in_list or name == "items")
        elif isinstance(value, list):
            for inner in value:
                search(inner, in_list)

    search([definitions, whole], in_list=False)
    return found


def _compact(value: Any, *, patchable: bool) -> Any:
    """A schema without what editors do not need; what a patch may remove may be null."""
    if value == DISTRIBUTION_SCHEMA:
        return {"$ref": "#/$defs/Distribution"}
    if isinstance(value, list):
        return [_compact(inner, patchable=patchable) for inner in value]
    if not isinstance(value, dict):
        return value
    kept: Schema = {}
    for name, inner in value.items():
        if name in ("properties", "patternProperties"):
            kept[name] = {
                key: _nullable(_compact(one, patchable=patchable))
                if patchable
                else _compact(one, patchable=patchable)
                for key, one in inner.items()
            }
        elif name not in _DROPPED or (name == "required" and not patchable):
            kept[name] = _compact(inner, patchable=patchable and name != "items")
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return kept


def _nullable(schema: Schema) -> Schema:
    """A schema that null satisfies too."""
    for union in ("anyOf", "oneOf"):
        if union in schema:
            branches = [one for one in schema[union] if one != {"type": "null"}]
            return {**schema, union: [*branches, {"type": "null"}]}
    if isinstance(schema.get("type"), str) and not {"enum", "const"} & schema.keys():
        return {**schema, "type": [schema["type"], "null"]}
    description = {k: v for k, v in schema.items() if k in ("description", "default")}
    rest = {k: v for k, v in schema.items() if k not in description}
    return {**description, "anyOf": [rest, {"type": "null"}]}
