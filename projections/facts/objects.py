"""Whom and what a fact is about beyond its sentence: to whom, into which, from where; asked by timelines and histories.

A fact names people and things by ids. What these are called is asked when it is read, for whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
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
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person import directory

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


@reads("ticket_list", also=(past_names.latest, directory.names))
def names_of(cursor: Cursor[Any], viewer: Viewer, told: Iterable[About]) -> dict[UUID, Text]:
    """What is called how that is told of; tickets only those that the viewer may see."""
    ids = list({thing for one in told for thing in one.ids})
    if not ids:
        return {}
    sees, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement("SELECT ticket_id, number FROM ticket_list t WHERE ticket_id = ANY(%(ids)s) AND {sees}", sees=sees),
        {**params, "ids": ids},
    )
    numbers = {ticket_id: Text.same(f"№{number}") for ticket_id, number in cursor}
    types = {type_id: TYPES[code] for code in TYPES if (type_id := ticket_type_id(code)) in ids}
    return {**types, **past_names.latest(cursor, ids), **numbers, **directory.names(cursor, ids)}


@reads(also=(past_names.as_of,))
def names_then(cursor: Cursor[Any], told: Iterable[About], names: Names, position: int) -> Names:
    """As ``names``, with the names of then, at a place of the log, of what is told by them."""
    ids = [thing for one in told if one.of_then for thing in one.ids]
    return {**names, **past_names.as_of(cursor, ids, position)} if ids else names
