"""Which values of attributes name people, by what their types said of them then; asked by timelines and histories.

A fact of a change keeps the values as text. A text may look like the id of somebody and is told as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.text import Text
from events.values.ticket_type import AttributeDefinition
from projections.facts.whom.parts import About
from projections.kit.reads import reads

_ATTRIBUTES = msgspec.json.Decoder(tuple[AttributeDefinition, ...])


@reads("ticket_types")
def told_by_kind(cursor: Cursor[Any], told: Iterable[tuple[int, tuple[About, ...]]]) -> list[tuple[About, ...]]:
    """What facts at places of the log are about, with the ids of people left only where a person is meant."""
    asked = list(told)
    types = {code for _, of_it in asked for one in of_it if one.attribute is not None for code in one.attribute[1:]}
    if not types:
        return [of_it for _, of_it in asked]
    kinds = _kinds(cursor, types)
    return [tuple(_settled(one, kinds, at) for one in of_it) for at, of_it in asked]


Kinds = dict[tuple[str, str], list[tuple[int, bool]]]
"""Type and attribute -> since which places of the log it names a person, or does not; the latest first."""


def _kinds(cursor: Cursor[Any], types: Iterable[str]) -> Kinds:
    cursor.execute(
        "SELECT code, position, (definition->'attributes')::text FROM ticket_type_versions"
        " WHERE code = ANY(%s) ORDER BY position DESC",
        (list(types),),
    )
    found: Kinds = {}
    for code, position, attributes in cursor:
        for attribute in _ATTRIBUTES.decode(attributes or "[]"):
            found.setdefault((code, attribute.code), []).append((position, attribute.kind == "person"))
    return found


def _settled(one: About, kinds: Kinds, at: int) -> About:
    if one.attribute is None or one.turn is None:
        return one
    code, before, after = one.attribute

    def meant(side: UUID | Text, of_type: str) -> UUID | Text:
        # What the type has no more was meant as the type last said.
        is_person = next((named for since, named in kinds.get((of_type, code), ()) if since <= at), False)
        return side if is_person or isinstance(side, Text) else Text.same(str(side))

    return msgspec.structs.replace(one, turn=(meant(one.turn[0], before), meant(one.turn[1], after)))
