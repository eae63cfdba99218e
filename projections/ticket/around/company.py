"""Who is in copy of tickets, who watches them, to whom they are shown: a table of the list, read by cards and sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_shares import TicketShared, TicketShareEnded, shared_with
from events.values.people import GROUP_NAMES, Group
from events.values.text import Text
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement

COPY, WATCH, SHARE, SHARE_GROUP = "copy", "watch", "share", "share_group"


class GoesAlong(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who goes along with a ticket, by the name of today; who is not registered by the one that was given."""

    person_id: UUID
    name: str


class ShownTo(msgspec.Struct, frozen=True, kw_only=True):
    """To whom a ticket is shown beside those who see it anyway: a person, or all who hold a group of rights."""

    person_id: UUID | None = None
    group: Group | None = None
    name: Text


def follow(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Take in who comes along and who leaves, in the order of the log; few facts say so."""
    for recorded in batch:
        fact = recorded.fact
        match fact:
            case TicketCopied():
                _add(cursor, recorded, fact.person_id, COPY, fact.name)
            case TicketWatched():
                _add(cursor, recorded, fact.person_id, WATCH, "")
            case TicketCopyEnded():
                _take_out(cursor, fact.ticket_id, fact.person_id, COPY)
            case TicketUnwatched():
                _take_out(cursor, fact.ticket_id, fact.person_id, WATCH)
            case TicketShared(group=None):
                _add(cursor, recorded, shared_with(fact), SHARE, "")
            case TicketShared():
                _add(cursor, recorded, shared_with(fact), SHARE_GROUP, fact.group or "")
            case TicketShareEnded():
                role = SHARE if fact.group is None else SHARE_GROUP
                _take_out(cursor, fact.ticket_id, shared_with(fact), role)
            case _:
                continue


def _add(cursor: Cursor[Any], told: Recorded, person_id: UUID, role: str, called: str) -> None:
    cursor.execute(
        "INSERT INTO ticket_people (ticket_id, person_id, role, name, place) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (told.stream, person_id, role, called, told.position),
    )


def _take_out(cursor: Cursor[Any], ticket_id: UUID, person_id: UUID, role: str) -> None:
    cursor.execute(
        "DELETE FROM ticket_people WHERE ticket_id = %s AND person_id = %s AND role = %s", (ticket_id, person_id, role)
    )


class _Row(NamedTuple):
    person_id: UUID
    name: str
    role: str


_OF_TICKET = statement(
    "SELECT {columns} FROM ticket_people g LEFT JOIN persons p USING (person_id) WHERE g.ticket_id = %s"
    " ORDER BY name, g.person_id",
    columns=selected(_Row, "g", name=statement("coalesce(p.name, g.name)"), person_id=name("g.person_id")),
)


@reads("ticket_list", "directory")
def of_ticket(cursor: Cursor[Any], ticket_id: UUID) -> dict[str, tuple[GoesAlong, ...]]:
    """Who goes along with a ticket that the viewer may see, by their part: in copy, or watching."""
    cursor.execute(_OF_TICKET, (ticket_id,))
    found: dict[str, list[GoesAlong]] = {COPY: [], WATCH: [], SHARE: [], SHARE_GROUP: []}
    for row in rows_of(_Row, cursor):
        found[row.role].append(GoesAlong(person_id=row.person_id, name=row.name))
    return {role: tuple(people) for role, people in found.items()}


def shown_to(along: Mapping[str, Sequence[GoesAlong]]) -> tuple[ShownTo, ...]:
    """Of those who go along the ones to whom it is shared: groups first."""
    groups = [cast("Group", one.name) for one in along.get(SHARE_GROUP, ())]
    people = along.get(SHARE, ())
    return (
        *(ShownTo(group=one, name=GROUP_NAMES[one]) for one in groups),
        *(ShownTo(person_id=one.person_id, name=Text.same(one.name)) for one in people),
    )
