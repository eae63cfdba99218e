"""Whom and what a fact is about beyond its sentence: to whom, into which, from where; asked by timelines and histories.

A fact names people and things by ids. What these are called is asked when it is read, for whoever reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg import Cursor

from events.fact import Fact
from events.values.identity import ticket_type_id
from events.values.people import Viewer
from events.values.text import Text
from events.values.ticket import TYPES
from projections.facts import past_names
from projections.facts.whom.of_others import OF_OTHERS
from projections.facts.whom.of_tickets import OF_TICKETS
from projections.facts.whom.parts import NOTHING, About, Names
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, number, statement

_ABOUT = {**OF_TICKETS, **OF_OTHERS}


def about(fact: Fact) -> tuple[About, ...]:
    """What a fact is about; nothing where its sentence says all."""
    tell = _ABOUT.get(type(fact))
    return () if tell is None else tuple(tell(fact))


def completed(sentence: Text, told: Iterable[About], names: Names) -> Text:
    """A sentence with whom and what it is about behind it."""
    parts = [part for one in told if (part := one.told(names)) != NOTHING]
    if not parts:
        return sentence
    return Text(*(_behind(sentence.to(one), "; ".join(part.to(one) for part in parts)) for one in ("ru", "en")))


def _behind(sentence: str, told: str) -> str:
    return f"{sentence}{'; ' if ': ' in sentence else ': '}{told}"


class Called(NamedTuple):
    """What is called how now, and what types of ticket were called at places of the log: (code, position) -> name."""

    names: dict[UUID, Text]
    types: dict[tuple[str, int], Text]


class _Row(NamedTuple):
    kind: Literal["type", "thing", "ticket", "who"]
    thing_id: UUID
    name_ru: str
    name_en: str


_SIZES = (1, 2, 4, 8, 16, 32)
"""So many things are asked for one by one, the last of them over and over where there are fewer: of an array, whose
length it does not know, PostgreSQL makes a plan for each question (0156)."""


@reads("ticket_list", "past_names", "directory", also=(past_names.types_as_of,))
def called(
    cursor: Cursor[Any], viewer: Viewer, told: Iterable[About], types: Collection[tuple[str, int]] = ()
) -> Called:
    """What is called how that is told of, in one statement; tickets only those that the viewer may see."""
    ids = list({thing for one in told for thing in one.ids})
    if not ids:
        return Called({}, past_names.types_as_of(cursor, types) if types else {})
    place = next(iter(types)) if len(types) == 1 else None
    found = past_names.types_as_of(cursor, types) if len(types) > 1 else {}
    sees, params = visibility.tickets(viewer, "t")
    size = next((size for size in _SIZES if len(ids) <= size), None)
    if size is None:
        params = {**params, "ids": ids}
    else:
        params = {**params, **{f"id_{nth}": ids[min(nth, len(ids) - 1)] for nth in range(size)}}
    if place is not None:
        params |= {"type_id": ticket_type_id(place[0]), "at": place[1]}
        found = {place: TYPES.get(place[0], Text.same(place[0]))}
    cursor.execute(_asked(size, sees, with_type=place is not None), params)
    # Until something was heard of them the shipped types are called as they were shipped.
    names = {type_id: name for type_id, name in _SHIPPED.items() if type_id in ids}
    for row in rows_of(_Row, cursor):
        if row.kind == "type" and place is not None:
            found[place] = Text(row.name_ru, row.name_en)
        else:
            names[row.thing_id] = Text(row.name_ru, row.name_en)
    return Called(names, found)


_SHIPPED: dict[UUID, Text] = {ticket_type_id(code): name for code, name in TYPES.items()}


@lru_cache(256)
def _asked(size: int | None, sees: Fragment, *, with_type: bool) -> Fragment:
    """The statement: an id is of one noun, so a thing has one row, and its type of then another."""
    ids = (
        statement("%(ids)s::uuid[]")
        if size is None
        else statement(
            "ARRAY[{ids}]",
            ids=joined(", ", (statement("%(id_{nth})s::uuid", nth=number(nth)) for nth in range(size))),
        )
    )
    of_then = statement(
        "(SELECT 'type', thing_id, name_ru, name_en FROM past_names WHERE thing_id = %(type_id)s AND position <= %(at)s"
        " ORDER BY position DESC LIMIT 1) UNION ALL "
    )
    return statement(
        "{of_then}SELECT {columns} FROM unnest({ids}) AS asked (id) CROSS JOIN LATERAL"
        " (SELECT thing_id, name_ru, name_en FROM past_names WHERE thing_id = id"
        " ORDER BY position DESC LIMIT 1) AS latest"
        " UNION ALL SELECT 'ticket', ticket_id, '№' || number, '№' || number FROM ticket_list t"
        " WHERE ticket_id = ANY({ids}) AND {sees}"
        " UNION ALL SELECT 'who', person_id, name, name FROM persons WHERE person_id = ANY({ids})"
        " UNION ALL SELECT 'who', team_id, name_ru, name_en FROM teams WHERE team_id = ANY({ids})",
        of_then=of_then if with_type else statement(""),
        columns=selected(_Row, kind=statement("'thing'")),
        ids=ids,
        sees=sees,
    )


@reads(also=(past_names.as_of,))
def names_then(cursor: Cursor[Any], told: Iterable[About], names: Names, position: int) -> Names:
    """As ``names``, with the names of then, at a place of the log, of what is told by them."""
    ids = [thing for one in told if one.of_then for thing in one.ids]
    return {**names, **past_names.as_of(cursor, ids, position)} if ids else names
