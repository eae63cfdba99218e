"""Which values a field takes, read from the type itself: told to who sent another one; asked by ``api.faults``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import inspect

_STEP = re.compile(r"\[(?:\d+|\.\.\.)\]|[^.\[\]]+")


def known_values(kind: type[Any], path: str) -> list[str]:
    """The values that the field at a decoder's path takes; empty when they are no short list."""
    return sorted(set(_literals(inspect.type_info(kind), _STEP.findall(path))))


def _literals(told: inspect.Type, steps: Sequence[str]) -> Iterator[str]:
    match told:
        case inspect.Metadata():
            yield from _literals(told.type, steps)
        case inspect.UnionType():
            for one in told.types:
                yield from _literals(one, steps)
        case inspect.LiteralType() if not steps:
            yield from (str(value) for value in told.values)
        case inspect.StructType() if steps:
            yield from (
                found
                for field in told.fields
                if field.encode_name == steps[0]
                for found in _literals(field.type, steps[1:])
            )
        case inspect.DictType() if steps:
            yield from _literals(told.value_type, steps[1:])
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType() if steps:
            yield from _literals(told.item_type, steps[1:])
        case _:
            return
