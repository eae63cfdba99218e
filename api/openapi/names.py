"""What the document says of names: one language is enough to send one; part of ``api.openapi.document``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commands.fields import Named
from events.values.text import LANGUAGES, Text

Json = dict[str, Any]

_PREFIX = "#/components/schemas/"
_TEXT = _PREFIX + Text.__name__
NAME = "Name"
_ONE_IS_ENOUGH = [{"required": [language], "properties": {language: {"type": "string"}}} for language in LANGUAGES]


def let_one_language_do(schemas: Json, sent: list[Json]) -> None:
    """Say of every name that may be sent what ``api.http.body`` makes of it; ``sent`` are the schemas of the bodies.

    What is answered has both languages, which is true of a schema that asks for one.
    """
    schemas[Named.__name__]["anyOf"] = _ONE_IS_ENOUGH
    schemas[NAME] = {
        "title": NAME,
        "description": "A name. One language is enough to send it, the other then reads the same; answers have both.",
        "type": "object",
        "properties": schemas[Text.__name__]["properties"],
        "anyOf": _ONE_IS_ENOUGH,
        "additionalProperties": False,
    }
    for found in _reached(schemas, sent):
        name = schemas[found].get("properties", {}).get("name")
        if name is not None and name.get("$ref") == _TEXT:
            name["$ref"] = _PREFIX + NAME


def _reached(schemas: Json, sent: list[Json]) -> set[str]:
    """The names of all schemas that stand in what is sent."""
    found: set[str] = set()
    waiting = list(_refs(sent))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _refs(schemas[name])
    return found


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(ref := value.get("$ref"), str):
            yield ref.removeprefix(_PREFIX)
        for inner in value.values():
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)
