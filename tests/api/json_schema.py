"""A small reader of JSON Schema: as much of it as the API's document uses; for the tests of that document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
KNOWN = {
    *("$ref", "type", "properties", "required", "additionalProperties", "items", "prefixItems", "anyOf", "enum"),
    *("minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum", "format", "default"),
    *("title", "description", "propertyNames", "uniqueItems", "maxProperties", "discriminator"),
}
"""The words of JSON Schema that are read or say nothing of a value."""


def faults(value: Any, schema: Json, components: Json, path: str = "$") -> Iterator[str]:
    """Every place where a value is not what the schema says; a word that is not known is a fault, too."""
    if unknown := set(schema) - KNOWN:
        yield f"{path}: the schema says {sorted(unknown)}"
    if "$ref" in schema:
        yield from faults(value, components[schema["$ref"].rsplit("/", 1)[1]], components, path)
        return
    if "anyOf" in schema:
        found = [list(faults(value, one, components, path)) for one in schema["anyOf"]]
        if all(found):
            yield from min(found, key=len)
            return
    kind = schema.get("type")
    if kind and (not isinstance(value, _KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{path}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        yield from _text(value, schema, path)
    elif isinstance(value, list):
        yield from _list(value, schema, components, path)
    elif isinstance(value, dict):
        yield from _object(value, schema, components, path)


def _text(value: str, schema: Json, path: str) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{path}: the length of {value!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} is not {schema['pattern']}"


def _list(value: list[Any], schema: Json, components: Json, path: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{path}: {len(value)} items"
    first = schema.get("prefixItems", [])
    for index, inner in enumerate(value):
        expected = first[index] if index < len(first) else schema.get("items", {})
        if expected is False:
            yield f"{path}[{index}]: one too many"
        elif expected:
            yield from faults(inner, expected, components, f"{path}[{index}]")


def _object(value: Json, schema: Json, components: Json, path: str) -> Iterator[str]:
    if len(value) > schema.get("maxProperties", len(value)):
        yield f"{path}: {len(value)} properties"
    yield from (f"{path}: {name} is missing" for name in schema.get("required", []) if name not in value)
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    for key, inner in value.items():
        expected = known.get(key, others)
        if expected is False:
            yield f"{path}.{key}: not foreseen"
        elif isinstance(expected, dict) and expected:
            yield from faults(inner, expected, components, f"{path}.{key}")
