"""Which values a field takes and which fields there are, read from the type itself: told to who sent others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import inspect

_STEP = re.compile(r"\[(?:\d+|\.\.\.)\]|[^.\[\]]+")


def known_values(kind: type[Any], path: str) -> list[str]:
    """The values that the field at a decoder's path takes; empty when they are no short list."""
    return sorted(set(_literals(inspect.type_info(kind), _STEP.findall(path))))


def known_fields(kind: type[Any], path: str) -> list[str]:
    """The fields of the object at a path, in the order of its type; empty when there is no such object."""
    return list(dict.fromkeys(_fields(inspect.type_info(kind), _STEP.findall(path))))


def _fields(told: inspect.Type, steps: Sequence[str]) -> Iterator[str]:
    if isinstance(told, inspect.StructType) and not steps:
        yield from (field.encode_name for field in told.fields)
        return
    for inner, left in _inside(told, steps):
        yield from _fields(inner, left)


def _literals(told: inspect.Type, steps: Sequence[str]) -> Iterator[str]:
    if isinstance(told, inspect.LiteralType) and not steps:
        yield from (str(value) for value in told.values)
        return
    if isinstance(told, inspect.StructType) and [told.tag_field] == [*steps]:
        yield str(told.tag)
    for inner, left in _inside(told, steps):
        yield from _literals(inner, left)


def _inside(told: inspect.Type, steps: Sequence[str]) -> Iterator[tuple[inspect.Type, Sequence[str]]]:
    """The types that the next step leads to, with the steps that are left."""
    match told:
        case inspect.Metadata():
            yield told.type, steps
        case inspect.UnionType():
            yield from ((one, steps) for one in told.types)
        case inspect.StructType() if steps:
            yield from ((field.type, steps[1:]) for field in told.fields if field.encode_name == steps[0])
        case inspect.DictType() if steps:
            yield told.value_type, steps[1:]
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType() if steps:
            yield told.item_type, steps[1:]
        case _:
            return
